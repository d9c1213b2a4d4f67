/** The database as handlers use it: Knex, and what handlers of any resource do alike. */
import type { Knex } from "knex";
import type { IfMatch, TableTypes } from "../contract/handlers.ts";
import type { Row } from "./dialect.ts";
import type { ListRequest, Page, PageRequest } from "./pages.ts";

// biome-ignore lint/suspicious/noExplicitAny: the rows of a table that no contract describes.
export type AnyTables = Record<string, { row: any; key: any; insert: any }>;

export type TablesLike<Tables> = Record<keyof Tables, TableTypes>;
type RowOf<Tables extends TablesLike<Tables>, Name extends keyof Tables> = Tables[Name]["row"];
/** The value that identifies a row. */
type Key<Tables extends TablesLike<Tables>, Name extends keyof Tables> = RowOf<Tables, Name>[Tables[Name]["key"] &
  keyof RowOf<Tables, Name>];

/** Rows with these values, also of columns that no contract has; or what a function narrows the query to. */
export type Where<Row> = (Partial<Row> & Readonly<Record<string, unknown>>) | ((rows: Knex.QueryBuilder) => void);

/** What callers see of a row. */
type ModelOf<Tables extends TablesLike<Tables>, Name extends keyof Tables> = Tables[Name] extends { model: infer Model }
  ? Model
  : RowOf<Tables, Name>;

/** The columns that a condition gives a value to; unknown of a function. */
type Fixed<W> = W extends (rows: never) => void ? unknown : keyof W;

/** What callers see of a row, by its table: for each whose model has members that are kept elsewhere. */
export type Representations<Tables extends TablesLike<Tables>> = {
  readonly [Name in keyof Tables as Tables[Name] extends { model: object } ? Name : never]: (
    row: RowOf<Tables, Name>,
    context: { database: Database<Tables> },
  ) => ModelOf<Tables, Name> | Promise<ModelOf<Tables, Name>>;
};

/** Some rows of a table, as if there were no others: those of a caller, a tenant, or that are not deleted. */
export interface Rows<Tables extends TablesLike<Tables>, Name extends keyof Tables & string, Given = never> {
  /** A query that reads them, whatever conditions are added. */
  query(): Knex.QueryBuilder<RowOf<Tables, Name>, RowOf<Tables, Name>[]>;
  /** @throws NotFound */
  find(key: Key<Tables, Name>): Promise<ModelOf<Tables, Name>>;
  /** @throws InvalidRequest for a cursor of another request; with an object as the condition, also of another caller's */
  page(request: PageRequest): Promise<Page<ModelOf<Tables, Name>>>;
  list(request: ListRequest): Promise<ModelOf<Tables, Name>[]>;
  /** Inserts a row, with the values of the condition, which is no function. */
  insert(
    row: unknown extends Given ? never : Omit<Tables[Name]["insert"], Given & string>,
  ): Promise<ModelOf<Tables, Name>>;
  /** @throws NotFound, PreconditionFailed */
  update(
    key: Key<Tables, Name>,
    columns: Changes<Tables, Name> &
      (unknown extends Given ? unknown : { readonly [Column in Given & string]?: unknown }),
    condition?: { ifMatch?: IfMatch | undefined },
  ): Promise<ModelOf<Tables, Name>>;
  /** @throws NotFound, PreconditionFailed */
  delete(key: Key<Tables, Name>, condition?: { ifMatch?: IfMatch | undefined }): Promise<void>;
}

/** Columns but the key. */
type Changes<Tables extends TablesLike<Tables>, Name extends keyof Tables> = string extends keyof RowOf<Tables, Name>
  ? Readonly<Record<string, unknown>> // Of a table that no contract describes.
  : Partial<Omit<RowOf<Tables, Name>, Tables[Name]["key"]>>;

/** Narrows a read or write to some rows: others do not exist for it. */
interface Narrowing<Row> {
  where?: Where<Row> | undefined;
}

export interface Database<Tables extends TablesLike<Tables> = AnyTables> {
  /** Knex, for queries of any kind. Sees whatever was committed before. */
  readonly read: Knex;
  /** Knex, for changes that need more than one statement; in a transaction, its connection. */
  readonly write: Knex;
  /** A query on a table, which is read. */
  query<Name extends keyof Tables & string>(table: Name): Knex.QueryBuilder<RowOf<Tables, Name>, RowOf<Tables, Name>[]>;
  /** The row with a key. Concurrent calls share a query. @throws NotFound */
  find<Name extends keyof Tables & string>(
    table: Name,
    key: Key<Tables, Name>,
    options?: Narrowing<RowOf<Tables, Name>>,
  ): Promise<ModelOf<Tables, Name>>;
  /** The rows that a condition selects: `rowsOf("note", { where: { owner: caller.id } })`. */
  rowsOf<Name extends keyof Tables & string, const W extends Where<RowOf<Tables, Name>>>(
    table: Name,
    options: { where: W },
  ): Rows<Tables, Name, Fixed<W>>;
  /** The rows with a value in a column, by key. Concurrent calls share a query. */
  lookup<Name extends keyof Tables & string, Column extends keyof RowOf<Tables, Name> & string>(
    table: Name,
    column: Column,
    value: RowOf<Tables, Name>[Column],
  ): Promise<RowOf<Tables, Name>[]>;
  /**
   * A page of rows, as the operation's parameters filter, sort and limit them. Concurrent calls for the same page share
   * a query, unless `where` is a function.
   * @throws InvalidRequest for a cursor of another request
   */
  page<Name extends keyof Tables & string>(
    table: Name,
    request: PageRequest,
    options?: Narrowing<RowOf<Tables, Name>>,
  ): Promise<Page<ModelOf<Tables, Name>>>;
  /** All rows that the operation's parameters select, sorted and limited by them: a list without pages. */
  list<Name extends keyof Tables & string>(
    table: Name,
    request: ListRequest,
    options?: Narrowing<RowOf<Tables, Name>>,
  ): Promise<ModelOf<Tables, Name>[]>;
  /** Inserts a row, with the values of a condition, and returns it with its key: a generated one, or a UUID unless it is given. Concurrent calls share a statement and a commit. */
  insert<Name extends keyof Tables & string>(
    table: Name,
    row: Tables[Name]["insert"],
    options?: Narrowing<RowOf<Tables, Name>>,
  ): Promise<ModelOf<Tables, Name>>;
  /** Changes some columns of a row, and returns it. @throws NotFound, PreconditionFailed */
  update<Name extends keyof Tables & string>(
    table: Name,
    key: Key<Tables, Name>,
    columns: Changes<Tables, Name>,
    condition?: { ifMatch?: IfMatch | undefined } & Narrowing<RowOf<Tables, Name>>,
  ): Promise<ModelOf<Tables, Name>>;
  /** Deletes a row. @throws NotFound, PreconditionFailed */
  delete<Name extends keyof Tables & string>(
    table: Name,
    key: Key<Tables, Name>,
    condition?: { ifMatch?: IfMatch | undefined } & Narrowing<RowOf<Tables, Name>>,
  ): Promise<void>;
  /** Runs one statement on a table that changes something. Concurrent ones share a commit where commits are expensive. */
  change<Name extends keyof Tables & string, T>(
    table: Name,
    statement: (rows: Knex.QueryBuilder<RowOf<Tables, Name>, RowOf<Tables, Name>[]>) => Promise<T>,
  ): Promise<T>;
  /** Runs work atomically. May run twice: no side effects outside the database. */
  transaction<T>(work: (database: Database<Tables>) => Promise<T>): Promise<T>;
}

/** As the engine calls them, by any table. */
export type AnyRepresentations = Readonly<
  Record<string, (row: Row, context: { database: Database }) => object | Promise<object>>
>;
