/** Several processes on one port: the primary starts the workers, replaces those that crash, and handles signals. */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";

/** Exponential back-off between restarts, in ms, against fork storms. */
const shortestWait = 100;
const longestWait = 10_000;
/** The back-off starts anew after a worker has run for so long, in ms. */
const soundAfter = 10_000;

/** How long a worker may take to stop after its drain, in ms, before it is killed: longer than a sound one needs. */
const longestStop = 20_000;

/**
 * Runs `count` workers.
 * @param drain as in the settings, in ms
 * @returns their address, once all of them listen, and functions that stop them or send them a signal
 * @throws when a worker ends before it listens; it has said why
 */
export async function runWorkers(
  count: number,
  drain: number,
  log: Logger,
): Promise<{ url: string; stop(): Promise<void>; signal(name: NodeJS.Signals): void }> {
  let stopping = false;
  let wait = shortestWait;

  async function keep(worker: Worker): Promise<void> {
    const started = Date.now();
    // It may have exited while the others started.
    if (!worker.isDead()) await once(worker, "exit");
    const { exitCode: code, signalCode: signal } = worker.process;
    if (stopping) return;
    if (Date.now() - started > soundAfter) wait = shortestWait;
    log.error({ worker: worker.process.pid, code, signal, replacedAfterMs: wait }, "a worker crashed");
    await setTimeout(wait);
    wait = Math.min(wait * 2, longestWait);
    if (!stopping) keep(cluster.fork());
  }

  const running = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

  async function stop(): Promise<void> {
    stopping = true;
    await Promise.all(
      running().map((worker) => {
        worker.process.kill("SIGTERM");
        setTimeout(drain + longestStop, undefined, { ref: false }).then(() => {
          if (worker.isDead()) return;
          log.error({ worker: worker.process.pid }, "a worker did not stop, and was killed");
          worker.process.kill("SIGKILL");
        });
        return once(worker, "exit");
      }),
    );
  }

  const workers = Array.from({ length: count }, () => cluster.fork());
  const urls = await Promise.all(workers.map(urlOf));
  for (const worker of workers) keep(worker);
  const signal = (name: NodeJS.Signals) => {
    for (const worker of running()) worker.process.kill(name);
  };
  return { url: urls[0] ?? "", stop, signal };
}

/** Tells the primary the address of this worker. */
export function tellPrimary(url: string): void {
  process.send?.(url);
}

function urlOf(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.once("message", (url) => resolve(String(url)));
    worker.once("exit", () => reject(new Error("A worker could not start.")));
  });
}
