/** A PostgreSQL that one file of tests breaks on purpose, so that it disturbs no other. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "./port.ts";
import { endWithThis } from "./process.ts";

/** Where Debian has its programs, of the newest version. */
const programs = existsSync("/usr/lib/postgresql")
  ? join(
      "/usr/lib/postgresql",
      String(readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a))[0]),
      "bin",
    )
  : undefined;

/** Never skipped in CI, where it is an error. */
export const hasPostgres = programs !== undefined || process.env.CI !== undefined;

export type PostgresServer = Awaited<ReturnType<typeof createPostgres>>;

/** A new cluster, started; `end()` stops it and deletes it. */
export async function createPostgres() {
  if (!programs) throw new Error("There is no PostgreSQL in /usr/lib/postgresql: install Debian's package postgresql.");
  const isRoot = process.getuid?.() === 0; // PostgreSQL refuses to run as root.
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]));
  const user = isRoot ? { uid: id("-u"), gid: id("-g") } : {};
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  if (isRoot) execFileSync("chown", ["postgres", folder]);
  const data = join(folder, "data");
  const options = { ...user, cwd: folder };
  execFileSync(
    join(programs, "initdb"),
    ["--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"],
    { ...options, stdio: "ignore" },
  );
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"];

  async function start(more: string[] = []) {
    const args = ["-D", data, ...[...settings, ...more].flatMap((setting) => ["-c", setting])];
    const server = spawn(join(String(programs), "postgres"), args, { ...options, stdio: "ignore" });
    endWithThis(server, "QUIT");
    const ended = once(server, "exit");
    for (;;) {
      const failure = await query("select 1").then(
        () => undefined,
        (error: Error) => error,
      );
      if (!failure) break;
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: it exited with ${server.exitCode}.`);
    }
    return { server, ended };
  }

  async function query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => {}); // Reported by the query.
    try {
      await client.connect();
      const { rows = [] } = await client.query(sql);
      return rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  let running = await start();

  /** The server and its backends, each of which leads a process group. */
  function signal(name: NodeJS.Signals): void {
    const { pid = 0 } = running.server;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    for (const each of [pid, ...children]) process.kill(each, name);
  }

  return {
    url,
    query,
    /** A database of its own; dropped with the cluster. */
    async createDatabase(): Promise<string> {
      const name = `test_${Math.random().toString(36).slice(2)}`;
      await query(`create database ${name}`);
      return url.replace(/postgres$/, name);
    },
    /** Stops it at once, as a crash would, and starts it again. */
    async restart(more: string[] = []): Promise<void> {
      running.server.kill("SIGQUIT");
      await running.ended;
      running = await start(more);
    },
    /** Stops it in the middle of whatever it does. @returns a function that lets it go on */
    freeze(): () => void {
      signal("SIGSTOP");
      return () => signal("SIGCONT");
    },
    async end(): Promise<void> {
      running.server.kill("SIGQUIT");
      await running.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
