/** Promises of the README of a service's client: its snippets compile, run and print what their comments say. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import type { Examples } from "../../client/engine/testing.ts";
import type { Document, LocatedOperation } from "../../server/engine/contract/document.ts";
import { exampleRequests } from "./examples.ts";
import { run, temporaryFolder } from "./process.ts";

export interface ReadmeSubject {
  /** The repository. */
  root: string;
  /** The package's name. */
  name: string;
  document: Document;
  serve(): Promise<{ url: string }>;
  examples: Examples;
  /** Creates the item that the snippets are about. */
  creation: LocatedOperation | undefined;
}

/** The address in the snippets. */
const address = "http://127.0.0.1:8000";

export function describeReadme({ root, name, document, serve, examples, creation }: ReadmeSubject): void {
  const readme = readFileSync(join(root, "client/README.md"), "utf8");
  const snippets = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""], index) => ({
    heading: [...(readme.split(code)[0]?.matchAll(/^#+ (.*)$/gm) ?? [])].at(-1)?.[1] ?? "",
    file: `snippet${index}`,
    code: code.includes("createClient(")
      ? code
      : `import { createClient } from "${name}";\nconst client = createClient({ baseUrl: "${address}" });\n${code}`,
  }));

  /** @returns an ESM project that has the built client */
  function projectFolder(): string {
    const folder = temporaryFolder();
    const place = join(folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    symlinkSync(join(root, "client"), place);
    return folder;
  }

  describe("the client's README", () => {
    test("has snippets that compile strictly", async () => {
      const folder = projectFolder();
      for (const { file, code } of snippets) writeFileSync(join(folder, `${file}.ts`), code);
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        ...{ target: "es2023", module: "nodenext", noEmit: true },
        ...{ typeRoots: [join(root, "node_modules/@types")], types: ["node"] },
      };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
      const tsc = join(root, "node_modules/typescript-7/bin/tsc");
      expect(await run(folder, process.execPath, [tsc])).toEqual({ code: 0, output: "" });
      expect(snippets.length).toBeGreaterThan(7);
    });

    test.each(snippets.map(({ heading, file, code }) => [heading, file, code] as const))(
      "has a snippet under %s that runs and prints what it says",
      async (_, file, code) => {
        const { url } = await serve();
        const [example] = creation ? exampleRequests(document, creation) : [];
        if (example) await fetch(url + example.path, example.init);
        const folder = projectFolder();
        const program = await transform(code.replaceAll(address, url), { loader: "ts" });
        writeFileSync(join(folder, `${file}.js`), program.code);
        const { output } = await run(folder, process.execPath, [`${file}.js`]);
        const promised = [...code.matchAll(/^.*console\.log\(.*\/\/ (.*)$/gm)].map(([, printed]) => printed);
        const lines = output.split("\n");
        const thrown = lines.find((line) => /^[A-Z]\w+: /.test(line));
        for (const line of promised.filter((line) => line !== "item by item"))
          if (!lines.includes(String(line)))
            expect.fail(
              `client/README.md says that it prints "${line}", but it ${thrown ? `throws ${thrown}` : "does not"}`,
            );
      },
    );

    test("names every error class of the client, and no problem that the contract lacks", async () => {
      const client: object = await import(pathToFileURL(join(root, "client/dist/index.js")).href);
      for (const each of Object.keys(client).filter((each) => each.endsWith("Error")))
        expect(readme).toContain(`\`${each}\``);
      const classes = [...readme.matchAll(/instanceof (\w+)|name === "(\w+)"/g)].map(([, one, other]) => one ?? other);
      const [, row = ""] = /^\| (.*) and so on/m.exec(readme) ?? [];
      const named = [...classes, ...[...row.matchAll(/`(\w+)`/g)].map(([, name]) => name)];
      const isKnown = (each = "") => each.endsWith("Error") || Object.hasOwn(examples.problems, each);
      expect(named.filter((each) => !isKnown(each))).toEqual([]);
      expect(named.length).toBeGreaterThan(5);
    });
  });
}
