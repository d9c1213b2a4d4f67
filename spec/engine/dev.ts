/** `npm run dev`: regenerates and restarts at every save of the spec or the server, then reports what is left to do. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { formatMessages, type Message, type Metafile } from "esbuild";
import type { Document } from "../../server/engine/contract/document.ts";
import { buildPage, buildService, servicePage } from "./build.ts";
import type { CompiledContract } from "./compile.ts";
import { lineOf } from "./finding.ts";
import { createGenerator, type Generator, screen, servicePlace, writeStale } from "./generate.ts";
import { countOf, mustDo, reportOn, sectionOf, textOf, withTests } from "./report.ts";
import { createTrial, type Trial } from "./trial.ts";

const folders = ["spec", "server", "server/migrations", "client"];
/** Editors write a file in several steps: changes within this time, in ms, are one save. */
const settle = 30;
/** How long nothing must be saved before the report starts, in ms. */
const quiet = 100;
/** How long the service may take to stop, in ms. */
const patience = 2_000;

let root: string;
let generator: Generator;
let service: ChildProcess | undefined;
/** The next service, which has loaded its packages and waits for its start. */
let next: ChildProcess | undefined;
/** The packages that the service imports, by the last build. */
let packages: string[] = [];
let trial: Trial;
/** The contract as it was compiled last. */
let contract: CompiledContract | undefined;
/** The last valid contract, until its types are written. */
let untyped: Document | undefined;
/** Aborts the report on the last save. */
let reporting = new AbortController();

/** Files that were saved, each with the time of its first save that is not served yet, in ms. */
type Saved = Map<string, number>;

/** Serves what was saved. Errors are printed, and what was served before is served on. */
const reload = (saved: Saved): Promise<void> =>
  tryToReload(saved).catch(({ message }: Error) => console.error(message));

/** @param saved none at the start */
async function tryToReload(saved: Saved): Promise<void> {
  reporting.abort();
  reporting = new AbortController();
  const isSpec = saved.size === 0 || [...saved.keys()].some((file) => file.startsWith("spec/"));
  const outcome = service ? "The last version without errors is still served." : "Nothing is served yet.";
  if (isSpec) {
    contract = await generator.compile(servicePlace(root));
    const { document, faults } = contract;
    if (!document || faults.length > 0)
      return console.error([outcome, ...faults.map(lineOf), countOf(faults)].join("\n"));
    writeStale(generator.values(document, servicePlace(root)), join(root, "generated"));
    untyped = document;
  }
  if (!(await rebuild())) return console.error(`\n${outcome}\nThe build is left to do.`);
  const first = Math.min(...saved.values());
  if ((await restart()) && saved.size > 0)
    console.log(`Served ${Math.round(performance.now() - first)} ms after the save.`);
  const { signal } = reporting;
  report(signal).catch(({ message }: Error) => signal.aborted || console.error(message));
}

/** What takes longer than serving: types, and the report. */
async function report(signal: AbortSignal): Promise<void> {
  const document = untyped;
  if (document) writeStale(await generator.types(document), join(root, "generated"));
  if (untyped === document) untyped = undefined;
  await setTimeout(quiet, undefined, { signal });
  const options = { ...(contract && { contract }), signal };
  const report = await reportOn(root, options);
  if (signal.aborted) return;
  console.log(textOf(report, screen));
  const tested = await withTests(report, trial, options);
  if (!signal.aborted && tested.left.tests.length > 0)
    console.log(`${sectionOf("tests", tested.left.tests)}\n${countOf(mustDo(tested.left))}`);
}

/** Builds the service and its page. @returns whether it succeeded; errors are printed */
async function rebuild(): Promise<boolean> {
  const builds = await Promise.allSettled([buildService(root), buildPage(servicePage(root), { minify: false })]);
  const [service] = builds;
  if (service.status === "fulfilled") packages = importsOf(service.value);
  const errors = builds.flatMap((each) => (each.status === "rejected" ? (each.reason.errors as Message[]) : []));
  for (const text of await formatMessages(errors, { kind: "error", color: process.stderr.isTTY })) console.error(text);
  return errors.length === 0;
}

function importsOf({ outputs }: Metafile): string[] {
  const imports = Object.values(outputs).flatMap(({ imports }) => imports);
  return [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))];
}

/** Loading packages takes longer than the rest of a start, so it is done ahead. */
function prepare(): ChildProcess {
  const main = join(root, "dist/main.js");
  const script = `const told = new Promise((resolve) => process.once("message", resolve));
    process.once("disconnect", process.exit);
    await Promise.all(${JSON.stringify(packages)}.map((name) => import(name)));
    await told;
    process.argv[1] = ${JSON.stringify(main)}; // Run by its workers,
    process.execArgv.splice(1); // without this script.
    await import(process.argv[1]);`;
  return spawn(process.execPath, ["--enable-source-maps", "--input-type=module", "--eval", script], {
    cwd: root,
    env: { DEVELOPMENT: "on", VERIFY_ANSWERS: "on", DRAIN_MS: "0", ...process.env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

/** @returns whether the service listens */
async function restart(): Promise<boolean> {
  await stopService();
  const started = next?.connected ? next : prepare();
  next = undefined;
  service = started;
  const listens = new Promise<boolean>((resolve) => {
    started.stdout?.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      if (!chunk.includes("The service answers at")) return;
      resolve(true);
      next ??= prepare();
    });
  });
  started.send("start");
  const ended = once(started, "exit").then(() => {
    if (service === started) console.error("The service has exited. It starts again at the next save.");
    return false;
  });
  return Promise.race([listens, ended]);
}

async function stopService(): Promise<void> {
  const stopping = service;
  service = undefined;
  if (!stopping || stopping.exitCode !== null || stopping.signalCode !== null) return;
  const gone = once(stopping, "exit");
  stopping.kill("SIGTERM");
  const overdue = setTimeout(patience, undefined, { ref: false }).then(() => stopping.kill("SIGKILL"));
  await Promise.race([gone, overdue]);
  await gone;
}

/** Serves at once, and at every save. It watches folders: editors that save by renaming replace the file of a watch. */
async function watchFolders(serve: (saved: Saved) => Promise<void>): Promise<void> {
  let saved: Saved = new Map();
  let isBusy = true;
  const serveAll = async () => {
    isBusy = true;
    while (saved.size > 0) {
      await setTimeout(settle);
      const files = saved;
      saved = new Map();
      await serve(files);
    }
    isBusy = false;
  };
  for (const folder of folders.filter((each) => existsSync(join(root, each))))
    watch(join(root, folder), (_, name) => {
      // Other files are an editor's own.
      if (!name || !/^[\w-]+\.(tsp|yaml|ts|html|css)$/.test(name)) return;
      const file = `${folder}/${name}`;
      saved.set(file, saved.get(file) ?? performance.now());
      if (!isBusy) void serveAll();
    });
  await serve(new Map()); // What is saved meanwhile comes next.
  await serveAll();
}

async function stop(): Promise<void> {
  reporting.abort();
  next?.kill();
  await stopService();
  process.exit(0);
}

const use = `npm run dev   serves every save of the spec and the server, and reports what is left to do; settings as for npm start`;

export async function main(folder: string, args: string[]): Promise<void> {
  if (args.length > 0) {
    if (args.some((each) => each === "--help" || each === "-h")) return console.log(use);
    throw new Error(`This command has no arguments, but "${args.join(" ")}" was given:\n${use}`);
  }
  root = folder;
  generator = createGenerator(root);
  trial = createTrial(root);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
  mkdirSync(join(root, "dist"), { recursive: true });
  await watchFolders(reload);
}
