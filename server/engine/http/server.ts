/** A running service: database, app and socket, opened in this order and closed in reverse. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";
import { openDatabase } from "../database/database.ts";
import { isOpen } from "./access.ts";
import { type AppOptions, createApp } from "./app.ts";
import { deleteExpired } from "./idempotency.ts";
import { createHttpServer, type HttpOptions } from "./listener.ts";
import { createLiveFiles, type LiveFiles } from "./live-files.ts";
import { isLoopback } from "./local.ts";
import { watchLoad } from "./overload.ts";
import { allMethods, type Service } from "./service.ts";

export interface Settings extends HttpOptions, Omit<AppOptions, "log" | "stopping" | "localOnly" | "load"> {
  host: string;
  /** 0 for any free port. */
  port: number;
  databaseUrl: string;
  /** A replica for operations that may read late. */
  replicaUrl?: string;
  /** How long the database may keep a request waiting, in ms; 5 seconds unless given. */
  databaseTimeout?: number;
  /** Handlers that may run at once; more requests are refused. One caller may have half of them. */
  mostInFlight: number;
  /** Whether to run migrations; otherwise the database must be up to date. */
  migrate: boolean;
  /** Whether to serve strangers although there are no tokens. */
  unprotected: boolean;
  /** How long to accept requests after readiness ends, in ms, so that those on their way are served. */
  drain: number;
  /** The files that settings name, which may change. */
  files?: LiveFiles;
}

export interface RunningServer {
  /** Its address, without a trailing slash. */
  url: string;
  /** Reads the files that settings name again, without an effect on requests in flight. */
  reload(): void;
  /** Finishes the requests in flight, then closes. */
  stop(): Promise<void>;
}

/** How long requests in flight may take during a stop, in ms. */
const stopDeadline = 10_000;
/** How often expired responses are deleted, in ms. */
const cleaningInterval = 60_000;
/** How long the database may take to close then, in ms. */
const closeDeadline = 5_000;

/** @throws when the database cannot be opened or the port is taken; the message is for people */
export async function startServer(service: Service, settings: Settings, log: Logger): Promise<RunningServer> {
  const { files = createLiveFiles() } = settings;
  const localOnly = !settings.unprotected && isOpen(service, settings);
  if (localOnly && !isLoopback(settings.host))
    throw new Error(
      `Anyone who reaches ${settings.host} could change everything: set TOKENS, or HOST=127.0.0.1 to serve this machine ` +
        "only, or UNPROTECTED=on if a gateway in front of the service authenticates callers.",
    );
  const database = await openDatabase(settings.databaseUrl, {
    ...service,
    migrate: settings.migrate,
    replicaUrl: settings.replicaUrl,
    log,
    ...(settings.databaseTimeout && { timeout: settings.databaseTimeout }),
  });
  // Behind a gateway that is not trusted to name them, all callers have its address.
  const isShared = settings.unprotected && settings.trustedProxies.length === 0;
  const mostPerCaller = isShared ? settings.mostInFlight : Math.ceil(settings.mostInFlight / 2);
  const load = watchLoad({ mostInFlight: settings.mostInFlight, mostPerCaller });
  const stopping = new AbortController();
  let server: Server;
  try {
    const app = createApp(service, database, { ...settings, localOnly, log, load, stopping: stopping.signal });
    server = createHttpServer(app.callback(), { ...settings, methods: allMethods(service) }, log);
    server.listen(settings.port, settings.host);
    await once(server, "listening");
  } catch (error) {
    load.stop();
    await database.close();
    throw isSystemError(error) ? new Error(reasonNotListening(error, settings)) : error;
  }
  const { port } = server.address() as AddressInfo; // A string only for pipes.
  const fail = (file: string, reason: string) =>
    log.error({ file, reason }, "cannot use a file that settings name: keeping its previous content");
  const endWatch = files.watch(fail);

  // Outside of requests, which would each have to wait for it. Responses that it leaves once go the next time.
  const cleaning = setInterval(() => deleteExpired(database).catch(() => {}), cleaningInterval).unref();

  return {
    url: `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`,
    reload() {
      files.reload(fail);
      log.info("the files that settings name were reloaded");
    },
    async stop() {
      stopping.abort();
      endWatch();
      await setTimeout(settings.drain);
      const deadline = setTimeout(stopDeadline, undefined, { ref: false }).then(() => server.closeAllConnections());
      await Promise.race([promisify(server.close.bind(server))(), deadline]);
      load.stop();
      clearInterval(cleaning);
      // A database that has stopped responding does not close its connections either.
      await Promise.race([database.close(), setTimeout(closeDeadline, undefined, { ref: false })]);
    },
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function reasonNotListening({ code, message }: NodeJS.ErrnoException, { host, port }: Settings): string {
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is in use. Stop the process that uses it, or set another PORT.`;
  if (code === "EACCES") return `Port ${port} on ${host} needs privileges that this user lacks. Set a PORT above 1023.`;
  return `Cannot listen on ${host}:${port}: ${message}`;
}
