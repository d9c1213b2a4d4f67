/** Real servers for tests: a socket, a database of their own, every response validated against the contract. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { Writable } from "node:stream";
import type { Knex } from "knex";
import pino, { type Logger } from "pino";
import { onTestFailed, onTestFinished } from "vitest";
import { type OpenDatabase, openDatabase } from "../../server/engine/database/database.ts";
import { createApp } from "../../server/engine/http/app.ts";
import { createHttpServer } from "../../server/engine/http/listener.ts";
import { type Settings, startServer } from "../../server/engine/http/server.ts";
import { allMethods, type Service } from "../../server/engine/http/service.ts";
import type { Token } from "../../server/engine/http/tokens.ts";
import { createMigratedDatabase } from "./databases.ts";

export interface TestServer<Client> {
  url: string;
  databaseUrl: string;
  client: Client;
  /** The lines logged so far. */
  log: Record<string, unknown>[];
  /** The same database, past the server. */
  database: Knex;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** Unless a test sets others. */
export const defaults = {
  host: "127.0.0.1",
  port: 0,
  migrate: true,
  bodyLimit: 65_536,
  verify: true,
  development: false,
  drain: 0,
  requestTimeout: 30_000,
  keepAlive: 5_000,
  tokens: [],
  unprotected: true,
  trustedProxies: [],
  pathPrefix: "",
  localOnly: false,
  corsOrigins: [],
  rateLimit: 0,
  mostInFlight: 2_000,
};

/**
 * Returns a function that starts a server of a service, which ends with the test.
 * @param preset unless a test sets others: by default anyone may call, where it sets neither tokens nor verifiers
 */
export function serving<Client>(
  service: Service,
  createClient: (options: { baseUrl: string }) => Client,
  preset: Partial<Settings> = { callers: {} },
) {
  return async (given: Partial<Settings> = {}): Promise<TestServer<Client>> => {
    const settings = given.tokens || given.verifiers ? given : { ...preset, ...given };
    const databaseUrl = settings.databaseUrl ?? (await createMigratedDatabase(service));
    const { log, lines } = recordedLog();
    // Why a response was 500.
    onTestFailed(() => {
      for (const line of lines.filter(({ level }) => Number(level) >= 50)) console.error(line);
    });
    const server = await startServer(service, { ...defaults, ...settings, databaseUrl }, log);
    const database = await openDatabase(databaseUrl, { ...service, migrate: false });
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= server.stop();
      return stopped;
    };
    onTestFinished(async () => {
      await database.close();
      await stop();
    });
    const request: TestServer<Client>["request"] = (path, init) => fetch(server.url + path, init);
    return {
      url: server.url,
      databaseUrl,
      client: createClient({ baseUrl: server.url }),
      log: lines,
      database: database.write,
      request,
      send: (method, path, body, headers) =>
        request(path, {
          method,
          body: JSON.stringify(body),
          headers: { "Content-Type": "application/json", ...headers },
        }),
      stop,
    };
  };
}

/** Serves a service over an open database; ends with the test. @returns the address */
export async function listen(
  service: Service,
  database: OpenDatabase,
  options: Partial<Parameters<typeof createApp>[2] & { log: Logger }> = {},
): Promise<string> {
  const log = options.log ?? pino({ level: "silent" });
  const app = createApp(service, database, { ...defaults, log, stopping: new AbortController().signal, ...options });
  return startListening(createHttpServer(app.callback(), { ...defaults, methods: allMethods(service) }, log));
}

/** Lets a server listen on a free port until the test ends. @returns its address */
export async function startListening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // Cast: a string only for pipes.
  return `http://127.0.0.1:${port}`;
}

/** A new database of a service; closed with the test. */
export async function openTestDatabase(
  service: Parameters<typeof openDatabase>[1],
  url?: string,
): Promise<OpenDatabase> {
  const database = await openDatabase(url ?? (await createMigratedDatabase(service)), service);
  onTestFinished(() => database.close());
  return database;
}

/** Tokens by scope, such as "read:reader". */
export function testTokens(...given: string[]): Token[] {
  const entries = given.map((each) => each.split(":") as [string, string]); // Cast: as they are written in tests.
  return entries.map(([scope, token]) => ({ scope, digest: Buffer.from(sha256(token), "hex") }));
}

/** A token's digest, as in TOKENS. */
export function sha256(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function recordedLog() {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(line, _, done) {
      lines.push(JSON.parse(line));
      done();
    },
  });
  return { log: pino({ base: null }, sink), lines };
}
