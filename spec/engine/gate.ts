/** The gate: holds the contract against the last release, and lets changes that break clients pass under a new version only. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { parse } from "yaml";
import { type Document, operationsIn } from "../../server/engine/contract/document.ts";
import { bump, type ContractChange, changesBetween } from "./compare.ts";

const run = promisify(execFile);

/** An earlier contract. */
export interface Base {
  /** A tag, such as v1.1.0, or a commit. */
  revision: string;
  /** In words. */
  about: string;
  document: Document;
  /** Of its package.json, and of its client's. */
  name: string | undefined;
  clientName: string | undefined;
}

export interface Changes {
  base: Base;
  /** The contract as it is now. */
  document: Document;
  from: string;
  to: string;
  all: ContractChange[];
  /** The lowest version that may have these changes. */
  asksFor: string;
  /** Approvals of changes that do not exist. */
  idle: string[];
}

/** Approved breaking changes: `"place: words": reason`, in spec/approved.yaml. */
type Approvals = Record<string, string>;

/** Where the main branch may be, as git names it: of the place that this was cloned from first. */
const mainBranches = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** Runs git in a folder. @returns what it prints @throws with what it says, where it fails */
export async function requireGit(root: string, args: string[], signal?: AbortSignal): Promise<string> {
  const { stdout } = await run("git", args, { cwd: root, maxBuffer: 2 ** 26, signal }).catch(({ stderr, message }) => {
    throw new Error(`git ${args[0]} fails: ${String(stderr || message).trim()}`);
  });
  return stdout.trimEnd();
}

/** The same. @returns undefined where it fails */
export function git(root: string, args: string[], signal?: AbortSignal): Promise<string | undefined> {
  return requireGit(root, args, signal).catch(() => undefined);
}

/** What a contract is compared with. */
export interface Comparison {
  /** Undefined where git has no earlier contract, or that of the service that this one was cloned from. */
  base: Base | undefined;
  /** False where git has neither a release nor a main branch: what has been committed is then compared with nothing. */
  isFirm: boolean;
}

/**
 * The contract to compare with: that of CONTRACT_BASE, else of the newest release, else of where this branch left the main one,
 * else of the last commit.
 */
export async function baseOf(root: string, document: Document, signal?: AbortSignal): Promise<Comparison> {
  const revisions = await revisionsIn(root, signal);
  const isFirm = revisions.some((each) => each.isFirm);
  for (const found of revisions) {
    const base = await baseAt(root, found, signal);
    if (!base && process.env.CONTRACT_BASE) throw new Error(`CONTRACT_BASE: git has no contract at ${found.revision}`);
    if (base && !isOfOtherService(base, nameIn(root), document)) return { base, isFirm };
  }
  return { base: undefined, isFirm };
}

/** The best ones first: an inherited tag may be of the service that this one was cloned from. */
async function revisionsIn(root: string, signal?: AbortSignal) {
  const { CONTRACT_BASE } = process.env;
  if (CONTRACT_BASE) return [{ revision: CONTRACT_BASE, about: CONTRACT_BASE, isFirm: true }];
  const tag = await git(root, ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"], signal);
  const found = tag ? [{ revision: tag, about: tag, isFirm: true }] : [];
  for (const branch of mainBranches) {
    const revision = await git(root, ["merge-base", "HEAD", branch], signal);
    if (!revision) continue;
    found.push({ revision, about: `${branch} (${revision.slice(0, 7)})`, isFirm: true });
    break;
  }
  return [...found, { revision: "HEAD", about: "the last commit", isFirm: false }];
}

async function baseAt(
  root: string,
  found: Pick<Base, "revision" | "about">,
  signal?: AbortSignal,
): Promise<Base | undefined> {
  const text = await git(root, ["show", `${found.revision}:./generated/openapi.json`], signal);
  if (!text) return undefined;
  const [name, clientName] = await Promise.all(
    ["package.json", "client/package.json"].map(async (file): Promise<string | undefined> => {
      const manifest = await git(root, ["show", `${found.revision}:./${file}`], signal);
      return manifest && JSON.parse(manifest).name;
    }),
  );
  const { revision, about } = found;
  return { revision, about, document: JSON.parse(text), name, clientName };
}

/** The name in package.json. */
export function nameIn(root: string): string | undefined {
  const file = join(root, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).name : undefined;
}

/** Whether it has another name, and no operation of this one: `npm run init` has replaced it. */
function isOfOtherService(base: Base, name: string | undefined, document: Document): boolean {
  if (base.name === name) return false;
  const ids = new Set(operationsIn(document).map(({ operation }) => operation.operationId));
  return !operationsIn(base.document).some(({ operation }) => ids.has(operation.operationId));
}

/** The changes since a base. */
export async function changesSince(
  base: Base,
  document: Document,
  root: string,
  signal?: AbortSignal,
): Promise<Changes> {
  const isSame = isDeepStrictEqual(base.document, document);
  const changes = isSame ? [] : await changesBetween(base.document, document, signal);
  const approvals = approvalsIn(join(root, "spec/approved.yaml"));
  const keyOf = ({ place, words }: ContractChange) => `${place}: ${words}`;
  const all = changes.map((change) =>
    change.impact === "breaking" && approvals[keyOf(change)]
      ? { ...change, impact: "compatible" as const, words: `${change.words} (approved: ${approvals[keyOf(change)]})` }
      : change,
  );
  const keys = new Set(changes.map(keyOf));
  const idle = Object.keys(approvals).filter((key) => !keys.has(key));
  const { version: from } = base.document.info;
  return { base, document, from, to: document.info.version, all, asksFor: bump(from, all), idle };
}

/** @throws for a malformed file; the message is for people */
function approvalsIn(path: string): Approvals {
  const use = 'spec/approved.yaml holds lines like "Users_list age: what changed": the reason';
  if (!existsSync(path)) return {};
  let approvals: unknown;
  try {
    approvals = parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    throw new Error(`${use}. ${(error as Error).message}`);
  }
  const isMap = typeof approvals === "object" && approvals !== null && !Array.isArray(approvals);
  if (!isMap || !Object.values(approvals as object).every((reason) => typeof reason === "string" && reason !== ""))
    throw new Error(use);
  return approvals as Approvals;
}

/** Whether a version is at least another one. */
export function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}

/** Whether changes break clients under a version that promises not to. */
export function isBreach({ to, all, asksFor }: Changes): boolean {
  return all.some(({ impact }) => impact === "breaking") && !isAtLeast(to, asksFor);
}
