/** A page as in the contract; its cursor is the last item's id. */
export async function readPage(store, limitText, cursor) {
  const limit = Number(limitText ?? 20);
  const rows = await store.list(Number(cursor ?? 0), limit + 1);
  const items = rows.slice(0, limit);
  return rows.length > limit ? { items, nextCursor: String(items.at(-1).id) } : { items };
}
