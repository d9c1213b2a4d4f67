/** `npm run generate`: makes `generated/` from the contract in `spec/`, and reports what changed and what is left to do. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Document } from "../../server/engine/contract/document.ts";
import { readArguments } from "./arguments.ts";
import { type CompiledContract, createCompiler } from "./compile.ts";
import { type Finding, lineOf } from "./finding.ts";
import { dataOf, reportOn, textOf, withTests } from "./report.ts";
import { createTrial } from "./trial.ts";
import { filesOf } from "./write.ts";

/** A contract, and the folder that is made from it. */
export interface ContractPlace {
  /** The file that TypeSpec compiles. */
  spec: string;
  generated: string;
}

/** The service's contract, and those of the engine's tests. */
function contractsIn(root: string): ContractPlace[] {
  const folders = ["test/engine", "test/engine/notes"].map((folder) => join(root, folder));
  const engine = folders.map((folder) => ({
    spec: join(folder, "contract.tsp"),
    generated: join(folder, "generated"),
  }));
  return [servicePlace(root), ...engine.filter(({ spec }) => existsSync(spec))];
}

export function servicePlace(root: string): ContractPlace {
  return { spec: join(root, "spec/main.tsp"), generated: join(root, "generated") };
}

export type Generator = ReturnType<typeof createGenerator>;

/** Keeps what takes long to load: a second generation takes a tenth of the first one's time. */
export function createGenerator(root: string) {
  const compiler = createCompiler(root);
  const errorsFile = join(root, "client/engine/errors.ts");

  return {
    compile: ({ spec }: ContractPlace) => compiler.compile(spec),
    /** The files that a running service reads, by name. */
    values(document: Document, { generated }: ContractPlace): Map<string, string> {
      return filesOf(document, relative(generated, errorsFile).replaceAll("\\", "/"));
    },
    /** The file that only compilers read, which takes longer to make. */
    types: (document: Document) => compiler.typesOf(document),
    /** All of them. */
    async files(document: Document, place: ContractPlace): Promise<Map<string, string>> {
      return new Map([...this.values(document, place), ...(await this.types(document))]);
    },
  };
}

/** The files that do not have this text. */
function staleIn(files: Map<string, string>, folder: string): Map<string, string> {
  return new Map(
    [...files].filter(([name, text]) => {
      const path = join(folder, name);
      return !existsSync(path) || readFileSync(path, "utf8") !== text;
    }),
  );
}

/** Writes the files that differ. @returns their names */
export function writeStale(files: Map<string, string>, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const stale = staleIn(files, folder);
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
  return [...stale.keys()];
}

/** Writes the files that differ and removes those no longer made, unless it only checks. @returns which ones */
function write(files: Map<string, string>, folder: string, check: boolean): string[] {
  const orphans = existsSync(folder) ? readdirSync(folder).filter((name) => !files.has(name)) : [];
  const stale = [...(check ? staleIn(files, folder).keys() : writeStale(files, folder)), ...orphans];
  for (const name of check ? [] : orphans) rmSync(join(folder, name), { recursive: true });
  return stale.map((name) => join(relative(process.cwd(), folder), name));
}

/**
 * Makes a folder from its contract.
 * @returns what was written, or with `check` is out of date
 * @throws where the contract breaks a rule; the message names all faults
 */
export async function makeGenerated(generator: Generator, place: ContractPlace, check = false): Promise<string[]> {
  const contract = await generator.compile(place);
  if (contract.faults.length > 0) throw new Error(refusal(contract.faults, place));
  return makeDespiteFaults(generator, place, contract, check);
}

function refusal(faults: Finding[], { generated }: ContractPlace): string {
  const folder = relative(process.cwd(), generated);
  return [...faults.map(lineOf), `${folder}/ is unchanged: fix these and run \`npm run generate\` again.`].join("\n");
}

/** Generates despite broken rules, so that the report can list everything else. */
export async function makeDespiteFaults(
  generator: Generator,
  place: ContractPlace,
  { document, faults }: CompiledContract,
  check = false,
): Promise<string[]> {
  if (!document) throw new Error(refusal(faults, place));
  const files = await generator.files(document, place).catch((error: Error) => {
    throw faults.length > 0 ? new Error(refusal(faults, place)) : error;
  });
  return write(files, place.generated, check);
}

/** Lines of a report that one screen takes. */
export const screen = 30;

const use = `npm run generate                  makes generated/ from spec/, and reports what changed and what is left to do
npm run generate -- --all         reports all of it, not the first lines of each kind
npm run generate -- --json        reports it as JSON, for editors and reviews: npm run --silent generate -- --json
npm run generate -- --check       writes nothing; fails when generated/ is out of date, or something is left to do
npm run generate -- --no-tests    reports all but what the tests find
npm run generate -- --no-report   only makes generated/

CONTRACT_BASE=REF                 the git revision to compare the contract with; else the newest tag v*, else where this
                                  branch left the main one, else the last commit`;

export async function main(root: string, args: string[]): Promise<void> {
  const { check, help, all, ...options } = readArguments(use, {
    args,
    options: {
      check: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      "no-tests": { type: "boolean", default: false },
      "no-report": { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  }).values;
  if (help) return console.log(use);
  const generator = createGenerator(root);
  const [own, ...engines] = contractsIn(root) as [ContractPlace, ...ContractPlace[]]; // Cast: the service's comes first.
  const contract = await generator.compile(own);
  if (!contract.document && options.json)
    console.log(JSON.stringify({ left: { contract: contract.faults }, isDone: false }, null, 2));
  const changed = await makeDespiteFaults(generator, own, contract, check);
  for (const place of engines) changed.push(...(await makeGenerated(generator, place, check)));
  if (check && changed.length > 0)
    throw new Error(`Not what the contract makes: ${changed.join(", ")}. Run \`npm run generate\`.`);
  if (!options.json) console.log(changed.length > 0 ? `Wrote ${changed.join(", ")}` : "generated/ is up to date");
  if (contract.faults.length > 0) process.exitCode = 1;
  if (options["no-report"]) {
    for (const fault of contract.faults) console.error(lineOf(fault));
    return;
  }
  const trial = createTrial(root);
  try {
    const untested = await reportOn(root, { contract });
    const report = options["no-tests"] ? untested : await withTests(untested, trial, { contract, isBuilt: true });
    console.log(options.json ? JSON.stringify(dataOf(report), null, 2) : textOf(report, all ? undefined : screen));
    if (check && !report.isDone) process.exitCode = 1;
  } finally {
    await trial.close();
  }
}
