/** Brings a database up to date by the numbered files in migrations/. */
import { readdirSync } from "node:fs";
import { extname } from "node:path";
import type { Knex } from "knex";

/** What surrounds the work: a lock that ends with the transaction, and a check of what the migrations did, if any ran. */
interface Guard {
  lock(transaction: Knex): Promise<unknown>;
  check(transaction: Knex): Promise<unknown>;
}

/** One transaction holds the lock and does all the work, so both end with the process, however it ends. */
export async function migrate(connection: Knex, { lock, check }: Guard): Promise<void> {
  const { postProcessResponse } = connection.client.config;
  await connection.transaction(async (transaction) => {
    await lock(transaction);
    const [, applied] = await transaction.migrate.latest({ migrationSource: new Migrations() });
    if (applied.length > 0) await check(transaction);
  });
  Object.assign(connection.client.config, { postProcessResponse }); // Knex's migrator puts it away, and not back.
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
