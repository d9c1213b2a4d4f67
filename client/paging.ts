/** A way through all pages of an operation, as the table says where items and cursors are. */
import type { Facts } from "./requests.ts";

/** Pages are as the table says, which the types cannot see here. */
type Page = Record<string, unknown>;

export function pagesFrom(
  first: Promise<unknown>,
  read: (cursor: object) => Promise<unknown>,
  { items, cursor, nextCursor }: NonNullable<Facts["paging"]>,
) {
  async function* pages() {
    for (let page = (await first) as Page; ; page = (await read({ [cursor]: page[nextCursor] })) as Page) {
      yield page;
      if (page[nextCursor] === undefined) return;
    }
  }
  async function* each() {
    for await (const page of pages()) yield* page[items] as unknown[];
  }
  return {
    pages,
    [Symbol.asyncIterator]: each,
    async toArray({ limit }: { limit: number }) {
      await first; // Even where nothing is wanted of it: its failure is told.
      if (!(limit >= 0)) throw new TypeError(`limit must not be ${limit}`);
      const all: unknown[] = [];
      if (limit > 0) for await (const item of each()) if (all.push(item) >= limit) break;
      return all;
    },
  };
}
