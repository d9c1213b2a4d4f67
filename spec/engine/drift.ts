/** Drift: how the tables that the migrations make differ from those that the contract asks for. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Document, readDocument } from "../../server/engine/contract/document.ts";
import { openDatabase } from "../../server/engine/database/database.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { undecided } from "../../server/engine/database/migration.ts";
import { contractTables, type Table } from "../../server/engine/database/tables.ts";
import { buildMigrations, migrationFiles } from "./build.ts";
import { readTables } from "./catalogue.ts";
import { differences } from "./differences.ts";
import { type Finding, findingAt } from "./finding.ts";

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
async function drift(root: string): Promise<string[]> {
  const all = await allTables(root);
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
  return migrationFiles(root).flatMap((file) => {
    const lines = readFileSync(join(root, file), "utf8").split(/\r?\n/);
    return lines.flatMap((line, index) => {
      const [, column] = /^ *"([^"]+)": "\?",?( \/\/.*)?$/.exec(line) ?? [];
      return column ? [{ file, line: index + 1, text: undecided(column) }] : [];
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

/** The tables that a service's migrations make, except its own. */
export async function migratedTables(root: string): Promise<Table[]> {
  return withoutOwn(await allTables(root), ownTablesIn(root));
}

/** All tables that a service's migrations make, in a temporary database. */
async function allTables(root: string): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), "migrated-"));
  try {
    const migrations = await buildMigrations(root, folder);
    const database = await openDatabase(`sqlite:${join(folder, "migrated.db")}`, { tables: [], migrations });
    try {
      return (await readTables(database.write)).filter(({ name }) => !engineTables.includes(name));
    } finally {
      await database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
