/** Single rows, found by key and changed under If-Match; and some rows of a table as if there were no others. */
import { isDeepStrictEqual } from "node:util";
import type { Knex } from "knex";
import type { IfMatch } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import type { Row } from "./dialect.ts";
import type { Database, Where } from "./interface.ts";
import type { Store } from "./store.ts";

/** The value that identifies a row. */
export type Key = number | string;

/** @throws Error for a condition that selects no rows or all of them by mistake */
export function narrowed(rows: Knex.QueryBuilder, where: Where<Row> = {}): Knex.QueryBuilder {
  if (typeof where === "function")
    return rows.where((group) => {
      const returned: unknown = where(group);
      if (returned instanceof Promise) throw new Error("a function of a condition must not be async: it would be late");
      if (!/ where /.test(group.toSQL().sql)) throw new Error("a function of a condition must add one");
    });
  for (const [name, value] of Object.entries(where))
    if (!isJson(value)) throw new Error(`where.${name} is ${typeof value}: a condition compares with JSON values`);
  return rows.where(where);
}

function isJson(value: unknown): boolean {
  if (["undefined", "bigint", "function", "symbol"].includes(typeof value)) return false;
  if (typeof value !== "object" || value === null) return typeof value !== "number" || Number.isFinite(value);
  const prototypes: unknown[] = [Object.prototype, Array.prototype];
  return prototypes.includes(Object.getPrototypeOf(value)) && Object.values(value).every(isJson);
}

/** The same text for the same rows; undefined for a function, of which nothing is known. */
export function keyOfWhere(where: Where<Row> = {}): string | undefined {
  if (typeof where === "function" || !Object.values(where).every(isJson)) return undefined;
  return JSON.stringify(Object.entries(where));
}

/** @throws NotFound */
export async function findRow(store: Store, table: string, key: Key, where?: Where<Row>): Promise<Row> {
  const column = store.keyOf(table).name;
  const [row] =
    where === undefined
      ? await store.lookup(table, column, key)
      : await narrowed(store.rows(store.read, table).where({ [column]: key }), where);
  if (!row) throw notFound(table, key);
  return row;
}

interface Change {
  table: string;
  key: Key;
  where: Where<Row> | undefined;
  ifMatch: IfMatch | undefined;
  /** What callers see of a row. */
  shown(row: Row): Promise<object>;
}

/**
 * Runs a statement on one row, on condition that the row is the one that If-Match names: the condition is part of the
 * statement, so that concurrent changes cannot get in between.
 * @param statement returns a falsy value where it met no row
 * @throws NotFound, PreconditionFailed
 */
export async function changeRow<T>(
  store: Store,
  { table, key, where, ifMatch, shown }: Change,
  statement: (row: Knex.QueryBuilder) => Promise<T | undefined>,
): Promise<T> {
  for (let last: Row | undefined; ; ) {
    const current = ifMatch && (await findRow(store, table, key, where));
    // Such as JSON written by hand, with spaces: no statement would ever match it.
    if (current && isDeepStrictEqual(current, last)) throw new Error(`${table} ${key} is not as the service writes it`);
    last = current;
    if (current) ifMatch(await (ifMatch.read?.() ?? shown(current)));
    const changed = await store.change((connection) => {
      const row = current ? store.bound(table, current) : { [store.keyOf(table).name]: key };
      return statement(narrowed(store.rows(connection, table).where(row), where));
    });
    if (changed) return changed;
    if (!current) throw notFound(table, key);
  }
}

function notFound(table: string, key: Key): Problem {
  return new Problem(engineProblems.NotFound, `There is no ${table} ${key}.`);
}

/**
 * @throws for a change of a value that the condition has, such as the owner. Null may change: that is how rows are marked as
 * deleted.
 */
export function requireKept(columns: object, where: Where<Row>): void {
  const kept = typeof where === "function" ? [] : Object.entries(where).filter(([, value]) => value !== null);
  for (const [name, value] of Object.entries(columns)) {
    // As databases and Knex compare names.
    const [, fixed] = kept.find(([each]) => each.toLowerCase() === name.trim().toLowerCase()) ?? [undefined, value];
    if (!isDeepStrictEqual(fixed, value))
      throw new Error(`${name.trim()} is part of the condition: change it by an update without the condition`);
  }
}

/** The rows of a table that a condition selects. @throws for no condition, which would select all of them */
export function rowsIn(database: Database, table: string, where: Where<Row>) {
  requireCondition(where);
  return {
    // From a subquery: what is added to it, such as an alternative, cannot widen the condition.
    query: () => database.query(table).from(narrowed(database.query(table), where).as(table)),
    find: (key: Key) => database.find(table, key, { where }),
    page: (request: Parameters<Database["page"]>[1]) => database.page(table, request, { where }),
    list: (request: Parameters<Database["list"]>[1]) => database.list(table, request, { where }),
    insert: (row: Row) => database.insert(table, row, { where }),
    update: (key: Key, columns: Row, condition?: { ifMatch?: IfMatch | undefined }) =>
      database.update(table, key, columns, { ...condition, where }),
    delete: (key: Key, condition?: { ifMatch?: IfMatch | undefined }) =>
      database.delete(table, key, { ...condition, where }),
  };
}

function requireCondition(where: Where<Row>): void {
  if (typeof where === "function") return;
  const isPlain = typeof where === "object" && where !== null && Object.getPrototypeOf(where) === Object.prototype;
  if (!isPlain || Object.keys(where).length === 0)
    throw new Error("rowsOf needs a condition: an object with a value for each of some columns, or a function");
}
