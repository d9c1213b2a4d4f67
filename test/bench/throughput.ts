/** Subjects under load: throughput, latency, CPU and memory. */
import type { Data } from "./data.ts";
import { cursorsBehind, drive, type LoadResult, type LoadSettings, requestsFor, type Work } from "./load.ts";
import type { Server } from "./process.ts";
import { defined, interleave, median, ratioOf, type Section, show, showRatio } from "./report.ts";
import { type Subject, start } from "./subjects.ts";

export interface Measured extends LoadResult {
  perSecond: number;
  /** Of the server's processes, per successful response. */
  cpuMicroseconds: number | undefined;
  peakMegabytes: number | undefined;
}

interface Case {
  subject: Subject;
  work: Work;
  connections: number;
}

const knownCursors = new Map<string, Promise<string[]>>();

/** Starts the subject on its own copy of the data, warms it up, and measures it under load. */
export async function measure(
  { subject, work, connections }: Case,
  data: Data,
  { generator, duration, warmup }: LoadSettings,
): Promise<Measured> {
  return withServer(subject, data, async (server) => {
    const { url } = server;
    const cursors = await cursorsFor(subject, work, url, data.rows);
    const loadOf = (count: number) => ({
      url,
      connections: count,
      requests: requestsFor(work, count, data.rows, cursors),
    });
    // A single connection sends too little for the JIT compiler to warm up.
    await drive(generator, { ...loadOf(Math.max(connections, 32)), seconds: warmup });
    const before = server.usage();
    const result = await drive(generator, { ...loadOf(connections), seconds: duration });
    const after = server.usage();
    return {
      ...result,
      perSecond: result.succeeded / result.seconds,
      cpuMicroseconds: before && after && ((after.cpuSeconds - before.cpuSeconds) * 1e6) / result.succeeded,
      peakMegabytes: after?.peakMegabytes,
    };
  });
}

/** Runs a subject on its own copy of the data. */
async function withServer<T>(subject: Subject, data: Data, use: (server: Server) => Promise<T>): Promise<T> {
  const copy = await data.copy(subject.database);
  try {
    const server = await start(subject, copy.url);
    try {
      return await use(server);
    } finally {
      await server.kill();
    }
  } finally {
    await copy.drop();
  }
}

/** Every copy has the same pages, so each subject's cursors are read once. */
function cursorsFor(subject: Subject, { name, skip }: Work, url: string, rows: number): Promise<string[]> {
  if (!skip) return Promise.resolve([]);
  const key = `${subject.name} ${name} ${rows}`;
  const cursors = knownCursors.get(key) ?? cursorsBehind(url, skip(rows));
  knownCursors.set(key, cursors);
  return cursors;
}

export interface Comparison {
  title: string;
  subjects: Subject[];
  works: Work[];
  connections: number[];
  data: Data;
  settings: LoadSettings;
  /** @throws where the subject at an address must be left out */
  verify?(url: string, rows: number): Promise<void>;
}

/** Compares subjects with `this`. Those that cannot be started are left out, with the reason. */
export async function compareSubjects(comparison: Comparison): Promise<Section> {
  const { title, works, connections, data, settings, verify = async () => {} } = comparison;
  const notes: string[] = [];
  const rows: string[][] = [];
  const figures: object[] = [];
  const subjects: Subject[] = [];
  for (const subject of comparison.subjects) {
    const outcome = withServer(subject, data, ({ url }) => verify(url, data.rows));
    await outcome.then(
      () => subjects.push(subject),
      ({ message }: Error) => notes.push(`Left out: ${subject.name}: ${message}`),
    );
  }
  const groups = works.flatMap((work) => connections.map((count) => ({ work, connections: count })));
  for (const [index, group] of groups.entries()) {
    const name = `${group.work.name} ×${group.connections}`;
    const cases = subjects.map((subject) => ({ ...group, subject }));
    const results = await interleave(cases, settings.rounds, async (each, round) => {
      const progress = `${index + 1}/${groups.length} ${name}, round ${round + 1}/${settings.rounds}`;
      console.error(`${progress}: ${each.subject.name}`);
      try {
        return await measure(each, data, settings);
      } catch (error) {
        notes.push(`${name}, ${each.subject.name}: ${(error as Error).message}`);
        return undefined;
      }
    });
    const base = [...results].find(([{ subject }]) => subject.name === "this")?.[1] ?? [];
    for (const [{ subject }, measured] of results) {
      const summary = summarise(measured, base);
      const { work, connections } = group;
      figures.push({ work: work.name, connections, subject: subject.name, ...summary, rounds: measured });
      rows.push([
        name,
        subject.name,
        show(summary.perSecond),
        showRatio(summary.perSecondRatio),
        show(summary.p50),
        show(summary.p99),
        show(summary.cpuMicroseconds),
        showRatio(summary.cpuRatio),
        show(summary.peakMegabytes),
      ]);
      if (summary.failed > 0) notes.push(`${name}, ${subject.name}: ${summary.failed} requests failed`);
    }
  }
  const { rounds, duration, generator } = settings;
  return {
    title: `${title}: ${data.rows} rows, ${rounds} × ${duration} s, ${generator.name}`,
    columns: ["work", "subject", "req/s", "÷ this", "p50 ms", "p99 ms", "CPU µs/req", "÷ this", "peak MB"],
    rows,
    notes: [
      "Medians over the rounds; ratios to `this` within a round, with their minimum and maximum: above 1 is faster in",
      "req/s, more expensive in CPU. CPU is that of the server's processes, without the load generator and PostgreSQL.",
      "Closed loop: a connection sends its next request after the response.",
      ...notes,
    ],
    data: { rows: data.rows, settings, notes, figures },
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
