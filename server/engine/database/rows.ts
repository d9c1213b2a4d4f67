/** Single rows: found by id, and changed under If-Match. */
import { isDeepStrictEqual } from "node:util";
import type { Knex } from "knex";
import type { IfMatch } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import type { Row } from "./dialect.ts";
import type { Store } from "./store.ts";

/** @throws NotFound */
export async function findRow(store: Store, table: string, id: number): Promise<Row> {
  const [row] = await store.lookup(table, "id", id);
  if (!row) throw notFound(table, id);
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
  id: number,
  ifMatch: IfMatch | undefined,
  statement: (row: Knex.QueryBuilder) => Promise<T | undefined>,
): Promise<T> {
  for (let last: Row | undefined; ; ) {
    const current = ifMatch && (await findRow(store, table, id));
    // Such as JSON written by hand, with spaces: no statement would ever match it.
    if (current && isDeepStrictEqual(current, last)) throw new Error(`${table} ${id} is not as the service writes it`);
    last = current;
    if (current) ifMatch(ifMatch.read ? await ifMatch.read() : current);
    const changed = await store.change((connection) =>
      statement(store.rows(connection, table).where(current ? store.bound(table, current) : { id })),
    );
    if (changed) return changed;
    if (!current) throw notFound(table, id);
  }
}

function notFound(table: string, id: number): Problem {
  return new Problem(engineProblems.NotFound, `There is no ${table} ${id}.`);
}
