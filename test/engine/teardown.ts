/** Drops the databases of a run from the server. */
import { basename } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";

export default function setup({ config }: TestProject) {
  const { databases, temporary } = config.provide;
  return async () => {
    const client = new pg.Client({ connectionString: databases });
    await client.connect();
    const own = "select datname from pg_database where starts_with(datname, $1)";
    const { rows } = await client.query<{ datname: string }>(own, [`${basename(temporary ?? "")}-`]);
    for (const { datname } of rows) await client.query(`drop database "${datname}" with (force)`);
    await client.end();
  };
}
