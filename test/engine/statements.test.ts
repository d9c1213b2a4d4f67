import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Knex } from "knex";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Document, Reference, Schema } from "../../server/engine/contract/document.ts";
import { openDatabase } from "../../server/engine/database/database.ts";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { decided } from "../../server/engine/database/migration.ts";
import { contractTables, type Table } from "../../server/engine/database/tables.ts";
import { readTables } from "../../spec/engine/catalogue.ts";
import { differences } from "../../spec/engine/differences.ts";
import { draft, type Renames } from "../../spec/engine/draft.ts";
import { withOwnColumns } from "../../spec/engine/drift.ts";
import { createDatabase } from "./databases.ts";
import { temporaryFolder } from "./process.ts";
import { birdContract } from "./small-contract.ts";

const rows = [
  { id: 1, name: "john", age: 14 },
  { id: 2, name: "Marry", age: null },
  { id: 7, name: "it's", age: 149 },
];

/** The contract's parts that an edit changes. */
interface EditedContract {
  document: Document;
  /** The Bird's. */
  properties: Record<string, Schema>;
  required: string[];
  schemas: Record<string, Schema>;
}

function edited(edit: (contract: EditedContract) => void): Document {
  const document = birdContract();
  const { schemas } = document.components;
  edit({ document, schemas, ...(schemas.Bird as unknown as Pick<EditedContract, "properties" | "required">) });
  return document;
}

/** A migration from one contract to the next, as a file. */
async function drafted(actual: Table[], wanted: Table[], renames?: Renames, sql = "'-'") {
  const folder = temporaryFolder();
  const file = join(folder, "migrations.ts");
  const text = draft(actual, wanted, renames);
  const code = text.replaceAll("../engine/database", join(import.meta.dirname, "../../server/engine/database"));
  writeFileSync(file, code.replaceAll(': "?"', `: ${JSON.stringify(sql)}`));
  return { text, ...((await import(file)) as { up: (database: Knex) => Promise<void> }) };
}

/** A database that was made for the contract before its edit. */
async function unedited(url: string): Promise<Knex> {
  const database = await openDatabase(url, { tables: [], migrate: false });
  onTestFinished(() => database.close());
  const { up } = await drafted([], contractTables(birdContract()));
  await up(database.write);
  return database.write;
}

/** Its tables, as a draft is made from them: SQLite's. */
async function uneditedTables(): Promise<Table[]> {
  return tablesOf(await unedited(`sqlite:${join(temporaryFolder(), "unedited.db")}`));
}

/** The same with birds. */
async function databaseWithBirds(): Promise<Knex> {
  const database = await unedited(await createDatabase());
  await database("bird").insert(rows as never);
  await setNextId(database, 12); // As if birds had been deleted.
  return database;
}

async function setNextId(database: Knex, next: number): Promise<void> {
  if (isPostgres(database)) await database.raw(`alter table "bird" alter column id restart with ${next}`);
  else await database.raw("update sqlite_sequence set seq = ? where name = 'bird'", [next - 1]);
}

async function tablesOf(database: Knex): Promise<Table[]> {
  return (await readTables(database)).filter(({ name }) => !engineTables.includes(name));
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
  edit(contract: EditedContract): void;
  /** What the draft says. */
  says?: RegExp;
  /** The birds afterwards; as before, where there is nothing. */
  birds?: (bird: (typeof rows)[number]) => object;
  /** What is done first, for the rows to keep to the new rules. */
  first?: (database: Knex) => Promise<unknown>;
  /** Such as "bird.name=login". */
  renames?: string[];
  /** What existing rows get where the contract has no default, as SQL. */
  decided?: string;
}

/** A model of owners, with a text for a key, whom birds may refer to. */
function addOwners({ schemas, properties }: EditedContract, onDelete: Reference["onDelete"]): void {
  schemas.Owner = {
    type: "object",
    "x-table": "owner",
    "x-key": "login",
    properties: { login: text(), mail: text() },
    required: ["login", "mail"],
    "x-unique": [["mail"]],
  };
  properties.owner = orNull(text());
  Object.assign(schemas.Bird ?? {}, { "x-references": { owner: { table: "owner", column: "login", onDelete } } });
}

const edits: Record<string, Edit> = {
  "a unique field": {
    edit: ({ schemas }) => Object.assign(schemas.Bird ?? {}, { "x-unique": [["name"]] }),
    says: /several rows have the same name"[\s\S]*create unique index "bird_name_is_unique"/,
  },
  "fields that are unique together": {
    edit: ({ schemas }) => Object.assign(schemas.Bird ?? {}, { "x-unique": [["name", "age"]] }),
    says: /create unique index "bird_name_age_is_unique" on "bird" \("name", "age"\)/,
  },
  "a reference to a new table": {
    edit: (contract) => addOwners(contract, "set null"),
    says: /references "owner" \("login"\) on delete set null/,
    birds: (bird) => ({ ...bird, owner: null }),
  },
  "a reference of a field that was there": {
    edit: ({ schemas }) =>
      Object.assign(schemas.Bird ?? {}, {
        "x-references": { age: { table: "bird", column: "id", onDelete: "restrict" } },
      }),
    says: /bird\.age refers to no bird"/,
    first: (database) => database("bird").update({ age: null } as never),
    birds: (bird) => ({ ...bird, age: null }),
  },
  "tables with keys of every kind": {
    edit({ schemas }) {
      const key = { uuid: text({ format: "uuid" }), slug: text(), number: { type: "integer" } };
      for (const [name, schema] of Object.entries(key))
        schemas[name] = {
          type: "object",
          "x-table": name,
          "x-key": name,
          properties: { [name]: schema, seen: { type: "boolean" } },
          required: [name, "seen"],
        };
    },
    says: /"slug" text not null primary key check/,
  },
  "an optional field": {
    edit: ({ properties }) => Object.assign(properties, { nick: text() }),
    birds: (bird) => ({ ...bird, nick: null }),
  },
  "a required field": {
    edit({ properties, required }) {
      properties.motto = text({ examples: ["another's"] });
      required.push("motto");
    },
    says: /"bird\.motto": "\?"/,
    decided: `'its ' || lower("name")`,
    birds: (bird) => ({ ...bird, motto: `its ${bird.name.toLowerCase()}` }),
  },
  "a required boolean, a date, a number and an enumeration": {
    edit({ properties, required }) {
      properties.active = { type: "boolean", default: true };
      properties.born = orNull({ type: "string", format: "date" });
      properties.height = orNull({ type: "number", exclusiveMinimum: 0, maximum: 2.5 });
      properties.role = { type: "string", enum: ["reader", "it's"], default: "it's" };
      properties.order = { type: "integer", enum: [1, 5, 9_000_000_000], default: 5 };
      required.push("active", "role", "order", "born", "height");
    },
    birds: (bird) => ({ ...bird, born: null, height: null, role: "it's", order: 5 }),
  },
  "a list, and an object or none": {
    edit({ properties, required }) {
      properties.tags = { type: "array", items: text(), default: [tricky] };
      properties.home = orNull({ type: "object", properties: { street: text() } });
      required.push("tags", "home");
    },
    birds: (bird) => ({ ...bird, home: null }),
  },
  "a removed field, with its index": {
    edit({ properties, document }) {
      delete properties.age;
      const list = document.paths["/api/birds"]?.get;
      if (list) list.parameters = list.parameters.filter(({ name }) => !/Age|sort/.test(name));
    },
    says: /This deletes the values of bird\.age/,
    birds: ({ id, name }) => ({ id, name }),
  },
  "a tighter range": {
    edit: ({ schemas }) => Object.assign(schemas.Age ?? {}, { minimum: 10, maximum: 149 }),
    says: /set "age" = 10 where "age" < 10[\s\S]*bird\.age breaks the contract's new rule, age between 10 and 149"/,
  },
  "a wider range, past 32 bits": {
    edit: ({ schemas }) => Object.assign(schemas.Age ?? {}, { format: "int64", minimum: -1, maximum: 1e12 }),
  },
  "no range but the type's": {
    edit: ({ properties }) => Object.assign(properties, { age: orNull({ type: "integer", format: "int32" }) }),
  },
  "a wider length": { edit: ({ schemas }) => Object.assign(schemas.BirdName ?? {}, { maxLength: 200 }) },
  "no length": { edit: ({ properties }) => Object.assign(properties, { name: { type: "string" } }) },
  "not nullable any more": {
    edit: ({ properties }) => Object.assign(properties, { age: { $ref: "#/components/schemas/Age" } }),
    says: /"bird\.age": "\?"/,
    decided: 'length("name")',
    birds: (bird) => ({ ...bird, age: bird.age ?? bird.name.length }),
  },
  nullable: {
    edit: ({ properties }) => Object.assign(properties, { name: orNull({ $ref: "#/components/schemas/BirdName" }) }),
  },
  "an enumeration": {
    edit: ({ properties }) =>
      Object.assign(properties, { name: { enum: ["john", "Marry", "it's", tricky, "a\nb"], type: "string" } }),
  },
  "another type": {
    edit: ({ properties }) => Object.assign(properties, { age: orNull(text()) }),
    birds: (bird) => ({ ...bird, age: bird.age && String(bird.age) }),
  },
  "a renamed field": {
    edit({ schemas, properties }) {
      const { name, ...others } = properties;
      Object.assign(schemas.Bird ?? {}, { properties: { ...others, login: name }, required: ["id", "login", "age"] });
    },
    renames: ["bird.name=login"],
    birds: ({ id, name: login, age }) => ({ id, login, age }),
  },
  "a renamed field, with other rules for it and for another field": {
    edit({ schemas, properties: { id } }) {
      Object.assign(schemas.Bird ?? {}, {
        properties: { id, login: text({ maxLength: 300 }), age: { type: "integer", format: "int32", maximum: 200 } },
        required: ["id", "login"],
      });
    },
    renames: ["bird.name=login"],
    birds: ({ id, name: login, age }) => ({ id, login, age }),
  },
  "a renamed field, and one whose values are made of it": {
    edit({ schemas, properties: { id, name, age } }) {
      const properties = { id, login: name, age, nick: text() };
      Object.assign(schemas.Bird ?? {}, { properties, required: ["id", "login", "age", "nick"] });
    },
    renames: ["bird.name=login"],
    decided: `upper("login")`,
    birds: ({ id, name, age }) => ({ id, login: name, age, nick: name.toUpperCase() }),
  },
  "a filter and a sort": {
    edit({ properties, document, schemas }) {
      Object.assign(properties, { born: text(), nick: text(), roles: text() });
      schemas.BirdSort = { type: "string", enum: ["id", "-born"] };
      document.paths["/api/birds"]?.get?.parameters.push({
        name: "nickPrefix",
        in: "query",
        schema: text(),
        "x-filter": { column: "nick", operator: "startsWith" },
      });
    },
    says: /bird_born[\s\S]*bird_nick/,
    birds: (bird) => ({ ...bird, born: null, nick: null, roles: null }),
  },
  "a new resource, with reserved words for names": {
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
      const filter = { column: "pickedAt", operator: "=" } as const;
      const parameters = [{ name: "pickedAt", in: "query" as const, schema: text(), "x-filter": filter }];
      document.paths["/api/orders"] = { get: { ...get, parameters } };
    },
    says: /create table "order"[\s\S]*"order_pickedAt"/,
  },
  "a removed resource": {
    edit: ({ schemas }) => delete schemas.Bird?.["x-table"],
    says: /This deletes the rows of bird/,
  },
};

describe("a drafted migration", () => {
  test.each(Object.entries(edits))("follows the contract through %s, and keeps the rows", async (_, edit) => {
    const database = await databaseWithBirds();
    await edit.first?.(database);
    const before = await tablesOf(database);
    const wanted = contractTables(edited(edit.edit));
    const renames = { given: edit.renames ?? [], areAll: false };
    const { text, up } = await drafted(await uneditedTables(), wanted, renames, edit.decided);
    expect(text).toMatch(edit.says ?? "");
    expect(differences(before, wanted)).not.toEqual([]);
    const statements: string[] = [];
    database.on("query", ({ sql }) => statements.push(sql));
    await database.transaction(up);
    // Distributed PostgreSQL refuses these.
    const refused = isPostgres(database) ? /add column.* check|rename constraint/s : /^$/;
    expect(statements.filter((sql) => refused.test(sql))).toEqual([]);
    expect(differences(await tablesOf(database), wanted)).toEqual([]);
    const hasBirds = wanted.some((table) => table.name === "bird");
    if (hasBirds) {
      const birds = edit.birds ?? ((bird) => bird);
      expect(await database("bird").orderBy("id")).toMatchObject(rows.map(birds));
      const old = await database("bird").where({ id: 7 }).first();
      const { id: _, ...copy } = old as { id: number };
      await database("bird").where({ id: 7 }).delete(); // Its name may be unique.
      // Ids continue where they were.
      expect(await database("bird").insert(copy as never, "id")).toEqual([{ id: 12 }]);
    }
  });

  test("follows a reference and a unique field that change and go, and leaves those that were written by hand", async () => {
    const database = await databaseWithBirds();
    const shadow = await unedited(`sqlite:${join(temporaryFolder(), "shadow.db")}`); // What drafts are made from.
    const apply = async (wanted: Table[]) => {
      const { text, up } = await drafted(await tablesOf(shadow), wanted);
      for (const each of [database, shadow]) {
        await each.transaction(up);
        expect(differences(await tablesOf(each), wanted)).toEqual([]);
      }
      return text;
    };
    for (const each of [database, shadow]) await each.raw('create unique index by_hand on bird (id, "age")');
    const withOwners = (onDelete: Reference["onDelete"]) =>
      contractTables(edited((contract) => addOwners(contract, onDelete)));
    await apply(withOwners("restrict"));
    await database("owner").insert({ login: "o", mail: "m" } as never);
    await database("bird").update({ owner: "o" } as never);
    expect(differences(await tablesOf(database), withOwners("cascade"))).toEqual([
      "bird.owner: refers to owner.login in the table, and to owner.login (cascade) in the contract",
    ]);
    await apply(withOwners("cascade"));
    const former = withOwners("cascade").map((table) => ({
      ...table,
      foreignKeys: [],
      indexes: table.indexes.filter(({ isUnique }) => !isUnique),
    }));
    expect(differences(await tablesOf(database), former)).toEqual([
      "bird.owner: refers to owner.login (cascade) in the table, but not in the contract",
      "owner.mail: unique, but not in the contract",
    ]);
    await apply(former);
    const [bird] = await tablesOf(database);
    expect(bird?.foreignKeys).toEqual([]);
    expect(bird?.indexes.map(({ name }) => name)).toContain("by_hand");
    expect(await database("bird").pluck("owner")).toEqual(rows.map(() => "o"));
  });

  test("fails as a whole if a row breaks the new rules", async () => {
    const database = await databaseWithBirds();
    const before = shapeOf(await tablesOf(database));
    for (const [edit, says] of [
      [({ schemas }) => Object.assign(schemas.Age ?? {}, { maximum: 100 }), /bird\.age breaks .*by key: 7$/],
      [({ schemas }) => Object.assign(schemas.BirdName ?? {}, { maxLength: 4 }), /bird\.name breaks .*by key: 2$/],
      [({ properties }) => Object.assign(properties, { name: { type: "integer", format: "int32" } }), /./],
      [
        ({ schemas }) =>
          Object.assign(schemas.Bird ?? {}, { "x-references": { age: { table: "bird", column: "id" } } }),
        /bird\.age refers to no bird: .*: 1, 7$/,
      ],
    ] as [(contract: EditedContract) => unknown, RegExp][]) {
      const { up } = await drafted(await uneditedTables(), contractTables(edited(edit)));
      await expect(database.transaction(up)).rejects.toThrow(says);
      expect(shapeOf(await tablesOf(database))).toEqual(before);
      expect(await database("bird").orderBy("id")).toEqual(rows);
    }
  });

  test("fails where rows have the same of what is unique, naming the first, or have nothing decided for them", async () => {
    const database = await databaseWithBirds();
    await database("bird").insert({ name: "john", age: 3 } as never);
    const unique = edited(({ schemas }) => Object.assign(schemas.Bird ?? {}, { "x-unique": [["name"]] }));
    const { up } = await drafted(await uneditedTables(), contractTables(unique));
    await expect(database.transaction(up)).rejects.toThrow(/^bird: several rows have the same name: .*: 1$/);
    expect(() => decided({ "bird.motto": "''", "bird.name": "?" })).toThrow(
      /^decide which value existing rows get as bird\.name, and write it instead of "\?" as SQL/,
    );
  });

  test("asks whether columns are renamed, and drops and adds those that are not", async () => {
    const { edit } = edits["a renamed field"] as Edit;
    const [actual, wanted] = [await uneditedTables(), contractTables(edited(edit))];
    expect(() => draft(actual, wanted)).toThrow(
      "bird.name goes: is it renamed? Add --rename bird.name=login; if it is not, --no-renames deletes its values",
    );
    const { text } = await drafted(actual, wanted, { given: [], areAll: true });
    expect(text).toMatch(/This deletes the values of bird\.name/);
    expect(text).toMatch(/"bird\.login": "\?"/);
  });

  test("keeps the values of columns that are given as renamed, among others that come and go", async () => {
    const database = await databaseWithBirds();
    const wanted = contractTables(
      edited(({ schemas, properties: { id, name, age } }) => {
        const properties = { id, nick: text(), login: name, years: age };
        Object.assign(schemas.Bird ?? {}, { properties, required: ["id", "login", "years"] });
      }),
    );
    const given = ["bird.name=login", "bird.age=years"];
    const { up } = await drafted(await uneditedTables(), wanted, { given, areAll: false });
    await database.transaction(up);
    const birds = rows.map(({ name, age, ...bird }) => ({ ...bird, login: name, years: age, nick: null }));
    expect(await database("bird").orderBy("id")).toEqual(birds);
    expect(differences(await tablesOf(database), wanted)).toEqual([]);
    const actual = await uneditedTables();
    expect(() => draft(actual, wanted)).toThrow("Add --rename bird.name=nick or --rename bird.name=login;");
    for (const wrong of ["bird.name=nope", "name=login", "pet.name=login"])
      expect(() => draft(actual, wanted, { given: [wrong], areAll: true })).toThrow(
        `--rename ${wrong}: no such columns`,
      );
  });

  test("keeps what was added to a table by hand, and the rows that refer to it", async () => {
    const folder = temporaryFolder();
    const database = await unedited(`sqlite:${join(folder, "birds.db")}`);
    await database("bird").insert(rows as never);
    const people = [
      "alter table bird add column boss integer default null references bird (id) on delete cascade",
      "alter table bird add column [old] text",
      "create unique index boss on bird (boss, name)",
      "create index some on bird (age) where age > 3",
    ];
    for (const sql of people) await database.raw(sql);
    await database("bird")
      .where({ id: 2 })
      .update({ boss: 1 } as never);
    const wanted = contractTables(
      edited(({ properties, schemas }) => {
        properties.boss = orNull({ type: "integer", minimum: 1 });
        Object.assign(schemas.Age ?? {}, { maximum: 200 });
      }),
    );
    const { up } = await drafted(await tablesOf(database), wanted);
    await database.raw("pragma foreign_keys = off"); // As migrating does.
    await database.transaction(up);
    const [table] = await tablesOf(database);
    expect(table?.sql).toMatch(
      /"boss" integer check \("boss" >= 1\) default null references bird \(id\) on delete cascade/,
    );
    expect(table?.indexes.map(({ name }) => name).sort()).toEqual(["bird_age", "bird_name", "boss", "some"]);
    expect(await database("bird")).toHaveLength(rows.length);
  });

  test("keeps the service's own columns", async () => {
    const database = await unedited(`sqlite:${join(temporaryFolder(), "birds.db")}`);
    await database.raw("alter table bird add column digest blob");
    await database("bird").insert({ ...rows[0], digest: Buffer.from("x") } as never);
    const wanted = contractTables(edited(({ schemas }) => Object.assign(schemas.Age ?? {}, { maximum: 200 })));
    const kept = withOwnColumns(wanted, await tablesOf(database), ["bird.digest"]);
    const { up } = await drafted(await tablesOf(database), kept);
    await database.transaction(up);
    expect(differences(await tablesOf(database), kept)).toEqual([]);
    expect(await database("bird").first()).toEqual({ ...rows[0], digest: Buffer.from("x") });
  });

  test("keeps the constraints of a whole table", async () => {
    const [bird] = await uneditedTables();
    const sql = bird?.sql?.replace(/\n *\) strict$/, ", unique(name, age), constraint old check(id > age)) strict");
    const { schemas } = edited(({ schemas }) => Object.assign(schemas.Age ?? {}, { maximum: 9 })).components;
    const text = draft([{ ...bird, sql } as Table], contractTables({ ...birdContract(), components: { schemas } }));
    expect(text).toMatch(
      /"age" integer check \("age" between 0 and 9\),\n {2}unique\(name, age\),\n {2}constraint old check/,
    );
  });

  test("makes a table anew under another key, once its rows are moved; unless others refer to it", async () => {
    const wanted = contractTables(edited(({ properties }) => Object.assign(properties, { id: text() })));
    const actual = await uneditedTables();
    const { up } = await drafted(actual, wanted);
    const database = await databaseWithBirds();
    await expect(database.transaction(up)).rejects.toThrow(/^bird gets another key, .*: 1, 2, 7$/);
    expect(await database("bird").orderBy("id")).toEqual(rows);
    await database("bird").delete();
    await database.transaction(up);
    expect(differences(await tablesOf(database), wanted)).toEqual([]);
    const foreignKeys = [{ column: "age", references: { table: "bird", column: "id", onDelete: "restrict" } }] as const;
    const referred = actual.map((table) => ({ ...table, foreignKeys: [...foreignKeys] }));
    expect(() => draft(referred, wanted)).toThrow(
      "bird: its key changes, and so do all that refer to it, such as bird",
    );
  });

  test("keeps triggers and views of a table that it rebuilds", async () => {
    const database = await databaseWithBirds();
    if (isPostgres(database)) return; // There no table is rebuilt.
    await database.raw("create view old as select name from bird where age > 99");
    await database.raw(
      "create trigger loud after insert on bird begin update bird set name = upper(name) || '?' where id = new.id; end",
    );
    const wanted = contractTables(edited(({ schemas }) => Object.assign(schemas.Age ?? {}, { maximum: 200 })));
    const { up } = await drafted(await uneditedTables(), wanted);
    await database.transaction(up);
    expect(await database("old").pluck("name")).toEqual(["it's"]);
    await database("bird").insert({ name: "tit", age: 1 } as never);
    expect(await database("bird").where({ age: 1 }).pluck("name")).toEqual(["TIT?"]);
  });

  test("is refused for types that no column holds", async () => {
    const actual = await uneditedTables();
    const none = edited(({ properties }) => Object.assign(properties, { id: { type: "boolean" } }));
    expect(() => draft(actual, contractTables(none))).toThrow("bird: its model has no key: write @key");
    const either = edited(({ properties }) => Object.assign(properties, { tag: { type: ["string", "integer"] } }));
    expect(() => draft(actual, contractTables(either))).toThrow("bird.tag: no column holds a value of several types");
  });
});
