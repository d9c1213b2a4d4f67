/** Brings a database up to date: the engine's own tables, then the service's numbered migrations. */
import { existsSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import type { Knex } from "knex";
import type { Dialect, StartLog } from "./dialect.ts";
import * as idempotency from "./migrations/001_idempotency.ts";
import type { Table } from "./tables.ts";

/** The engine's, by name; their history is apart from the service's. */
const engineMigrations: Record<string, Pick<Knex.Migration, "up">> = { "001_idempotency": idempotency };

/** The tables of the engine and of Knex, which keep no model of the contract. */
export const engineTables = [
  "idempotency",
  "engine_migrations",
  "engine_migrations_lock",
  "knex_migrations",
  "knex_migrations_lock",
];

interface MigrateOptions {
  /** The folder of the service's migrations; without one it has none. */
  migrations: URL | undefined;
  /** What a database that a newer release migrated must still have. */
  tables: Table[];
  log: StartLog;
}

/** Migrations, and the table that has the history of those that ran. */
interface History {
  tableName: string;
  migrationSource: Knex.MigrationSource<string>;
}

/**
 * One transaction holds the lock and does all the work, so both end with the process, however it ends. Writes nothing
 * where there is nothing to migrate, as on a standby.
 */
export async function migrate(connection: Knex, dialect: Dialect, options: MigrateOptions): Promise<void> {
  const { migrations, log } = options;
  const { postProcessResponse } = connection.client.config;
  const histories: History[] = [{ tableName: "engine_migrations", migrationSource: new EngineMigrations() }];
  if (migrations) histories.push({ tableName: "knex_migrations", migrationSource: new FolderMigrations(migrations) });
  if (!(await isUpToDate(connection, histories, options)))
    await dialect.migrating(connection, log, async (transaction) => {
      for (const history of histories) {
        // Another process may have migrated while this one waited.
        for (const name of await pendingIn(transaction, history, options)) {
          const start = performance.now();
          log.info({ migration: name }, "migrating the database");
          await transaction.migrate.up(history);
          log.info({ migration: name, ms: Math.round(performance.now() - start) }, "migrated the database");
        }
      }
    });
  Object.assign(connection.client.config, { postProcessResponse }); // Knex's migrator removes it.
}

async function isUpToDate(connection: Knex, histories: History[], options: MigrateOptions): Promise<boolean> {
  for (const history of histories) if ((await pendingIn(connection, history, options)).length > 0) return false;
  return true;
}

/**
 * The names of the migrations that have not run yet.
 * @throws where a newer release has migrated the database, and its tables no longer fit the contract of this one
 */
async function pendingIn(
  connection: Knex,
  { tableName, migrationSource }: History,
  { tables, log }: MigrateOptions,
): Promise<string[]> {
  const known = (await migrationSource.getMigrations([])).map((each) => migrationSource.getMigrationName(each));
  const hasRun: string[] = (await connection.schema.hasTable(tableName))
    ? await connection(tableName).orderBy("id").pluck("name")
    : [];
  const pending = known.filter((name) => !hasRun.includes(name));
  const newer = hasRun.filter((name) => !known.includes(name));
  if (newer.length === 0) return pending;
  const misfits =
    pending.length > 0 ? [`it lacks ${pending.join(", ")} of this release`] : await misfitsIn(connection, tables);
  if (misfits.length > 0)
    throw new Error(
      `another release has migrated it (${newer.join(", ")}), and its tables do not fit this one: ${misfits.join("; ")}. ` +
        "Start that release or a later one, or restore a backup from before: see server/engine/database/README.md",
    );
  log.warn({ migrations: newer }, "a newer release has migrated the database; its tables still fit this one");
  return [];
}

/** The kinds of SQL types that hold each type of the contract. */
const sqlTypes: Record<string, RegExp> = {
  id: /int/,
  integer: /int/,
  number: /real|double|numeric/,
  boolean: /bool|int/,
  text: /char|text/,
  json: /json|text/,
};

/** Why requests of a contract's operations would fail on the tables as they are. */
async function misfitsIn(connection: Knex, tables: Table[]): Promise<string[]> {
  const misfits: string[] = [];
  for (const { name, columns } of tables) {
    const actual: Record<string, Knex.ColumnInfo> = await connection(name).columnInfo();
    if (Object.keys(actual).length === 0) {
      misfits.push(`the table ${name} is missing`);
      continue;
    }
    for (const column of columns) {
      const found = actual[column.name];
      const wanted = sqlTypes[column.type];
      if (wanted && !found) misfits.push(`${name}.${column.name} is missing`);
      // A view has columns without a type.
      else if (found?.type && wanted && !wanted.test(found.type))
        misfits.push(`${name}.${column.name} is ${found.type}`);
    }
    for (const [column, { nullable, defaultValue }] of Object.entries(actual))
      if (!nullable && defaultValue === null && !columns.some(({ name }) => name === column))
        misfits.push(`${name}.${column} is required, and this release does not write it`);
  }
  return misfits;
}

class EngineMigrations implements Knex.MigrationSource<string> {
  async getMigrations(): Promise<string[]> {
    return Object.keys(engineMigrations);
  }

  getMigrationName(name: string): string {
    return name;
  }

  async getMigration(name: string): Promise<Knex.Migration> {
    return oneWay(engineMigrations[name]);
  }
}

/** Numbered files. Named without their ending, so that source and build have the same history. */
class FolderMigrations implements Knex.MigrationSource<string> {
  private readonly folder: URL;

  constructor(folder: URL) {
    this.folder = folder;
  }

  async getMigrations(): Promise<string[]> {
    const files = existsSync(this.folder) ? readdirSync(this.folder) : [];
    return files.filter((file) => /^\d+_\w+\.(ts|js)$/.test(file)).sort();
  }

  getMigrationName(file: string): string {
    return file.slice(0, -extname(file).length);
  }

  async getMigration(file: string): Promise<Knex.Migration> {
    return oneWay(await import(new URL(file, this.folder).href));
  }
}

/** Knex demands a way back, which nothing takes. */
function oneWay(migration: Partial<Knex.Migration> = {}): Knex.Migration {
  const missing = async () => {
    throw new Error("a migration exports up(database) and can only go forward");
  };
  return { up: missing, down: missing, ...migration };
}
