/** PostgreSQL. */
import { createRequire } from "node:module";
import type { Knex } from "knex";
import pg from "pg";
import { bindJson, type Dialect, quote } from "./dialect.ts";
import { isConnectionUnusable, isDatabaseError, noteConnectionLost, noteNoConnection } from "./errors.ts";

// Reached by its path, since Knex does not export it.
const Client = createRequire(import.meta.url)("knex/lib/dialects/postgres/index.js") as typeof Knex.Client;

/** A connection; Knex's pool drops those with a reason to. */
type Connection = pg.Client & { __knex__disposed?: unknown };

class JsonPostgresClient extends Client {
  override prepBindings(bindings: unknown): unknown {
    return bindJson(bindings);
  }

  override acquireConnection(): Promise<unknown> {
    return noteNoConnection(super.acquireConnection());
  }

  async _query(connection: Connection, query: unknown): Promise<unknown> {
    if (connection.__knex__disposed) throw noteConnectionLost(connection.__knex__disposed); // A rollback would wait as long again.
    try {
      // @ts-expect-error Knex leaves _query out of its types.
      return await super._query(connection, query);
    } catch (error) {
      // Of a value that cannot be sent, pg throws a TypeError.
      if (!isDatabaseError(error) && !(error instanceof TypeError)) noteConnectionLost(error);
      if (isConnectionUnusable(error)) connection.__knex__disposed = error;
      throw error;
    }
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

/** Connections that are older, in ms, are replaced: a server that was demoted must not serve reads for ever. */
const longestUse = 60_000;

/**
 * @param connectionString `postgres://…`
 * @param name the service's name, for `pg_stat_activity`
 * @param timeout how long to wait for a connection, in ms; a statement may take nearly twice as long
 */
export function postgres(connectionString: string, name: string, timeout: number): Dialect {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number); // Contracts keep ids below 2^53.
  const connection = { connectionString, application_name: name, connectionTimeoutMillis: timeout };
  const pool = (mayWrite: boolean): Knex.Config => ({
    client: JsonPostgresClient,
    // The client gives up on a server that has stopped responding; one that responds cancels the statement before.
    connection: { ...connection, query_timeout: 2 * timeout },
    pool: {
      min: 0,
      max: 10,
      maxConnectionLifetimeMillis: longestUse,
      afterCreate(created: Connection, done: (error?: Error) => void) {
        prepare(created, Math.round(1.8 * timeout), mayWrite).then(
          () => done(),
          (error) => created.end(() => done(error)),
        );
      },
    } as Knex.PoolConfig, // Cast: its types lack the lifetime.
  });
  return {
    isEmbedded: false,
    write: pool(true),
    read: pool(false),
    migrate: { client: JsonPostgresClient, connection, pool: { min: 0, max: 1 } },
    requireVersion: async () => {},
    requireStorage() {},
    async migrating(connection, log, run) {
      await connection.transaction(async (transaction) => {
        // A pooler may hand out a connection that has the limits of requests.
        await transaction.raw("set local statement_timeout = 0");
        const { rows } = await transaction.raw("select pg_try_advisory_xact_lock(?) as is_free", [migrationLock]);
        if (!rows[0].is_free) {
          log.info({}, "waiting for another process that migrates the database");
          await transaction.raw("select pg_advisory_xact_lock(?)", [migrationLock]);
        }
        await run(transaction);
      });
    },
    async selectByValues(connection, table, column, values, order) {
      const sql = `select * from ${quote(table)} where ${quote(column)} = any(?) order by ${quote(order)}`;
      return (await connection.raw(sql, [new PostgresArray(values) as never])).rows; // Cast: pg knows toPostgres, Knex's types do not.
    },
    async insertMany(connection, table, rows) {
      const columns = Object.keys(rows[0] ?? {}).map(quote);
      const { rows: inserted } = await connection.raw(
        `insert into ${quote(table)} (${columns})
         select ${columns} from json_populate_recordset(null::${quote(table)}, ?) returning *`,
        [JSON.stringify(rows)],
      );
      return inserted;
    },
  };
}

/** @throws where a connection for writes has reached a server that is read-only, such as a standby */
async function prepare(connection: pg.Client, statementTimeout: number, mayWrite: boolean): Promise<void> {
  await connection.query(`set statement_timeout = ${statementTimeout}`);
  if (!mayWrite) return;
  const { rows } = await connection.query("show transaction_read_only");
  if (rows[0].transaction_read_only === "on")
    throw Object.assign(new Error("the server is read-only"), { code: "25006", severity: "ERROR" });
}
