/** Idempotency keys: a repeated request gets the stored response of the first. */
import { Answer, type AnyAnswer } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import type { Row } from "../database/dialect.ts";
import type { Database, Where } from "../database/interface.ts";
import { type Key, rowsIn } from "../database/rows.ts";
import { keyIn, type Table } from "../database/tables.ts";

/** How long a response is kept, in ms. */
const lifetime = 24 * 60 * 60 * 1_000;

interface KeyedRequest {
  /** The key, scoped to its caller. */
  key: string;
  /** Identifies the request: another one under the same key is refused. */
  fingerprint: string;
}

/** A row that a request inserted or updated, and what it has to be like to exist for its caller. */
type WrittenRow = [table: string, key: Key, where?: Row];

/** As kept in the table; nothing but `isGone` once a row of the response has been deleted. */
interface Kept {
  status: number;
  headers: AnyAnswer["headers"];
  body: unknown;
  /** Absent in responses that version 1.1 kept. */
  rows?: WrittenRow[];
  isGone?: boolean;
}

/**
 * Returns a function that runs a request's work, or returns the stored response. Work and response are committed by one
 * transaction. Errors are not stored, since they have changed nothing.
 */
export function createReplays(tables: Table[]) {
  const keyOf = (table: string) => keyIn(tables.find(({ name }) => name === table)?.columns ?? []).name;
  const running = new Set<string>();

  return async (
    { key, fingerprint }: KeyedRequest,
    database: Database,
    work: (database: Database) => Promise<AnyAnswer>,
  ): Promise<AnyAnswer> => {
    if (running.has(key))
      throw new Problem(
        engineProblems.RequestRunning,
        "The first request with this Idempotency-Key is still running.",
        {
          headers: { "Retry-After": "1" },
        },
      );
    running.add(key);
    try {
      const kept = await database.transaction(async (inside): Promise<Kept | undefined> => {
        const keys = () => inside.write("idempotency");
        const keep = (answer: Kept) =>
          keys()
            .where({ key })
            .update({ answer: JSON.stringify(answer) });
        const created = Date.now();
        // Waits for the commit of another process that has claimed the key.
        const claimed = await keys()
          .insert({ key, fingerprint, answer: "", created }, "key")
          .onConflict("key")
          .merge()
          .where("idempotency.created", "<", created - lifetime);
        if (claimed.length === 0) {
          const known = await keys().where({ key }).first();
          if (known?.fingerprint !== fingerprint) return undefined;
          const kept: Kept = JSON.parse(known.answer);
          if (kept.isGone || (await haveRows(inside, kept.rows))) return kept;
          // Erased data must not live on in responses.
          const gone = { status: 410, headers: {}, body: undefined, isGone: true };
          await keep(gone);
          return gone;
        }
        const rows: WrittenRow[] = [];
        const { status, headers, body } = await work(noting(inside, rows));
        await keep({ status, headers, body, rows });
        return { status, headers, body };
      });
      if (!kept) throw new Problem(engineProblems.KeyReused, "This Idempotency-Key belongs to another request.");
      if (kept.isGone) throw new Problem(410, "What this request wrote has been deleted since.");
      return new Answer(kept.status, kept.body, kept.headers);
    } finally {
      running.delete(key);
    }
  };

  /** The same database, which notes the rows that are inserted and updated. */
  function noting(database: Database, rows: WrittenRow[]): Database {
    const noted: Database = {
      ...database,
      rowsOf: (table, { where }) => rowsIn(noted, table, where) as never, // Cast: its types are those of the tables.
      async insert(table, row, options) {
        const inserted = await database.insert(table, row, options);
        rows.push(writtenRow(table, inserted[keyOf(table)], options?.where));
        return inserted;
      },
      async update(table, key, columns, condition) {
        const updated = await database.update(table, key, columns, condition);
        const written = writtenRow(table, key, condition?.where);
        // It may have moved the row out of those that the condition selects, such as by marking it as deleted.
        const hasLeft = written.length === 3 && !(await isThere(database, written));
        rows.push(hasLeft ? [table, key] : written);
        return updated;
      },
      async transaction(work) {
        const own: WrittenRow[] = [];
        const output = await database.transaction((inside) => work(noting(inside, own)));
        rows.push(...own); // Of a part that was rolled back, there are none.
        return output;
      },
    };
    return noted;
  }

  function writtenRow(table: string, key: Key, where?: Where<Row>): WrittenRow {
    return typeof where === "object" ? [table, key, where] : [table, key];
  }

  async function haveRows(database: Database, rows: WrittenRow[] = []): Promise<boolean> {
    for (const row of rows) if (!(await isThere(database, row))) return false;
    return true;
  }

  async function isThere(database: Database, [table, key, where]: WrittenRow): Promise<boolean> {
    const column = keyOf(table);
    if (!where) return (await database.lookup(table, column, key)).length > 0;
    return (
      (
        await rowsIn(database, table, { ...where, [column]: key })
          .query()
          .limit(1)
      ).length > 0
    );
  }
}

/** Deletes the responses that nobody can ask for any more. */
export async function deleteExpired(database: Database): Promise<void> {
  const expired = Date.now() - lifetime;
  await database.change("idempotency", (keys) => keys.where("created", "<", expired).delete());
}
