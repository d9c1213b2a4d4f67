/** Writes that arrive together share one commit, so that one wait for the disk pays for all of them. */
import type { Knex } from "knex";
import { Failure, gather } from "./batch.ts";

export type InsertedRow = Record<string, unknown> & { id: number };

interface Work {
  run(connection: Knex): Promise<unknown>;
  /** Whether it is one statement, which is a transaction by itself. */
  isStatement: boolean;
}

interface Insert {
  table: string;
  row: Record<string, unknown>;
}

export interface Commits {
  insert(table: string, row: object): Promise<InsertedRow>;
  change<T>(statement: (connection: Knex) => Promise<T>): Promise<T>;
  /** Runs several statements, which take effect together or not at all. */
  transaction<T>(run: (connection: Knex) => Promise<T>): Promise<T>;
}

/**
 * @param insertMany inserts rows of the same columns by one statement, and answers them in order of their ids
 * @param isUnavailable whether an error concerns the database rather than one of the writes
 */
export function createCommits(
  connection: Knex,
  insertMany: (connection: Knex, table: string, rows: Record<string, unknown>[]) => Promise<InsertedRow[]>,
  isUnavailable: (error: unknown) => boolean,
): Commits {
  const write = gather(async (writes: (Insert | Work)[]) => {
    try {
      return await commit(writes);
    } catch (error) {
      // Nothing of it is written. One that breaks a constraint must not take its neighbours down: each for itself.
      if (writes.length === 1 || isUnavailable(error)) throw error;
      const outputs: unknown[] = [];
      for (const one of writes) // At once, the last ones would wait for a connection longer than they may.
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
    return isOneStatement(writes) ? run(connection, writes) : connection.transaction((all) => run(all, writes));
  }

  async function run(on: Knex, writes: (Insert | Work)[]): Promise<unknown[]> {
    const outputs = new Map<Insert | Work, unknown>();
    for (const inserts of groupsOf(writes)) {
      const rows = await insertMany(
        on,
        inserts[0].table,
        inserts.map(({ row }) => row),
      );
      // Ids are given in the order of the rows.
      for (const [index, insert] of inserts.entries()) outputs.set(insert, rows[index]);
    }
    for (const work of writes) if ("run" in work) outputs.set(work, await work.run(on));
    return writes.map((each) => outputs.get(each));
  }

  return {
    insert: (table, row) => write({ table, row: row as Record<string, unknown> }) as Promise<InsertedRow>,
    change: (run) => write({ run, isStatement: true }) as ReturnType<typeof run>,
    transaction: (run) => write({ run, isStatement: false }) as ReturnType<typeof run>,
  };
}

/** Inserts that one statement can make: of the same table and columns. */
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

/** One statement commits by itself, without the detour of a transaction. */
function isOneStatement(writes: (Insert | Work)[]): boolean {
  const [first] = writes;
  if (writes.length === 1 && first && "run" in first) return first.isStatement;
  return writes.every((write) => !("run" in write)) && groupsOf(writes).length === 1;
}
