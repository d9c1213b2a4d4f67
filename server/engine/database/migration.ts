/** What drafted migrations are written with, beside Knex. */
import type { Knex } from "knex";
import { isPostgres } from "./dialect.ts";

/** What stands in a drafted migration until someone has decided. */
export const question = "?";

/**
 * The values that existing rows get, as SQL by their columns.
 * @throws where one is still a question, so that neither the check passes nor the service starts
 */
export function decided<Values extends Record<string, string>>(values: Values): Values {
  for (const [column, value] of Object.entries(values)) if (value === question) throw new Error(undecided(column));
  return values;
}

/** Why a migration does not run yet. */
export function undecided(column: string): string {
  return `decide which value existing rows get as ${column}, and write it instead of "${question}" as SQL, such as "0", "'text'" or an expression of other columns`;
}

/**
 * Rebuilds tables of SQLite, which loses their triggers; those are made again.
 * @param rebuild may drop them, and make others of their names
 */
export async function keepingTriggers(database: Knex, tables: string[], rebuild: () => Promise<void>): Promise<void> {
  const triggers: string[] = await database("sqlite_master")
    .where({ type: "trigger" })
    .whereIn("tbl_name", tables)
    .pluck("sql");
  await rebuild();
  for (const sql of triggers) await database.raw(sql);
}

/** How many keys an error names. */
const mostNamed = 10;

/**
 * Stops a migration that some rows stand in the way of, before it changes anything.
 * @param query selects their keys, as "key"
 * @throws where it finds some; names their keys, and no other values
 */
export async function requireNone(database: Knex, reason: string, query: string): Promise<void> {
  // Knex takes a bare one for a placeholder, on PostgreSQL only.
  const found = await database.raw(isPostgres(database) ? query.replaceAll("?", "\\?") : query);
  const rows: { key: unknown }[] = Array.isArray(found) ? found : found.rows; // SQLite's and PostgreSQL's.
  if (rows.length === 0) return;
  const named = rows.slice(0, mostNamed).map(({ key }) => String(key));
  const keys = [...named, ...(rows.length > mostNamed ? [`and ${rows.length - mostNamed} more`] : [])].join(", ");
  throw new Error(`${reason}: mend these rows first, in the migration or by hand; by key: ${keys}`);
}
