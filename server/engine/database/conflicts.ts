/** Finds out which reference a write violates, where the database does not say. */
import { type Conflict, conflictIn, noteConflict } from "./errors.ts";
import type { Key } from "./rows.ts";
import type { Store } from "./store.ts";
import type { Table } from "./tables.ts";

/** A write of one row: what it sets, or which row it deletes or changes. */
interface Write {
  table: string;
  row?: object;
  key?: Key;
}

/** Runs a write, and notes with its error which reference it violates: SQLite only says that there is one. */
export async function explained<T>(store: Store, tables: Table[], write: Write, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const known = conflictIn(error);
    // PostgreSQL says it all, and takes no more queries in this transaction.
    if (known?.rule !== "reference" || known.isInUse !== undefined) throw error;
    const search = async () => (await missingIn(store, tables, write)) ?? (await referringIn(store, tables, write));
    const conflict = await search().catch(() => undefined); // The error itself matters more.
    if (conflict) noteConflict(error as Error, conflict); // Cast: what reports a conflict is an error.
    throw error;
  }
}

/** A value that refers to no row. */
async function missingIn(store: Store, tables: Table[], { table, row = {} }: Write): Promise<Conflict | undefined> {
  const values = new Map(Object.entries(row));
  for (const { column, references } of tables.find(({ name }) => name === table)?.foreignKeys ?? []) {
    const value = values.get(column) ?? null;
    if (value === null || (await store.lookup(references.table, references.column, value)).length > 0) continue;
    return { rule: "reference", table, columns: [column], isInUse: false };
  }
  return undefined;
}

/** Rows that refer to the one that is deleted. */
async function referringIn(store: Store, tables: Table[], { table, key }: Write): Promise<Conflict | undefined> {
  if (key === undefined) return undefined;
  const [row] = await store.lookup(table, store.keyOf(table).name, key);
  for (const other of tables)
    for (const { column, references } of other.foreignKeys) {
      if (!row || references.table !== table || references.onDelete !== "restrict") continue;
      const [first] = await store
        .rows(store.read, other.name)
        .where(column, row[references.column] as Key)
        .limit(1);
      if (first) return { rule: "reference", table: other.name, columns: [column], isInUse: true };
    }
  return undefined;
}
