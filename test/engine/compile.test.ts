/** What is generated from a contract, and what is refused; contracts that only these tests need are compiled in memory. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../server/engine/contract/document.ts";
import type { AnyContract } from "../../server/engine/contract/handlers.ts";
import { defineService } from "../../server/engine/http/service.ts";
import { tokens } from "../../server/engine/http/tokens.ts";
import { type ContractPlace, createGenerator, makeGenerated } from "../../spec/engine/generate.ts";
import { temporaryFolder } from "./process.ts";
import { listen, openTestDatabase } from "./serving.ts";

const root = join(import.meta.dirname, "../..");
const generator = createGenerator(root);

/** A contract in a folder: the interface and models of a `.tsp` file. */
function contractOf(text: string, files: Record<string, string> = {}): ContractPlace & { folder: string } {
  const folder = temporaryFolder();
  const head = `import "${join(root, "spec/engine/http.tsp")}";
${Object.keys(files)
  .map((name) => `import "./${name}";\n`)
  .join("")}using Http;
using OpenAPI;
@service(#{ title: "Test" })
@info(#{ version: "1.0.0" })
@server("/", "This service")
@useAuth(Writers)
namespace Test;
`;
  writeFileSync(join(folder, "main.tsp"), head + text);
  for (const [name, own] of Object.entries(files)) writeFileSync(join(folder, name), own);
  return { folder, spec: join(folder, "main.tsp"), generated: join(folder, "generated") };
}

/** Generates. @returns what was written, or its error; and the faults that it names */
async function generate(place: ContractPlace, check = false) {
  try {
    return { changed: await makeGenerated(generator, place, check), output: "" };
  } catch (error) {
    const lines = (error as Error).message.split("\n"); // Cast: it throws nothing else.
    return { changed: lines.pop(), output: lines.join("\n") };
  }
}

const filesIn = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

/** Replaces what has to be there. */
function edited(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to); // What is advised may hold a "$".
}

const pebbles = `
@minLength(1) @pattern("^(\\\\.{0,2}[^.]|\\\\.{3})", "must not be . or ..") @maxLength(50) @example("grey") scalar Name extends string;
@minValue(1) @maxValue(1000) @example(7) scalar Id extends int32;
@extension("x-table", "pebble")
@example(#{ id: 7, name: "grey" })
model Pebble { id: Id; name: Name; }
@example(#{ name: "grey" })
model NewPebble { name: Name; }
@route("/api/shores/{shore}/pebbles")
interface Pebbles {
  /** Adds a pebble. */
  @extension("x-location", "Pebbles_read")
  @post create(@path shore: Name, ...Once, @body pebble: NewPebble): {
    @statusCode _: 201;
    @header("Location") @format("uri-reference") location: string;
    @body pebble: Pebble;
  } | OnceRefused;
  /** Reads a pebble. */
  @get @route("/{id}") read(@path shore: Name, @path id: Id): Pebble | NotFound | Refused;
}
`;

describe("generation", () => {
  test("makes the same bytes again, removes what is no longer made, and checks without writing", async () => {
    const place = contractOf(pebbles);
    await generate(place);
    const first = filesIn(place.generated);
    expect(Object.keys(first).sort()).toEqual([
      "api.ts",
      "contract.ts",
      "errors.ts",
      "examples.ts",
      "models.ts",
      "openapi.json",
    ]);
    expect(await generate(place, true)).toEqual({ changed: [], output: "" });

    writeFileSync(join(place.generated, "old.ts"), "");
    writeFileSync(join(place.generated, "errors.ts"), "");
    rmSync(join(place.generated, "api.ts"));
    const stale = filesIn(place.generated);
    const { changed } = await generate(place, true);
    for (const name of ["api.ts", "errors.ts", "old.ts"])
      expect(changed).toContainEqual(expect.stringContaining(`generated/${name}`));
    expect(changed).toHaveLength(3);
    expect(filesIn(place.generated)).toEqual(stale);

    await generate(place);
    expect(filesIn(place.generated)).toEqual(first);
  });

  test("shows an error with its place and line, and leaves the last good output", async () => {
    const place = contractOf(pebbles);
    await generate(place);
    const before = filesIn(place.generated);
    writeFileSync(place.spec, edited(readFileSync(place.spec, "utf8"), "id: Id; name: Name;", "id: Id; name: Nmae;"));
    const { changed, output } = await generate(place);
    expect(changed).toMatch(/generated\/ is unchanged: fix these/);
    expect(output).toMatch(/main\.tsp:\d+:\d+ {2}invalid-ref: /);
    expect(filesIn(place.generated)).toEqual(before);
  });

  test.each<[what: string, from: string, to: string, told: string | RegExp]>([
    [
      "a string for a date, and shows how dates are written",
      "name: Name; }\n@route",
      'name: Name; @example("2026-01-31") day?: plainDate; }\n@route',
      'write plainDate.fromISO("2026-01-31")',
    ],
    [
      "a format that nothing would validate",
      "@path id: Id)",
      "@path id: Id, @query of?: decimal)",
      'the format "decimal" cannot be validated: write float64, or above it @encode(string)',
    ],
    [
      "a reference to what no table keeps",
      "model Pebble { id: Id; name: Name; }",
      "model Pebble { id: Id; @references(NewPebble.name) name: Name; }",
      /main\.tsp:\d+:\d+ {2}contract: @references names Test\.NewPebble\.name, but no table keeps its model/,
    ],
    [
      "a reference to what is not unique",
      "model Pebble { id: Id; name: Name; }",
      "model Pebble { id: Id; @references(Pebble.name) name: Name; }",
      "@references takes the key of Pebble, or a member with @unique",
    ],
    [
      "a reference that becomes null, of a member that cannot be",
      "model Pebble { id: Id; name: Name; }",
      'model Pebble { id: Id; @unique @references(Pebble.name, "set null") name: Name; }',
      '@references with "set null" needs a member that may be null: write T | null',
    ],
    [
      "unique members that are none",
      "model Pebble { id: Id; name: Name; }",
      '@unique("name", "size") model Pebble { id: Id; name: Name; }',
      '@unique names "size", which is not a member of Pebble',
    ],
    [
      "two keys",
      "model Pebble { id: Id; name: Name; }",
      "model Pebble { @key id: Id; @key name: Name; }",
      "Pebble has several members with @key: a table has one key",
    ],
    [
      "a filter by what no table keeps",
      "@path id: Id)",
      "@path id: Id, @query @filter(NewPebble.name) name?: Name)",
      "@filter names Test.NewPebble.name, but no table keeps its model",
    ],
    [
      "a parameter that every object has",
      "@path id: Id)",
      "@path id: Id, @query constructor?: Name)",
      /main\.tsp:\d+:\d+ {2}Pebbles_read: the emitter fails at a parameter that is named constructor, as what every/,
    ],
    [
      "a member that tools fail at",
      "model Pebble {",
      "model Pebble {\n  valueOf?: Name;",
      /main\.tsp:\d+:\d+ {2}Pebble\.valueOf: the tools/,
    ],
    [
      "@encode on what may be null",
      "@path id: Id)",
      "@path id: Id, @encode(string) @query at?: int64 | null)",
      "Pebbles_read at: @encode applies to a value that may be null or something else: put it on a scalar",
    ],
    [
      "a default that breaks a rule",
      "@path id: Id)",
      "@path id: Id, @query @maxValue(10) limit?: int32 = 20)",
      "the default of Pebbles_read limit is wrong: it must be at most 10",
    ],
    [
      "a filter by a member that a kept model copies, and names its copy",
      "model Pebble { id: Id; name: Name; }",
      `model Pebble { id: Id; ...Facts; }
model Facts { name: Name; }
@route("/api/pebbles") interface Lists {
  /** Lists. */ @get list(@query @filter(Facts.name) name?: Name): Pebble[] | Refused;
}`,
      "@filter names Test.Facts.name, but no table keeps its model: write @filter(Test.Pebble.name), which is the kept model's own",
    ],
    ["what OpenAPI cannot express", '"/{id}"', '"/{+id}"', /main\.tsp:\d+:\d+ {2}.*Reserved expansion/],
  ])("refuses %s", async (_, from, to, told) => {
    const { changed, output } = await generate(contractOf(edited(pebbles, from, to)));
    expect(changed).toEqual(expect.any(String));
    expect(output).toMatch(told);
  });

  test("takes what it advises", async () => {
    const place = contractOf(`
/** A key. */ @maxLength(50) @example("a") scalar Key extends string;
@extension("x-table", "shore")
@example(#{ key: "a", seen: utcDateTime.fromISO("2026-01-31T12:00:00.000Z"), wait: duration.fromISO("PT1M") })
model Shore { @key key: Key; @unique seen: utcDateTime; @unique wait: duration; }
@route("/api") interface Shores {
  /** Reads a shore. */
  @get @route("/shores/{key}") read(@path key: Key): Shore | NotFound | Refused;
}`);
    const { output } = await generate(place);
    const advised = (advice: RegExp) => advice.exec(output)?.[1] ?? output;
    const edits: [from: string, to: string][] = [
      ["/** A key. */", advised(/the key may be .*: write (.*), or a pattern/)],
      ["@unique wait", `${advised(/Shore\.wait: .* write (@encode.*) above it/)} @unique wait`],
      ["seen: utcDateTime;", "seen: Moment;"],
      ['utcDateTime.fromISO("2026-01-31T12:00:00.000Z")', '"2026-01-31T12:00:00.000Z"'],
      ['@extension("x-table"', `${advised(/Shore\.seen: .* write (.*), as toISO/)};\n@extension("x-table"`],
    ];
    const text = edits.reduce((before, [from, to]) => edited(before, from, to), readFileSync(place.spec, "utf8"));
    writeFileSync(place.spec, text);
    expect((await generate(place)).output).toBe("");
  });

  test("names columns as members are named in JSON", async () => {
    const place = contractOf(`
@minLength(1) @maxLength(50) @pattern("^[a-z]+$", "must be lower-case letters") @example("grey") scalar Slug extends string;
@extension("x-table", "shore")
@example(#{ slugName: "grey", firstWord: "a", lastWord: "b" })
@unique("firstWord", "lastWord")
model Shore {
  @key @encodedName("application/json", "slug_name") slugName: Slug;
  @unique @encodedName("application/json", "first_word") firstWord: Slug;
  @encodedName("application/json", "last_word") lastWord: Slug;
}
@extension("x-table", "stone")
@example(#{ id: 1, shoreName: "grey" })
model Stone {
  @minValue(1) @maxValue(9) id: int32;
  @references(Shore.slugName) @encodedName("application/json", "shore_name") shoreName: Slug;
}
@route("/api") interface Shores {
  /** Lists the stones of a shore. */
  @get @route("/shores/{slug}/stones") list(@path @filter(Stone.shoreName) slug: Slug): { @maxItems(9) @body stones: Stone[] } | Refused;
  /** Reads a shore. */
  @get @route("/shores/{slug}") read(@path slug: Slug): Shore | NotFound | Refused;
}`);
    expect((await generate(place)).output).toBe("");
    const { paths, components } = readDocument(join(place.generated, "openapi.json"));
    expect(components.schemas.Shore).toMatchObject({
      "x-key": "slug_name",
      "x-unique": [["first_word"], ["first_word", "last_word"]],
    });
    expect(components.schemas.Stone?.["x-references"]).toEqual({
      shore_name: { table: "shore", column: "slug_name", onDelete: "restrict" },
    });
    const [slug] = paths["/api/shores/{slug}/stones"]?.get?.parameters ?? [];
    expect(slug?.["x-filter"]).toEqual({ column: "shore_name", operator: "=" });
  });

  test("tells problems that share a status apart, and which header comes with which", async () => {
    const place = contractOf(
      `${edited(pebbles, "} | OnceRefused", "} | Slippery | OnceRefused")}
/** Too slippery. */
@example(#{ type: "/docs/problems#slippery", title: "Slippery", status: 409, detail: "Wait." })
model SlipperyProblem is ProblemDetails<"/docs/problems#slippery", "Slippery", 409>;
@error model Slippery is Failure<409, SlipperyProblem>;`,
    );
    expect((await generate(place)).output).toBe("");
    const files = filesIn(place.generated);
    const { paths } = JSON.parse(files["openapi.json"] ?? "");
    const { description, headers } = paths["/api/shores/{shore}/pebbles"].post.responses["409"];
    expect(description).toMatch(/^Too slippery\. Or: The first request with this/);
    expect(headers["Retry-After"].required).toBeUndefined(); // Only one of them has it.
    expect(files["examples.ts"]).toMatch(/"Slippery": \{[^}]*\},\s*"body": \{\s*"type": "\/docs\/problems#slippery"/);
    expect(files["errors.ts"]).toContain("/** Too slippery. */\nexport class Slippery extends ApiError {");
  });

  test("leaves out what helps nobody: unused models, the default type of form fields", async () => {
    const form = `
@post @route("/{id}/rename") @sharedRoute
rename(@path shore: Name, @path id: Id, @header contentType: "application/x-www-form-urlencoded", @body form: NewPebble): Pebble | Refused;
@post @route("/{id}/rename") @sharedRoute @operationId("Pebbles_rename")
renameMultipart(
  @path shore: Name, @path id: Id, @header contentType: "multipart/form-data",
  @multipartBody form: { name: HttpPart<Name>, other: HttpPart<Id> },
): Pebble | Refused;
`;
    const place = contractOf(`${edited(pebbles, "  /** Reads", `/** Renames a pebble. */${form}  /** Reads`)}
model Unused { part: UnusedPart }
model UnusedPart { id: Id }
@extension("x-table", "kept") @example(#{ id: 1 }) model Kept { id: Id }
`);
    expect((await generate(place)).output).toBe("");
    const { paths, components } = readDocument(join(place.generated, "openapi.json"));
    const { content } = paths["/api/shores/{shore}/pebbles/{id}/rename"]?.post?.requestBody ?? {};
    expect(Object.keys(content?.["multipart/form-data"] ?? {})).toEqual(["schema"]);
    expect(components.schemas).not.toHaveProperty("Unused");
    expect(components.schemas).not.toHaveProperty("UnusedPart");
    expect(components.schemas).toHaveProperty("Kept"); // Handlers use its table.
    expect(components.schemas).toHaveProperty("Name");
  });

  test("tells the statuses of typed problems from all others, and gives each header an example", async () => {
    const place = contractOf(pebbles);
    await generate(place);
    const { paths, components } = readDocument(join(place.generated, "openapi.json"));
    const { ProblemStatus } = components.schemas;
    expect(ProblemStatus?.enum).toEqual(expect.arrayContaining([405, 406, 412, 500, 503]));
    for (const typed of [400, 401, 403, 404, 409, 422, 429]) expect(ProblemStatus?.enum).not.toContain(typed);
    const { parameters = [] } = paths["/api/shores/{shore}/pebbles"]?.post ?? {};
    expect(parameters.map(({ name, example }) => [name, example])).toEqual([
      ["shore", "grey"],
      ["Idempotency-Key", expect.stringMatching(/^[!-~]+$/)],
    ]);
  });

  test("makes a type for each model, except where an error class has its name", async () => {
    // The client's package exports both.
    const place = contractOf(pebbles.replaceAll("NewPebble", "KeyReused"));
    expect((await generate(place)).output).toBe("");
    const { "models.ts": models = "", "contract.ts": contract } = filesIn(place.generated);
    expect(contract).toContain('"KeyReused": {');
    const named = [...models.matchAll(/^export type (\w+) = components\["schemas"\]\["\1"\];$/gm)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(expect.arrayContaining(["Pebble", "Name", "KeyReusedProblem"]));
    expect(named).not.toContain("KeyReused");
  });

  test("takes a contract of several files, with models of optional members that extend each other", async () => {
    const place = contractOf(
      edited(pebbles, "model NewPebble { name: Name; }", "model NewPebble extends Base { name: Name; }"),
      {
        "base.tsp": "namespace Test; model Base { note?: Test.Name }",
      },
    );
    expect(await generate(place)).toEqual({ changed: expect.any(Array), output: "" });
  });

  test("makes the types of each contract, also of two at once", async () => {
    const typesOf = async (name: string) => {
      const components = { schemas: { [name]: { type: "object" } } };
      const document = { openapi: "3.1.0", info: { title: "", version: "" }, paths: {}, components };
      return (await generator.types(document)).get("api.ts");
    };
    expect(await Promise.all(["First", "Second"].map(typesOf))).toEqual([
      expect.stringContaining("First"),
      expect.stringContaining("Second"),
    ]);
    const broken = { swagger: "2.0" };
    // Cast: as wrong as no document of the emitter is.
    await expect(generator.types(broken as never)).rejects.toThrow();
    expect(await typesOf("Third")).toContain("Third");
  });
});

test("what was created is found under the path of its parent", async () => {
  const place = contractOf(pebbles);
  await generate(place);
  mkdirSync(join(place.folder, "migrations"));
  const { contract } = (await import(join(place.generated, "contract.ts"))) as { contract: AnyContract };
  const service = defineService(contract, {
    name: "test",
    document: readDocument(pathToFileURL(join(place.generated, "openapi.json"))),
    verifiers: { ReadToken: tokens("read"), WriteToken: tokens("write") },
    handlers: { pebbles: { create: async ({ body }: { body: object }) => ({ id: 7, ...body }) } } as never, // Cast: its types were made just now.
  });
  const url = await listen(service, await openTestDatabase(service), { development: true });
  const response = await fetch(`${url}/api/shores/a%2Fb/pebbles`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"name":"x"}',
  });
  expect([response.status, response.headers.get("Location")]).toEqual([201, "/api/shores/a%2Fb/pebbles/7"]);
});

const withOperations = (operations: string, more = "") =>
  contractOf(`${more}@example(#{ count: 1 }) model Count { count: int32; }
@example(#{ on: true }) model Light { on: boolean; }
@route("/api/things") interface Things {
${operations}
}`);

test("security schemes are alternatives of sets with scopes, and no models, wherever they are declared", async () => {
  const place = withOperations(
    `/** Reads. */ @useAuth([Login<["write"]>, Key] | Login<["admin"]> | NoAuth) @get read(): Count | Refused;
/** Lists. */ @useAuth(Login | Staff) @get @route("/all") list(): Count | Refused;`,
    `model Flow { type: OAuth2FlowType.implicit; authorizationUrl: "https://login.example"; }
model Login<Scopes extends string[] = []> is OAuth2Auth<[Flow], Scopes>;
model Key is ApiKeyAuth<ApiKeyLocation.header, "X-Key">;
model Staff is BasicAuth;
@useAuth(Key) @route("/desks") interface Desks { /** Reads. */ @get read(): Count | Refused; }
@route("/halls") interface Halls { /** Reads. */ @get read(): Count | Refused; }
`,
  );
  expect((await generate(place)).output).toBe("");
  const { contract } = (await import(join(place.generated, "contract.ts"))) as { contract: AnyContract };
  expect(contract.operations.things).toMatchObject({
    read: { security: [{ Login: ["write"], Key: [] }, { Login: ["admin"] }, {}] },
    list: { security: [{ Login: [] }, { Staff: [] }] },
  });
  expect(contract.operations).toMatchObject({
    desks: { read: { security: [{ Key: [] }] } },
    halls: { read: { security: [{ WriteToken: [] }] } },
  });
  expect(contract.securitySchemes).toEqual({
    Login: { type: "oauth2" },
    Key: { type: "apiKey", in: "header", name: "X-Key" },
    Staff: { type: "http", scheme: "basic" },
    WriteToken: { type: "http", scheme: "bearer" },
  });
  const document = readDocument(pathToFileURL(join(place.generated, "openapi.json")));
  for (const name of ["Login", "Key", "Staff", "Flow", "OAuth2FlowType"])
    expect(document.components.schemas).not.toHaveProperty(name);
  expect(Object.keys((await import(join(place.generated, "models.ts"))) as object)).toEqual([]);
});

describe("a contract that cannot be served as it says is refused:", () => {
  const echo = (member: string) => [
    `/** Sends. */ @post send(@body b: Body): Count | Refused;`,
    `model Body { ${member} }`,
  ];
  const form = (member: string) => [
    `/** Sends. */ @post send(@header contentType: "application/x-www-form-urlencoded", @body b: Form): Count | Refused;`,
    `model Form { ${member} }`,
  ];
  const answer = (of: string) => [`/** Reads. */ @get read(): ${of};`];
  test.each<[what: string, contract: string[], told: string]>([
    [
      "a default in a patch",
      [
        "/** Changes. */ @patch(#{ implicitOptionality: true }) change(@body b: Body): Count | Refused;",
        "model Body { count?: int8 = 5; }",
      ],
      'Things_change: a default of "count" would overwrite what is kept, wherever a patch leaves it out: write MergePatchUpdate<Model>',
    ],
    [
      "a flow that lists scopes, which every operation would demand",
      [
        '/** Reads. */ @useAuth(Login<["write"]>) @get read(): Count | Refused;',
        `model Flow { type: OAuth2FlowType.implicit; authorizationUrl: "https://login.example"; scopes: ["read", "write"]; }
model Login<Scopes extends string[]> is OAuth2Auth<[Flow], Scopes>;`,
      ],
      "Login: its flow lists scopes, and every operation would demand all of them: remove them there",
    ],
    [
      "an integer of any size as a string",
      echo("@encode(string) size: integer;"),
      "Body.size: strings of integer cannot be validated: write int64, uint64 or decimal",
    ],
    [
      "a model of other letters than ASCII's",
      echo("size: Größe;").concat("model Größe { size: int8 }"),
      "Größe: the name of a model has letters and digits of ASCII only",
    ],
    [
      "a list in one text in a body",
      echo("@encode(ArrayEncoding.commaDelimited) @maxItems(3) sizes: Word[];"),
      "Body.sizes: only parameters are lists in one text",
    ],
    [
      "a list within a union of its own",
      echo("sizes: Sizes;").concat("union Sizes { int32, int8[] }"),
      "Body.sizes: a list within another value, without a maximum length: write @maxItems(9) model",
    ],
    [
      "bytes in a path",
      ['/** Reads. */ @get @route("/{id}") read(@path id: bytes): Count | Refused;'],
      "write a string, and read its bytes in the handler",
    ],
    [
      "a pattern of another language",
      echo('@pattern("(?i)abc", "must be abc") @maxLength(9) word: string;'),
      "write it as JavaScript has it under the flag u",
    ],
    [
      "a multipart form without files",
      [
        '/** Sends. */ @post send(@header contentType: "multipart/form-data", @multipartBody form: { size: HttpPart<int8> }): Count | Refused;',
      ],
      'by @header contentType: "application/x-www-form-urlencoded" and @body',
    ],
    [
      "a union that leads to itself by lists",
      echo("json: Json;").concat("union Json { Word, List } @maxItems(3) model List is Json[];"),
      "Json: leads to itself by lists and unions alone, which TypeScript's types cannot",
    ],
    [
      "a model that needs itself",
      echo("n?: Loop;").concat("model Loop { other: Other } model Other { loop: Loop }"),
      "Loop.other: needs another Loop, and that another, without end: write other?: T",
    ],
    [
      "a default of now",
      echo("at?: utcDateTime = utcDateTime.now();"),
      "Body.at: the document cannot hold now() as a default",
    ],
    ["a body of GET", ["/** Reads. */ @get read(@body b: Count): Count | Refused;"], "Things_read: GET has no body"],
    [
      "an optional part of a path",
      ['/** Reads. */ @get @route("/{id}") read(@path id?: int8): Count | Refused;'],
      "is optional, which no path is",
    ],
    ["errors only", answer("null | Refused"), "Things_read: has no response of success"],
    [
      "a default error in JSON",
      answer("Count | Fault | Refused").concat("@error model Fault { code: int8; }"),
      "Things_read: has an error in application/json without a status",
    ],
    [
      "a model in a response header",
      answer('{ @header("X-Count") count: Count; @body b: Count } | Refused'),
      'the response header "X-Count" is no value',
    ],
    [
      "null in a response header",
      answer('{ @header("X-Count") count: int8 | null; @body b: Count } | Refused'),
      'the response header "X-Count" may be null',
    ],
    [
      "dates in a list in a header",
      [
        '/** Reads. */ @get read(@header("X-Days") @maxItems(3) days?: Day[]): Count | Refused;',
        '@encode("rfc7231") scalar Day extends utcDateTime;',
      ],
      'the header "X-Days" is a list of dates',
    ],
    ["a text or number in a form", form("size?: Word | int8;"), 'the field "size" is a text or something else'],
    ["a null that a form cannot send", form("size: int8 | null;"), 'the field "size" may be null'],
    [
      "a default in place of null in a form",
      form("size?: int8 | null = 5;"),
      'the field "size" is null or has a default',
    ],
    [
      "a default in place of an empty list in a form",
      form("@maxItems(3) sizes?: int8[] = #[1];"),
      'the field "sizes" has a default',
    ],
    ["a form of any members", form("...Record<int8>;"), "a form has members of known names, not a Record"],
    [
      "a form's own names",
      form('@encodedName("application/x-www-form-urlencoded", "A-A") aa: int8;'),
      "Form.aa: forms have the names of JSON",
    ],
    [
      "headers of a part",
      [
        '/** Sends. */ @post send(@header contentType: "multipart/form-data", @multipartBody form: { size: HttpPart<{ @header("X-P") p: Word; @body b: int8 }> }): Count | Refused;',
      ],
      'the part "size" has headers',
    ],
    [
      "variants that do not say which they are",
      echo("shape: Shape;").concat(
        '@discriminated(#{ envelope: "none" }) union Shape { round: Round, square: Square } model Round { r: int8 } model Square { w: int8 }',
      ),
      'Shape: Round does not say that it is "round": write kind: "round" in it',
    ],
    [
      "a list in a list without its length",
      echo("@maxItems(3) rows: int8[][];"),
      "Body.rows: a list within another value, without a maximum length: write @maxItems(9) model Row is T[]",
    ],
    [
      "a name in the wrong case",
      ["/** Reads. */ @get Read(): Count | Refused;"],
      "write the interface in PascalCase and the operation in camelCase",
    ],
  ])("%s", async (_, [operation = "", ...more], told) => {
    const word = '@maxLength(9) @example("a") scalar Word extends string;\n';
    const { output } = await generate(withOperations(operation, word + more.join("\n")));
    expect(output).toContain(told);
    expect(output).toMatch(/main\.tsp:\d+:\d+ {2}/);
  });
});

describe("files and events", () => {
  test("have one form, whatever TypeSpec calls them", async () => {
    const place = withOperations(
      `  /** Sends. */
  @extension("x-max-bytes", 10) @post send(
    @header contentType: "multipart/form-data",
    @multipartBody form: { a: HttpPart<File>, b: HttpPart<bytes>, c: HttpPart<Photo>, @maxItems(2) d: HttpPart<File<"image/*">>[], e: HttpPart<int32> },
  ): void | Refused;
  /** Puts. */
  @extension("x-max-bytes", 10) @put put(@header contentType: "image/*", @body file: Photo): File<"a/b"> | Refused;
  /** Gets. */
  @get get(): { @header contentType: "text/csv"; @body file: bytes } | Refused;`,
      `scalar Photo extends bytes;
`,
    );
    expect((await generate(place)).output).toBe("");
    const { paths, components } = readDocument(join(place.generated, "openapi.json"));
    const { get, put, post } = paths["/api/things"] ?? {};
    const file = { type: "string", format: "binary" };
    const form = post?.requestBody?.content["multipart/form-data"];
    expect(form?.schema.properties).toMatchObject({
      ...{ a: file, b: file, c: file, e: { type: "integer" } },
      d: { type: "array", items: file, maxItems: 2 },
    });
    expect(put?.requestBody?.content).toEqual({ "image/*": { schema: file } });
    expect(put?.requestBody).toMatchObject({ description: "At most 10 bytes." });
    expect(put?.responses["200"]?.content).toEqual({ "a/b": { schema: file } });
    expect(get?.responses["200"]?.content).toEqual({ "text/csv": { schema: file } });
    expect(components.schemas).not.toHaveProperty("Photo");
  });

  test("that cannot be told apart, or are no models, are refused", async () => {
    const sent = async (union: string) => {
      const place = withOperations(
        `  /** Watches. */\n  @get watch(): SSE.SSEStream<Changes> | Refused;`,
        `@Events.events union Changes { ${union} }\n`,
      );
      return (await generate(place)).output;
    };
    expect(await sent("count: Count, Light")).toBe("");
    expect(await sent("count: Count, text: string[]")).toContain(
      'Things_watch: the data of the event "text" is no named model: write text: OwnModel',
    );
    expect(await sent("Count, Light")).toContain('Things_watch: two events have the name "message": name the variants');
    expect(await sent("count: Count, @SSE.terminalEvent done: Light")).toContain(
      "Things_watch: a stream ends when its handler returns: remove @terminalEvent",
    );
  });
});
