/** What the errors of both drivers mean. */

/** Whether the database cannot respond now, so that trying again may help. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  return (
    error.name === "KnexTimeoutError" ||
    /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY)/.test(code) ||
    /^(08|53|57P|25006)/.test(code) || // PostgreSQL: connection, resources, shutdown, read-only.
    /^E(CONN|PIPE|TIMEDOUT|HOST)/.test(code) ||
    // Errors of Knex's pool and pg's client have no code.
    /unable to acquire a connection|connection (terminated|timeout|ended)|(read|connection) timeout|timeout (expired|exceeded)/i.test(
      error.message,
    )
  );
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
