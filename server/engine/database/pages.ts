/** Keyset pagination: a page starts behind the last row of the one before, so page 10,000 costs what page 1 does. */
import { hash } from "node:crypto";
import type { Knex } from "knex";
import type { Filter, Paging } from "../contract/document.ts";
import { invalidRequest, type Problem } from "../contract/problem.ts";
import { isWrongValue } from "./errors.ts";
import { type Column, keyIn } from "./tables.ts";

/** A request for a list: its path and query parameters filter the rows. */
export interface ListRequest {
  path?: object;
  query?: object;
}

/** A request for a page, whose query has a limit, and perhaps a sort and a cursor, by whatever names the contract has for them. */
export interface PageRequest {
  path?: object;
  query: object;
}

interface PageQuery {
  /** A column, behind a `-` for descending; by key where there is none. */
  sort?: string | undefined;
  /** How many rows at most. */
  limit?: number | undefined;
  /** A page's `nextCursor`. */
  cursor?: string | undefined;
  /** The other parameters. */
  given: Record<string, unknown>;
}

/** What an operation's parameters mean for lists. */
export interface Listing {
  /** By the name of their parameter. */
  filters: Record<string, Filter>;
  paging?: Paging | undefined;
}

export interface Page<Row> {
  items: Row[];
  nextCursor?: string;
}

/** What rows are selected by, beside the request. */
interface Selection extends Listing {
  columns: Column[];
  /** Part of what a cursor belongs to. */
  where?: object | undefined;
}

type Row = Record<string, unknown>;
/** Of the last row of a page: what it is sorted by, and its key. */
type Position = [value: string | number | null, key: string | number];

/**
 * Reads one page. A row whose sort key changes between two pages may be missing or come twice.
 * @param rows without order and limit; the filters narrow it
 * @throws InvalidRequest for a cursor that does not belong to this request
 */
export async function readPage(
  rows: Knex.QueryBuilder,
  selection: Selection,
  request: PageRequest,
): Promise<Page<Row>> {
  const { sort, limit = 0, cursor, given } = pageQuery(request, selection);
  const key = keyIn(selection.columns).name;
  narrow(rows, selection.filters, { ...request.path, ...given });
  const { column, descending, isNullable } = orderOf(selection.columns, sort);
  // In whatever order the parameters were sent.
  const asked = JSON.stringify([sort, request.path, Object.entries(given).sort(), selection.where]);
  const after = cursor === undefined ? undefined : decodeCursor(cursor, asked, selection);
  if (after?.[0] === null && !isNullable) throw wrongCursor(selection);
  const direction = descending ? "desc" : "asc";

  // No index serves "null or greater": nulls and values are read apart, one after the other.
  const segments = isNullable ? (descending ? ["values", "nulls"] : ["nulls", "values"]) : ["all"];
  const current = after && isNullable ? segments.indexOf(after[0] === null ? "nulls" : "values") : 0;
  const found: Row[] = [];
  for (const [index, segment] of segments.entries()) {
    if (index < current || found.length > limit) continue;
    const part = rows.clone().limit(limit + 1 - found.length);
    if (segment === "nulls") part.whereNull(column);
    if (segment === "values") part.whereNotNull(column);
    const keys = segment === "nulls" || column === key ? [key] : [column, key];
    if (after && index === current) {
      const names = keys.map(() => "??").join(", ");
      const values = keys.map(() => "?").join(", ");
      part.whereRaw(`(${names}) ${descending ? "<" : ">"} (${values})`, [...keys, ...after.slice(-keys.length)]);
    }
    const ordered = part.orderBy(keys.map((key) => ({ column: key, order: direction })));
    const rest: Row[] = await ordered.catch((error) => {
      // The contract has validated the filters: only a forged position can be of another type than its column.
      throw after && isWrongValue(error) ? wrongCursor(selection) : error;
    });
    found.push(...rest);
  }

  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || !last) return { items };
  const value = typeof last[column] === "boolean" ? Number(last[column]) : last[column]; // Both databases compare numbers with booleans so.
  return { items, nextCursor: encodeCursor([value, last[key]] as Position, asked) };
}

/** Reads all rows that the request selects, or as many as its `limit`. */
export async function readRows(rows: Knex.QueryBuilder, selection: Selection, request: ListRequest): Promise<Row[]> {
  const { sort, limit, given } = pageQuery(request, selection);
  narrow(rows, selection.filters, { ...request.path, ...given });
  const { column, descending, isNullable } = orderOf(selection.columns, sort);
  const order = descending ? "desc" : "asc";
  if (isNullable) rows.orderByRaw(`?? is null ${descending ? "asc" : "desc"}`, [column]); // Nulls first on both databases.
  rows.orderBy([column, keyIn(selection.columns).name].map((column) => ({ column, order })));
  return limit === undefined ? rows : rows.limit(limit);
}

function pageQuery({ query = {} }: ListRequest, { paging }: Selection): PageQuery {
  const { sort = "sort", limit = "limit", cursor = "cursor" } = paging ?? {};
  const { [sort]: order, [limit]: most, [cursor]: position, ...given } = { ...query } as Record<string, unknown>;
  return { sort: order, limit: most, cursor: position, given } as PageQuery; // Cast: the contract has validated them.
}

function orderOf(columns: Column[], sort = keyIn(columns).name) {
  const column = sort.replace(/^-/, "");
  const isNullable = columns.some(({ name, isNullable }) => name === column && isNullable);
  return { column, descending: sort.startsWith("-"), isNullable };
}

function narrow(rows: Knex.QueryBuilder, filters: Record<string, Filter>, given: Record<string, unknown>): void {
  for (const [name, { column, operator }] of Object.entries(filters))
    if (given[name] !== undefined) compare(rows, column, operator, given[name]);
}

function compare(rows: Knex.QueryBuilder, column: string, operator: Filter["operator"], value: unknown): void {
  if (operator !== "startsWith") {
    rows.where(column, operator, value as Knex.Value); // Cast: the lint lets only values and lists of them filter.
    return;
  }
  // A range on the column's index: LIKE would need escaping, and a scan.
  const prefix = String(value);
  rows.where(column, ">=", prefix);
  const end = successor(prefix);
  if (end !== undefined) rows.where(column, "<", end);
}

/** The least text above all with the prefix, by code points; none above U+10FFFF. */
function successor(prefix: string): string | undefined {
  const points = [...prefix].map((character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1); // U+D800 to U+DFFF are surrogates.
}

function encodeCursor(position: Position, asked: string): string {
  return Buffer.from(JSON.stringify([...position, digest(position, asked)])).toString("base64url");
}

function decodeCursor(cursor: string, asked: string, selection: Selection): Position {
  try {
    const [value, key, check] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const isKey =
      keyIn(selection.columns).type === "id" ? Number.isSafeInteger(key) : typeof key === "string" && isSortable(key);
    if (check === digest([value, key], asked) && isSortable(value) && isKey) return [value, key];
  } catch {
    // Not JSON: as wrong as any other.
  }
  throw wrongCursor(selection);
}

/** Whether it could be a row's: a forged cursor may hold anything. */
function isSortable(value: unknown): boolean {
  if (typeof value === "string") return !value.includes("\0") && value.isWellFormed();
  return value === null || Number.isFinite(value);
}

function wrongCursor({ paging }: Selection): Problem {
  const { cursor = "cursor", nextCursor = "nextCursor" } = paging ?? {};
  return invalidRequest([{ parameter: cursor, detail: `must be a ${nextCursor} of the same filters and sort` }]);
}

/** Ties a position to its request. No secret: a forged cursor only skips rows that its caller may read anyway. */
function digest(position: Position, asked: string): string {
  return hash("sha256", JSON.stringify(position) + asked, "base64url").slice(0, 12);
}
