/** Runs a service until a signal ends it: settings → server → signals. */
import cluster from "node:cluster";
import pino from "pino";
import { openDatabase } from "../database/database.ts";
import { gatherMetrics } from "./metrics.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { Service } from "./service.ts";
import { readSettings } from "./settings.ts";
import { runWorkers, tellPrimary } from "./workers.ts";

/** Prints why the service cannot start, and sets the exit code. @param variables the environment */
export function run(service: Service, variables: NodeJS.ProcessEnv): Promise<void> {
  return start(service, variables).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}

async function start(service: Service, variables: NodeJS.ProcessEnv): Promise<void> {
  if (process.argv.length > 2)
    throw new Error(
      "The service takes no arguments, but environment variables, as in PORT=8080 npm start: see Settings in README.md.",
    );
  const { logLevel, workers, ...settings } = readSettings(variables, service);
  const output = createLogOutput();
  // Cast: in this mode the output takes bytes, unknown to its types.
  const write = (line: string) => output.write(Buffer.from(line) as unknown as string);
  const log = pino({ level: logLevel, base: null }, { write });
  if (workers > 1 && cluster.isPrimary) {
    await (await openDatabase(settings.databaseUrl, { ...service, log })).close(); // Migrate once, before any worker serves.
    gatherMetrics();
    return announce(await runWorkers(workers, log));
  }
  const server = await startServer(service, { ...settings, migrate: cluster.isPrimary }, log);
  // Signals may repeat, such as from the group and the primary, and kill a process without a listener.
  process.on("SIGTERM", () => stop(server, output));
  // Ctrl-C reaches every process of a terminal; workers leave it to the primary.
  process.on("SIGINT", () => cluster.isPrimary && stop(server, output));
  if (cluster.isPrimary) announce(server.url);
  else tellPrimary(server.url);
}

/**
 * Buffers lines for half a second at most, since a system call per line would cost as much as the request. While they
 * cannot be written, as on a full disk, up to a megabyte is kept, and requests do not wait. The buffer takes bytes: for
 * text, pino would measure the whole buffer anew at each line.
 */
function createLogOutput() {
  const output = pino.destination({
    contentMode: "buffer",
    sync: false,
    minLength: 16_000,
    maxLength: 1_000_000,
    periodicFlush: 500,
  });
  output.on("error", () => {
    output.flushSync = () => {}; // pino calls it at exit, where it would retry for ever.
  });
  return output;
}

function announce(url: string): void {
  console.log(`The service answers at ${url}, its docs are at ${url}/docs`);
}

type LogOutput = ReturnType<typeof createLogOutput>;

let isStopping = false;

async function stop(server: RunningServer, output: LogOutput): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await server.stop();
  await new Promise((resolve) => output.flush(resolve));
  process.exit(0);
}
