/** Iterates over the pages of an operation. */
import type { Facts } from "./requests.ts";

/** Its members are named by the contract. */
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
      await first; // Reports its failure, also for a limit of 0.
      if (!(limit >= 0)) throw new TypeError(`limit must not be ${limit}`);
      const all: unknown[] = [];
      if (limit > 0) for await (const item of each()) if (all.push(item) >= limit) break;
      return all;
    },
  };
}
