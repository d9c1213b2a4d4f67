/** A database as the layers above see it: reads that share queries, writes that share commits, rows in the contract's types. */
import type { Knex } from "knex";
import { gather } from "./batch.ts";
import { type Commits, createCommits, retrying } from "./commits.ts";
import type { Dialect, QueryContext, Row, RowReader } from "./dialect.ts";
import { type Column, generatedKey, keyIn, type Table } from "./tables.ts";
import { createUuid } from "./uuid.ts";

export interface Store {
  /** For queries. Sees whatever was committed before. */
  readonly read: Knex;
  /** For writes. */
  readonly write: Knex;
  /** The column that identifies the rows of a table. */
  keyOf(table: string): Column;
  /** A query on a table whose rows have the contract's types. */
  rows(connection: Knex, table: string): Knex.QueryBuilder;
  /** A row as a statement binds it: what a column keeps as JSON is written, and not only lists and objects. */
  bound(table: string, row: Row): Row;
  /** The rows with a value in a column, by key. Concurrent calls share a query. */
  lookup(table: string, column: string, value: unknown): Promise<Row[]>;
  /** Inserts a row, with a UUID for its key where it lacks one. Concurrent calls share a statement and a commit. */
  insert(table: string, row: Row): Promise<Row>;
  /** Runs one statement. Where commits are expensive, concurrent ones share one. */
  change<T>(statement: (connection: Knex) => Promise<T>): Promise<T>;
  /** Runs statements atomically. May run them twice: no side effects outside the database. */
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
}

export function createStore(read: Knex, write: Knex, dialect: Dialect, tables: Table[]): Store {
  const readers = readersOf(dialect, tables);
  const keys = new Map(tables.map(({ name, columns }) => [name, keyIn(columns)]));
  const keyOf = (table: string) => keys.get(table) ?? generatedKey;
  const commits: Commits = createCommits(write, insertMany);
  const lookups = new Map<string, (value: unknown) => Promise<Row[]>>();
  const lookupOf = (table: string, column: string) => {
    const key = `${table} ${column}`;
    const known = lookups.get(key);
    if (known) return known;
    const lookup = gather(async (values: unknown[]) => {
      const rows = readAll(
        await dialect.selectByValues(read, table, column, [...new Set(values)], keyOf(table).name),
        readers.get(table),
      );
      const byValue = new Map<unknown, Row[]>(values.map((value) => [value, []]));
      for (const row of rows) byValue.get(row[column])?.push(row);
      const taken = new Set<unknown>();
      return values.map((value) => {
        const rows = byValue.get(value) ?? [];
        if (taken.has(value)) return structuredClone(rows); // Each caller may change its own.
        taken.add(value);
        return rows;
      });
    });
    lookups.set(key, lookup);
    return lookup;
  };
  const jsonColumns = new Map(
    tables.map(({ name, columns }) => [name, columns.filter(({ type }) => type === "json").map(({ name }) => name)]),
  );
  const bound: Store["bound"] = (table, row) => {
    const written = (jsonColumns.get(table) ?? []).filter((name) => row[name] !== null && row[name] !== undefined);
    if (written.length === 0) return row;
    return { ...row, ...Object.fromEntries(written.map((name) => [name, JSON.stringify(row[name])])) };
  };
  const rows: Store["rows"] = (connection, table) =>
    connection(table).queryContext({ reader: readers.get(table) ?? [] });

  return {
    read,
    write,
    keyOf,
    rows,
    bound,
    lookup: (table, column, value) => lookupOf(table, column)(value),
    insert: async (table, row) => readOne(await commits.insert(table, made(table, row)), readers.get(table)),
    change: (statement) => (dialect.isEmbedded ? commits.change(statement) : retrying(() => statement(write))),
    transaction(work) {
      const run = (connection: Knex) => work(inTransaction(connection));
      return dialect.isEmbedded ? commits.transaction(run) : retrying(() => write.transaction(run));
    },
  };

  /** The same on a connection that has begun a transaction: one statement after the other. */
  function inTransaction(connection: Knex): Store {
    return {
      read: connection,
      write: connection,
      keyOf,
      rows,
      bound,
      lookup: async (table, column, value) =>
        readAll(
          await dialect.selectByValues(connection, table, column, [value], keyOf(table).name),
          readers.get(table),
        ),
      async insert(table, row) {
        const [inserted] = await insertMany(connection, table, [made(table, row)]);
        return readOne(inserted as Row, readers.get(table)); // Cast: one row was inserted.
      },
      change: (statement) => statement(connection),
      transaction: (work) => connection.transaction((savepoint) => work(inTransaction(savepoint))),
    };
  }

  /** A row as it is inserted, with its key unless the database generates that. */
  function made(table: string, row: Row): Row {
    const { name, isUuid } = keyOf(table);
    const keyed = isUuid ? { ...row, [name]: row[name] ?? createUuid() } : row;
    return dialect.isEmbedded ? bound(table, keyed) : keyed; // PostgreSQL reads the rows themselves as JSON.
  }

  /** Returns the inserted rows in the order of the given ones. */
  async function insertMany(connection: Knex, table: string, rows: Row[]): Promise<Row[]> {
    const inserted = await dialect.insertMany(connection, table, rows);
    const { name, type } = keyOf(table);
    if (type === "id") return inserted.sort((one, other) => Number(one[name]) - Number(other[name]));
    const byKey = new Map(inserted.map((row) => [row[name], row]));
    return rows.map((row) => byKey.get(row[name]) as Row); // Cast: each row was inserted under its key.
  }
}
const conversions: Record<string, (value: unknown) => unknown> = {
  boolean: (value) => value === 1,
  json: (value) => JSON.parse(String(value)),
};

function readersOf({ isEmbedded }: Dialect, tables: Table[]): Map<string, RowReader> {
  if (!isEmbedded) return new Map(); // PostgreSQL's driver converts by the column's type.
  return new Map(
    tables.map(({ name, columns }) => [
      name,
      columns.flatMap(({ name, type }): RowReader => {
        const conversion = conversions[type];
        return conversion ? [[name, conversion]] : [];
      }),
    ]),
  );
}

function readOne<R>(row: R, reader: RowReader = []): R {
  if (typeof row !== "object" || row === null) return row; // Such as a plucked value.
  for (const [name, read] of reader) {
    const value = (row as Row)[name];
    if (value !== null && value !== undefined) Object.assign(row, { [name]: read(value) });
  }
  return row;
}

function readAll<R>(rows: R[], reader: RowReader | undefined): R[] {
  return reader?.length ? rows.map((row) => readOne(row, reader)) : rows;
}

/** Knex calls it with each response and its query's context. */
export function postProcessResponse(response: unknown, context: QueryContext | undefined): unknown {
  if (!context) return response;
  const { selected } = context;
  const reader = context.reader.filter(([name]) => selected?.includes(name) ?? true);
  if (reader.length === 0) return response;
  if (!Array.isArray(response)) return readOne(response, reader);
  const hasRows = response.some((each) => typeof each === "object" && each !== null);
  const [[, read] = []] = reader;
  // Plucked values have lost their column's name.
  return hasRows || !read ? readAll(response, reader) : response.map((value) => (value === null ? null : read(value)));
}
