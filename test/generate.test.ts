import { describe, expect, test } from "vitest";
import type { Document } from "../spec/document.ts";
import { createGenerator } from "../spec/generate.ts";
import { copyTree, withCount } from "./tree.ts";

/** Whatever a resource may have. */
const fruits = `
using Http;
using OpenAPI;
namespace Service;
enum Colour { red, green }
@minLength(1) @maxLength(50) scalar Word extends string;
@example("corner") scalar Shop extends Word;
@minValue(1) @maxValue(1000) @example(7) scalar Number extends int32;
@example(#{ title: "apple", colour: Colour.red, grams: 99.5, tags: #["sweet"] })
model NewFruit { title: Word; colour: Colour; ripe?: boolean; grams: float64 | null; @maxItems(9) tags: Word[]; picked?: plainDate; origin?: { country: Word } }
@example(#{ id: 1, title: "apple", colour: Colour.red, grams: 99.5, tags: #["sweet"] })
model Fruit { id: Number; ...NewFruit }
@example(#{ ticket: "a" })
model Ticket { ticket: string }
@example(#[#{ id: 1, title: "apple", colour: Colour.red, grams: 99.5, tags: #["sweet"] }])
model FruitList is Fruit[];
@route("/api/fruits")
interface Fruits {
  /** Lists fruits. */
  @get list(@query(#{ explode: true }) @maxItems(2) colours?: Colour[], @header("X-Trace") trace?: Number): { @header("X-Count") count: int32; @body fruits: FruitList } | Refused;
  /** Creates a fruit, now or later. */
  @post create(...Once, @body fruit: NewFruit): { @statusCode _: 201; @body fruit: Fruit } | { @statusCode _: 202; @body ticket: Ticket } | Refused;
  /** Picks a fruit. */
  @extension("x-deprecated", #{ since: "2026-10-01", sunset: "2027-04-01" })
  @get @route("/{kind}/of/{shop}") pick(@path shop: Shop, @path kind: Number): Fruit | Unripe | Refused;
}
/** Not ripe yet. */
@example(#{ type: "/docs/problems#unripe", title: "Unripe", status: 409, detail: "Wait." })
model UnripeProblem is ProblemDetails<"/docs/problems#unripe", "Unripe", 409>;
@error model Unripe is Failure<409, UnripeProblem>;
`;

const items = `
using Http;
using OpenAPI;
namespace Service;
@minValue(1) @maxValue(1000) @example(7) scalar ItemId extends int32;
@minLength(1) @maxLength(50) @example("acme") scalar Org extends string;
@example(#{ title: "a" })
model NewItem { @maxLength(9) title: string }
@example(#{ id: 7, title: "a" })
model Item { id: ItemId; ...NewItem }
@route("/api/orgs/{org}/items")
interface Items {
  /** Creates an item. */
  @extension("x-location", "Items_read")
  @post create(@path org: Org, @body item: NewItem): {
    @statusCode _: 201;
    @header("Location") @format("uri-reference") location: string;
    @body item: Item;
  } | Refused;
  /** Reads an item. */
  @get @route("/{id}") read(@path org: Org, @path id: ItemId): Item | NotFound | Refused;
}
`;

/** Serves the handlers that it has, and says what a request was answered. */
const probe = `
import Koa from "koa";
import { loadDocument } from "./openapi.ts";
import { catchProblems } from "./problem.ts";
import { createRouter } from "./router.ts";
const implement = () => ({ items: { create: async ({ body }) => ({ id: 7, ...body }) } });
const options = { database: {}, implement, access: () => "", bodyLimit: 1_000, development: true };
const server = new Koa().use(catchProblems).use(createRouter(loadDocument(), options)).listen(0, async () => {
  const url = "http://127.0.0.1:" + server.address().port + "/api/orgs/a%2Fb/items";
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: '{"title":"a"}' });
  console.log(answer.status, answer.headers.get("Location"));
  process.exit();
});
`;

describe("npm run generate", () => {
  test("makes the same bytes again, from nothing, and removes what is no longer generated", async () => {
    const tree = await copyTree();
    const before = tree.files();
    for (const name of Object.keys(before)) tree.remove(`generated/${name}`);
    tree.write("generated/old.ts", "");
    expect(await tree.command("--no-report")).toMatchObject({ code: 0 });
    expect(tree.files()).toEqual(before);
    const check = await tree.command("--check", "--no-report");
    expect([check.code, check.output]).toEqual([0, expect.stringContaining("up to date")]);
  });

  test("says how a date is written where a text is given for one", async () => {
    const tree = await copyTree();
    tree.edit("spec/pebbles.tsp", "  name: PebbleName;", "  name: PebbleName;\n  found: plainDate;");
    tree.edit("spec/pebbles.tsp", '#{ id: 1, name: "first" }', '#{ id: 1, name: "first", found: "2026-01-31" }');
    expect((await tree.generate()).output).toContain('write plainDate.fromISO("2026-01-31")');
  });

  test("shows an error with its place and line, and leaves the last good output", async () => {
    const tree = await copyTree();
    const before = tree.files();
    tree.edit("spec/pebbles.tsp", "name: PebbleName;", "name: PebbelName;");
    const { code, output } = await tree.command();
    expect(code).toBe(1);
    expect(output).toMatch(/spec\/pebbles\.tsp:\d+:\d+ - error/);
    expect(output).toContain("name: PebbelName;");
    expect(tree.files()).toEqual(before);
  });

  test("refuses what nothing would enforce, and what the client could not send", async () => {
    const tree = await copyTree();
    tree.edit("spec/pebbles.tsp", "@query name?: PebbleName,", "@query name?: uint8,\n    @query signal?: string,");
    const { code, output } = await tree.generate();
    expect(code).toBe(1);
    expect(output).toContain('no validator knows the format "uint8"');
    expect(output).toContain('Pebbles_list: the query parameter "signal"');
  });

  test("tells problems that share a status apart, and which header comes with which", async () => {
    const tree = await copyTree();
    tree.addSpec(
      "crumbs",
      fruits.slice(0, fruits.indexOf("enum Colour")) + fruits.slice(fruits.indexOf("/** Not ripe")),
    );
    tree.edit("spec/pebbles.tsp", "} | OnceRefused;", "} | Unripe | OnceRefused;");
    expect(await tree.generate()).toMatchObject({ code: 0 });
    const { description, headers } = JSON.parse(tree.read("generated/openapi.json")).paths["/api/pebbles"].post
      .responses["409"];
    expect(description).toMatch(/^Not ripe yet\. Or: The first request with this/);
    expect(headers["Retry-After"].required).toBeUndefined(); // Only the other one has it.
    expect(tree.read("generated/examples.ts")).toMatch(
      /"Unripe": \{[^}]*\},\s*"body": \{\s*"type": "\/docs\/problems#unripe"/,
    );
  });

  test("refuses what OpenAPI has no word for, as nothing would serve it", async () => {
    const tree = await copyTree();
    tree.edit("spec/pebbles.tsp", '@route("/{id}")\n  read(', '@route("/{+id}")\n  read(');
    const before = tree.files();
    const { code, output } = await tree.generate();
    expect(code).toBe(1);
    expect(output).toMatch(/spec\/pebbles\.tsp:\d+:\d+ - .*Reserved expansion/);
    expect(tree.files()).toEqual(before);
  });

  test("--check writes nothing, and names what is stale, missing, edited or an orphan", async () => {
    const tree = await copyTree();
    tree.edit("spec/pebbles.tsp", "@maxValue(100)", "@maxValue(101)");
    tree.remove("generated/api.ts");
    tree.write("generated/operations.ts", "");
    tree.write("generated/old.ts", "");
    const before = tree.files();
    const { code, output } = await tree.command("--check");
    expect(code).toBe(1);
    for (const name of ["openapi.json", "api.ts", "operations.ts", "old.ts"]) expect(output).toContain(name);
    expect(tree.files()).toEqual(before);
  });

  test("makes the types of each contract, also where two are asked for at once", async () => {
    const generator = createGenerator();
    const typesOf = async (name: string) => {
      const components = { schemas: { [name]: { type: "object" } } };
      const document = { openapi: "3.1.0", info: { title: "", version: "" }, paths: {}, components };
      return (await generator.typesOf({ document: document as unknown as Document, files: new Map() })).get("api.ts");
    };
    const texts = await Promise.all(["First", "Second"].map(typesOf));
    expect(texts).toEqual([expect.stringContaining("First"), expect.stringContaining("Second")]);
    const broken = { document: { openapi: "3.1.0", components: 5 } as unknown as Document, files: new Map() };
    await expect(generator.typesOf(broken)).rejects.toThrow();
    expect(await typesOf("Third")).toContain("Third");
  });

  test("tells its use, to who mistypes too", async () => {
    const { command } = await copyTree();
    expect(await command("--help")).toEqual({ code: 0, output: expect.stringContaining("--check") });
    expect(await command("--chekc")).toEqual({
      code: 1,
      output: expect.stringMatching(/--chekc'.*\nnpm run generate/),
    });
  });
});

describe("the server", () => {
  test("leads to what was created under the path of who created it", async () => {
    const tree = await copyTree();
    tree.addSpec("items", items);
    expect(await tree.generate()).toMatchObject({ code: 0 });
    tree.write("server/probe.ts", probe);
    expect(await tree.run("node_modules/.bin/tsx", ["server/probe.ts"])).toEqual({
      code: 0,
      output: "201 /api/orgs/a%2Fb/items/7\n",
    });
  });
});

test("a new resource is in the client by generation alone, and the compiler asks for handlers, by name and place, and for nothing else", async () => {
  const tree = await copyTree();
  tree.write("spec/pebbles.tsp", withCount(tree.read("spec/pebbles.tsp")));
  tree.addSpec("fruits", fruits);
  expect(await tree.generate()).toMatchObject({ code: 0 });
  expect(tree.read("generated/api.ts")).toContain(`        /**
         * Picks a fruit. Deprecated since 2026-10-01; goes away on 2027-04-01.
         * @deprecated
         * @example await client.fruits.pick(7, "corner");
         */`);
  expect(tree.read("generated/errors.ts")).toContain(`/** Not ripe yet. */
export class Unripe extends ApiError {`);
  tree.write(
    "use.ts",
    `import { createClient, Unripe } from "./client/client.ts";
import { createTestFetch } from "./client/testing.ts";
const { fruits } = createClient({ baseUrl: "http://service.test", fetch: createTestFetch({ fruits: { pick: "Unripe" } }) });
const colours: string[] = (await fruits.list({ colours: ["red"] })).map(({ colour }) => colour);
const made = await fruits.create({ title: "Apple", colour: "green", grams: null, tags: [] }, { idempotencyKey: "k" });
const { error } = await fruits.pick(1, "market").result();
console.log(JSON.stringify([colours, made, error instanceof Unripe && error.status]));
`,
  );
  const [types, use] = [await tree.types(), await tree.run("node", ["--import", "tsx", "use.ts"])];
  expect(types.output).toMatch(/server\/pebbles\.ts.*'count' is missing/);
  expect(types.output).toMatch(/server\/app\.ts.*'fruits' is missing/);
  expect(types.output.match(/error TS/g)).toHaveLength(2);
  expect(use.output.trim()).toBe('[["red"],{"id":1,"title":"apple","colour":"red","grams":99.5,"tags":["sweet"]},409]');
});

test("the compiler refuses handlers that do other than the contract says", async () => {
  const read = "return rows.find(id);";
  const wrong = [
    ["an operation that is not declared", "async read(", "async count() {},\n    async read("],
    ["a member of the wrong type", read, "return { ...(await rows.find(id)), name: 5 };"],
    ["a missing member", read, "const { name } = await rows.find(id);\n return { name };"],
    ["a status that is not declared", read, "return new Answer(202, await rows.find(id), {});"],
    ["a header that is not declared", read, "return new Answer(200, await rows.find(id), { Vary: 'x' });"],
    ["no answer", read, "await rows.find(id);"],
    [
      "a query parameter that is not declared",
      '{ name: ["name", "="] }',
      '{ name: ["name", "="], size: ["name", "="] }',
    ],
    ["a query parameter that is ignored", '{ name: ["name", "="] }', "{}"],
    ["a column that the model does not have", '["name", "="]', '["title", "="]'],
    ["a problem without what it carries", read, 'throw new Problem("TooManyRequests", "Wait.");'],
    ["a problem that is not declared anywhere", read, 'throw new Problem("Unripe", "Wait.");'],
  ] as const;
  const tree = await copyTree();
  tree.edit("server/pebbles.ts", "import type { Handlers }", "import { Answer, type Handlers }");
  tree.edit("server/pebbles.ts", "import { rowsOf }", 'import { Problem } from "./problem.ts";\nimport { rowsOf }');
  tree.edit("server/pebbles.ts", read, "return new Answer(200, await rows.find(id), {});"); // This much is right.
  const source = tree.read("server/pebbles.ts");
  for (const [index, [, from, to]] of wrong.entries())
    tree.write(
      `server/wrong${index}.ts`,
      source.replace(from === read ? "return new Answer(200, await rows.find(id), {});" : from, to),
    );
  const { output } = await tree.types();
  const found = output.match(/server\/\w+\.ts(?=.* error TS(?!6133))/g) ?? [];
  for (const [index, [what]] of wrong.entries())
    expect([what, found.filter((file) => file === `server/wrong${index}.ts`).length]).toEqual([what, 1]);
  expect(found).toHaveLength(wrong.length);
});
