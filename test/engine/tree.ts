/** Copies of the sources, for tests of commands that edit them. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, inject, vi } from "vitest";
import { main as init } from "../../spec/engine/init.ts";
import { run, temporaryFolder } from "./process.ts";

const root = join(import.meta.dirname, "../..");

const identity = ["-c", "user.name=anybody", "-c", "user.email=anybody@localhost"];

/** Runs a command in this process, which has loaded what takes long to load. @returns what it prints */
export async function quietly(command: () => Promise<void>): Promise<string> {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await command();
    return printed.mock.calls.join("\n");
  } finally {
    printed.mockRestore();
  }
}

export type Tree = ReturnType<typeof treeIn>;

/** A copy of the sources as a repository. */
export async function copyTree(): Promise<Tree> {
  const folder = temporaryFolder();
  // Of the tests, those of resources and what these are written with.
  const isTested = (name: string) =>
    /^test(\/(?!contract|package)[^/]*\.test\.ts|\/engine(\/(serving|databases|teardown|vitest\.config)\.ts)?)?$/.test(
      name,
    );
  const isLeft = (name: string) =>
    /(^|\/)(node_modules|dist|\.git)$/.test(name) || (/^test(\/|$)/.test(name) && !isTested(name));
  cpSync(root, folder, { recursive: true, filter: (path) => !isLeft(relative(root, path)) });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "dist"));
  // Compressed pages and checked types take long to make anew.
  for (const name of ["dist/page", "dist/types.tsbuildinfo"])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true });
  const tree = treeIn(folder);
  await tree.git("init", "--quiet");
  tree.write(".git/info/exclude", "node_modules\n"); // A link here, and no folder.
  await tree.commit();
  return tree;
}

/** A copy that keeps pebbles, whatever the service keeps. */
export async function pebbleTree(): Promise<Tree> {
  const made = join(inject("temporary"), "pebbles"); // init takes longer than a copy.
  if (!existsSync(made)) {
    const tree = await copyTree();
    await quietly(() => init(tree.folder, ["pebble-api", "pebbles", "--yes"]));
    await tree.commit();
    const own = `${made}-${process.pid}`;
    cpSync(tree.folder, own, { recursive: true, verbatimSymlinks: true });
    if (!existsSync(made)) renameSync(own, made); // At once: other workers look for it.
  }
  const folder = temporaryFolder();
  cpSync(made, folder, { recursive: true, verbatimSymlinks: true });
  return treeIn(folder);
}

function treeIn(folder: string) {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const git = (...args: string[]) => run(folder, "git", [...identity, ...args]);
  return {
    folder,
    read,
    write,
    edit(name: string, from: string, to: string) {
      expect(read(name)).toContain(from);
      write(name, read(name).replace(from, to));
    },
    remove: (name: string) => rmSync(join(folder, name)),
    async commit() {
      await git("add", ".");
      await git("commit", "--quiet", "--message", "changes");
    },
    git,
    /** Runs a command line that must succeed. @returns its output */
    async succeed(line: string) {
      const { code, output } = await run(folder, "sh", ["-c", line]);
      expect([line, code, output]).toEqual([line, 0, expect.anything()]);
      return output;
    },
  };
}
