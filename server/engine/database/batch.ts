/** Batching: calls that arrive while a batch runs form the next one. */
import { unavailable } from "../contract/problem.ts";
import { isUnavailable } from "./errors.ts";

/** Calls per batch. Larger batches would not be cheaper per call, but make the next one wait. */
const largestBatch = 500;
/** Calls that may wait; more are refused at once, since waiting callers cost memory and soon give up. */
const longestQueue = 5_000;

interface Call<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/**
 * Turns a function of many inputs into one of a single input. A batch starts after each of its calls was made, so that
 * callers read their own writes. A lone call waits for no more than the event loop's next turn.
 * @param run returns an output or a Failure for each input, in order; if it throws, every call in the batch rejects
 */
export function gather<Input, Output>(
  run: (inputs: Input[]) => Promise<(Output | Failure)[]>,
): (input: Input) => Promise<Output> {
  let waiting: Call<Input, Output>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await new Promise(setImmediate); // Collect what else arrives in this turn.
      const calls = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      try {
        const outputs = await run(calls.map(({ input }) => input));
        for (const [index, { resolve, reject }] of calls.entries()) {
          const output = outputs[index] as Output | Failure; // One for each call.
          if (output instanceof Failure) reject(output.reason);
          else resolve(output);
        }
      } catch (error) {
        // Those that wait would only run into the same time limit, one batch after the other.
        const failed = isUnavailable(error) ? [...calls, ...waiting.splice(0)] : calls;
        for (const { reject } of failed) reject(error);
      }
    }
    running = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= longestQueue) {
        reject(unavailable("Too many requests are waiting. Try again."));
        return;
      }
      waiting.push({ input, resolve, reject });
      if (!running) drain();
    });
}

/**
 * Returns a function that runs work once for all calls with the same key in one turn of the event loop. It starts after
 * each of them was made, so that callers read their own writes; later calls start another run. Each gets its own copy.
 */
export function createSharing() {
  const waiting = new Map<string, () => Promise<unknown>>();
  return <Output>(key: string, run: () => Promise<Output>): Promise<Output> => {
    const known = waiting.get(key) ?? begin(key, run);
    return known() as Promise<Output>; // Cast: a key stands for one kind of work.
  };

  /** @returns a function that takes a copy of the output for one caller */
  function begin(key: string, run: () => Promise<unknown>): () => Promise<unknown> {
    let callers = 0;
    const outputs = new Promise(setImmediate).then(async () => {
      waiting.delete(key);
      const output = await run();
      return Array.from({ length: callers }, (_, turn) => (turn === 0 ? output : structuredClone(output)));
    });
    const take = async () => {
      const turn = callers++;
      return (await outputs)[turn];
    };
    waiting.set(key, take);
    return take;
  }
}

/** The outcome of one call that failed while the rest of its batch did not. */
export class Failure {
  readonly reason: unknown;
  constructor(reason: unknown) {
    this.reason = reason;
  }
}
