/** Real servers for tests: a socket, a database of their own, every answer held against the contract. */
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Knex } from "knex";
import pg from "pg";
import pino from "pino";
import { inject, onTestFinished } from "vitest";
import { type Client, createClient } from "../client/client.ts";
import { openDatabase } from "../server/database.ts";
import { type Settings, startServer } from "../server/server.ts";

export interface TestServer {
  url: string;
  databaseUrl: string;
  client: Client;
  /** What the server has logged so far. */
  log: Record<string, unknown>[];
  /** The same database, past the server. */
  database: Knex;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** As far as a test does not say otherwise. */
export const defaults = {
  host: "127.0.0.1",
  port: 0,
  migrate: true,
  bodyLimit: 65_536,
  verify: true,
  development: false,
  drain: 0,
  requestTimeout: 30_000,
  tokens: [],
  unprotected: true,
  localOnly: false,
  corsOrigins: [],
  rateLimit: 0,
  mostInFlight: 2_000,
};

/** Starts a server that ends with the test. */
export async function serve(settings: Partial<Settings> = {}): Promise<TestServer> {
  const databaseUrl = settings.databaseUrl ?? (await createDatabase());
  const { log, lines } = recordedLog();
  const server = await startServer({ ...defaults, ...settings, databaseUrl }, log);
  const database = await openDatabase(databaseUrl);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= server.stop();
    return stopped;
  };
  onTestFinished(async () => {
    await database.close();
    await stop();
  });
  const request: TestServer["request"] = (path, init) => fetch(server.url + path, init);
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
}

/** As the settings name tokens. */
export function sha256(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** A log that the contract coverage reads. */
export function recordedLog() {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(line, _, done) {
      lines.push(JSON.parse(line));
      appendFileSync(join(inject("answers"), `${process.pid}.jsonl`), line);
      done();
    },
  });
  return { log: pino({ base: null }, sink), lines };
}

/** The address of a database that does not exist before, and on a server not after, the test. */
export async function createDatabase(): Promise<string> {
  const databases = inject("databases");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  if (databases.startsWith("sqlite:")) return `${databases}/${name}.db`;
  await query(databases, `create database ${name}`);
  onTestFinished(() => query(databases, `drop database ${name} with (force)`));
  const url = new URL(databases);
  url.pathname = name;
  return url.href;
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
