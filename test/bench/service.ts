/** What this service alone is asked: how soon it answers, how it grows with its data, what it loses when killed. */
import { freePort } from "../port.ts";
import type { Store } from "./data.ts";
import { type Work, work } from "./load.ts";
import { type Service, serve } from "./process.ts";
import { interleave, median, ratioOf, type Section, show, showRatio } from "./report.ts";
import { type Subject, serviceCommand, start } from "./subjects.ts";
import { type LoadSettings, measure } from "./throughput.ts";

/** @returns milliseconds from the start of the process to its first answer, on a fresh database */
export async function timeStart(store: Store, main: string): Promise<number> {
  const database = store.empty();
  const port = await freePort();
  const started = performance.now();
  const server = await serve(serviceCommand(main)(port, database.url), `http://127.0.0.1:${port}`, "/api/users/nobody");
  const milliseconds = performance.now() - started;
  await server.kill();
  await database.drop();
  return milliseconds;
}

export async function measureStart(store: Store, main: string, rounds: number): Promise<Section> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timeStart(store, main));
  return {
    title: "start: to the first answer, on a fresh database",
    columns: ["runs", "median ms", "least", "most"],
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
    request: (n, users, cursors) => list.request(n, users, cursors.slice(-1)), // One page, as the first is one.
  };
  const cases = [
    ...sizes.map((users) => ({
      what: "read-name ×32",
      where: `${users} users`,
      work: work("read-name"),
      connections: 32,
      users,
    })),
    ...[list, farPage].map((each) => ({
      what: `list ×1, ${most} users`,
      where: `page ${each === list ? 1 : skipped + 1}`,
      work: each,
      connections: 1,
      users: most,
    })),
  ];
  const results = await interleave(cases, settings.rounds, (each, round) => {
    console.error(`growth, round ${round + 1}/${settings.rounds}: ${each.what}, ${each.where}`);
    return measure({ ...each, subject }, store.with(each.users), settings);
  });
  const figures = [...results].map(([{ what, where }, rounds]) => {
    const [, base = []] = [...results].find(([each]) => each.what === what) ?? [];
    const [rates, baseRates] = [rounds, base].map((each) => each.map(({ perSecond }) => perSecond));
    const p50 = median(rounds.map((each) => each.p50));
    return { what, where, perSecond: median(rates ?? []), ratio: ratioOf(rates ?? [], baseRates ?? []), p50, rounds };
  });
  return {
    title: "growth: this service with more users, and further into them",
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

/** Kills the service amid creates and looks for every one that it had acknowledged. */
export async function measureKill(store: Store, subject: Subject, rounds: number): Promise<Section> {
  const kept: Kept[] = [];
  for (let round = 0; round < rounds; round++) kept.push(await killOnce(store, subject, 1000 + 250 * round));
  const total = (name: keyof Kept) => kept.reduce((sum, each) => sum + each[name], 0);
  return {
    title: "kill: `kill -9` amid creates over 32 connections, then a start on the same database",
    columns: ["kills", "writes acknowledged", "of these lost"],
    rows: [[String(rounds), String(total("acknowledged")), String(total("lost"))]],
    notes: ["This shows what survives the end of the process; what survives a power cut is up to the disk as well."],
    data: kept,
  };
}

async function killOnce(store: Store, subject: Subject, milliseconds: number): Promise<Kept> {
  const copy = await store.with(1000).copy(subject.database);
  try {
    const acknowledged = await createUntilKilled(await start(subject, copy.url), milliseconds);
    if (acknowledged.size === 0) throw new Error("no write was acknowledged before the kill");
    const lost = await countLost(await start(subject, copy.url), acknowledged);
    return { acknowledged: acknowledged.size, lost };
  } finally {
    await copy.drop();
  }
}

/** Returns the answers by name. */
async function createUntilKilled(server: Service, milliseconds: number): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>();
  const kill = setTimeout(() => server.kill(), milliseconds);
  const create = async (writer: number) => {
    for (let count = 0; ; count++) {
      const name = `${writer}-${count}`;
      const form = { method: "POST", body: new URLSearchParams({ age: "14" }) };
      const answer = await ask(`${server.url}/api/users/${name}`, form);
      if (answer === undefined) return;
      acknowledged.set(name, answer);
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

async function countLost(server: Service, acknowledged: Map<string, string>): Promise<number> {
  const remaining = acknowledged.entries();
  let lost = 0;
  const read = async () => {
    for (const [name, answer] of remaining) {
      const { user } = JSON.parse((await ask(`${server.url}/api/users/${name}`)) ?? `{"user":[]}`);
      if (JSON.stringify({ user: user[0] }) !== answer) lost += 1;
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

/** Returns the body, or undefined when the connection breaks. @throws for an answer that is no success */
async function ask(url: string, init: RequestInit = {}): Promise<string | undefined> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, init);
    body = await response.text();
  } catch {
    return undefined;
  }
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`);
  return body;
}
