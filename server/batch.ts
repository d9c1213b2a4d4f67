/** Calls that arrive while others are under way wait, and are then run together. */
import { unavailable } from "./problem.ts";

/** How many calls one run takes. More would not be cheaper each, but make the next ones wait. */
const largestBatch = 500;
/** How many calls may wait. Beyond it they are refused at once: waiting callers cost memory, and soon give up. */
const longestQueue = 5_000;

interface Call<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/**
 * Makes one function of single inputs from one of many. A run starts after each of its calls was made, never before, so
 * that who reads sees what was written until then. A lone call waits for nothing but the turn of the event loop.
 * @param run answers each input, in order, with a value or an error of its own; what it throws is everybody's
 */
export function gather<Input, Output>(
  run: (inputs: Input[]) => Promise<(Output | Failure)[]>,
): (input: Input) => Promise<Output> {
  let waiting: Call<Input, Output>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await new Promise(setImmediate); // Whatever has arrived by now is to come along.
      const calls = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      try {
        const outputs = await run(calls.map(({ input }) => input));
        for (const [index, { resolve, reject }] of calls.entries()) {
          const output = outputs[index] as Output | Failure; // One for each call: what run promises.
          if (output instanceof Failure) reject(output.reason);
          else resolve(output);
        }
      } catch (error) {
        for (const { reject } of calls) reject(error);
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
 * Makes calls with equal inputs that come in one turn of the event loop share one run. It starts after each of them was
 * made, so that who reads sees what was written until then; whoever comes later starts another.
 * @param run what it gives depends on nothing but its input and when it starts
 */
export function share<Input, Output>(run: (input: Input) => Promise<Output>): (input: Input) => Promise<Output> {
  const waiting = new Map<string, Promise<Output>>();
  return (input) => {
    const key = JSON.stringify(input);
    const known = waiting.get(key);
    if (known) return known;
    const output = new Promise(setImmediate).then(() => {
      waiting.delete(key);
      return run(input);
    });
    waiting.set(key, output);
    return output;
  };
}

/** The outcome of a call that failed while others of its run did not. */
export class Failure {
  readonly reason: unknown;
  constructor(reason: unknown) {
    this.reason = reason;
  }
}
