/** Real servers for tests: a socket, a database of their own, every answer held against the contract. */
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { basename, join } from "node:path";
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
  const database = await openDatabase(databaseUrl, false); // The server has brought it up to date.
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

/** Databases that this worker made on a server, for the next test to use: to make one costs more than most tests. */
const idle: string[] = [];

/** The address of a database that is empty, and nobody else's while the test runs. */
export async function createDatabase(): Promise<string> {
  const databases = inject("databases");
  if (databases.startsWith("sqlite:")) return `${databases}/${randomUUID()}.db`;
  const url = idle.pop() ?? (await createOn(databases));
  onTestFinished(async () => {
    await query(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid();
       drop schema public cascade;
       create schema public`,
    );
    idle.push(url);
  });
  return url;
}

/** Dropped by databases.ts, which knows them by their names. */
async function createOn(databases: string): Promise<string> {
  const url = new URL(databases);
  url.pathname = `${basename(inject("answers"))}-${randomUUID()}`;
  await query(databases, `create database "${url.pathname.slice(1)}"`);
  return url.href;
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
