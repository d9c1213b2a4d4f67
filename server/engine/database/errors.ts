/** What the errors of both drivers mean. */

/** The code of the engine's error where writes would go into a deleted file. */
export const storageLost = "STORAGE_LOST";

// Errors of connections have no SQLSTATE. They are noted where they arise, since a handler's own network errors look alike.
const withoutConnection = new WeakSet<object>();
const connectionLost = new WeakSet<object>();

/** Waits for a connection, and notes an error: without one, nothing was sent. */
export async function noteNoConnection<T>(acquired: Promise<T>): Promise<T> {
  try {
    return await acquired;
  } catch (error) {
    if (error instanceof Error) withoutConnection.add(error);
    throw error;
  }
}

/** Notes that a connection broke, or the time was up, before the database reported a statement's outcome. @returns the error */
export function noteConnectionLost<E>(error: E): E {
  if (error instanceof Error) connectionLost.add(error);
  return error;
}

/**
 * SQLSTATEs: connection, read-only, idle in a transaction, authorisation, no such database, resources, lock not available,
 * cancelled, shutdown, disk, and internal errors, such as those of a distributed database that has lost a node.
 */
const unavailableStates = /^(08|25006|25P0[34]|28|3D|53|55P03|57014|57P|58|XX000)/;

/** Whether the database cannot respond now, so that trying again may help. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (
    withoutConnection.has(error) ||
    connectionLost.has(error) ||
    code === storageLost ||
    /^SQLITE_(BUSY|CANTOPEN|CORRUPT|FULL|INTERRUPT|IOERR|LOCKED|NOMEM|NOTADB|PROTOCOL|READONLY)/.test(code) ||
    ("severity" in error && unavailableStates.test(code)) ||
    isRolledBack(error)
  );
}

/** Whether PostgreSQL chose the transaction as the one to give way: a deadlock or a serialisation failure. */
export function isRolledBack(error: unknown): boolean {
  return isDatabaseError(error) && /^(40001|40P01)$/.test(error.code);
}

/** Whether a failed write may have been committed all the same. */
export function mayBeCommitted(error: unknown): boolean {
  return error instanceof Error && (connectionLost.has(error) || /^(08|57P0[12]$|SQLITE_IOERR)/.test(codeOf(error)));
}

/** Whether a connection is of no further use: lost, late with a response that nobody awaits, or to a read-only server. */
export function isConnectionUnusable(error: unknown): boolean {
  return error instanceof Error && (connectionLost.has(error) || /^(08|25006|25P0[34]|57P)/.test(codeOf(error)));
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
  /** The table of the constraint, where it is known. */
  table?: string | undefined;
  /** Its columns in that table, where they are known. */
  columns: string[];
  /** Its name, where it is known. */
  constraint?: string | undefined;
  /** Whether the referenced row exists, and cannot go. */
  isInUse?: boolean;
}

const conflicts = new WeakMap<Error, Conflict>();

/** Notes what the database does not say of an error. */
export function noteConflict(error: Error, conflict: Conflict): void {
  conflicts.set(error, conflict);
}

/** The constraint between rows that an error reports; undefined for any other error. */
export function conflictIn(error: unknown): Conflict | undefined {
  if (!isDatabaseError(error)) return undefined;
  const known = conflicts.get(error);
  if (known) return known;
  const { message, code, table, constraint, detail = "" }: DriverError = error;
  if (/FOREIGN KEY constraint failed/.test(message)) return { rule: "reference", columns: [] };
  const [, onPostgres = ""] = /^Key \(([\w", ]+)\)=/.exec(detail) ?? [];
  const columns = namesIn(onPostgres);
  // PostgreSQL: foreign key violation, restrict violation. Of a row that is in use, it names the columns of the other table.
  if (code === "23503" || code === "23001") {
    const isInUse = / is (still )?referenced from table /.test(detail);
    return { rule: "reference", table, columns: isInUse ? [] : columns, constraint, isInUse };
  }
  if (code === "23505") return { rule: "unique", table, columns };
  const [, onSqlite] = /UNIQUE constraint failed: ([^']*)$/.exec(message) ?? [];
  if (onSqlite === undefined) return undefined;
  return { rule: "unique", table: /^(\w+)\./.exec(onSqlite)?.[1], columns: namesIn(onSqlite) };
}

/** As PostgreSQL describes it. */
interface DriverError extends Error {
  code: string;
  table?: string;
  constraint?: string;
  detail?: string;
}

/** The columns of a list such as `"a", b` or `table.a, table.b`. */
function namesIn(list: string): string[] {
  const names = list.split(", ").filter(Boolean);
  return names.map((name) => name.replace(/^.*\.|"/g, ""));
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
