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
  /** The first page may fail before it is asked for: that is for those who iterate to handle. */
  const lazily =
    <T>(iterate: () => AsyncGenerator<T>) =>
    () => {
      first.catch(() => {});
      return iterate();
    };
  return {
    pages: lazily(pages),
    [Symbol.asyncIterator]: lazily(each),
    async toArray(options?: { limit: number }) {
      first.catch(() => {});
      const limit = options?.limit ?? Number.NaN;
      if (!(limit >= 0)) throw new TypeError("toArray needs a limit, as in toArray({ limit: 100 })");
      await first; // Reports its failure, also for a limit of 0.
      const all: unknown[] = [];
      if (limit > 0) for await (const item of each()) if (all.push(item) >= limit) break;
      return all;
    },
  };
}
