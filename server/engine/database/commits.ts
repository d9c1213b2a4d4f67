/** Group commit: concurrent writes share one transaction, so that one fsync pays for all of them. */
import { setTimeout } from "node:timers/promises";
import type { Knex } from "knex";
import { Failure, gather } from "./batch.ts";
import type { Row } from "./dialect.ts";
import { isRolledBack, isUnavailable } from "./errors.ts";

interface Work {
  run(connection: Knex): Promise<unknown>;
  /** Whether it is one statement, which is a transaction by itself. */
  isStatement: boolean;
}

interface Insert {
  table: string;
  row: Row;
}

export interface Commits {
  insert(table: string, row: Row): Promise<Row>;
  /** Runs one statement. */
  change<T>(statement: (connection: Knex) => Promise<T>): Promise<T>;
  /** Runs several statements atomically. */
  transaction<T>(run: (connection: Knex) => Promise<T>): Promise<T>;
}

/** @param insertMany inserts rows of the same columns by one statement, and returns them in their order */
export function createCommits(
  connection: Knex,
  insertMany: (connection: Knex, table: string, rows: Row[]) => Promise<Row[]>,
): Commits {
  const write = gather(async (writes: (Insert | Work)[]) => {
    try {
      return await commit(writes);
    } catch (error) {
      // Rolled back. A write that violates a constraint must not fail its neighbours: run each by itself.
      if (writes.length === 1 || isUnavailable(error)) throw error;
      const outputs: unknown[] = [];
      for (const one of writes) // In turn: at once, the last ones would time out waiting for a connection.
        outputs.push(
          await commit([one]).then(
            ([output]) => output,
            (reason) => new Failure(reason),
          ),
        );
      return outputs;
    }
  });

  function commit(writes: (Insert | Work)[]): Promise<unknown[]> {
    return retrying(() =>
      isOneStatement(writes) ? run(connection, writes) : connection.transaction((all) => run(all, writes)),
    );
  }

  async function run(on: Knex, writes: (Insert | Work)[]): Promise<unknown[]> {
    const outputs = new Map<Insert | Work, unknown>();
    for (const inserts of groupsOf(writes)) {
      const rows = await insertMany(
        on,
        inserts[0].table,
        inserts.map(({ row }) => row),
      );
      for (const [index, insert] of inserts.entries()) outputs.set(insert, rows[index]);
    }
    for (const work of writes) if ("run" in work) outputs.set(work, await work.run(on));
    return writes.map((each) => outputs.get(each));
  }

  return {
    insert: (table, row) => write({ table, row }) as Promise<Row>,
    change: (run) => write({ run, isStatement: true }) as ReturnType<typeof run>,
    transaction: (run) => write({ run, isStatement: false }) as ReturnType<typeof run>,
  };
}

/** How often a transaction that had to give way runs again. */
const mostRetries = 3;
/** The longest pause before, in ms; random, so that two that met do not meet again. */
const longestPause = 50;

/** Runs work again that PostgreSQL rolled back for another transaction's sake. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await work();
    } catch (error) {
      if (retries === mostRetries || !isRolledBack(error)) throw error;
      await setTimeout(Math.random() * longestPause);
    }
  }
}

/** Inserts that one statement can make: into the same table and columns. */
function groupsOf(writes: (Insert | Work)[]): [Insert, ...Insert[]][] {
  const groups = new Map<string, [Insert, ...Insert[]]>();
  for (const write of writes) {
    if ("run" in write) continue;
    const key = [write.table, ...Object.keys(write.row)].join();
    const group = groups.get(key);
    if (group) group.push(write);
    else groups.set(key, [write]);
  }
  return [...groups.values()];
}

/** A single statement commits by itself. */
function isOneStatement(writes: (Insert | Work)[]): boolean {
  const [first] = writes;
  if (writes.length === 1 && first && "run" in first) return first.isStatement;
  return writes.every((write) => !("run" in write)) && groupsOf(writes).length === 1;
}
