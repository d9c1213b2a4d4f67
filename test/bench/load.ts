/** The work that subjects are given, and the two programs that can give it. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { integerAt, userAt } from "./data.ts";
import { run } from "./process.ts";

export type Generator = "autocannon" | "wrk";

export interface Request {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Work {
  name: string;
  about: string;
  /** `tutorial` where /api/users/{name} is enough. */
  routes: "all" | "tutorial";
  /** How many users stand before the pages that it reads. */
  skip?: (users: number) => number;
  /** The n-th request. */
  request(n: number, users: number, cursors: string[]): Request;
}

export interface Load {
  url: string;
  connections: number;
  seconds: number;
  /** Dealt to the connections in equal, contiguous shares, which each repeats. */
  requests: Request[];
}

export interface LoadResult {
  seconds: number;
  /** Answers with a 2xx status. */
  answered: number;
  /** Other answers, and connections that broke. */
  failed: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

const form = { "Content-Type": "application/x-www-form-urlencoded" };
const json = { "Content-Type": "application/json" };

const someId = (n: number, users: number) => 1 + integerAt(7_000_000 + n, users);
const someName = (n: number, users: number) => userAt(someId(n, users), users).name;

const readName: Work["request"] = (n, users) => ({ method: "GET", path: `/api/users/${someName(n, users)}` });
const create: Work["request"] = (n, users) => ({
  ...readName(n, users, []),
  method: "POST",
  headers: form,
  body: "age=14",
});
const listPage: Work["request"] = (n, _users, cursors) => {
  const cursor = cursors.length > 0 ? `&cursor=${cursors[n % cursors.length]}` : "";
  return { method: "GET", path: `/api/users?limit=20${cursor}` };
};

export const works: Work[] = [
  { name: "read-name", about: "GET /api/users/{name}", routes: "tutorial", request: readName },
  {
    name: "read-id",
    about: "GET /api/user/{id}",
    routes: "all",
    request: (n, users) => ({ method: "GET", path: `/api/user/${someId(n, users)}` }),
  },
  { name: "list", about: "GET /api/users?limit=20", routes: "all", request: listPage },
  {
    name: "list-deep",
    about: "the same, nine tenths of the users further on",
    routes: "all",
    skip: (users) => Math.floor(users * 0.9),
    request: listPage,
  },
  { name: "create", about: "POST /api/users/{name}, form age=14, durable", routes: "tutorial", request: create },
  {
    name: "update",
    about: `PATCH /api/user/{id} {"age":n}, durable`,
    routes: "all",
    request: (n, users) => ({
      method: "PATCH",
      path: `/api/user/${someId(n, users)}`,
      headers: json,
      body: JSON.stringify({ age: integerAt(9_000_000 + n, 100) }),
    }),
  },
  {
    name: "mix",
    about: "nine read-name for each create",
    routes: "tutorial",
    // One of every ten, at another place in each, so that connections do not all write at once.
    request: (n, users) => (n % 10 === integerAt(Math.floor(n / 10), 10) ? create : readName)(n, users, []),
  },
];

export function work(name: string): Work {
  const found = works.find((each) => each.name === name);
  if (!found) throw new Error(`there is no work ${name}`);
  return found;
}

/** Enough requests for every connection to have its own. */
export function requestsFor(work: Work, connections: number, users: number, cursors: string[]): Request[] {
  const share = 10 * Math.ceil(Math.max(20, 4000 / connections) / 10);
  return Array.from({ length: connections * share }, (_, n) => work.request(n, users, cursors));
}

/** Walks to the page behind `skip` users. Returns the cursors of the last pages on the way, the page's own last. */
export async function walk(url: string, skip: number): Promise<string[]> {
  const cursors: string[] = [];
  for (let passed = 0; passed < skip; ) {
    const limit = Math.min(100, skip - passed);
    const query = new URLSearchParams({ limit: String(limit), ...(passed > 0 && { cursor: cursors.at(-1) ?? "" }) });
    const response = await fetch(`${url}/api/users?${query}`);
    const { nextCursor } = (await response.json()) as { nextCursor?: string };
    if (!nextCursor) throw new Error(`there is no page behind ${passed + limit} users`);
    cursors.push(nextCursor);
    passed += limit;
  }
  return cursors.slice(-100);
}

/** @throws when it is not installed; the message is for people */
export function requireGenerator(generator: Generator): void {
  if (generator === "autocannon") {
    if (!existsSync(join(import.meta.dirname, "node_modules/autocannon")))
      throw new Error("autocannon is not installed: run `npm ci` in test/bench, or try --load wrk");
    return;
  }
  try {
    execFileSync("sh", ["-c", "command -v wrk"]);
  } catch {
    throw new Error("wrk is not installed: do that, or leave --load out");
  }
}

/** Gives the load from a process of its own, as fast as the answers come. */
export async function drive(generator: Generator, load: Load): Promise<LoadResult> {
  const result = generator === "wrk" ? await driveWrk(load) : await driveAutocannon(load);
  if (result.answered === 0) throw new Error(`no request succeeded, ${result.failed} failed`);
  return result;
}

async function driveAutocannon(load: Load): Promise<LoadResult> {
  const script = join(import.meta.dirname, "autocannon.mjs");
  const { output } = await run({ command: process.execPath, args: [script] }, JSON.stringify(load), load.seconds + 30);
  return JSON.parse(output) as LoadResult;
}

async function driveWrk({ url, connections, seconds, requests }: Load): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), "user-service-bench-"));
  try {
    const script = join(folder, "requests.lua");
    writeFileSync(script, luaOf(requests));
    const args = ["--threads", "1", "--connections", String(connections), "--duration", `${Math.ceil(seconds)}s`];
    const { output } = await run({ command: "wrk", args: [...args, "--script", script, url] }, "", seconds + 30);
    return JSON.parse(output.slice(output.lastIndexOf("{"))) as LoadResult;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function luaOf(requests: Request[]): string {
  const entries = requests.map(({ method, path, headers = {}, body }) => {
    const pairs = Object.entries(headers).map(([name, value]) => `[${quote(name)}] = ${quote(value)}`);
    return `{ ${quote(method)}, ${quote(path)}, { ${pairs.join(", ")} }, ${body === undefined ? "nil" : quote(body)} },`;
  });
  return `local requests = {\n${entries.join("\n")}\n}
local next = 0
function init()
  for index, each in ipairs(requests) do requests[index] = wrk.format(each[1], each[2], each[3], each[4]) end
end
function request()
  next = next % #requests + 1
  return requests[next]
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"seconds":%f,"answered":%d,"failed":%d,"p50":%f,"p99":%f}', summary.duration / 1e6,
    summary.requests - errors.status, failed, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
