/** Idempotency keys: a repeated request gets the stored response of the first. */
import { Answer, type AnyAnswer } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import type { Database } from "../database/database.ts";

/** How long a response is kept, in ms. */
const lifetime = 24 * 60 * 60 * 1_000;

interface KeyedRequest {
  /** The key, scoped to its caller. */
  key: string;
  /** Identifies the request: another one under the same key is refused. */
  fingerprint: string;
}

/**
 * Returns a function that runs a request's work, or returns the stored response. Work and response are committed by one
 * transaction. Errors are not stored, since they have changed nothing.
 */
export function createReplays() {
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
      const kept = await database.transaction(async (inside) => {
        const now = Date.now();
        await inside.write.raw("delete from idempotency where created < ?", [now - lifetime]);
        const claim = { key, fingerprint, answer: "", created: now };
        // Waits for the commit of another process that has claimed the key.
        const claimed = await inside.write("idempotency").insert(claim, "key").onConflict("key").ignore();
        if (claimed.length === 0) return inside.write("idempotency").where({ key }).first();
        const { status, headers, body } = await work(inside);
        const answer = JSON.stringify({ status, headers, body });
        await inside.write.raw("update idempotency set answer = ? where key = ?", [answer, key]);
        return { fingerprint, answer };
      });
      if (kept?.fingerprint !== fingerprint)
        throw new Problem(engineProblems.KeyReused, "This Idempotency-Key belongs to another request.");
      const { status, headers, body } = JSON.parse(kept.answer) as AnyAnswer;
      return new Answer(status, body, headers);
    } finally {
      running.delete(key);
    }
  };
}
