/** Brings a database up to date: the engine's own tables, then the service's numbered migrations. */
import { existsSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import type { Knex } from "knex";
import type { Dialect } from "./dialect.ts";
import * as idempotency from "./migrations/001_idempotency.ts";

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

/**
 * One transaction holds the lock and does all the work, so both end with the process, however it ends.
 * @param folder the service's migrations; without one it has none
 */
export async function migrate(connection: Knex, dialect: Dialect, folder: URL | undefined): Promise<void> {
  const { postProcessResponse } = connection.client.config;
  await dialect.migrating(connection, async (transaction) => {
    await transaction.migrate.latest({
      migrationSource: new EngineMigrations(),
      tableName: "engine_migrations",
    });
    if (folder) await transaction.migrate.latest({ migrationSource: new FolderMigrations(folder) });
  });
  Object.assign(connection.client.config, { postProcessResponse }); // Knex's migrator removes it.
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
