/** Does what the README's chapter on changing it says, in a copy of the tree, and uses the outcome. */
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startIn, temporaryFolder } from "./process.ts";
import { run, type Tree, treeIn } from "./tree.ts";

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
function apply(tree: Tree, block: string): void {
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

/** Those of the whole contract, and what is sent at random to one resource. */
const testsOf = (resource: string, interfaceName: string) => {
  const names = [resource, "examples", "database", "drift", "client-testing"];
  const vitest = "TEST_REPORT= npx vitest run --project sqlite";
  return [
    `${vitest} ${names.map((name) => `test/${name}.test.ts`).join(" ")}`,
    `${vitest} -t 'keeps the contract: ${interfaceName}' test/fuzz.test.ts`,
  ];
};

test("whoever follows the README adds a resource, which passes the check as it is, a field and an operation, and is told what is left each time", async () => {
  const folder = temporaryFolder();
  const own = /\/(node_modules|dist|\.git)$/;
  cpSync(root, folder, { recursive: true, filter: (path) => !own.test(path) });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const tree = treeIn(folder);
  await tree.commit();
  const reports: string[] = [];
  for (const { kind, text } of steps) {
    if (kind === "diff") apply(tree, text);
    for (const line of kind === "sh" ? text.split("\n") : []) {
      const output = await succeed(folder, line);
      if (line.startsWith("npm run generate")) reports.push(output);
      if (line.startsWith("npm run resource"))
        for (const command of ["npm run generate -- --check", "npm run lint", ...testsOf("fruits", "Fruits")]) {
          const output = await succeed(folder, command);
          if (command.includes("vitest")) expect(output).toMatch(/^ +Tests +\d+ passed/m);
        }
    }
  }
  const [field = "", done = "", operation = "", checked = ""] = reports;
  expect(field).toMatch(/server\/fruits\.ts:\d+/);
  expect(field).toContain("fruit.colour: the table lacks it");
  for (const report of [done, checked]) expect(report).not.toMatch(/No longer fits|The database is not/);
  expect(operation).toMatch(/server\/fruits\.ts:\d+ {2}count\(\) is missing/);
  expect(checked).toContain("Fruits_count: added");

  const url = await startIn(folder);
  const send = async (path: string, body?: object) => {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    return (await fetch(url + path, body ? init : {})).json();
  };
  expect(await send("/api/fruits", { name: "apple", colour: "red" })).toEqual({ id: 1, name: "apple", colour: "red" });
  expect(await send("/api/fruits", { name: "pear" })).toEqual({ id: 2, name: "pear", colour: null });
  expect(await send("/api/fruits/count")).toEqual({ count: 2 });
});
