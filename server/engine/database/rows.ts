/** Single rows: found by key, and changed under If-Match. */
import { isDeepStrictEqual } from "node:util";
import type { Knex } from "knex";
import type { IfMatch } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import type { Row } from "./dialect.ts";
import type { Store } from "./store.ts";

/** The value that identifies a row. */
export type Key = number | string;

/** @throws NotFound */
export async function findRow(store: Store, table: string, key: Key): Promise<Row> {
  const [row] = await store.lookup(table, store.keyOf(table).name, key);
  if (!row) throw notFound(table, key);
  return row;
}

/**
 * Runs a statement on one row, on condition that the row is the one that If-Match names: the condition is part of the
 * statement, so that concurrent changes cannot get in between.
 * @param statement returns a falsy value where it met no row
 * @throws NotFound, PreconditionFailed
 */
export async function changeRow<T>(
  store: Store,
  table: string,
  key: Key,
  ifMatch: IfMatch | undefined,
  statement: (row: Knex.QueryBuilder) => Promise<T | undefined>,
): Promise<T> {
  for (let last: Row | undefined; ; ) {
    const current = ifMatch && (await findRow(store, table, key));
    // Such as JSON written by hand, with spaces: no statement would ever match it.
    if (current && isDeepStrictEqual(current, last)) throw new Error(`${table} ${key} is not as the service writes it`);
    last = current;
    if (current) ifMatch(ifMatch.read ? await ifMatch.read() : current);
    const changed = await store.change((connection) =>
      statement(
        store.rows(connection, table).where(current ? store.bound(table, current) : { [store.keyOf(table).name]: key }),
      ),
    );
    if (changed) return changed;
    if (!current) throw notFound(table, key);
  }
}

function notFound(table: string, key: Key): Problem {
  return new Problem(engineProblems.NotFound, `There is no ${table} ${key}.`);
}
