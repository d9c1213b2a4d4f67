/**
 * Makes `generated/` from the TypeSpec contract in `spec/`, in one process:
 * TypeSpec → openapi.json → api.ts (types), operations.ts (the run-time table), and for the client errors.ts (a class
 * for each problem) and examples.ts (answers to test with).
 */

import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { Diagnostic, Program } from "@typespec/compiler";
import {
  type Document,
  type Operation,
  operationsIn,
  type ProblemFacts,
  placeOf,
  polish,
  problemsIn,
  type Requirement,
  relaxHeaders,
} from "./document.ts";
import { answersIn, callOf, problemAnswersIn } from "./examples.ts";
import { faultsIn } from "./lint.ts";
import { reportOn } from "./report.ts";

type Table = Record<string, Record<string, TableRow>>;
type TableRow = ReturnType<typeof rowOf>;

const banner = "// Made from spec/ by `npm run generate`. Do not edit.\n";

/** A contract that compiles and breaks no rule. */
export interface Contract {
  document: Document;
  /** The text of each generated file that a running service reads, by name. */
  files: Map<string, string>;
}

export interface Generator {
  /** Compiles the contract of a folder. Returns undefined once its errors are printed. */
  compile(spec: string): Promise<Contract | undefined>;
  /** The text of the file that compilers read, by name. */
  typesOf(contract: Contract): Promise<Map<string, string>>;
}

/** Keeps loaded what takes long to load: the second contract takes a tenth of the first one's time. */
export function createGenerator(): Generator {
  const types = startTypesThread();
  let last: Program | undefined;
  /** Answers carry no name: who asks while another waits has to wait as well. */
  let turn: Promise<unknown> = Promise.resolve();
  return {
    async compile(spec) {
      // Imported here, as loading them is most of the work, and the thread has to start before.
      const [{ compile, formatDiagnostic, NodeHost }, { getOpenAPI3 }, { getAllHttpServices }, { resolveOperationId }] =
        await Promise.all([
          import("@typespec/compiler"),
          import("@typespec/openapi3"),
          import("@typespec/http"),
          import("@typespec/openapi"),
        ]);
      /** Prints each diagnostic as file:line:column, with its line. Returns whether one of them is an error. */
      const tell = (diagnostics: readonly Diagnostic[]) => {
        // What is said of an unknown type only follows from its being unknown.
        const causes = diagnostics.filter(({ message }) => !/\bErrorType\b/.test(message));
        for (const diagnostic of causes.length > 0 ? causes : diagnostics)
          console.error(formatDiagnostic(diagnostic, { pretty: true, pathRelativeTo: process.cwd() }));
        const date = diagnostics.map(dateIn).find((each) => each !== undefined);
        if (date) console.error(`In TypeSpec a text is no date: write ${date}.`);
        return diagnostics.some(({ severity }) => severity === "error");
      };

      const program = await compile(NodeHost, join(spec, "main.tsp"), { noEmit: true }, last);
      last = program;
      if (tell(program.diagnostics)) return undefined;
      const [record] = await getOpenAPI3(program, {
        "openapi-versions": ["3.1.0"],
        "seal-object-schemas": true,
        "experimental-parameter-examples": "data",
      });
      if (!record || record.versioned || !record.document.components?.schemas)
        throw new Error("spec/main.tsp declares one @service, with models and without versions.");
      tell(record.diagnostics);
      if (record.diagnostics.length > 0) return undefined; // What it warns of is lost: no check could find it later.

      const document = record.document as unknown as Document; // The emitter's types cover OpenAPI 3.0 to 3.2 at once.
      polish(document);
      // The emitter demands a header of a status as soon as one of its answers has it.
      const [services] = getAllHttpServices(program);
      const described = new Map(operationsIn(document).map(({ operation }) => [operation.operationId, operation]));
      for (const { operation, responses } of services.flatMap(({ operations }) => operations))
        for (const { statusCodes, responses: answers } of responses) {
          const status = statusCodes === "*" ? "default" : String(statusCodes);
          const response = described.get(resolveOperationId(program, operation))?.responses[status];
          if (response) relaxHeaders(response, answers);
        }
      const faults = faultsIn(document);
      for (const fault of faults) console.error(`spec: ${fault}`);
      return faults.length > 0 ? undefined : { document, files: filesOf(document) };
    },
    async typesOf({ document }) {
      const asked = turn.then(() => {
        types.ref(); // Nobody else waits for it.
        types.postMessage(document);
        return (once(types, "message") as Promise<[{ text: string; error?: Error }]>).finally(() => types.unref());
      });
      turn = asked.catch(() => {}); // What it fails of is its own.
      const [{ text, error }] = await asked;
      if (error) throw error;
      return new Map([
        [
          "api.ts",
          `${banner}${text}${serviceInterface(document)}${tablesInterface(document)}${problemsInterface(document)}`,
        ],
      ]);
    },
  };
}

/** How the text that was given for a date or a time is written, which TypeSpec does not say. */
function dateIn({ code, message }: Diagnostic): string | undefined {
  const [text, time] = /"\d{4}-\d\d-\d\d(T[^"]*)?"/.exec(message) ?? [];
  if (code !== "unassignable" || !text) return undefined;
  return `${time ? "utcDateTime" : "plainDate"}.fromISO(${text})`;
}

/** Returns the text of every generated file by name, or undefined once the contract's errors are printed. */
export async function generate(generator: Generator, spec: string): Promise<Map<string, string> | undefined> {
  const contract = await generator.compile(spec);
  return contract && new Map([...contract.files, ...(await generator.typesOf(contract))]);
}

function filesOf(document: Document): Map<string, string> {
  const table: Table = {};
  for (const { path, method, operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    table[group] = { ...table[group], [name]: rowOf(path, method, operation, document.security ?? []) };
  }
  const problems = problemsIn(document);
  const problemAnswers = problemAnswersIn(document, problems);
  return new Map([
    ["openapi.json", `${JSON.stringify(document, null, 2)}\n`],
    ["operations.ts", `${banner}${constant("operations", table)}\n${constant("problems", problems)}`],
    ["errors.ts", `${banner}${errorClasses(problems, document)}`],
    [
      "examples.ts",
      `${banner}${constant("answers", answersIn(document))}\n${constant("problemAnswers", problemAnswers)}`,
    ],
  ]);
}

/** Loading openapi-typescript, with all of TypeScript, takes as long as the rest: a thread does it meanwhile. */
function startTypesThread(): Worker {
  const thread = new Worker(new URL("../spec/types-thread.cjs", import.meta.url));
  thread.unref();
  return thread;
}

/** A row of the run-time table: what a server routes by and a client sends by. */
function rowOf(path: string, method: string, operation: Operation, security: Requirement[]) {
  const namesIn = (place: string) => operation.parameters.filter((each) => each.in === place).map(({ name }) => name);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    query: namesIn("query"),
    headers: namesIn("header"),
    body: Object.keys(operation.requestBody?.content ?? {}),
    answers: Object.fromEntries(
      Object.entries(operation.responses)
        .filter(([status]) => /^[23]/.test(status))
        .map(([status, { content = {} }]) => [status, Object.keys(content)]),
    ),
    idempotent: isIdempotent(method, operation),
    scopes: (operation.security ?? security).flatMap(Object.keys).map(scopeOf),
    ...(operation["x-paging"] && { paging: operation["x-paging"] }),
    ...(operation["x-location"] && { location: operation["x-location"] }),
  };
}

/**
 * Whether sending it twice leaves what sending it once does (RFC 9110, section 9.2.2). PATCH in general is not; a merge
 * patch, which gives members their values, is (RFC 7396).
 */
function isIdempotent(method: string, { requestBody }: Operation): boolean {
  const [type] = Object.keys(requestBody?.content ?? {});
  return ["get", "put", "delete"].includes(method) || type === "application/merge-patch+json";
}

/** "read", of "ReadToken". */
function scopeOf(scheme: string): string {
  return scheme.replace(/Token$/, "").toLowerCase();
}

/** The operations by interface, each under the contract's own sentence and an example of its use. */
function serviceInterface(document: Document): string {
  const groups = new Map<string, string[]>();
  for (const { path, operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    const filled = operation.parameters.filter((each) => each.in === "query" && "default" in each.schema);
    const names = filled.map((each) => JSON.stringify(each.name)).join(" | ") || "never";
    const lines = [
      ...(operation.description ? [operation.description] : []),
      ...(operation.deprecated ? ["@deprecated"] : []),
      `@example ${callOf(path, operation, document)}`,
    ];
    groups.set(group, [
      ...(groups.get(group) ?? []),
      comment(lines).replaceAll("\n", "\n        "),
      `${name}: operations[${JSON.stringify(operation.operationId)}] & { filled: ${names} };`,
    ]);
  }
  const members = [...groups].map(([group, lines]) => `    ${group}: {\n        ${lines.join("\n        ")}\n    };\n`);
  return `/** The operations by interface; \`filled\` names the query parameters that have a default. */
export interface Service {\n${members.join("")}}\n`;
}

/** The models that are kept, by the table of their rows. */
function tablesInterface(document: Document): string {
  const members = Object.entries(document.components.schemas).flatMap(([model, { "x-table": table, properties }]) => {
    if (!table) return [];
    const elsewhere = Object.entries(properties ?? {}).filter(([, property]) => property["x-column"] === false);
    const type = `components["schemas"][${JSON.stringify(model)}]`;
    const row = elsewhere.length
      ? `Omit<${type}, ${elsewhere.map(([name]) => JSON.stringify(name)).join(" | ")}>`
      : type;
    return [`    ${JSON.stringify(table)}: ${row};\n`];
  });
  return `/** The models that are kept, by the table of their rows. */
export interface Tables {\n${members.join("")}}\n`;
}

/** What a handler has to give with each problem. */
function problemsInterface(document: Document): string {
  const problems = problemsIn(document);
  const answers = problemAnswersIn(document, problems);
  const members = Object.keys(problems).map((name) => {
    const { headers = {} } = answers[name] ?? {}; // No operation may answer it, for now.
    const model = `${name}Problem`;
    const { properties = {}, required = [] } = document.components.schemas[model] ?? {};
    const own = Object.keys(properties).filter((each) => !problemMembers.includes(each));
    const isNeeded = own.some((each) => required.includes(each));
    const type = `Pick<components["schemas"]["${model}"], ${own.map((each) => JSON.stringify(each)).join(" | ")}>`;
    const needed = Object.keys(headers).filter((each) => each !== "Content-Type");
    const parts = [
      ...(own.length > 0 ? [`members${isNeeded ? "" : "?"}: ${type};`] : []),
      ...(needed.length > 0
        ? [`headers: Record<${needed.map((each) => JSON.stringify(each)).join(" | ")}, string>;`]
        : []),
    ];
    return `    ${name}: {${parts.map((part) => `\n        ${part}`).join("")}${parts.length > 0 ? "\n    " : ""}};\n`;
  });
  return `/** The problems that callers can act on: the members beside those of every problem, and the headers of each. */
export interface Problems {\n${members.join("")}}\n`;
}

/** Of every problem (RFC 9457, section 3.1). */
const problemMembers = ["type", "title", "status", "detail"];

/** A class of the client for each problem, under its name. */
function errorClasses(problems: Record<string, ProblemFacts>, document: Document): string {
  const classes = Object.entries(problems).map(([name, { type, status }]) => {
    const { description } = document.components.schemas[`${name}Problem`] ?? {};
    return `${description ? `${comment([description])}\n` : ""}export class ${name} extends ApiError {
    override readonly name = ${JSON.stringify(name)};
    declare readonly type: ${JSON.stringify(type)};
    declare readonly status: ${status};
    declare readonly problem: components["schemas"]["${name}Problem"];
}
`;
  });
  return `import { ApiError } from "../client/errors.ts";
import type { components } from "./api.ts";

${classes.join("\n")}`;
}

function comment(lines: string[]): string {
  const text = lines.map((line) => line.replaceAll("*/", "*\\/").replaceAll("\n", " "));
  return text.length > 1 ? `/**\n${text.map((line) => ` * ${line}\n`).join("")} */` : `/** ${text.join("")} */`;
}

function constant(name: string, value: unknown): string {
  return `export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`;
}

/** The files that are not there with this text. */
function staleIn(files: Map<string, string>, folder: string): Map<string, string> {
  return new Map(
    [...files].filter(([name, text]) => {
      const path = join(folder, name);
      return !existsSync(path) || readFileSync(path, "utf8") !== text;
    }),
  );
}

/** Writes what differs. Returns which files did. */
export function writeStale(files: Map<string, string>, folder: string): string[] {
  const stale = staleIn(files, folder);
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
  return [...stale.keys()];
}

/** Writes what differs and removes what is no longer made; with `check`, only tells. Returns what differed. */
export function write(files: Map<string, string>, folder: string, check: boolean): string[] {
  mkdirSync(folder, { recursive: true });
  const orphans = readdirSync(folder).filter((name) => !files.has(name));
  if (check) return [...staleIn(files, folder).keys(), ...orphans];
  for (const name of orphans) rmSync(join(folder, name), { recursive: true });
  return [...writeStale(files, folder), ...orphans];
}

const use = `npm run generate              makes generated/ from spec/, and tells what changed and what no longer fits
npm run generate -- --check   writes nothing; fails when generated/ is not what spec/ makes, or something is left to do
npm run generate -- --no-report   only makes generated/

CONTRACT_BASE=REF             what the contract is compared with; else the newest tag v*, else HEAD`;

function readArguments() {
  try {
    return parseArgs({
      options: {
        check: { type: "boolean", default: false },
        "no-report": { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${use}`);
  }
}

/** @throws for what is left to do, where that is to be a failure; the message is for people */
async function main(): Promise<void> {
  const { check, help, ...options } = readArguments();
  if (help) return console.log(use);
  const spec = join(import.meta.dirname, "../spec"); // From the source as from the build.
  const files = await generate(createGenerator(), spec);
  if (!files) throw new Error("generated/ is left as it was: mend the errors above and run `npm run generate` again.");
  const root = join(spec, "..");
  const changed = write(files, join(root, "generated"), check);
  if (check && changed.length > 0)
    throw new Error(`generated/ is not what spec/ makes: ${changed.join(", ")}. Run \`npm run generate\`.`);
  console.log(changed.length > 0 ? `generated/: wrote ${changed.join(", ")}` : "generated/ is up to date");
  if (options["no-report"]) return;
  const { text, isDone } = await reportOn(root);
  console.log(text);
  if (check && !isDone) process.exitCode = 1;
}

// By its name, since other commands are built with this file in them.
if (/\bgenerate\.[jt]s$/.test(process.argv[1] ?? ""))
  main().catch(({ message }: Error) => {
    console.error(message);
    process.exitCode = 1;
  });
