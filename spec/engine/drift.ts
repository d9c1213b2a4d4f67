/** Drift: how the tables that the migrations make differ from those that the contract asks for. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDocument } from "../../server/engine/contract/document.ts";
import { withArticle } from "../../server/engine/contract/words.ts";
import { openDatabase } from "../../server/engine/database/database.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { type Column, contractTables, type Index, type Table } from "../../server/engine/database/tables.ts";
import { buildMigrations } from "./build.ts";
import { readTables } from "./catalogue.ts";

/** The types that columns can hold, in words. */
const names: Record<string, string> = {
  id: "the generated key",
  integer: "an integer",
  number: "a number",
  boolean: "a boolean",
  text: "a string",
  json: "a list or an object, as JSON",
};

/** Tables and columns ("table.column") of the service that the contract does not have, such as a password's hash. */
export interface OwnTables {
  tables: string[];
  columns: string[];
}

/** As `server/migrations/own.json` lists them. */
function ownTablesIn(root: string): OwnTables {
  const file = join(root, "server/migrations/own.json");
  return { tables: [], columns: [], ...(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}) };
}

/** The differences between the migrated tables of a service and those of its contract; none where they fit. */
export async function drift(root: string, databaseUrl?: string): Promise<string[]> {
  const actual = await migratedTables(root, databaseUrl);
  return differences(actual, wantedTables(root, actual));
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

/**
 * The tables that a service's migrations make.
 * @param url the database to migrate and read; without it, a temporary one
 */
export async function migratedTables(root: string, url?: string): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), "migrated-"));
  try {
    const migrations = await buildMigrations(root, folder);
    const database = await openDatabase(url ?? `sqlite:${join(folder, "migrated.db")}`, { tables: [], migrations });
    try {
      const known = [...engineTables, ...ownTablesIn(root).tables];
      return (await readTables(database.write)).filter(({ name }) => !known.includes(name));
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
    ...missingIndexes(actual, wanted).map(
      ({ columns: [name], operation }) => `${table}.${name}: no index, though ${operation} filters or sorts by it`,
    ),
  ];
}

function missingIndexes(actual: Table, wanted: Table): Index[] {
  return wanted.indexes.filter(({ columns: [name] }) => !actual.indexes.some(({ columns }) => columns[0] === name));
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
