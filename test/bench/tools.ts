/** What an edit of the contract costs: generation, types, restarts; and what the client costs a page. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { freePort } from "../engine/port.ts";
import type { Store } from "./data.ts";
import type { LoadSettings, Work } from "./load.ts";
import { run, serve } from "./process.ts";
import { defined, interleave, median, ratioOf, type Section, show, showRatio } from "./report.ts";
import { timeStart } from "./service.ts";
import { serviceCommand, thisSubject } from "./subjects.ts";
import { measure } from "./throughput.ts";
import { createTree, growTree, runCommand } from "./tree.ts";

/** `npm run generate`, beside the two command-line tools whose work it does. */
export async function measureGenerate(root: string, folder: string, rounds: number): Promise<Section> {
  const tree = join(folder, "generate");
  await createTree(root, tree);
  const ours = { name: "npm run generate", run: () => runCommand(tree, "generate", "--check", "--no-report") };
  const tools = { name: "tsp compile, then openapi-typescript", run: () => runTools(tree, join(folder, "tools")) };
  const results = await interleave([ours, tools], rounds, (each, round) => {
    console.error(`generate, round ${round + 1}/${rounds}: ${each.name}`);
    return each.run();
  });
  const base = results.get(ours) ?? [];
  return {
    title: "generate: from the contract of one resource to OpenAPI and types",
    columns: ["command", "seconds", "÷ first"],
    rows: [...results].map(([{ name }, times]) => [name, show(median(times)), showRatio(ratioOf(times, base))]),
    notes: [],
    data: [...results].map(([{ name }, seconds]) => ({ name, seconds })),
  };
}

/** @returns seconds */
async function runTools(tree: string, output: string): Promise<number> {
  const emitter = "@typespec/openapi3";
  const options = {
    "emitter-output-dir": output,
    "output-file": "openapi.json",
    "openapi-versions": ["3.1.0"],
    "seal-object-schemas": true,
  };
  const config = join(output, "tspconfig.yaml"); // The command line takes no lists.
  mkdirSync(output, { recursive: true });
  writeFileSync(config, JSON.stringify({ emit: [emitter], options: { [emitter]: options } }));
  const tsp = "node_modules/@typespec/compiler/cmd/tsp.js";
  const openapiTypescript = "node_modules/openapi-typescript/bin/cli.js";
  const compile = await runNode(tree, tsp, "compile", "spec/main.tsp", "--config", config);
  const [document, types] = [join(output, "openapi.json"), join(output, "api.ts")];
  return compile + (await runNode(tree, openapiTypescript, document, "-o", types, "--default-non-nullable=false"));
}

/** @returns seconds */
async function runNode(folder: string, ...args: string[]): Promise<number> {
  const { seconds } = await run({ command: process.execPath, args, folder });
  return seconds;
}

/** Resources up to which saves under `npm run dev` are measured. */
const mostSaved = 200;

/** What a running service spends on a request, however large its contract is. */
const list: Work = {
  name: "list",
  about: "GET /api/pebbles",
  request: () => ({ method: "GET", path: "/api/pebbles" }),
};

/** Contracts of more resources. */
export async function measureContract(
  root: string,
  store: Store,
  folder: string,
  sizes: number[],
  settings: LoadSettings,
): Promise<Section> {
  const complaints = new Set<string>();
  const base = join(folder, "contract");
  await createTree(root, base);
  const trees: { resources: number; tree: string }[] = [];
  for (const resources of sizes) {
    console.error(`contract: a copy with ${resources} more resources`);
    const tree = join(folder, `contract-${resources}`);
    await growTree(base, tree, resources);
    await runCommand(tree, "build", "service");
    trees.push({ resources, tree });
  }
  const results = await interleave(trees, settings.rounds, async ({ resources, tree }, round) => {
    console.error(`contract, round ${round + 1}/${settings.rounds}: ${resources} more resources`);
    const generate = await runCommand(tree, "generate", "--no-report");
    const report = await runCommand(tree, "generate");
    const { seconds: types, complaint } = await runCompiler(tree);
    if (complaint) complaints.add(`tsc refuses the copy: ${complaint}`);
    const subject = { ...thisSubject(root), command: serviceCommand(join(tree, "dist/main.js")) };
    const start = await timeStart(subject, store.empty, "/api/pebbles");
    const read = await measure({ subject, work: list, connections: 32 }, store.empty, settings);
    const save = resources > mostSaved ? undefined : await timeSave(tree);
    return { generate, report, types, start, read: read.cpuMicroseconds, save };
  });
  const figures = [...results].map(([{ resources }, times]) => ({
    resources,
    generate: median(times.map(({ generate }) => generate)),
    report: median(times.map(({ report }) => report)),
    types: median(times.map(({ types }) => types)),
    start: median(times.map(({ start }) => start)),
    save: median(defined(times.map(({ save }) => save?.served))),
    reported: median(defined(times.map(({ save }) => save?.reported))),
    read: median(defined(times.map(({ read }) => read))),
    readRatio: ratioOf(
      times.map(({ read }) => read),
      [...results.values()][0]?.map(({ read }) => read) ?? [],
    ),
    rounds: times,
  }));
  return {
    title: "contract: one resource, and more as `npm run resource` adds them",
    columns: [
      "more",
      "generate s",
      "with report s",
      "tsc s",
      "start ms",
      "save → served ms",
      "→ reported ms",
      "CPU µs/req",
      "÷ first",
    ],
    rows: figures.map((each) => [
      String(each.resources),
      ...[each.generate, each.report, each.types, each.start, each.save, each.reported, each.read].map(show),
      showRatio(each.readRatio),
    ]),
    notes: [
      "A start creates the tables, too. A save is one under `npm run dev`. A request lists an empty table, ×32.",
      ...complaints,
    ],
    data: figures,
  };
}

/**
 * From a save of the contract under `npm run dev` until it is served, and until its report.
 * @returns medians of five, in ms
 */
async function timeSave(tree: string): Promise<{ served: number; reported: number }> {
  const [spec, port] = [join(tree, "spec/pebbles.tsp"), await freePort()];
  const text = readFileSync(spec, "utf8");
  const environment = { PORT: String(port), DATABASE_URL: `sqlite:${join(tree, "dev.db")}`, LOG_LEVEL: "silent" };
  const command = { command: process.execPath, args: ["spec/engine/run.mjs", "dev"], folder: tree, environment };
  const url = `http://127.0.0.1:${port}`;
  let printed = "";
  const server = await serve(command, url, "/livez", (text) => {
    printed += text;
  });
  const isReported = () => printed.endsWith("left to do.\n");
  const wait = async (isDone: () => boolean | Promise<boolean>) => {
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const times: { served: number; reported: number }[] = [];
  try {
    await wait(isReported);
    for (let save = 1; save <= 5; save++) {
      const { headers } = await fetch(`${url}/openapi.json`);
      printed = "";
      const begun = performance.now();
      writeFileSync(spec, text.replace("Lists pebbles,", `Lists pebbles (${save}),`));
      await wait(() => isChanged(`${url}/openapi.json`, headers.get("ETag")));
      const served = performance.now() - begun;
      await wait(isReported);
      times.push({ served, reported: performance.now() - begun });
    }
  } finally {
    await server.kill();
    writeFileSync(spec, text);
  }
  const middle = (key: "served" | "reported") => median(times.map((each) => each[key])) ?? 0;
  return { served: middle("served"), reported: middle("reported") };
}

/** Whether an address has another ETag; false while nothing responds. */
async function isChanged(url: string, tag: string | null): Promise<boolean> {
  const response = await fetch(url, { headers: { "If-None-Match": tag ?? "" } }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

/** The size of the typed client in a browser's bundle. */
export async function measureClient(root: string): Promise<Section> {
  const bundle = async (contents: string) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      ...{ bundle: true, minify: true, format: "esm", write: false, platform: "browser", logLevel: "silent" },
    });
    return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
  };
  const sizes = {
    "the client of the engine's contract, with openapi-fetch": await bundle(
      `export { createClient } from "./test/engine/aviary-client.ts"`,
    ),
    "openapi-fetch alone": await bundle(`export { default } from "openapi-fetch"`),
  };
  return {
    title: "client: bytes, bundled, minified and gzipped",
    columns: ["what", "bytes"],
    rows: Object.entries(sizes).map(([name, bytes]) => [name, String(bytes)]),
    notes: [],
    data: sizes,
  };
}

/** Measures the compiler even where it finds errors. @returns seconds, and the place of the first error */
async function runCompiler(folder: string): Promise<{ seconds: number; complaint?: string }> {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  try {
    await runNode(folder, "node_modules/typescript-7/bin/tsc", "--pretty", "false");
    return { seconds: since() };
  } catch (error) {
    const [complaint = (error as Error).message] = /^\S+: error TS\d+/m.exec(String((error as Error).cause)) ?? [];
    return { seconds: since(), complaint };
  }
}
