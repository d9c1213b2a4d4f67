import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import * as client from "../client/client.ts";
import { problems } from "../generated/operations.ts";
import { newUser } from "./examples.ts";
import { temporaryFolder } from "./process.ts";
import { serve } from "./server.ts";
import { run } from "./tree.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "client/README.md"), "utf8");
const snippets = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""], index) => ({
  name: [...(readme.split(code)[0]?.matchAll(/^#+ (.*)$/gm) ?? [])].at(-1)?.[1] ?? "",
  file: `snippet${index}.ts`,
  code: code.includes("createClient(")
    ? code
    : `import { createClient } from "user-service-client";\nconst client = createClient({ baseUrl: "http://127.0.0.1:8000" });\n${code}`,
}));

describe("in the client's README,", () => {
  test("every snippet compiles, strictly", async () => {
    const folder = projectFolder();
    for (const { file, code } of snippets) writeFileSync(join(folder, file), code);
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

  test.each(snippets)("the snippet of $name runs and prints what it says", async ({ file, code }) => {
    const server = await serve();
    await server.client.users.create(newUser({ name: "john" }));
    const folder = projectFolder();
    const program = await transform(code.replaceAll("http://127.0.0.1:8000", server.url), { loader: "ts" });
    writeFileSync(join(folder, file.replace(".ts", ".js")), program.code);
    const { output } = await run(folder, process.execPath, [file.replace(".ts", ".js")]);
    const promised = [...code.matchAll(/^.*console\.log\(.*\/\/ (.*)$/gm)].map(([, printed]) => printed);
    for (const line of promised.filter((line) => line !== "item by item")) expect(output.split("\n")).toContain(line);
  });

  test("every error class of the client's own is named, and every problem by a name that it has", () => {
    for (const name of Object.keys(client).filter((name) => name.endsWith("Error")))
      expect(readme).toContain(`\`${name}\``);
    const classes = [...readme.matchAll(/instanceof (\w+)|name === "(\w+)"/g)].map(([, one, other]) => one ?? other);
    const [, row = ""] = /^\| (.*) and so on/m.exec(readme) ?? [];
    const named = [...classes, ...[...row.matchAll(/`(\w+)`/g)].map(([, name]) => name)];
    expect(named.filter((name) => !name?.endsWith("Error") && !Object.hasOwn(problems, name ?? ""))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });
});

/** An ESM project that has the built client. */
function projectFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(join(root, "client"), join(folder, "node_modules/user-service-client"));
  return folder;
}
