import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operations } from "../generated/operations.ts";

const root = join(import.meta.dirname, "..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const readme = read("README.md");
const quoted = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);

test("every path in the README exists", () => {
  const paths = quoted.filter((text) => /^(spec|generated|server|client|test)\/[\w./-]*$/.test(text));
  const made = /^(client\/dist\/|.*\/(fruits|fruits\.test|its-name)\.(ts|tsp)|spec\/approved\.yaml)$/; // By a build, or by the reader.
  expect(paths.filter((path) => !made.test(path) && !existsSync(join(root, path)))).toEqual([]);
  expect(paths.length).toBeGreaterThan(20);
});

test("every source file of the service is on its map", () => {
  const files = readdirSync(join(root, "server"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `server/${file}`);
  const unnamed = ["server/access-log.ts", "server/openapi.ts"]; // Found by their names alone.
  const handlers = Object.keys(operations).map((group) => `server/${group}.ts`);
  expect(files.filter((file) => !quoted.includes(file) && !handlers.includes(file))).toEqual(unnamed);
});

test("every setting that the service reads is in the README, with its default, and no other", () => {
  const settings = [...read("server/main.ts").matchAll(/^ +([A-Z_]+): .*default: ([^,}]+?)[ ,}]/gm)];
  const documented = [...readme.matchAll(/^\| `([A-Z_]+)` +\| `([^`]+)`/gm)];
  const plain = (matches: RegExpMatchArray[]) =>
    matches.map(([, name, value = ""]) => `${name}=${value.replace(/["_]/g, "").replace("[]", "none")}`).sort();
  expect(plain(settings)).toEqual(plain(documented));
  expect(settings.length).toBeGreaterThan(5);
});

test("every npm command in the README exists, and every one that exists is in it", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = new Set([...readme.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map(([, name]) => name));
  expect([...named].filter((name) => !scripts[name ?? ""])).toEqual([]);
  const steps = ["prestart", "pretest", "prebench", "lint", "types"]; // Parts of the others.
  expect(Object.keys(scripts).filter((name) => !named.has(name) && !steps.includes(name))).toEqual([]);
});
