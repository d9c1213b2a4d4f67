/** Copies of the sources, which tools then edit: of a service of pebbles, whatever this one serves. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { filesNamed, handlersOf, namesOf, specOf } from "../../spec/engine/scaffold.ts";
import { run } from "./process.ts";

/** Runs `npm run COMMAND` without npm. @returns seconds */
export async function runCommand(tree: string, ...args: string[]): Promise<number> {
  const { seconds } = await run({ command: process.execPath, args: ["spec/engine/run.mjs", ...args], folder: tree });
  return seconds;
}

/** Copies the sources without their tests, as a repository, and makes them a service of pebbles. */
export async function createTree(root: string, tree: string): Promise<void> {
  const left = ["node_modules", "dist", ".git", "test"];
  cpSync(root, tree, { recursive: true, filter: (path) => path === root || !left.includes(basename(path)) });
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  mkdirSync(join(tree, "test"));
  const author = { GIT_AUTHOR_NAME: "bench", GIT_AUTHOR_EMAIL: "bench@localhost" };
  const committer = { GIT_COMMITTER_NAME: "bench", GIT_COMMITTER_EMAIL: "bench@localhost" };
  const environment = { ...author, ...committer };
  const git = (...args: string[]) => run({ command: "git", args, environment, folder: tree });
  const commit = async () => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "bench");
  };
  await git("init", "--quiet");
  writeFileSync(join(tree, ".git/info/exclude"), "node_modules\n"); // A link, which .gitignore does not match.
  await commit();
  await runCommand(tree, "init", "pebble-api", "pebbles", "--yes");
  rmSync(join(tree, "test"), { recursive: true }); // It imports what was not copied.
  await commit();
}

/** Copies a tree, and adds resources as `npm run resource` writes them, with their migration. */
export async function growTree(tree: string, copy: string, resources: number): Promise<void> {
  cpSync(tree, copy, { recursive: true });
  const added = Array.from({ length: resources }, (_, index) => namesOf(`stones${index}`, `stone${index}`));
  if (added.length === 0) return;
  for (const names of added) {
    const [spec = "", handlers = ""] = filesNamed(names);
    writeFileSync(join(copy, spec), specOf(names));
    writeFileSync(join(copy, handlers), handlersOf(names));
  }
  const all = added.map(({ many }) => many);
  edit(join(copy, "spec/main.tsp"), /^import "\.\/pebbles\.tsp";$/m, [
    "$&",
    ...all.map((many) => `import "./${many}.tsp";`),
  ]);
  const app = join(copy, "server/app.ts");
  edit(app, /^import \{ pebbles \} .*$/m, ["$&", ...all.map((many) => `import { ${many} } from "./${many}.ts";`)]);
  edit(app, /handlers: \{ pebbles \}/, [`handlers: { pebbles, ${all.join(", ")} }`]);
  await runCommand(copy, "generate", "--no-report");
  await runCommand(copy, "draft", "stones");
}

function edit(file: string, place: RegExp, lines: string[]): void {
  const text = readFileSync(file, "utf8");
  if (!place.test(text)) throw new Error(`${basename(file)} has changed: nothing in it matches ${place}`);
  writeFileSync(file, text.replace(place, lines.join("\n")));
}
