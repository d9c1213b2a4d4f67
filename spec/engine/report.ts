/** The report of `npm run generate`: what changed in the contract, whom it affects, and what is left to do. */
import { exec } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, operationsIn, placeOf, readDocument } from "../../server/engine/contract/document.ts";
import { type Changes, changesOf, type Impact, isAllowed, isAtLeast } from "./compare.ts";
import { drift } from "./drift.ts";

/** Per section. */
const mostLines = 25;

interface Report {
  text: string;
  /** Whether nothing is left to do before the change may be merged. */
  isDone: boolean;
}

/** @param signal ends the report early, and with it the processes it has started */
export async function reportOn(root: string, signal?: AbortSignal): Promise<Report> {
  const [changes, misfits, differences] = await Promise.all([
    changesOf(root, signal),
    misfitsIn(root, signal),
    drift(root).catch(({ message }: Error) => [`the migrations cannot be tried: ${message}`]),
  ]);
  const sections = [
    ...(changes ? changeLines(changes) : ["git has no earlier contract of this service to compare with."]),
    ...section("No longer fits the contract:", misfits),
    ...section(
      "The tables are not what the contract asks for; `npm run migration -- NAME` drafts the rest:",
      differences,
    ),
  ];
  return {
    text: sections.join("\n"),
    isDone: misfits.length === 0 && differences.length === 0 && (!changes || isAllowed(changes)),
  };
}

function changeLines({ base, from, to, all, asksFor, idle }: Changes): string[] {
  if (all.length === 0) return [`The contract has not changed since ${base}, version ${from}.`, ...idleLines(idle)];
  const order: Impact[] = ["breaking", "compatible", "docs only"];
  const lines = order.flatMap((impact) =>
    all
      .filter((change) => change.impact === impact)
      .map(({ place, words }) => `${impact.padEnd(10)}  ${place}: ${words}`),
  );
  const isBreaking = all.some(({ impact }) => impact === "breaking");
  return [
    `Changes of the contract since ${base}, version ${from}:`,
    ...shortened(lines),
    isAtLeast(to, asksFor)
      ? `Version ${to} may have these changes.`
      : `These changes ask for version ${asksFor}, but spec/main.tsp says ${to}: raise it there.`,
    ...(isBreaking && !isAtLeast(to, asksFor)
      ? ['  If no client is affected, approve a line in spec/approved.yaml instead: "place: words": the reason']
      : []),
    ...idleLines(idle),
  ];
}

function idleLines(idle: string[]): string[] {
  return shortened(idle.map((key) => `spec/approved.yaml approves a change that does not exist: remove "${key}"`));
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? [title, ...shortened(lines)] : [];
}

function shortened(lines: string[]): string[] {
  const rest = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(rest > 0 ? [`… and ${rest} more`] : [])].map((line) => `  ${line}`);
}

/** What the compiler reports about handlers, clients and tests, and calls in READMEs of operations that do not exist. */
async function misfitsIn(root: string, signal?: AbortSignal): Promise<string[]> {
  const document = readDocument(join(root, "generated/openapi.json"));
  const read = ["README.md", "client/README.md"].filter((file) => existsSync(join(root, file)));
  return [
    ...(await compilerErrors(root, signal)),
    ...read.flatMap((file) => unknownCalls(file, readFileSync(join(root, file), "utf8"), document)),
  ];
}

/** "Parameter …", "Variable …" and "Binding element … implicitly has an 'any' type" follow from other errors. */
const consequential = ["7005", "7006", "7031", "7034"];

/** The first errors of each file; tests often break in many places for one reason. */
async function compilerErrors(root: string, signal?: AbortSignal): Promise<string[]> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { types: string } };
  const { error, output } = await new Promise<{ error: Error | null; output: string }>((resolve) => {
    const command = `exec ${scripts.types} --pretty false`;
    exec(command, { cwd: root, maxBuffer: 2 ** 26, signal }, (error, output, complaint) =>
      resolve({ error, output: output || complaint }),
    );
  });
  const errors = [...output.matchAll(/^(\S+)\((\d+),\d+\): error TS(\d+): (.*\n(?: .*\n)*)/gm)];
  const causes = errors.filter(([, , , code = ""]) => !consequential.includes(code));
  const reported = causes.length > 0 ? causes : errors;
  if (error && reported.length === 0) return [`the compiler failed: ${output.trim() || error.message}`];
  return [...new Set(reported.map(([, file = ""]) => file))].flatMap((file) => {
    const own = reported.filter(([, each]) => each === file);
    const [first = "", ...others] = own.map(([, , line, , text = ""]) => `${file}:${line}  ${inShort(text)}`);
    if (!file.startsWith("test/") || others.length === 0) return [first, ...others];
    return [`${first} (and ${others.length} more)`];
  });
}

/** The last line of an error is the most specific one; long types are cut. */
function inShort(text: string): string {
  const last = text.trim().split("\n").at(-1)?.trim() ?? "";
  return last.replace(/'([^']{50})[^']*'/g, "'$1…'");
}

/** Calls of interfaces of the contract, such as `users.read(`, to operations that it does not have. */
function unknownCalls(file: string, text: string, document: Document): string[] {
  const places = operationsIn(document).map(({ operation }) => placeOf(operation));
  const groups = new Set(places.map(({ group }) => group));
  const calls = new Set(places.map(({ group, name }) => `${group}.${name}`));
  return text
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(/\b((\w+)\.\w+)\(/g)]
        .filter(([, call = "", group = ""]) => groups.has(group) && !calls.has(call))
        .map(([, call]) => `${file}:${index + 1}  shows ${call}(), which the contract does not have`),
    );
}
