/** Does what the README's chapter on changing it says, in a copy of the tree, and uses the outcome. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startIn } from "./process.ts";
import { copyTree } from "./tree.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const [chapter = ""] = /^## Change it\n.*?(?=^### In general)/ms.exec(readme) ?? [];
const steps = [...chapter.matchAll(/^```(sh|diff)\n(.*?)\n```$/gms)].map(([, kind, text = ""]) => ({ kind, text }));

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
  const reports: string[] = [];
  for (const { kind, text } of steps) {
    if (kind === "diff") apply(tree, text);
    for (const line of kind === "sh" ? text.split("\n") : []) {
      const { code, output } = await tree.run("sh", ["-c", line]);
      expect([line, code, output]).toEqual([line, 0, expect.anything()]);
      if (line.startsWith("npm run generate")) reports.push(output);
    }
  }
  const [field = "", done = "", operation = "", checked = ""] = reports;
  expect(field).toMatch(/server\/users\.ts:\d+/);
  expect(field).toContain("user.email: the database lacks this column");
  for (const report of [done, checked]) expect(report).not.toMatch(/No longer fits|The database is not/);
  expect(operation).toMatch(/server\/users\.ts:\d+ {2}count\(\) is missing/);
  expect(checked).toContain("Fruits_create: added");

  const url = await startIn(tree.folder);
  const send = async (path: string, body?: object) => {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    return (await fetch(url + path, body ? init : {})).json();
  };
  const john = { id: 1, name: "john", age: null, email: "john@example.com" };
  expect(await send("/api/users", { name: "john", email: "john@example.com" })).toEqual(john);
  expect(await send("/api/users/john", { age: 14 })).toEqual({ user: { id: 2, name: "john", age: 14, email: null } });
  expect(await send("/api/user-count")).toEqual({ count: 2 });
  expect(await send("/api/fruits", { name: "apple" })).toEqual({ id: 1, name: "apple" });
}, 120_000);
