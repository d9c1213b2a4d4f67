/** The engine alone: time to start, growth of its data, durability. */
import { freePort } from "../engine/port.ts";
import type { Data, Store } from "./data.ts";
import { type LoadSettings, type Work, work } from "./load.ts";
import { type Server, serve } from "./process.ts";
import { interleave, median, ratioOf, type Section, show, showRatio } from "./report.ts";
import { type Subject, start } from "./subjects.ts";
import { measure } from "./throughput.ts";

/** @returns milliseconds from the start of the process to its response to a GET of `path` */
export async function timeStart(subject: Pick<Subject, "command">, data: Data, path: string): Promise<number> {
  const database = await data.copy("sqlite");
  const port = await freePort();
  const started = performance.now();
  const server = await serve(subject.command(port, database.url), `http://127.0.0.1:${port}`, path);
  const milliseconds = performance.now() - started;
  await server.kill();
  await database.drop();
  return milliseconds;
}

export async function measureStart(subject: Subject, data: Data, rounds: number): Promise<Section> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timeStart(subject, data, "/api/birds/dodo"));
  return {
    title: "start: to the first response, with a new database",
    columns: ["runs", "median ms", "min", "max"],
    rows: [[String(rounds), show(median(times)), show(Math.min(...times)), show(Math.max(...times))]],
    notes: [],
    data: { milliseconds: times },
  };
}

export async function measureGrowth(
  store: Store,
  subject: Subject,
  sizes: number[],
  settings: LoadSettings,
): Promise<Section> {
  const most = Math.max(...sizes);
  const skipped = Math.min(9_999, Math.floor((most - 1) / 20));
  const list = work("list");
  const farPage: Work = {
    ...list,
    name: "list-far",
    skip: () => skipped * 20,
    request: (n, rows, cursors) => list.request(n, rows, cursors.slice(-1)), // One page, as the first is one.
  };
  const cases = [
    ...sizes.map((rows) => ({
      what: "read-name ×32",
      where: `${rows} rows`,
      work: work("read-name"),
      connections: 32,
      rows,
    })),
    ...[list, farPage].map((each) => ({
      what: `list ×1, ${most} rows`,
      where: `page ${each === list ? 1 : skipped + 1}`,
      work: each,
      connections: 1,
      rows: most,
    })),
  ];
  const results = await interleave(cases, settings.rounds, (each, round) => {
    console.error(`growth, round ${round + 1}/${settings.rounds}: ${each.what}, ${each.where}`);
    return measure({ ...each, subject }, store.with(each.rows), settings);
  });
  const figures = [...results].map(([{ what, where }, rounds]) => {
    const [, base = []] = [...results].find(([each]) => each.what === what) ?? [];
    const [rates, baseRates] = [rounds, base].map((each) => each.map(({ perSecond }) => perSecond));
    const p50 = median(rounds.map((each) => each.p50));
    return { what, where, perSecond: median(rates ?? []), ratio: ratioOf(rates ?? [], baseRates ?? []), p50, rounds };
  });
  return {
    title: "growth: more rows, and further pages",
    columns: ["what", "where", "req/s", "÷ first", "p50 ms"],
    rows: figures.map(({ what, where, perSecond, ratio, p50 }) => [
      what,
      where,
      show(perSecond),
      showRatio(ratio),
      show(p50),
    ]),
    notes: [],
    data: figures,
  };
}

interface Kept {
  acknowledged: number;
  lost: number;
}

/** Kills the service during creates, and looks for each that it had acknowledged. */
export async function measureKill(data: Data, subject: Subject, rounds: number): Promise<Section> {
  const kept: Kept[] = [];
  for (let round = 0; round < rounds; round++) kept.push(await killOnce(data, subject, 1000 + 250 * round));
  const total = (name: keyof Kept) => kept.reduce((sum, each) => sum + each[name], 0);
  return {
    title: "kill: SIGKILL during creates over 32 connections, then a start on the same database",
    columns: ["kills", "writes acknowledged", "of these lost"],
    rows: [[String(rounds), String(total("acknowledged")), String(total("lost"))]],
    notes: ["Shows what survives the end of the process; what survives a power cut depends on the disk, too."],
    data: kept,
  };
}

async function killOnce(data: Data, subject: Subject, milliseconds: number): Promise<Kept> {
  const copy = await data.copy(subject.database);
  try {
    const acknowledged = await createUntilKilled(await start(subject, copy.url), milliseconds);
    if (acknowledged.size === 0) throw new Error("no write was acknowledged before the kill");
    const lost = await countLost(await start(subject, copy.url), acknowledged);
    return { acknowledged: acknowledged.size, lost };
  } finally {
    await copy.drop();
  }
}

/** @returns the responses by name */
async function createUntilKilled(server: Server, milliseconds: number): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>();
  const kill = setTimeout(() => server.kill(), milliseconds);
  const create = async (writer: number) => {
    for (let count = 0; ; count++) {
      const name = `${writer}-${count}`;
      const form = { method: "POST", body: new URLSearchParams({ age: "14" }) };
      const body = await request(`${server.url}/api/birds/${name}`, form);
      if (body === undefined) return;
      acknowledged.set(name, body);
    }
  };
  try {
    await onEveryConnection(create);
  } finally {
    clearTimeout(kill);
    await server.kill();
  }
  return acknowledged;
}

async function countLost(server: Server, acknowledged: Map<string, string>): Promise<number> {
  const remaining = acknowledged.entries();
  let lost = 0;
  const read = async () => {
    for (const [name, body] of remaining) {
      const { bird } = JSON.parse((await request(`${server.url}/api/birds/${name}`)) ?? `{"bird":[]}`);
      if (JSON.stringify({ bird: bird[0] }) !== body) lost += 1;
    }
  };
  try {
    await onEveryConnection(read);
  } finally {
    await server.kill();
  }
  return lost;
}

async function onEveryConnection(use: (connection: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: 32 }, (_, connection) => use(connection)));
}

/** @returns the body, or undefined when the connection breaks @throws for any status but 2xx */
async function request(url: string, init: RequestInit = {}): Promise<string | undefined> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, init);
    body = await response.text();
  } catch {
    return undefined;
  }
  if (!response.ok) throw new Error(`${new URL(url).pathname} responds with ${response.status}`);
  return body;
}
