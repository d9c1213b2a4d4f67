/** The report: what edits of a service's contract ask for, all at once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Finding, firstOfKinds, lineOf } from "../../spec/engine/finding.ts";
import { createGenerator, makeDespiteFaults, servicePlace } from "../../spec/engine/generate.ts";
import { type Report, reportOn, textOf, withTests } from "../../spec/engine/report.ts";
import { createTrial } from "../../spec/engine/trial.ts";
import { pebbleTree } from "./tree.ts";

/** Findings as "file:N text", by their first lines. */
const shown = (findings: Finding[]) =>
  firstOfKinds(findings)
    .map(({ file, line, text }) => `${file}${line ? ":N" : ""} ${text.split("\n")[0]}`)
    .sort();

/** A copy that keeps pebbles, and the report on its contract as it is now. */
async function reported() {
  const tree = await pebbleTree();
  const generator = createGenerator(tree.folder);
  const trial = createTrial(tree.folder);
  const place = servicePlace(tree.folder);
  return {
    tree,
    trial,
    async report(): Promise<Report> {
      const contract = await generator.compile(place);
      await makeDespiteFaults(generator, place, contract);
      return withTests(await reportOn(tree.folder, { contract }), trial, { contract });
    },
  };
}

describe("the report", () => {
  test("names at once what an edit leaves in code, tables, texts and versions, where it stands", async () => {
    const { tree, report } = await reported();
    tree.write("NOTES.md", "`curl /api/pebbles/7`\n\n```sh\ncurl -d name=grey\npebbles.list()\npebbles.erase()\n```\n");
    tree.edit("client/package.json", '"version": "1.0.0"', '"version": "0.9.0"');
    await tree.commit();
    // Another name of a member, shorter values, another path and title; an operation that comes, and one that goes.
    const spec = tree.read("spec/pebbles.tsp");
    const edited = spec
      .replaceAll(/\bname(?=\??:|,\n)/g, "label")
      .replaceAll("Pebble.name", "Pebble.label")
      .replaceAll('nameDescending: "-name"', 'labelDescending: "-label"')
      .replace("@maxLength(100)", "@maxLength(40)")
      .replace('@route("/api/pebbles")', '@route("/api/stones")')
      .replace(/ {2}\/\*\* Deletes a pebble\. \*\/[\s\S]*?Refused;\n/, "")
      .replace(
        "  /** Reads",
        '  /** Counts. */\n  @get @route("/count") count(): PebbleCount | Refused;\n\n  /** Reads',
      )
      .concat("\n@example(#{ count: 1 })\nmodel PebbleCount { count: int32 }\n");
    tree.write("spec/pebbles.tsp", edited);
    tree.edit("spec/main.tsp", 'title: "Pebble API"', 'title: "Stone API"');

    const { left, isDone, changes } = await report();
    expect([isDone, changes?.asksFor]).toEqual([false, "2.0.0"]);
    expect([left.contract, left.tests]).toEqual([[], []]); // Tests are run once the code fits.
    expect(shown(left.version)).toEqual([
      expect.stringMatching(
        /^client\/package\.json:N says version 0\.9\.0, and the contract 1\.0\.0: `npm run release/,
      ),
      expect.stringMatching(
        /^spec\/main\.tsp:N says 1\.0\.0, and changes that break clients of 1\.0\.0 ask for 2\.0\.0: /,
      ),
    ]);
    expect(shown(left.code)).toEqual(
      expect.arrayContaining([
        "server/pebbles.ts:N has delete(), which the contract does not have: remove it",
        "server/pebbles.ts:N lacks count(), for Pebbles_count: GET /api/stones/count",
        ...["README.md", "client/README.md", "server/pebbles.ts"].map((file) =>
          expect.stringMatching(new RegExp(`^${file}:N .*'name'`)),
        ),
        expect.stringMatching(/^test\/pebbles\.test\.ts:N .* \(and \d+ more\)$/),
      ]),
    );
    expect(shown(left.tables)).toEqual([
      "spec/pebbles.tsp:N pebble.label: no index, though Pebbles_list filters or sorts by it",
      "spec/pebbles.tsp:N pebble.label: the column is missing (a string, minimum length 1, maximum length 40)",
      "spec/pebbles.tsp:N pebble.name: neither in the contract nor in server/migrations/own.json (renamed? --rename pebble.name=label)",
    ]);
    expect(shown(left.prose)).toEqual(
      expect.arrayContaining([
        "NOTES.md:N shows /api/pebbles/7, a path that no operation has any more",
        "NOTES.md:N shows pebbles.erase(), which the contract does not have",
        'README.md:N says "Pebble API", which is "Stone API" now',
      ]),
    );
    expect(shown(left.mentions)).toContain("NOTES.md:N mentions name, which the contract no longer has");
  });

  test("names all the same what a contract that breaks rules leaves to do", async () => {
    const { tree, report } = await reported();
    tree.edit("spec/pebbles.tsp", "  name: PebbleName;\n}", "  @unique name: PebbleName;\n}");
    const { left, isDone } = await report();
    expect(isDone).toBe(false);
    expect(shown(left.contract)).toEqual([
      expect.stringMatching(/^spec\/pebbles\.tsp:N Pebbles_create: .*add \| Conflict to its responses$/),
      expect.stringMatching(/^spec\/pebbles\.tsp:N Pebbles_update: .*add \| Conflict to its responses$/),
    ]);
    expect(shown(left.tables)).toContain("spec/pebbles.tsp:N pebble.name: not unique, but in the contract");
  });

  test("runs tests and examples on the tables that the contract asks for, and names what no longer holds", async () => {
    const { tree, report, trial } = await reported();
    tree.edit("spec/pebbles.tsp", "@minLength(1)\n", "@minLength(2)\n"); // Tests name pebbles "a".
    const { left } = await report();
    expect(shown(left.tests)).toEqual([
      expect.stringMatching(/^test\/pebbles\.test\.ts:N Pebbles > are changed only by callers who know .*: 400 /),
      expect.stringMatching(/^test\/pebbles\.test\.ts:N Pebbles > are created, read, updated and deleted: 400 /),
      expect.stringMatching(/^test\/pebbles\.test\.ts:N Pebbles > are listed page by page, .*: 400 /),
    ]);
    // Once the tests are mended, they are run again as they are now.
    tree.write("test/pebbles.test.ts", tree.read("test/pebbles.test.ts").replaceAll(/"([abcd])"/g, '"$1$1"'));
    expect(shown((await report()).left.tests)).toEqual([]);
    await trial.close();
  });

  const finding = (file: string, text: string): Finding => ({ file, line: 3, column: 7, text });
  const left = (kinds: Partial<Report["left"]>): Report["left"] => ({
    ...{ contract: [], version: [], code: [], tables: [], prose: [], tests: [], mentions: [] },
    ...kinds,
  });

  test("shows the first lines of each kind on one screen, and says how to see all", () => {
    const many = (file: string) => Array.from({ length: 40 }, (_, index) => finding(file, `fault ${index}`));
    const report = {
      changes: undefined,
      isDone: false,
      left: left({
        contract: many("spec/a.tsp"),
        code: many("server/a.ts"),
        prose: [finding("README.md", "an old name")],
      }),
    };
    const lines = textOf(report, 21).split("\n");
    expect(lines.length).toBeLessThan(30);
    expect(lines).toContain("  spec/a.tsp:3:7  fault 9");
    expect(lines).toContain("  server/a.ts:3:7  fault 9");
    expect(lines).toContain("  README.md:3:7  an old name");
    expect(lines.slice(-2)).toEqual(["All of it: npm run generate -- --all", "81 things are left to do."]);
    expect(textOf(report)).toContain("  spec/a.tsp:3:7  fault 39");
    expect(textOf({ changes: undefined, isDone: true, left: left({}) })).toMatch(/\nNothing is left to do\.$/);
  });

  test("has lines that the tasks of VS Code read as problems", () => {
    const tasks = JSON.parse(readFileSync(join(import.meta.dirname, "../../.vscode/tasks.json"), "utf8"));
    for (const { problemMatcher } of tasks.tasks) {
      const { regexp, ...groups } = problemMatcher.pattern;
      const found = new RegExp(regexp).exec(`  ${lineOf(finding("server/a.ts", "lacks count()"))}`);
      expect(Object.values(groups).map((group) => found?.[Number(group)])).toEqual([
        ...["server/a.ts", "3", "7", "lacks count()"],
      ]);
    }
  });
});
