/** Single rows, found by their id and changed under If-Match: what handlers of any resource do alike. */
import { isDeepStrictEqual } from "node:util";
import type { Knex } from "knex";
import type { Tables } from "knex/types/tables.js";
import type { Database, Identified } from "./database.ts";
import { Problem } from "./problem.ts";

export function rowsOf<Table extends Identified>(database: Database, table: Table) {
  type Row = Tables[Table];
  // The seam: every such table has an id, which is more than the compiler can follow.
  const byId = database.lookup(table, "id" as keyof Row & string) as (id: number) => Promise<Row[]>;
  const unknown = (id: number) => new Problem("NotFound", `There is no ${table} ${id}.`);

  /** @throws NotFound */
  async function find(id: number): Promise<Row> {
    const [row] = await byId(id);
    if (!row) throw unknown(id);
    return row;
  }

  /**
   * Runs a statement on the one row, as long as it is the one that If-Match names: the condition is part of the
   * statement. It says by what it returns whether it met the row.
   * @throws NotFound, PreconditionFailed
   */
  async function change<T>(
    id: number,
    ifMatch: ((current: object) => void) | undefined,
    statement: (row: Knex.QueryBuilder) => Promise<T | undefined>,
  ): Promise<T> {
    for (let last: Row | undefined; ; ) {
      const current = ifMatch && (await find(id));
      // Such as JSON that somebody wrote by hand, with spaces: it would be tried for ever.
      if (current && isDeepStrictEqual(current, last))
        throw new Error(`${table} ${id} is not as the service writes it`);
      last = current;
      if (current) ifMatch(current);
      const changed = await database.change((connection) =>
        statement(connection(table as string).where(current ?? { id })),
      );
      if (changed) return changed;
      if (!current) throw unknown(id);
    }
  }

  return {
    find,
    /** Changes some columns; the others stay as they are. */
    update: (id: number, ifMatch: ((current: object) => void) | undefined, columns: Partial<Row>): Promise<Row> =>
      change(id, ifMatch, async (row) => {
        // The id is set to itself, so that an empty change is a statement too.
        const [updated] = await row.update({ id, ...columns }, "*");
        return updated;
      }),
    async delete(id: number, ifMatch: ((current: object) => void) | undefined): Promise<void> {
      await change(id, ifMatch, (row) => row.delete());
    },
  };
}
