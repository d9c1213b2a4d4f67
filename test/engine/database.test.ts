import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "../../server/engine/database/database.ts";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import { conflictIn } from "../../server/engine/database/errors.ts";
import { changeRow } from "../../server/engine/database/rows.ts";
import type { Store } from "../../server/engine/database/store.ts";
import { type Column, generatedKey, type Table } from "../../server/engine/database/tables.ts";
import { document, serve, service } from "./aviary.ts";
import { createDatabase } from "./databases.ts";
import { allRequests } from "./examples.ts";
import { listen, openTestDatabase, recordedLog } from "./serving.ts";

const robin = { name: "robin", age: 14 };
const nest = { birdId: 1, place: "tree", occupied: false, width: 12.5, materials: ["moss"], spot: null, built: null };

describe("a database", () => {
  test("keeps its rows over a restart", async () => {
    const { databaseUrl, database } = await serve();
    await database("bird").insert(robin);
    const again = await openTestDatabase(service, databaseUrl);
    expect(await again.read("bird").select()).toHaveLength(1);
  });

  test("serves reads beside a long one", async () => {
    const database = await openTestDatabase(service);
    const numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000)";
    let isDone = false;
    const long = database.read.raw(`${numbers} select max(i) from n`).then(() => {
      isDone = true;
    });
    await database.read("bird").select();
    expect(isDone).toBe(false);
    await long;
  });

  test("rolls a half-done migration back, and opens again", async () => {
    const { database, databaseUrl } = await serve();
    const halfWay = database.transaction(async (transaction) => {
      for (const lock of ["knex_migrations_lock", "engine_migrations_lock"])
        await transaction(lock).update({ is_locked: 1 });
      await transaction.schema.createTable("half_way", (table) => table.integer("x"));
      throw new Error("ended");
    });
    await expect(halfWay).rejects.toThrow("ended");
    expect(await database.schema.hasTable("half_way")).toBe(false);
    await openTestDatabase(service, databaseUrl);
  });

  test("of version 1, whose service made the table of stored responses, opens and keeps them", async () => {
    const former = await serve();
    const create = (server: typeof former) =>
      server.send("POST", "/api/birds", robin, { "Idempotency-Key": "before-and-after" });
    const first = await create(former);
    await former.database.schema.dropTable("engine_migrations").dropTable("engine_migrations_lock");
    await former
      .database("knex_migrations")
      .insert({ name: "002_idempotency", batch: 1, migration_time: new Date().toISOString() });
    await former.stop();

    const server = await serve({ databaseUrl: former.databaseUrl });
    const again = await create(server);
    expect([again.status, await again.json()]).toEqual([201, await first.json()]);
    expect(await server.database("bird").select()).toHaveLength(1);
    expect(await server.database("knex_migrations").pluck("name")).toEqual(expect.arrayContaining(["001_aviary"]));
    expect(await server.database("engine_migrations").pluck("name")).toEqual(["001_idempotency"]);
    await openTestDatabase(service, former.databaseUrl);
  });

  describe("that a newer release has migrated", () => {
    async function newer(change: string) {
      const { database, databaseUrl } = await serve();
      await database("knex_migrations").insert({
        name: "002_newer",
        batch: 2,
        migration_time: new Date().toISOString(),
      });
      await database.raw(`alter table bird ${change}`);
      return databaseUrl;
    }

    test("is served where its tables still fit, and the log says so", async () => {
      const databaseUrl = await newer("add column colour text");
      const server = await serve({ databaseUrl });
      expect((await server.send("POST", "/api/birds", robin)).status).toBe(201);
      expect(server.log).toContainEqual(expect.objectContaining({ level: 40, migrations: ["002_newer"] }));
    });

    test("is refused where they do not, with what is wrong and what to do", async () => {
      for (const [change, reason] of [
        ["rename column age to years", "bird.age is missing"],
        ["rename to birds", "the table bird is missing"],
        ["rename column name to age_text", "bird.name is missing; bird.age_text is required"],
      ] as const) {
        const opened = openDatabase(await newer(change), service);
        await expect(opened).rejects.toThrow(`another release has migrated it (002_newer), and its tables do not fit`);
        await expect(opened).rejects.toThrow(reason);
      }
    });
  });

  test("that does not respond makes operations answer 503, and reveals nothing about itself", async () => {
    const database = await openDatabase(await createDatabase(), service);
    const { log, lines } = recordedLog();
    const url = await listen(service, database, { log });
    await database.close();
    const answers = await Promise.all(
      allRequests(document).map(async ({ operation, path, init }) => ({
        id: operation.operationId,
        answer: await fetch(url + path, init),
      })),
    );
    const served = answers.filter(({ answer }) => answer.ok).map(({ id }) => id);
    expect(served.filter((id) => !/^(Pictures|Concerts)_/.test(id))).toEqual([
      "Songs_rehearse",
      "Songs_whistle",
      "Postings_echo",
      "Postings_cancel",
      "reportPostings",
    ]); // They need no database.
    const refused = answers.filter(({ id }) => !served.includes(id));
    for (const { id, answer } of refused) {
      expect([id, answer.status, answer.headers.get("Retry-After")]).toEqual([id, 503, "1"]);
      expect(await answer.text()).not.toMatch(/select|insert|update|delete|robin|knex|sqlite|postgres/i);
    }
    expect(lines.filter(({ level }) => level === 50)).toHaveLength(refused.length);
  });
});

describe("columns", () => {
  const fruits: Table = tableOf("fruit", { ripe: "boolean", tags: "json" });

  test("have the contract's types, whichever method reads them", async () => {
    const database = await openTestDatabase({ ...service, tables: [fruits] });
    await createTable(database, fruits);
    const rows = [
      { id: 1, ripe: true, tags: ["a"] },
      { id: 2, ripe: false, tags: { b: null } },
      { id: 3, ripe: null, tags: null },
    ];
    for (const { id, ...row } of rows) expect(await database.insert("fruit", row)).toEqual({ id, ...row });
    expect(await database.query("fruit").orderBy("id")).toEqual(rows);
    expect(await database.query("fruit").where({ ripe: true }).first()).toEqual(rows[0]);
    const twice = database.query("fruit").join("fruit as same", "same.id", "fruit.id").select("fruit.*");
    expect(await twice.orderBy("fruit.id")).toEqual(rows);
    expect(await database.find("fruit", 2)).toEqual(rows[1]);
    expect(await database.lookup("fruit", "id", 3)).toEqual([rows[2]]);
    expect(await database.list("fruit", {})).toEqual(rows);
    expect(await database.page("fruit", { query: { limit: 3 } })).toEqual({ items: rows });
    const inside = database.transaction(async (inside) => [
      await inside.find("fruit", 1),
      ...(await inside.query("fruit").where("id", ">", 1).orderBy("id")),
    ]);
    expect(await inside).toEqual(rows);
    expect(await database.update("fruit", 1, { tags: [] })).toEqual({ ...rows[0], tags: [] });
    const changed = await database.change("fruit", (fruit) => fruit.where({ id: 2 }).update({ ripe: true }, "*"));
    expect(changed).toEqual([{ ...rows[1], ripe: true }]);
    expect(await database.change("fruit", (fruit) => fruit.where({ id: 1 }).delete())).toBe(1);
  });

  test("keep every number exactly", async () => {
    const stone = tableOf("stone", { weight: "number" });
    const database = await openTestDatabase({ ...service, tables: [stone] });
    await createTable(database, stone);
    const random = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { seed: 7, numRuns: 2_000 });
    // There is no negative zero.
    const weights = [1e23, 5e-324, Number.MAX_VALUE, 0.1, 2 ** 53, -1.5, ...random].map((weight) => weight + 0);
    const rows = await Promise.all(weights.map((weight) => database.insert("stone", { weight })));
    expect(rows.map(({ weight }) => weight)).toEqual(weights);
    expect(await database.query("stone").orderBy("id").pluck("weight")).toEqual(weights);
    expect(await database.lookup("stone", "weight", 1e23)).toMatchObject([{ weight: 1e23 }]);
  });

  test("take lists and objects as JSON, whichever method writes them", async () => {
    const database = await openTestDatabase(service);
    await database.insert("bird", robin);
    const row = { ...nest, materials: ["it's", { a: [null] }], spot: { high: '"' } };
    await database.insert("nest", row);
    await database.write("nest").insert(row);
    await database.write("nest").where("id", 2).update({ materials: [], spot: null });
    expect(await database.query("nest").where(row)).toEqual([{ id: 1, ...row }]);
    expect(await database.find("nest", 2)).toEqual({ id: 2, ...row, materials: [], spot: null });
  });

  test("convert in their own table only, and never an aggregate of the same name", async () => {
    const other = tableOf("other", { occupied: "integer", materials: "text" });
    const database = await openTestDatabase({ ...service, tables: [...service.tables, other] });
    await createTable(database, other);
    const row = { occupied: 1, materials: "[not JSON" };
    expect(await database.insert("other", row)).toEqual({ id: 1, ...row });
    expect(await database.find("other", 1)).toEqual({ id: 1, ...row });
    expect(await database.query("other")).toEqual([{ id: 1, ...row }]);
    await database.insert("bird", robin);
    await database.insert("nest", nest);
    expect(await database.query("nest").count({ occupied: "*" })).toEqual([{ occupied: 1 }]);
    expect(await database.query("nest").max({ materials: "id" }).first()).toEqual({ materials: 1 });
    expect(await database.query("nest").select("occupied", "materials")).toEqual([
      { occupied: false, materials: ["moss"] },
    ]);
    expect(await database.query("nest").pluck("occupied")).toEqual([false]);
    expect(await database.query("nest").pluck("spot")).toEqual([nest.spot]);
    const grouped = database.query("nest").select("occupied").groupBy("occupied").count({ spot: "*" });
    expect(await grouped).toEqual([{ occupied: false, spot: 1 }]);
    expect(await database.query("nest").select({ materials: "place" })).toEqual([{ materials: nest.place }]);
  });

  test("called like those of stored responses leave these alone", async () => {
    const quiz = tableOf("quiz", { answer: "json", key: "boolean" });
    const database = await openTestDatabase({ ...service, tables: [...service.tables, quiz] });
    const url = await listen(service, database);
    const create = async () => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": "once" };
      const answer = await fetch(`${url}/api/birds`, { method: "POST", body: JSON.stringify(robin), headers });
      return [answer.status, await answer.json()];
    };
    expect(await create()).toEqual([201, { id: 1, ...robin }]);
    expect(await create()).toEqual([201, { id: 1, ...robin }]);
  });
});

test("an update under If-Match fails where no statement can meet its row", async () => {
  const row = { id: 1, ...robin };
  // Cast: changing a row asks for no more of a store.
  const store = {
    keyOf: () => generatedKey,
    lookup: async () => [structuredClone(row)],
    change: async () => undefined,
  } as unknown as Store;
  const condition = { table: "bird", key: 1, where: undefined, ifMatch: () => {}, shown: async () => row };
  const change = changeRow(store, condition, async () => undefined);
  await expect(change).rejects.toThrow("bird 1 is not as the service writes it");
});

test("violations of unique values and references are told from other errors", async () => {
  const database = await openTestDatabase(service);
  const integer = isPostgres(database.write) ? "bigint" : "integer";
  await database.write.raw("create unique index one_name on bird (name)");
  await database.write.raw(`create table referring (id integer primary key, "birdId" ${integer} references bird (id))`);
  const taken = { rule: "unique", table: "bird", columns: ["name"] };
  const inserted = await Promise.all(
    ["a", "b", "b", "a"].map((name) => database.insert("bird", { name, age: null }).catch(conflictIn)),
  );
  expect(inserted.slice(2)).toEqual([taken, taken]);
  const rows = () => database.write("bird");
  expect(await rows().where("name", "b").update("name", "a").catch(conflictIn)).toEqual(taken);
  expect(await rows().insert({ name: "", age: null }).catch(conflictIn)).toBeUndefined();
  const { id } = await rows().first();
  await database.write.raw('insert into referring (id, "birdId") values (1, ?)', [id]);
  expect(await rows().where({ id }).delete().catch(conflictIn)).toMatchObject({ rule: "reference", columns: [] });
  const lost = database.write.raw('insert into referring (id, "birdId") values (2, ?)', [id + 9]);
  expect(await lost.catch(conflictIn)).toMatchObject({ rule: "reference" });
});

/** A table with an id and these columns, which may be null. */
function tableOf(name: string, types: Record<string, string>): Table {
  const columns: Column[] = Object.entries(types).map(([name, type]) => ({ name, type, isNullable: true }));
  return {
    name,
    columns: [{ name: "id", type: "id", isNullable: false }, ...columns],
    indexes: [],
    foreignKeys: [],
    isStrict: true,
  };
}

async function createTable({ write }: OpenDatabase, { name, columns }: Table): Promise<void> {
  const types: Record<string, string> = isPostgres(write)
    ? { id: "bigint generated by default as identity primary key", json: "jsonb", number: "double precision" }
    : { id: "integer primary key autoincrement", json: "text", boolean: "integer", number: "real" };
  const list = columns.map(({ name, type }) => `${name} ${types[type] ?? type}`);
  await write.raw(`create table ${name} (${list})${isPostgres(write) ? "" : " strict"}`);
}
