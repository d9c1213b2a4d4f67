/** The edit report: what changed in the contract, who breaks, and what is now missing and where. */
import { exec, execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Changes, changesOf, cut, type Impact, isAllowed, isAtLeast } from "./changes.ts";
import { type Document, operationsIn, placeOf } from "./document.ts";

/** Of each kind; all kinds together are seldom more than a screen. */
const mostLines = 25;

export interface Report {
  text: string;
  /** Whether nothing is left to do before the change may be merged. */
  isDone: boolean;
}

/** @param signal ends the work of a report that nobody waits for any more; what it says then means nothing */
export async function reportOn(root: string, signal?: AbortSignal): Promise<Report> {
  const [changes, misfits, drift] = await Promise.all([
    changesOf(root, signal),
    misfitsIn(root, signal),
    driftIn(root, signal),
  ]);
  const sections = [
    ...(changes ? changeLines(changes) : ["The contract is compared with nothing: git has no earlier one."]),
    ...section("No longer fits the contract:", misfits),
    ...section("The database is not as the contract has it: npm run migration -- NAME drafts what is missing.", drift),
  ];
  return {
    text: sections.join("\n"),
    isDone: misfits.length === 0 && drift.length === 0 && (!changes || isAllowed(changes)),
  };
}

function changeLines({ base, from, to, all, asksFor, idle }: Changes): string[] {
  if (all.length === 0) return [`The contract is that of ${base}, version ${from}.`, ...section("", idleLines(idle))];
  const order: Impact[] = ["breaking", "compatible", "docs only"];
  const lines = order.flatMap((impact) =>
    all
      .filter((change) => change.impact === impact)
      .map(({ place, words }) => `${impact.padEnd(10)}  ${place}: ${words}`),
  );
  const isBreaking = all.some(({ impact }) => impact === "breaking");
  return [
    `The contract since ${base}, version ${from}:`,
    ...shortened(lines),
    isAtLeast(to, asksFor)
      ? `Version ${to} may have these changes.`
      : `These changes ask for version ${asksFor}, and spec/main.tsp says ${to}: raise it there.`,
    ...(isBreaking && !isAtLeast(to, asksFor)
      ? ['  Where nobody can be broken, approve a line in spec/approved.yaml instead: "place: words": the reason']
      : []),
    ...section("", idleLines(idle)),
  ];
}

function idleLines(idle: string[]): string[] {
  return idle.map((key) => `spec/approved.yaml approves what did not change: remove "${key}"`);
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? [...(title ? [title] : []), ...shortened(lines)] : [];
}

function shortened(lines: string[]): string[] {
  const rest = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(rest > 0 ? [`… and ${rest} more`] : [])].map((line) => `  ${line}`);
}

/** What the compiler says of handlers, client, tests: those that are missing, and those that do other than the contract. */
async function misfitsIn(root: string, signal?: AbortSignal): Promise<string[]> {
  const document: Document = JSON.parse(readFileSync(join(root, "generated/openapi.json"), "utf8"));
  const contract = contractOf(root, document);
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { types: string } };
  const command = `exec ${scripts.types} --pretty false`;
  const { error, output } = await new Promise<{ error: Error | null; output: string }>((resolve) => {
    exec(command, { cwd: root, maxBuffer: 2 ** 26, signal }, (error, output, complaint) =>
      resolve({ error, output: output || complaint }),
    );
  });
  const errors = [...output.matchAll(/^(\S+)\((\d+),\d+\): error TS(\d+): (.*\n(?: .*\n)*)/gm)];
  // That a type cannot be inferred only follows from another error.
  const causes = errors.filter(([, , , code = ""]) => !inferred.includes(code));
  const told = causes.length > 0 ? causes : errors;
  if (error && told.length === 0) return [`the compiler could not do its work: ${output.trim() || error.message}`];
  const misfits = [...new Set(told.map(([, file = ""]) => file))].flatMap((file) => {
    const own = told.filter(([, each]) => each === file);
    return misfitsInFile(file, readFileSync(join(root, file), "utf8"), own, contract);
  });
  const read = ["README.md", "client/README.md"].filter((file) => existsSync(join(root, file)));
  return [...misfits, ...read.flatMap((file) => misfitsInText(file, readFileSync(join(root, file), "utf8"), contract))];
}

/** Calls that people are shown, which no compiler reads. */
function misfitsInText(file: string, text: string, { places, handled }: Contract): string[] {
  const groups = new Set([...handled, ...places.map(({ group }) => group)]);
  const calls = new Set(places.map(({ group, name }) => `${group}.${name}`));
  const misfits = text
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(/\b((\w+)\.\w+)\(/g)]
        .filter(([, call = "", group = ""]) => groups.has(group) && !calls.has(call))
        .map(([, call]) => `${file}:${index + 1}  shows ${call}(), which the contract does not have`),
    );
  return inShort(misfits);
}

/** The contract's operations, and which interface with handlers goes by another name now. */
interface Contract {
  places: Place[];
  /** The interfaces that have handlers. */
  handled: string[];
  /** The interfaces that nothing handles. */
  unhandled: string[];
  renamed: { from: string; to: string } | undefined;
}

function contractOf(root: string, document: Document): Contract {
  const places = operationsIn(document).map(({ operation }) => placeOf(operation));
  const files = readdirSync(join(root, "server")).filter((file) => file.endsWith(".ts"));
  const handled = files.flatMap((file) => handledIn(readFileSync(join(root, "server", file), "utf8")) ?? []);
  const [from, ...gone] = handled.filter((each) => !places.some(({ group }) => group === each));
  const unhandled = [...new Set(places.map(({ group }) => group))].filter((each) => !handled.includes(each));
  const [to = "", ...others] = unhandled;
  return {
    places,
    handled,
    unhandled,
    renamed: from && to && gone.length + others.length === 0 ? { from, to } : undefined,
  };
}

/** The interface whose handlers a file has. */
function handledIn(code: string): string | undefined {
  return /: Handlers<"(\w+)">/.exec(code)?.[1];
}

/** "Parameter …", "Variable …" and "Binding element … implicitly has an 'any' type". */
const inferred = ["7005", "7006", "7031", "7034"];

/** Some break in many places for one reason, which is enough: tests, and handlers of nothing. */
function misfitsInFile(
  file: string,
  code: string,
  errors: RegExpExecArray[],
  { places, unhandled, renamed }: Contract,
): string[] {
  const source = code.split("\n");
  const named = (line: string) => new RegExp(`\\b${renamed?.from}\\b`).test(line);
  const misfits = errors.flatMap(([, , at, , text = ""]): Misfit[] => {
    const line = Number(at);
    const own = source[line - 1]?.trim() ?? "";
    if (renamed && named(text) && named(own))
      return [{ line, words: `${renamed.from} is ${renamed.to} now: ${cut(own, 60)}` }];
    return [...misfitsOf(text, own).map((words) => ({ line, words })), ...otherFilters(text, source, line)];
  });
  // Of the request of a handler of nothing, nothing is known: what is wrong within follows from that.
  const needless = misfits.filter(({ words }) => / is too much: /.test(words));
  const causes = misfits.filter(
    ({ line }) => !needless.some((start) => line > start.line && line <= endOfBlock(source, start.line)),
  );
  // The compiler names four of them at most, and none beside another error.
  const handled = handledIn(code);
  const missing = places
    .filter(({ group, name }) => group === handled && !new RegExp(`(^|\\s)${name}\\s*[(:,}]`).test(code))
    .map(missingOperation)
    .concat(/\): Implementation \{/.test(code) && !renamed ? unhandled.map(missingInterface) : []);
  const told = [
    ...missing.map((words) => ({ line: misfits[0]?.line, words })),
    ...causes.filter(({ words }) => !missing.includes(words)),
  ].map(({ line, words }) => `${file}:${line}  ${words}`);
  if (handled && !places.some(({ group }) => group === handled)) return told.slice(0, 1);
  return file.startsWith("test/") ? inShort(told) : told;
}

/** Where one reason breaks many lines, the first of them is enough. */
function inShort([first, ...others]: string[]): string[] {
  if (first === undefined) return [];
  return [others.length > 0 ? `${first} (and ${others.length} more)` : first];
}

/** The compiler names the first filter that is too much, and only once all of those are gone the ones that are missing. */
function otherFilters(text: string, source: string[], line: number): Misfit[] {
  const [, first, query] = /'(\w+)' does not exist in type 'Filters<.*?, (?:Filled<)?\{ (.*?); \}/.exec(text) ?? [];
  if (!first || !query || query.includes("...")) return []; // A long type is not told whole.
  const start = source.slice(0, line - 1).findLastIndex((each) => / read(Page|Rows)\(.*\{$/.test(each)) + 1;
  const filters = source
    .slice(start, endOfBlock(source, start))
    .flatMap((each, index) =>
      (/^ *(\w+): /.exec(each) ?? []).slice(1).map((name) => ({ name, line: start + index + 1 })),
    );
  const asked = [...`; ${query}`.matchAll(/; (\w+)\??: /g)].map(([, name = ""]) => name);
  const lacks = asked.filter(
    (name) => !["limit", "cursor", "sort", ...filters.map((each) => each.name)].includes(name),
  );
  return [
    ...filters
      .filter(({ name }) => name !== first && !["sort", ...asked].includes(name))
      .map((each) => ({ line: each.line, words: absentHere(each.name, source[each.line - 1] ?? "") })),
    ...(lacks.length > 0 ? [{ line: start, words: lacking(lacks, source[start - 1] ?? "") }] : []),
  ];
}

function absentHere(name: string, source: string): string {
  return `there is no ${name} here: ${cut(source.trim(), 60)}`;
}

function lacking(names: string[], source: string): string {
  return `lacks ${names.join(", ")}: ${cut(source.trim(), 60)}`;
}

/** The line that closes what a line opens; 0 where it opens nothing. */
function endOfBlock(source: string[], line: number): number {
  const [, indentation] = /^(\s*).*\{$/.exec(source[line - 1] ?? "") ?? [];
  if (indentation === undefined) return 0;
  return source.findIndex((text, index) => index >= line && text.startsWith(`${indentation}}`)) + 1;
}

type Place = ReturnType<typeof placeOf>;

/** What no longer fits, by the line of its file. */
interface Misfit {
  line: number;
  words: string;
}

function missingOperation({ group, name }: Place): string {
  return `${name}() is missing: the contract has ${group}.${name}`;
}

function missingInterface(group: string): string {
  return `${group} is missing: the contract has an interface of that name`;
}

/** How a database that all migrations made differs from the contract. */
function driftIn(root: string, signal?: AbortSignal): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "server/drift.ts"],
      { cwd: root, signal },
      (error, output, complaint) =>
        resolve(
          error ? [`the migrations could not be tried: ${complaint.trim()}`] : output.split("\n").filter(Boolean),
        ),
    );
  });
}

/** What an error of the compiler means here: its last line says most, where it goes on over several. */
function misfitsOf(text: string, source: string): string[] {
  const lines = text.trim().split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)?.trim()];
  const [, one, where = ""] = /^Property '(\w+)' is missing in type .* required in type '(.*)'\.$/.exec(last) ?? [];
  const [, wanting = "", several = "", more] =
    /is missing the following properties from type '(.*)': (.*?)(?:, and (\d+ more)\.)?$/.exec(last) ?? [];
  const [, extra = "", of = ""] =
    /'(\w+)' does not exist in type '(?:Handlers<"(\w+)">|Implementation)'\.$/.exec(last) ?? [];
  const [, unknown] = /^Type '"(\w+)"' does not satisfy the constraint/.exec(first) ?? [];
  const [, path, old] = /^Type '"(\/.*)"' does not satisfy the constraint '"(\/.*)"'/.exec(first) ?? [];
  if (path) return [`${old} is ${path} now, wherever test/ writes it out`];
  const [, problem] = /^Expected 3 arguments/.test(first) ? (/new Problem\("(\w+)"/.exec(source) ?? []) : [];
  if (unknown && source.includes(`Handlers<"${unknown}">`))
    return [`${unknown} is in the contract no more: remove the file, if nothing else is in it`];
  if (extra && !of) return [`${extra} is too much: the contract has no interface of that name`];
  if (extra) return [`${extra}() is too much: the contract has no ${of}.${extra}`];
  if (problem) return [`${problem} carries more: new Problem("${problem}", detail, { headers: …, members: … })`];
  const names = one ? [one] : several.split(", ").filter((name) => name !== "");
  const type = where || wanting;
  const group = /^Handlers<"(\w+)">$/.exec(type)?.[1];
  if (names.includes("declared") /* The mark of an Answer. */)
    return ["the contract has a status or headers to choose here: return new Answer(status, body, headers)"];
  if (names.includes("limit") && source.includes("readPage("))
    return ["the contract has no pages here: write readRows(…) for readPage(…)"];
  if (group) return names.map((name) => missingOperation({ group, name }));
  if (type === "Implementation") return names.map(missingInterface);
  if (names.length > 0) return [lacking([...names, ...(more ? [more] : [])], source)];
  const message = lines.length > 1 && last.length < first.length ? last : first;
  if (message.startsWith("Type 'void' is not assignable"))
    return [`returns nothing, and the contract has a body to answer: ${cut(source, 60)}`];
  const [, absent] = /'(\w+)' does not exist (?:in|on) type /.exec(message) ?? [];
  return [absent ? absentHere(absent, source) : cut(message, 140)];
}
