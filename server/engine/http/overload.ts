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

export function watchLoad(options: LoadOptions) {
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

  const handlers = createSlots(options);
  // Apart from handlers: who is not identified must not keep those waiting who are.
  const verifiers = createSlots(options);
  // Apart from handlers: a stream of events may last for days, and costs little while it is silent.
  const streams = createSlots(options);

  return {
    /** Asked before a request's body is read: a refusal must cost little. @throws 503 while the event loop lags */
    requireSlack(): void {
      if (late || handlers.areTaken()) throw unavailable("The service is overloaded. Try again.");
    },

    /**
     * Runs a handler. It counts until it ends, even if its caller has left; a request whose body is still on its way
     * does not count.
     * @throws 503 while too many run
     */
    run: handlers.hold,

    /** Runs a verifier. There may be as many as handlers. @throws 503 while too many run */
    verify: verifiers.hold,

    /**
     * Counts a stream of events. There may be as many as handlers.
     * @returns to be called when it has ended
     * @throws 503 while there are too many
     */
    open: streams.take,

    stop(): void {
      clearInterval(timer);
      turns.disable();
    },
  };
}

function createSlots({ mostInFlight, mostPerCaller }: LoadOptions) {
  let taken = 0;
  const byCaller = new Map<string, number>();

  /** @returns releases it */
  function take(caller: string): () => void {
    const own = byCaller.get(caller) ?? 0;
    if (taken >= mostInFlight || own >= mostPerCaller)
      throw unavailable("Too many requests are being served. Try again.");
    taken++;
    byCaller.set(caller, own + 1);
    return () => {
      taken--;
      const left = (byCaller.get(caller) ?? 1) - 1;
      if (left === 0) byCaller.delete(caller);
      else byCaller.set(caller, left);
    };
  }

  return {
    areTaken: () => taken >= mostInFlight,
    take,
    /** Takes one while work runs. */
    async hold<T>(caller: string, work: () => Promise<T>): Promise<T> {
      const release = take(caller);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
