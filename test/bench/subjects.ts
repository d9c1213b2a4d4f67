/** What is compared: the engine, and peers that serve the same operations from the same data. */
import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { buildAviary } from "../engine/aviary-build.ts";
import { freePort } from "../engine/port.ts";
import { birdAt, type DatabaseKind } from "./data.ts";
import { type Command, run, type Server, serve } from "./process.ts";

export interface Subject {
  name: string;
  about: string;
  database: DatabaseKind;
  command(port: number, databaseUrl: string): Command;
}

/** Where the subjects are built; the tests build theirs elsewhere. */
const buildFolder = "dist/bench";

/** The folder of the aviary's build. */
export function aviaryFolder(root: string): string {
  return join(root, buildFolder, "aviary");
}

/** @param main a service's build */
export function serviceCommand(main: string, workers = 1): Subject["command"] {
  return (port, databaseUrl) => ({
    command: process.execPath,
    args: [main],
    environment: {
      NODE_ENV: "production",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: "info",
      WORKERS: String(workers),
    },
  });
}

/** The subject that all others are compared with. */
export function thisSubject(root: string): Subject {
  const command = serviceCommand(join(aviaryFolder(root), "main.js"));
  return { name: "this", about: "the engine, as a service is built and started", database: "sqlite", command };
}

export function subjectsIn(root: string): Subject[] {
  const main = join(aviaryFolder(root), "main.js");
  const peer = (
    name: string,
    about: string,
    [http, store]: [string, string],
    database: DatabaseKind = "sqlite",
  ): Subject => ({
    name,
    about,
    database,
    command: (port, databaseUrl) => ({
      command: process.execPath,
      args: [join(root, "test/bench/peers/main.mjs"), http, store],
      environment: { NODE_ENV: "production", PORT: String(port), DATABASE_URL: databaseUrl },
    }),
  });
  return [
    thisSubject(root),
    ...(availableParallelism() > 1
      ? [
          {
            name: "this-2",
            about: "the engine with two workers",
            database: "sqlite" as const,
            command: serviceCommand(main, 2),
          },
        ]
      : []),
    // The difference to this one is the cost of what it leaves out.
    peer("lenient", "the engine's database on koa: no validation, limits, standard headers or log", ["koa", "engine"]),
    peer("plain", "koa, @koa/router, knex, sqlite3; no validation, no log", ["koa", "knex-sqlite3"]),
    peer("fastify", "fastify, better-sqlite3, prepared statements", ["fastify", "better-sqlite3"]),
    peer("fastify-knex", "fastify, knex, better-sqlite3", ["fastify", "knex-better-sqlite3"]),
    peer("bare", "node:http, sqlite3, prepared statements", ["bare", "sqlite3"]),
    peer("bare-better", "node:http, better-sqlite3, prepared statements", ["bare", "better-sqlite3"]),
    { name: "this-pg", about: "the engine on PostgreSQL", database: "postgres", command: serviceCommand(main) },
    peer("plain-pg", "koa, @koa/router, knex, pg with 10 connections", ["koa", "knex-pg"], "postgres"),
  ];
}

/** Builds the aviary, and the engine's database as a module for the peers. */
export async function buildSubjects(root: string): Promise<void> {
  await buildAviary(root, aviaryFolder(root));
  await build({
    absWorkingDir: root,
    entryPoints: ["server/engine/database/database.ts"],
    outdir: buildFolder,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
}

/** Installs the packages of peers and load generators, unless they are up to date. @returns what failed */
export async function installPeers(root: string): Promise<string[]> {
  const folder = join(root, "test/bench");
  const installed = join(folder, "node_modules/.package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs)
    return [];
  console.error("Installing the packages of test/bench …");
  const args = ["ci", "--no-audit", "--no-fund"];
  try {
    await run({ command: "npm", args, folder, environment: process.env });
    return [];
  } catch (error) {
    return [`The packages of test/bench could not be installed: ${(error as Error).message}`];
  }
}

export async function start(subject: Subject, databaseUrl: string): Promise<Server> {
  const port = await freePort();
  return serve(subject.command(port, databaseUrl), `http://127.0.0.1:${port}`, "/");
}

/** @throws unless a subject responds as the contract says, from a database of so many rows, which it changes */
export async function requireContract(url: string, rows: number): Promise<void> {
  const known = birdAt(1, rows);
  const all = Array.from({ length: rows }, (_, index) => birdAt(index + 1, rows));
  const namesakes = all.filter(({ name }) => name === known.name);
  const form = { method: "POST", body: new URLSearchParams({ age: "14" }) };
  const patch = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: `{"age":15}` };
  const created = { id: rows + 1, name: "dodo", age: 14 };
  await requireResponse(`${url}/api/birds/${known.name}`, {}, { bird: namesakes });
  await requireResponse(`${url}/api/birds/dodo`, {}, { bird: [] });
  await requireResponse(`${url}/api/birds/dodo`, form, { bird: created });
  await requireResponse(`${url}/api/birds/dodo`, {}, { bird: [created] });
  await requireResponse(`${url}/api/bird/1`, {}, known);
  await requireResponse(`${url}/api/bird/1`, patch, { ...known, age: 15 });
  const { items, nextCursor } = await request(`${url}/api/birds?limit=2`);
  const next = await request(`${url}/api/birds?limit=2&cursor=${nextCursor}`);
  requireEqual("two pages", [items, next.items], [[{ ...known, age: 15 }, all[1]], all.slice(2, 4)]);
}

async function requireResponse(url: string, init: RequestInit, expected: object): Promise<void> {
  requireEqual(`${init.method ?? "GET"} ${new URL(url).pathname}`, await request(url, init), expected);
}

async function request(url: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${new URL(url).pathname} responds with ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

function requireEqual(what: string, actual: unknown, expected: unknown): void {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(value, sortKeys));
  if (is !== should) throw new Error(`${what}: ${is} instead of ${should}`);
}

function sortKeys(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
