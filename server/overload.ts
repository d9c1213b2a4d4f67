/** Says when there is more to do than can be done in time. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** A turn of the event loop that takes longer, in ms, on average: everybody waits for it, several times over. */
const longestTurn = 500;
/** How often the turns are looked at, in ms. */
const interval = 250;

/** @returns whether one more request should be refused; beside it, how many are in flight */
export function watchLoad(mostInFlight: number) {
  const turns = monitorEventLoopDelay({ resolution: 20 });
  turns.enable();
  let late = false;
  const timer = setInterval(() => {
    late = turns.mean / 1e6 > longestTurn;
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
