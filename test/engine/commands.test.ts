/** The commands, in copies of the sources. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readDocument } from "../../server/engine/contract/document.ts";
import { main as build } from "../../spec/engine/build.ts";
import { main as dev } from "../../spec/engine/dev.ts";
import { main as draft } from "../../spec/engine/draft.ts";
import { main as generate } from "../../spec/engine/generate.ts";
import { main as init } from "../../spec/engine/init.ts";
import { main as release } from "../../spec/engine/release.ts";
import { main as resource } from "../../spec/engine/resource.ts";
import { versionFindings } from "../../spec/engine/versions.ts";
import { run, starting } from "./process.ts";
import { sha256 } from "./serving.ts";
import { copyTree, pebbleTree, quietly, type Tree } from "./tree.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [chapter = ""] = /^### A resource\n.*?(?=^## )/ms.exec(readme) ?? [];
const steps = [...chapter.matchAll(/^```(sh|diff)\n(.*?)\n```$/gms)].map(([, kind, text = ""]) => ({ kind, text }));

const mains: Record<string, (root: string, args: string[]) => Promise<void>> = {
  generate,
  migration: draft,
  resource,
};

/** Runs `npm run NAME -- ARGUMENTS` in this process. @returns what it prints */
async function npm(tree: Tree, line: string): Promise<string> {
  const [, name = "", args = ""] = /^npm run ([\w:]+)(?: -- (.*))?$/.exec(line) ?? [];
  const main = mains[name];
  if (!main) return tree.succeed(line);
  const own = main === generate ? ["--no-tests"] : []; // Which other tests try.
  const output = await quietly(() => main(tree.folder, [...args.split(" ").filter(Boolean), ...own]));
  expect(process.exitCode ?? 0, `${line}: ${output}`).toBe(0);
  return output;
}

/** Edits a file as a diff without line numbers says. */
function apply(tree: Tree, diff: string): void {
  const [, file = "", body = ""] = /^--- (\S+)\n(.*)$/s.exec(diff) ?? [];
  for (const hunk of body.split("\n@@\n")) {
    const lines = hunk.split("\n");
    const without = (sign: string) =>
      lines
        .filter((line) => line[0] !== sign)
        .map((line) => line.slice(1))
        .join("\n");
    tree.edit(file, without("+"), without("-"));
  }
}

test("release writes the version wherever it stands, dates it, commits and tags it", async () => {
  const tree = await pebbleTree();
  /** The places that say another version. */
  const others = (version: string) => {
    const document = readDocument(join(tree.folder, "generated/openapi.json"));
    return versionFindings(tree.folder, { ...document, info: { ...document.info, version } });
  };
  for (const [key, value] of Object.entries({ name: "anybody", email: "anybody@localhost" }))
    await tree.git("config", `user.${key}`, value);
  await quietly(() => release(tree.folder, []));
  expect((await tree.git("tag")).output).toBe("v1.0.0\n");
  expect(tree.read("CHANGELOG.md")).toMatch(/^## 1\.0\.0 \(\d{4}-\d\d-\d\d\)$/m);
  await expect(release(tree.folder, [])).rejects.toThrow("git has a tag v1.0.0 already");

  tree.edit("spec/pebbles.tsp", "@maxLength(100)", "@maxLength(90)");
  await quietly(() => generate(tree.folder, ["--no-report"]));
  await expect(release(tree.folder, ["--raise", "1.9.0"])).rejects.toThrow("is at least 2.0.0");
  await expect(release(tree.folder, [])).rejects.toThrow("Commit or discard your changes first");
  expect(others("1.0.0")).toEqual([]);
  await quietly(() => release(tree.folder, ["--raise"]));
  expect(tree.read("spec/main.tsp")).toContain('version: "2.0.0"');
  expect(tree.read("generated/openapi.json")).toContain('"version": "2.0.0"');
  expect([others("2.0.0").length, others("1.0.0").length]).toEqual([0, 6]);
  expect(tree.read("CHANGELOG.md")).toMatch(/^## 2\.0\.0\n\n- breaking: PebbleName .*\n\n## 1\.0\.0 \(/m);
  expect(await quietly(() => release(tree.folder, ["--raise"]))).toBe("All say 2.0.0 already.");
  await tree.commit();
  await expect(release(tree.folder, [])).rejects.toThrow("Nothing is released: something is left to do."); // A migration.
});

test("init makes another service of a clone, and the README leads from there to a resource, a field, an operation and an owner", async () => {
  const tree = await pebbleTree();
  for (const file of ["package.json", "package-lock.json", "client/package.json", "README.md", "client/README.md"])
    expect(tree.read(file)).toContain("pebble-api");
  expect(tree.read("server/app.ts")).toContain('databaseUrl: "sqlite:pebble-api.db"');
  expect(tree.read("spec/main.tsp")).toContain('title: "Pebble API"');
  expect(tree.read("README.md")).not.toMatch(/sample/);
  expect(tree.read("README.md")).toContain("spec/pebbles.tsp");
  expect(readdirSync(join(tree.folder, "server/migrations"))).toEqual(["001_pebble.ts", "own.json"]);
  expect((await tree.git("status", "--porcelain")).output).toBe("");

  const reports: string[] = [];
  const [, around = ""] = /^```ts\n(around: .*?)^```$/ms.exec(readme) ?? [];
  for (const { kind, text } of steps) {
    // Hooks compile as the README writes them.
    if (text.includes("-- fruit_owner")) tree.edit("server/app.ts", "  migrations:", `${around}  migrations:`);
    if (kind === "diff") apply(tree, text);
    for (const line of kind === "sh" ? text.split("\n") : []) {
      const output = await npm(tree, line);
      if (line.startsWith("npm run generate")) reports.push(output);
    }
  }
  const [field = "", done = "", operation = "", checked = "", owner = "", owned = ""] = reports;
  expect(field).toMatch(/server\/fruits\.ts:\d+:\d+ .*'colour' is missing/);
  expect(field).toContain("fruit.colour: the column is missing");
  for (const report of [done, checked, owned]) expect(report).toMatch(/Nothing is left to do\.$/);
  expect(operation).toMatch(/server\/fruits\.ts:\d+ {2}lacks count\(\), for Fruits_count: GET \/api\/fruits\/count/);
  expect(checked).toContain("Fruits_count: added");
  expect(owner).toMatch(/server\/access\.ts:\d+ {2}lacks a verifier for the security scheme Login/);
  expect(owner).toMatch(/server\/fruits\.ts:\d+:\d+ .*'owner' is missing/);
  tree.edit("server/app.ts", around, "");
  expect(await tree.succeed("npm run prestart --silent"), "nothing to tell").toBe("");
  const [, keys = ""] = /^```js\n(\/\/ keys\.mjs.*?)^```$/ms.exec(readme) ?? [];
  tree.write("keys.mjs", keys);
  const [adasToken = "", bobsToken = ""] = (await tree.succeed("node keys.mjs ada bob")).split("\n");
  const { url: listening } = starting(join(tree.folder, "dist/main.js"))({
    LOGIN_ISSUER: "https://login.example",
    LOGIN_AUDIENCE: "fruits",
    LOGIN_JWKS: join(tree.folder, "jwks.json"),
    TOKENS: `write:${sha256("writer")}`,
  });
  const url = await listening;
  const sendAs = (token: string) => async (path: string, body?: object) => {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const init = body ? { method: "POST", body: JSON.stringify(body), headers } : { headers };
    return (await fetch(url + path, init)).json();
  };
  const [ada, bob, writer] = [sendAs(adasToken), sendAs(bobsToken), sendAs("writer")];
  const apple = { id: 1, name: "apple", colour: "red", owner: "ada" };
  expect(await ada("/api/fruits", { name: "apple", colour: "red" })).toEqual(apple);
  expect(await bob("/api/fruits", { name: "pear" })).toEqual({ id: 2, name: "pear", colour: null, owner: "bob" });
  expect(await ada("/api/fruits/count")).toEqual({ count: 1 });
  expect(await bob("/api/fruits/1")).toMatchObject({ status: 404 });
  expect(await writer("/api/fruits")).toMatchObject({ status: 401 });
  expect(await writer("/api/pebbles", { name: "grey" })).toEqual({ id: 1, name: "grey" });

  const removed = await npm(tree, "npm run resource -- --remove fruits");
  expect(removed).toContain("Drafted server/migrations/005_without_fruit.ts, which drops the table");
  expect(tree.read("server/migrations/005_without_fruit.ts")).toContain('drop table "fruit"');
  for (const file of ["spec/fruits.tsp", "server/fruits.ts", "test/fruits.test.ts"])
    expect(existsSync(join(tree.folder, file))).toBe(false);
  for (const file of ["spec/main.tsp", "server/app.ts", "generated/contract.ts"])
    expect(tree.read(file)).not.toMatch(/fruit/i);
});

describe("commands", () => {
  test("that fail on the way leave every file as it was", async () => {
    const tree = await pebbleTree();
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    const fails = async (main: typeof resource, args: string[], told: string) => {
      await tree.commit();
      await expect(main(tree.folder, args)).rejects.toThrow(told);
      expect((await tree.git("status", "--porcelain")).output).toBe("");
    };
    const undone = "\nAll files are as they were before.";

    const spec = tree.read("spec/pebbles.tsp");
    const basket = '@route("/api/fruits") interface Baskets { /** Reads. */ @get read(): Pebble | Refused; }';
    tree.write("spec/pebbles.tsp", `${spec}\n${basket}\n`);
    await fails(resource, ["fruits"], `fix these and run \`npm run generate\` again.${undone}`);
    await fails(resource, ["fruits"], 'duplicate-operation: Duplicate operation "read"');
    tree.write("spec/pebbles.tsp", spec);

    tree.edit("server/app.ts", "handlers: { pebbles }", "handlers: Object({ pebbles })");
    await fails(resource, ["fruits"], `server/app.ts has no handlers: { … }: edit it by hand${undone}`);
    tree.edit("server/app.ts", "handlers: Object({ pebbles })", "handlers: { pebbles }");

    tree.write("server/migrations/002_broken.ts", 'export async function up() {\n  throw new Error("broken");\n}\n');
    await fails(resource, ["fruits"], `broken${undone}`);
    await fails(resource, ["--remove", "pebbles"], undone); // A service without any model.
    await fails(draft, ["pebble_colour"], "broken");
  });

  test("print their use when asked, and with it what is wrong with their arguments", async () => {
    const tree = await copyTree();
    const printed = vi.spyOn(console, "log").mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    for (const main of [build, dev, draft, generate, init, release, resource]) {
      printed.mockClear();
      await main(tree.folder, ["--help"]);
      expect(printed.mock.calls.join()).toMatch(/^npm run /);
      await expect(main(tree.folder, ["--wrong"])).rejects.toThrow("npm run ");
    }
    for (const [main, args, told] of [
      [resource, ["class"], '"class" cannot be a name'],
      [resource, ["sheep"], 'the singular of "sheep" is unknown'],
      [resource, ["--remove", "nothing"], 'There is no resource "nothing": server/app.ts lists '],
      [resource, ["--remove", "main"], 'There is no resource "main"'],
      [build, ["--wrong"], '"--wrong" is not an argument'],
      [release, ["2.0"], '"2.0" is no version of three numbers'],
      [draft, ["../x"], "A migration has one name"],
      [draft, ["same", "--rename", "a"], '"--rename a" is not TABLE.OLD=NEW'],
      [init, ["Library", "books"], '"Library" cannot be a package\'s name'],
    ] as const)
      await expect(main(tree.folder, [...args])).rejects.toThrow(told);
    await draft(tree.folder, ["same"]);
    expect(printed.mock.lastCall?.join()).toContain("Nothing to do");
    tree.write("new.txt", "");
    await expect(init(tree.folder, ["library-api", "books"])).rejects.toThrow("?? new.txt");
    expect((await tree.git("status", "--porcelain")).output).toBe("?? new.txt\n");
  });

  test("that do not exist are named", async () => {
    const { code, output } = await run(root, process.execPath, ["spec/engine/run.mjs", "nothing"]);
    expect([code, output]).toEqual([1, expect.stringContaining('There is no command "nothing"')]);
  });

  test("a rule of the house that is broken fails the check", async () => {
    const tree = await copyTree();
    const planted: [file: string, text: string, rule: string][] = [
      [
        "server/engine/http/a.ts",
        `export type { Contract } from "../../../generated/contract.ts";`,
        "engine-knows-no-api",
      ],
      [
        "test/engine/b.ts",
        `export { default } from "../../generated/openapi.json" with { type: "json" };`,
        "engine-knows-no-api",
      ],
      ["server/engine/contract/c.ts", `export type { Store } from "../database/store.ts";`, "http-database-contract"],
      [
        "client/engine/d.ts",
        `export type { Service } from "../../server/engine/http/service.ts";`,
        "server-and-client",
      ],
      ["server/e.ts", `import type { F } from "./f.ts";\nexport type E = F;`, "no-circles"],
    ];
    for (const [file, text] of planted) tree.write(file, text);
    tree.write("server/f.ts", `import type { E } from "./e.ts";\nexport type F = E | 1;`);
    const { code, output } = await run(tree.folder, "npm", ["run", "--silent", "house"]);
    expect(code).not.toBe(0);
    for (const [file, , rule] of planted) expect(output).toMatch(new RegExp(`${rule}[^:]*: ${file} →`));
  });
});
