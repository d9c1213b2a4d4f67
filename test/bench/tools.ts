/** What the one who edits the contract waits for. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { freePort } from "../port.ts";
import type { Store } from "./data.ts";
import { work } from "./load.ts";
import { run, serve } from "./process.ts";
import { defined, interleave, median, ratioOf, type Section, show, showRatio } from "./report.ts";
import { timeStart } from "./service.ts";
import { serviceCommand, thisService } from "./subjects.ts";
import { type LoadSettings, measure } from "./throughput.ts";

const root = join(import.meta.dirname, "../..");

/** One process for the contract, against the two command-line tools that it stands for. */
export async function measureGenerate(folder: string, rounds: number): Promise<Section> {
  const ours = { name: "npm run generate, one process", run: () => runGenerate(root, "--check --no-report") };
  const tools = { name: "tsp compile, then openapi-typescript", run: () => runTools(join(folder, "tools")) };
  const results = await interleave([ours, tools], rounds, (each, round) => {
    console.error(`generate, round ${round + 1}/${rounds}: ${each.name}`);
    return each.run();
  });
  const base = results.get(ours) ?? [];
  return {
    title: "generate: from the contract to OpenAPI and types",
    columns: ["how", "seconds", "÷ first"],
    rows: [...results].map(([{ name }, times]) => [name, show(median(times)), showRatio(ratioOf(times, base))]),
    notes: [],
    data: [...results].map(([{ name }, seconds]) => ({ name, seconds })),
  };
}

async function runTools(output: string): Promise<number> {
  const emitter = "@typespec/openapi3";
  const options = {
    "emitter-output-dir": output,
    "output-file": "openapi.json",
    "openapi-versions": ["3.1.0"],
    "seal-object-schemas": true,
  };
  const config = join(output, "tspconfig.yaml"); // A list cannot be given on the command line.
  mkdirSync(output, { recursive: true });
  writeFileSync(config, JSON.stringify({ emit: [emitter], options: { [emitter]: options } }));
  const tsp = "node_modules/@typespec/compiler/cmd/tsp.js";
  const openapiTypescript = "node_modules/openapi-typescript/bin/cli.js";
  const compile = await runNode(root, tsp, "compile", "spec/main.tsp", "--config", config);
  const [document, types] = [join(output, "openapi.json"), join(output, "api.ts")];
  return compile + (await runNode(root, openapiTypescript, document, "-o", types, "--default-non-nullable=false"));
}

/** `npm run generate`, without npm's own time. Returns seconds. */
async function runGenerate(folder: string, options: string): Promise<number> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { generate: string } };
  const environment = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
  const { seconds } = await run({ command: "sh", args: ["-c", `${scripts.generate} ${options}`], folder, environment });
  return seconds;
}

/** Returns seconds. */
async function runNode(folder: string, ...args: string[]): Promise<number> {
  const { seconds } = await run({ command: process.execPath, args, folder });
  return seconds;
}

/** Resources up to which saves under `npm run dev` are timed: beyond them, only what a running service costs matters. */
const mostEdited = 200;

/** A copy of this tree with so many more resources of two operations each. */
export async function measureContract(
  store: Store,
  folder: string,
  sizes: number[],
  settings: LoadSettings,
): Promise<Section> {
  const complaints = new Set<string>();
  const trees = sizes.map((resources) => ({ resources, path: copyTree(folder, resources) }));
  const results = await interleave(trees, settings.rounds, async ({ resources, path }, round) => {
    console.error(`contract, round ${round + 1}/${settings.rounds}: ${resources} resources`);
    const generate = await runGenerate(path, "--no-report");
    const report = await runGenerate(path, "");
    const { seconds: types, complaint } = await runCompiler(path);
    if (complaint) complaints.add(`tsc refuses the copy: ${complaint}`);
    if (round === 0) await run({ command: "npm", args: ["run", "build"], folder: path, environment: process.env });
    const main = join(path, "dist/main.js");
    const start = await timeStart(store, main);
    const subject = { ...thisService, command: serviceCommand(main) };
    const read = await measure({ subject, work: work("read-name"), connections: 32 }, store.with(1_000), settings);
    const save = resources > mostEdited ? undefined : await timeSave(path);
    return { generate, report, types, start, read: read.cpuMicroseconds, save };
  });
  const figures = [...results].map(([{ resources }, times]) => ({
    resources,
    generate: median(times.map(({ generate }) => generate)),
    report: median(times.map(({ report }) => report)),
    types: median(times.map(({ types }) => types)),
    start: median(times.map(({ start }) => start)),
    save: median(defined(times.map(({ save }) => save))),
    read: median(defined(times.map(({ read }) => read))),
    readRatio: ratioOf(
      times.map(({ read }) => read),
      [...results.values()][0]?.map(({ read }) => read) ?? [],
    ),
    rounds: times,
  }));
  return {
    title: "contract: this service with more resources of two operations each",
    columns: [
      "resources more",
      "generate s",
      "with report s",
      "tsc s",
      "start ms",
      "save → served ms",
      "read µs",
      "÷ first",
    ],
    rows: figures.map((each) => [
      String(each.resources),
      ...[each.generate, each.report, each.types, each.start, each.save, each.read].map(show),
      showRatio(each.readRatio),
    ]),
    notes: ["A read is read-name ×32, by the CPU that the service spends on it.", ...complaints],
    data: figures,
  };
}

/** From saving an edit of the contract under `npm run dev` until it is served: ms, the median of five saves. */
async function timeSave(folder: string): Promise<number> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { dev: string } };
  const [spec, port] = [join(folder, "spec/users.tsp"), await freePort()];
  const saved = readFileSync(spec, "utf8");
  const environment = {
    PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
    PORT: String(port),
    DATABASE_URL: `sqlite:${join(folder, "dev.db")}`,
    LOG_LEVEL: "silent",
  };
  const url = `http://127.0.0.1:${port}`;
  const service = await serve({ command: "sh", args: ["-c", scripts.dev], folder, environment }, url, "/livez");
  const times: number[] = [];
  try {
    for (let save = 1; save <= 5; save++) {
      await new Promise((resolve) => setTimeout(resolve, 3_000)); // The report of the save before is done by then.
      const begun = performance.now();
      writeFileSync(spec, saved.replace("Lists users,", `Lists users (${save}),`));
      while (!(await contractAt(url)).includes(`Lists users (${save}),`))
        await new Promise((resolve) => setTimeout(resolve, 5));
      times.push(performance.now() - begun);
    }
  } finally {
    await service.kill();
    writeFileSync(spec, saved);
  }
  return median(times) ?? 0;
}

async function contractAt(url: string): Promise<string> {
  const answer = await fetch(`${url}/openapi.json`).catch(() => undefined);
  return answer?.ok ? answer.text() : "";
}

/** What the typed client costs a page. */
export async function measureClient(): Promise<Section> {
  const bundle = async (entry: string) => {
    const { outputFiles } = await build({
      stdin: { contents: `export * from ${JSON.stringify(entry)}`, resolveDir: join(root, "client") },
      ...{ bundle: true, minify: true, format: "esm", write: false, platform: "browser" },
    });
    return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
  };
  const sizes = {
    "user-service-client, openapi-fetch included": await bundle("./client.ts"),
    "openapi-fetch alone": await bundle("openapi-fetch"),
  };
  return {
    title: "client: bytes, bundled, minified and gzipped",
    columns: ["what", "bytes"],
    rows: Object.entries(sizes).map(([name, bytes]) => [name, String(bytes)]),
    notes: [],
    data: sizes,
  };
}

/** Times the compiler even where it finds errors; returns where the first one is. */
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

function copyTree(folder: string, resources: number): string {
  const copy = join(folder, `contract-${resources}`);
  mkdirSync(copy);
  for (const entry of [
    "package.json",
    ".git",
    "tsconfig.json",
    "tsdown.config.ts",
    "spec",
    "generated",
    "server",
    "client",
  ])
    cpSync(join(root, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => !["dist", "node_modules"].includes(basename(path)),
    });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

  const numbers = Array.from({ length: resources }, (_, index) => index + 1);
  writeFileSync(join(copy, "spec/things.tsp"), `using Http;\n\nnamespace Service;\n${numbers.map(specOf).join("")}`);
  edit(join(copy, "spec/main.tsp"), /^import "\.\/users\.tsp";$/m, `$&\nimport "./things.tsp";`);
  writeFileSync(join(copy, "server/things.ts"), handlersOf(numbers));
  const app = join(copy, "server/app.ts");
  edit(app, /^import .*$/m, `import { things } from "./things.ts";\n$&`);
  edit(app, /\{ (users: users\([^)]*\)[^}]*) \}/, "{ $1, ...things }");
  return copy;
}

function edit(file: string, place: RegExp, replacement: string): void {
  const text = readFileSync(file, "utf8");
  if (!place.test(text)) throw new Error(`${basename(file)} has changed: nothing in it is like ${place}`);
  writeFileSync(file, text.replace(place, replacement));
}

function specOf(number: number): string {
  return `
@example(#{ id: 1, label: "thing" })
model Thing${number} {
  id: UserId;

  @minLength(1)
  @maxLength(100)
  label: string;

  size?: Age | null;
}

@route("/api/thing${number}")
interface Things${number} {
  /** Reads thing ${number}. */
  @get read(@path id: UserId): Thing${number} | NotFound | Refused;

  /** Replaces thing ${number}. */
  @put replace(@path id: UserId, @body thing: Thing${number}): Thing${number} | Refused;
}
`;
}

function handlersOf(numbers: number[]): string {
  const handlers = numbers.map(
    (number) => `  things${number}: {
    read: async ({ path: { id } }) => ({ id, label: "thing", size: null }),
    replace: async ({ body }) => body,
  },\n`,
  );
  return `import type { Implementation } from "./contract.ts";

export const things: Omit<Implementation, "users"> = {\n${handlers.join("")}};\n`;
}
