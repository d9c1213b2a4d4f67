/** `npm run generate`: makes `generated/` from the contract in `spec/`, and reports what changed and what is left to do. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readArguments } from "./arguments.ts";
import { type CompiledContract, createCompiler } from "./compile.ts";
import { reportOn } from "./report.ts";
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
    /** Compiles a contract. @returns undefined once its errors are printed */
    compile: ({ spec }: ContractPlace) => compiler.compile(spec),
    /** The files that a running service reads, by name. */
    values({ document }: CompiledContract, { generated }: ContractPlace): Map<string, string> {
      return filesOf(document, relative(generated, errorsFile).replaceAll("\\", "/"));
    },
    /** The file that only compilers read, which takes longer to make. */
    types: (contract: CompiledContract) => compiler.typesOf(contract),
    /** All of them. @returns undefined once the contract's errors are printed */
    async generate(place: ContractPlace): Promise<Map<string, string> | undefined> {
      const contract = await compiler.compile(place.spec);
      if (!contract) return undefined;
      const values = this.values(contract, place);
      return new Map([...values, ...(await this.types(contract))]);
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
  if (check) return [...staleIn(files, folder).keys(), ...orphans];
  for (const name of orphans) rmSync(join(folder, name), { recursive: true });
  return [...writeStale(files, folder), ...orphans];
}

/**
 * Makes a folder from its contract.
 * @returns what was written, or with `check` is out of date
 * @throws once the contract's errors are printed
 */
export async function makeGenerated(generator: Generator, place: ContractPlace, check = false): Promise<string[]> {
  const files = await generator.generate(place);
  const folder = relative(process.cwd(), place.generated);
  if (!files) throw new Error(`${folder}/ is unchanged: fix the errors above and run \`npm run generate\` again.`);
  return write(files, place.generated, check).map((name) => join(folder, name));
}

const use = `npm run generate                  makes generated/ from spec/, and reports what changed and what is left to do
npm run generate -- --check       writes nothing; fails when generated/ is out of date, or something is left to do
npm run generate -- --no-report   only makes generated/

CONTRACT_BASE=REF                 the git revision to compare the contract with; else the newest tag v*, else HEAD`;

export async function main(root: string, args: string[]): Promise<void> {
  const { check, help, ...options } = readArguments(use, {
    args,
    options: {
      check: { type: "boolean", default: false },
      "no-report": { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  }).values;
  if (help) return console.log(use);
  const generator = createGenerator(root);
  const changed: string[] = [];
  for (const place of contractsIn(root)) changed.push(...(await makeGenerated(generator, place, check)));
  if (check && changed.length > 0)
    throw new Error(`Not what the contract makes: ${changed.join(", ")}. Run \`npm run generate\`.`);
  const folders = [...new Set(changed.map((file) => dirname(file)))];
  console.log(folders.length > 0 ? `Wrote ${changed.join(", ")}` : "generated/ is up to date");
  if (options["no-report"]) return;
  const { text, isDone } = await reportOn(root);
  console.log(text);
  if (check && !isDone) process.exitCode = 1;
}
