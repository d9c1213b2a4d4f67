/** `npm run bench`: the engine over its own contract, beside peers that serve the same; `--help` lists the options. */
import { mkdtempSync, statfsSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore, type Store } from "./data.ts";
import { measureFaults } from "./faults.ts";
import { measureFiles } from "./files.ts";
import { type LoadSettings, requireGenerator, works } from "./load.ts";
import { render, type Section } from "./report.ts";
import { measureGrowth, measureKill, measureStart } from "./service.ts";
import { aviaryFolder, buildSubjects, installPeers, requireContract, subjectsIn, thisSubject } from "./subjects.ts";
import { compareSubjects } from "./throughput.ts";
import { measureClient, measureContract, measureGenerate } from "./tools.ts";

interface Bench extends Options {
  root: string;
  /** For databases and copies of the sources; deleted in the end. */
  folder: string;
  postgresUrl: string;
  store: Store;
}

interface SectionKind {
  name: string;
  about: string;
  /** Whether it needs a load generator. */
  isLoaded: boolean;
  measure(bench: Bench): Promise<Section>;
}

const sections: SectionKind[] = [
  {
    name: "throughput",
    about: "subjects under load",
    isLoaded: true,
    measure: ({ store, rows, ...comparison }) =>
      compareSubjects({ ...comparison, title: "throughput", data: store.with(rows), verify: requireContract }),
  },
  // sample
  {
    name: "tutorial",
    about: "this service and the tutorial's (python3-flask-restful, python3-flask-sqlalchemy, gunicorn) under load",
    isLoaded: true,
    measure: measureTutorial,
  },
  // /sample
  {
    name: "start",
    about: "time to the first response",
    isLoaded: false,
    measure: ({ root, store, quick }) => measureStart(thisSubject(root), store.empty, quick ? 3 : 11),
  },
  {
    name: "growth",
    about: "more rows",
    isLoaded: true,
    measure: ({ root, store, rows, quick, settings }) =>
      measureGrowth(store, thisSubject(root), quick ? [1000, rows] : [1000, rows, 10 * rows], settings),
  },
  {
    name: "kill",
    about: "acknowledged writes that a SIGKILL loses",
    isLoaded: false,
    measure: ({ root, store, quick }) => measureKill(store.with(1000), thisSubject(root), quick ? 1 : 5),
  },
  {
    name: "faults",
    about: "waits, refusals and losses while the database fails (needs Debian's postgresql)",
    isLoaded: false,
    measure: ({ root, store }) => measureFaults(thisSubject(root), store),
  },
  {
    name: "generate",
    about: "from the contract to OpenAPI and types",
    isLoaded: false,
    measure: ({ root, folder, settings }) => measureGenerate(root, folder, settings.rounds),
  },
  {
    name: "contract",
    about: "more resources",
    isLoaded: true,
    measure: ({ root, store, folder, quick, settings }) =>
      measureContract(root, store, folder, quick ? [0, 1] : [0, 1, 50, 200, 500], settings),
  },
  {
    name: "files",
    about: "a large file up, and the same one down",
    isLoaded: false,
    measure: ({ root, store, quick }) => measureFiles(thisSubject(root), store.empty, quick ? 2 ** 26 : 2 ** 30),
  },
  { name: "client", about: "size in a browser", isLoaded: false, measure: ({ root }) => measureClient(root) },
];

interface Named {
  name: string;
}

function help(root: string): string {
  const list = (all: { name: string; about: string }[]) =>
    all.map(({ name, about }) => `  ${name.padEnd(18)}${about}`).join("\n");
  return `npm run bench -- [options]

  --sections A,B    default all
  --subjects A,B    default all that can be started here
  --work A,B        default all
  --connections N,M default 1,32,256
  --rounds N        rounds of all measurements; default 3
  --duration N      seconds of a measurement; default 2
  --warmup N        seconds of load before it; default 1
  --rows N          rows of the table; default 100000; growth goes from 1000 to ten times as many
  --load NAME       autocannon (default) or wrk
  --folder PATH     where databases are created; default the system's temporary folder
  --json FILE       writes the results there, too, with every round
  --quick           one short round of read-name and create, with few rows; other options override it

Sections
${list(sections)}

Subjects
${list(subjectsIn(root))}
PostgreSQL is the one at TEST_POSTGRES_URL.

Work
${list(works)}

Everything takes about an hour by default.`;
}

/** @throws for an invalid option; the message is for people */
function readOptions(root: string, args: string[]) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ sections: text, subjects: text, work: text, connections: text, rounds: text, duration: text, warmup: text },
      ...{ rows: text, load: text, folder: text, json: text },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { quick, load = "autocannon" } = values;
  if (load !== "autocannon" && load !== "wrk") throw new Error("--load must be autocannon or wrk");
  const short = { work: "read-name,create", connections: "32", rounds: "1", duration: "1", warmup: "1", rows: "10000" };
  const full = {
    work: names(works),
    connections: "1,32,256",
    rounds: "3",
    duration: "2",
    warmup: "1",
    rows: "100000",
  };
  const given = { ...(quick ? short : full), ...values };
  const settings: LoadSettings = {
    generator: { name: load, folder: join(root, "test/bench") },
    rounds: wholeNumber("rounds", given.rounds, 1),
    duration: wholeNumber("duration", given.duration, 1),
    warmup: wholeNumber("warmup", given.warmup, 1),
  };
  return {
    help: values.help,
    quick,
    sections: pick("sections", sections, given.sections),
    subjects: pick("subjects", subjectsIn(root), given.subjects),
    works: pick("work", works, given.work),
    connections: given.connections.split(",").map((each) => wholeNumber("connections", each, 1)),
    rows: wholeNumber("rows", given.rows, 100),
    settings,
    parent: values.folder ?? tmpdir(),
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
    if (!found) throw new Error(`--${option} has no ${name}, only ${names(all)}`);
    return found;
  });
}

function wholeNumber(option: string, text: string, min: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min) throw new Error(`--${option} must be whole numbers from ${min}`);
  return Number(text);
}

export async function main(root: string, args: string[]): Promise<void> {
  const options = readOptions(root, args);
  if (options.help) return console.log(help(root));
  await buildSubjects(root);
  if (options.sections.some(({ isLoaded }) => isLoaded)) {
    for (const line of await installPeers(root)) console.error(line);
    requireGenerator(options.settings.generator);
  }

  const folder = mkdtempSync(join(options.parent, "bench-"));
  const postgresUrl = process.env.TEST_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const migrations = join(aviaryFolder(root), "migrations");
  const store = openStore({ folder, postgresUrl, migrations, table: "bird" });
  const stop = () => store.close().finally(() => process.exit(130));
  process.once("SIGINT", stop).once("SIGTERM", stop);

  const report: Section[] = [];
  for (const { name, measure } of options.sections) {
    const measuring = measure({ ...options, root, folder, postgresUrl, store });
    const section = await measuring.catch((error: Error) => failed(name, error));
    report.push(section);
    console.log(`${render(section)}\n`);
  }
  await store.close();
  const about = `Node ${process.version}, ${availableParallelism()} cores, databases on ${diskOf(options.parent)}.`;
  console.log(about);
  const data = { about, sections: report.map((section) => ({ title: section.title, data: section.data })) };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(data, null, 2)}\n`);
}

function failed(name: string, { message }: Error): Section {
  process.exitCode = 1;
  return { title: name, columns: [], rows: [], notes: [`Failed: ${message}`], data: { error: message } };
}

/** Durable writes cost nothing and mean nothing where the disk is memory. */
function diskOf(folder: string): string {
  const tmpfs = 0x01021994;
  return statfsSync(folder).type === tmpfs ? "tmpfs, where no write is durable: set --folder to a disk" : "a disk";
}

// sample
/** Both have users where the engine's contract has birds. */
async function measureTutorial({ root, folder, postgresUrl, rows, ...options }: Bench): Promise<Section> {
  const engine = thisSubject(root);
  const service = {
    ...engine,
    command: (port: number, url: string) => ({ ...engine.command(port, url), args: [join(root, "dist/main.js")] }),
  };
  const flask = {
    name: "flask",
    about: "Flask-RESTful, Flask-SQLAlchemy, gunicorn with a worker per core",
    database: "sqlite" as const,
    command: (port: number, url: string) => ({
      command: "/usr/bin/python3", // Debian's, for its packages of Flask.
      args: [
        ...["-m", "gunicorn", "--bind", `127.0.0.1:${port}`, "--log-level", "error"],
        ...["--worker-class", "gthread", "--workers", String(availableParallelism()), "--threads", "4"],
        ...["--keep-alive", "30", "--worker-tmp-dir", "/dev/shm", "tutorial:app"],
      ],
      environment: { DATABASE_URL: url.replace("sqlite:", "sqlite:///"), PYTHONDONTWRITEBYTECODE: "1" },
      folder: join(root, "test/bench/peers"),
    }),
  };
  const works = options.works
    .filter(({ name }) => ["read-name", "create", "mix"].includes(name))
    .map((work) => ({
      ...work,
      request(n: number, rows: number) {
        const request = work.request(n, rows, []);
        return { ...request, path: request.path.replace("/api/birds/", "/api/users/") };
      },
    }));
  const migrations = join(root, "dist/migrations");
  const store = openStore({ folder: join(folder, "tutorial"), postgresUrl, migrations, table: "user" });
  const subjects = [service, flask];
  return compareSubjects({ ...options, title: "tutorial", subjects, works, data: store.with(rows) });
}
// /sample
