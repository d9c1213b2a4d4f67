/** Everything that differs between databases: opening, pragmas, locks, error codes. Only this file names a driver. */
import { closeSync, openSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import knex, { type Knex } from "knex";
import pg from "pg";
import type { components } from "../generated/api.ts";

declare module "knex/types/tables.js" {
  interface Tables {
    user: components["schemas"]["User"];
  }
}

export type Database = Knex;

/** Knex's own words hold statements and values; what fails is thrown as well, and told once. */
const silent = { warn() {}, error() {}, deprecate() {}, debug() {} };
const busyTimeout = 5_000;
const migrationLock = 7_215_094_518; // Any number, the same in every process that migrates.

/**
 * Opens the database and brings it up to date.
 * @param url `sqlite:FILE` or `postgres://…`
 * @throws when it cannot be opened, is too old, or a migration fails; the message is for people
 */
export async function openDatabase(url: string): Promise<Database> {
  const config = url.startsWith("sqlite:") ? sqlite(url.slice("sqlite:".length)) : postgres(url);
  const database = knex({ ...config, acquireConnectionTimeout: busyTimeout, log: silent });
  try {
    await requireVersion(database);
    await migrate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw new Error(`The database cannot be opened: ${reasonOf(error)}`);
  }
}

export function isPostgres(database: Database): boolean {
  return database.client.config.client === "pg";
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
    /unable to acquire a connection|connection (terminated|timeout|ended)|timeout (expired|exceeded)/i.test(error.message)
  );
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

// Knex's own client for sqlite3, reached by its path since Knex does not export it.
const SqliteClient = createRequire(import.meta.url)("knex/lib/dialects/sqlite3/index.js") as typeof Knex.Client;

class ImmediateSqliteClient extends SqliteClient {
  // A deferred transaction that reads first and writes later gets SQLITE_BUSY at once, whatever busy_timeout says.
  _query(connection: unknown, query: { sql: string }): unknown {
    const statement = query.sql === "BEGIN;" ? { ...query, sql: "BEGIN IMMEDIATE;" } : query;
    // @ts-expect-error Knex leaves _query out of its types.
    return super._query(connection, statement);
  }
}

function sqlite(filename: string): Knex.Config {
  createPrivately(filename);
  return {
    client: ImmediateSqliteClient,
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(
        connection: { exec(sql: string, done: (error: Error | null) => void): void },
        done: (error: Error | null) => void,
      ) {
        connection.exec(
          // First of all wait for locks, or switching to WAL beside another process fails.
          `pragma busy_timeout = ${busyTimeout};
           pragma journal_mode = wal;
           pragma synchronous = full; -- A commit is on disk before it is acknowledged; the default in WAL may lose it.
           pragma foreign_keys = on;`,
          done,
        );
      },
    },
  };
}

/** Creates the file for its owner only; SQLite gives its journals the same mode. */
function createPrivately(filename: string): void {
  try {
    closeSync(openSync(filename, "a", 0o600));
  } catch (error) {
    throw new Error(`The database cannot be opened: ${(error as Error).message}`);
  }
}

function postgres(connectionString: string): Knex.Config {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number); // Ids stay below 2^53: the contract says so.
  return {
    client: "pg",
    connection: { connectionString, connectionTimeoutMillis: busyTimeout, application_name: "user-service" },
    pool: { min: 0, max: 10 },
  };
}

async function requireVersion(database: Database): Promise<void> {
  if (isPostgres(database)) return;
  const [row] = await database.raw("select sqlite_version() as version");
  const [major = 0, minor = 0, patch = 0] = String(row.version).split(".").map(Number);
  // Earlier ones can corrupt a database when its write-ahead log is reset.
  if (major * 1e6 + minor * 1e3 + patch < 3_051_003) throw new Error(`SQLite ${row.version} is older than 3.51.3`);
}

/** One transaction holds the lock and all the work, so both end with the process, however it ends. */
async function migrate(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    if (isPostgres(database)) await transaction.raw("select pg_advisory_xact_lock(?)", [migrationLock]);
    await transaction.migrate.latest({ migrationSource: new Migrations() });
  });
}

/** The numbered files in migrations/. Named without their ending, so that source and build are the same history. */
class Migrations implements Knex.MigrationSource<string> {
  readonly folder = new URL("./migrations/", import.meta.url);

  async getMigrations(): Promise<string[]> {
    return readdirSync(this.folder)
      .filter((file) => /^\d+_\w+\.(ts|js)$/.test(file))
      .sort();
  }

  getMigrationName(file: string): string {
    return file.slice(0, -extname(file).length);
  }

  async getMigration(file: string): Promise<Knex.Migration> {
    return import(new URL(file, this.folder).href);
  }
}
