/** What the errors of both drivers mean. */

/** The code of the engine's error where writes would go into a deleted file. */
export const storageLost = "STORAGE_LOST";

/** Whether the database cannot respond now, so that trying again may help. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (
    error.name === "KnexTimeoutError" ||
    code === storageLost ||
    /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY)/.test(code) ||
    // PostgreSQL: connection, resources, shutdown, read-only, time limit, lock not available; internal errors, as of a
    // distributed one that has lost a node.
    /^(08|53|57P|25006|57014|55P03|XX000)/.test(code) ||
    isRolledBack(error) ||
    isDisconnected(error) ||
    // Knex's pool has no code.
    /unable to acquire a connection|timeout expired/i.test(error.message)
  );
}

/** Whether PostgreSQL chose the transaction as the one to give way: a deadlock or a serialisation failure. */
export function isRolledBack(error: unknown): boolean {
  return isDatabaseError(error) && /^(40001|40P01)$/.test(error.code);
}

/**
 * Whether a failed write may have been committed all the same: the connection was lost, or the time was up, before the
 * database reported an outcome.
 */
export function mayBeCommitted(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^(E(CONNREFUSED|HOST)|08001|08004)/.test(codeOf(error)) || /not queryable/.test(error.message)) return false; // Never sent.
  return isDisconnected(error) || /^(08|57P0[12]|SQLITE_IOERR)/.test(codeOf(error));
}

/** Whether a connection is of no further use: lost, late with a response that nobody awaits, or to a read-only server. */
export function isSpent(error: unknown): boolean {
  return error instanceof Error && (codeOf(error) === "25006" || mayBeCommitted(error) || isDisconnected(error));
}

/** pg's client reports a lost connection without a SQLSTATE. */
function isDisconnected(error: Error): boolean {
  return (
    /^E(CONN|PIPE|TIMEDOUT|HOST)/.test(codeOf(error)) ||
    /connection (terminated|timeout|ended)|not queryable|(read|connection) timeout|timeout exceeded/i.test(
      error.message,
    )
  );
}

function codeOf(error: Error): string {
  return String((error as NodeJS.ErrnoException).code ?? "");
}

/** Whether a value does not fit its column's type; SQLite compares any two values. */
export function isWrongValue(error: unknown): boolean {
  return isDatabaseError(error) && error.code.startsWith("22"); // PostgreSQL: data exception.
}

/** A constraint between rows that one violates. */
export interface Conflict {
  /** Another row has the same values; or a referenced row does not exist, or is still referenced. */
  rule: "unique" | "reference";
  /** The columns of a unique constraint, where the database names them. */
  columns: string[];
}

/** The constraint between rows that an error reports; undefined for any other error. */
export function conflictIn(error: unknown): Conflict | undefined {
  if (!isDatabaseError(error)) return undefined;
  const { message, code, detail = "" }: Error & { code: string; detail?: string } = error;
  if (code === "23503" || /FOREIGN KEY constraint failed/.test(message)) return { rule: "reference", columns: [] };
  const [, onSqlite] = /UNIQUE constraint failed: ([^']*)$/.exec(message) ?? [];
  const [, onPostgres] = /^Key \(([\w", ]+)\)=/.exec(detail) ?? [];
  if (code !== "23505" && !/UNIQUE constraint failed/.test(message)) return undefined;
  const columns = (onSqlite ?? onPostgres ?? "").split(", ").filter(Boolean);
  return { rule: "unique", columns: columns.map((name) => name.replace(/^.*\.|"/g, "")) };
}

/** Whether an error comes from a driver: its message may hold the statement with its values, its code never does. */
export function isDatabaseError(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown }; // A number in DOM exceptions.
  return "severity" in error || (typeof code === "string" && code.startsWith("SQLITE_"));
}

/** A database error without the statement and its values, which Knex prepends. */
export function reasonOf(error: unknown): string {
  const { message = String(error), code = "" } = error as NodeJS.ErrnoException;
  return message.split(" - ").at(-1) || code;
}
