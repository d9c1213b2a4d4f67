import { describe, expect, test } from "vitest";
import { bump, type Changes, changesBetween, changesOf, isAllowed } from "../spec/changes.ts";
import type { Document } from "../spec/document.ts";
import { reportOn } from "../spec/report.ts";
import { copyTree, withCount } from "./tree.ts";

/** The contract with a second problem at a status, whose header only the first one has. */
function withOtherProblem(contract: string): string {
  const document = JSON.parse(contract);
  const { content, headers, ...answer } = document.paths["/api/pebbles"].post.responses["409"];
  const { schema } = content["application/problem+json"];
  content["application/problem+json"].schema = {
    anyOf: [{ $ref: "#/components/schemas/NotFoundProblem" }, schema],
  };
  delete headers["Retry-After"].required;
  document.paths["/api/pebbles"].post.responses["409"] = { content, headers, ...answer, description: "This or that." };
  return JSON.stringify(document);
}

const all = "Pebbles_list, Pebbles_create, Pebbles_read, Pebbles_update";

describe("the changes since the last release", () => {
  const edit = (model: string, from: RegExp, to: string) => (contract: string) => {
    const [before = "", after = ""] = contract.split(`      "${model}": {`);
    expect(after).toMatch(from);
    return `${before}      "${model}": {${after.replace(from, to)}`;
  };
  const orNull = '{ "anyOf": [{ "$ref": "#/components/schemas/PebbleId" }, { "type": "null" }] }';
  type Edit = (contract: string) => string;
  const same: Edit = (contract) => contract;
  const cases: [what: string, change: Edit, expected: object, from?: Edit][] = [
    ["nothing", same, { all: [], asksFor: "1.0.0" }],
    [
      "a tighter limit",
      edit("PebbleName", /100/, "90"),
      { all: [{ impact: "breaking", place: `PebbleName (${all})` }], asksFor: "2.0.0" },
    ],
    [
      "a text",
      edit("PebbleName", /1 to 100/, "One to 100"),
      {
        all: [
          {
            impact: "docs only",
            place: `PebbleName (${all})`,
            words: "description: 1 to 100 characters (code points). → One to 100 characters (code points).",
          },
        ],
        asksFor: "1.0.1",
      },
    ],
    [
      "one more member of an answer",
      edit("PebblePage", /"properties": \{/, '"properties": { "total": { "type": "integer" },'),
      { all: [{ impact: "compatible", place: "PebblePage.total (Pebbles_list)", words: "added" }], asksFor: "1.1.0" },
    ],
    [
      "a renamed parameter",
      (contract) => contract.replace('"name": "sort"', '"name": "order"'),
      { all: [{ impact: "breaking", place: "Pebbles_list order" }], asksFor: "2.0.0" },
    ],
    [
      "operations that moved, and one that changed on the way",
      (contract) => contract.replaceAll('"/api/pebbles', '"/api/stones').replace('"name": "limit"', '"name": "most"'),
      {
        all: [
          { impact: "breaking", place: "Pebbles_list most" },
          ...["list", "create", "read", "delete", "update"].map((name) => ({
            impact: "breaking",
            place: `Pebbles_${name}`,
            words: expect.stringMatching(/^moved from [A-Z]+ \/api\/pebbles.* to [A-Z]+ \/api\/stones/),
          })),
        ],
        asksFor: "2.0.0",
      },
    ],
    [
      "an operation with another name, to which a location leads",
      (contract) => contract.replaceAll('"Pebbles_read"', '"Pebbles_get"'),
      { all: [{ impact: "breaking", place: "Pebbles_get", words: "was Pebbles_read" }], asksFor: "2.0.0" },
    ],
    [
      "a status that became another one, with a body",
      (contract) => {
        const document = JSON.parse(contract);
        const { responses } = document.paths["/api/pebbles/{id}"].delete;
        const { content } = document.paths["/api/pebbles/{id}"].patch.responses["200"];
        responses["200"] = { description: "The request has succeeded.", content };
        delete responses["204"];
        return JSON.stringify(document);
      },
      {
        all: [
          { impact: "breaking", place: "Pebbles_delete answer 200", words: "Response 204 became 200" },
          { impact: "compatible", place: "Pebbles_delete answer 200", words: "body added" },
        ],
      },
    ],
    [
      "an operation with a model of its own",
      (contract) => {
        const document = JSON.parse(contract);
        const content = { "application/json": { schema: { $ref: "#/components/schemas/PebbleCount" } } };
        document.components.schemas.PebbleCount = { type: "integer" };
        document.paths["/api/pebble-count"] = {
          get: { operationId: "Pebbles_count", responses: { 200: { content } } },
        };
        return JSON.stringify(document);
      },
      { all: [{ impact: "compatible", place: "Pebbles_count", words: "added" }], asksFor: "1.1.0" },
    ],
    [
      "null that is no longer taken",
      edit("PebblePatch", /"name": \{/, '"grams": { "$ref": "#/components/schemas/PebbleId" }, "name": {'),
      {
        all: [{ impact: "breaking", place: "PebblePatch.grams (Pebbles_update)", words: "no longer takes null" }],
        asksFor: "2.0.0",
      },
      edit("PebblePatch", /"name": \{/, `"grams": ${orNull}, "name": {`),
    ],
    [
      "null that is answered now",
      edit("Pebble", /"name": \{/, `"grams": ${orNull}, "name": {`),
      { all: [{ impact: "breaking", place: `Pebble.grams (${all})`, words: "takes null" }], asksFor: "2.0.0" },
      edit("Pebble", /"name": \{/, '"grams": { "$ref": "#/components/schemas/PebbleId" }, "name": {'),
    ],
    [
      "null that is taken now",
      edit("PebblePatch", /"name": \{/, `"grams": ${orNull}, "name": {`),
      { all: [{ impact: "compatible", words: "takes null" }], asksFor: "1.1.0" },
      edit("PebblePatch", /"name": \{/, '"grams": { "$ref": "#/components/schemas/PebbleId" }, "name": {'),
    ],
    [
      "a deprecation, which is told once",
      (contract) => {
        const document = JSON.parse(contract);
        const read = document.paths["/api/pebbles/{id}"].get;
        Object.assign(read, { deprecated: true, "x-deprecated": { since: "2026-10-01", sunset: "2027-04-01" } });
        read.description += " Deprecated since 2026-10-01; goes away on 2027-04-01.";
        return JSON.stringify(document);
      },
      {
        all: [{ impact: "compatible", place: "Pebbles_read", words: "deprecated, goes away on 2027-04-01" }],
        asksFor: "1.1.0",
      },
    ],
    [
      "a resource that is gone",
      (contract) => {
        const { paths, components, tags, ...document } = JSON.parse(contract);
        return JSON.stringify({ ...document, paths: {}, components: { ...components, schemas: {} }, tags: [] });
      },
      {
        all: ["list", "create", "read", "delete", "update"].map((name) => ({
          impact: "breaking",
          place: `Pebbles_${name}`,
          words: "removed",
        })),
        asksFor: "2.0.0",
      },
    ],
    [
      "paging that is gone",
      (contract) => {
        const document = JSON.parse(contract);
        delete document.paths["/api/pebbles"].get["x-paging"];
        return JSON.stringify(document);
      },
      { all: [{ impact: "breaking", place: "Pebbles_list", words: "no longer paged" }], asksFor: "2.0.0" },
    ],
    [
      "an answer that is gone",
      (contract) => {
        const document = JSON.parse(contract);
        delete document.paths["/api/pebbles/{id}"].delete.responses["412"];
        return JSON.stringify(document);
      },
      { all: [{ impact: "breaking", place: "Pebbles_delete answer 412" }], asksFor: "2.0.0" },
    ],
    [
      "a problem at a status that has one",
      withOtherProblem,
      {
        all: [{ impact: "compatible", place: "Pebbles_create answer 409 NotFoundProblem", words: "added" }],
        asksFor: "1.1.0",
      },
    ],
    [
      "a problem that is gone from a status with others, which are as they were",
      same,
      {
        all: [
          {
            impact: "breaking",
            place: "Pebbles_create answer 409 NotFoundProblem",
            words: expect.stringMatching(/^removed/),
          },
        ],
      },
      withOtherProblem,
    ],
    [
      "a header that a problem may lack now",
      (contract) => {
        const document = JSON.parse(contract);
        delete document.paths["/api/pebbles"].post.responses["409"].headers["Retry-After"].required;
        return JSON.stringify(document);
      },
      { all: [{ impact: "compatible", place: "Pebbles_create answer 409 headers Retry-After" }], asksFor: "1.1.0" },
    ],
  ];
  test.each(cases)("are told in words, with the version they ask for: %s", async (_, change, expected, from = same) => {
    const contract = (await copyTree()).read("generated/openapi.json");
    const all = await changesBetween(JSON.parse(from(contract)) as Document, JSON.parse(change(contract)) as Document);
    expect({ all, asksFor: bump("1.0.0", all) }).toMatchObject(expected);
  });

  test("are since the newest tag, if there is one", async () => {
    const tree = await copyTree();
    await tree.commit();
    tree.write("generated/openapi.json", edit("PebbleName", /100/, "90")(tree.read("generated/openapi.json")));
    await tree.git("tag", "v1.0.0");
    await tree.git("commit", "--all", "--quiet", "--message", "tighter");
    expect(await changesOf(tree.folder)).toMatchObject({ base: "v1.0.0", asksFor: "2.0.0" });
  });
});

test("the check refuses a breaking change, until it has its version or was approved with a reason", async () => {
  const tree = await copyTree();
  await tree.commit();
  tree.edit("spec/pebbles.tsp", "@maxValue(100)", "@maxValue(50)");
  await tree.generate();
  const refused = await tree.command("--check");
  expect([refused.code, refused.output]).toEqual([1, expect.stringContaining("These changes ask for version 2.0.0")]);

  const [, key] = /breaking +(.*)/.exec(refused.output) ?? [];
  tree.write("spec/approved.yaml", `${JSON.stringify(key)}: nobody is older\n`);
  const changes = async () => (await changesOf(tree.folder)) as Changes; // There is an earlier contract.
  const isRefused = async () => !isAllowed(await changes());
  expect(await isRefused()).toBe(false);
  expect((await changes()).all).toMatchObject([{ words: expect.stringContaining("(approved: nobody is older)") }]);
  tree.write("spec/approved.yaml", "");
  expect(await isRefused()).toBe(true);
  tree.edit("generated/openapi.json", '"version": "1.0.0"', '"version": "2.0.0"');
  expect(await isRefused()).toBe(false);
  tree.write("spec/approved.yaml", '"Users_list: gone": a reason\n');
  expect(await isRefused()).toBe(true);
});

test("the report leads to all that is left of an interface that is gone, or goes by another name", async () => {
  const tree = await copyTree();
  await tree.commit();
  tree.write("spec/pebbles.tsp", tree.read("spec/pebbles.tsp").replace(/\bPebbles(?=\b|_)/g, "Stones"));
  await tree.generate();
  const { text } = await reportOn(tree.folder);
  expect(text.slice(text.indexOf("No longer fits"))).toMatch(
    new RegExp(
      [
        "^No longer fits the contract:",
        "  server/app.ts:\\d+  pebbles is stones now: .*",
        "  server/pebbles.ts:\\d+  pebbles is stones now: .*$",
      ].join("\n"),
    ),
  );
  expect(text).toContain("Stones_read: was Pebbles_read");
  // With another interface beside it, nobody could tell which of them it is.
  tree.write(
    "spec/pebbles.tsp",
    `${tree.read("spec/pebbles.tsp")}
@route("/api/rocks")
interface Rocks {
  /** Reads the best. */
  @get read(): Pebble | Refused;
}`,
  );
  await tree.generate();
  const gone = (await reportOn(tree.folder)).text;
  expect(gone).toContain("pebbles is too much: the contract has no interface of that name");
  expect(gone).toContain("pebbles is in the contract no more: remove the file, if nothing else is in it");
  for (const name of ["stones", "rocks"])
    expect(gone).toMatch(
      new RegExp(`server/app\\.ts:\\d+  ${name} is missing: the contract has an interface of that name`),
    );
});

test("the report tells of a handler that is too much, of who is shown to call it, and nothing of what is in it", async () => {
  const tree = await copyTree();
  tree.write("README.md", "Call `pebbles.create()`, then\n\n    pebbles.list(); marbles.list();\n");
  await tree.commit();
  tree.edit("spec/pebbles.tsp", "  list(", "  search(");
  await tree.generate();
  const { text } = await reportOn(tree.folder);
  expect(text.slice(text.indexOf("No longer fits")).replaceAll(/:\d+/g, "")).toBe(`No longer fits the contract:
  server/pebbles.ts  search() is missing: the contract has pebbles.search
  server/pebbles.ts  list() is too much: the contract has no pebbles.list
  README.md  shows pebbles.list(), which the contract does not have`);
});

test("the report names each handler that is missing or too much, and each approval of nothing, by its place", async () => {
  const tree = await copyTree();
  await tree.commit();
  tree.write("spec/pebbles.tsp", withCount(tree.read("spec/pebbles.tsp")));
  tree.write("spec/approved.yaml", '"Users_list: gone": a reason\n');
  const edits = `import { Answer, type Handlers } from "./contract.ts";
import type { Database } from "./database.ts";
import { Problem } from "./problem.ts";
export const more: Handlers<"pebbles"> = { sing() {} };
export const insert = (database: Database) => database.insertion("pebble")({});
export const wait = () => new Problem("TooManyRequests", "Wait.");
export const answer: Answer<200, { Vary: string }, string> = { status: 200, headers: { Vary: "a" }, body: "" };
`;
  const unpaged = `import { readPage } from "./paging.ts";
export const all = (database: Database, query: { sort: "id" }) => readPage(database.read("pebble").select("*"), query, {});
export const some = (database: Database, query: { limit: number; title?: string; names?: string[] }) =>
  readPage(database.read("pebble").select("*"), query, {
    wrong: ["name", "="],
    title: ["name", "="],
    worse: ["name", "="],
  });
`;
  tree.write("server/more.ts", `${edits}${unpaged}`);
  const { code, output } = await tree.command();
  expect(code).toBe(0);
  expect(output).toContain('remove "Users_list: gone"');
  const misfits = output.split("No longer fits the contract:")[1]?.trim().split("\n") ?? [];
  expect(misfits.map((each) => each.trim()).sort()).toEqual([
    'server/more.ts:11  lacks names: readPage(database.read("pebble").select("*"), query, {',
    'server/more.ts:12  there is no wrong here: wrong: ["name", "="],',
    'server/more.ts:14  there is no worse here: worse: ["name", "="],',
    ...["count", "create", "delete", "list", "read"].map(
      (name) => `server/more.ts:4  ${name}() is missing: the contract has pebbles.${name}`,
    ),
    "server/more.ts:4  sing() is too much: the contract has no pebbles.sing",
    "server/more.ts:4  update() is missing: the contract has pebbles.update",
    "server/more.ts:5  lacks name: export const insert = (database: Database) => database.inse…",
    'server/more.ts:6  TooManyRequests carries more: new Problem("TooManyRequests", detail, { headers: …, members: … })',
    "server/more.ts:7  the contract has a status or headers to choose here: return new Answer(status, body, headers)",
    "server/more.ts:9  the contract has no pages here: write readRows(…) for readPage(…)",
    expect.stringMatching(/^server\/pebbles\.ts:\d+ {2}count\(\) is missing: the contract has pebbles\.count$/),
  ]);
});
