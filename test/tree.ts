/** Copies of the sources, to edit. */
import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { temporaryFolder } from "./process.ts";

const root = join(import.meta.dirname, "..");

const anybody = ["-c", "user.name=anybody", "-c", "user.email=anybody@localhost"];

/** A copy of the sources, to edit. */
export function copyTree() {
  const folder = temporaryFolder();
  for (const name of ["spec", "generated", "server", "client", "package.json", "tsconfig.json", "biome.json"])
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const git = (...args: string[]) => run(folder, "git", [...anybody, ...args]);
  return {
    folder,
    read,
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    edit: (name: string, from: string, to: string) => {
      expect(read(name)).toContain(from);
      writeFileSync(join(folder, name), read(name).replace(from, to));
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
    generate: (...args: string[]) => run(folder, "npm", ["run", "generate", "--silent", "--", ...args]),
    run: (command: string, args: string[]) => run(folder, command, args),
    types: () => run(folder, join(root, "node_modules/.bin/tsc"), []),
  };
}

async function run(cwd: string, command: string, args: string[]) {
  const { stdout, stderr, code } = await promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
  }).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { code, output: stdout + stderr };
}
