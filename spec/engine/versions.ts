/** The service's version, which its contract, packages, lockfile and CHANGELOG.md say alike. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "../../server/engine/contract/document.ts";
import { type Finding, lineAt } from "./finding.ts";

/** Where a version stands: the first match of a file, whose second group it is. */
interface Place {
  file: string;
  pattern: RegExp;
}

const specPlace: Place = { file: "spec/main.tsp", pattern: /^(\s*version: ")([^"]*)(?=")/m };
const changelogPlace: Place = { file: "CHANGELOG.md", pattern: /^(## )(\d+\.\d+\.\d+)/m };
/** The second is that of the package of the repository's folder, the third that of the client's. */
const lockPlaces = [
  /^(\s*"version": ")([^"]*)(?=")/m,
  /("": \{[^{}]*"version": ")([^"]*)(?=")/,
  /("client": \{[^{}]*"version": ")([^"]*)(?=")/,
];

const places: Place[] = [
  ...["package.json", "client/package.json"].map((file) => ({ file, pattern: /^(\s*"version": ")([^"]*)(?=")/m })),
  ...lockPlaces.map((pattern) => ({ file: "package-lock.json", pattern })),
  changelogPlace,
];

function read(root: string, file: string): string | undefined {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined;
}

/** Where the contract says it. */
export function versionPlace(root: string): Omit<Finding, "text"> {
  const text = read(root, specPlace.file) ?? "";
  const found = specPlace.pattern.exec(text);
  return { file: specPlace.file, line: found ? lineAt(text, found.index + found[0].length) : 1 };
}

export function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(text);
}

/** The places that say another version than the contract; none where that is no version. */
export function versionFindings(root: string, { info: { version } }: Document): Finding[] {
  if (!isVersion(version)) return []; // A rule of contracts says so.
  return places.flatMap(({ file, pattern }) => {
    const text = read(root, file);
    const found = text === undefined ? undefined : pattern.exec(text);
    const isAbsent = !found && pattern === lockPlaces[2] && read(root, "client/package.json") === undefined;
    if (text === undefined || found?.[2] === version || isAbsent) return [];
    const place = { file, ...(found && { line: lineAt(text, found.index + found[0].length) }) };
    const words = found ? `says version ${found[2]}` : "says no version";
    return [
      {
        ...place,
        text: `${words}, and the contract ${version}: \`npm run release -- --raise ${version}\` writes it everywhere`,
      },
    ];
  });
}

/**
 * Writes a version wherever it stands; in CHANGELOG.md above the others.
 * @param lines what has changed since the last release
 * @returns the files
 * @throws where the contract says no version
 */
export function writeVersion(root: string, version: string, lines: string[]): string[] {
  const spec = read(root, specPlace.file);
  if (!spec || !specPlace.pattern.test(spec))
    throw new Error(`${specPlace.file} has no line version: "…" in its @info`);
  const files = new Set<string>();
  for (const { file, pattern } of [specPlace, ...places.filter((place) => place !== changelogPlace)]) {
    const text = read(root, file);
    const changed = text?.replace(pattern, (_, before: string) => before + version);
    if (text === undefined || changed === undefined || changed === text) continue;
    writeFileSync(join(root, file), changed);
    files.add(file);
  }
  const changelog = read(root, "CHANGELOG.md") ?? "# Changelog\n";
  if (changelogPlace.pattern.exec(changelog)?.[2] !== version) {
    writeFileSync(join(root, "CHANGELOG.md"), withVersion(changelog, version, lines));
    files.add("CHANGELOG.md");
  }
  return [...files];
}

/** A changelog whose first version that is not dated becomes another one, or that has one more. */
function withVersion(changelog: string, version: string, lines: string[]): string {
  const undated = /^## \d+\.\d+\.\d+$/m.exec(changelog);
  const first = /^## /m.exec(changelog)?.index ?? changelog.length;
  if (undated?.index === first) return changelog.replace(undated[0], `## ${version}`);
  const section = `## ${version}\n\n${lines.map((line) => `- ${line}\n`).join("")}\n`;
  return `${changelog.slice(0, first).trimEnd()}\n\n${section}${changelog.slice(first)}`.trimEnd().concat("\n");
}

/** Dates the version in CHANGELOG.md, as "## 1.2.0 (2026-01-31)", unless it has a date. */
export function dateVersion(root: string, version: string, date: string): void {
  const text = read(root, "CHANGELOG.md") ?? "";
  const dated = text.replace(new RegExp(`^## ${version.replaceAll(".", "\\.")}(?=\\r?$)`, "m"), `$& (${date})`);
  if (dated !== text) writeFileSync(join(root, "CHANGELOG.md"), dated);
}
