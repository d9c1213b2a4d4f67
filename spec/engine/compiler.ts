/** What TypeScript reports, of the code and of the snippets in READMEs. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Finding } from "./finding.ts";
import { clientNameIn, type Snippet, snippetsIn } from "./prose.ts";

/** Where snippets are compiled, in the repository: its settings and packages are theirs. */
const place = "dist/snippets";

/** TypeScript's errors; their kind is the code, such as TS2741. */
export async function compilerFindings(root: string, signal?: AbortSignal): Promise<Finding[]> {
  const snippets = writeSnippets(root);
  const compiler = join(root, "node_modules/typescript-7/bin/tsc");
  const args = [compiler, "--pretty", "false", "--checkers", "2", "--project", place];
  const { error, output } = await new Promise<{ error: Error | null; output: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26, signal }, (error, output, complaint) =>
      resolve({ error, output: output + complaint }),
    );
  });
  // Such as "server/birds.ts(4,14): error TS2741: Property …", and lines of explanation that are indented.
  const errors = [...output.matchAll(/^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*(?:\n .*)*)/gm)];
  if (error && errors.length === 0)
    return [{ file: "", text: `the compiler failed: ${output.trim() || error.message}` }];
  return errors.map(([, path = "", line, column, code = "", text = ""]) => ({
    file: snippets.get(path) ?? path,
    line: Number(line),
    column: Number(column),
    text,
    kind: code,
  }));
}

/** Writes snippets as modules whose lines are those of the README. @returns the READMEs by the modules' paths */
function writeSnippets(root: string): Map<string, string> {
  const folder = join(root, place);
  mkdirSync(folder, { recursive: true });
  const [clientName, snippets] = [clientNameIn(root), snippetsIn(root)];
  const up = relative(folder, root);
  const config = {
    extends: `${up}/tsconfig.json`,
    compilerOptions: {
      ...{ incremental: true, tsBuildInfoFile: `${up}/dist/types.tsbuildinfo` },
      ...{ noUnusedLocals: false, noUnusedParameters: false }, // Of snippets; biome finds them in code.
      paths: { [clientName]: [`${up}/client/index.ts`], [`${clientName}/testing`]: [`${up}/client/testing.ts`] },
    },
    include: [...["spec", "generated", "server", "client", "test"].map((name) => `${up}/${name}`), "./*.ts"],
    exclude: [`${up}/**/node_modules`, `${up}/client/dist`],
  };
  const nameOf = ({ file, line }: Snippet) => `${file.replaceAll("/", "-")}-${line}.ts`;
  const files = new Map(snippets.map((snippet) => [nameOf(snippet), moduleOf(snippet, clientName)]));
  for (const each of readdirSync(folder).filter((name) => name.endsWith(".ts")))
    if (!files.has(each)) rmSync(join(folder, each));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  return new Map(snippets.map((snippet) => [`${place}/${nameOf(snippet)}`, snippet.file]));
}

/** Its lines are those of the README; the line of its fence makes the client where it does not. */
function moduleOf({ line, isPart, text }: Snippet, clientName: string): string {
  const head = `import { createClient } from "${clientName}"; const client = createClient({ baseUrl: "http://service.test" });`;
  return `${"\n".repeat(line - 2)}${isPart ? head : ""}\n${text}`;
}
