import type { AddressInfo } from "node:net";
import knex from "knex";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../server/app.ts";
import { openDatabase, readBooleans } from "../server/database.ts";
import { migrate } from "../server/migrate.ts";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { exampleRequests, exampleRow } from "./examples.ts";
import { createDatabase, defaults, recordedLog, serve } from "./server.ts";

test("a database is still the same after a second start", async () => {
  const { databaseUrl, database } = await serve();
  await database("user").insert(exampleRow("user"));
  const again = await openDatabase(databaseUrl);
  expect(await again.read("user").select()).toHaveLength(1);
  await again.close();
});

test("a database is read while somebody reads for long", async () => {
  const { databaseUrl } = await serve();
  const database = await openDatabase(databaseUrl);
  const numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000)";
  let isDone = false;
  const long = database.read.raw(`${numbers} select max(i) from n`).then(() => {
    isDone = true;
  });
  await database.read("user").select();
  expect(isDone).toBe(false);
  await long;
  await database.close();
});

test("what the contract has as a boolean is one where SQLite has a number, however rows are asked for", async () => {
  const columns = [
    { name: "id", type: "id", isNullable: false },
    { name: "ripe", type: "boolean", isNullable: true },
  ];
  const booleans = readBooleans([{ name: "fruit", columns, indexes: [], isStrict: true }]);
  const database = knex({
    client: "sqlite3",
    connection: { filename: ":memory:" },
    useNullAsDefault: true,
    ...booleans,
  });
  onTestFinished(() => database.destroy());
  await migrate(database, { lock: async () => {}, check: async () => {} }); // After which it is used on.
  await database.raw("create table kept_booleans (id integer primary key autoincrement, ripe integer) strict");
  const rows = [
    { id: 1, ripe: true },
    { id: 2, ripe: false },
    { id: 3, ripe: null },
  ];
  for (const row of rows) expect(await database("kept_booleans").insert(row, "*")).toEqual([row]);
  expect(await database("kept_booleans").select().orderBy("id")).toEqual(rows);
  expect(await database("kept_booleans").where({ ripe: true }).first()).toEqual(rows[0]);
  expect(await database.transaction((inside) => inside.raw("select * from kept_booleans where id > ?", [1]))).toEqual(
    rows.slice(1),
  );
  expect(await database("kept_booleans").where({ id: 1 }).delete()).toBe(1);
});

test("a migration that ends half way leaves nothing behind, and the next start succeeds", async () => {
  const { database, databaseUrl } = await serve();
  const halfWay = database.transaction(async (transaction) => {
    await transaction("knex_migrations_lock").update({ is_locked: 1 });
    await transaction.schema.createTable("half_way", (table) => table.integer("x"));
    throw new Error("ended");
  });
  await expect(halfWay).rejects.toThrow("ended");
  expect(await database.schema.hasTable("half_way")).toBe(false);
  await (await openDatabase(databaseUrl)).close();
});

test("while the database is away every operation on it answers 503, to be tried again, and tells nothing of it", async () => {
  const database = await openDatabase(await createDatabase());
  const { log, lines } = recordedLog();
  const server = createApp(database, { ...defaults, log, isReady: () => true }).listen(0);
  onTestFinished(() => void server.close());
  await database.close();
  const { port } = server.address() as AddressInfo;
  const requests = allOperations.flatMap(({ operation }) =>
    exampleRequests(loadDocument(), operation).map((request) => ({ ...request, operation })),
  );
  const answers = await Promise.all(
    requests.map(async ({ operation, path, init }) => ({
      answer: await fetch(`http://127.0.0.1:${port}${path}`, init),
      isChange: operation.location !== undefined || !["GET", "POST"].includes(operation.method),
    })),
  );
  // Some need none; of those that change something, none.
  const refused = answers.filter(({ answer, isChange }) => isChange || !answer.ok);
  for (const { answer } of refused) {
    expect([answer.url, answer.status, answer.headers.get("Retry-After")]).toEqual([answer.url, 503, "1"]);
    expect(await answer.text()).not.toMatch(/select|insert|update|delete|john|knex|sqlite|postgres/i);
  }
  expect(lines.filter(({ level }) => level === 50)).toHaveLength(refused.length);
});
