/** SQLite, embedded in this process. */
import { closeSync, openSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import type { Knex } from "knex";
import { bindJson, type Dialect, type QueryContext, quote, type Row } from "./dialect.ts";
import { noteNoConnection, storageLost } from "./errors.ts";

interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
  prepare(sql: string, done: (error: Error | null) => void): Statement;
}

interface Statement {
  all(bindings: unknown[], done: (error: Error | null, rows: unknown[]) => void): void;
  finalize(): void;
}

interface Query {
  sql: string;
  method?: string;
  bindings?: unknown[];
  returning?: unknown;
  response?: unknown;
}

/** Statements kept prepared per connection; filters and sorts combine to more texts than are worth keeping. */
const mostPrepared = 200;

// Not a member: Knex makes the client of a transaction without calling a constructor.
const prepared = new WeakMap<Connection, Map<string, Promise<Statement>>>();

// Reached by its path, since Knex does not export it.
const Client = createRequire(import.meta.url)("knex/lib/dialects/sqlite3/index.js") as typeof Knex.Client;

interface SqliteConfig extends Knex.Config {
  /** @throws where the database's files are not those that are open */
  requireStorage(): void;
  /** Called once a connection has read or written. */
  noteJournals(): void;
  isForWrites: boolean;
}

class PreparingSqliteClient extends Client {
  declare config: SqliteConfig;

  override prepBindings(bindings: unknown): unknown {
    return bindJson(bindings);
  }

  override acquireConnection(): Promise<unknown> {
    return noteNoConnection(super.acquireConnection());
  }

  override async acquireRawConnection(): Promise<unknown> {
    this.config.requireStorage(); // SQLite would create a file that was deleted, and read the journals of another.
    return super.acquireRawConnection();
  }

  /** Tells what becomes of a query's rows which columns it selects by their own names. */
  override queryCompiler(...given: [builder: Knex.QueryBuilder]): unknown {
    const [builder] = given;
    const context: QueryContext | undefined = builder.queryContext();
    if (context) builder.queryContext({ ...context, selected: selectedColumns(builder) });
    return super.queryCompiler(...given);
  }

  async _query(connection: Connection, query: Query): Promise<unknown> {
    const { isForWrites, requireStorage, noteJournals } = this.config;
    if (isForWrites) requireStorage();
    const done = await this.queryPrepared(connection, query);
    noteJournals();
    if (isForWrites) requireStorage(); // The statement may have waited for a lock meanwhile.
    return done;
  }

  /** Prepares each query once per connection: preparing often costs more than running. */
  private async queryPrepared(connection: Connection, query: Query): Promise<unknown> {
    // A deferred transaction that reads first and writes later gets SQLITE_BUSY at once, whatever busy_timeout says.
    if (query.sql === "BEGIN;") query.sql = "BEGIN IMMEDIATE;";
    const returnsRows =
      query.method === "select" || query.method === "first" || query.returning || query.method === "raw";
    // @ts-expect-error Knex leaves _query out of its types.
    if (!returnsRows || !query.bindings?.length) return super._query(connection, query);
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
  override async destroyRawConnection(connection: Connection): Promise<void> {
    for (const statement of prepared.get(connection)?.values() ?? []) (await statement).finalize();
    await super.destroyRawConnection(connection);
  }

  /** A cache that drops the least recently used statement. */
  private prepare(connection: Connection, sql: string): Promise<Statement> {
    const statements = prepared.get(connection) ?? new Map<string, Promise<Statement>>();
    prepared.set(connection, statements);
    const known = statements.get(sql);
    const statement = known ?? this.compile(connection, sql);
    if (!known) statement.catch(() => statements.delete(sql));
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.size > mostPrepared ? statements.keys() : [];
    if (oldest !== undefined) {
      statements.get(oldest)?.then((statement) => statement.finalize()); // Queued behind what it is still running.
      statements.delete(oldest);
    }
    return statement;
  }

  /** Waits until it is compiled: a statement that fails to compile never calls back what is queued on it. */
  private compile(connection: Connection, sql: string): Promise<Statement> {
    return new Promise((resolve, reject) => {
      const statement = connection.prepare(sql, (error) => (error ? reject(error) : resolve(statement)));
    });
  }
}

/** What an aggregate, alias or raw expression is called says nothing of its type. @returns undefined for all columns */
function selectedColumns(builder: Knex.QueryBuilder): string[] | undefined {
  // Cast: Knex has no public way to read what is selected.
  const { _statements } = builder as unknown as { _statements: { grouping: string; type?: unknown; value: unknown }[] };
  const selections = _statements.filter(({ grouping, value }) => grouping === "columns" && [value].flat().length > 0);
  const values = selections.flatMap(({ type, value }) => (type === undefined || type === "pluck" ? value : []));
  const names = values.filter((value) => typeof value === "string").map((name) => name.replace(/^\w+\./, ""));
  return selections.length === 0 || names.includes("*") ? undefined : names;
}

/**
 * @param filename the database's file
 * @param timeout how long to wait for a lock, in ms
 */
export function sqlite(filename: string, timeout: number): Dialect {
  createPrivately(filename);
  const file = realpathSync(filename); // SQLite puts its journals beside the file that a link leads to.
  /** The inodes of the files that are open; of those beside the database once a connection has opened them. */
  const opened = new Map([[file, inodeOf(file)]]);
  const noteJournals = () => {
    if (opened.size === 3) return;
    for (const journal of [`${file}-wal`, `${file}-shm`])
      if (!opened.has(journal) && inodeOf(journal) !== undefined) opened.set(journal, inodeOf(journal));
  };
  const requireStorage = () => {
    for (const [path, inode] of opened) {
      const now = inodeOf(path);
      if (now !== inode) throw lost(path, now !== undefined);
    }
  };
  const pool = (max: number, isForWrites: boolean): SqliteConfig => ({
    client: PreparingSqliteClient,
    requireStorage,
    noteJournals,
    isForWrites,
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max,
      afterCreate(connection: Connection, done: (error: Error | null) => void) {
        connection.exec(
          // First of all wait for locks, or switching to WAL beside another process fails.
          `pragma busy_timeout = ${timeout};
           pragma journal_mode = wal;
           pragma synchronous = full; -- A commit is on disk before it is acknowledged; the default in WAL may lose it.
           pragma cache_size = -32768; -- KiB: the default of 2 MiB makes most reads system calls.
           pragma wal_autocheckpoint = 8192; -- Pages: a page that is written often is copied back once.
           pragma foreign_keys = on; -- Ignored unless asked for.
           pragma query_only = ${!isForWrites};`,
          done,
        );
      },
    },
  });
  return {
    isEmbedded: true,
    write: pool(1, true),
    // A long read does not keep the others waiting. Of Node's four threads, one stays for the writer.
    read: pool(3, false),
    requireStorage,
    async requireVersion(connection) {
      const [{ version }] = await connection.raw("select sqlite_version() as version");
      const [major = 0, minor = 0, patch = 0] = String(version).split(".").map(Number);
      // Earlier ones can corrupt a database when the write-ahead log is reset.
      if (major * 1e6 + minor * 1e3 + patch < 3_051_003) throw new Error(`SQLite ${version} is older than 3.51.3`);
    },
    async migrating(connection, log, run) {
      // Rebuilding a table drops the old one, and with it the rows that refer to it: references are checked at the end
      // instead (https://sqlite.org/lang_altertable.html#otheralter). Inside a transaction the pragma has no effect.
      await connection.raw("pragma foreign_keys = off");
      const attempt = () =>
        connection.transaction(async (transaction) => {
          await run(transaction); // BEGIN IMMEDIATE has taken the lock.
          const [lost]: { table: string; parent: string }[] = await transaction.raw("pragma foreign_key_check");
          if (lost) throw new Error(`a migration leaves rows of ${lost.table} that refer to no ${lost.parent}`);
          return true;
        });
      const wait = (error: { code?: string }) => {
        if (error.code !== "SQLITE_BUSY") throw error;
        log.info({}, "waiting for another process that migrates the database, or has locked it");
      };
      while (!(await attempt().catch(wait)));
      await connection.raw("pragma foreign_keys = on");
    },
    selectByValues(connection, table, column, values, order) {
      const select = (list: string) =>
        `select * from ${quote(table)} where ${quote(column)} in (${list}) order by ${quote(order)}`;
      if (values.some(isRounded)) return connection.raw(select(placeholders(values)), values as Knex.Value[]);
      return connection.raw(select("select value from json_each(?)"), [JSON.stringify(values)]);
    },
    async insertMany(connection, table, rows) {
      const columns = Object.keys(rows[0] ?? {});
      const values = rows.map((row) => columns.map((column) => row[column]));
      const insert = (source: string, bindings: unknown[]): Promise<Row[]> =>
        // Cast: the contract has checked the values.
        connection.raw(
          `insert into ${quote(table)} (${columns.map(quote)}) ${source} returning *`,
          bindings as Knex.Value[],
        );
      const members = columns.map((_, index) => `value ->> ${index}`);
      return values.flat().some(isRounded)
        ? insert(`values ${values.map((row) => `(${placeholders(row)})`)}`, values.flat())
        : insert(`select ${members} from json_each(?)`, [JSON.stringify(values)]);
    },
  };
}

/** SQLite reads some fractions in JSON as their neighbours: these are bound instead. */
function isRounded(value: unknown): boolean {
  return typeof value === "number" && !Number.isSafeInteger(value);
}

function placeholders(values: unknown[]): string {
  return values.map(() => "?").join(", ");
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function lost(file: string, isReplaced: boolean): Error {
  const message = `${file} was ${isReplaced ? "replaced" : "deleted"} while the database was open: restart the service`;
  return Object.assign(new Error(message), { code: storageLost });
}

/** Creates the file for its owner only; SQLite gives its journals the same mode. */
function createPrivately(filename: string): void {
  try {
    closeSync(openSync(filename, "a", 0o600));
  } catch (error) {
    throw new Error(`The database cannot be opened: ${(error as Error).message}`);
  }
}
