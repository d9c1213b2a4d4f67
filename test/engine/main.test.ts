import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../server/engine/database/database.ts";
import { isUnavailable } from "../../server/engine/database/errors.ts";
import { readSettings } from "../../server/engine/http/settings.ts";
import { serve, service } from "./aviary.ts";
import { buildAviary } from "./aviary-build.ts";
import { freePort } from "./port.ts";
import { run, starting, temporaryFolder } from "./process.ts";
import { sha256, startListening } from "./serving.ts";

// Within the repository, so that it finds its packages.
const folder = join(import.meta.dirname, "../../dist/aviary");
const main = join(folder, "main.js");
const start = starting(main);

beforeAll(() => buildAviary(join(import.meta.dirname, "../.."), folder));

describe.skipIf(process.platform !== "linux")("large files", () => {
  test("need no memory, in or out", async () => {
    const server = start({ LOG_LEVEL: "silent" });
    const url = await server.url;
    const resident = (name: string) => {
      const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
      return Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) * 1024;
    };
    const before = resident("VmRSS");
    const size = 256 * 1024 * 1024;
    const sent = createHash("sha256");
    const bytes = Readable.from(
      (function* () {
        for (let left = size; left > 0; left -= 65_536) {
          const chunk = Buffer.alloc(65_536, left.toString(36));
          sent.update(chunk);
          yield chunk;
        }
      })(),
    );
    const out = request(`${url}/api/pictures/mirrored`, {
      method: "POST",
      headers: { "Content-Type": "image/png", "Content-Length": size },
    });
    const [[answer]] = await Promise.all([once(out, "response"), pipeline(bytes, out)]);
    const received = createHash("sha256");
    await pipeline(answer, received);
    expect(received.digest("hex")).toBe(sent.digest("hex"));
    const grown = (resident("VmHWM") - before) / 2 ** 20;
    console.log(`256 MiB up and down: ${Math.round(grown)} MiB more memory`);
    expect(grown).toBeLessThan(128); // Loosely, as garbage is collected in its own time; 64 is what it should be.
  });
});

describe("a start", () => {
  test("prints the addresses of the service and its docs", async () => {
    const server = start();
    const url = await server.url;
    expect(server.output()).toContain(`answers at ${url}, its docs are at ${url}/docs`);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    expect((await fetch(`${url}/api/birds/robin`)).status).toBe(200);
  });

  test("refuses arguments, and points to the settings", async () => {
    for (const [argument, status] of [
      ["--help", 0],
      ["--port=1", 1],
    ] as const) {
      const { code, output } = await run(temporaryFolder(), process.execPath, [main, argument]);
      expect([code, output]).toEqual([
        status,
        expect.stringContaining("takes no arguments, but environment variables"),
      ]);
    }
  });

  test("refuses settings that are misspelt", () => {
    const misspelt = { PROT: "1", HOTS: "x", port: "1", LOG_LEVLE: "info", DATABASE_URI: "x" };
    expect(() => readSettings(misspelt, service)).toThrow(
      Object.entries({ PROT: "PORT", HOTS: "HOST", port: "PORT", LOG_LEVLE: "LOG_LEVEL", DATABASE_URI: "DATABASE_URL" })
        .map(([name, meant]) => `  ${name}: is no setting; did you mean ${meant}?`)
        .join("\n"),
    );
    readSettings({ HOME: "/root", PORTS: "1", HOSTNAME: "x", POST: "1", COST: "1", TOKEN: "x" }, service);
  });

  test("takes settings as people write them", async () => {
    expect(readSettings({ HOST: "[::1]" }, service).host).toBe("::1");
    const { corsOrigins } = readSettings({ CORS_ORIGINS: "https://App.example:443, http://b:8080" }, service);
    expect(corsOrigins).toEqual(["https://app.example", "http://b:8080"]);
    const digest = `${sha256("reader")}  -`; // As sha256sum prints it.
    expect(readSettings({ TOKENS: `read:${digest}\nwrite:${digest}` }, service).tokens).toHaveLength(2);
  });

  test("refuses a replica of SQLite", () => {
    const replica = { DATABASE_READ_URL: "postgres://h/db" };
    expect(() => readSettings(replica, service)).toThrow("DATABASE_READ_URL: SQLite has no replicas");
  });

  test("names a proxy for a database of several hosts", () => {
    for (const url of ["postgres://a,b/db", "postgresql://u:p@a:5432,b:5432/db?target_session_attrs=read-write"])
      expect(() => readSettings({ DATABASE_URL: url }, service)).toThrow("must name one host: for several, a proxy");
    expect(() => readSettings({ DATABASE_URL: "postgres://u:p#@h/db" }, service)).toThrow("percent-encoded");
  });

  test("ends at a signal, with nothing left to finish", async () => {
    const silent = createServer();
    const { host } = new URL(await startListening(silent));
    const connected = once(silent, "connection");
    const server = start({ DATABASE_URL: `postgres://${host}/none` });
    await connected; // It waits for the database.
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(128 + 15);
  });

  test("names every invalid setting at once, without secrets or a stack trace", async () => {
    const server = start({
      HOST: "",
      PORT: "eighty",
      DATABASE_URL: "mysql://x",
      LOG_LEVEL: "loud",
      TOKENS: "secret",
      CORS_ORIGINS: "*",
      TRUSTED_PROXIES: "*",
      PATH_PREFIX: "svc",
    });
    expect(await server.ended).toBe(1);
    for (const name of [
      "HOST",
      "PORT",
      "DATABASE_URL",
      "LOG_LEVEL",
      "TOKENS",
      "CORS_ORIGINS",
      "TRUSTED_PROXIES",
      "PATH_PREFIX",
    ])
      expect(server.output()).toContain(`\n  ${name}: `);
    expect(server.output()).not.toMatch(/^\s+at |secret/m);
  });

  test("warns once that callers behind a gateway cannot be told apart, unless proxies or tokens tell them apart", async () => {
    const warning = /"level":40,[^\n]*Callers behind a gateway cannot be told apart[^\n]*set TRUSTED_PROXIES/g;
    const warnings = async (settings: Record<string, string>) => {
      const server = start({ UNPROTECTED: "on", ...settings });
      await server.url;
      server.process.kill("SIGTERM");
      expect(await server.ended).toBe(0);
      return server.output().match(warning)?.length ?? 0;
    };
    expect(await warnings({})).toBe(1);
    expect(await warnings({ WORKERS: "2" })).toBe(1);
    expect(await warnings({ TRUSTED_PROXIES: "loopback" })).toBe(0);
    expect(await warnings({ TOKENS: `write:${sha256("writer")}` })).toBe(0);
    expect(await warnings({ UNPROTECTED: "off" })).toBe(0);
  });

  test("refuses sqlite://FILE, whose FILE would be a host", () => {
    expect(() => readSettings({ DATABASE_URL: "sqlite://aviary.db" }, service)).toThrow(
      /\n {2}DATABASE_URL: must be sqlite:FILE .* or sqlite:\/\/\/FOLDER\/FILE/,
    );
  });

  test("exits with one clear line when the port is in use", async () => {
    const { port } = new URL(await startListening(createServer()));
    const server = start({ PORT: port, LOG_LEVEL: "warn" });
    expect(await server.ended).toBe(1);
    expect(server.output()).toBe(
      `Port ${port} on 127.0.0.1 is in use. Stop the process that uses it, or set another PORT.\n`,
    );
  });

  test("reads tokens from a file too, and exits with one clear line when strangers could write", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "tokens"), `# The reader's\nread:${sha256("reader")}\n`);
    const server = start({ TOKENS_FILE: "tokens", TOKENS: `write:${sha256("writer")}` }, folder);
    const url = `${await server.url}/api/birds`;
    const status = async (token: string) =>
      (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status;
    expect([await status("reader"), await status("writer"), await status("x")]).toEqual([200, 200, 401]);

    writeFileSync(join(folder, "none"), "# None yet\n");
    const forgotten = { TOKENS_FILE: join(folder, "none") };
    expect(() => readSettings(forgotten, service)).toThrow("TOKENS_FILE: has no tokens");

    const open = start({ HOST: "0.0.0.0" });
    expect(await open.ended).toBe(1);
    expect(open.output()).toMatch(/^Anyone who reaches 0\.0\.0\.0 could change everything: set TOKENS, .*\n$/);
  });

  test("exits with one clear line when the database cannot be opened", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "corrupt.db"), "This is not a database. ".repeat(1_000));
    const server = start({ DATABASE_URL: "sqlite:missing/aviary.db" }, folder);
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/^The database cannot be opened: [^\n]+\n$/);
    for (const url of [`sqlite:${folder}/corrupt.db`, `sqlite:${folder}`, "postgres://127.0.0.1:1/none"])
      await expect(openDatabase(url, service)).rejects.toThrow(/^The database cannot be opened: [^\n]+$/);
  });

  test("of four processes at once on a new database migrates it once", async () => {
    const folder = temporaryFolder();
    const urls = await Promise.all([0, 1, 2, 3].map(() => start({}, folder).url));
    await Promise.all(urls.map((url) => create(url, "x")));
    for (const url of urls)
      expect(((await (await fetch(`${url}/api/birds/x`)).json()) as { bird: unknown[] }).bird).toHaveLength(4);
  });
});

test("loses no acknowledged write when killed", async () => {
  const folder = temporaryFolder();
  const server = start({}, folder);
  const url = await server.url;
  const acknowledged: number[] = [];
  const writers = Array.from({ length: 32 }, async (_, writer) => {
    for (;;) {
      const answer = await create(url, `n${writer}`);
      acknowledged.push(((await answer.json()) as { id: number }).id);
      if (acknowledged.length === 500) server.process.kill("SIGKILL");
    }
  });
  await Promise.allSettled(writers);
  expect(await server.ended).toBe("SIGKILL");
  const ids = new Set(await kept(folder));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);
});

/** The ids of the birds that a service in a folder has left. */
async function kept(folder: string): Promise<number[]> {
  const database = await openDatabase(`sqlite:${join(folder, "aviary.db")}`, service);
  const ids = await database.read("bird").pluck("id");
  await database.close();
  return ids;
}

const json = "application/json";

function create(url: string, name: string): Promise<Response> {
  const body = JSON.stringify({ name });
  return fetch(`${url}/api/birds`, { method: "POST", body, headers: { "Content-Type": json } });
}

/** Sends the head of a request, and waits until the server reads it. @returns a function that sends the rest */
async function begin(url: string): Promise<() => Promise<IncomingMessage>> {
  const body = JSON.stringify({ name: "robin" });
  const headers = { "Content-Type": json, Expect: "100-continue", "Content-Length": Buffer.byteLength(body) };
  const sent = request(`${url}/api/birds`, { method: "POST", headers });
  const answered = once(sent, "response");
  answered.catch(() => {}); // Thrown where it is awaited.
  sent.flushHeaders();
  await once(sent, "continue");
  return async () => {
    sent.end(body);
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    return answer;
  };
}

test("serves and stops although the log's disk is full", async () => {
  const port = await freePort(); // With such an output nobody reads the address.
  const server = start({ PORT: String(port) }, temporaryFolder(), { stdout: openSync("/dev/full", "w") });
  const status = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(() => status("/livez")).toBe(200);
  for (let count = 0; count < 100; count++) expect(await status("/api/birds")).toBe(200);
  server.process.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(server.output()).toBe("");
});

test("fails writes and keeps what was acknowledged when the database's disk is full", async () => {
  const url = `sqlite:${join(temporaryFolder(), "aviary.db")}`;
  const database = await openDatabase(url, service);
  const write = (name: string) => database.insert("bird", { name, age: null });
  // SQLite reports a full file as it does a full disk.
  const limit = (pages: number) => database.write.raw(`pragma max_page_count = ${pages}`);
  await write("before");
  await limit(1); // SQLite keeps the pages that there are.
  const kept: string[] = [];
  const failures: { code: string }[] = [];
  for (let group = 0; failures.length < 20; group++) {
    const names = Array.from({ length: 10 }, (_, n) => `${group}-${n}`); // Concurrent, so that they share a commit.
    for (const [n, outcome] of (await Promise.allSettled(names.map(write))).entries())
      if (outcome.status === "rejected") failures.push(outcome.reason);
      else kept.push(`${group}-${n}`);
  }
  expect(kept.length).toBeGreaterThan(10);
  for (const failure of failures) expect([failure.code, isUnavailable(failure)]).toEqual(["SQLITE_FULL", true]);
  expect(await database.read("bird").pluck("name").orderBy("id")).toEqual(["before", ...kept]);
  await limit(1_000_000);
  await write("after");
  await database.close();
  const again = await openDatabase(url, service);
  onTestFinished(() => again.close());
  expect(await again.read("bird").pluck("name").orderBy("id")).toEqual(["before", ...kept, "after"]);
});

describe("several workers", () => {
  test("serve one database, respond 503 to /metrics while one is stuck, and lose no acknowledged write when one is killed", async () => {
    const server = start({ WORKERS: "2" });
    const url = await server.url;
    const createOne = (_: unknown, n: number) => create(url, `n${n}`);
    expect((await Promise.all(Array.from({ length: 50 }, createOne))).every(({ ok }) => ok)).toBe(true);
    const figures = await (await fetch(`${url}/metrics`)).text(); // Those of all workers, from any of them.
    expect(figures).toMatch(/_count\{operation="Birds_create",method="POST",status="201"\} 50/);
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(server.process.pid)]);
    const [first = "", second] = stdout.trim().split("\n");
    process.kill(Number(second), "SIGSTOP");
    const refused = await Promise.any(
      Array.from({ length: 8 }, async () => {
        const answer = await fetch(`${url}/metrics`);
        return answer.status === 503 ? answer : Promise.reject(new Error(`answered ${answer.status}`));
      }),
    );
    expect(refused.headers.get("Retry-After")).toBe("5");
    process.kill(Number(second), "SIGCONT");
    await expect.poll(async () => (await fetch(`${url}/metrics`)).status).toBe(200);
    process.kill(Number(first), "SIGKILL");
    await expect.poll(() => server.output()).toContain("a worker crashed");
    const answers = await Promise.allSettled(Array.from({ length: 50 }, createOne));
    const acknowledged = 50 + answers.filter((answer) => answer.status === "fulfilled" && answer.value.ok).length;
    const { items } = (await (await fetch(`${url}/api/birds?limit=100`)).json()) as { items: unknown[] };
    expect(items.length).toBeGreaterThanOrEqual(acknowledged);
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
  });

  test("finish requests in flight when a signal reaches their whole process group", async () => {
    const server = start({ WORKERS: "2", DRAIN_MS: "700" }, temporaryFolder(), { detached: true });
    const url = await server.url;
    const finish = await begin(url);
    process.kill(-Number(server.process.pid), "SIGTERM");
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { interval: 1 }).toBe(503);
    expect((await finish()).statusCode).toBe(201);
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toMatch(/crash/);
  });

  test("exit and print why they cannot start", async () => {
    const { port } = new URL(await startListening(createServer()));
    const server = start({ WORKERS: "2", PORT: port });
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/is in use/);
  });
});

describe("tokens in a file", () => {
  for (const WORKERS of ["1", "2"])
    test(`are read again when it changes and by SIGHUP, without a lost request (WORKERS=${WORKERS})`, async () => {
      const folder = temporaryFolder();
      const file = join(folder, "tokens");
      const keep = (...tokens: string[]) =>
        writeFileSync(file, tokens.map((token) => `# ${token}\nwrite:${sha256(token)}\n`).join(""));
      keep("old");
      const server = start({ TOKENS_FILE: file, WORKERS }, folder);
      const url = await server.url;
      const statusFor = async (token: string) =>
        (await fetch(`${url}/api/birds`, { headers: { Authorization: `Bearer ${token}` } })).status;
      /** Requests go on all the time, over connections that both workers accept. */
      let goesOn = true;
      const served = new Set<number>();
      const sending = (async () => {
        while (goesOn)
          for (const status of await Promise.all(Array(4).fill("always").map(statusFor))) served.add(status);
      })();
      const statuses = async () => {
        const all = Array.from({ length: 4 }, () => Promise.all(["old", "young"].map(statusFor)));
        return [...new Set((await Promise.all(all)).map(String))];
      };
      await expect.poll(statuses).toEqual(["200,401"]);
      served.clear();
      keep("old", "young", "always");
      await expect.poll(statuses).toEqual(["200,200"]);
      await expect
        .poll(async () => [...new Set(await Promise.all(Array(8).fill("always").map(statusFor)))])
        .toEqual([200]);
      served.clear();
      keep("young", "always");
      server.process.kill("SIGHUP");
      const told = () => server.output().split("the files that settings name were reloaded").length - 1;
      await expect.poll(told).toBe(Number(WORKERS));
      expect(await statuses()).toEqual(["401,200"]);
      keep(); // Nobody could call.
      server.process.kill("SIGHUP");
      await expect.poll(() => server.output()).toContain("has no tokens, which would leave the service unprotected");
      expect(await statuses()).toEqual(["401,200"]);
      goesOn = false;
      await sending;
      expect([...served]).toEqual([200]);
      server.process.kill("SIGTERM");
      expect(await server.ended).toBe(0);
    });
});

describe("a stop", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    test(`by ${signal} finishes requests in flight, and exits with 0`, async () => {
      const folder = temporaryFolder();
      const server = start({}, folder);
      const url = await server.url;
      const finish = await Promise.all(Array.from({ length: 10 }, () => begin(url)));
      server.process.kill(signal);
      const answers = await Promise.all(finish.map((each) => each()));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(201));
      expect(await server.ended).toBe(0);
      expect(await kept(folder)).toHaveLength(10);
    });
  }

  test("by several signals happens once", async () => {
    const server = start({ DRAIN_MS: "700" });
    const url = await server.url;
    const finish = await begin(url);
    server.process.kill("SIGTERM");
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { interval: 1 }).toBe(503);
    server.process.kill("SIGTERM");
    server.process.kill("SIGINT");
    expect((await finish()).statusCode).toBe(201);
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toMatch(/^\s+at /m);
  });

  test("closes the connection of a request in flight with its response", async () => {
    const server = await serve({ drain: 200 });
    const finish = await begin(server.url);
    const stopped = server.stop();
    expect((await finish()).headers.connection).toBe("close");
    await stopped;
  });

  test("responds 503 to /readyz and closes connections while it drains", async () => {
    const server = await serve({ drain: 200 });
    expect((await server.request("/readyz")).status).toBe(200);
    const stopped = server.stop();
    const answer = await server.request("/readyz"); // Over the open connection.
    expect([answer.status, answer.headers.get("Connection")]).toEqual([503, "close"]);
    await stopped;
    await expect(server.request("/livez")).rejects.toThrow();
  });
});
