/** The engine while its database fails: how long callers wait, what is refused, what is lost. */
import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import knex from "knex";
import { createPostgres } from "../engine/postgres-server.ts";
import type { Store } from "./data.ts";
import { type Section, show } from "./report.ts";
import { type Subject, start } from "./subjects.ts";

/** A request that was made while a database failed. */
interface Call {
  isWrite: boolean;
  /** 0 where the connection broke. */
  status: number;
  /** The id of what a write created. */
  id: number | undefined;
  milliseconds: number;
  /** When it was answered. */
  at: number;
}

interface Fault {
  name: string;
  calls: Call[];
  /** When the database was there again. */
  healed: number | undefined;
  lost: number;
}

/** 32 callers, of which every fourth reads. */
const callers = 32;

export async function measureFaults(subject: Subject, store: Store): Promise<Section> {
  const faults = [...(await onPostgres(subject)), await locked(subject, store), await deleted(subject, store)];
  const rows = faults.map(({ name, calls, healed, lost }) => {
    const answered = (isWrite: boolean, isOk: boolean) =>
      calls.filter((call) => call.isWrite === isWrite && call.status > 0 && call.status < 400 === isOk);
    const recovered = healed && calls.find(({ isWrite, status, at }) => isWrite && status === 201 && at > healed)?.at;
    const others = calls.filter(({ status }) => ![200, 201, 503].includes(status)).length;
    return [
      name,
      String(answered(true, true).length),
      String(answered(true, false).length),
      String(answered(false, false).length),
      String(others),
      show(calls.reduce((longest, { milliseconds }) => Math.max(longest, milliseconds), 0) / 1_000),
      healed && recovered ? show((recovered - healed) / 1_000) : "–",
      String(lost),
    ];
  });
  return {
    title: `faults: ${callers} connections, of which every fourth reads`,
    columns: ["fault", "writes", "refused", "reads refused", "no 503", "longest wait, s", "back after, s", "lost"],
    rows,
    notes: [
      "Lost are acknowledged writes that are not there afterwards; of a deleted file, those acknowledged after its deletion.",
    ],
    data: faults.map(({ name, lost, healed }) => ({ name, lost, healed })),
  };
}

async function onPostgres(subject: Subject): Promise<Fault[]> {
  const postgres = await createPostgres();
  const faults: Fault[] = [];
  const cases: [name: string, fail: () => Promise<void>][] = [
    ["PostgreSQL crashes and restarts", () => postgres.restart()],
    [
      "PostgreSQL stops responding for 15 s",
      async () => {
        const thaw = postgres.freeze();
        await setTimeout(15_000);
        thaw();
      },
    ],
    [
      "PostgreSQL ends all connections",
      async () => {
        const own = "pid <> pg_backend_pid() and backend_type = 'client backend'";
        await postgres.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${own}`);
      },
    ],
  ];
  try {
    for (const [name, fail] of cases) {
      const url = await postgres.createDatabase();
      faults.push(await underLoad({ name, subject: { ...subject, database: "postgres" }, url, fail }));
    }
    return faults;
  } finally {
    await postgres.end();
  }
}

/** By another process, which holds SQLite's lock for writes. */
async function locked(subject: Subject, store: Store): Promise<Fault> {
  const copy = await store.empty.copy("sqlite");
  const other = knex({ client: "sqlite3", connection: fileOf(copy.url), useNullAsDefault: true, pool: { max: 1 } });
  const fail = async () => {
    await other.raw("pragma busy_timeout = 5000");
    await other.raw("begin immediate");
    await setTimeout(12_000);
    await other.raw("rollback");
  };
  try {
    return await underLoad({ name: "SQLite is locked for 12 s", subject, url: copy.url, fail });
  } finally {
    await other.destroy();
    await copy.drop();
  }
}

async function deleted(subject: Subject, store: Store): Promise<Fault> {
  const copy = await store.empty.copy("sqlite");
  const fail = async () => {
    rmSync(fileOf(copy.url));
    await setTimeout(2_000);
  };
  try {
    return await underLoad({ name: "SQLite's file is deleted", subject, url: copy.url, fail, isFinal: true });
  } finally {
    await copy.drop();
  }
}

interface Trial {
  name: string;
  subject: Subject;
  url: string;
  /** Makes the database fail, and heals it. */
  fail(): Promise<void>;
  /** Whether nothing heals it: every write that is acknowledged after the fault is lost. */
  isFinal?: boolean;
}

async function underLoad({ name, subject, url, fail, isFinal = false }: Trial): Promise<Fault> {
  const server = await start(subject, url);
  const calls: Call[] = [];
  let isOver = false;
  const load = Array.from({ length: callers }, async (_, caller) => {
    while (!isOver) calls.push(await call(server.url, caller % 4 !== 0));
  });
  try {
    await setTimeout(1_000);
    const broken = performance.now();
    await fail();
    const healed = performance.now();
    await setTimeout(isFinal ? 0 : 5_000);
    isOver = true;
    await Promise.all(load);
    const written = calls.filter(({ status, isWrite }) => isWrite && status === 201);
    if (isFinal) return { name, calls, healed: undefined, lost: written.filter(({ at }) => at > broken).length };
    const remaining = await idsIn(server.url);
    return { name, calls, healed, lost: written.filter(({ id }) => id && !remaining.has(id)).length };
  } finally {
    isOver = true;
    await server.kill();
  }
}

async function call(url: string, isWrite: boolean): Promise<Call> {
  const started = performance.now();
  const init = { method: "POST", body: '{"name":"robin"}', headers: { "Content-Type": "application/json" } };
  const { status, id } = await fetch(`${url}/api/birds?`, isWrite ? init : {}).then(
    async (answer) => ({ status: answer.status, id: ((await answer.json()) as { id?: number }).id }),
    () => ({ status: 0, id: undefined }),
  );
  const at = performance.now();
  return { isWrite, status, id, milliseconds: at - started, at };
}

async function idsIn(url: string): Promise<Set<number>> {
  const ids = new Set<number>();
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const query = `?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = (await (await fetch(`${url}/api/birds${query}`)).json()) as {
      items: { id: number }[];
      nextCursor?: string;
    };
    for (const { id } of page.items) ids.add(id);
    cursor = page.nextCursor;
  }
  return ids;
}

function fileOf(url: string): string {
  return url.slice("sqlite:".length);
}
