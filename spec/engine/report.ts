/** The report: what changed in the contract, whom that affects, and what is left to do. */
import { join } from "node:path";
import {
  type Document,
  type LocatedOperation,
  operationsIn,
  readDocument,
} from "../../server/engine/contract/document.ts";
import type { Impact } from "./compare.ts";
import type { CompiledContract } from "./compile.ts";
import { compilerFindings } from "./compiler.ts";
import { driftFindings } from "./drift.ts";
import { type Finding, firstOfKinds, lineOf } from "./finding.ts";
import { baseOf, type Changes, changesSince, isAtLeast, isBreach } from "./gate.ts";
import { compareImplementation } from "./implementation.ts";
import { goneFileFindings, mentions, pathFindings, proseFindings, renamedFindings } from "./prose.ts";
import type { Trial } from "./trial.ts";
import { isVersion, versionFindings, versionPlace } from "./versions.ts";

/** What is left to do, by kind; mentions may stay as they are. */
const titles = {
  contract: "The contract breaks rules:",
  version: "The version:",
  code: "No longer fits the contract:",
  tables: "Tables and migrations; `npm run migration -- NAME` drafts what the contract asks for:",
  prose: "Refers to what the contract does not have:",
  tests: "Failing tests, on the tables that the contract asks for:",
  mentions: "May refer to what the contract no longer has; ignore what means something else:",
} as const;

export interface Report {
  /** Undefined where there is nothing to compare with, or a contract that breaks rules cannot be compared. */
  changes: Changes | undefined;
  left: Record<keyof typeof titles, Finding[]>;
  /** Whether nothing is left to do before the change may be merged. */
  isDone: boolean;
}

interface ReportOptions {
  /** The contract as it was compiled, where it breaks rules. */
  contract?: CompiledContract;
  /** Whether the service's tests may build it. */
  isBuilt?: boolean;
  /** Ends the report early, and with it the processes it has started. */
  signal?: AbortSignal;
}

/** All but the tests, which take longer. */
export async function reportOn(root: string, { contract, signal }: ReportOptions = {}): Promise<Report> {
  const document = contract?.document ?? readDocument(join(root, "generated/openapi.json"));
  const { base, isFirm } = await baseOf(root, document, signal);
  const [changes, lacking, compiler, tables, files, names] = await Promise.all([
    base &&
      changesSince(base, document, root, signal).catch((error: Error) => {
        if (contract?.faults.length) return undefined; // Tools fail at some contracts that break rules.
        throw error;
      }),
    compareImplementation(root, document),
    compilerFindings(root, signal).then(inOrder),
    driftFindings(root, document, contract?.locate),
    base ? goneFileFindings(root, base) : [],
    base ? renamedFindings(root, document, base) : [],
  ]);
  const isSaid = ({ file, line }: Finding) =>
    lacking.covered.some((each) => each.file === file && (each.line === undefined || each.line === line));
  const code = [...lacking.findings, ...compiler.filter((each) => !isSaid(each))];
  const left: Report["left"] = {
    contract: contract?.faults ?? [],
    version: versionsLeft(root, document, changes, isFirm),
    code,
    tables,
    prose: [...proseFindings(root, document, base), ...pathFindings(root, document, base), ...files, ...names],
    tests: [],
    mentions: base ? mentions(root, document, base) : [],
  };
  return { changes, left, isDone: mustDo(left).length === 0 };
}

/** All but the mentions, which may stay as they are. */
export function mustDo({ mentions: _, ...left }: Report["left"]): Finding[] {
  return Object.values(left).flat();
}

/** The report with what fails of the tests, which are run where the contract has changed and the code fits it. */
export async function withTests(
  report: Report,
  trial: Trial,
  { contract, isBuilt = false, signal }: ReportOptions = {},
): Promise<Report> {
  const { changes, left } = report;
  const isReady = left.contract.length === 0 && left.code.every(({ file }) => file.startsWith("test/"));
  if (!changes?.all.length || !isReady) return report;
  const failures = await trial.run({
    operations: changedOperations(changes),
    isBuilt: isBuilt && left.tables.length === 0,
    locate: contract?.locate,
    signal,
  });
  const isKnown = ({ file }: Finding) => left.code.some((each) => each.file === file); // It does not compile.
  const tests = failures.filter((each) => !isKnown(each));
  return { ...report, left: { ...left, tests }, isDone: report.isDone && tests.length === 0 };
}

/** A version that goes back has to be mended first. */
function versionsLeft(root: string, document: Document, changes: Changes | undefined, isFirm: boolean): Finding[] {
  const { version } = document.info;
  const { from = version, base } = changes ?? {};
  if (!isVersion(version) || isAtLeast(version, from))
    return [...gateFindings(root, changes, isFirm), ...versionFindings(root, document)];
  return [
    {
      ...versionPlace(root),
      text: `says version ${version}, which is lower than that of ${base?.about}, ${from}: raise it`,
    },
  ];
}

function gateFindings(root: string, changes: Changes | undefined, isFirm: boolean): Finding[] {
  const { from, to, asksFor, idle = [] } = changes ?? {};
  const nothing =
    "git has neither a release, which is a tag v*, nor a main branch to compare the contract with: fetch them, or set CONTRACT_BASE";
  const breach = `says ${to}, and changes that break clients of ${from} ask for ${asksFor}: \`npm run release -- --raise\` writes it everywhere. If no client is affected, approve a line in spec/approved.yaml instead: "place: words": the reason`;
  return [
    ...(process.env.CI && !isFirm ? [{ file: "", text: nothing }] : []),
    ...(changes && isBreach(changes) ? [{ ...versionPlace(root), text: breach }] : []),
    ...idle.map((key) => ({
      file: "spec/approved.yaml",
      text: `approves a change that does not exist: remove "${key}"`,
    })),
  ];
}

const impacts: Impact[] = ["breaking", "compatible", "docs only"];

/** A line for each change, those that break clients first. @param isShort whether long lists of operations are cut */
export function changeLines({ all }: Pick<Changes, "all">, isShort = false): string[] {
  const lines = impacts.flatMap((impact) =>
    all
      .filter((change) => change.impact === impact)
      .map(({ place, words }) => `${impact.padEnd(10)}  ${isShort ? cut(place) : place}: ${words}`),
  );
  return [...new Set(lines)];
}

/** "User.age (Users_list, Users_read and 5 more)". */
function cut(place: string): string {
  return place.replace(/\(([^()]*)\)$/, (all, list: string) => {
    const [first, second, ...others] = list.split(", ");
    return others.length > 1 ? `(${first}, ${second} and ${others.length} more)` : all;
  });
}

/** By file and line. */
function inOrder(findings: Finding[]): Finding[] {
  const byFile = (one: Finding, other: Finding) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0);
  return findings.toSorted((one, other) => byFile(one, other) || (one.line ?? 0) - (other.line ?? 0));
}

/** The operations that some change affects. */
function changedOperations({ all, document }: Changes): LocatedOperation[] {
  const words = new Set(all.flatMap(({ place }) => place.split(/[^\w]+/)));
  return operationsIn(document).filter(({ operation }) => words.has(operation.operationId));
}

/** The report as programs read it. */
export function dataOf({ changes, left, isDone }: Report): object {
  const { base, from, to, all, asksFor } = changes ?? {};
  return { ...(changes && { since: base?.about, from, to, asksFor, changes: all }), left, isDone };
}

/** The first line of an explanation, and the last, which is the most specific one. */
function ends(item: string): string {
  const [first = "", ...others] = item.split("\n");
  return [first, ...others.slice(-1)].join("\n");
}

/** The report as people read it. @param lines how many at the most, but for titles */
export function textOf({ changes, left }: Report, lines = Number.POSITIVE_INFINITY): string {
  const isShort = lines < Number.POSITIVE_INFINITY;
  const sections = [
    ...(changes ? [{ title: changesTitle(changes), items: changeLines(changes, isShort) }] : []),
    ...Object.entries(left).map(([kind, findings]) => ({
      title: titles[kind as keyof typeof titles], // Cast: the keys of a report are those of the titles.
      items: (isShort ? firstOfKinds(findings) : findings).map(lineOf),
    })),
  ];
  const shares = sharesOf(
    sections.map(({ items }) => items.length),
    lines,
  );
  const isCut = sections.some(({ items }, index) => items.length > (shares[index] ?? 0));
  return [
    ...(changes
      ? []
      : ["The contract is compared with no earlier one: git has none of this service, or it breaks rules."]),
    ...sections.flatMap(({ title, items }, index) => {
      if (items.length === 0 && !title.endsWith(".")) return [];
      const shown = items.slice(0, shares[index]).map((item) => indented(isShort ? ends(item) : item));
      const rest = items.length - shown.length;
      return [title, ...shown, ...(rest > 0 ? [`  … and ${rest} more`] : [])];
    }),
    ...(isCut ? ["All of it: npm run generate -- --all"] : []),
    countOf(mustDo(left)),
  ].join("\n");
}

/** The last line of what is left to do, which tells editors that it is all. */
export function countOf({ length }: Finding[]): string {
  if (length === 0) return "Nothing is left to do.";
  return length === 1 ? "1 thing is left to do." : `${length} things are left to do.`;
}

function changesTitle({ base, from, to, all, asksFor }: Changes): string {
  if (all.length === 0) return `The contract has not changed since ${base.about}, version ${from}.`;
  const next = isAtLeast(asksFor, to) ? asksFor : to;
  return `Changes of the contract since ${base.about}, version ${from}; \`npm run release\` makes it ${next}:`;
}

/** A title with its findings, of those in tests the first of each kind. */
export function sectionOf(kind: keyof typeof titles, findings: Finding[]): string {
  return [titles[kind], ...firstOfKinds(findings).map((each) => indented(lineOf(each)))].join("\n");
}

function indented(item: string): string {
  return `  ${item.replaceAll("\n", "\n    ")}`;
}

/** How many items of each section are shown: as many of each, and of those that have more what the others leave. */
function sharesOf(sizes: number[], total: number): number[] {
  let [left, share] = [total, 0];
  for (; left > 0; share += 1) {
    const more = sizes.filter((size) => size > share).length;
    if (more === 0 || more > left) break;
    left -= more;
  }
  return sizes.map((size) => Math.min(size, share));
}
