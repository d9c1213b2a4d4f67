/** What READMEs say of files, settings and commands is true, and nothing is missing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { run, temporaryFolder } from "./process.ts";
import { copyTree } from "./tree.ts";

const root = join(import.meta.dirname, "../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const quotedIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, quoted = ""]) => quoted);

describe("the README", () => {
  const readme = read("README.md");

  test("names only paths that exist", () => {
    const paths = quotedIn(readme).filter((text) => /^(spec|generated|server|client|test|dist)\/[\w./-]*$/.test(text));
    const made = /^(client\/)?dist\/|(^|\/)(fruits|fruits\.test)\.(ts|tsp)$|^spec\/approved\.yaml$/; // By a build, or by the reader.
    expect(paths.filter((path) => !made.test(path) && !existsSync(join(root, path)))).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
    expect(paths.length).toBeGreaterThan(10);
  });

  test("documents every setting with its default, and no other", () => {
    const [, database = ""] = /databaseUrl: "(.*)"/.exec(read("server/app.ts")) ?? [];
    const settings = [...read("server/engine/http/settings.ts").matchAll(/^ +([A-Z_]+): .*default: ([^,}]+?)[ ,}]/gm)];
    const documented = [...readme.matchAll(/^\| `([A-Z_]+)` +\| `([^`]+)`/gm)];
    const plain = (matches: RegExpMatchArray[]) =>
      matches
        .map(([, name, value = ""]) => `${name}=${value.replace(/["_]/g, "").replace(/^(\[\]|undefined)$/, "none")}`)
        .map((setting) => setting.replace("DATABASEURL", "DATABASE_URL").replace(/=defaultUrl$/, `=${database}`))
        .sort();
    expect(plain(settings)).toEqual(plain(documented));
    expect(settings.length).toBeGreaterThan(5);
  });

  test("documents every npm command, and no other", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = new Set([...readme.matchAll(/npm (?:run )?((?<=run )[\w:]+|start|test)/g)].map(([, name]) => name));
    expect([...named].filter((name) => !scripts[name ?? ""])).toEqual([]);
    // Parts of the others; init goes with the sample.
    const steps = ["prestart", "pretest", "pretest:quick", "prebench", "lint", "house", "types", "init"];
    expect(Object.keys(scripts).filter((name) => !named.has(name) && !steps.includes(name))).toEqual([]);
  });
});

test.each(["spec", "server", "client", "test"])("the README of %s/engine names every file, and no other", (folder) => {
  const engine = join(root, folder, "engine");
  const quoted = quotedIn(readFileSync(join(engine, "README.md"), "utf8"));
  const places = quoted.filter((text) => /^[\w./-]+(\.(ts|tsp|js|mjs|cjs)|\/)$/.test(text) && !text.startsWith("/"));
  expect(
    places.filter((place) => !existsSync(join(engine, place)) && !/^(generated|\w+\/engine)\//.test(place)),
  ).toEqual([]);
  const files = readdirSync(engine, { recursive: true })
    .map(String)
    .filter((file) => /\.(ts|tsp|js|mjs|cjs)$/.test(file) && !file.endsWith(".test.ts"));
  const isNamed = (file: string) =>
    quoted.includes(file) || quoted.includes(`${dirname(file)}/`) || quoted.includes(`${file.split("/")[0]}/`);
  expect(files.filter((file) => !isNamed(file))).toEqual([]);
});

test("the service has the versions and settings that the engine needs", () => {
  const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
  const { compilerOptions } = JSON.parse(read("tsconfig.json")) as { compilerOptions: Record<string, unknown> };
  const actual: Record<string, Record<string, unknown>> = { ...manifest, compilerOptions };
  const wanted = JSON.parse(read("spec/engine/requirements.json")) as typeof actual;
  const differences = Object.entries(wanted).flatMap(([section, values]) =>
    Object.entries(values)
      .filter(([name, value]) => JSON.stringify(actual[section]?.[name]) !== JSON.stringify(value))
      .map(
        ([name, value]) =>
          `${section}.${name} is ${JSON.stringify(actual[section]?.[name])}: write ${JSON.stringify(value)}`,
      ),
  );
  expect(differences, "package.json and tsconfig.json").toEqual([]);
});

test("a clone has the same line ends on every system, such as Windows with core.autocrlf=true", async () => {
  const { git, folder: original } = await copyTree();
  const folder = temporaryFolder();
  const windows = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"];
  expect(await git("clone", "--quiet", ...windows, original, folder)).toEqual({ code: 0, output: "" });
  const { output } = await run(folder, "git", ["ls-files", "--eol"]);
  const files = output.trimEnd().split("\n");
  expect(files.filter((line) => !/^i\/(lf|none|-text) +w\/(lf|none|-text) /.test(line))).toEqual([]);
  expect(files.length).toBeGreaterThan(50);
});

test("the lockfile has the pinned versions, and names no registry", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version?: string }> };
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version.replace(/^npm:.*@/, "")]);
  expect(read("package-lock.json")).not.toMatch(/"resolved": "http/);
});
