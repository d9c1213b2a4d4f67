/** `npm run dev`: regenerates and restarts whenever the spec or the server is saved, then tells what is left to do. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { build, formatMessages, type Message, type Metafile } from "esbuild";
import { type Contract, createGenerator, writeStale } from "../spec/generate.ts";
import { reportOn } from "../spec/report.ts";

const root = join(import.meta.dirname, ".."); // From the source as from the build.
const generated = join(root, "generated");
const folders = ["spec", "server", "server/migrations", "client"];
/** Editors write a file in several steps: what follows within this time, in ms, is the same save. */
const settle = 30;
/** How long nothing must be saved for the report to be worth its while, in ms. */
const quiet = 300;
/** How long the service may take to finish what it is doing, in ms. */
const patience = 2_000;

const generator = createGenerator();
let service: ChildProcess | undefined;
/** The next service, which has loaded its packages and waits to be told what to run. */
let next: ChildProcess | undefined;
/** What the service imports of others, as the last build has it. */
let packages: string[] = [];
/** The last contract without errors, until its types are written too. */
let untyped: Contract | undefined;
/** Ends the report on the last save. */
let reporting = new AbortController();

/** Takes in what was saved. What has errors is shown, and what was served before is served on. */
const takeIn = (files: Set<string>): Promise<void> =>
  tryToTakeIn(files).catch(({ message }: Error) => console.error(message));

async function tryToTakeIn(files: Set<string>): Promise<void> {
  const begun = performance.now();
  reporting.abort();
  reporting = new AbortController();
  const isSpec = files.size === 0 || [...files].some((file) => file.startsWith("spec/"));
  const outcome = service ? "What was served before is served on until these are mended." : "Nothing is served yet.";
  if (isSpec) {
    const contract = await generator.compile(join(root, "spec"));
    if (!contract) return console.error(`\n${outcome}`);
    writeStale(contract.files, generated);
    untyped = contract;
  }
  if (!(await buildService())) return console.error(`\n${outcome}`);
  if (await restart()) console.log(`Served ${Math.round(performance.now() - begun)} ms after the save.`);
  const { signal } = reporting;
  tell(signal).catch(({ message }: Error) => signal.aborted || console.error(message));
}

/** What takes longer than serving: the types, and what no longer fits them. */
async function tell(signal: AbortSignal): Promise<void> {
  const contract = untyped;
  if (contract) writeStale(await generator.typesOf(contract), generated);
  if (untyped === contract) untyped = undefined;
  await setTimeout(quiet, undefined, { signal });
  const { text } = await reportOn(root, signal);
  if (!signal.aborted) console.log(text);
}

/** @returns whether it could be built; its errors are printed */
async function buildService(): Promise<boolean> {
  const migrations = readdirSync(join(root, "server/migrations")).map((file) => `server/migrations/${file}`);
  const common = { absWorkingDir: root, bundle: true, format: "esm", outdir: "dist", logLevel: "silent" } as const;
  const builds = await Promise.allSettled([
    build({
      ...common,
      entryPoints: ["server/main.ts", ...migrations],
      outbase: "server",
      platform: "node",
      packages: "external",
      sourcemap: true,
      metafile: true,
    }),
    build({ ...common, entryPoints: ["client/page.ts"] }),
  ]);
  // What a migration that is gone was built to would be applied again.
  for (const file of readdirSync(join(root, "dist/migrations")))
    if (!migrations.includes(`server/migrations/${file.replace(/\.js(\.map)?$/, ".ts")}`))
      rmSync(join(root, "dist/migrations", file));
  const [service] = builds;
  if (service.status === "fulfilled") packages = importsOf(service.value.metafile);
  const errors = builds.flatMap((each) => (each.status === "rejected" ? (each.reason.errors as Message[]) : []));
  for (const text of await formatMessages(errors, { kind: "error", color: process.stderr.isTTY })) console.error(text);
  return errors.length === 0;
}

function importsOf({ outputs }: Metafile): string[] {
  const imports = outputs["dist/main.js"]?.imports ?? [];
  return imports.filter(({ external }) => external).map(({ path }) => path);
}

/** Loading the packages takes longer than all the rest of a start, so it is done ahead. */
function prepare(): ChildProcess {
  const main = join(root, "dist/main.js");
  const script = `const told = new Promise((resolve) => process.once("message", resolve));
    process.once("disconnect", process.exit); // Nobody is left to end it.
    await Promise.all(${JSON.stringify(packages)}.map((name) => import(name)));
    await told;
    process.argv[1] = ${JSON.stringify(main)}; // What its workers run,
    process.execArgv.splice(1); // without this script.
    await import(process.argv[1]);`;
  return spawn(process.execPath, ["--enable-source-maps", "--input-type=module", "--eval", script], {
    cwd: root,
    env: { DEVELOPMENT: "on", VERIFY_ANSWERS: "on", DRAIN_MS: "0", ...process.env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

/** @returns whether it answers */
async function restart(): Promise<boolean> {
  await stopService();
  const started = next?.connected ? next : prepare();
  next = undefined;
  service = started;
  const answers = new Promise<boolean>((resolve) => {
    started.stdout?.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      if (!chunk.includes("The service answers at")) return;
      resolve(true);
      next ??= prepare();
    });
  });
  started.send("start");
  const ended = once(started, "exit").then(() => {
    if (service === started) console.error("The service has ended. It starts again at the next save.");
    return false;
  });
  return Promise.race([answers, ended]);
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

/** Watches folders, as a file that is saved by renaming another one over it is not the file that was watched. */
function watchFolders(onSave: (files: Set<string>) => Promise<void>): void {
  let saved = new Set<string>();
  let isBusy = false;
  const takeAll = async () => {
    if (isBusy) return;
    isBusy = true;
    while (saved.size > 0) {
      await setTimeout(settle);
      const files = saved;
      saved = new Set();
      await onSave(files);
    }
    isBusy = false;
  };
  for (const folder of folders)
    watch(join(root, folder), (_, name) => {
      // Whatever else appears there is an editor's own.
      if (!name || !/^[\w-]+\.(tsp|yaml|ts|html|css)$/.test(name)) return;
      saved.add(`${folder}/${name}`);
      void takeAll();
    });
}

async function stop(): Promise<void> {
  next?.kill();
  await stopService();
  process.exit(0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
mkdirSync(join(root, "dist/migrations"), { recursive: true });
watchFolders(takeIn);
await takeIn(new Set());
