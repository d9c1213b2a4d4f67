import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Knex } from "knex";
import { describe, expect, onTestFinished, test } from "vitest";
import { readTables } from "../server/catalogue.ts";
import { isPostgres, openDatabase, ownTables } from "../server/database.ts";
import { differences, wantedTables } from "../server/drift.ts";
import { draft, type Renames } from "../server/migration.ts";
import type { OpenApiDocument, Schema } from "../server/openapi.ts";
import { contractTables, type Table } from "../server/tables.ts";
import { userContract } from "./contract.ts";
import { temporaryFolder } from "./process.ts";
import { createDatabase } from "./server.ts";

const rows = [
  { id: 1, name: "john", age: 14 },
  { id: 2, name: "Marry", age: null },
  { id: 7, name: "it's", age: 149 },
];

/** The contract's parts that an edit changes. */
interface Contract {
  document: OpenApiDocument;
  /** The User's. */
  properties: Record<string, Schema>;
  required: string[];
  schemas: Record<string, Schema>;
}

function edited(edit: (contract: Contract) => void): OpenApiDocument {
  const document = userContract();
  const { schemas } = document.components;
  edit({ document, schemas, ...(schemas.User as unknown as Pick<Contract, "properties" | "required">) });
  return document;
}

/** A migration from one contract to the next, as a file. */
async function drafted(actual: Table[], wanted: Table[], renames?: Renames) {
  const folder = temporaryFolder();
  const file = join(folder, "migrations.ts");
  const text = draft(actual, wanted, renames);
  writeFileSync(file, text.replace("../database.ts", join(import.meta.dirname, "../server/database.ts")));
  return { text, ...((await import(file)) as Record<"up" | "down", (database: Knex) => Promise<void>>) };
}

/** A database that was made for the contract before its edit. */
async function unedited(url: string): Promise<Knex> {
  const database = await openDatabase(url, false);
  onTestFinished(() => database.close());
  const { up } = await drafted([], contractTables(userContract()));
  await up(database.write);
  return database.write;
}

/** Its tables, as a draft is made from them: SQLite's. */
async function uneditedTables(): Promise<Table[]> {
  return tablesOf(await unedited(`sqlite:${join(temporaryFolder(), "unedited.db")}`));
}

/** The same with users. */
async function databaseWithUsers(): Promise<Knex> {
  const database = await unedited(await createDatabase());
  await database("user").insert(rows as never);
  await setNextId(database, 12); // As if users had been deleted.
  return database;
}

async function setNextId(database: Knex, next: number): Promise<void> {
  if (isPostgres(database)) await database.raw(`alter table "user" alter column id restart with ${next}`);
  else await database.raw("update sqlite_sequence set seq = ? where name = 'user'", [next - 1]);
}

async function tablesOf(database: Knex): Promise<Table[]> {
  return (await readTables(database)).filter(({ name }) => !ownTables.includes(name));
}

/** What of the tables does not depend on how they were made: by one statement or by several. */
function shapeOf(tables: Table[]) {
  return tables.map(({ name, columns, indexes, isStrict }) => ({
    name,
    isStrict,
    columns: columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    indexes: indexes.map((index) => [index.name, index.columns]).sort(),
  }));
}

const text = (more: object = {}): Schema => ({ type: "string", minLength: 1, maxLength: 50, ...more });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

/** Full of what SQL, Knex and template strings take for their own. */
const tricky = ["what's `$", "{up}`?\\"].join("");

interface Edit {
  edit(contract: Contract): void;
  /** What the draft says. */
  says?: RegExp;
  /** The users afterwards; as before, where there is nothing. */
  users?: (user: (typeof rows)[number]) => object;
  /** What is done first, for the rows to keep to the new rules. */
  first?: (database: Knex) => Promise<unknown>;
}

const edits: Record<string, Edit> = {
  "an optional field": {
    edit: ({ properties }) => Object.assign(properties, { nick: text() }),
    users: (user) => ({ ...user, nick: null }),
  },
  "a required field": {
    edit({ properties, required }) {
      properties.motto = text({ examples: [tricky] });
      required.push("motto");
    },
    says: /Decide: rows that exist get .* as their user\.motto/,
    users: (user) => ({ ...user, motto: tricky }),
  },
  "a required boolean, a date, a number and an enumeration": {
    edit({ properties, required }) {
      properties.active = { type: "boolean", default: true };
      properties.born = orNull({ type: "string", format: "date" });
      properties.height = orNull({ type: "number", exclusiveMinimum: 0, maximum: 2.5 });
      properties.role = { type: "string", enum: ["reader", "it's"], default: "it's" };
      properties.order = { type: "integer", enum: [1, 5, 9_000_000_000], examples: [5] };
      required.push("active", "role", "order", "born", "height");
    },
    users: (user) => ({ ...user, born: null, height: null, role: "it's", order: 5 }),
  },
  "a list, and an object or none": {
    edit({ properties, required }) {
      properties.tags = { type: "array", items: text(), examples: [[tricky]] };
      properties.home = orNull({ type: "object", properties: { street: text() } });
      required.push("tags", "home");
    },
    says: /Decide: rows that exist get .* as their user\.tags/,
    users: (user) => ({ ...user, home: null }),
  },
  "a field that goes, with its index": {
    edit({ properties, document }) {
      delete properties.age;
      const list = document.paths["/api/users"]?.get;
      if (list) list.parameters = list.parameters.filter(({ name }) => !/Age|sort/.test(name));
    },
    says: /The values of user\.age are gone with it/,
    users: ({ id, name }) => ({ id, name }),
  },
  "a tighter range": {
    edit: ({ schemas }) => Object.assign(schemas.Age ?? {}, { minimum: 10, maximum: 149 }),
    says: /Where a row breaks the rules of user\.age, all of this fails/,
  },
  "a wider range, past 32 bits": {
    edit: ({ schemas }) => Object.assign(schemas.Age ?? {}, { format: "int64", minimum: -1, maximum: 1e12 }),
  },
  "no range but the type's": {
    edit: ({ properties }) => Object.assign(properties, { age: orNull({ type: "integer", format: "int32" }) }),
  },
  "a wider length": { edit: ({ schemas }) => Object.assign(schemas.UserName ?? {}, { maxLength: 200 }) },
  "no length": { edit: ({ properties }) => Object.assign(properties, { name: { type: "string" } }) },
  "null no more": {
    edit: ({ properties }) => Object.assign(properties, { age: { $ref: "#/components/schemas/Age" } }),
    first: (database) => database.raw(`update "user" set age = 1 where age is null`),
    users: (user) => ({ ...user, age: user.age ?? 1 }),
  },
  "null from now on": {
    edit: ({ properties }) => Object.assign(properties, { name: orNull({ $ref: "#/components/schemas/UserName" }) }),
  },
  "an enumeration": {
    edit: ({ properties }) => Object.assign(properties, { name: { enum: ["john", "Marry", "it's"], type: "string" } }),
  },
  "another type": {
    edit: ({ properties }) => Object.assign(properties, { age: orNull(text()) }),
    users: (user) => ({ ...user, age: user.age && String(user.age) }),
  },
  "a new name": {
    edit({ schemas, properties }) {
      const { name, ...others } = properties;
      Object.assign(schemas.User ?? {}, { properties: { ...others, login: name }, required: ["id", "login", "age"] });
    },
    says: /user\.name is taken to live on as login/,
    users: ({ id, name: login, age }) => ({ id, login, age }),
  },
  "a new name, with another rule for it and for another field": {
    edit({ schemas, properties: { id } }) {
      Object.assign(schemas.User ?? {}, {
        properties: { id, login: text({ maxLength: 300 }), age: { type: "integer", format: "int32", maximum: 200 } },
        required: ["id", "login"],
      });
    },
    users: ({ id, name: login, age }) => ({ id, login, age }),
  },
  "a filter and a sort": {
    edit({ properties, document, schemas }) {
      Object.assign(properties, { born: text(), nick: text(), roles: text() });
      schemas.UserSort = { type: "string", enum: ["id", "-born"] };
      const filter = (name: string, schema: Schema) => ({ name, in: "query" as const, schema });
      document.paths["/api/users"]?.get?.parameters.push(
        filter("nickPrefix", text()),
        filter("nicks", { type: "array", items: text() }),
        filter("colour", text()),
      );
    },
    says: /user_born[\s\S]*user_nick/,
    users: (user) => ({ ...user, born: null, nick: null, roles: null }),
  },
  "a whole resource, with names that SQL takes for its own": {
    edit({ document, schemas }) {
      schemas.Order = {
        "x-table": "order",
        type: "object",
        required: ["id", "from", "pickedAt"],
        properties: { id: { type: "integer", format: "int64" }, from: text(), pickedAt: text(), note: text() },
      };
      const content = {
        "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Order" } } },
      };
      const get = { operationId: "Orders_list", responses: { "200": { content } } };
      const parameters = [{ name: "pickedAt", in: "query" as const, schema: text() }];
      document.paths["/api/orders"] = { get: { ...get, parameters } };
    },
    says: /create table "order"[\s\S]*"order_pickedAt"/,
  },
  "a resource that goes": {
    edit: ({ schemas }) => delete schemas.User?.["x-table"],
    says: /The rows of user are gone with it/,
  },
};

describe("a drafted migration", () => {
  test.each(Object.entries(edits))(
    "follows the contract through %s, keeps the rows, and goes back",
    async (name, edit) => {
      const database = await databaseWithUsers();
      await edit.first?.(database);
      const before = await tablesOf(database);
      const wanted = contractTables(edited(edit.edit));
      const { text, up, down } = await drafted(await uneditedTables(), wanted);
      expect(text).toMatch(edit.says ?? "");
      expect(differences(before, wanted)).not.toEqual([]);
      await database.transaction(up);
      expect(differences(await tablesOf(database), wanted)).toEqual([]);
      const hasUsers = wanted.some((table) => table.name === "user");
      if (hasUsers) {
        const users = edit.users ?? ((user) => user);
        expect(await database("user").orderBy("id")).toMatchObject(rows.map(users));
        const old = await database("user").where({ id: 7 }).first();
        const { id: _, ...copy } = old as { id: number };
        // Ids go on where they were.
        expect(await database("user").insert(copy as never, "id")).toEqual([{ id: 12 }]);
        await database("user").where({ id: 12 }).delete();
      }
      await database.transaction(down);
      expect(shapeOf(await tablesOf(database))).toEqual(shapeOf(before));
      if (hasUsers && !/goes/.test(name)) expect(await database("user").orderBy("id").select("id")).toHaveLength(3);
      await database.transaction(up);
      expect(differences(await tablesOf(database), wanted)).toEqual([]);
    },
  );

  test("fails as a whole where a row breaks the new rules", async () => {
    const database = await databaseWithUsers();
    const before = shapeOf(await tablesOf(database));
    for (const edit of [
      ({ schemas }: Contract) => Object.assign(schemas.Age ?? {}, { maximum: 100 }),
      ({ properties }: Contract) => Object.assign(properties, { age: { $ref: "#/components/schemas/Age" } }),
      ({ schemas }: Contract) => Object.assign(schemas.UserName ?? {}, { maxLength: 4 }),
      ({ properties }: Contract) => Object.assign(properties, { name: { type: "integer", format: "int32" } }),
    ]) {
      const { up } = await drafted(await uneditedTables(), contractTables(edited(edit)));
      await expect(database.transaction(up)).rejects.toThrow();
      expect(shapeOf(await tablesOf(database))).toEqual(before);
      expect(await database("user").orderBy("id")).toEqual(rows);
    }
  });

  test("drops and adds where a new name is not meant", async () => {
    const { edit } = edits["a new name"] as Edit;
    const renames = { detect: false, told: [] };
    const { text } = await drafted(await uneditedTables(), contractTables(edited(edit)), renames);
    expect(text).toMatch(/The values of user\.name are gone with it/);
    expect(text).toMatch(/rows that exist get 'john' as their user\.login/);
  });

  test("keeps the values of columns that are told to be the same, among others that come and go", async () => {
    const database = await databaseWithUsers();
    const wanted = contractTables(
      edited(({ schemas, properties: { id, name, age } }) => {
        const properties = { id, nick: text(), login: name, years: age };
        Object.assign(schemas.User ?? {}, { properties, required: ["id", "login", "years"] });
      }),
    );
    const told = ["user.name=login", "user.age=years"];
    const { up } = await drafted(await uneditedTables(), wanted, { detect: true, told });
    await database.transaction(up);
    const users = rows.map(({ name, age, ...user }) => ({ ...user, login: name, years: age, nick: null }));
    expect(await database("user").orderBy("id")).toEqual(users);
    expect(differences(await tablesOf(database), wanted)).toEqual([]);
    const actual = await uneditedTables();
    expect(draft(actual, wanted)).toContain("as with --rename user.name=nick.");
    for (const wrong of ["user.name=nope", "name=login", "pet.name=login"])
      expect(() => draft(actual, wanted, { detect: true, told: [wrong] })).toThrow(`--rename ${wrong}: no column goes`);
  });

  test("keeps what people have added to a table, and the rows that refer to it", async () => {
    const folder = temporaryFolder();
    const database = await unedited(`sqlite:${join(folder, "users.db")}`);
    await database("user").insert(rows as never);
    const people = [
      "alter table user add column boss integer default null references user (id) on delete cascade",
      "alter table user add column [old] text",
      "create unique index boss on user (boss, name)",
      "create index some on user (age) where age > 3",
    ];
    for (const sql of people) await database.raw(sql);
    await database("user")
      .where({ id: 2 })
      .update({ boss: 1 } as never);
    const wanted = contractTables(
      edited(({ properties, schemas }) => {
        properties.boss = orNull({ type: "integer", minimum: 1 });
        Object.assign(schemas.Age ?? {}, { maximum: 200 });
      }),
    );
    const { up } = await drafted(await tablesOf(database), wanted);
    await database.raw("pragma foreign_keys = off"); // As whoever migrates does.
    await database.transaction(up);
    const [table] = await tablesOf(database);
    expect(table?.sql).toMatch(
      /"boss" integer check \("boss" >= 1\) default null references user \(id\) on delete cascade/,
    );
    expect(table?.indexes.map(({ name }) => name)).toEqual(["boss", "some", "user_age", "user_name"]);
    expect(await database("user")).toHaveLength(rows.length);
  });

  test("keeps the columns that are the service's own", async () => {
    const database = await unedited(`sqlite:${join(temporaryFolder(), "users.db")}`);
    await database.raw("alter table user add column digest blob");
    await database("user").insert({ ...rows[0], digest: Buffer.from("x") } as never);
    const wanted = contractTables(edited(({ schemas }) => Object.assign(schemas.Age ?? {}, { maximum: 200 })));
    const kept = wantedTables(await tablesOf(database), wanted, ["user.digest"]);
    const { up } = await drafted(await tablesOf(database), kept);
    await database.transaction(up);
    expect(differences(await tablesOf(database), kept)).toEqual([]);
    expect(await database("user").first()).toEqual({ ...rows[0], digest: Buffer.from("x") });
  });

  test("keeps the constraints of a whole table", async () => {
    const [user] = await uneditedTables();
    const sql = user?.sql?.replace(/\n *\) strict$/, ", unique(name, age), constraint old check(id > age)) strict");
    const { schemas } = edited(({ schemas }) => Object.assign(schemas.Age ?? {}, { maximum: 9 })).components;
    const text = draft([{ ...user, sql } as Table], contractTables({ ...userContract(), components: { schemas } }));
    expect(text).toMatch(
      /"age" integer check \("age" between 0 and 9\),\n {2}unique\(name, age\),\n {2}constraint old check/,
    );
  });

  test("is not made for a new key, nor for what no column holds", async () => {
    const actual = await uneditedTables();
    const key = edited(({ properties }) => Object.assign(properties, { id: text() }));
    expect(() => draft(actual, contractTables(key))).toThrow("user: its model needs an integer id");
    const either = edited(({ properties }) => Object.assign(properties, { tag: { type: ["string", "integer"] } }));
    expect(() => draft(actual, contractTables(either))).toThrow("user.tag: no column holds a value of several types");
  });
});
