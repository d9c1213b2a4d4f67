/** The same users for every subject, made once and copied for every measurement. */
import { randomUUID } from "node:crypto";
import { constants, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { isPostgres, openDatabase } from "../../server/database.ts";

export type DatabaseKind = "sqlite" | "postgres";

export interface User {
  id: number;
  name: string;
  age: number | null;
}

export interface DatabaseCopy {
  /** As in DATABASE_URL. */
  url: string;
  drop(): Promise<void>;
}

export interface Data {
  users: number;
  copy(kind: DatabaseKind): Promise<DatabaseCopy>;
}

export interface Store {
  /** The data with so many users; each is made once. */
  with(users: number): Data;
  /** A database without a table. */
  empty(): DatabaseCopy;
  hasPostgres: boolean;
  /** Removes all that was made. */
  close(): Promise<void>;
}

const firstNames = ["ada", "alan", "anita", "barbara", "dennis", "donald", "edsger", "frances", "grace", "jean"];

/** A number from 0 to 1 that depends on nothing but the seed (mulberry32). */
export function randomAt(seed: number): number {
  let mixed = (seed + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

export function integerAt(seed: number, below: number): number {
  return Math.floor(randomAt(seed) * below);
}

/** The user of an id, the same in every run. There are about as many names as users, so that a few share one. */
export function userAt(id: number, users: number): User {
  const number = integerAt(3 * id, Math.ceil(users / firstNames.length));
  const name = `${firstNames[integerAt(3 * id + 1, firstNames.length)]}-${number}`;
  return { id, name, age: integerAt(3 * id + 2, 100) };
}

export async function openStore(folder: string, postgresUrl: string): Promise<Store> {
  const databases = new Set<string>();
  const made = new Map<string, Promise<string>>();
  let copies = 0;

  async function createPostgres(template?: string): Promise<string> {
    const name = `bench_${randomUUID().replaceAll("-", "")}`;
    await query(postgresUrl, `create database ${name}${template ? ` template ${template}` : ""}`);
    databases.add(name);
    return name;
  }

  async function dropPostgres(name: string): Promise<void> {
    await query(postgresUrl, `drop database if exists ${name} with (force)`);
    databases.delete(name);
  }

  async function makeOriginal(kind: DatabaseKind, users: number): Promise<string> {
    const original = kind === "sqlite" ? join(folder, `${users}.db`) : await createPostgres();
    await fill(kind === "sqlite" ? `sqlite:${original}` : addressOf(original, postgresUrl), users);
    return original;
  }

  function copyPath(): string {
    copies += 1;
    const place = join(folder, `copy-${copies}`);
    mkdirSync(place);
    return join(place, "users.db");
  }

  function sqliteCopy(file: string): DatabaseCopy {
    return { url: `sqlite:${file}`, drop: async () => rmSync(join(file, ".."), { recursive: true, force: true }) };
  }

  return {
    with: (users) => ({
      users,
      async copy(kind) {
        const key = `${kind} ${users}`;
        const making = made.get(key) ?? makeOriginal(kind, users);
        made.set(key, making);
        const original = await making;
        if (kind === "postgres") {
          const name = await createPostgres(original);
          return { url: addressOf(name, postgresUrl), drop: () => dropPostgres(name) };
        }
        const file = copyPath();
        copyFileSync(original, file, constants.COPYFILE_FICLONE);
        return sqliteCopy(file);
      },
    }),
    empty: () => sqliteCopy(copyPath()),
    hasPostgres: await query(postgresUrl, "select 1").then(
      () => true,
      () => false,
    ),
    async close() {
      for (const name of databases) await dropPostgres(name);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The service's own migrations make the table, so that every subject has the same columns, checks and indexes. */
async function fill(url: string, users: number): Promise<void> {
  const database = await openDatabase(url);
  const rows = isPostgres(database.write) ? "json_array_elements(?::json)" : "json_each(?)";
  const batch = 10_000;
  for (let first = 1; first <= users; first += batch) {
    const values = Array.from({ length: Math.min(batch, users + 1 - first) }, (_, index) => {
      const { name, age } = userAt(first + index, users);
      return [name, age];
    });
    await database.write.raw(
      `insert into "user" (name, age) select value ->> 0, cast(value ->> 1 as integer) from ${rows}`,
      JSON.stringify(values),
    );
  }
  if (isPostgres(database.write)) await database.write.raw(`analyze "user"`);
  await database.close();
}

function addressOf(database: string, server: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000 });
  client.on("error", () => {}); // A connection that breaks fails its query, which tells.
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}
