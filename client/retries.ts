/** Time limits, and when to try again. */
import { AbortError, ApiError, ClientError, ConnectionError, TimeoutError } from "./errors.ts";

/** The most that a timer holds; with more it would fire at once. */
const longest = 2 ** 31 - 1;

/**
 * Does work that ends in time, and at once when `outer` aborts, whether or not it heeds the signal that it is given.
 * @throws TimeoutError, AbortError, or what the work throws
 */
async function within<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () =>
    controller.abort(outer?.reason instanceof ClientError ? outer.reason : new AbortError(outer?.reason));
  outer?.addEventListener("abort", stop);
  const timer = setTimeout(() => controller.abort(new TimeoutError(milliseconds)), Math.min(milliseconds, longest));
  try {
    if (outer?.aborted) stop();
    signal.throwIfAborted();
    return await new Promise<T>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      work(signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
  }
}

/**
 * @param repeatable whether doing it twice leaves what doing it once does
 * @returns milliseconds to wait before the next try, or undefined where it could do harm or would be no use
 */
function pauseAfter(error: unknown, attempt: number, repeatable: boolean): number | undefined {
  const { status, retryAfter }: Partial<ApiError> = error instanceof ApiError ? error : {};
  const passing =
    status === undefined
      ? error instanceof ConnectionError || error instanceof TimeoutError
      : [408, 500, 502, 503, 504].includes(status) || (status === 409 && retryAfter !== undefined);
  // What was too much was not carried out, so that anything may be sent again.
  if (status !== 429 && !(passing && repeatable)) return undefined;
  // Full jitter: clients that failed together do not come back together.
  return retryAfter ?? Math.random() * Math.min(8_000, 250 * 2 ** attempt);
}

export interface Limits {
  /** Milliseconds for each attempt, and for all of them with the pauses between them. */
  timeout: number;
  totalTimeout: number;
  retries: number;
  signal?: AbortSignal | undefined;
}

/** How an attempt ended, and whether another follows. */
export interface Outcome<T> {
  /** Counted from 1. */
  attempt: number;
  /** Milliseconds. */
  duration: number;
  value?: T;
  error?: Error;
  /** Milliseconds until the next attempt, if there is one. */
  retryIn: number | undefined;
}

/** Tries until it succeeds, may not be tried again, or has no time left. Throws what the last attempt threw. */
export function persist<T>(
  { timeout, totalTimeout, retries, signal }: Limits,
  repeatable: boolean,
  work: (signal: AbortSignal) => Promise<T>,
  tell: (outcome: Outcome<T>) => void,
): Promise<T> {
  const end = Date.now() + totalTimeout;
  return within(totalTimeout, signal, async (total) => {
    for (let attempt = 1; ; attempt++) {
      const start = Date.now();
      const outcome = await within(timeout, total, work).then(
        (value) => ({ value }),
        (error: Error) => ({ error }),
      );
      const now = Date.now();
      const duration = now - start;
      if ("value" in outcome) {
        tell({ attempt, duration, ...outcome, retryIn: undefined });
        return outcome.value;
      }
      const pause = attempt > retries || total.aborted ? undefined : pauseAfter(outcome.error, attempt, repeatable);
      // A pause that outlasts the call would only delay its error.
      const retryIn = pause !== undefined && now + pause < end ? pause : undefined;
      tell({ attempt, duration, ...outcome, retryIn });
      if (retryIn === undefined) throw outcome.error;
      await wait(retryIn, total);
    }
  });
}

/** Once the signal aborts, it waits for ever and holds no timer. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(milliseconds, longest));
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}
