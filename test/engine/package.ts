/** Promises of a service's published client, the package in `client/`: what others install, import and read. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Examples } from "../../client/engine/testing.ts";
import {
  type Document,
  eventsOf,
  isFile,
  type LocatedOperation,
  modelOf,
  operationsIn,
  parametersIn,
  placeOf,
  problemsOf,
} from "../../server/engine/contract/document.ts";
import { methodCallOf } from "../../spec/engine/examples.ts";
import { run, temporaryFolder } from "./process.ts";
import { describeReadme } from "./readme.ts";

export interface PackageSubject {
  /** The repository, with the package built in `client/dist`. */
  root: string;
  service: { document: Document };
  serve(): Promise<{ url: string }>;
  examples: Examples;
}

export function describePackage({ root, service: { document }, serve, examples }: PackageSubject): void {
  // It is the same with every database.
  if (!inject("databases").startsWith("sqlite:")) return;

  const { name, dependencies = {} } = readPackage(join(root, "client"));
  const bin = (command: string) => join(root, "node_modules/.bin", command);
  const { imports, body, printed } = programOf(name, document, examples);
  let packed = "";
  let tarball = "";
  beforeAll(async () => {
    packed = mkdtempSync(join(tmpdir(), "test-"));
    const { code, output } = await run(join(root, "client"), "npm", ["pack", "--silent", "--pack-destination", packed]);
    if (code !== 0) throw new Error(output);
    tarball = join(packed, output.trim());
  });
  afterAll(() => rmSync(packed, { recursive: true, force: true }));

  /** @returns an ESM project in which the tarball is installed, as npm would */
  async function install(): Promise<string> {
    const folder = temporaryFolder();
    const place = join(folder, "node_modules", name);
    mkdirSync(place, { recursive: true });
    await expectSuccess(run(folder, "tar", ["-xzf", tarball, "--strip-components=1", "-C", place]));
    const all = Object.keys(dependencies).flatMap((each) => {
      const own = readPackage(join(root, "node_modules", each)).dependencies ?? {};
      return [each, ...Object.keys(own)];
    });
    for (const each of all)
      if (existsSync(join(root, "node_modules", each)))
        symlinkSync(join(root, "node_modules", each), join(folder, "node_modules", each));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    return folder;
  }

  async function bundle(contents: string, options: BuildOptions): Promise<string> {
    const stdin = { contents, resolveDir: await install() };
    const { outputFiles } = await build({ stdin, bundle: true, write: false, ...options });
    return outputFiles?.[0]?.text ?? "";
  }

  describe("the client's package", () => {
    test("contains what is published, and nothing else", async () => {
      const files = readdirSync(join(await install(), "node_modules", name), { recursive: true })
        .map(String)
        .sort();
      expect(files.filter((file) => !file.startsWith("dist"))).toEqual(["LICENSE", "README.md", "package.json"]);
      expect(files.filter((file) => /^dist\/(index|testing)\./.test(file))).toEqual([
        "dist/index.d.ts",
        "dist/index.js",
        "dist/testing.d.ts",
        "dist/testing.js",
      ]);
    });

    test("passes publint and attw", async () => {
      await expectSuccess(run(root, bin("publint"), ["run", tarball, "--strict"]));
      await expectSuccess(run(root, bin("attw"), [tarball, "--profile", "esm-only"]));
    });

    test("runs in a JavaScript project", async () => {
      const { url } = await serve();
      const folder = await install();
      writeFileSync(join(folder, "program.js"), imports + body(url));
      expect(await run(folder, process.execPath, ["program.js"])).toEqual({ code: 0, output: printed });
    });

    test.each([
      { compiler: "typescript", skipLibCheck: true },
      { compiler: "typescript-7", skipLibCheck: false },
    ])(
      "compiles strictly and runs in a TypeScript project, $compiler, skipLibCheck $skipLibCheck",
      async ({ compiler, skipLibCheck }) => {
        const { url } = await serve();
        const folder = await install();
        mkdirSync(join(folder, "node_modules/@types"));
        for (const types of ["@types/node", "undici-types"])
          symlinkSync(join(root, "node_modules", types), join(folder, "node_modules", types));
        writeFileSync(join(folder, "program.ts"), imports + body(url, ": unknown[]"));
        const compilerOptions = { strict: true, skipLibCheck, module: "nodenext", target: "es2022", types: ["node"] };
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
        await expectSuccess(run(folder, process.execPath, [join(root, "node_modules", compiler, "bin/tsc")]));
        expect(await run(folder, process.execPath, ["program.js"])).toEqual({ code: 0, output: printed });
      },
    );

    test("runs in a bundle for browsers, with nothing but what every browser has", async () => {
      const { url } = await serve();
      const text = await bundle(`${imports} export const done = (async () => {${body(url)}})();`, {
        format: "iife",
        globalName: "program",
        platform: "browser",
      });
      const lines: string[] = [];
      const browser = {
        ...{
          AbortController,
          Blob,
          crypto,
          ReadableStream,
          fetch,
          FormData,
          Headers,
          Request,
          Response,
          URL,
          URLSearchParams,
        },
        ...{ setTimeout, clearTimeout, console: { log: (line: string) => lines.push(`${line}\n`) } },
      };
      await runInNewContext(`${text}; program.done`, browser);
      expect(lines).toEqual([printed]);
    });

    test("has at most 6000 bytes beside the contract's own, minified and gzipped", async () => {
      const options = { minify: true, format: "esm", platform: "browser", target: "es2022" } as const;
      const sizeOf = async (source: string) => gzipSync(await bundle(source, options), { level: 9 }).length;
      const size = await sizeOf(`export * from "${name}";`);
      const own = await sizeOf(`export * from ${JSON.stringify(join(root, "generated/contract.ts"))};`);
      console.log(`${name}: ${size} bytes, minified and gzipped; ${own} of them are the contract's`);
      expect(size - own).toBeLessThanOrEqual(6_000);
    });

    test("leaves nothing in a bundle that uses nothing of it", async () => {
      const [problem] = Object.keys(examples.problems);
      const unused = `import { createClient, ${problem} } from "${name}"; console.log(1);`;
      expect(await bundle(unused, { format: "esm" })).not.toMatch(/\/api\/|class/);
    });
  });

  const [creation] = creationsIn(document);
  describeReadme({ root, name, document, serve, examples, creation: creation?.create });
}

/** A program that uses the package. It prints `printed` only if all of it works. */
function programOf(name: string, document: Document, { answers }: Examples) {
  const [creation] = creationsIn(document);
  const methodCall = ({ path, operation }: LocatedOperation) => methodCallOf(path, operation, document);
  // Events are iterated over, and other tests do that.
  const awaited = operationsIn(document).filter(({ operation }) => !eventsOf(operation));
  const calls = awaited.map((located) => ({
    ...placeOf(located.operation),
    call: methodCall(located),
    isFile: Object.values(located.operation.responses["200"]?.content ?? {}).some(({ schema }) => isFile(schema)),
  }));
  const imports = `import { createClient${creation ? `, ${creation.missing}` : ""} } from "${name}";
import { createTestFetch } from "${name}/testing";
`;
  const live = creation
    ? `const { ${creation.key} } = await client.${methodCall(creation.create)};
for await (const item of client.${methodCall(creation.list)}) values.push(item.${creation.key} === ${creation.key});
const { error } = await client.${creation.read}(${creation.key} + 1).result();
values.push(error instanceof ${creation.missing} && error.problem.status);`
    : "";
  const body = (baseUrl: string, types = "") => `
const client = createClient({ baseUrl: "${baseUrl}" });
const values${types} = [];
// @ts-expect-error no such interface
client.nothing;
${live}
const examples = createClient({ baseUrl: "http://service.test", fetch: createTestFetch() });
${calls.map(({ call }) => `values.push(await examples.${call});`).join("\n")}
console.log(JSON.stringify(values));
`;
  // Blobs are printed without their bytes.
  const responses = calls.map((each) => (each.isFile ? {} : answers[each.group]?.[each.name]?.body));
  return { imports, body, printed: `${JSON.stringify([...(creation ? [true, 404] : []), ...responses])}\n` };
}

/** The operations that create something, each with those that list and read what it creates. */
function creationsIn(document: Document) {
  const all = operationsIn(document);
  return all.flatMap((create) => {
    if (parametersIn(create.path).length > 0) return [];
    const list = all.find(({ path, operation }) => path === create.path && operation["x-paging"]);
    const read = all.find(({ operation }) => operation.operationId === create.operation["x-location"]);
    const [key] = parametersIn(read?.path ?? "");
    const [problem] = problemsOf(read?.operation.responses[404] ?? {});
    if (!list || !read || !key || !problem) return [];
    const place = placeOf(read.operation);
    return [
      { create, list, read: `${place.group}.${place.name}`, key, missing: modelOf(problem).replace(/Problem$/, "") },
    ];
  });
}

function readPackage(folder: string): { name: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

async function expectSuccess(ended: ReturnType<typeof run>): Promise<void> {
  const { code, output } = await ended;
  expect(code, output).toBe(0);
}
