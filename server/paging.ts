/** Keyset pages: the next one starts behind the last row, so page 10,000 costs what page 1 does. */
import { hash } from "node:crypto";
import type { Knex } from "knex";
import { isWrongValue } from "./database.ts";
import { invalidRequest, type Problem } from "./problem.ts";

type Row = { id: number };
type Position = [key: string | number | null, id: number];

export interface PageQuery {
  /** A column, behind a `-` for descending; by id where there is none. */
  sort?: string | undefined;
  limit: number;
  /** A page's `nextCursor`. */
  cursor?: string | undefined;
}

type ColumnOf<Sort> = Sort extends `-${infer Column}` ? Column : Sort;

type SortOf<Query> = "sort" extends keyof Query ? Exclude<Query["sort"], undefined> : never;

type NullableColumn<T, Query> = keyof {
  [Column in keyof T & ColumnOf<SortOf<Query>> as null extends T[Column] ? Column : never]: true;
};

/** How a parameter narrows the rows: by a column and how that compares, or in the query's own words. */
type Filter<T extends Row, Value> =
  | readonly [column: keyof T & string, comparison: Comparison]
  | ((rows: Knex.QueryBuilder<T>, value: Value) => unknown);

type Comparison = "=" | "<" | "<=" | ">" | ">=" | "in" | "begins";

/**
 * What each other parameter of the query narrows the rows by, where it is given; and of the columns to sort by, where
 * their nulls stand. One that is forgotten does not compile, nor does a column that the model does not have.
 */
type Filters<T extends Row, Query> = {
  [Name in
    | Exclude<keyof Query, keyof PageQuery>
    | ([NullableColumn<T, Query>] extends [never] ? never : "sort")]-?: Name extends "sort"
    ? { [Column in NullableColumn<T, Query>]: "nulls first" }
    : Filter<T, Exclude<Query[Name & keyof Query], undefined>>;
};

/**
 * Reads one page. A row that is changed meanwhile may move: where its key becomes null, or no longer is, it may be missing
 * or come twice, as between two pages.
 * @param rows the query to page through, without order and limit; the filters narrow it
 * @param query as the caller sent it: a cursor is good for the same filters and sort only
 * @throws InvalidRequest for a cursor that is not of this query
 */
export async function readPage<T extends Row, Query extends PageQuery>(
  rows: Knex.QueryBuilder<T>,
  query: Query,
  filters: Filters<T, Query>,
): Promise<{ items: T[]; nextCursor?: string }> {
  const { sort = "id", limit, cursor, ...given } = query;
  narrow(rows, given, filters);
  const { column, descending, isNullable } = orderOf<T>(sort, filters);
  const asked = JSON.stringify([sort, Object.entries(given).sort()]); // In whatever order they were sent.
  const after = cursor === undefined ? undefined : decodeCursor(cursor, asked);
  if (after?.[0] === null && !isNullable) throw wrongCursor();
  const direction = descending ? "desc" : "asc";

  // No index leads through "null or behind": nulls and values are read apart, one after the other.
  const segments = isNullable ? (descending ? ["values", "nulls"] : ["nulls", "values"]) : ["all"];
  const current = after && isNullable ? segments.indexOf(after[0] === null ? "nulls" : "values") : 0;
  const found: T[] = [];
  for (const [index, segment] of segments.entries()) {
    if (index < current || found.length > limit) continue;
    const part = rows.clone().limit(limit + 1 - found.length);
    if (segment === "nulls") part.whereNull(column);
    if (segment === "values") part.whereNotNull(column);
    const keys = segment === "nulls" || column === "id" ? ["id"] : [column, "id"];
    if (after && index === current) {
      const names = keys.map(() => "??").join(", ");
      const values = keys.map(() => "?").join(", ");
      part.whereRaw(`(${names}) ${descending ? "<" : ">"} (${values})`, [...keys, ...after.slice(-keys.length)]);
    }
    const ordered = part.orderBy(keys.map((key) => ({ column: key, order: direction })));
    const rest = (await ordered.catch((error) => {
      // What narrows the query is as the contract has it: only a forged position can be of another type than its column.
      throw after && isWrongValue(error) ? wrongCursor() : error;
    })) as T[];
    found.push(...rest);
  }

  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || !last) return { items };
  const key = typeof last[column] === "boolean" ? Number(last[column]) : last[column]; // As both databases take it.
  return { items, nextCursor: encodeCursor([key as Position[0], last.id], asked) };
}

/** Reads all rows that the query asks for, or as many as its `limit`: for a list without pages. Otherwise as readPage. */
export async function readRows<T extends Row, Query extends object>(
  rows: Knex.QueryBuilder<T>,
  query: Query,
  filters: Filters<T, Query>,
): Promise<T[]> {
  const { sort = "id", limit, ...given } = query as Partial<PageQuery>; // The seam: what else it may have is filtered by.
  narrow(rows, given, filters);
  const { column, descending, isNullable } = orderOf<T>(sort, filters);
  const order = descending ? "desc" : "asc";
  if (isNullable) rows.orderByRaw(`?? is null ${descending ? "asc" : "desc"}`, [column]); // Alike on both databases.
  rows.orderBy([column, "id"].map((column) => ({ column, order })));
  return (await (limit === undefined ? rows : rows.limit(limit))) as T[];
}

function orderOf<T>(sort: string, { sort: nullable = {} }: { sort?: object }) {
  const column = sort.replace("-", "") as keyof T & string; // As the contract has it.
  return { column, descending: sort.startsWith("-"), isNullable: column in nullable };
}

function narrow<T extends Row>(rows: Knex.QueryBuilder<T>, given: object, filters: object): void {
  const known = filters as Record<string, Filter<T, unknown>>; // The seam: each filter is given its own value.
  for (const [name, value] of Object.entries(given)) {
    const filter = known[name];
    if (typeof filter === "function")
      rows.where((group) => void filter(group, value)); // Its "or" is its own.
    else if (filter) compare(rows, ...filter, value);
  }
}

function compare(rows: Knex.QueryBuilder, column: string, comparison: Comparison, value: unknown): void {
  if (comparison !== "begins") {
    rows.where(column, comparison, value as Knex.Value); // As the contract lets it in.
    return;
  }
  // A range on the column's index: LIKE would need escaping, and a scan.
  const prefix = String(value);
  rows.where(column, ">=", prefix);
  const end = successor(prefix);
  if (end !== undefined) rows.where(column, "<", end);
}

/** The least text above all that begin with the prefix, by code points; none above U+10FFFF. */
function successor(prefix: string): string | undefined {
  const points = [...prefix].map((character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1); // Behind U+D7FF come the surrogates.
}

function encodeCursor(position: Position, query: string): string {
  return Buffer.from(JSON.stringify([...position, digest(position, query)])).toString("base64url");
}

function decodeCursor(cursor: string, query: string): Position {
  try {
    const [key, id, check] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (check === digest([key, id], query) && isKey(key) && Number.isSafeInteger(id)) return [key, id];
  } catch {
    // Not JSON: as wrong as any other.
  }
  throw wrongCursor();
}

/** Whether it could be a row's: whoever forges a cursor may write anything into it. */
function isKey(key: unknown): boolean {
  return key === null || Number.isFinite(key) || (typeof key === "string" && !key.includes("\0") && key.isWellFormed());
}

function wrongCursor(): Problem {
  return invalidRequest([{ parameter: "cursor", detail: "must be a nextCursor of the same filters and sort" }]);
}

/** Ties a position to its query. No secret: whoever forges one only skips rows that they may read anyway. */
function digest(position: Position, query: string): string {
  return hash("sha256", JSON.stringify(position) + query, "base64url").slice(0, 12);
}
