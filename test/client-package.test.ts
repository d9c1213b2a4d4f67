import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answers } from "../generated/examples.ts";
import { allOperations } from "../server/openapi.ts";
import { newUser } from "./examples.ts";
import { temporaryFolder } from "./process.ts";
import { serve } from "./server.ts";

const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules/.bin", name);

/** What a user of the package would write; it prints what is expected only if all of it works. */
const imports = `import { createClient, NotFound } from "user-service-client";
import { createTestFetch } from "user-service-client/testing";
`;
const body = (baseUrl: string, strings = "") => `
const { users } = createClient({ baseUrl: "${baseUrl}" });
const { id } = await users.create(${JSON.stringify(newUser({ name: "Marry" }))});
const names${strings} = [];
for await (const user of users.list({ name: "Marry" })) names.push(user.name);
const { error } = await users.read(id + 1).result();
const { users: examples } = createClient({ baseUrl: "http://service.test", fetch: createTestFetch() });
const { name } = await examples.read(1);
console.log(JSON.stringify([names, error instanceof NotFound && error.problem.status, name]));
`;
const printed = `${JSON.stringify([["Marry"], 404, answers.users.read.body.name])}\n`;

describe("the package", () => {
  test("holds what is published, and nothing else", async () => {
    const folder = await install();
    const files = readdirSync(join(folder, "node_modules/user-service-client"), { recursive: true }).map(String).sort();
    expect(files.filter((file) => !file.startsWith("dist"))).toEqual(["LICENSE", "README.md", "package.json"]);
    expect(files.filter((file) => /^dist\/(client|testing)\./.test(file))).toEqual([
      "dist/client.d.ts",
      "dist/client.js",
      "dist/testing.d.ts",
      "dist/testing.js",
    ]);
  });

  test("pleases publint and attw", async () => {
    await run(bin("publint"), ["run", tarball, "--strict"]);
    await run(bin("attw"), [tarball, "--profile", "esm-only"]);
  });

  test("runs in a JavaScript project", async () => {
    const { url } = await serve();
    const folder = await install();
    writeFileSync(join(folder, "program.js"), imports + body(url));
    expect(await run(process.execPath, ["program.js"], folder)).toBe(printed);
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
      for (const name of ["@types/node", "undici-types"])
        symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
      writeFileSync(join(folder, "program.ts"), imports + body(url, ": string[]"));
      const compilerOptions = { strict: true, skipLibCheck, module: "nodenext", target: "es2022", types: ["node"] };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
      await run(process.execPath, [join(root, "node_modules", compiler, "bin/tsc")], folder);
      expect(await run(process.execPath, ["program.js"], folder)).toBe(printed);
    },
  );

  test("runs when bundled for a browser, with what any browser has", async () => {
    const { url } = await serve();
    const { outputFiles } = await build({
      stdin: {
        contents: `${imports} export const done = (async () => {${body(url)}})();`,
        resolveDir: await install(),
      },
      bundle: true,
      format: "iife",
      globalName: "program",
      platform: "browser",
      write: false,
    });
    const lines: string[] = [];
    // All that it may use beside the language.
    const browser = {
      ...{ AbortController, crypto, fetch, FormData, Headers, Request, Response, URL, URLSearchParams },
      ...{ setTimeout, clearTimeout, console: { log: (line: string) => lines.push(`${line}\n`) } },
    };
    await runInNewContext(`${outputFiles[0]?.text}; program.done`, browser);
    expect(lines).toEqual([printed]);
  });

  test("is 5000 bytes at most with ten operations, minified and gzipped, openapi-fetch included, and 15 more for each other", async () => {
    const folder = await install();
    const { outputFiles } = await build({
      stdin: { contents: 'export * from "user-service-client";', resolveDir: folder },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      write: false,
    });
    const size = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
    console.log(`user-service-client: ${size} bytes, minified and gzipped`);
    expect(size).toBeLessThanOrEqual(5_000 + 15 * Math.max(0, allOperations.length - 10));
  });

  test("leaves nothing in a bundle that only takes a type or an error of it", async () => {
    const folder = await install();
    const { outputFiles } = await build({
      stdin: {
        contents: 'import { createClient, NotFound } from "user-service-client"; console.log(1);',
        resolveDir: folder,
      },
      bundle: true,
      format: "esm",
      write: false,
    });
    expect(outputFiles[0]?.text).not.toMatch(/api\/users|class/);
  });
});

/** The tarball, which all tests install. */
const packed = mkdtempSync(join(tmpdir(), "user-service-client-"));
let tarball = "";
beforeAll(async () => {
  const output = await run("npm", ["pack", "--silent", "--pack-destination", packed], join(root, "client"));
  tarball = join(packed, output.trim());
});
afterAll(() => rmSync(packed, { recursive: true }));

/** @returns an ESM project in which the packed client is installed, as npm would */
async function install(): Promise<string> {
  const folder = temporaryFolder();
  const place = join(folder, "node_modules/user-service-client");
  mkdirSync(place, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", place]);
  for (const name of ["openapi-fetch", "openapi-typescript-helpers"])
    if (existsSync(join(root, "node_modules", name)))
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

/** @returns what it printed; what it complained about is thrown */
async function run(command: string, args: string[], cwd = root): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd }).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(`${command}: ${error.stdout}${error.stderr}`);
    },
  );
  return stdout;
}
