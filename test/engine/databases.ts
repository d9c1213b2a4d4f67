/** A database for each test: a file of SQLite, or a database on a PostgreSQL server. */
import { randomUUID } from "node:crypto";
import { copyFileSync } from "node:fs";
import { basename } from "node:path";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import { openDatabase } from "../../server/engine/database/database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where databases are made: `sqlite:FOLDER` or `postgres://…`. */
    databases: string;
    /** A folder that is deleted after the run. */
    temporary: string;
  }
}

type Migrated = Parameters<typeof openDatabase>[1];

/** The address of an empty database that no other test uses. */
export async function createDatabase(): Promise<string> {
  const databases = inject("databases");
  if (databases.startsWith("sqlite:")) return `${databases}/${randomUUID()}.db`;
  const url = idle.get(empty)?.pop() ?? (await createOn(databases));
  onTestFinished(() => reset(url));
  return url;
}

/** The address of a service's database without rows, made once per worker: migrations take longer than most tests. */
export async function createMigratedDatabase(service: Migrated): Promise<string> {
  const databases = inject("databases");
  if (!service.migrations) return createDatabase();
  const { href } = service.migrations;
  if (databases.startsWith("sqlite:")) {
    const url = await createDatabase();
    const template = templates.get(href) ?? migrate(await createDatabase(), service);
    templates.set(href, template);
    copyFileSync((await template).slice("sqlite:".length), url.slice("sqlite:".length));
    return url;
  }
  const url = idle.get(href)?.pop() ?? (await migrate(await createOn(databases), service));
  const [before] = await query(url, schemaVersion);
  onTestFinished(async () => {
    const [after] = await query(url, schemaVersion);
    if (after?.version !== before?.version) return reset(url); // The test has changed its tables.
    await query(url, endOthers);
    await query(url, deleteRows);
    release(url, href);
  });
  return url;
}

async function migrate(url: string, service: Migrated): Promise<string> {
  const database = await openDatabase(url, service);
  for (const sql of inject("changes")) await database.write.raw(sql);
  if (url.startsWith("sqlite:")) await database.write.raw("pragma wal_checkpoint(truncate)"); // Leaves one file.
  await database.close();
  return url;
}

/** Migrated files of SQLite, by the folder of migrations. */
const templates = new Map<string, Promise<string>>();

/** Databases on a server that earlier tests of this worker used, by the folder of their migrations. */
const idle = new Map<string, string[]>();
const empty = "";

function release(url: string, migrations: string): void {
  idle.set(migrations, [...(idle.get(migrations) ?? []), url]);
}

async function reset(url: string): Promise<void> {
  await query(url, `${endOthers}; drop schema public cascade; create schema public`);
  release(url, empty);
}

/** Dropped after the run by teardown.ts, which knows its prefix. */
async function createOn(databases: string): Promise<string> {
  const url = new URL(databases);
  url.pathname = `${basename(inject("temporary"))}-${randomUUID()}`;
  const name = `"${url.pathname.slice(1)}"`;
  await query(databases, `create database ${name}`);
  // No test here cuts the power: waiting for the disk would take most of the time.
  await query(databases, `alter database ${name} set synchronous_commit = off`);
  return url.href;
}

const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Differs once a table, column, constraint or index has been made, changed or dropped. */
const schemaVersion = `
  with own as (select oid, xmin from pg_class where relnamespace = 'public'::regnamespace)
  select md5(string_agg(xmin::text, ',' order by xmin::text)) as version from (
    select xmin from own
    union all select xmin from pg_attribute where attrelid in (select oid from own)
    union all select xmin from pg_constraint where connamespace = 'public'::regnamespace
  ) parts`;

/** Deletes in any order, and faster than TRUNCATE, which makes new files. Only the history of migrations stays. */
const deleteRows = `
  set session_replication_role = replica;
  do $$
  declare name text;
  begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename !~ '_migrations(_lock)?$' loop
      execute format('delete from %I', name);
    end loop;
    for name in select sequencename from pg_sequences where schemaname = 'public' and sequencename !~ '_migrations_' loop
      perform setval(format('%I', name)::regclass, 1, false);
    end loop;
  end $$`;

/** Connections that last as long as this worker: PostgreSQL takes long to begin one. */
const clients = new Map<string, pg.Client>();

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = clients.get(connectionString) ?? new pg.Client({ connectionString });
  if (!clients.has(connectionString)) {
    client.on("error", () => {}); // Once the run ends, its databases are dropped.
    clients.set(connectionString, client);
    await client.connect();
  }
  const { rows } = await client.query(sql);
  return rows;
}
