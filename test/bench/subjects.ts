/** What is compared: this service, and others that answer the same from the same data. */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { freePort } from "../port.ts";
import { type Data, type DatabaseKind, userAt } from "./data.ts";
import { type Command, run, type Service, serve } from "./process.ts";

export interface Subject {
  name: string;
  about: string;
  database: DatabaseKind;
  /** `tutorial` for /api/users/{name} alone. */
  routes: "all" | "tutorial";
  command(port: number, databaseUrl: string): Command;
}

const root = join(import.meta.dirname, "../..");
export const serviceMain = join(root, "dist/main.js");
/** Debian's own, which is where its packages of Flask are. */
const python = "/usr/bin/python3";

function service(name: string, about: string, database: DatabaseKind, workers = 1): Subject {
  return { name, about, database, routes: "all", command: serviceCommand(serviceMain, workers) };
}

export function serviceCommand(main: string, workers = 1) {
  return (port: number, databaseUrl: string): Command => ({
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

function peer(
  name: string,
  about: string,
  [http, store]: [string, string],
  database: DatabaseKind = "sqlite",
): Subject {
  return {
    name,
    about,
    database,
    routes: "all",
    command: (port, databaseUrl) => ({
      command: process.execPath,
      args: [
        ...(store === "shared" ? ["--import", "tsx"] : []),
        join(import.meta.dirname, "peers/main.mjs"),
        http,
        store,
      ],
      environment: { NODE_ENV: "production", PORT: String(port), DATABASE_URL: databaseUrl },
    }),
  };
}

const flask: Subject = {
  name: "flask",
  about: "the tutorial: Flask-RESTful, Flask-SQLAlchemy, gunicorn with a worker per core",
  database: "sqlite",
  routes: "tutorial",
  command: (port, databaseUrl) => ({
    command: python,
    args: [
      ...["-m", "gunicorn", "--bind", `127.0.0.1:${port}`, "--log-level", "error"],
      ...["--worker-class", "gthread", "--workers", String(availableParallelism()), "--threads", "4"],
      ...["--keep-alive", "30", "--worker-tmp-dir", "/dev/shm", "tutorial:app"],
    ],
    environment: { DATABASE_URL: databaseUrl.replace("sqlite:", "sqlite:///"), PYTHONDONTWRITEBYTECODE: "1" },
    folder: join(import.meta.dirname, "peers"),
  }),
};

export const thisService = service("this", "this service, its build, as it is started", "sqlite");

export const subjects: Subject[] = [
  thisService,
  ...(availableParallelism() > 1 ? [service("this-2", "this service with two workers", "sqlite", 2)] : []),
  // What strictness costs is the difference to this one.
  peer("lenient", "this service's database on koa, without its checks, limits, headers and log", ["koa", "shared"]),
  peer("plain", "koa, @koa/router, knex, sqlite3; no validation, no log", ["koa", "knex-sqlite3"]),
  peer("fastify", "fastify, better-sqlite3, prepared statements", ["fastify", "better-sqlite3"]),
  peer("fastify-knex", "fastify, knex, better-sqlite3", ["fastify", "knex-better-sqlite3"]),
  peer("bare", "node:http, sqlite3, prepared statements", ["bare", "sqlite3"]),
  peer("bare-better", "node:http, better-sqlite3, prepared statements", ["bare", "better-sqlite3"]),
  flask,
  service("this-pg", "this service on PostgreSQL", "postgres"),
  peer("plain-pg", "koa, @koa/router, knex, pg with 10 connections", ["koa", "knex-pg"], "postgres"),
];

export async function buildService(): Promise<void> {
  if (existsSync(serviceMain)) return;
  await run({ command: "npm", args: ["run", "build"], folder: root, environment: process.env });
}

/** Installs what only the peers and the load need, unless it is there. Returns what went wrong. */
export async function installPeers(): Promise<string[]> {
  const folder = import.meta.dirname;
  const installed = join(folder, "node_modules/.package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs)
    return [];
  console.error("Installing the packages in test/bench/ …");
  const args = ["ci", "--no-audit", "--no-fund"];
  try {
    await run({ command: "npm", args, folder, environment: process.env });
    return [];
  } catch (error) {
    return [`The packages in test/bench/ could not be installed: ${(error as Error).message}`];
  }
}

/** Starts a subject on a copy of the data. */
export async function start(subject: Subject, databaseUrl: string): Promise<Service> {
  const port = await freePort();
  return serve(subject.command(port, databaseUrl), `http://127.0.0.1:${port}`, "/api/users/nobody");
}

/** Why a subject cannot take part; undefined when it starts and answers as the tutorial does. */
export async function whyNot(subject: Subject, data: Data, hasPostgres: boolean): Promise<string | undefined> {
  if (subject.database === "postgres" && !hasPostgres) return "PostgreSQL does not answer at TEST_POSTGRES_URL";
  if (subject === flask && !hasFlask()) return "needs python3-flask-restful, python3-flask-sqlalchemy, gunicorn";
  const copy = await data.copy(subject.database);
  try {
    const service = await start(subject, copy.url);
    try {
      await requireSameAnswers(service.url, subject, data.users);
    } finally {
      await service.kill();
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await copy.drop();
  }
}

async function requireSameAnswers(url: string, { routes }: Subject, users: number): Promise<void> {
  const known = userAt(1, users);
  const sameName = Array.from({ length: users }, (_, index) => userAt(index + 1, users)).filter(
    ({ name }) => name === known.name,
  );
  const form = { method: "POST", body: new URLSearchParams({ age: "14" }) };
  const patch = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: `{"age":15}` };
  const created = { id: users + 1, name: "somebody", age: 14 };
  await requireAnswer(`${url}/api/users/${known.name}`, {}, { user: sameName });
  await requireAnswer(`${url}/api/users/nobody`, {}, { user: [] });
  await requireAnswer(`${url}/api/users/somebody`, form, { user: created });
  await requireAnswer(`${url}/api/users/somebody`, {}, { user: [created] });
  if (routes === "tutorial") return;
  await requireAnswer(`${url}/api/user/1`, {}, known);
  await requireAnswer(`${url}/api/user/1`, patch, { ...known, age: 15 });
  const { items, nextCursor } = await answerOf(`${url}/api/users?limit=2`);
  const next = await answerOf(`${url}/api/users?limit=2&cursor=${nextCursor}`);
  requireEqual(
    "two pages of users",
    [items, next.items],
    [
      [{ ...known, age: 15 }, userAt(2, users)],
      [userAt(3, users), userAt(4, users)],
    ],
  );
}

async function requireAnswer(url: string, init: RequestInit, expected: object): Promise<void> {
  requireEqual(`${init.method ?? "GET"} ${new URL(url).pathname}`, await answerOf(url, init), expected);
}

async function answerOf(url: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

function requireEqual(what: string, given: unknown, expected: unknown): void {
  const [is, should] = [given, expected].map((value) => JSON.stringify(value, sortKeys));
  if (is !== should) throw new Error(`${what} answers ${is}, not ${should}`);
}

function sortKeys(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

function hasFlask(): boolean {
  try {
    execFileSync(python, ["-c", "import flask_restful, flask_sqlalchemy, gunicorn"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
