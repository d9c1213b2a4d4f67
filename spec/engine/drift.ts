/** Drift: how the tables that the migrations make differ from those that the contract asks for. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Document, readDocument } from "../../server/engine/contract/document.ts";
import { withArticle } from "../../server/engine/contract/words.ts";
import { openDatabase } from "../../server/engine/database/database.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { undecided } from "../../server/engine/database/migration.ts";
import {
  type Column,
  contractTables,
  type ForeignKey,
  type Index,
  keyIn,
  ownForeignKey,
  ownUnique,
  type Table,
} from "../../server/engine/database/tables.ts";
import { buildMigrations } from "./build.ts";
import { readTables } from "./catalogue.ts";
import { type Finding, findingAt } from "./finding.ts";

/** The types that columns can hold, in words. */
const names: Record<string, string> = {
  id: "the generated key",
  integer: "an integer",
  number: "a number",
  boolean: "a boolean",
  text: "a string",
  json: "a list or an object, as JSON",
};

/** Tables, columns ("table.column") and indexes of the service that the contract does not ask for, such as a password's hash. */
export interface OwnTables {
  tables: string[];
  columns: string[];
  indexes?: string[];
}

/** As `server/migrations/own.json` lists them. */
function ownTablesIn(root: string): OwnTables {
  const file = join(root, "server/migrations/own.json");
  return { tables: [], columns: [], ...(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}) };
}

/** The differences between the migrated tables of a service and those of its contract; none where they fit. */
export async function drift(root: string, databaseUrl?: string): Promise<string[]> {
  const all = await allTables(root, databaseUrl);
  const own = ownTablesIn(root);
  const actual = withoutOwn(all, own);
  return [...differences(actual, wantedTables(root, actual)), ...absentOwn(all, own)];
}

/**
 * The same, as findings; what stands in the way of migrating is one.
 * @param locate where members of the contract are
 */
export async function driftFindings(
  root: string,
  { components: { schemas } }: Document,
  locate: (place: string) => string | undefined = () => undefined,
): Promise<Finding[]> {
  const questions = questionsIn(root); // Nothing migrates until they are answered.
  if (questions.length > 0) return questions;
  const lines = await drift(root).catch(({ message }: Error) => [`the migrations cannot be tried: ${message}`]);
  return lines.map((text) => {
    const [, table, column] = /^(\w+)(?:\.([^:,]+))?/.exec(text) ?? [];
    const [model] = Object.entries(schemas).find(([, schema]) => schema["x-table"] === table) ?? [];
    return findingAt((model && locate(`${model}.${column}`)) ?? "server/migrations", text);
  });
}

/** What migrations ask, and nobody has decided. */
function questionsIn(root: string): Finding[] {
  const folder = "server/migrations";
  const files = existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"))
    : [];
  return files.flatMap((name) => {
    const lines = readFileSync(join(root, folder, name), "utf8").split("\n");
    return lines.flatMap((line, index) => {
      const [, column] = /^ *"([^"]+)": "\?",?$/.exec(line) ?? [];
      return column ? [{ file: `${folder}/${name}`, line: index + 1, text: undecided(column) }] : [];
    });
  });
}

/** What a service lists as its own, and no migration makes. */
export function absentOwn(actual: Table[], { tables, columns, indexes = [] }: OwnTables): string[] {
  const made = actual.flatMap(({ name, columns, indexes }) => [
    name,
    ...columns.map((column) => `${name}.${column.name}`),
    ...indexes.map((index) => index.name),
  ]);
  return [...tables, ...columns, ...indexes]
    .filter((name) => !made.includes(name))
    .map(
      (name) =>
        `${name}: server/migrations/own.json lists it, but no migration makes it: write one, or remove it there`,
    );
}

/** The others, with the service's own indexes marked. */
export function withoutOwn(all: Table[], { tables, indexes: own = [] }: OwnTables): Table[] {
  return all
    .filter(({ name }) => !tables.includes(name))
    .map(({ indexes, ...table }) => ({
      ...table,
      indexes: indexes.map((index) => (own.includes(index.name) ? { ...index, isOwn: true } : index)),
    }));
}

/** The tables that the contract asks for, with the service's own columns as they are. */
export function wantedTables(root: string, actual: Table[]): Table[] {
  const wanted = contractTables(readDocument(join(root, "generated/openapi.json")));
  return withOwnColumns(wanted, actual, ownTablesIn(root).columns);
}

export function withOwnColumns(wanted: Table[], actual: Table[], own: string[]): Table[] {
  return wanted.map((table) => {
    const columns = actual.find(({ name }) => name === table.name)?.columns ?? [];
    const kept = columns.filter(({ name }) => own.includes(`${table.name}.${name}`));
    return { ...table, columns: [...table.columns, ...kept.map((column) => ({ ...column, isOwn: true }))] };
  });
}

/** The tables that a service's migrations make, except its own. @param url as of `allTables` */
export async function migratedTables(root: string, url?: string): Promise<Table[]> {
  return withoutOwn(await allTables(root, url), ownTablesIn(root));
}

/**
 * All tables that a service's migrations make.
 * @param url the database to migrate and read; without it, a temporary one
 */
async function allTables(root: string, url?: string): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), "migrated-"));
  try {
    const migrations = await buildMigrations(root, folder);
    const database = await openDatabase(url ?? `sqlite:${join(folder, "migrated.db")}`, { tables: [], migrations });
    try {
      return (await readTables(database.write)).filter(({ name }) => !engineTables.includes(name));
    } finally {
      await database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function differences(actual: Table[], wanted: Table[]): string[] {
  const gone = actual.filter(({ name }) => !wanted.some((table) => table.name === name));
  return [
    ...wanted.flatMap((table) => {
      const found = actual.find(({ name }) => name === table.name);
      const missing = `${table.name}: the table is missing`;
      return [...unkept(table), ...(found ? tableDifferences(found, table) : [missing])];
    }),
    ...gone.map(
      ({ name }) =>
        `${name}: no model of the contract has this x-table, and server/migrations/own.json does not list it`,
    ),
  ];
}

/** What no migration can change. */
export function unkept({ name: table, columns }: Table): string[] {
  const key = columns.some(({ isKey }) => isKey)
    ? []
    : [`${table}: its model has no key: write @key above the member that is one, an integer or a string`];
  return [
    ...key,
    ...columns
      .filter(({ type, isOwn }) => !isOwn && !(type in names))
      .map(
        ({ name, type }) =>
          `${table}.${name}: no column holds ${withArticle(type)}: keep it elsewhere, and write @extension("x-column", false)`,
      ),
  ];
}

function tableDifferences(actual: Table, wanted: Table): string[] {
  const table = wanted.name;
  return [
    ...(actual.isStrict ? [] : [`${table}: the table is not STRICT, so its columns take values of any type`]),
    ...wanted.columns.flatMap((column) => {
      const found = actual.columns.find(({ name }) => name === column.name);
      if (!found)
        return column.type in names
          ? [`${table}.${column.name}: the column is missing (${describeColumn(column)})`]
          : [];
      return columnDifferences(found, column).map((words) => `${table}.${column.name}: ${words}`);
    }),
    ...actual.columns
      .filter(({ name }) => !wanted.columns.some((column) => column.name === name))
      .map(({ name }) => `${table}.${name}: neither in the contract nor in server/migrations/own.json`),
    ...missingIndexes(actual.indexes, wanted).map(({ columns, operation, isUnique }) =>
      isUnique
        ? `${table}.${columns.join(", ")}: not unique, but in the contract`
        : `${table}.${columns[0]}: no index, though ${operation ? `${operation} filters or sorts by it` : "it refers to another table"}`,
    ),
    ...unwantedIndexes(actual.indexes, wanted).map(({ columns, isUnique, name }) =>
      isUnique
        ? `${table}.${columns.join(", ")}: unique, but not in the contract`
        : `${table}.${columns[0]}: has the index ${name}, which no filter, sort or reference needs; if a handler does, list it in server/migrations/own.json under "indexes"`,
    ),
    ...foreignKeyDifferences(actual, wanted),
  ];
}

/** The indexes that a table has none instead of: unique ones of the same columns, others that begin with the same one. */
export function missingIndexes(actual: Index[], { indexes }: Table): Index[] {
  return indexes.filter((wanted) => !actual.some((index) => serves(index, wanted)));
}

/** Indexes that the contract once asked for, by their names and columns; those that were written by hand stay. */
export function unwantedIndexes(actual: Index[], { name: table, columns, indexes }: Table): Index[] {
  const key = keyIn(columns).name;
  return actual.filter(({ isOwn, ...index }) => {
    const [column] = index.columns;
    const isWanted = indexes.some(
      (wanted) => Boolean(wanted.isUnique) === Boolean(index.isUnique) && serves(index, wanted),
    );
    if (isOwn || isWanted || !columns.some(({ name }) => name === column)) return false;
    const isDrafted = index.name === `${table}_${column}` && index.columns[1] === key && index.columns.length === 2;
    return index.isUnique ? index.name.endsWith(ownUnique) : isDrafted;
  });
}

function serves(index: Index, wanted: Index): boolean {
  if (!wanted.isUnique) return index.columns[0] === wanted.columns[0];
  const isSame = index.columns.length === wanted.columns.length;
  return Boolean(index.isUnique) && isSame && wanted.columns.every((name) => index.columns.includes(name));
}

function foreignKeyDifferences(actual: Table, wanted: Table): string[] {
  return compareForeignKeys(actual, wanted).map(({ before, now }) => {
    const place = `${wanted.name}.${(now ?? before)?.column}`;
    if (!now) return `${place}: refers to ${described(before)} in the table, but not in the contract`;
    if (!before) return `${place}: does not refer to ${described(now)}, as in the contract`;
    return `${place}: refers to ${described(before)} in the table, and to ${described(now)} in the contract`;
  });
}

/**
 * The foreign keys that a table lacks, has otherwise, or has no longer to have; those that were written by hand stay.
 * @param oldName of a column that is renamed
 */
export function compareForeignKeys(
  actual: Pick<Table, "foreignKeys"> | undefined,
  wanted: Table,
  oldName = (column: string) => column,
): { before: ForeignKey | undefined; now: ForeignKey | undefined }[] {
  const existing = actual?.foreignKeys ?? [];
  const asked = wanted.foreignKeys.map((now) => ({
    before: existing.find(({ column }) => column === oldName(now.column)),
    now,
  }));
  const gone = existing
    .filter((before) => before.name?.endsWith(ownForeignKey) && !asked.some((each) => each.before === before))
    .map((before) => ({ before, now: undefined }));
  return [...asked.filter(({ before, now }) => described(before) !== described(now)), ...gone];
}

function described(foreignKey: ForeignKey | undefined): string | undefined {
  if (!foreignKey) return undefined;
  const { table, column, onDelete } = foreignKey.references;
  return `${table}.${column}${onDelete === "restrict" ? "" : ` (${onDelete})`}`;
}

/** How the values that a column accepts differ from those of the contract. */
export function columnDifferences(actual: Column, wanted: Column): string[] {
  if (!(wanted.type in names)) return [];
  if (actual.type !== wanted.type)
    return [`is ${names[actual.type] ?? actual.type} in the table, and ${names[wanted.type]} in the contract`];
  if (Boolean(actual.isKey) !== Boolean(wanted.isKey))
    return [
      wanted.isKey
        ? "is not the key of the table, but in the contract"
        : "is the key of the table, but not in the contract",
    ];
  if (wanted.type === "id") return [];
  const [taken, asked] = [actual.values, wanted.values];
  const limits = Boolean(taken) === Boolean(asked) ? bounds : []; // Otherwise the enumeration differs.
  return [
    ...(actual.isNullable && !wanted.isNullable ? ["nullable, but not in the contract"] : []),
    ...(!actual.isNullable && wanted.isNullable ? ["not nullable, but in the contract"] : []),
    ...limits.flatMap(([key, name]) => {
      const [own, others] = [actual[key], wanted[key]];
      if (own === others) return [];
      return [
        `has ${own === undefined ? `no ${name}` : `the ${name} ${own}`}, the contract ${others === undefined ? "has none" : `has ${others}`}`,
      ];
    }),
    ...(taken && !asked ? [`accepts ${list(taken)} only, the contract any value`] : []),
    ...(!taken && asked ? [`accepts any value, the contract ${list(asked)} only`] : []),
    ...(taken && asked
      ? taken
          .filter((value) => !asked.includes(value))
          .map((value) => `accepts ${JSON.stringify(value)}, the contract does not`)
      : []),
    ...(taken && asked
      ? asked
          .filter((value) => !taken.includes(value))
          .map((value) => `refuses ${JSON.stringify(value)}, the contract accepts it`)
      : []),
  ];
}

const bounds = [
  ["minimum", "minimum"],
  ["maximum", "maximum"],
  ["exclusiveMinimum", "exclusive minimum"],
  ["exclusiveMaximum", "exclusive maximum"],
  ["minLength", "minimum length"],
  ["maxLength", "maximum length"],
] as const;

function describeColumn(column: Column): string {
  const limits = bounds.flatMap(([key, name]) => (column[key] === undefined ? [] : `${name} ${column[key]}`));
  return [
    names[column.type],
    ...(column.isNullable ? ["or null"] : []),
    ...(column.values ? [`one of ${list(column.values)}`] : []),
    ...limits,
  ].join(", ");
}

function list(values: unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
