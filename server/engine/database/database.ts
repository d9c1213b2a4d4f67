/** Opens a database for handlers. */
import knex, { type Knex } from "knex";
import type { Filter, Paging } from "../contract/document.ts";
import { createSharing } from "./batch.ts";
import { explained } from "./conflicts.ts";
import type { Row, StartLog } from "./dialect.ts";
import { reasonOf } from "./errors.ts";
import type { AnyRepresentations, AnyTables, Database, TablesLike, Where } from "./interface.ts";
import { migrate } from "./migrate.ts";
import { type Listing, readPage, readRows } from "./pages.ts";
import { changeRow, findRow, keyOfWhere, narrowed, requireKept, rowsIn } from "./rows.ts";
import { createStore, postProcessResponse, type Store } from "./store.ts";
import type { Table } from "./tables.ts";

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
  /** What callers see of rows, by their table; the rows themselves unless given. */
  represent?: AnyRepresentations;
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
    represent = {},
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
    createDatabase(readsLate ? lateStore : store, { tables, represent }, { filters, paging }) as Database<Tables>;
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
function createDatabase(
  store: Store,
  { tables, represent }: { tables: Table[]; represent: AnyRepresentations },
  listing: Listing,
): Database {
  const share = createSharing();
  const columnsOf = (table: string) => tables.find(({ name }) => name === table)?.columns ?? [];
  const rows = (table: string, where: Where<Row> | undefined) => narrowed(store.rows(store.read, table), where);
  const shown = async (table: string, row: Row): Promise<object> => represent[table]?.(row, { database }) ?? row;
  const allShown = (table: string, rows: Row[]) =>
    represent[table] ? Promise.all(rows.map((row) => shown(table, row))) : rows;
  /** Shares the work of concurrent calls for the same rows. */
  const shareRows = <T>(parts: unknown[], where: Where<Row> | undefined, run: () => Promise<T>): Promise<T> => {
    const key = keyOfWhere(where);
    return key === undefined ? run() : share(JSON.stringify([...parts, key]), run);
  };

  const database: Database = {
    read: store.read,
    write: store.write,
    query: (table) => store.rows(store.read, table) as never,
    async find(table, key, { where } = {}) {
      const find = () => findRow(store, table, key, where);
      return shown(table, await (where === undefined ? find() : shareRows(["find", table, key], where, find)));
    },
    rowsOf: (table, { where }) => rowsIn(database, table, where) as never,
    lookup: (table, column, value) => store.lookup(table, column, value),
    page(table, request, { where } = {}) {
      return shareRows(["page", table, request.path, request.query], where, async () => {
        const page = await readPage(rows(table, where), { ...listing, columns: columnsOf(table), where }, request);
        return { ...page, items: await allShown(table, page.items) };
      });
    },
    async list(table, request, { where } = {}) {
      return allShown(
        table,
        await readRows(rows(table, where), { ...listing, columns: columnsOf(table), where }, request),
      ) as never;
    },
    async insert(table, given, { where } = {}) {
      if (typeof where === "function") throw new Error("a function does not say which values a row of its rows has");
      const row = { ...given, ...where };
      return shown(table, await explained(store, tables, { table, row }, () => store.insert(table, row)));
    },
    async update(table, key, columns, { ifMatch, where } = {}) {
      if (where) requireKept(columns, where);
      const change = () =>
        changeRow(store, { table, key, where, ifMatch, shown: (row) => shown(table, row) }, async (row) => {
          // An empty change is a statement too, but sets the key to itself: no value may be given to what rows are distributed by.
          const isEmpty = Object.keys(columns).length === 0;
          const { name } = store.keyOf(table);
          const [updated] = await row.update(
            isEmpty ? { [name]: store.write.ref(name) } : named(store.bound(table, columns)),
            "*",
          );
          return updated;
        });
      return shown(table, await explained(store, tables, { table, key, row: columns }, change));
    },
    async delete(table, key, { ifMatch, where } = {}) {
      const change = () =>
        changeRow(store, { table, key, where, ifMatch, shown: (row) => shown(table, row) }, (row) => row.delete());
      await explained(store, tables, { table, key }, change);
    },
    change: (table, statement) => store.change((connection) => statement(store.rows(connection, table) as never)),
    transaction: (work) => store.transaction((inner) => work(createDatabase(inner, { tables, represent }, listing))),
  };
  return database;
}
