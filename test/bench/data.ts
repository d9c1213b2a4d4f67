/** Databases of generated rows, the same in every run: filled once, copied for every measurement. */
import { randomUUID } from "node:crypto";
import { constants, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { openDatabase } from "../../server/engine/database/database.ts";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import type { Types } from "../engine/generated/contract.ts";

export type DatabaseKind = "sqlite" | "postgres";

export type Bird = Types["models"]["Bird"];

export interface DatabaseCopy {
  /** As in DATABASE_URL. */
  url: string;
  drop(): Promise<void>;
}

export interface Data {
  rows: number;
  copy(kind: DatabaseKind): Promise<DatabaseCopy>;
}

export interface Store {
  /** Databases with this many rows. */
  with(rows: number): Data;
  /** New databases, which the service has yet to migrate; SQLite only. */
  empty: Data;
  /** Drops everything that was created. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Where SQLite's files are created; deleted in the end. */
  folder: string;
  /** A PostgreSQL server, where databases are created. */
  postgresUrl: string;
  /** The folder of a service's migrations, so that every subject has the same columns, checks and indexes. */
  migrations: string;
  /** The table to fill; of the columns of a bird. */
  table: string;
}

const names = ["dunnock", "finch", "jay", "kestrel", "owl", "raven", "robin", "sparrow", "swift", "wren"];

/** A number in [0, 1) that depends on the seed alone (mulberry32). */
export function randomAt(seed: number): number {
  let mixed = (seed + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

export function integerAt(seed: number, below: number): number {
  return Math.floor(randomAt(seed) * below);
}

/** The bird with an id. There are about as many names as rows, so that a few birds share one. */
export function birdAt(id: number, rows: number): Bird {
  const number = integerAt(3 * id, Math.ceil(rows / names.length));
  const name = `${names[integerAt(3 * id + 1, names.length)]}-${number}`;
  return { id, name, age: integerAt(3 * id + 2, 100) };
}

export function openStore({ folder, postgresUrl, migrations, table }: StoreOptions): Store {
  const databases = new Set<string>();
  const originals = new Map<string, Promise<string>>();
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

  async function createOriginal(kind: DatabaseKind, rows: number): Promise<string> {
    const original = kind === "sqlite" ? join(folder, `${rows}.db`) : await createPostgres();
    await fill(kind === "sqlite" ? `sqlite:${original}` : addressOf(original, postgresUrl), rows);
    return original;
  }

  /** Creates the table and fills it. */
  async function fill(url: string, rows: number): Promise<void> {
    const database = await openDatabase(url, { tables: [], migrations: pathToFileURL(join(migrations, "/")) });
    const elements = isPostgres(database.write) ? "json_array_elements(?::json)" : "json_each(?)";
    const batch = 10_000;
    for (let first = 1; first <= rows; first += batch) {
      const values = Array.from({ length: Math.min(batch, rows + 1 - first) }, (_, index) => {
        const { name, age } = birdAt(first + index, rows);
        return [name, age];
      });
      await database.write.raw(
        `insert into "${table}" (name, age) select value ->> 0, cast(value ->> 1 as integer) from ${elements}`,
        JSON.stringify(values),
      );
    }
    if (isPostgres(database.write)) await database.write.raw(`analyze "${table}"`);
    await database.close();
  }

  /** In a folder of its own, since SQLite creates further files beside it. */
  function createFile(): { file: string; copy: DatabaseCopy } {
    copies += 1;
    const own = join(folder, `copy-${copies}`);
    mkdirSync(own, { recursive: true });
    const file = join(own, "bench.db");
    return { file, copy: { url: `sqlite:${file}`, drop: async () => rmSync(own, { recursive: true, force: true }) } };
  }

  return {
    with: (rows) => ({
      rows,
      async copy(kind) {
        mkdirSync(folder, { recursive: true });
        const key = `${kind} ${rows}`;
        const creating = originals.get(key) ?? createOriginal(kind, rows);
        originals.set(key, creating);
        const original = await creating;
        if (kind === "postgres") {
          const name = await createPostgres(original);
          return { url: addressOf(name, postgresUrl), drop: () => dropPostgres(name) };
        }
        const { file, copy } = createFile();
        copyFileSync(original, file, constants.COPYFILE_FICLONE);
        return copy;
      },
    }),
    empty: { rows: 0, copy: async () => createFile().copy },
    async close() {
      for (const name of databases) await dropPostgres(name);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addressOf(database: string, server: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000 });
  client.on("error", () => {}); // A broken connection fails its query as well.
  try {
    await client.connect().catch(({ message }: Error) => {
      throw new Error(`PostgreSQL does not respond at TEST_POSTGRES_URL (${message})`);
    });
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}
