/** Load shedding: refuses requests while the event loop lags, or too many handlers run. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { unavailable } from "../contract/problem.ts";

/** The mean delay of the event loop, in ms, above which requests are refused. */
const longestTurn = 500;
/** How often the delay is sampled, in ms. */
const interval = 250;

export interface LoadOptions {
  /** Handlers that may run at once. */
  mostInFlight: number;
  /** Those of them that one caller may have. */
  mostPerCaller: number;
}

export type Load = ReturnType<typeof watchLoad>;

export function watchLoad({ mostInFlight, mostPerCaller }: LoadOptions) {
  const turns = monitorEventLoopDelay({ resolution: 20 });
  turns.enable();
  let late = false;
  let wasLate = false;
  const timer = setInterval(() => {
    const isLate = turns.mean / 1e6 > longestTurn;
    late = isLate && wasLate; // A single long turn, such as a compilation, is no overload.
    wasLate = isLate;
    turns.reset();
  }, interval).unref();

  let inFlight = 0;
  const byCaller = new Map<string, number>();

  return {
    /** Asked before a request's body is read: a refusal must cost little. @throws 503 while the event loop lags */
    requireSlack(): void {
      if (late || inFlight >= mostInFlight) throw unavailable("The service is overloaded. Try again.");
    },

    /**
     * Runs a handler. It counts until it ends, even if its caller has left; a request whose body is still on its way
     * does not count.
     * @throws 503 while too many run
     */
    async run<T>(caller: string, handler: () => Promise<T>): Promise<T> {
      const own = byCaller.get(caller) ?? 0;
      if (inFlight >= mostInFlight || own >= mostPerCaller)
        throw unavailable("Too many requests are being served. Try again.");
      inFlight++;
      byCaller.set(caller, own + 1);
      try {
        return await handler();
      } finally {
        inFlight--;
        const left = (byCaller.get(caller) ?? 1) - 1;
        if (left === 0) byCaller.delete(caller);
        else byCaller.set(caller, left);
      }
    },

    stop(): void {
      clearInterval(timer);
      turns.disable();
    },
  };
}
