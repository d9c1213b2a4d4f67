/** Subjects under load: what they answer, how fast, and what it costs them. */
import type { Data } from "./data.ts";
import { drive, type Generator, type LoadResult, requestsFor, type Work, walk } from "./load.ts";
import { defined, interleave, median, ratioOf, type Section, show, showRatio } from "./report.ts";
import { type Subject, start } from "./subjects.ts";

export interface LoadSettings {
  generator: Generator;
  rounds: number;
  /** Seconds. */
  duration: number;
  warmup: number;
}

export interface Measured extends LoadResult {
  perSecond: number;
  /** Of the server's processes, per answer. */
  cpuMicroseconds: number | undefined;
  peakMegabytes: number | undefined;
}

interface Case {
  subject: Subject;
  work: Work;
  connections: number;
}

const walked = new Map<string, Promise<string[]>>();

/** Starts the subject afresh on its own copy of the data, warms it up, and measures it under load. */
export async function measure(
  { subject, work, connections }: Case,
  data: Data,
  settings: LoadSettings,
): Promise<Measured> {
  const { generator, duration, warmup } = settings;
  const copy = await data.copy(subject.database);
  try {
    const server = await start(subject, copy.url);
    try {
      const { url } = server;
      const cursors = await cursorsFor(subject, work, url, data.users);
      const loadOf = (count: number) => ({
        url,
        connections: count,
        requests: requestsFor(work, count, data.users, cursors),
      });
      // One connection alone asks too little for the compiler to get warm.
      await drive(generator, { ...loadOf(Math.max(connections, 32)), seconds: warmup });
      const before = server.usage();
      const result = await drive(generator, { ...loadOf(connections), seconds: duration });
      const after = server.usage();
      return {
        ...result,
        perSecond: result.answered / result.seconds,
        cpuMicroseconds: before && after && ((after.cpuSeconds - before.cpuSeconds) * 1e6) / result.answered,
        peakMegabytes: after?.peakMegabytes,
      };
    } finally {
      await server.kill();
    }
  } finally {
    await copy.drop();
  }
}

/** Every copy has the same pages, so a subject is asked for its cursors once. */
function cursorsFor(subject: Subject, { name, skip }: Work, url: string, users: number): Promise<string[]> {
  if (!skip) return Promise.resolve([]);
  const key = `${subject.name} ${name} ${users}`;
  const cursors = walked.get(key) ?? walk(url, skip(users));
  walked.set(key, cursors);
  return cursors;
}

/** @param leftOut what to say about the subjects that are missing */
export async function compareSubjects(
  subjects: Subject[],
  works: Work[],
  connections: number[],
  data: Data,
  settings: LoadSettings,
  leftOut: string[],
): Promise<Section> {
  const notes: string[] = [];
  const rows: string[][] = [];
  const figures: object[] = [];
  const groups = works.flatMap((work) => connections.map((count) => ({ work, connections: count })));
  for (const [index, group] of groups.entries()) {
    const title = `${group.work.name} ×${group.connections}`;
    const able = subjects.filter(({ routes }) => routes === "all" || group.work.routes === "tutorial");
    const cases = able.map((subject) => ({ ...group, subject }));
    const results = await interleave(cases, settings.rounds, async (each, round) => {
      console.error(
        `${index + 1}/${groups.length} ${title}, round ${round + 1}/${settings.rounds}: ${each.subject.name}`,
      );
      try {
        return await measure(each, data, settings);
      } catch (error) {
        notes.push(`${title}, ${each.subject.name}: ${(error as Error).message}`);
        return undefined;
      }
    });
    const base = [...results].find(([{ subject }]) => subject.name === "this")?.[1] ?? [];
    for (const [{ subject }, measured] of results) {
      const summary = summarise(measured, base);
      figures.push({
        work: group.work.name,
        connections: group.connections,
        subject: subject.name,
        ...summary,
        rounds: measured,
      });
      rows.push([
        title,
        subject.name,
        show(summary.perSecond),
        showRatio(summary.perSecondRatio),
        show(summary.p50),
        show(summary.p99),
        show(summary.cpuMicroseconds),
        showRatio(summary.cpuRatio),
        show(summary.peakMegabytes),
      ]);
      if (summary.failed > 0) notes.push(`${title}, ${subject.name}: ${summary.failed} requests failed`);
    }
  }
  return {
    title: `throughput: ${data.users} users, ${settings.rounds} rounds of ${settings.duration} s, ${settings.generator}`,
    columns: ["work", "subject", "req/s", "÷ this", "p50 ms", "p99 ms", "CPU µs/req", "÷ this", "peak MB"],
    rows,
    notes: [
      "Medians, and ratios to `this` in the same round with their least and most: above 1 is faster in req/s, dearer in CPU.",
      "CPU is the server's processes' own, without the load's and without PostgreSQL's. The load is closed: a connection",
      "asks again once it is answered.",
      ...leftOut,
      ...notes,
    ],
    data: { users: data.users, settings, leftOut, notes, figures },
  };
}

function summarise(measured: (Measured | undefined)[], base: (Measured | undefined)[]) {
  const each = (results: (Measured | undefined)[], name: keyof Measured) => results.map((result) => result?.[name]);
  const middle = (name: keyof Measured) => median(defined(each(measured, name)));
  const ratio = (name: keyof Measured) => ratioOf(each(measured, name), each(base, name));
  return {
    perSecond: middle("perSecond"),
    perSecondRatio: ratio("perSecond"),
    p50: middle("p50"),
    p99: middle("p99"),
    cpuMicroseconds: middle("cpuMicroseconds"),
    cpuRatio: ratio("cpuMicroseconds"),
    peakMegabytes: middle("peakMegabytes"),
    failed: defined(each(measured, "failed")).reduce((sum, failed) => sum + failed, 0),
  };
}
