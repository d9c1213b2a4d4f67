/** The database for handlers: Knex, and what handlers of any resource do alike. */
import knex, { type Knex } from "knex";
import type { Filter, Paging } from "../contract/document.ts";
import type { IfMatch, TableTypes } from "../contract/handlers.ts";
import { createSharing } from "./batch.ts";
import { explained } from "./conflicts.ts";
import type { Row, StartLog } from "./dialect.ts";
import { reasonOf } from "./errors.ts";
import { migrate } from "./migrate.ts";
import { type Listing, type ListRequest, type Page, type PageRequest, readPage, readRows } from "./pages.ts";
import { changeRow, findRow } from "./rows.ts";
import { createStore, postProcessResponse, type Store } from "./store.ts";
import type { Table } from "./tables.ts";

// biome-ignore lint/suspicious/noExplicitAny: the rows of a table that no contract describes.
export type AnyTables = Record<string, { row: any; key: any; insert: any }>;

type TablesLike<Tables> = Record<keyof Tables, TableTypes>;
type RowOf<Tables extends TablesLike<Tables>, Name extends keyof Tables> = Tables[Name]["row"];
/** The value that identifies a row. */
type Key<Tables extends TablesLike<Tables>, Name extends keyof Tables> = RowOf<Tables, Name>[Tables[Name]["key"] &
  keyof RowOf<Tables, Name>];

/** Rows to read: those with these values, or what a function narrows the query to. */
export type Where<Row> = Partial<Row> | ((rows: Knex.QueryBuilder) => void);

export interface Database<Tables extends TablesLike<Tables> = AnyTables> {
  /** Knex, for queries of any kind. Sees whatever was committed before. */
  readonly read: Knex;
  /** Knex, for changes that need more than one statement; in a transaction, its connection. */
  readonly write: Knex;
  /** A query on a table, which is read. */
  query<Name extends keyof Tables & string>(table: Name): Knex.QueryBuilder<RowOf<Tables, Name>, RowOf<Tables, Name>[]>;
  /** The row with a key. Concurrent calls share a query. @throws NotFound */
  find<Name extends keyof Tables & string>(table: Name, key: Key<Tables, Name>): Promise<RowOf<Tables, Name>>;
  /** The rows with a value in a column, by key. Concurrent calls share a query. */
  lookup<Name extends keyof Tables & string, Column extends keyof RowOf<Tables, Name> & string>(
    table: Name,
    column: Column,
    value: RowOf<Tables, Name>[Column],
  ): Promise<RowOf<Tables, Name>[]>;
  /**
   * A page of rows, as the operation's parameters filter, sort and limit them. Concurrent calls for the same page share
   * a query, unless `where` is a function.
   * @throws InvalidRequest for a cursor of another request
   */
  page<Name extends keyof Tables & string>(
    table: Name,
    request: PageRequest,
    options?: { where?: Where<RowOf<Tables, Name>> },
  ): Promise<Page<RowOf<Tables, Name>>>;
  /** All rows that the operation's parameters select, sorted and limited by them: a list without pages. */
  list<Name extends keyof Tables & string>(
    table: Name,
    request: ListRequest,
    options?: { where?: Where<RowOf<Tables, Name>> },
  ): Promise<RowOf<Tables, Name>[]>;
  /** Inserts a row and returns it with its key: a generated one, or a UUID unless it is given. Concurrent calls share a statement and a commit. */
  insert<Name extends keyof Tables & string>(table: Name, row: Tables[Name]["insert"]): Promise<RowOf<Tables, Name>>;
  /** Changes some columns of a row, and returns it. @throws NotFound, PreconditionFailed */
  update<Name extends keyof Tables & string>(
    table: Name,
    key: Key<Tables, Name>,
    columns: Partial<Omit<RowOf<Tables, Name>, Tables[Name]["key"]>>,
    condition?: { ifMatch: IfMatch | undefined },
  ): Promise<RowOf<Tables, Name>>;
  /** Deletes a row. @throws NotFound, PreconditionFailed */
  delete<Name extends keyof Tables & string>(
    table: Name,
    key: Key<Tables, Name>,
    condition?: { ifMatch: IfMatch | undefined },
  ): Promise<void>;
  /** Runs one statement on a table that changes something. Concurrent ones share a commit where commits are expensive. */
  change<Name extends keyof Tables & string, T>(
    table: Name,
    statement: (rows: Knex.QueryBuilder<RowOf<Tables, Name>, RowOf<Tables, Name>[]>) => Promise<T>,
  ): Promise<T>;
  /** Runs work atomically. May run twice: no side effects outside the database. */
  transaction<T>(work: (database: Database<Tables>) => Promise<T>): Promise<T>;
}

export interface OpenDatabase<Tables extends TablesLike<Tables> = AnyTables> extends Database<Tables> {
  /** The same for an operation, whose parameters filter and order pages and lists, and which may read late, from a replica. */
  forOperation(filters: Record<string, Filter>, readsLate?: boolean, paging?: Paging): Database<Tables>;
  /** @throws where writes would be lost, such as into a deleted file */
  requireStorage(): void;
  close(): Promise<void>;
}

interface DatabaseOptions {
  /** The tables of the contract. */
  tables: Table[];
  /** The folder of the service's migrations. */
  migrations?: URL | undefined;
  /** Whether to bring the database up to date; otherwise it must be. */
  migrate?: boolean;
  /** The service's name, as PostgreSQL shows it in `pg_stat_activity`. */
  name?: string;
  /** How long to wait for a connection or a lock, in ms; on PostgreSQL, a statement may take nearly twice as long. */
  timeout?: number;
  /** A replica of the same database, for operations that may read late; without it they read as the others do. */
  replicaUrl?: string | undefined;
  /** Told of migrations, which may take long. */
  log?: StartLog;
}

/** Knex logs statements with their values; errors are thrown as well. */
const silent = { info() {}, warn() {}, error() {}, deprecate() {}, debug() {} };

/**
 * Opens the database and, unless told otherwise, brings it up to date.
 * @param url `sqlite:FILE` or `postgres://…`
 * @throws when it cannot be opened, is too old, or a migration fails; the message is for people
 */
export async function openDatabase<Tables extends TablesLike<Tables> = AnyTables>(
  url: string,
  {
    tables,
    migrations,
    migrate: bringUpToDate = true,
    name = "service",
    timeout = 5_000,
    replicaUrl,
    log = silent,
  }: DatabaseOptions,
): Promise<OpenDatabase<Tables>> {
  // Loaded late: a service uses one of the two drivers.
  const dialectOf = async (url: string) =>
    url.startsWith("sqlite:")
      ? (await import("./sqlite.ts")).sqlite(url.slice("sqlite:".length), timeout)
      : (await import("./postgres.ts")).postgres(url, name, timeout);
  const dialect = await dialectOf(url);
  const connect = (config: Knex.Config) =>
    knex({ ...config, postProcessResponse, acquireConnectionTimeout: timeout, log: silent });
  const write = connect(dialect.write);
  const migrator = dialect.migrate ? connect(dialect.migrate) : write;
  try {
    await dialect.requireVersion(migrator);
    if (bringUpToDate) await migrate(migrator, dialect, { migrations, tables, log });
  } catch (error) {
    await write.destroy();
    throw new Error(`The database cannot be opened: ${reasonOf(error)}`);
  } finally {
    if (migrator !== write) await migrator.destroy();
  }
  const read = connect(dialect.read);
  const replica = replicaUrl === undefined ? read : connect((await dialectOf(replicaUrl)).read);
  const store = createStore(read, write, dialect, tables);
  const lateStore = replica === read ? store : createStore(replica, write, dialect, tables);
  const forOperation = (filters: Record<string, Filter>, readsLate = false, paging?: Paging) =>
    createDatabase(readsLate ? lateStore : store, tables, { filters, paging }) as Database<Tables>;
  return {
    ...forOperation({}),
    forOperation,
    requireStorage: dialect.requireStorage,
    async close() {
      await Promise.all([...new Set([read, write, replica])].map((each) => each.destroy()));
    },
  };
}

/** The columns of an update: Knex sets none named `constructor`, as its lodash takes it for an attack, but trims names. */
function named({ constructor: value, ...columns }: Row): Row {
  return value === Object ? columns : { ...columns, "constructor ": value };
}

/** Its types are those of the tables, which its code does not see: hence the casts. */
function createDatabase(store: Store, tables: Table[], listing: Listing): Database {
  const share = createSharing();
  const columnsOf = (table: string) => tables.find(({ name }) => name === table)?.columns ?? [];
  const rowsOf = (table: string, where: Where<object> = {}) => {
    const rows = store.rows(store.read, table);
    return typeof where === "function" ? rows.where((group) => void where(group)) : rows.where(where);
  };

  return {
    read: store.read,
    write: store.write,
    query: (table) => store.rows(store.read, table) as never,
    find: (table, key) => findRow(store, table, key),
    lookup: (table, column, value) => store.lookup(table, column, value),
    page(table, request, { where } = {}) {
      const run = () => readPage(rowsOf(table, where), { ...listing, columns: columnsOf(table), where }, request);
      if (typeof where === "function") return run();
      return share(JSON.stringify([table, request.path, request.query, where]), run);
    },
    list: (table, request, { where } = {}) =>
      readRows(rowsOf(table, where), { ...listing, columns: columnsOf(table), where }, request),
    insert: (table, row) => explained(store, tables, { table, row }, () => store.insert(table, row)),
    async update(table, key, columns, condition) {
      const change = () =>
        changeRow(store, table, key, condition?.ifMatch, async (row) => {
          // An empty change is a statement too, but sets the key to itself: no value may be given to what rows are distributed by.
          const isEmpty = Object.keys(columns).length === 0;
          const { name } = store.keyOf(table);
          const [updated] = await row.update(
            isEmpty ? { [name]: store.write.ref(name) } : named(store.bound(table, columns)),
            "*",
          );
          return updated;
        });
      return explained(store, tables, { table, key, row: columns }, change);
    },
    async delete(table, key, condition) {
      const change = () => changeRow(store, table, key, condition?.ifMatch, (row) => row.delete());
      await explained(store, tables, { table, key }, change);
    },
    change: (table, statement) => store.change((connection) => statement(store.rows(connection, table) as never)),
    transaction: (work) => store.transaction((inner) => work(createDatabase(inner, tables, listing))),
  };
}
