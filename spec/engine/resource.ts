/** `npm run resource -- NAMES`: adds a resource to the service, or removes one. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { readDocument } from "../../server/engine/contract/document.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { readArguments } from "./arguments.ts";
import { draftMigration, format } from "./draft.ts";
import { lineOf } from "./finding.ts";
import { createGenerator, type Generator, makeGenerated, servicePlace } from "./generate.ts";
import { filesNamed, handlersOf, namesOf, type ResourceNames, specOf, testOf } from "./scaffold.ts";
import { allOrNothing } from "./undo.ts";

const use = `npm run resource -- fruits            adds a resource: contract, handlers, migration and tests
npm run resource -- feet foot         the same, with an irregular singular
npm run resource -- --remove fruits   removes one, and drafts the migration that drops its table`;

/** Why a resource cannot have these names. */
function faultsIn(root: string, names: ResourceNames): string[] {
  const { many, one, One, table } = names;
  const { components } = readDocument(join(root, "generated/openapi.json"));
  const models = [One, `New${One}`, `${One}Patch`, `${One}Page`, `${One}Sort`, `${One}Id`, `${One}Name`];
  const tables = Object.values(components.schemas).map((schema) => schema["x-table"]);
  return [
    ...[...new Set([many, one])]
      .filter((name) => !isName(name))
      .map((name) => `"${name}" cannot be a name: write it in camelCase, as fruitStands, and use no reserved word`),
    ...(many === one ? [`the singular of "${many}" is unknown: npm run resource -- ${many} SINGULAR`] : []),
    ...filesNamed(names)
      .filter((file) => existsSync(join(root, file)))
      .map((file) => `${file} exists already`),
    ...models
      .filter((model) => model in components.schemas)
      .map((model) => `the contract has a model ${model} already`),
    ...sharedNames(root)
      .filter((name) => [...models, names.Many].includes(name))
      .map((name) => `spec/engine/http.tsp has a ${name} already`),
    ...([...tables, ...engineTables].includes(table) ? [`there is a table ${table} already`] : []),
  ];
}

/** What all contracts may use, by these names. */
function sharedNames(root: string): string[] {
  const text = readFileSync(join(root, "spec/engine/http.tsp"), "utf8");
  return [...text.matchAll(/^(?:model|alias|scalar|union|enum) (\w+)/gm)].map(([, name = ""]) => name);
}

function isName(name: string): boolean {
  if (!/^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/.test(name)) return false;
  try {
    transformSync(`export const ${name} = 0;`); // Fails for reserved words.
    return true;
  } catch {
    return false;
  }
}

function edit(root: string, file: string, change: (text: string) => string): void {
  writeFileSync(join(root, file), change(readFileSync(join(root, file), "utf8")));
}

/** Adds a line behind the last one like it. */
function insertBehind(text: string, like: RegExp, line: string): string {
  const last = [...text.matchAll(like)].at(-1);
  if (!last) throw new Error(`Nothing matches ${like}: add this line by hand: ${line}`);
  const end = last.index + last[0].length;
  return text.slice(0, end) + line + text.slice(end);
}

const handlersList = /^( *handlers: )\{([^}]*)\}/m;

/** The names that server/app.ts lists as handlers. @throws where it has no such list */
function handlersIn(text: string): string[] {
  const [, , names] = handlersList.exec(text) ?? [];
  if (names === undefined) throw new Error("server/app.ts has no handlers: { … }: edit it by hand");
  return names
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

function editHandlers(text: string, change: (names: string[]) => string[]): string {
  const names = change(handlersIn(text));
  return text.replace(handlersList, (_, key: string) => `${key}{ ${names.join(", ")} }`);
}

/**
 * Writes a resource's contract, handlers and tests.
 * @throws before anything is written, unless the names are free and the contract is valid
 */
export async function addResource(root: string, names: ResourceNames, generator: Generator): Promise<void> {
  const { formatTypeSpec } = await import("@typespec/compiler");
  const faults = faultsIn(root, names);
  if (faults.length > 0) throw new Error(`Nothing is written:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  const { document, faults: broken } = await generator.compile(servicePlace(root));
  if (!document || broken.length > 0)
    throw new Error(["Nothing is written: correct the contract first.", ...broken.map(lineOf)].join("\n"));
  const { many } = names;
  // Of a service with tokens; others have callers of their own.
  const hasReaders = "WriteToken" in (document.components.securitySchemes ?? {});
  const texts = [await formatTypeSpec(specOf(names, hasReaders)), handlersOf(names), testOf(names)];
  for (const [index, file] of filesNamed(names).entries())
    writeFileSync(join(root, file), texts[index] ?? "", { flag: "wx" });
  edit(root, "spec/main.tsp", (text) => insertBehind(text, /^import ".*";\n/gm, `import "./${many}.tsp";\n`));
  edit(root, "server/app.ts", (text) =>
    editHandlers(insertBehind(text, /^import .*;\n/gm, `import { ${many} } from "./${many}.ts";\n`), (all) => [
      ...all,
      many,
    ]),
  );
}

/** Deletes a resource's contract, handlers and tests. */
export function removeResource(root: string, many: string): void {
  const listed = handlersIn(readFileSync(join(root, "server/app.ts"), "utf8"));
  if (!listed.includes(many))
    throw new Error(`There is no resource "${many}": server/app.ts lists ${listed.join(", ") || "none"}.`);
  for (const file of filesNamed({ many })) rmSync(join(root, file), { force: true });
  edit(root, "spec/main.tsp", (text) => text.replace(`import "./${many}.tsp";\n`, ""));
  edit(root, "server/app.ts", (text) =>
    editHandlers(text.replace(new RegExp(`^import .* from "\\./${many}\\.ts";\\n`, "m"), ""), (all) =>
      all.filter((name) => name !== many),
    ),
  );
}

/** Generates, and formats files. */
export async function finish(root: string, generator: Generator, files: string[]): Promise<void> {
  await makeGenerated(generator, servicePlace(root));
  format(root, files);
}

export async function main(root: string, args: string[]): Promise<void> {
  const { values, positionals } = readArguments(use, {
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, remove: { type: "boolean", default: false } },
  });
  const [many, one] = positionals;
  if (values.help) return console.log(use);
  if (!many || positionals.length > (values.remove ? 1 : 2)) throw new Error(`A resource has a plural name:\n${use}`);
  if (values.remove) {
    const migration = await allOrNothing(root, async () => {
      removeResource(root, many);
      await finish(root, createGenerator(root), ["server/app.ts"]);
      return draftMigration(root, `without_${namesOf(many).table}`);
    });
    return console.log(`Removed ${filesNamed({ many }).join(", ")} and their mentions in spec/main.tsp and server/app.ts.
${migration ? `Drafted ${migration}, which drops the table with its rows.\n` : ""}Run \`npm run generate\`: it reports what is left to do.`);
  }
  const names = namesOf(many, one);
  const migration = await allOrNothing(root, async () => {
    const generator = createGenerator(root);
    await addResource(root, names, generator);
    await finish(root, generator, ["server/app.ts", ...filesNamed(names).filter((file) => file.endsWith(".ts"))]);
    return draftMigration(root, names.table);
  });
  console.log(`Added ${filesNamed(names).join(", ")} and ${migration}; spec/main.tsp, server/app.ts and generated/ list the new resource.
\`npm run check\` passes as it is. Make it yours in spec/${many}.tsp, then run \`npm run generate\`: it reports what is left to do.`);
}
