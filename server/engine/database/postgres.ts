/** PostgreSQL. */
import { createRequire } from "node:module";
import type { Knex } from "knex";
import pg from "pg";
import { bindJson, type Dialect, type InsertedRow, quote } from "./dialect.ts";

// Reached by its path, since Knex does not export it.
const Client = createRequire(import.meta.url)("knex/lib/dialects/postgres/index.js") as typeof Knex.Client;

class JsonPostgresClient extends Client {
  override prepBindings(bindings: unknown): unknown {
    return bindJson(bindings);
  }
}

/** A list that is bound as an array, not as JSON. */
class PostgresArray {
  private readonly values: unknown[];

  constructor(values: unknown[]) {
    this.values = values;
  }

  toPostgres(): unknown[] {
    return this.values;
  }
}

const migrationLock = 7_215_094_518; // Any number, the same in every process that migrates.

/**
 * @param connectionString `postgres://…`
 * @param name the service's name, for `pg_stat_activity`
 * @param timeout how long to wait for a connection, in ms
 */
export function postgres(connectionString: string, name: string, timeout: number): Dialect {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number); // Contracts keep ids below 2^53.
  return {
    isEmbedded: false,
    config: {
      client: JsonPostgresClient,
      connection: {
        connectionString,
        application_name: name,
        connectionTimeoutMillis: timeout,
        query_timeout: 2 * timeout, // A server that has stopped responding must not hold requests for ever.
      },
      pool: { min: 0, max: 10 },
    },
    requireVersion: async () => {},
    async migrating(connection, run) {
      await connection.transaction(async (transaction) => {
        await transaction.raw("select pg_advisory_xact_lock(?)", [migrationLock]);
        await run(transaction);
      });
    },
    async selectByKeys(connection, table, column, keys) {
      const sql = `select * from ${quote(table)} where ${quote(column)} = any(?) order by id`;
      return (await connection.raw(sql, [new PostgresArray(keys) as never])).rows; // Cast: pg knows toPostgres, Knex's types do not.
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
