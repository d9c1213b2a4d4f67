/** Compares two contracts: what changed, whom that affects, and which version it asks for. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type Document,
  type DocumentResponse,
  type LocatedOperation,
  modelOf,
  operationsIn,
  problemsOf,
  type Schema,
} from "../../server/engine/contract/document.ts";
import { visible } from "../../server/engine/contract/words.ts";
import { deprecation } from "./polish.ts";
import { securityChanges } from "./security.ts";

const run = promisify(execFile);

export type Impact = "breaking" | "compatible" | "docs only";

export interface ContractChange {
  impact: Impact;
  /** `Users_list minAge`, or `User.age (Users_list, Users_read)` for a model that several operations share. */
  place: string;
  words: string;
}

/** The changes from one contract to another. */
export async function changesBetween(
  earlier: Document,
  after: Document,
  signal?: AbortSignal,
): Promise<ContractChange[]> {
  const { document: before, moves } = withMoves(earlier, after);
  const isNew = operationsBeside(before, after);
  const isGone = operationsBeside(after, before);
  // Among operations that come and go, redocly takes some for renamed.
  const [earlierShared, laterShared] = [without(isGone, before), without(isNew, after)];
  const found = await compare(...comparable(earlierShared, laterShared), signal);
  return found
    .filter(({ path, property }) => keysOf(path)[0] !== "tags" || property === "description") // They come and go with operations.
    .filter((change) => !isToldByMember(change, found) && !followsRename(change, found) && !isOfCallers(change))
    .map((change) => wordsOf(change, before, after))
    .map((change) => ({ ...change, words: visible(change.words) }))
    .concat(moves)
    .concat(securityChanges(before, after))
    .concat([...isNew].map((place) => ({ impact: "compatible" as const, place, words: "added" })))
    .concat([...isGone].map((place) => ({ impact: "breaking" as const, place, words: "removed" })));
}

/** Whether a change is one of callers, which are compared by what the alternatives mean. */
function isOfCallers({ path, kind }: RedoclyChange): boolean {
  const [root, first, second, third] = keysOf(path);
  const isScheme = root === "components" && first === "securitySchemes" && second !== undefined && third === undefined;
  return root === "security" || (root === "paths" && third === "security") || (isScheme && kind === "removed");
}

/** The earlier contract with each operation at its later path, so that they can be compared; and the moves. */
function withMoves(earlier: Document, later: Document): { document: Document; moves: ContractChange[] } {
  const places = new Map(operationsIn(later).map((each) => [each.operation.operationId, each]));
  const all = operationsIn(earlier).map((from) => ({ from, to: places.get(from.operation.operationId) ?? from }));
  const nameOf = ({ path, method }: { path: string; method: string }) => `${method.toUpperCase()} ${path}`;
  const isMoved = ({ from, to }: (typeof all)[number]) => nameOf(from) !== nameOf(to);
  const paths: Document["paths"] = {};
  const moves: ContractChange[] = [];
  for (const { from, to } of [...all.filter((each) => !isMoved(each)), ...all.filter(isMoved)]) {
    const { operationId } = from.operation;
    const displaced = paths[to.path]?.[to.method];
    if (displaced) moves.push({ impact: "breaking", place: displaced.operationId, words: "removed" });
    paths[to.path] = { ...paths[to.path], [to.method]: from.operation };
    if (isMoved({ from, to }))
      moves.push({ impact: "breaking", place: operationId, words: `moved from ${nameOf(from)} to ${nameOf(to)}` });
  }
  return { document: { ...earlier, paths }, moves };
}

/** The ids of operations that another contract has neither by id nor by path. */
function operationsBeside(other: Document, document: Document): Set<string> {
  const keysOfOperation = ({ path, method, operation }: LocatedOperation) => [
    operation.operationId,
    `${method} ${path}`,
  ];
  const known = new Set(operationsIn(other).flatMap(keysOfOperation));
  const own = operationsIn(document).filter((each) => !keysOfOperation(each).some((key) => known.has(key)));
  return new Set(own.map(({ operation }) => operation.operationId));
}

/** A contract without some of its operations, and without the models that they alone use. */
function without(ids: Set<string>, document: Document): Document {
  const paths: Document["paths"] = {};
  for (const { path, method, operation } of operationsIn(document))
    if (!ids.has(operation.operationId)) paths[path] = { ...paths[path], [method]: operation };
  const { schemas, ...components } = document.components;
  const used: Record<string, Schema> = {};
  for (let text = JSON.stringify([paths, components]); text !== ""; ) {
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = ""]) => name);
    const further = Object.entries(schemas).filter(([name]) => names.includes(name) && !(name in used));
    Object.assign(used, Object.fromEntries(further));
    text = further.length > 0 ? JSON.stringify(further) : "";
  }
  return { ...document, paths, components: { ...components, schemas: used } };
}

/** Whether a model's list of required members only grew by members that are reported as added. */
function isToldByMember({ impact, property, base, revision }: RedoclyChange, all: RedoclyChange[]): boolean {
  const [before, after] = [base?.value ?? [], revision?.value];
  if (impact === "major" || property !== "required" || !Array.isArray(before) || !Array.isArray(after)) return false;
  const model = revision?.pointer.replace(/\/required$/, "");
  const isAdded = (name: unknown) =>
    all.some((each) => each.kind === "added" && each.revision?.pointer === `${model}/properties/${name}`);
  return before.every((name) => after.includes(name)) && after.every((name) => before.includes(name) || isAdded(name));
}

/** Whether an x-location only follows the new name of its operation. */
function followsRename({ property, base, revision }: RedoclyChange, all: RedoclyChange[]): boolean {
  const isSame = (each: RedoclyChange) => each.base?.value === base?.value && each.revision?.value === revision?.value;
  return property === "x-location" && all.some((each) => each.property === "operationId" && isSame(each));
}

/** The node at a pointer, as a schema: deprecations look the same everywhere. */
function nodeAt(pointer: string, document: Document): Schema {
  return keysOf(pointer).reduce(
    (node, key) => (node as unknown as Record<string, Schema>)[key] ?? {},
    document as Schema,
  );
}

function keysOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The lowest version for changes since another one. */
export function bump(version: string, changes: ContractChange[]): string {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const has = (impact: Impact) => changes.some((change) => change.impact === impact);
  if (has("breaking")) return `${major + 1}.0.0`;
  if (has("compatible")) return `${major}.${minor + 1}.0`;
  return has("docs only") ? `${major}.${minor}.${patch + 1}` : version;
}

/** As in `redocly diff --format json`. */
interface RedoclyChange {
  kind: "added" | "removed" | "modified";
  impact: "major" | "minor" | "patch";
  path: string;
  property?: string;
  verdicts: { message: string }[];
  base?: { pointer: string; value?: unknown };
  revision?: { pointer: string; value?: unknown };
}

/**
 * The documents in a form that redocly compares well: nullable schemas carry a mark, since it takes "or null" for another
 * schema, as it does a model with something beside it, such as a default; descriptions do not mention deprecations, which are reported by themselves; the statuses of problems without a
 * type are those that no type has, and follow from the types; and the problems of one status are separate media types where
 * one of them was added or removed.
 */
function comparable(...documents: [Document, Document]): [Document, Document] {
  const copies = documents.map(withMarks) as [Document, Document];
  for (const { components } of copies)
    if (components.schemas.ProblemStatus) components.schemas.ProblemStatus = { type: "integer" };
  const [earlier, later] = copies.map(problemAnswersIn) as [ProblemAnswers, ProblemAnswers];
  for (const [place, answer] of later) {
    const answers = [earlier.get(place), answer].filter((each) => each !== undefined);
    if (new Set(answers.map(namesOf)).size < 2) continue;
    for (const response of answers) {
      delete response.description; // Made of all of them.
      for (const header of Object.values(response.headers ?? {})) delete header.required; // Depends on all of them.
      response.content = Object.fromEntries(problemsOf(response).map((schema) => [modelOf(schema), { schema }]));
    }
  }
  return copies;
}

/** Cast: a copy has the type of its original. */
function withMarks<T>(node: T): T {
  if (Array.isArray(node)) return node.map(withMarks) as T;
  if (typeof node !== "object" || node === null) return node;
  const copy: Schema = Object.fromEntries(
    // It fails at members that every object has.
    Object.entries(node).map(([key, value]) => [key in Object.prototype ? `${key} ` : key, withMarks(value)]),
  );
  if (typeof copy.description === "string") copy.description = copy.description.replace(deprecation, "");
  const { allOf: [model, ...more] = [], ...beside } = copy;
  if (model?.$ref && more.length === 0) return { ...beside, ...model } as T;
  const others = copy.anyOf?.filter?.(({ type }) => type !== "null") ?? [];
  if (copy.anyOf?.length !== others.length + 1) return copy as T;
  const { anyOf, ...own } = copy;
  return { ...own, ...(others.length === 1 ? others[0] : { anyOf: others }), [nullMark]: true } as T;
}

const nullMark = "x-or-null";

type ProblemAnswers = ReturnType<typeof problemAnswersIn>;

/** By operation and status. */
function problemAnswersIn(document: Document) {
  const answers = operationsIn(document).flatMap(({ operation: { operationId, responses } }) =>
    Object.entries(responses).map(([status, response]) => [`${operationId} ${status}`, response] as const),
  );
  return new Map(answers.filter(([, response]) => problemsOf(response).length > 0));
}

function namesOf(response: DocumentResponse): string {
  return problemsOf(response).map(modelOf).sort().join();
}

async function compare(before: Document, after: Document, signal?: AbortSignal): Promise<RedoclyChange[]> {
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  try {
    const files = ["before.json", "after.json"].map((name) => join(folder, name)) as [string, string];
    writeFileSync(files[0], JSON.stringify(before));
    writeFileSync(files[1], JSON.stringify(after));
    const redocly = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");
    const { stdout } = await run(process.execPath, [redocly, "diff", ...files, "--format=json", "--fail-on=none"], {
      cwd: folder,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      maxBuffer: 2 ** 26,
      signal,
    });
    const { changes } = JSON.parse(stdout) as { changes: RedoclyChange[] };
    return changes.filter(({ kind, path, property = "", base, revision }) => {
      if (path === "#/info" && property === "version") return false; // Follows from the other changes.
      if (property === "key" && path.startsWith("#/components/schemas/")) return false; // Another name of a model.
      if (/^#\/components\/schemas\/\w+$/.test(path) && kind !== "modified") return false; // Reported where it is used.
      // A changed status is reported by itself.
      const isOther = path.includes("/responses/") && base && revision && base.pointer !== revision.pointer;
      if (property === "description" && isOther) return false;
      if (path.endsWith("/x-deprecated") && kind !== "modified") return false; // Reported by `deprecated`.
      if (kind === "modified" && path.endsWith("/x-filter")) return true; // By another column or operator.
      return !/x-(table|column|key|unique|references|filter)/.test(`${path}/${property}`); // Invisible to clients.
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const wording = ["description", "summary", "example", "examples", "title"];

function wordsOf(change: RedoclyChange, before: Document, after: Document): ContractChange {
  const { kind, impact, path, property, verdicts, base, revision } = change;
  const document = revision?.value === undefined && base ? before : after;
  const pointer = (document === before ? base : revision)?.pointer ?? path;
  const place = pointer.endsWith(`/${property}`) ? pointer.slice(0, pointer.lastIndexOf("/")) : pointer;
  if (property === nullMark) {
    const isGone = document === before;
    const isFelt = directionsOf(place, document)[isGone ? "sent" : "received"];
    const words = isGone ? "no longer nullable" : "nullable";
    return { impact: isFelt ? "breaking" : "compatible", place: placeAt(place, document), words };
  }
  if (path.endsWith("/x-paging") && kind !== "modified") {
    const isGone = kind === "removed";
    const place = placeAt(path, isGone ? before : after);
    return { impact: isGone ? "breaking" : "compatible", place, words: isGone ? "no longer paged" : "paged" };
  }
  if (property === "deprecated") {
    const { "x-deprecated": facts } = nodeAt(place, document);
    const words = revision?.value ? `deprecated, goes away on ${facts?.sunset}` : "no longer deprecated";
    return { impact: "compatible", place: placeAt(place, document), words };
  }
  if (path.endsWith("/x-filter")) {
    const words = `filters by ${difference(base?.value, revision?.value)}`;
    return { impact: "breaking", place: placeAt(place, document), words };
  }
  if (property === "operationId")
    return { impact: "breaking", place: placeAt(place, document), words: `was ${base?.value}` };
  const [verdict] = verdicts;
  return {
    impact: impact === "major" || isNarrowed(change) ? "breaking" : isWording(change) ? "docs only" : "compatible",
    place: placeAt(place, document),
    words: verdict
      ? verdict.message
          .replace(/`/g, "")
          .replace(/\.$/, "")
          .replace(/^Media type \w+ was /, "") // Without a slash: a problem, see comparable().
      : property
        ? `${property}: ${difference(base?.value, revision?.value)}`
        : path.endsWith("/content")
          ? `body ${kind}`
          : kind,
  };
}

/** Whether a place is part of requests, and of responses. */
function directionsOf(pointer: string, document: Document): { sent: boolean; received: boolean } {
  const [root, , model = ""] = keysOf(pointer);
  if (root !== "components")
    return { sent: !pointer.includes("/responses/"), received: pointer.includes("/responses/") };
  const leads = leadsTo(model, document);
  const operations = operationsIn(document).map(({ operation }) => operation);
  return {
    sent: operations.some(({ parameters, requestBody }) => leads({ parameters, requestBody })),
    received: operations.some(({ responses }) => leads(responses)),
  };
}

/** Whether callers lose events, or something that they may send as a file. */
function isNarrowed({ kind, path, property, base, revision }: RedoclyChange): boolean {
  if (path.includes("/x-events")) return kind !== "added";
  if (property === "x-max-bytes") return Number(revision?.value) < Number(base?.value);
  const typesOf = (value: unknown) => String(value).split(/, */);
  return property === "contentType" && typesOf(base?.value).some((type) => !typesOf(revision?.value).includes(type));
}

function isWording({ impact, property, path }: RedoclyChange): boolean {
  return impact === "patch" && (wording.includes(property ?? "") || wording.includes(path.split("/").at(-1) ?? ""));
}

/** Lists by added and removed items, anything else by the old and new value. */
function difference(before: unknown, after: unknown): string {
  if (Array.isArray(before) && Array.isArray(after) && typeof [...before, ...after][0] !== "object")
    return [
      ...after.filter((each) => !before.includes(each)).map((each) => `+${each}`),
      ...before.filter((each) => !after.includes(each)).map((each) => `-${each}`),
    ].join(" ");
  const show = (value: unknown) => {
    if (value === undefined) return "none";
    return cut(typeof value === "string" ? value : JSON.stringify(value), 60);
  };
  return `${show(before)} → ${show(after)}`;
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A pointer into a document in words. */
function placeAt(pointer: string, document: Document): string {
  const keys = keysOf(pointer);
  const [root, first = "", second = "", third = "", fourth = "", ...rest] = keys;
  if (root === "components" && first === "schemas") {
    const users = operationsUsing(second, document);
    return `${[second, ...members(keys.slice(3))].join(".")}${users.length > 0 ? ` (${users.join(", ")})` : ""}`;
  }
  if (root !== "paths") return keys.join(" ");
  const operation = document.paths[first]?.[second];
  if (!operation) return [first, second.toUpperCase()].filter(Boolean).join(" ");
  const { operationId, parameters } = operation;
  if (third === "parameters") return `${operationId} ${parameters[Number(fourth)]?.name ?? ""}`.trim();
  if (third === "requestBody") return [operationId, "body", ...members(rest)].join(" ");
  if (third === "responses") return [operationId, "answer", fourth, ...members(rest)].filter(Boolean).join(" ");
  return operationId;
}

/** "age", of the keys "properties", "age": without the keywords of JSON Schema. */
function members(keys: string[]): string[] {
  return keys.filter(
    (key) => !/^(properties|items|schema|content|anyOf|oneOf|allOf|\$ref|\d+|application\/.*)$/.test(key),
  );
}

/** The ids of operations that refer to a model. */
function operationsUsing(model: string, document: Document): string[] {
  const leads = leadsTo(model, document);
  return operationsIn(document)
    .filter(({ operation }) => leads(operation))
    .map(({ operation }) => operation.operationId);
}

/** Returns a test whether a node refers to a model, directly or through others. */
function leadsTo(model: string, document: Document): (node: object) => boolean {
  const names = new Set([model]);
  const refersTo = (node: object) => {
    const text = JSON.stringify(node);
    return [...names].some((name) => text.includes(`"#/components/schemas/${name}"`));
  };
  const schemas = Object.entries(document.components.schemas);
  for (let size = 0; size < names.size; ) {
    size = names.size;
    for (const [name, schema] of schemas) if (refersTo(schema)) names.add(name);
  }
  return refersTo;
}
