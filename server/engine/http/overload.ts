/** Load shedding: refuses requests while the event loop lags, or too many are in flight. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** The mean delay of the event loop, in ms, above which requests are refused. */
const longestTurn = 500;
/** How often the delay is sampled, in ms. */
const interval = 250;

/** @param mostInFlight requests that may be in flight */
export function watchLoad(mostInFlight: number) {
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

  return {
    inFlight: 0,
    isOverloaded(): boolean {
      return late || this.inFlight >= mostInFlight;
    },
    stop(): void {
      clearInterval(timer);
      turns.disable();
    },
  };
}
