/** Requests under an Idempotency-Key: carried out once, and answered alike whenever they are sent again. */
import { Answer, type AnyAnswer } from "./contract.ts";
import type { Database } from "./database.ts";
import { Problem } from "./problem.ts";

/** How long an answer is kept, in ms. */
const lifetime = 24 * 60 * 60 * 1_000;

export interface KeyedRequest {
  /** The caller's key, told apart from other callers' ones. */
  key: string;
  /** What the request asks for: another one under the same key is refused. */
  fingerprint: string;
}

/**
 * Returns a function that does the work of a request, or answers what it answered before. Work and answer are written
 * by one transaction: neither is there without the other. What the work throws is not kept, as it has changed nothing.
 */
export function createReplays(database: Database) {
  const running = new Set<string>();

  return async ({ key, fingerprint }: KeyedRequest, work: (database: Database) => Promise<AnyAnswer>) => {
    if (running.has(key))
      throw new Problem("RequestRunning", "The first request with this Idempotency-Key is still running.", {
        headers: { "Retry-After": "1" },
      });
    running.add(key);
    try {
      const kept = await database.transaction(async (inside) => {
        const now = Date.now();
        await inside.write.raw("delete from idempotency where created < ?", [now - lifetime]);
        const claim = { key, fingerprint, answer: "", created: now };
        // Where another process has claimed it, this waits for that one's commit.
        const claimed = await inside.write("idempotency").insert(claim, "key").onConflict("key").ignore();
        if (claimed.length === 0) return inside.write("idempotency").where({ key }).first();
        const { status, headers, body } = await work(inside);
        const answer = JSON.stringify({ status, headers, body });
        await inside.write.raw("update idempotency set answer = ? where key = ?", [answer, key]);
        return { fingerprint, answer };
      });
      if (kept?.fingerprint !== fingerprint)
        throw new Problem("KeyReused", "This Idempotency-Key belongs to another request.");
      const { status, headers, body } = JSON.parse(kept.answer) as AnyAnswer;
      return new Answer(status, body, headers);
    } finally {
      running.delete(key);
    }
  };
}
