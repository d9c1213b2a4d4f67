/** `npm run init -- NAME RESOURCE`: turns a fresh clone into a service of one's own, with one resource instead of the sample's. */
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { operationsIn, placeOf, readDocument } from "../../server/engine/contract/document.ts";
import { readArguments } from "./arguments.ts";
import { draftMigration } from "./draft.ts";
import { requireGit } from "./gate.ts";
import { createGenerator } from "./generate.ts";
import { ownFiles } from "./prose.ts";
import { addResource, finish, removeResource } from "./resource.ts";
import { exampleName, namesOf, type ResourceNames } from "./scaffold.ts";

const use = `npm run init -- library-api books         turns this clone into a service named library-api that keeps books
npm run init -- zoo-api oxen ox           the same, with an irregular singular
npm run init -- library-api books --yes   does not ask before it deletes the sample`;

interface Package {
  name: string;
  /** Files of the sample, which no other service needs. */
  sample?: string[];
}

const firstVersion = "1.0.0";

const firstChangelog = `# Changelog

What changed for callers. What a service has to change when it takes over a newer engine is in
[spec/engine/CHANGELOG.md](spec/engine/CHANGELOG.md).

## ${firstVersion}

- The first release.
`;

/** What the clone is now. */
function sampleIn(root: string) {
  const { name, sample = [] } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Package;
  const document = readDocument(join(root, "generated/openapi.json"));
  const groups = new Set(operationsIn(document).map(({ operation }) => placeOf(operation).group));
  const [, database = ""] = /databaseUrl: "sqlite:(.*)"/.exec(readFileSync(join(root, "server/app.ts"), "utf8")) ?? [];
  const migrations = readdirSync(join(root, "server/migrations")).filter((file) => file.endsWith(".ts"));
  return {
    name,
    title: document.info.title,
    database,
    /** The name in its examples, which the READMEs show. */
    exampleName: Object.values(document.components.schemas)
      .filter((schema) => schema["x-table"])
      .map(({ examples = [] }) => (examples[0] as { name?: string } | undefined)?.name) // Cast: an example is an object of its model.
      .find((example) => example !== undefined),
    resources: [...groups].filter((group) => existsSync(join(root, `spec/${group}.tsp`))),
    files: [...sample, ...migrations.map((file) => `server/migrations/${file}`), "spec/approved.yaml"].filter((file) =>
      existsSync(join(root, file)),
    ),
  };
}

/** "Library API", of "library-api". */
function titleOf(name: string): string {
  const words = name.split("-").map((word) => (word === "api" ? "API" : word));
  return words.map((word, index) => (index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join(" ");
}

/** Removes the parts between a line `sample` and a line `/sample`, each in a comment of its language. */
function withoutSample(text: string): string {
  return text.replace(/^ *(?:<!--|#|\/\/) sample\b.*\n[\s\S]*?^ *(?:<!--|#|\/\/) \/sample\b.*\n\n?/gm, "");
}

async function isConfirmed(lines: string[]): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test(await terminal.question(`${lines.join("\n")}\nGo on? (y/n) `));
  } finally {
    terminal.close();
  }
}

export async function main(root: string, args: string[]): Promise<void> {
  const { values, positionals } = readArguments(use, {
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, yes: { type: "boolean", default: false } },
  });
  if (values.help) return console.log(use);
  const [name = "", many = "", one, ...others] = positionals;
  if (!many || others.length > 0) throw new Error(`A service has a name and a resource:\n${use}`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`"${name}" cannot be a package's name: write small letters, digits and hyphens, as library-api.`);
  const changes = await requireGit(root, ["status", "--porcelain"]);
  if (changes !== "")
    throw new Error(
      `Commit or discard these changes first, so that \`git reset --hard && git clean -fd\` undoes this:\n${changes}`,
    );
  const sample = sampleIn(root);
  const names = namesOf(many, one);
  const deleted = [...sample.resources.map((each) => `the resource ${each}`), ...sample.files];
  console.log(`${sample.name} becomes ${name}, with ${many} instead of ${sample.resources.join(" and ")}.`);
  if (!values.yes && !(await isConfirmed(["This deletes", ...deleted.map((each) => `  ${each}`)])))
    throw new Error("Nothing has changed.");

  const generator = createGenerator(root);
  await addResource(root, names, generator); // Fails first where a name is taken.
  for (const resource of sample.resources) removeResource(root, resource);
  for (const file of sample.files) rmSync(join(root, file));
  writeFileSync(join(root, "server/migrations/own.json"), `${JSON.stringify({ tables: [], columns: [] }, null, 2)}\n`);
  const rename = renamer(sample, name, names);
  for (const file of ownFiles(await requireGit(root, ["ls-files"]))) {
    if (!lstatSync(join(root, file), { throwIfNoEntry: false })?.isFile()) continue; // A link, or one that has been deleted.
    const text = readFileSync(join(root, file), "utf8");
    // Lockfiles name other people's packages.
    const renamed = /-lock\.json$/.test(file) ? text.replaceAll(sample.name, name) : rename(withoutSample(text));
    if (renamed !== text) writeFileSync(join(root, file), renamed);
  }
  editJson(root, "package.json", (manifest) => Object.assign(manifest, { version: firstVersion, sample: undefined }));
  editJson(root, "client/package.json", (manifest) => Object.assign(manifest, { version: firstVersion }));
  editJson(root, "package-lock.json", (lock) => {
    const { packages } = lock as { packages: Record<string, object> };
    for (const own of [lock, packages[""], packages.client]) Object.assign(own ?? {}, { version: firstVersion });
  });
  writeFileSync(join(root, "CHANGELOG.md"), firstChangelog);
  relink(root, `${sample.name}-client`, `${name}-client`);
  await finish(root, generator, ["."]);
  const migration = await draftMigration(root, names.table);
  console.log(`This is ${name} now: its contract is spec/${many}.tsp, its tables come from ${migration}.
\`npm run check\` passes as it is. Commit it, then make it yours: README.md says where each edit goes.`);
}

function editJson(root: string, file: string, edit: (value: object) => void): void {
  const value = JSON.parse(readFileSync(join(root, file), "utf8"));
  edit(value);
  writeFileSync(join(root, file), `${JSON.stringify(value, null, 2)}\n`);
}

/** Returns a function that replaces the sample's names. */
function renamer(sample: ReturnType<typeof sampleIn>, name: string, names: ResourceNames) {
  const replacements: [RegExp | string, string][] = [
    [sample.name, name],
    [`"${sample.title}"`, `"${titleOf(name)}"`],
    [`# ${sample.title}`, `# ${titleOf(name)}`],
    [sample.database, `${name}.db`],
    ...(sample.exampleName ? [[new RegExp(`\\b${sample.exampleName}\\b`, "g"), exampleName] as [RegExp, string]] : []),
    [/^( *version: )".*"/m, `$1"${firstVersion}"`],
    // The doc comment of the service.
    [/\/\*\*[^/]*\*\/\n@service\(/, `/** ${titleOf(name)}. Errors are problem details (RFC 9457). */\n@service(`],
    ...sample.resources.flatMap((resource): [RegExp, string][] => {
      const old = namesOf(resource);
      return [
        [new RegExp(old.Many, "g"), names.Many],
        [new RegExp(old.many, "g"), names.many],
        [new RegExp(`${old.One}(?![a-z])`, "g"), names.One],
        [new RegExp(`${old.one}(?![a-z])`, "g"), names.one],
      ];
    }),
  ];
  return (text: string) =>
    replacements.reduce(
      (changed, [from, to]) => (typeof from === "string" ? changed.replaceAll(from, to) : changed.replace(from, to)),
      text,
    );
}

/** npm links the client's folder under its name; without network, it is linked here. */
function relink(root: string, before: string, now: string): void {
  const modules = join(root, "node_modules");
  const old = join(modules, before);
  if (!existsSync(modules) || lstatSync(modules).isSymbolicLink()) return;
  rmSync(old, { force: true });
  if (!existsSync(join(modules, now))) symlinkSync("../client", join(modules, now), "junction");
}
