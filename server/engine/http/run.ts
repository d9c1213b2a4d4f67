/**
 * Runs a service until a signal ends it. All else is loaded after the signals have their handlers: as PID 1, such as in a
 * container, a process ignores signals without one.
 */
import cluster from "node:cluster";
import { constants } from "node:os";
import type { Service } from "./service.ts";

/**
 * SIGHUP reads files again that settings name. Where there are none it stops the service like the others, such as when a
 * terminal is closed: it would end the process with requests in flight.
 */
const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

const use = `The service takes no arguments, but environment variables, as in PORT=8080 npm start: see Settings in README.md.`;

/**
 * Prints why the service cannot start, and sets the exit code.
 * @param load imports the service
 * @param variables the environment
 */
export async function run(load: () => Promise<{ service: Service }>, variables: NodeJS.ProcessEnv): Promise<void> {
  if (process.argv.some((each) => each === "--help" || each === "-h")) return console.log(use);
  // Until it serves there is nothing to finish: a migration is rolled back.
  let reload: (() => void) | undefined;
  let onSignal = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);
  for (const signal of signals)
    process.on(signal, () => {
      if (signal === "SIGHUP" && reload) reload();
      // A terminal signals all of its processes; workers leave it to the primary, which sends them SIGTERM.
      else if (cluster.isPrimary || signal === "SIGTERM") onSignal(signal);
    });
  const fail = (error: Error) => {
    console.error(error.message);
    process.exit(1);
  };
  try {
    if (process.argv.length > 2) throw new Error(use);
    const [{ start }, { service }] = await Promise.all([import("./start.ts"), load()]);
    const started = await start(service, variables);
    reload = started.reload;
    onSignal = () => {
      onSignal = () => {}; // Signals may repeat, such as from the group and the primary.
      started.stop().then(() => process.exit(0), fail);
    };
  } catch (error) {
    fail(error as Error); // Cast: nothing else is thrown here.
  }
}
