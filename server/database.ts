/** Everything that differs between databases: opening, pragmas, locks, error codes. Only this file names a driver. */
import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import knex, { type Knex } from "knex";
import type { Tables } from "knex/types/tables.js";
import pg from "pg";
import type { Tables as ContractTables } from "../generated/api.ts";
import { gather } from "./batch.ts";
import { createCommits, type InsertedRow } from "./commits.ts";
import { migrate } from "./migrate.ts";
import { loadDocument } from "./openapi.ts";
import { quote } from "./sql.ts";
import { contractTables, type Table } from "./tables.ts";

declare module "knex/types/tables.js" {
  interface Tables extends ContractTables {
    idempotency: { key: string; fingerprint: string; answer: string; created: number };
  }
}

/** The tables that keep no model of the contract, so that it says nothing of them. */
export const ownTables = ["idempotency", "knex_migrations", "knex_migrations_lock"];

/** The columns, as "table.column", that a model's table has beside its members, such as a password's hash. */
export const ownColumns: string[] = [];

/** A row as the contract has it. */
type Row<Table extends keyof Tables> = Tables[Table];
/** Tables whose rows have an id, which the database gives. */
export type Identified = { [Table in keyof Tables]: Row<Table> extends { id: number } ? Table : never }[keyof Tables];

/** A database for handlers: Knex, and three ways to have many requests share what is expensive. */
export interface Database {
  /** For queries. Sees whatever was committed before. */
  readonly read: Knex;
  /** For whatever changes something and needs more than one statement, in a transaction. */
  readonly write: Knex;
  /** Returns a function that reads the rows with a key, by id. Calls that arrive together share one query. */
  lookup<Table extends Identified, Column extends keyof Row<Table> & string>(
    table: Table,
    column: Column,
  ): (key: Row<Table>[Column]) => Promise<Row<Table>[]>;
  /** Returns a function that inserts one row. Calls that arrive together share one statement and one commit. */
  insertion<Table extends Identified>(table: Table): (row: Omit<Row<Table>, "id">) => Promise<Row<Table>>;
  /** Runs one statement that changes something. Where commits are expensive, those that arrive together share one. */
  change<T>(statement: (connection: Knex) => Promise<T>): Promise<T>;
  /**
   * Does work on a database whose changes take effect together or not at all. Where commits are expensive it shares one
   * with others, and is done again if one of those fails: so it does nothing else.
   */
  transaction<T>(work: (database: Database) => Promise<T>): Promise<T>;
}

export interface OpenDatabase extends Database {
  close(): Promise<void>;
}

const busyTimeout = 5_000;
const migrationLock = 7_215_094_518; // Any number, the same in every process that migrates.
/** Knex's own words hold statements and values; what fails is thrown as well, and told once. */
const silent = { warn() {}, error() {}, deprecate() {}, debug() {} };

/**
 * Opens the database and, unless told otherwise, brings it up to date.
 * @param url `sqlite:FILE` or `postgres://…`
 * @throws when it cannot be opened, is too old, or a migration fails; the message is for people
 */
export async function openDatabase(url: string, bringUpToDate = true): Promise<OpenDatabase> {
  const dialect = url.startsWith("sqlite:") ? sqlite(url.slice("sqlite:".length)) : postgres(url);
  const connect = (config: Knex.Config) => knex({ ...config, acquireConnectionTimeout: busyTimeout, log: silent });
  const write = connect(dialect.config);
  try {
    await dialect.requireVersion(write);
    if (bringUpToDate) await dialect.migrate(write);
  } catch (error) {
    await write.destroy();
    throw new Error(`The database cannot be opened: ${reasonOf(error)}`);
  }
  const read = dialect.readers
    ? connect({ ...dialect.config, pool: { ...dialect.config.pool, ...dialect.readers } })
    : write;
  const commits = createCommits(write, dialect.insertMany, isUnavailable);

  return {
    read,
    write,
    lookup: (table, column) =>
      gather(async (keys: unknown[]) => {
        const rows = await dialect.selectByKeys(read, table, column, [...new Set(keys)]);
        const byKey = new Map<unknown, Record<string, unknown>[]>(keys.map((key) => [key, []]));
        for (const row of rows) byKey.get(row[column])?.push(row);
        return keys.map((key) => byKey.get(key) as never[]); // The seam: a table's rows are as its type says.
      }),
    insertion: (table) => (row) => commits.insert(table, row) as Promise<never>,
    change: (statement) => (dialect.isEmbedded ? commits.change(statement) : statement(write)),
    transaction(work) {
      const run = (connection: Knex) => work(inTransaction(connection, dialect));
      return dialect.isEmbedded ? commits.transaction(run) : write.transaction(run);
    },
    async close() {
      await Promise.all([read.destroy(), write.destroy()]);
    },
  };
}

/** The same for handlers, but one statement after the other on a connection that has begun a transaction. */
function inTransaction(connection: Knex, dialect: Dialect): Database {
  return {
    read: connection,
    write: connection,
    lookup: (table, column) => (key) => dialect.selectByKeys(connection, table, column, [key]) as Promise<never[]>,
    insertion: (table) => async (row) => (await dialect.insertMany(connection, table, [row]))[0] as never, // The same seam.
    change: (statement) => statement(connection),
    transaction: (work) => work(inTransaction(connection, dialect)),
  };
}

/** What one kind of database does in its own way. */
interface Dialect {
  config: Knex.Config & { pool: Knex.PoolConfig };
  /** The pool of connections for reads alone, where they have one: those run beside a commit. */
  readers?: Knex.PoolConfig;
  /** In this process: a commit waits for the disk alone, and a connection does one thing at a time. */
  isEmbedded: boolean;
  requireVersion(connection: Knex): Promise<void>;
  /** Brings it up to date, all or nothing, one process at a time. */
  migrate(connection: Knex): Promise<void>;
  /** One statement, the same text for any number of keys, so that it is prepared once. */
  selectByKeys(connection: Knex, table: string, column: string, keys: unknown[]): Promise<Record<string, unknown>[]>;
  /** One statement for rows of the same columns; answers them in order of their ids. */
  insertMany(connection: Knex, table: string, rows: Record<string, unknown>[]): Promise<InsertedRow[]>;
}

/** For migrations and tests, where the two kinds differ. */
export function isPostgres(connection: Knex): boolean {
  return connection.client.dialect === "postgresql";
}

/** Whether an error says that the database cannot answer now, so that trying again may help. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  return (
    error.name === "KnexTimeoutError" ||
    /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY)/.test(code) ||
    /^(08|53|57P|25006)/.test(code) || // PostgreSQL: connection, resources, shutdown, read-only.
    /^E(CONN|PIPE|TIMEDOUT|HOST)/.test(code) ||
    /unable to acquire a connection|connection (terminated|timeout|ended)|(read|connection) timeout|timeout (expired|exceeded)/i.test(
      error.message,
    )
  );
}

/** Whether an error says that a value does not fit its column's type; SQLite compares any two values. */
export function isWrongValue(error: unknown): boolean {
  return isDatabaseError(error) && error.code.startsWith("22"); // PostgreSQL: data exception.
}

/** A rule between rows that one breaks. */
export interface Conflict {
  /** Another row has the same values, or a row is referred to that is not there, or that would go. */
  rule: "unique" | "reference";
  /** The columns whose values another has, where the database tells. */
  columns: string[];
}

/** Returns the rule between rows that an error says was broken; undefined for any other error. */
export function conflictIn(error: unknown): Conflict | undefined {
  if (!isDatabaseError(error)) return undefined;
  const { message, code, detail = "" }: Error & { code: string; detail?: string } = error;
  if (code === "23503" || /FOREIGN KEY constraint failed/.test(message)) return { rule: "reference", columns: [] };
  const [, onSqlite] = /UNIQUE constraint failed: ([^']*)$/.exec(message) ?? [];
  const [, onPostgres] = /^Key \(([\w", ]+)\)=/.exec(detail) ?? [];
  if (code !== "23505" && !/UNIQUE constraint failed/.test(message)) return undefined;
  const columns = (onSqlite ?? onPostgres ?? "").split(", ").filter(Boolean);
  return { rule: "unique", columns: columns.map((name) => name.replace(/^.*\.|"/g, "")) };
}

/** Whether an error comes from a driver: its message may hold the statement with its values, its code never does. */
export function isDatabaseError(error: unknown): error is Error & { code: string } {
  const { code = "" } = error as NodeJS.ErrnoException;
  return error instanceof Error && (code.startsWith("SQLITE_") || "severity" in error);
}

/** What a database error says, without the statement and its values, which Knex puts in front. */
function reasonOf(error: unknown): string {
  const { message = String(error), code = "" } = error as NodeJS.ErrnoException;
  return message.split(" - ").at(-1) || code;
}

const require = createRequire(import.meta.url);

const plain = [Object.prototype, Array.prototype];

/** Knex's own client, which binds lists and objects as JSON: so columns keep them, and each driver would do otherwise. */
function jsonClient(dialect: "sqlite3" | "postgres"): typeof Knex.Client {
  // Reached by its path, since Knex does not export it.
  const Client = require(`knex/lib/dialects/${dialect}/index.js`) as typeof Knex.Client;
  const isJson = (value: unknown) =>
    typeof value === "object" && value !== null && plain.includes(Object.getPrototypeOf(value));
  return class extends Client {
    override prepBindings(bindings: unknown): unknown {
      if (!Array.isArray(bindings)) return bindings;
      return bindings.map((value) => (isJson(value) ? JSON.stringify(value) : value));
    }
  };
}

/** A list that PostgreSQL is to take for an array. */
class PostgresArray {
  private readonly values: unknown[];

  constructor(values: unknown[]) {
    this.values = values;
  }

  toPostgres(): unknown[] {
    return this.values;
  }
}

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
  prepare(sql: string, done: (error: Error | null) => void): SqliteStatement;
}

interface SqliteQuery {
  sql: string;
  method?: string;
  bindings?: unknown[];
  returning?: unknown;
  response?: unknown;
}

/** Statements kept prepared for a connection; filters and sorts combine to more texts than are worth it. */
const mostPrepared = 200;

interface SqliteStatement {
  all(bindings: unknown[], done: (error: Error | null, rows: unknown[]) => void): void;
  finalize(): void;
}

// Not a member: Knex makes the client of a transaction without calling a constructor.
const prepared = new WeakMap<SqliteConnection, Map<string, Promise<SqliteStatement>>>();

class PreparingSqliteClient extends jsonClient("sqlite3") {
  /** Runs what answers rows prepared, each text once for a connection: to prepare one often costs more than to run it. */
  async _query(connection: SqliteConnection, query: SqliteQuery): Promise<unknown> {
    // A deferred transaction that reads first and writes later gets SQLITE_BUSY at once, whatever busy_timeout says.
    if (query.sql === "BEGIN;") query.sql = "BEGIN IMMEDIATE;";
    const answersRows =
      query.method === "select" || query.method === "first" || query.returning || query.method === "raw";
    // @ts-expect-error Knex leaves _query out of its types.
    if (!answersRows || !query.bindings?.length) return super._query(connection, query);
    const statement = await this.prepare(connection, query.sql);
    return new Promise((resolve, reject) => {
      statement.all(query.bindings ?? [], (error, rows) => {
        if (error) return reject(error);
        query.response = rows;
        resolve(query);
      });
    });
  }

  /** SQLite does not close a connection with statements left. */
  override async destroyRawConnection(connection: SqliteConnection): Promise<void> {
    for (const statement of prepared.get(connection)?.values() ?? []) (await statement).finalize();
    await super.destroyRawConnection(connection);
  }

  private prepare(connection: SqliteConnection, sql: string): Promise<SqliteStatement> {
    const statements = prepared.get(connection) ?? new Map<string, Promise<SqliteStatement>>();
    prepared.set(connection, statements);
    const known = statements.get(sql);
    const statement = known ?? this.compile(connection, sql);
    if (!known) statement.catch(() => statements.delete(sql));
    statements.delete(sql);
    statements.set(sql, statement); // As the one used last.
    const [oldest] = statements.size > mostPrepared ? statements.keys() : [];
    if (oldest !== undefined) {
      statements.get(oldest)?.then((statement) => statement.finalize()); // Behind whatever it is still doing.
      statements.delete(oldest);
    }
    return statement;
  }

  /** Waits until it is compiled: of one that cannot be, what is asked of it meanwhile would never be answered. */
  private compile(connection: SqliteConnection, sql: string): Promise<SqliteStatement> {
    return new Promise((resolve, reject) => {
      const statement = connection.prepare(sql, (error) => (error ? reject(error) : resolve(statement)));
    });
  }
}

function sqlite(filename: string): Dialect {
  createPrivately(filename);
  return {
    isEmbedded: true,
    // A long read does not keep the others waiting. Of Node's four threads, one stays for the writer.
    readers: { max: 3 },
    config: {
      client: PreparingSqliteClient,
      connection: { filename },
      useNullAsDefault: true,
      ...readTypes(contractTables(loadDocument())),
      pool: {
        min: 1,
        max: 1,
        afterCreate(connection: SqliteConnection, done: (error: Error | null) => void) {
          connection.exec(
            // First of all wait for locks, or switching to WAL beside another process fails.
            `pragma busy_timeout = ${busyTimeout};
             pragma journal_mode = wal;
             pragma synchronous = full; -- A commit is on disk before it is acknowledged; the default in WAL may lose it.
             pragma cache_size = -32768; -- KiB: the default of 2 MiB makes most reads system calls.
             pragma wal_autocheckpoint = 8192; -- Pages: one that is written often is copied back once for many times.
             pragma foreign_keys = on;`,
            done,
          );
        },
      },
    },
    async requireVersion(connection) {
      const [{ version }] = await connection.raw("select sqlite_version() as version");
      const [major = 0, minor = 0, patch = 0] = String(version).split(".").map(Number);
      // Earlier ones can corrupt a database when its write-ahead log is reset.
      if (major * 1e6 + minor * 1e3 + patch < 3_051_003) throw new Error(`SQLite ${version} is older than 3.51.3`);
    },
    async migrate(connection) {
      // Whoever rebuilds a table drops the old one, which would take the rows that refer to it along: all are checked
      // at the end instead (https://sqlite.org/lang_altertable.html#otheralter). Inside a transaction this has no effect.
      await connection.raw("pragma foreign_keys = off");
      await migrate(connection, {
        lock: async () => {}, // BEGIN IMMEDIATE has taken it.
        async check(transaction) {
          const [lost]: { table: string; parent: string }[] = await transaction.raw("pragma foreign_key_check");
          if (lost) throw new Error(`a migration leaves rows of ${lost.table} that refer to no ${lost.parent}`);
        },
      });
      await connection.raw("pragma foreign_keys = on");
    },
    selectByKeys: (connection, table, column, keys) =>
      connection.raw(
        `select * from ${quote(table)} where ${quote(column)} in (select value from json_each(?)) order by id`,
        [JSON.stringify(keys)],
      ),
    async insertMany(connection, table, rows) {
      const columns = Object.keys(rows[0] ?? {});
      const values = columns.map((_, index) => `value ->> ${index}`);
      const inserted: InsertedRow[] = await connection.raw(
        `insert into ${quote(table)} (${columns.map(quote)}) select ${values} from json_each(?) returning *`,
        [JSON.stringify(rows.map((row) => columns.map((column) => row[column])))],
      );
      return inserted.sort((a, b) => a.id - b.id);
    },
  };
}

/** From a column's value to the contract's; what a query makes of a column may be that already. */
const readers: Record<string, (value: unknown) => unknown> = {
  boolean: (value) => (typeof value === "number" ? value === 1 : value),
  json: (value) => (typeof value === "string" ? JSON.parse(value) : value),
};

/**
 * What Knex is to do with answers, so that they have booleans, lists and objects where the contract has them: SQLite keeps
 * 0 and 1, and JSON.
 */
export function readTypes(tables: Table[]): Pick<Knex.Config, "postProcessResponse"> {
  const columns = tables.flatMap((table) => table.columns);
  const types = new Map(columns.filter(({ type }) => type in readers).map(({ name, type }) => [name, type]));
  const torn = columns.find(({ name, type }) => (types.get(name) ?? type) !== type);
  if (torn)
    throw new Error(
      `${torn.name} is ${torn.type} in one table and ${types.get(torn.name)} in another: give one of them another name`,
    );
  if (types.size === 0) return {};
  const read = (row: unknown): unknown => {
    if (typeof row !== "object" || row === null) return row; // Such as a count, or a plucked value.
    for (const [name, value] of Object.entries(row)) {
      const reader = value !== null && readers[types.get(name) ?? ""];
      if (reader) Object.assign(row, { [name]: reader(value) });
    }
    return row;
  };
  return { postProcessResponse: (answer) => (Array.isArray(answer) ? answer.map(read) : read(answer)) };
}

/** Creates the file for its owner only; SQLite gives its journals the same mode. */
function createPrivately(filename: string): void {
  try {
    closeSync(openSync(filename, "a", 0o600));
  } catch (error) {
    throw new Error(`The database cannot be opened: ${(error as Error).message}`);
  }
}

function postgres(connectionString: string): Dialect {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number); // Ids stay below 2^53: the contract says so.
  return {
    isEmbedded: false,
    config: {
      client: jsonClient("postgres"),
      connection: {
        connectionString,
        application_name: "user-service",
        connectionTimeoutMillis: busyTimeout,
        query_timeout: 2 * busyTimeout, // A server that has stopped answering must not hold requests for ever.
      },
      pool: { min: 0, max: 10 },
    },
    requireVersion: async () => {},
    migrate: (connection) =>
      migrate(connection, {
        lock: (transaction) => transaction.raw("select pg_advisory_xact_lock(?)", [migrationLock]),
        check: async () => {},
      }),
    async selectByKeys(connection, table, column, keys) {
      const sql = `select * from ${quote(table)} where ${quote(column)} = any(?) order by id`;
      return (await connection.raw(sql, [new PostgresArray(keys) as never])).rows; // The seam: the driver's notion, not Knex's.
    },
    async insertMany(connection, table, rows) {
      const columns = Object.keys(rows[0] ?? {}).map(quote);
      const { rows: inserted } = await connection.raw(
        `insert into ${quote(table)} (${columns})
         select ${columns} from json_populate_recordset(null::${quote(table)}, ?) returning *`,
        [JSON.stringify(rows)],
      );
      return inserted.sort((a: InsertedRow, b: InsertedRow) => a.id - b.id);
    },
  };
}
