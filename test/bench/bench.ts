/** `npm run bench`: this service beside others, and beside itself with more to do. `--help` says how. */
import { mkdtempSync, statfsSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore, type Store } from "./data.ts";
import { requireGenerator, works } from "./load.ts";
import { render, type Section } from "./report.ts";
import { measureGrowth, measureKill, measureStart } from "./service.ts";
import { buildService, installPeers, type Subject, serviceMain, subjects, thisService, whyNot } from "./subjects.ts";
import { compareSubjects } from "./throughput.ts";
import { measureClient, measureContract, measureGenerate } from "./tools.ts";

interface Named {
  name: string;
}

const sections: Named[] = ["throughput", "generate", "start", "growth", "kill", "contract", "client"].map((name) => ({
  name,
}));

function help(): string {
  const list = (all: { name: string; about: string }[]) =>
    all.map(({ name, about }) => `  ${name.padEnd(18)}${about}`).join("\n");
  return `npm run bench -- [options]

  --sections A,B    of ${names(sections)}; default all
  --subjects A,B    default all that can be started here
  --work A,B        default all
  --connections N,M default 1,32,256
  --rounds N        how often each is measured, in turn with the others; default 3
  --duration N      seconds of each measurement; default 2
  --warmup N        seconds of load before it; default 1
  --users N         default 100000; growth goes from 1000 to ten times as many
  --load NAME       autocannon (default) or wrk
  --folder PATH     where the databases go; default the system's temporary folder
  --json FILE       writes the same there, with every round
  --quick           one short round of little work with few users; other options still count

Subjects
${list(subjects)}
PostgreSQL is the one at TEST_POSTGRES_URL. All of it, with the defaults, takes about an hour.

Work
${list(works)}`;
}

/** @throws when an option is wrong; the message is for people */
function readOptions() {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      ...{ sections: text, subjects: text, work: text, connections: text, rounds: text, duration: text, warmup: text },
      ...{ users: text, load: text, folder: text, json: text },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { quick, load = "autocannon" } = values;
  if (load !== "autocannon" && load !== "wrk") throw new Error("--load is autocannon or wrk");
  const short = {
    work: "read-name,create",
    connections: "32",
    rounds: "1",
    duration: "1",
    warmup: "1",
    users: "10000",
  };
  const full = {
    work: names(works),
    connections: "1,32,256",
    rounds: "3",
    duration: "2",
    warmup: "1",
    users: "100000",
  };
  const given = { ...(quick ? short : full), ...values };
  return {
    help: values.help,
    quick,
    sections: pick("sections", sections, given.sections),
    subjects: pick("subjects", subjects, given.subjects),
    works: pick("work", works, given.work),
    connections: given.connections.split(",").map((each) => wholeNumber("connections", each, 1)),
    users: wholeNumber("users", given.users, 100),
    load: {
      generator: load,
      rounds: wholeNumber("rounds", given.rounds, 1),
      duration: wholeNumber("duration", given.duration, 1),
      warmup: wholeNumber("warmup", given.warmup, 1),
    } as const,
    folder: values.folder ?? tmpdir(),
    json: values.json,
  };
}

type Options = ReturnType<typeof readOptions>;

function names(all: Named[]): string {
  return all.map(({ name }) => name).join(",");
}

function pick<T extends Named>(option: string, all: T[], wanted = names(all)): T[] {
  return wanted.split(",").map((name) => {
    const found = all.find((each) => each.name === name);
    if (!found) throw new Error(`--${option} is of ${names(all)}; there is no ${name}`);
    return found;
  });
}

function wholeNumber(option: string, text: string, least: number): number {
  if (!/^\d+$/.test(text) || Number(text) < least) throw new Error(`--${option} is a whole number from ${least}`);
  return Number(text);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(help());
  await buildService();
  const needsLoad = options.sections.some(({ name }) => ["throughput", "growth", "contract"].includes(name));
  const missing = needsLoad ? await installPeers() : [];
  for (const line of missing) console.error(line);
  if (needsLoad) requireGenerator(options.load.generator);

  const folder = mkdtempSync(join(options.folder, "user-service-bench-"));
  const server = process.env.TEST_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const store = await openStore(folder, server);
  const stop = () => store.close().finally(() => process.exit(130));
  process.once("SIGINT", stop).once("SIGTERM", stop);

  const report: Section[] = [];
  for (const { name } of options.sections) {
    const section = await measure(name, options, store, folder, missing).catch((error: Error) => failed(name, error));
    report.push(section);
    console.log(`${render(section)}\n`);
  }
  await store.close();
  const about = `Node ${process.version}, ${availableParallelism()} cores, databases on ${diskOf(options.folder)}.`;
  console.log(about);
  const data = { about, sections: report.map((section) => ({ title: section.title, data: section.data })) };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(data, null, 2)}\n`);
}

function measure(section: string, options: Options, store: Store, folder: string, missing: string[]): Promise<Section> {
  const { quick, users, load } = options;
  switch (section) {
    case "generate":
      return measureGenerate(folder, load.rounds);
    case "start":
      return measureStart(store, serviceMain, quick ? 3 : 11);
    case "growth":
      return measureGrowth(store, thisService, quick ? [1000, users] : [1000, users, 10 * users], load);
    case "kill":
      return measureKill(store, thisService, quick ? 1 : 5);
    case "contract":
      return measureContract(store, folder, quick ? [0, 1] : [0, 1, 50, 200, 500], load);
    case "client":
      return measureClient();
    default:
      return measureThroughput(options, store, missing);
  }
}

async function measureThroughput(options: Options, store: Store, missing: string[]): Promise<Section> {
  const data = store.with(options.users);
  const able: Subject[] = [];
  const leftOut = [...missing];
  for (const subject of options.subjects) {
    const reason = await whyNot(subject, data, store.hasPostgres);
    if (reason === undefined) able.push(subject);
    else leftOut.push(`Left out: ${subject.name}: ${reason}`);
  }
  return compareSubjects(able, options.works, options.connections, data, options.load, leftOut);
}

function failed(name: string, { message }: Error): Section {
  process.exitCode = 1;
  return { title: name, columns: [], rows: [], notes: [`Failed: ${message}`], data: { error: message } };
}

/** Where memory passes for a disk, durable writes cost nothing and mean nothing. */
function diskOf(folder: string): string {
  const tmpfs = 0x01021994;
  return statfsSync(folder).type === tmpfs ? "tmpfs, so that no write is durable: give --folder a disk" : "a disk";
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
