import { execFile } from "node:child_process";
import { once } from "node:events";
import { openSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { isUnavailable, openDatabase } from "../server/database.ts";
import { exampleRow, newUser } from "./examples.ts";
import { main, start, temporaryFolder } from "./process.ts";
import { serve, sha256 } from "./server.ts";
import { run } from "./tree.ts";

describe("a start", () => {
  test("says where the service and its docs are", async () => {
    const server = start();
    const url = await server.url;
    expect(server.output()).toContain(`answers at ${url}, its docs are at ${url}/docs`);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    expect((await fetch(`${url}/api/users/john`)).status).toBe(200);
  });

  test("takes no arguments, and says where its settings are", async () => {
    const { code, output } = await run(temporaryFolder(), process.execPath, [main, "--help"]);
    expect([code, output]).toEqual([1, expect.stringContaining("its settings are in the environment")]);
  });

  test("names every wrong setting at once, and nothing else", async () => {
    const server = start({
      HOST: "",
      PORT: "eighty",
      DATABASE_URL: "mysql://x",
      LOG_LEVEL: "loud",
      TOKENS: "secret",
      CORS_ORIGINS: "*",
    });
    expect(await server.ended).toBe(1);
    for (const name of ["HOST", "PORT", "DATABASE_URL", "LOG_LEVEL", "TOKENS", "CORS_ORIGINS"])
      expect(server.output()).toContain(`\n  ${name}: `);
    expect(server.output()).not.toMatch(/^\s+at |secret/m);
  });

  test("refuses an address of a database that would be a file elsewhere", async () => {
    const server = start({ DATABASE_URL: "sqlite://users.db" });
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/\n {2}DATABASE_URL: must be sqlite:FILE .* or sqlite:\/\/\/FOLDER\/FILE/);
  });

  test("ends with one clear line where the port is in use", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void taken.close());
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const server = start({ PORT: String(port) });
    expect(await server.ended).toBe(1);
    expect(server.output()).toBe(`Port ${port} on 127.0.0.1 is in use. Stop what uses it, or set PORT to another.\n`);
  });

  test("takes its tokens from a file too, and ends with one clear line where it would serve strangers", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "tokens"), `# The reader's\nread:${sha256("reader")}\n`);
    const server = start({ TOKENS_FILE: "tokens", TOKENS: `write:${sha256("writer")}` }, folder);
    const url = `${await server.url}/api/users`;
    const status = async (token: string) =>
      (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status;
    expect([await status("reader"), await status("writer"), await status("x")]).toEqual([200, 200, 401]);

    writeFileSync(join(folder, "none"), "# Nobody's\n");
    const forgotten = start({ TOKENS_FILE: "none" }, folder);
    expect(await forgotten.ended).toBe(1);
    expect(forgotten.output()).toContain("TOKENS_FILE: holds no token");

    const open = start({ HOST: "0.0.0.0" });
    expect(await open.ended).toBe(1);
    expect(open.output()).toMatch(/^Whoever reaches 0\.0\.0\.0 could change everything: set TOKENS, .*\n$/);
  });

  test("ends with one clear line where the database cannot be opened", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "corrupt.db"), "This is no database. ".repeat(1_000));
    for (const url of ["sqlite:missing/users.db", "sqlite:corrupt.db", "sqlite:.", "postgres://127.0.0.1:1/none"]) {
      const server = start({ DATABASE_URL: url }, folder);
      expect([url, await server.ended]).toEqual([url, 1]);
      expect(server.output()).toMatch(/^The database cannot be opened: [^\n]+\n$/);
    }
  });

  test("by four processes at once on a new database makes it once", async () => {
    const folder = temporaryFolder();
    const urls = await Promise.all([0, 1, 2, 3].map(() => start({}, folder).url));
    await Promise.all(urls.map((url) => create(url, "x")));
    for (const url of urls)
      expect(((await (await fetch(`${url}/api/users/x`)).json()) as { user: unknown[] }).user).toHaveLength(4);
  });
});

test("a kill loses no write that was acknowledged", async () => {
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
  const database = await openDatabase(`sqlite:${join(folder, "users.db")}`);
  const kept = new Set(await database.read("user").pluck("id"));
  await database.close();
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);
});

const json = "application/json";

function create(url: string, name: string): Promise<Response> {
  const body = JSON.stringify(newUser({ name }));
  return fetch(`${url}/api/users`, { method: "POST", body, headers: { "Content-Type": json } });
}

/** Begins a request that the server is in the middle of. Returns a function that sends the rest, and reads the answer. */
async function begin(url: string): Promise<() => Promise<IncomingMessage>> {
  const body = JSON.stringify(newUser());
  const headers = { "Content-Type": json, Expect: "100-continue", "Content-Length": Buffer.byteLength(body) };
  const sent = request(`${url}/api/users`, { method: "POST", headers });
  const answered = once(sent, "response");
  answered.catch(() => {}); // Told by whoever waits for it.
  sent.flushHeaders();
  await once(sent, "continue");
  return async () => {
    sent.end(body);
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    return answer;
  };
}

test("a full disk under the log stops neither requests nor a stop", async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  await promisify(free.close.bind(free))();
  const server = start({ PORT: String(port) }, temporaryFolder(), { stdout: openSync("/dev/full", "w") });
  const status = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(() => status("/livez"), { timeout: 10_000 }).toBe(200);
  for (let count = 0; count < 100; count++) expect(await status("/api/users")).toBe(200);
  server.process.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(server.output()).toBe("");
});

test("a full disk under the database fails the writes that find no room, and keeps what was acknowledged", async () => {
  const url = `sqlite:${join(temporaryFolder(), "users.db")}`;
  const database = await openDatabase(url);
  const insert = database.insertion("user");
  const write = (name: string) => insert(exampleRow("user", { name }));
  // What SQLite says of a full disk, it says of a full file too.
  const limit = (pages: number) => database.write.raw(`pragma max_page_count = ${pages}`);
  await write("before");
  await limit(1); // Those that it has.
  const kept: string[] = [];
  const failures: { code: string }[] = [];
  for (let group = 0; failures.length < 20; group++) {
    const names = Array.from({ length: 10 }, (_, n) => `${group}-${n}`); // Together, so that they share a commit.
    for (const [n, outcome] of (await Promise.allSettled(names.map(write))).entries())
      if (outcome.status === "rejected") failures.push(outcome.reason);
      else kept.push(`${group}-${n}`);
  }
  expect(kept.length).toBeGreaterThan(10);
  for (const failure of failures) expect([failure.code, isUnavailable(failure)]).toEqual(["SQLITE_FULL", true]);
  expect(await database.read("user").pluck("name").orderBy("id")).toEqual(["before", ...kept]);
  await limit(1_000_000);
  await write("after");
  await database.close();
  const again = await openDatabase(url);
  onTestFinished(() => again.close());
  expect(await again.read("user").pluck("name").orderBy("id")).toEqual(["before", ...kept, "after"]);
});

describe("several workers", () => {
  test("serve one database, and lose nothing when one of them is killed", async () => {
    const server = start({ WORKERS: "2" });
    const url = await server.url;
    const createOne = (_: unknown, n: number) => create(url, `n${n}`);
    expect((await Promise.all(Array.from({ length: 50 }, createOne))).every(({ ok }) => ok)).toBe(true);
    const figures = await (await fetch(`${url}/metrics`)).text(); // Of all workers, whichever is asked.
    expect(figures).toMatch(/_count\{operation="Users_create",method="POST",status="201"\} 50/);
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(server.process.pid)]);
    const [first = "", second] = stdout.trim().split("\n");
    expect(second).toBeDefined();
    process.kill(Number(first), "SIGKILL");
    await expect.poll(() => server.output(), { timeout: 10_000 }).toContain("a worker crashed");
    const answers = await Promise.allSettled(Array.from({ length: 50 }, createOne));
    const acknowledged = 50 + answers.filter((answer) => answer.status === "fulfilled" && answer.value.ok).length;
    const { items } = (await (await fetch(`${url}/api/users?limit=100`)).json()) as { items: unknown[] };
    expect(items.length).toBeGreaterThanOrEqual(acknowledged);
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
  });

  test("finish what is in flight when a signal reaches their whole group", async () => {
    const server = start({ WORKERS: "2", DRAIN_MS: "1500" }, temporaryFolder(), { detached: true });
    const url = await server.url;
    const finish = await begin(url);
    process.kill(-Number(server.process.pid), "SIGTERM");
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { interval: 1 }).toBe(503);
    expect((await finish()).statusCode).toBe(201);
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toMatch(/crash/);
  });

  test("have no figures to tell while one of them is stuck, and go on", async () => {
    const server = start({ WORKERS: "2" });
    const url = await server.url;
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(server.process.pid)]);
    const [stuck = ""] = stdout.trim().split("\n").slice(1);
    process.kill(Number(stuck), "SIGSTOP");
    const answers503 = await Promise.any(
      Array.from({ length: 8 }, async () => {
        const answer = await fetch(`${url}/metrics`);
        return answer.status === 503 ? answer : Promise.reject(new Error(`answered ${answer.status}`));
      }),
    );
    expect(answers503.headers.get("Retry-After")).toBe("5"); // And the service lives on.
    process.kill(Number(stuck), "SIGCONT");
    await expect.poll(async () => (await fetch(`${url}/metrics`)).status, { timeout: 20_000 }).toBe(200);
  });

  test("say once why they cannot start", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void taken.close());
    await once(taken, "listening");
    const server = start({ WORKERS: "2", PORT: String((taken.address() as AddressInfo).port) });
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/is in use/);
  });
});

describe("a stop", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`by ${signal} finishes what is in flight, and exits with 0`, async () => {
      const folder = temporaryFolder();
      const server = start({}, folder);
      const url = await server.url;
      const writes = Array.from({ length: 50 }, (_, index) => create(url, `n${index}`));
      await Promise.race(writes);
      server.process.kill(signal);
      const answers = await Promise.allSettled(writes);
      expect(await server.ended).toBe(0);
      const acknowledged = answers.filter((answer) => answer.status === "fulfilled" && answer.value.ok);
      const again = await start({}, folder).url;
      const { items } = (await (await fetch(`${again}/api/users?limit=100`)).json()) as { items: unknown[] };
      expect(items.length).toBe(acknowledged.length);
      expect(items.length).toBe(50);
    });
  }

  test("by two signals is as one by one", async () => {
    const server = start({ DRAIN_MS: "1500" });
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

  test("ends the connection of a request that was begun before, with its answer", async () => {
    const server = await serve({ drain: 200 });
    const finish = await begin(server.url);
    const stopped = server.stop();
    expect((await finish()).headers.connection).toBe("close");
    await stopped;
  });

  test("turns readiness to 503 and ends connections with their answers, while what came before is finished", async () => {
    const server = await serve({ drain: 200 });
    expect((await server.request("/readyz")).status).toBe(200);
    const stopped = server.stop();
    const answer = await server.request("/readyz"); // Over the connection that is still open.
    expect([answer.status, answer.headers.get("Connection")]).toEqual([503, "close"]);
    await stopped;
    await expect(server.request("/livez")).rejects.toThrow();
  });
});
