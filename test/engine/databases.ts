/** A database for each test: a file of SQLite, or a database on a PostgreSQL server. */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import pg from "pg";
import { inject, onTestFinished } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Where databases are made: `sqlite:FOLDER` or `postgres://…`. */
    databases: string;
    /** A folder that is deleted after the run. */
    temporary: string;
  }
}

/** Databases on a server that earlier tests of this worker used: making one takes longer than most tests. */
const idle: string[] = [];

/** The address of an empty database that no other test uses. */
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

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
