/** Databases that fail under a running service: nothing acknowledged is lost, and callers learn what became of their requests. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import knex from "knex";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../server/engine/database/database.ts";
import { serve, service } from "./aviary.ts";
import { createPostgres, hasPostgres, type PostgresServer } from "./postgres-server.ts";
import { temporaryFolder } from "./process.ts";
import { openTestDatabase, recordedLog } from "./serving.ts";

/** So short, in ms, that tests need not wait for long. */
const timeout = 700;

if (!hasPostgres) console.warn("Skipped: faults of PostgreSQL, which is not in /usr/lib/postgresql.");

describe.skipIf(!hasPostgres)("PostgreSQL", () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await createPostgres();
  });
  afterAll(() => postgres?.end());

  /** A server under load from eight writers and eight readers. */
  async function underLoad() {
    const databaseUrl = await postgres.createDatabase();
    const server = await serve({ databaseUrl, databaseTimeout: timeout, requestTimeout: 10_000 });
    const acknowledged: number[] = [];
    const statuses = new Map<string, number>();
    const details = new Set<string>();
    let isOver = false;
    const count = (answer: Response) => {
      const key = `${answer.status} ${answer.headers.get("Retry-After") ?? ""}`.trim();
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    };
    const write = async () => {
      const answer = await server.send("POST", "/api/birds", { name: "robin" });
      count(answer);
      const body = (await answer.json()) as { id: number; detail?: string };
      if (answer.status === 201) acknowledged.push(body.id);
      if (body.detail) details.add(body.detail);
      return answer.status;
    };
    const read = async () => {
      const answer = await server.request("/api/birds");
      count(answer);
      await answer.arrayBuffer();
      return answer.status;
    };
    const callers = [write, read].flatMap((call) =>
      Array.from({ length: 8 }, async () => {
        while (!isOver) await call();
      }),
    );
    onTestFinished(async () => {
      isOver = true;
      await Promise.allSettled(callers);
    });
    /** Waits until reads and writes succeed, after something went wrong. */
    const recovers = async () => {
      await expect.poll(async () => [await write(), await read()]).toEqual([201, 200]);
    };
    await expect.poll(() => acknowledged.length).toBeGreaterThan(50);
    return {
      ...server,
      statuses,
      details,
      recovers,
      /** Ends the load. @returns every status that was answered, and the acknowledged writes that are not there */
      async outcome() {
        isOver = true;
        await Promise.all(callers);
        const ids = new Set(await server.database("bird").pluck("id"));
        return { statuses: [...statuses.keys()].sort(), lost: acknowledged.filter((id) => !ids.has(id)) };
      },
    };
  }

  const onlyUnavailable = { statuses: ["200", "201", "503 1"], lost: [] };

  test("that crashes and restarts answers 503 meanwhile, and loses nothing", async () => {
    const server = await underLoad();
    for (let round = 0; round < 2; round++) {
      await postgres.restart();
      await server.recovers();
    }
    expect(await server.outcome()).toEqual(onlyUnavailable);
    expect(server.log.filter(({ status }) => status === 500)).toEqual([]);
  });

  test("that terminates backends answers 503 meanwhile, and loses nothing", async () => {
    const server = await underLoad();
    for (let round = 0; round < 4; round++) {
      await postgres.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'test_%' and pid <> pg_backend_pid()",
      );
      await server.recovers();
    }
    expect(await server.outcome()).toEqual(onlyUnavailable);
  });

  test("that has no connection left answers 503, and serves again once it has", async () => {
    const server = await serve({ databaseUrl: await postgres.createDatabase(), databaseTimeout: timeout });
    const taken: pg.Client[] = [];
    onTestFinished(async () => void (await Promise.all(taken.map((client) => client.end()))));
    for (let isFull = false; !isFull; ) {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect().then(
        () => taken.push(client),
        () => {
          isFull = true;
        },
      );
    }
    await server.database.destroy();
    const refused = await server.send("POST", "/api/birds", { name: "robin" });
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "1"]);
    await Promise.all(taken.splice(0).map((client) => client.end()));
    await expect.poll(async () => (await server.send("POST", "/api/birds", { name: "robin" })).status).toBe(201);
  });

  test("that stops responding answers 503 in time, says that writes may have been made, and serves again when it responds", async () => {
    const server = await underLoad();
    const thaw = postgres.freeze();
    onTestFinished(thaw);
    await expect.poll(() => server.statuses.get("503 1") ?? 0).toBeGreaterThan(20);
    expect([...server.details].join()).toContain("the change may have been made, or not");
    thaw();
    await server.recovers();
    expect(await server.outcome()).toEqual(onlyUnavailable);
  });

  test("that is demoted to read-only refuses writes with 503 until a connection may write again", async () => {
    const databaseUrl = await postgres.createDatabase();
    const server = await serve({ databaseUrl, databaseTimeout: timeout });
    const name = new URL(databaseUrl).pathname.slice(1);
    const create = async () => (await server.send("POST", "/api/birds", { name: "robin" })).status;
    const readOnly = async (value: "on" | "off") => {
      await postgres.query(`alter database ${name} set default_transaction_read_only = ${value}`);
      // As a switchover does: the pool's connections stay open, to a server that has changed.
      await postgres.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    };
    expect(await create()).toBe(201);
    await readOnly("on");
    await expect.poll(create).toBe(503);
    expect(await create()).toBe(503);
    await expect.poll(async () => (await server.request("/api/birds")).status).toBe(200);
    // Only new connections have the new default: one that had been kept would say read-only for ever.
    await postgres.query(`alter database ${name} set default_transaction_read_only = off`);
    await expect.poll(create).toBe(201);
  });

  test("cancels a statement that waits too long for a lock, so that a refused write is not made later", async () => {
    const databaseUrl = await postgres.createDatabase();
    const server = await serve({ databaseUrl, databaseTimeout: timeout });
    const locking = new pg.Client({ connectionString: databaseUrl });
    await locking.connect();
    onTestFinished(() => locking.end());
    await locking.query("begin; lock table bird in share mode");
    const refused = await server.send("POST", "/api/birds", { name: "late" });
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "1"]);
    expect((await refused.json()).detail).not.toContain("may have been made");
    await expect.poll(async () => (await server.request("/api/birds")).status).toBe(200); // Reads have their own pool.
    await locking.query("commit");
    expect((await server.send("POST", "/api/birds", { name: "robin" })).status).toBe(201);
    expect(await server.database("bird").pluck("name")).toEqual(["robin"]);
  });

  test("repeats transactions that were chosen to end a deadlock", async () => {
    const database = await openTestDatabase(service, await postgres.createDatabase());
    const [first, second] = [
      await database.insert("bird", { name: "a", age: 0 }),
      await database.insert("bird", { name: "b", age: 0 }),
    ];
    let arrived = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const increase = (ids: number[]) =>
      database.transaction(async (inside) => {
        for (const [index, id] of ids.entries()) {
          await inside.write("bird").where({ id }).increment("age");
          if (index === 0 && ++arrived === 2) meet();
          if (index === 0) await met; // Each holds one row and asks for the other's.
        }
      });
    await Promise.all([increase([first.id, second.id]), increase([second.id, first.id])]);
    expect(await database.read("bird").pluck("age")).toEqual([2, 2]);
  });

  test("migrates for longer than requests may take, while another process waits, and writes progress to the log", async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "001_slow.js"),
      `export const up = (database) => database.raw("select pg_sleep(${(timeout * 3) / 1_000}); create table slow ()");`,
    );
    const url = await postgres.createDatabase();
    const { log, lines } = recordedLog();
    const options = { tables: [], migrations: pathToFileURL(`${folder}/`), timeout, log };
    const databases = await Promise.all([0, 1].map(() => openDatabase(url, options)));
    onTestFinished(async () => void (await Promise.all(databases.map((database) => database.close()))));
    expect(await databases[0]?.read.schema.hasTable("slow")).toBe(true);
    const messages = lines.filter(({ migration }) => migration === "001_slow").map(({ msg }) => msg);
    expect(messages).toEqual(["migrating the database", "migrated the database"]);
    expect(lines.map(({ msg }) => msg)).toContain("waiting for another process that migrates the database");
  });

  test("that only reads, as a standby, serves reads of a migrated database, and answers 503 to writes", async () => {
    const databaseUrl = await postgres.createDatabase();
    await (await openDatabase(databaseUrl, service)).close();
    const name = new URL(databaseUrl).pathname.slice(1);
    await postgres.query(`alter database ${name} set default_transaction_read_only = on`);
    const server = await serve({ databaseUrl });
    expect((await server.request("/api/birds")).status).toBe(200);
    expect((await server.send("POST", "/api/birds", { name: "robin" })).status).toBe(503);
  });

  test("may have a replica, which operations read that the contract lets read late, and no other", async () => {
    const [databaseUrl, replicaUrl] = await Promise.all([postgres.createDatabase(), postgres.createDatabase()]);
    const replica = await openTestDatabase(service, replicaUrl);
    await replica.insert("bird", { name: "late", age: null });
    const server = await serve({ databaseUrl, replicaUrl });
    await server.client.birds.create({ name: "robin" });
    expect(await server.client.songs.names()).toBe("name\nlate\n");
    expect((await server.client.birds.list()).items).toMatchObject([{ name: "robin" }]);
    await replica.write.raw("alter table bird rename to lost");
    expect((await server.request("/api/songs/names")).status).toBe(500);
    expect((await server.request("/api/birds")).status).toBe(200);
  });

  test("never has an id set by an update, so that rows can be distributed by it", async () => {
    const database = await openTestDatabase(service, await postgres.createDatabase());
    const statements: string[] = [];
    database.write.on("query", ({ sql }) => statements.push(sql));
    const { id } = await database.insert("bird", { name: randomUUID(), age: 1 });
    await database.update("bird", id, { age: 2 });
    expect(await database.update("bird", id, {})).toMatchObject({ id, age: 2 });
    const updates = statements.filter((sql) => sql.startsWith("update"));
    expect(updates).toEqual([
      'update "bird" set "age" = $1 where "id" = $2 returning *',
      'update "bird" set "id" = "id" where "id" = $1 returning *',
    ]);
  });
});

describe("SQLite", () => {
  test("locked by another process answers 503 to all who wait, at the first time limit, and serves reads", async () => {
    const server = await serve({ databaseTimeout: timeout });
    const database = await openTestDatabase({ ...service, timeout }, server.databaseUrl);
    const attempts: string[] = [];
    database.write.on("query", ({ sql }) => attempts.push(sql));
    const locking = await server.database.transaction(); // BEGIN IMMEDIATE.
    onTestFinished(async () => void (await locking.rollback()));
    const insert = (name: string) => database.insert("bird", { name, age: null }).catch(({ code }) => code);
    const first = insert("first");
    await expect.poll(() => attempts.length).toBe(1);
    const behind = Array.from({ length: 20 }, (_, n) => insert(`behind ${n}`));
    expect(new Set(await Promise.all([first, ...behind]))).toEqual(new Set(["SQLITE_BUSY"]));
    expect(attempts).toHaveLength(1);
    const [refused, read] = await Promise.all([
      server.send("POST", "/api/birds", { name: "robin" }),
      server.request("/api/birds"),
    ]);
    expect([refused.status, refused.headers.get("Retry-After"), read.status]).toEqual([503, "1", 200]);
    await locking.rollback();
    expect((await server.send("POST", "/api/birds", { name: "robin" })).status).toBe(201);
  });

  for (const [name, what, lose] of [
    ["file", "deleted", (file: string) => rmSync(file)],
    ["write-ahead log", "deleted", (file: string) => rmSync(`${file}-wal`)],
    [
      "file",
      "replaced",
      (file: string) => {
        writeFileSync(`${file}.new`, "");
        renameSync(`${file}.new`, file);
      },
    ],
  ] as const)
    test(`whose ${name} was ${what} acknowledges no further write, and is not ready`, async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, "data"));
      const file = join(folder, "data/aviary.db");
      writeFileSync(file, "");
      symlinkSync(file, join(folder, "link.db")); // SQLite puts its journals beside what a link leads to.
      const server = await serve({ databaseUrl: `sqlite:${folder}/link.db` });
      const create = () => server.send("POST", "/api/birds", { name: "robin" });
      expect([(await create()).status, (await server.request("/readyz")).status]).toEqual([201, 200]);
      lose(file);
      expect([(await create()).status, (await server.request("/readyz")).status]).toEqual([503, 503]);
      expect((await server.request("/livez")).status).toBe(200);
      const reads = await Promise.all(Array.from({ length: 10 }, () => server.request("/api/birds")));
      for (const { status } of reads) expect([200, 503]).toContain(status);
      const errors = server.log.filter(({ level }) => level === 50).map(({ error }) => JSON.stringify(error));
      for (const error of errors) expect(error).toContain(`was ${what} while the database was open`);
      for (const error of errors) expect(error).not.toMatch(/robin|json_each/);
      if (name === "file" && what === "deleted") expect(readdirSync(join(folder, "data"))).not.toContain("aviary.db");
    });

  test("whose file is deleted while a write waits for a lock does not acknowledge it", async () => {
    const server = await serve();
    const file = server.databaseUrl.slice("sqlite:".length);
    expect((await server.send("POST", "/api/birds", { name: "robin" })).status).toBe(201);
    const other = knex({ client: "sqlite3", connection: file, useNullAsDefault: true, pool: { max: 1 } });
    onTestFinished(() => other.destroy());
    await other.raw("begin immediate");
    const database = await openTestDatabase(service, server.databaseUrl);
    const asked = new Promise((resolve) => database.write.once("query", resolve));
    const waiting = database.insert("bird", { name: "lost", age: null }).catch(({ code }) => code);
    await asked;
    rmSync(file);
    await other.raw("rollback");
    expect(await waiting).toBe("STORAGE_LOST");
  });

  test("refuses writes by connections that are for reads", async () => {
    const database = await openTestDatabase(service);
    await expect(database.read("bird").insert({ name: "robin", age: null })).rejects.toThrow("readonly");
  });
});
