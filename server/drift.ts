/** Holds the migrated database against the contract, and tells in words how they differ. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTables } from "./catalogue.ts";
import { openDatabase, ownColumns, ownTables } from "./database.ts";
import { loadDocument } from "./openapi.ts";
import { withArticle } from "./schema.ts";
import { type Column, contractTables, type Index, type Table } from "./tables.ts";

/** Types of the contract that a column can hold, as the contract calls them. */
const names: Record<string, string> = {
  id: "the key that the database gives",
  integer: "an integer",
  number: "a number",
  boolean: "a boolean",
  text: "a string",
  json: "a list or an object, as JSON",
};

/** Returns how the tables that the migrations make differ from the contract's: nothing where they do not. */
export async function drift(databaseUrl?: string): Promise<string[]> {
  const actual = await migratedTables(databaseUrl);
  return differences(actual, wantedTables(actual));
}

/** Returns the tables that the contract asks for, with the service's own columns as they are. */
export function wantedTables(actual: Table[], wanted = contractTables(loadDocument()), own = ownColumns): Table[] {
  return wanted.map((table) => {
    const columns = actual.find(({ name }) => name === table.name)?.columns ?? [];
    const kept = columns.filter(({ name }) => own.includes(`${table.name}.${name}`));
    return { ...table, columns: [...table.columns, ...kept.map((column) => ({ ...column, isOwn: true }))] };
  });
}

/**
 * Returns the tables that the migrations make.
 * @param url of the database to migrate and read; without it, an empty one that is gone afterwards
 */
export async function migratedTables(url?: string): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), "user-service-"));
  try {
    const database = await openDatabase(url ?? `sqlite:${join(folder, "migrated.db")}`);
    try {
      const tables = await readTables(database.write);
      return tables.filter(({ name }) => !ownTables.includes(name));
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
      const missing = `${table.name}: the database lacks this table`;
      return [...unkept(table), ...(found ? tableDifferences(found, table) : [missing])];
    }),
    ...gone.map(
      ({ name }) =>
        `${name}: no model of the contract has this x-table, nor is it among the ownTables of server/database.ts`,
    ),
  ];
}

/** What no migration can mend. */
export function unkept({ name: table, columns }: Table): string[] {
  const key = columns.some(({ type }) => type === "id")
    ? []
    : [`${table}: its model needs an integer id, the key that the database gives`];
  return [
    ...key,
    ...columns
      .filter(({ type, isOwn }) => !isOwn && !(type in names))
      .map(
        ({ name, type }) =>
          `${table}.${name}: no column holds ${withArticle(type)}: keep it elsewhere, and say @extension("x-column", false)`,
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
        return column.type in names ? [`${table}.${column.name}: the table lacks it (${describeColumn(column)})`] : [];
      return columnDifferences(found, column).map((words) => `${table}.${column.name}: ${words}`);
    }),
    ...actual.columns
      .filter(({ name }) => !wanted.columns.some((column) => column.name === name))
      .map(({ name }) => `${table}.${name}: not in the contract, nor among the ownColumns of server/database.ts`),
    ...missingIndexes(actual, wanted).map(
      ({ columns: [name], operation }) => `${table}.${name}: no index, though ${operation} filters or sorts by it`,
    ),
  ];
}

export function missingIndexes(actual: Table, wanted: Table): Index[] {
  return wanted.indexes.filter(({ columns: [name] }) => !actual.indexes.some(({ columns }) => columns[0] === name));
}

/** How what a column takes differs from what the contract lets in. */
export function columnDifferences(actual: Column, wanted: Column): string[] {
  if (!(wanted.type in names)) return [];
  if (actual.type !== wanted.type)
    return [`is ${names[actual.type] ?? actual.type} in the table, and ${names[wanted.type]} in the contract`];
  if (wanted.type === "id") return [];
  const [taken, asked] = [actual.values, wanted.values];
  const limits = Boolean(taken) === Boolean(asked) ? bounds : []; // Else the values say it.
  return [
    ...(actual.isNullable && !wanted.isNullable ? ["takes null, the contract does not"] : []),
    ...(!actual.isNullable && wanted.isNullable ? ["refuses null, the contract does not"] : []),
    ...limits.flatMap(([key, name]) => {
      const [own, others] = [actual[key], wanted[key]];
      if (own === others) return [];
      return [
        `has ${own === undefined ? `no ${name}` : `the ${name} ${own}`}, the contract ${others === undefined ? "has none" : `has ${others}`}`,
      ];
    }),
    ...(taken && !asked ? [`takes ${list(taken)} only, the contract any`] : []),
    ...(!taken && asked ? [`takes anything, the contract ${list(asked)} only`] : []),
    ...(taken && asked
      ? taken
          .filter((value) => !asked.includes(value))
          .map((value) => `takes ${JSON.stringify(value)}, the contract does not`)
      : []),
    ...(taken && asked
      ? asked
          .filter((value) => !taken.includes(value))
          .map((value) => `refuses ${JSON.stringify(value)}, the contract does not`)
      : []),
  ];
}

const bounds = [
  ["minimum", "minimum"],
  ["maximum", "maximum"],
  ["exclusiveMinimum", "bound that it must be above"],
  ["exclusiveMaximum", "bound that it must be below"],
  ["minLength", "least length"],
  ["maxLength", "greatest length"],
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

if (/\bdrift\.ts$/.test(process.argv[1] ?? "")) for (const difference of await drift()) console.log(difference);
