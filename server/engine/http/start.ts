/** Starts a service from its settings, as one process or several. */
import cluster from "node:cluster";
import pino from "pino";
import { openDatabase } from "../database/database.ts";
import { isOpen } from "./access.ts";
import { gatherMetrics } from "./metrics.ts";
import { startServer } from "./server.ts";
import type { Service } from "./service.ts";
import { readSettings } from "./settings.ts";
import { runWorkers, tellPrimary } from "./workers.ts";

export interface StartedService {
  stop(): Promise<void>;
  /** Reads the files that settings name again; undefined where there are none. */
  reload?: (() => void) | undefined;
}

/**
 * @param variables the environment
 * @throws why it cannot start; the message is for people
 */
export async function start(service: Service, variables: NodeJS.ProcessEnv): Promise<StartedService> {
  const { logLevel, workers, ...settings } = readSettings(variables, service);
  const hasFiles = settings.files.hasFiles();
  const output = createLogOutput();
  // Cast: in this mode the output takes bytes, unknown to its types.
  const write = (line: string) => output.write(Buffer.from(line) as unknown as string);
  const log = pino({ level: logLevel, base: null }, { write });
  if (cluster.isPrimary && settings.unprotected && settings.trustedProxies.length === 0 && isOpen(service, settings))
    log.warn(
      "Callers behind a gateway cannot be told apart, so they share limits and Idempotency-Keys: set TRUSTED_PROXIES to its address",
    );
  if (workers > 1 && cluster.isPrimary) {
    await (await openDatabase(settings.databaseUrl, { ...service, log })).close(); // Migrate once, before any worker serves.
    gatherMetrics();
    const { url, stop, signal } = await runWorkers(workers, settings.drain, log);
    announce(url);
    return { stop, reload: hasFiles ? () => signal("SIGHUP") : undefined };
  }
  const server = await startServer(service, { ...settings, migrate: cluster.isPrimary }, log);
  if (cluster.isPrimary) announce(server.url);
  else tellPrimary(server.url);
  return {
    async stop() {
      await server.stop();
      await new Promise((resolve) => output.flush(resolve));
    },
    reload: hasFiles ? server.reload : undefined,
  };
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
