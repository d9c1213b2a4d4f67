import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportOn } from "../../spec/engine/report.ts";
import { temporaryFolder } from "./process.ts";
import { birdContract } from "./small-contract.ts";

const root = join(import.meta.dirname, "../..");

/** A service's folder, whose compiler reports these errors. */
function project(errors: string[], readme = ""): string {
  const folder = temporaryFolder();
  for (const name of ["generated", "spec", "server/migrations", "server/engine"])
    mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(root, "server/engine/database"), join(folder, "server/engine/database"), { recursive: true });
  writeFileSync(join(folder, "generated/openapi.json"), JSON.stringify(birdContract()));
  writeFileSync(join(folder, "README.md"), readme);
  writeFileSync(join(folder, "errors.txt"), errors.map((each) => `${each}\n`).join(""));
  const types = `${process.execPath} -e 'console.log(fs.readFileSync("errors.txt", "utf8")); process.exitCode = 1' --`;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts: { types } }));
  return folder;
}

test("the report names what the compiler reports, calls that do not exist, and tables that are missing", async () => {
  const long = "{ a: string; b: string; c: string; d: string; e: string; f: string; }";
  const folder = project(
    [
      `server/birds.ts(4,14): error TS2741: Property 'count' is missing in type '${long}' but required in type 'X'.`,
      "server/birds.ts(9,3): error TS2322: Type 'A' is not assignable to type 'B'.\n  Type 'string' is not assignable to type 'number'.",
      "server/birds.ts(12,3): error TS7006: Parameter 'request' implicitly has an 'any' type.",
      "test/birds.test.ts(1,1): error TS2339: Property 'list' does not exist on type 'X'.",
      "test/birds.test.ts(2,1): error TS2339: Property 'list' does not exist on type 'X'.",
    ],
    "Call `birds.create()`, then\n\n    birds.count(); stones.count();\n",
  );
  const { text, isDone } = await reportOn(folder);
  expect(text.split("\n")).toEqual([
    "git has no earlier contract of this service to compare with.",
    "No longer fits the contract:",
    "  server/birds.ts:4  Property 'count' is missing in type '{ a: string; b: string; c: string; d: string; e: s…' but required in type 'X'.",
    "  server/birds.ts:9  Type 'string' is not assignable to type 'number'.",
    "  test/birds.test.ts:1  Property 'list' does not exist on type 'X'. (and 1 more)",
    "  README.md:3  shows birds.count(), which the contract does not have",
    "The tables are not what the contract asks for; `npm run migration -- NAME` drafts the rest:",
    "  bird: the table is missing",
  ]);
  expect(isDone).toBe(false);
});

test("the report says so when the compiler fails", async () => {
  expect((await reportOn(project(["Cannot find anything."]))).text).toContain(
    "the compiler failed: Cannot find anything.",
  );
});
