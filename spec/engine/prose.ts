/** What READMEs and other texts show of the contract: calls, paths, members, parameters and names that it no longer has. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, operationsIn, placeOf } from "../../server/engine/contract/document.ts";
import { optionsOf } from "./examples.ts";
import type { Finding } from "./finding.ts";
import { type Base, git, nameIn } from "./gate.ts";

/** A fenced block of Markdown, or a span of code in a line. */
interface Code {
  file: string;
  /** Of its first line. */
  line: number;
  /** Such as "ts"; undefined for a span. */
  language: string | undefined;
  text: string;
}

/** A block of TypeScript that uses the client. */
export interface Snippet extends Code {
  /** Whether it shows calls of a `client` that it does not create. */
  isPart: boolean;
}

/** The files of a folder that end so, in the repository; "" is its own folder. */
export function filesIn(root: string, folder: string, ending: string): string[] {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  return names.filter((name) => name.endsWith(ending)).map((name) => (folder ? `${folder}/${name}` : name));
}

/** The Markdown files of a service, but for those that tell what once was. */
function proseIn(root: string): string[] {
  const files = ["", "client"].flatMap((folder) => filesIn(root, folder, ".md"));
  return files.filter((file) => !file.endsWith("CHANGELOG.md"));
}

function codeIn(root: string): Code[] {
  return proseIn(root).flatMap((file) => {
    const found: Code[] = [];
    let block: Code | undefined;
    for (const [index, text] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
      const [, fence] = /^```(\w*)/.exec(text) ?? [];
      if (fence !== undefined && block) {
        found.push(block);
        block = undefined;
      } else if (fence !== undefined) block = { file, line: index + 2, language: fence, text: "" };
      else if (block) block.text += `${text}\n`;
      else
        for (const [, span = ""] of text.matchAll(/`([^`]+)`/g))
          found.push({ file, line: index + 1, language: undefined, text: span });
    }
    return found;
  });
}

/** The name of the client's package. */
export function clientNameIn(root: string): string {
  return nameIn(join(root, "client")) ?? "";
}

/** Whether it is TypeScript that uses the client: all of its README, and what imports it. */
function isSnippet({ file, language, text }: Code, clientName: string): boolean {
  const isOfClient = file.startsWith("client/") || (clientName !== "" && text.includes(`"${clientName}`));
  return language === "ts" && isOfClient;
}

export function snippetsIn(root: string): Snippet[] {
  const name = clientNameIn(root);
  return codeIn(root)
    .filter((code) => isSnippet(code, name))
    .map((code) => ({ ...code, isPart: !code.text.includes("createClient(") }));
}

/** A line, or a part of one. */
type Shown = Pick<Code, "file" | "line" | "text">;

/** The lines of code in Markdown that no compiler reads; diffs show what is about to change. */
function shownIn(root: string): Shown[] {
  const name = clientNameIn(root);
  return codeIn(root)
    .filter((code) => code.language !== "diff" && !isSnippet(code, name))
    .flatMap(({ file, line, text }) =>
      text.split("\n").map((each, index) => ({ file, line: line + index, text: each })),
    );
}

/** Calls of operations that do not exist, and paths that are gone. Of snippets, the compiler says so. */
export function proseFindings(root: string, document: Document, base: Base | undefined): Finding[] {
  const [calls, paths] = [unknownCalls(document, base), gonePaths(document, base)];
  return shownIn(root).flatMap(({ text, ...place }) =>
    [...calls(text), ...paths(text)].map((words) => ({
      ...place,
      text: words,
    })),
  );
}

/** Returns a function that finds calls of operations that do not exist. */
function unknownCalls(document: Document, base: Base | undefined): (text: string) => string[] {
  const places = (each: Document) => operationsIn(each).map(({ operation }) => placeOf(operation));
  const now = places(document);
  const calls = new Set(now.map(({ group, name }) => `${group}.${name}`));
  const groups = new Set([...now, ...(base ? places(base.document) : [])].map(({ group }) => group));
  return (text) =>
    [...text.matchAll(/\b((\w+)\.(\w+))\(/g)]
      .filter(([, call = "", group = "", name = ""]) => groups.has(group) && !calls.has(call) && !(name in []))
      .map(([, call]) => `shows ${call}(), which the contract does not have`);
}

/** Returns a function that finds paths that an operation had, and none has. */
function gonePaths(document: Document, base: Base | undefined): (text: string) => string[] {
  const pathsIn = (each: Document) => Object.keys(each.paths).map((path) => path.split("/"));
  const [before, now] = [base ? pathsIn(base.document) : [], pathsIn(document)];
  const isIn = (paths: string[][], segments: string[]) =>
    paths.some(
      (path) =>
        path.length === segments.length &&
        path.every(
          (segment, index) => segment === segments[index] || (segment.includes("{") && segments[index] !== ""),
        ),
    );
  return (text) =>
    [...text.matchAll(/(?<![\w./-])(?:https?:\/\/[\w.:-]+)?(\/[^\s"'`?#,;)]+)/g)]
      .map(([, path = ""]) => path)
      .filter((path) => isIn(before, path.split("/")) && !isIn(now, path.split("/")))
      .map((path) => `shows ${path}, a path that no operation has any more`);
}

/** Names of the service and its client that have changed since, wherever they stand. */
export async function renamedFindings(root: string, document: Document, base: Base): Promise<Finding[]> {
  // The client's may hold the service's.
  const names = [
    [base.clientName, clientNameIn(root)],
    [base.name, nameIn(root)],
    [base.document.info.title, document.info.title],
  ].filter(([before = "", now = ""]) => before !== "" && now !== "");
  const isGone = ([before, now]: (typeof names)[number]) => before !== now;
  if (!names.some(isGone)) return [];
  return ownFiles(await git(root, ["ls-files"])).flatMap((file) =>
    linesOf(root, file).flatMap((line, index) => {
      let left = line;
      return names.flatMap((pair) => {
        const [before = "", now = ""] = pair;
        if (now.includes(before)) left = left.replaceAll(now, "");
        const isSaid = asName(before).test(left);
        left = left.replaceAll(before, "").replaceAll(now, "");
        return isSaid && isGone(pair)
          ? [{ file, line: index + 1, text: `says "${before}", which is "${now}" now`, kind: before }]
          : [];
      });
    }),
  );
}

/** Files that READMEs name, and that the service no longer has. */
export async function goneFileFindings(root: string, { revision }: Base): Promise<Finding[]> {
  const listed = ownFiles(await git(root, ["ls-tree", "-r", "--name-only", revision]));
  const gone = listed.filter((file) => !existsSync(join(root, file)));
  return shownIn(root).flatMap(({ text, ...place }) =>
    gone
      .filter((each) => asName(each).test(text))
      .map((each) => ({ ...place, text: `names ${each}, which is gone`, kind: each })),
  );
}

/** Finds a name that is no part of another one. */
function asName(name: string): RegExp {
  return new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-]|\\.db\\b)`); // A database keeps its file.
}

/** Tests that send requests to paths that no operation has any more. */
export function pathFindings(root: string, document: Document, base: Base | undefined): Finding[] {
  const paths = gonePaths(document, base);
  return filesIn(root, "test", ".test.ts").flatMap((file) =>
    linesOf(root, file).flatMap((text, index) =>
      paths(text).map((words) => ({ file, line: index + 1, text: words, kind: "path" })),
    ),
  );
}

/**
 * Mentions of the last version, and in code of members, parameters and values that the contract had. They may mean something
 * else: nobody has to change them.
 */
export function mentions(root: string, document: Document, base: Base): Finding[] {
  return [...versionMentions(root, document, base), ...wordMentions(root, document, base)];
}

function versionMentions(root: string, { info: { version } }: Document, base: Base): Finding[] {
  const before = base.document.info.version;
  if (before === version) return [];
  return proseIn(root).flatMap((file) =>
    linesOf(root, file).flatMap((line, index) =>
      asName(before).test(line) ? [{ file, line: index + 1, text: `mentions ${before}, and this is ${version}` }] : [],
    ),
  );
}

function wordMentions(root: string, document: Document, base: Base): Finding[] {
  const now = wordsIn(document);
  const gone = [...wordsIn(base.document)].filter((word) => !now.has(word));
  if (gone.length === 0) return [];
  const pattern = new RegExp(`(?<![\\w.])(?:${gone.join("|")})(?!\\w)`, "g");
  return [...shownIn(root), ...quotedInSpec(root)].flatMap(({ text, ...place }) => {
    const words = [...new Set(text.match(pattern))];
    return words.length > 0
      ? [{ ...place, text: `mentions ${words.join(" and ")}, which the contract no longer has` }]
      : [];
  });
}

/** What the service's contract has in quotes, such as examples and patterns. */
function quotedInSpec(root: string): Shown[] {
  return filesIn(root, "spec", ".tsp").flatMap((file) =>
    linesOf(root, file).flatMap((text, index) =>
      [...text.matchAll(/`[^`]+`|"[^"]+"/g)].map(([quoted]) => ({ file, line: index + 1, text: quoted })),
    ),
  );
}

/** The names of a contract's members, parameters and values. */
function wordsIn(document: Document): Set<string> {
  const words: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties, enum: values } = node as { properties?: object; enum?: unknown[] };
    if (properties && typeof properties === "object") words.push(...Object.keys(properties));
    if (Array.isArray(values)) words.push(...values.map((value) => String(value).replace(/^-/, "")));
    for (const child of Object.values(node)) walk(child);
  };
  walk(document.components.schemas);
  words.push(...Object.values(document.components.schemas).flatMap((schema) => schema["x-table"] ?? []));
  for (const { operation } of operationsIn(document)) {
    walk(operation);
    words.push(...optionsOf(operation).flatMap(({ option, parameter }) => [option, parameter.name]));
  }
  return new Set(words.filter((word) => /^[A-Za-z_]\w*$/.test(word)));
}

/**
 * Text files outside engine folders, but for the license, what tells the past, and what is generated.
 * @param listed by git
 */
export function ownFiles(listed = ""): string[] {
  return listed
    .split("\n")
    .filter((file) => file !== "" && !/(^|\/)(engine|generated)\/|(^|\/)(LICENSE|CHANGELOG\.md)$/.test(file));
}

function linesOf(root: string, file: string): string[] {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8").split("\n") : [];
}
