/** `npm run release`: raises the version as the contract's changes ask, dates it, commits and tags it. */
import { join } from "node:path";
import { type Document, readDocument } from "../../server/engine/contract/document.ts";
import { readArguments } from "./arguments.ts";
import { baseOf, changesSince, git, isAtLeast, requireGit } from "./gate.ts";
import { createGenerator, type Generator, makeGenerated, servicePlace } from "./generate.ts";
import { changeLines, mustDo, reportOn, textOf } from "./report.ts";
import { allOrNothing } from "./undo.ts";
import { dateVersion, isVersion, writeVersion } from "./versions.ts";

const use = `npm run release                    raises the version as the contract's changes since the last release ask, dates it in
                                   CHANGELOG.md, commits and tags it
npm run release -- 2.0.0           the same with this version, which is at least the one that they ask for
npm run release -- --raise         only writes the version wherever it stands, for a change that breaks clients
npm run release -- --raise 2.0.0   the same with this version`;

/** The version that a release has now, and what it tells of. */
interface Next {
  version: string;
  lines: string[];
}

/** @throws where a given version is too low */
async function nextOf(root: string, document: Document, given: string | undefined): Promise<Next> {
  const current = document.info.version;
  const { base } = await baseOf(root, document);
  const changes = base && (await changesSince(base, document, root));
  const least = changes && isAtLeast(changes.asksFor, current) ? changes.asksFor : current;
  if (given !== undefined && !isAtLeast(given, least))
    throw new Error(`The version is at least ${least}, as the contract's changes ask, and ${given} is lower.`);
  const lines = changes ? changeLines(changes).map((line) => line.replace(/ {2,}/, ": ")) : [];
  return { version: given ?? least, lines };
}

/** Writes the version wherever it stands, and makes generated/ anew. @returns the files */
async function raise(root: string, { version, lines }: Next, generator: Generator): Promise<string[]> {
  const files = writeVersion(root, version, lines);
  return [...files, ...(await makeGenerated(generator, servicePlace(root)))];
}

export async function main(root: string, args: string[]): Promise<void> {
  const { values, positionals } = readArguments(use, {
    args,
    allowPositionals: true,
    options: { raise: { type: "boolean", default: false }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(use);
  const [given, ...others] = positionals;
  if (others.length > 0 || (given !== undefined && !isVersion(given)))
    throw new Error(`"${positionals.join(" ")}" is no version of three numbers, such as 1.2.0:\n${use}`);
  const generator = createGenerator(root);
  const stale = await makeGenerated(generator, servicePlace(root), true);
  if (stale.length > 0)
    throw new Error(`Not what the contract makes: ${stale.join(", ")}. Run \`npm run generate\` first.`);
  const document = readDocument(join(root, "generated/openapi.json"));
  const next = await nextOf(root, document, given);
  if (values.raise) {
    const files = await allOrNothing(root, () => raise(root, next, generator));
    return console.log(
      files.length > 0 ? `Wrote version ${next.version} to ${files.join(", ")}.` : `All say ${next.version} already.`,
    );
  }
  const { version } = next;
  const changed = await git(root, ["status", "--porcelain"]);
  if (changed === undefined) throw new Error("This is no git repository: a release is a commit with a tag.");
  if (changed !== "") throw new Error("Commit or discard your changes first: a release is what is committed.");
  if (await git(root, ["rev-parse", "--verify", "--quiet", `refs/tags/v${version}`]))
    throw new Error(
      `git has a tag v${version} already: give a higher version, or delete the tag if it is another service's.`,
    );
  const report = await reportOn(root);
  if (mustDo({ ...report.left, version: [] }).length > 0)
    // Versions are written below.
    throw new Error(`Nothing is released: something is left to do.\n${textOf(report)}`);
  await allOrNothing(root, async () => {
    await raise(root, next, generator);
    dateVersion(root, version, new Date().toISOString().slice(0, 10));
    await requireGit(root, ["add", "--all"]);
    if ((await git(root, ["status", "--porcelain"])) !== "")
      await requireGit(root, ["commit", "--quiet", "--message", `Release ${version}`]);
  });
  await requireGit(root, ["tag", "--annotate", `v${version}`, "--message", `Version ${version}`]);
  console.log(`Released v${version}. Publish it: git push --follow-tags`);
}
