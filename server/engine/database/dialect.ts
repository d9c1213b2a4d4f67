/** What each kind of database does in its own way. */
import type { Knex } from "knex";

export type Row = Record<string, unknown>;
/** Told of what takes long at the start. */
export interface StartLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface Dialect {
  /** The pool for writes. */
  write: Knex.Config;
  /** The pool for reads, which neither wait for writes nor fail with them. */
  read: Knex.Config;
  /** The connection for migrations, where they need one without time limits. */
  migrate?: Knex.Config;
  /** In this process: a commit waits for the disk alone, and a connection does one thing at a time. */
  isEmbedded: boolean;
  /** @throws where its version is too old */
  requireVersion(connection: Knex): Promise<void>;
  /** @throws where writes would be lost, such as into a deleted file */
  requireStorage(): void;
  /** Runs migrations inside one transaction, one process at a time; waits for another one as long as it takes. */
  migrating(connection: Knex, log: StartLog, run: (transaction: Knex) => Promise<void>): Promise<void>;
  /** One statement, the same text for any number of values, so that it is prepared once; in order of another column. */
  selectByValues(connection: Knex, table: string, column: string, values: unknown[], order: string): Promise<Row[]>;
  /** One statement for rows of the same columns; returns them in any order. Ids that it generates ascend with the rows. */
  insertMany(connection: Knex, table: string, rows: Row[]): Promise<Row[]>;
}

/** Converts the columns of a row that a database keeps in another type than the contract has. */
export type RowReader = [column: string, read: (value: unknown) => unknown][];

/** What Knex carries from a query to its response. */
export interface QueryContext {
  reader: RowReader;
  /** The columns that are selected by their own names; all unless given. */
  selected?: string[] | undefined;
}

/** For migrations and tests, where the two kinds differ. */
export function isPostgres(connection: Knex): boolean {
  return connection.client.dialect === "postgresql";
}

/** A name of a table, column, index or constraint: some are words of SQL, and PostgreSQL folds capitals. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const plain = [Object.prototype, Array.prototype];

/** Lists and objects as JSON, as columns keep them; left to itself, each driver binds them in another way. */
export function bindJson(bindings: unknown): unknown {
  if (!Array.isArray(bindings)) return bindings;
  const isJson = (value: unknown) =>
    typeof value === "object" && value !== null && plain.includes(Object.getPrototypeOf(value));
  return bindings.map((value) => (isJson(value) ? JSON.stringify(value) : value));
}
