/** A running service: database, app and socket, opened in this order and closed in the reverse one. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";
import { isLoopback } from "./access.ts";
import { type AppOptions, createApp } from "./app.ts";
import { openDatabase } from "./database.ts";
import { createHttpServer, type HttpOptions } from "./http.ts";

export interface Settings extends HttpOptions, Omit<AppOptions, "log" | "isReady" | "localOnly"> {
  host: string;
  /** 0 for any free one. */
  port: number;
  databaseUrl: string;
  /** Whether to bring the database up to date; otherwise it must be. */
  migrate: boolean;
  /** Whether to serve anyone who reaches it although there are no tokens. */
  unprotected: boolean;
  /** How long it goes on taking requests while stopping, in ms, so that those on their way to it are answered. */
  drain: number;
}

export interface RunningServer {
  /** Where it answers, without a slash at the end. */
  url: string;
  /** Finishes what is in flight, then closes. */
  stop(): Promise<void>;
}

/** How long requests in flight may take while stopping, in ms. */
const stopDeadline = 10_000;

/** @throws when the database cannot be opened or the port is taken; the message is for people */
export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  const isOpen = settings.tokens.length === 0 && !settings.unprotected;
  if (isOpen && !isLoopback(settings.host))
    throw new Error(
      `Whoever reaches ${settings.host} could change everything: set TOKENS, or HOST=127.0.0.1 to serve this machine ` +
        "only, or UNPROTECTED=on if something in front of the service says who may call it.",
    );
  const database = await openDatabase(settings.databaseUrl, settings.migrate);
  let ready = true;
  const app = createApp(database, { ...settings, localOnly: isOpen, log, isReady: () => ready });
  const server = createHttpServer(app.callback(), settings, log);
  try {
    server.listen(settings.port, settings.host);
    await once(server, "listening");
  } catch (error) {
    await database.close();
    throw new Error(reasonNotListening(error as NodeJS.ErrnoException, settings));
  }
  const { port } = server.address() as AddressInfo; // A string for pipes only.

  return {
    url: `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`,
    async stop() {
      ready = false;
      await setTimeout(settings.drain);
      const deadline = setTimeout(stopDeadline, undefined, { ref: false }).then(() => server.closeAllConnections());
      await Promise.race([promisify(server.close.bind(server))(), deadline]);
      await database.close();
    },
  };
}

function reasonNotListening({ code, message }: NodeJS.ErrnoException, { host, port }: Settings): string {
  if (code === "EADDRINUSE") return `Port ${port} on ${host} is in use. Stop what uses it, or set PORT to another.`;
  if (code === "EACCES") return `Port ${port} on ${host} is not allowed to this user. Set PORT to one above 1023.`;
  return `Cannot listen on ${host}:${port}: ${message}`;
}
