/** Does what the README's chapter on changing it says, in a copy of the tree, and uses the outcome. */
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operations } from "../generated/operations.ts";
import { startIn, temporaryFolder } from "./process.ts";
import { copyTree, run } from "./tree.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [chapter = ""] = /^## Change it\n.*?(?=^### In general)/ms.exec(readme) ?? [];
const steps = [...chapter.matchAll(/^```(sh|diff)\n(.*?)\n```$/gms)].map(([, kind, text = ""]) => ({ kind, text }));

/** Runs a command line that must succeed. Returns what it prints. */
async function succeed(folder: string, line: string): Promise<string> {
  const { code, output } = await run(folder, "sh", ["-c", line]);
  expect([line, code, output]).toEqual([line, 0, expect.anything()]);
  return output;
}

/** Edits a file as a block of lines to remove, to add and between them says. */
function apply(tree: Awaited<ReturnType<typeof copyTree>>, block: string): void {
  const [, file = "", body = ""] = /^--- (\S+)\n(.*)$/s.exec(block) ?? [];
  for (const hunk of body.split("\n@@\n")) {
    const lines = hunk.split("\n");
    const having = (sign: string) =>
      lines
        .filter((line) => line[0] !== sign)
        .map((line) => line.slice(1))
        .join("\n");
    tree.edit(file, having("+"), having("-"));
  }
}

test("whoever follows the README adds a field, an operation and a resource, and is told what is left each time", async () => {
  const tree = await copyTree();
  await tree.commit();
  // What the resource's own tests are written with.
  for (const name of ["vitest.config.ts", "test/server.ts"]) cpSync(join(root, name), join(tree.folder, name));
  const reports: string[] = [];
  for (const { kind, text } of steps) {
    if (kind === "diff") apply(tree, text);
    for (const line of kind === "sh" ? text.split("\n") : []) {
      const output = await succeed(tree.folder, line);
      if (line.startsWith("npm run generate")) reports.push(output);
    }
  }
  const [field = "", done = "", operation = "", checked = ""] = reports;
  expect(field).toMatch(/server\/fruits\.ts:\d+/);
  expect(field).toContain("fruit.colour: the table lacks it");
  for (const report of [done, checked]) expect(report).not.toMatch(/No longer fits|The database is not/);
  expect(operation).toMatch(/server\/fruits\.ts:\d+ {2}count\(\) is missing/);
  expect(checked).toContain("Fruits_count: added");

  const url = await startIn(tree.folder);
  const send = async (path: string, body?: object) => {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    return (await fetch(url + path, body ? init : {})).json();
  };
  expect(await send("/api/fruits", { name: "apple", colour: "red" })).toEqual({ id: 1, name: "apple", colour: "red" });
  expect(await send("/api/fruits", { name: "pear" })).toEqual({ id: 2, name: "pear", colour: null });
  expect(await send("/api/fruits/count")).toEqual({ count: 2 });
});

test("what `npm run resource` makes passes the check as it is: types, lint, its own tests, and those of the whole contract", async () => {
  const folder = temporaryFolder();
  cpSync(root, folder, { recursive: true, filter: (path) => !/\/(node_modules|dist|\.git)$/.test(path) });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const many = "plums" in operations ? "quinces" : "plums"; // Who keeps plums already has them in this copy too.
  const tests = [many, "examples", "client-testing", "fuzz"].map((name) => `test/${name}.test.ts`);
  await succeed(folder, `npm run resource -- ${many}`);
  await succeed(folder, "npm run generate -- --check");
  await succeed(folder, "npm run lint");
  const output = await succeed(
    folder,
    `TEST_REPORT= npx vitest run --project sqlite -t ${many.replace(/^./, (first) => first.toUpperCase())} ${tests.join(" ")}`,
  );
  expect(output).toMatch(/^ +Tests +\d+ passed/m);
  for (const file of tests) expect(output).toContain(`✓ |sqlite| ${file}`);
});
