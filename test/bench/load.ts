/** Workloads, and the two load generators that can send them. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { birdAt, integerAt } from "./data.ts";
import { run } from "./process.ts";

export interface Generator {
  name: "autocannon" | "wrk";
  /** `test/bench`, where autocannon is installed. */
  folder: string;
}

export interface LoadSettings {
  generator: Generator;
  rounds: number;
  /** Seconds. */
  duration: number;
  /** Seconds of load before a measurement. */
  warmup: number;
}

export interface Request {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Work {
  name: string;
  about: string;
  /** How many rows precede the pages that it reads. */
  skip?: (rows: number) => number;
  /** The n-th request. */
  request(n: number, rows: number, cursors: string[]): Request;
}

export interface Load {
  url: string;
  connections: number;
  seconds: number;
  /** Split into equal, contiguous shares, one per connection, which repeats its share. */
  requests: Request[];
}

export interface LoadResult {
  seconds: number;
  /** Responses with a 2xx status. */
  succeeded: number;
  /** Other responses, and broken connections. */
  failed: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

const form = { "Content-Type": "application/x-www-form-urlencoded" };
const json = { "Content-Type": "application/json" };

const someId = (n: number, rows: number) => 1 + integerAt(7_000_000 + n, rows);
const someName = (n: number, rows: number) => birdAt(someId(n, rows), rows).name;

const readName: Work["request"] = (n, rows) => ({ method: "GET", path: `/api/birds/${someName(n, rows)}` });
const create: Work["request"] = (n, rows) => ({
  method: "POST",
  path: `/api/birds/${someName(n, rows)}`,
  headers: form,
  body: "age=14",
});
const listPage: Work["request"] = (n, _rows, cursors) => {
  const cursor = cursors.length > 0 ? `&cursor=${cursors[n % cursors.length]}` : "";
  return { method: "GET", path: `/api/birds?limit=20${cursor}` };
};

export const works: Work[] = [
  { name: "read-name", about: "GET /api/birds/{name}", request: readName },
  {
    name: "read-id",
    about: "GET /api/bird/{id}",
    request: (n, rows) => ({ method: "GET", path: `/api/bird/${someId(n, rows)}` }),
  },
  { name: "list", about: "GET /api/birds?limit=20", request: listPage },
  {
    name: "list-deep",
    about: "the same, behind nine tenths of the rows",
    skip: (rows) => Math.floor(rows * 0.9),
    request: listPage,
  },
  { name: "create", about: "POST /api/birds/{name}, form age=14, durable", request: create },
  {
    name: "update",
    about: `PATCH /api/bird/{id} {"age":n}, durable`,
    request: (n, rows) => ({
      method: "PATCH",
      path: `/api/bird/${someId(n, rows)}`,
      headers: json,
      body: JSON.stringify({ age: integerAt(9_000_000 + n, 100) }),
    }),
  },
  {
    name: "mix",
    about: "nine read-name per create",
    // One in every ten, at another place in each ten, so that connections do not all write at once.
    request: (n, rows) => (n % 10 === integerAt(Math.floor(n / 10), 10) ? create : readName)(n, rows, []),
  },
];

export function work(name: string): Work {
  const found = works.find((each) => each.name === name);
  if (!found) throw new Error(`there is no work ${name}`);
  return found;
}

/** Enough requests for every connection to have its own. */
export function requestsFor(work: Work, connections: number, rows: number, cursors: string[]): Request[] {
  const share = 10 * Math.ceil(Math.max(20, 4000 / connections) / 10);
  return Array.from({ length: connections * share }, (_, n) => work.request(n, rows, cursors));
}

/** Follows pages past the first `skip` rows. @returns the last cursors on the way, at most 100 */
export async function cursorsBehind(url: string, skip: number): Promise<string[]> {
  const cursors: string[] = [];
  for (let passed = 0; passed < skip; ) {
    const limit = Math.min(100, skip - passed);
    const query = new URLSearchParams({ limit: String(limit), ...(passed > 0 && { cursor: cursors.at(-1) ?? "" }) });
    const response = await fetch(`${url}/api/birds?${query}`);
    const { nextCursor } = (await response.json()) as { nextCursor?: string };
    if (!nextCursor) throw new Error(`there is no page behind ${passed + limit} rows`);
    cursors.push(nextCursor);
    passed += limit;
  }
  return cursors.slice(-100);
}

/** @throws when it is not installed; the message is for people */
export function requireGenerator({ name, folder }: Generator): void {
  if (name === "autocannon") {
    if (!existsSync(join(folder, "node_modules/autocannon")))
      throw new Error("autocannon is not installed: run `npm ci` in test/bench, or try --load wrk");
    return;
  }
  try {
    execFileSync("sh", ["-c", "command -v wrk"]);
  } catch {
    throw new Error("wrk is not installed: install it, or leave out --load");
  }
}

/** Sends requests from a separate process, in a closed loop: each connection waits for a response before the next request. */
export async function drive(generator: Generator, load: Load): Promise<LoadResult> {
  const result = generator.name === "wrk" ? await driveWrk(load) : await driveAutocannon(load, generator.folder);
  if (result.succeeded === 0) throw new Error(`no request succeeded, ${result.failed} failed`);
  return result;
}

async function driveAutocannon(load: Load, folder: string): Promise<LoadResult> {
  const command = { command: process.execPath, args: [join(folder, "autocannon.mjs")] };
  const { output } = await run(command, JSON.stringify(load), load.seconds + 30);
  return JSON.parse(output) as LoadResult;
}

async function driveWrk({ url, connections, seconds, requests }: Load): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
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
  io.write(string.format('{"seconds":%f,"succeeded":%d,"failed":%d,"p50":%f,"p99":%f}', summary.duration / 1e6,
    summary.requests - errors.status, failed, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
