/** Timeouts and retries. */
import { AbortError, ApiError, ClientError, ConnectionError, TimeoutError } from "./errors.ts";

/** Longer timers would fire at once. */
const longest = 2 ** 31 - 1;

/**
 * Runs work under a time limit, and rejects at once when `outer` aborts, even if the work ignores its signal.
 * @throws TimeoutError, AbortError, or what the work throws
 */
export async function within<T>(
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
 * @param repeatable whether repeating the call is safe
 * @returns milliseconds to wait before a retry; undefined where it would be unsafe or useless
 */
function pauseAfter(error: unknown, attempt: number, repeatable: boolean): number | undefined {
  const { status, retryAfter }: Partial<ApiError> = error instanceof ApiError ? error : {};
  const passing =
    status === undefined
      ? error instanceof ConnectionError || error instanceof TimeoutError
      : [408, 500, 502, 503, 504].includes(status) || (status === 409 && retryAfter !== undefined);
  // A rate-limited request was not carried out, so that any may be repeated.
  if (status !== 429 && !(passing && repeatable)) return undefined;
  return retryAfter ?? pauseBefore(attempt);
}

/** Milliseconds, with full jitter, so that clients do not retry in step. */
export function pauseBefore(retry: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** retry);
}

export interface Limits {
  /** Milliseconds for each attempt, and for all of them with the pauses between them. */
  timeout: number;
  totalTimeout: number;
  retries: number;
  signal?: AbortSignal | undefined;
}

/** The outcome of an attempt. */
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

/**
 * Retries until work succeeds, must not be repeated, or time is up.
 * @param authorise called before the first attempt, and with the error of each that fails: whether work may now succeed
 * @throws the error of the last attempt, or what `authorise` throws
 */
export function persist<T>(
  { timeout, totalTimeout, retries, signal }: Limits,
  repeatable: boolean,
  authorise: (error?: Error) => Promise<boolean>,
  work: (signal: AbortSignal) => Promise<T>,
  tell: (outcome: Outcome<T>) => void,
): Promise<T> {
  const end = Date.now() + totalTimeout;
  return within(totalTimeout, signal, async (total) => {
    await authorise();
    let retriesLeft = retries;
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
      let retryIn: number | undefined;
      try {
        if (await within(Number.POSITIVE_INFINITY, total, () => authorise(outcome.error))) retryIn = 0;
        else {
          const pause = retriesLeft-- > 0 ? pauseAfter(outcome.error, attempt, repeatable) : undefined;
          // A pause beyond the time limit would only delay the error.
          if (pause !== undefined && now + pause < end) retryIn = pause;
        }
      } finally {
        tell({ attempt, duration, ...outcome, retryIn });
      }
      if (retryIn === undefined) throw outcome.error;
      await wait(retryIn, total);
    }
  });
}

/** Clears its timer when the signal aborts; `within` has rejected then. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(milliseconds, longest));
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}
