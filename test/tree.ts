/** Copies of the sources, to edit. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { expect, inject, vi } from "vitest";
import { operations } from "../generated/operations.ts";
import { createGenerator, generate, write as writeGenerated } from "../spec/generate.ts";
import { temporaryFolder } from "./process.ts";

const root = join(import.meta.dirname, "..");

const generator = createGenerator();

const anybody = ["-c", "user.name=anybody", "-c", "user.email=anybody@localhost"];

/** The contract of pebbles, with one more operation, which has no handler yet. */
export function withCount(spec: string): string {
  const read = "  /** Reads a pebble. */";
  expect(spec).toContain(read);
  const count = '  /** Counts pebbles. */\n  @get @route("/count") count(): PebbleCount | Refused;';
  return `${spec.replace(read, `${count}\n\n${read}`)}\n@example(#{ count: 1 })\nmodel PebbleCount { count: int32 }\n`;
}

/** A copy of the fresh tree, to edit. */
export async function copyTree() {
  const folder = temporaryFolder();
  cpSync(await freshTree(), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const edit = (name: string, from: string, to: string) => {
    expect(read(name)).toContain(from);
    write(name, read(name).replace(from, to));
  };
  const git = (...args: string[]) => run(folder, "git", [...anybody, ...args]);
  return {
    folder,
    read,
    write,
    edit,
    /** Adds a file to the contract. */
    addSpec: (name: string, text: string) => {
      write(`spec/${name}.tsp`, text);
      edit("spec/main.tsp", 'import "./pebbles.tsp";', `import "./pebbles.tsp";\nimport "./${name}.tsp";`);
    },
    files: () =>
      Object.fromEntries(readdirSync(join(folder, "generated")).map((name) => [name, read(`generated/${name}`)])),
    git,
    /** Makes it a repository whose only commit is as it is now. */
    commit: async () => {
      await git("init", "--quiet");
      await git("add", ".");
      await git("commit", "--quiet", "--message", "as it was");
    },
    remove: (name: string) => rmSync(join(folder, name)),
    /** `npm run generate`, as it was built with the fresh tree. */
    command: (...args: string[]) => run(folder, process.execPath, ["dist/generate.js", ...args]),
    /** The same without a report and in this process, which has loaded what it takes. */
    async generate() {
      const told = vi.spyOn(console, "error").mockImplementation(() => {});
      try {
        const files = await generate(generator, join(folder, "spec"));
        if (files) writeGenerated(files, join(folder, "generated"), false);
        return { code: files ? 0 : 1, output: stripVTControlCharacters(told.mock.calls.join("\n")) };
      } finally {
        told.mockRestore();
      }
    },
    run: (command: string, args: string[]) => run(folder, command, args),
    types: () => run(folder, "npm", ["run", "types", "--silent"]),
  };
}

/** Runs a command to its end, whatever that is. */
export async function run(cwd: string, command: string, args: string[]) {
  const { stdout, stderr, code } = await promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
  }).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { code, output: stdout + stderr };
}

/**
 * The sources with one resource, pebbles, as `npm run resource` makes it, instead of those of this contract: what is
 * tested on it holds whatever becomes of them. It is made once, by whichever test needs it first.
 */
async function freshTree(): Promise<string> {
  const tree = join(inject("answers"), "fresh");
  const ready = join(inject("answers"), "ready");
  try {
    mkdirSync(tree);
  } catch {
    await expect.poll(() => existsSync(ready), { timeout: 60_000 }).toBe(true);
    return tree;
  }
  const own = new Set(Object.keys(operations).flatMap((group) => [`spec/${group}.tsp`, `server/${group}.ts`]));
  const isKept = (name: string) =>
    !own.has(name) && !/(^|\/)(node_modules|dist)$/.test(name) && !/migrations\/\d+_(?!idempotency)/.test(name);
  for (const name of ["spec", "generated", "server", "client", "package.json", "tsconfig.json", "biome.json"])
    cpSync(join(root, name), join(tree, name), {
      recursive: true,
      filter: (path) => isKept(relative(root, path)),
    });
  const edit = (name: string, pattern: RegExp, text: string) =>
    writeFileSync(join(tree, name), readFileSync(join(tree, name), "utf8").replace(pattern, text));
  edit("spec/main.tsp", /^import "\.\/.*\n/gm, "");
  for (const group of Object.keys(operations))
    edit("server/app.ts", new RegExp(`^import .*"\\./${group}\\.ts";\n`, "m"), "");
  edit("server/app.ts", /(export function implement\(.*\n {2}return \{)[^}]*\}/, "$1}");
  edit("spec/main.tsp", /version: "[^"]*"/, 'version: "1.0.0"');
  rmSync(join(tree, "spec/approved.yaml"), { force: true });
  writeFileSync(join(tree, "client/page.ts"), "export {};\n"); // The page of users.
  mkdirSync(join(tree, "test"));
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  for (const script of ["resource -- pebbles", "generate -- --check --no-report"])
    expect(await run(tree, "sh", ["-c", `npm run --silent ${script}`])).toMatchObject({ code: 0 });
  rmSync(join(tree, "test"), { recursive: true });
  rmSync(join(tree, "node_modules"));
  writeFileSync(ready, "");
  return tree;
}
