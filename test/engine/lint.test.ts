import { expect, test } from "vitest";
import type { Document } from "../../server/engine/contract/document.ts";
import { faultsIn } from "../../spec/engine/lint.ts";
import { polish } from "../../spec/engine/polish.ts";
import { birdContract as contract } from "./small-contract.ts";

test("a contract that keeps to them breaks no rule", () => {
  expect(faultsIn(contract())).toEqual([]);
});

type Edit = (document: Document) => unknown;
const list = ({ paths }: Document) => paths["/api/birds"]?.get as NonNullable<Document["paths"][string]["get"]>;
const create = ({ paths }: Document) => paths["/api/birds"]?.post as ReturnType<typeof list>;
const read = ({ paths }: Document) => paths["/api/bird/{id}"]?.get as ReturnType<typeof list>;
const problems = (document: Document) => read(document).responses["404"]?.content ?? {};
const schema = ({ components }: Document, name: string) => components.schemas[name] ?? {};
const member = (document: Document, name: string, key: string) => schema(document, name).properties?.[key] ?? {};
const refer = (document: Document, name: string, column: string) =>
  Object.assign(schema(document, "Bird"), {
    "x-references": { [name]: { table: "bird", column, onDelete: "restrict" } },
  });
const addQuery = (name: string, schema: object, rest = {}): Edit => {
  const shown = { examples: [""], ...schema };
  return (document) => list(document).parameters.push({ name, in: "query", schema: shown, "x-filter": false, ...rest });
};

const sendForm = (type: string, schema: object): Edit => {
  return (document) =>
    Object.assign(create(document), { requestBody: { content: { [type]: { schema, example: {} } } } });
};

const file = { type: "string", format: "binary" };
const takeFile = (rest: object): Edit => {
  return (document) =>
    Object.assign(create(document), { requestBody: { content: { "image/*": { schema: file } } }, ...rest });
};

const words = { type: "array", maxItems: 9, items: { type: "string", maxLength: 9, examples: ["w"] } };

type Rule = [broken: string, edit: Edit, told: RegExp];
const rules: Rule[] = [
  [
    "a version that is not semantic",
    (d) => Object.assign(d.info, { version: "next" }),
    /^the version "next" is not a semantic version: write three numbers, such as/,
  ],
  [
    "an operation without an interface",
    (d) => Object.assign(list(d), { operationId: "list" }),
    /^list: an operation belongs to an interface, and its id is/,
  ],
  [
    "a path with spaces",
    (d) => Object.assign(d.paths, { "/api/my birds": d.paths["/api/birds"], "/api/birds": {} }),
    /\/api\/my birds has a segment/,
  ],
  [
    "two parameters with nothing between them",
    (d) => Object.assign(d.paths, { "/api/{a}{id}": d.paths["/api/bird/{id}"], "/api/bird/{id}": {} }),
    /\/api\/\{a\}\{id\} (has a segment that is not made of|, but "a" is neither)|leads to \/api\/\{a\}/,
  ],
  [
    "a path that hides the probes",
    (d) => Object.assign(d.paths, { "/{id}": d.paths["/api/bird/{id}"], "/api/bird/{id}": {} }),
    /^Birds_read: \/\{id\} would hide pages of the engine, such as \/livez: begin it/,
  ],
  [
    "a path among the docs",
    (d) => Object.assign(d.paths, { "/docs/problems": d.paths["/api/birds"], "/api/birds": {} }),
    /: \/docs\/problems would hide pages of the engine/,
  ],
  [
    "an unnamed problem",
    (d) => Object.assign(problems(d), { "application/problem+json": { schema: { type: "object" } } }),
    /^Birds_read: has an unnamed problem for 404: make it a model/,
  ],
  [
    "a problem without a literal type",
    (d) =>
      Object.assign(problems(d), { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }),
    /^Birds_read: has the problem Problem for 404, which has no literal type,/,
  ],
  [
    "a problem whose model lacks the suffix",
    (d) => {
      Object.assign(d.components.schemas, { NotFound: schema(d, "NotFoundProblem") });
      Object.assign(problems(d)["application/problem+json"]?.schema ?? {}, { $ref: "#/components/schemas/NotFound" });
    },
    /^Birds_read: has the problem NotFound for 404: name its model/,
  ],
  [
    "a problem of another status",
    (d) => Object.assign(member(d, "NotFoundProblem", "status"), { enum: [409] }),
    /^NotFoundProblem: the engine reports it as|^Birds_read: has the problem NotFoundProblem for 404, which has no literal/,
  ],
  [
    "another type of a problem that the engine reports",
    (d) => Object.assign(member(d, "NotFoundProblem", "type"), { enum: ["/docs/problems#gone"] }),
    /^NotFoundProblem: the engine reports it as .* leave it as in spec\/engine\/http.tsp/,
  ],
  [
    "a unique member that may be taken",
    (d) => Object.assign(schema(d, "Bird"), { "x-unique": [["name"]] }),
    /^Birds_create: writes bird\.name, which may be taken, which would be a 500: add \| Conflict to its responses$/,
  ],
  [
    "a reference that may lead to nothing",
    (d) => refer(d, "age", "id"),
    /^Birds_create: writes bird\.age, which may refer to nothing, which would be a 500: add \| Conflict to its responses$/,
  ],
  [
    "a deletion of what is referred to",
    (d) => {
      refer(d, "age", "id");
      Object.assign(d.paths["/api/bird/{id}"] ?? {}, { delete: { ...read(d), operationId: "Birds_delete" } });
    },
    /^Birds_(create: writes|delete: deletes what) bird\.age,? (which )?may refer to/,
  ],
  [
    "a reference of another type",
    (d) => refer(d, "name", "id"),
    /^(Birds_create: writes bird\.name|Bird\.name: is of type text, and refers to bird\.id of type id: give it the same)/,
  ],
  [
    "a table without a key",
    (d) => Object.assign(schema(d, "Bird"), { "x-key": "ring" }),
    /^Bird: has no key: write @key above the member that is one, an integer or a string$/,
  ],
  [
    "a key that may be null",
    (d) => Object.assign(schema(d, "Bird"), { "x-key": "age" }),
    /^Bird\.age: is the key, and so neither null nor one of a few: write another member$/,
  ],
  [
    "a parameter of a paged list that filters nothing",
    (d) => list(d).parameters.push({ name: "wings", in: "query", schema: words.items }),
    /^Birds_list: the parameter "wings" filters nothing: write @filter\(Model\.member\), or @filter\(false\)/,
  ],
  [
    "a filter without a column",
    (d) => Object.assign(list(d).parameters[0] ?? {}, { "x-filter": { column: "wings", operator: "=" } }),
    /^Birds_list: the parameter "name" filters by "wings", which is not a column/,
  ],
  [
    "a filter by an unknown operator",
    (d) => Object.assign(list(d).parameters[0] ?? {}, { "x-filter": { column: "name", operator: "like" } }),
    /^Birds_list: the parameter "name" filters by "like": write one of = </,
  ],
  [
    "a filter by values that its column cannot be compared with",
    (d) => Object.assign(list(d).parameters[0] ?? {}, { "x-filter": { column: "id", operator: "=" } }),
    /^Birds_list: the parameter "name" is of type text, which "=" cannot compare with the column "id" of type id/,
  ],
  [
    "a filter by the start of a number",
    (d) => Object.assign(list(d).parameters[1] ?? {}, { "x-filter": { column: "age", operator: "startsWith" } }),
    /^Birds_list: the parameter "\w+" is of type text, which "startsWith" cannot compare with the column "age" of type integer/,
  ],
  [
    "a filter by a list that is not `in`",
    (d) => Object.assign(list(d).parameters[0] ?? {}, { schema: words }),
    /^Birds_list: (the parameter "name" filters by "=": lists of values filter by "in"|the list "name")/,
  ],
  [
    "a sort without a column",
    (d) => Object.assign(schema(d, "BirdSort"), { enum: ["id", "-wings"] }),
    /^Birds_list: sorts by "-wings", which is not a column of the listed model:/,
  ],
  [
    "pages of a member that is not a list",
    (d) => Object.assign(list(d)["x-paging"] ?? {}, { items: "birds" }),
    /^Birds_list: x-paging names the list "birds", which is not a list in its/,
  ],
  [
    "pages by a cursor that is not a parameter",
    (d) => Object.assign(list(d)["x-paging"] ?? {}, { cursor: "after" }),
    /^Birds_list: x-paging names the cursor "after", which is not a query|^Birds_list: the parameter "cursor" filters nothing: write/,
  ],
  [
    "pages without their next cursor",
    (d) => Object.assign(list(d)["x-paging"] ?? {}, { nextCursor: "next" }),
    /^Birds_list: x-paging names the next cursor "next", which is not a member/,
  ],
  ...["Bird", "NewBird"].map(
    (model): Rule => [
      `an extension of ${model} that is misspelt`,
      (d) => Object.assign(schema(d, model), { "x-tabel": "bird" }),
      new RegExp(`^${model}: the extension "x-tabel" is unknown: write "x-table"`),
    ],
  ),
  [
    "a misspelt extension of a member",
    (d) => Object.assign(member(d, "Bird", "age"), { "x-colum": false }),
    /^Bird\.age: the extension "x-colum" is unknown: write "x-column"/,
  ],
  [
    "a change that reads late",
    (d) => Object.assign(d.paths["/api/birds"]?.post ?? {}, { "x-reads-late": true }),
    /^Birds_create: x-reads-late is for GET: a change must not follow from what is out of date/,
  ],
  [
    "a misspelt extension of an operation",
    (d) => Object.assign(list(d), { "x-pagin": {} }),
    /^Birds_list: the extension "x-pagin" is unknown: write "x-paging"/,
  ],
  ...["Birds", "knex_migrations", "2birds", "bird; drop"].map(
    (table): Rule => [
      `the table "${table}"`,
      (d) => Object.assign(schema(d, "Bird"), { "x-table": table }),
      /^Bird: ".*" is not a name for a table/,
    ],
  ),
  [
    "two models in one table",
    (d) => Object.assign(d.components.schemas, { Pet: schema(d, "Bird") }),
    /^Pet: the table "bird" belongs to Bird: choose another name/,
  ],
  [
    "a model in a table of the engine",
    (d) => Object.assign(schema(d, "Bird"), { "x-table": "idempotency" }),
    /^Bird: the table "idempotency" belongs to the engine: choose another name/,
  ],
  [
    "two paths that match the same requests",
    (d) => Object.assign(d.paths, { "/api/bird/{name}": { delete: { ...read(d), operationId: "Birds_drop" } } }),
    /^Birds_drop: \/api\/bird\/\{name\} has the same requests as \/api\/bird\/\{id\}:/,
  ],
  [
    "a condition without a readable representation",
    (d) => {
      const ifMatch = { name: "If-Match", in: "header", schema: { type: "string", maxLength: 9, examples: ["*"] } };
      const post = { ...read(d), operationId: "Birds_celebrate", parameters: [...read(d).parameters, ifMatch] };
      Object.assign(d.paths, { "/api/bird/{id}/birthday": { post } });
    },
    /^Birds_celebrate: takes If-Match, but GET \/api\/bird\/\{id\}\/birthday has no/,
  ],
  [
    "an operation that every object has",
    (d) => Object.assign(list(d), { operationId: "Birds_toString" }),
    /^Birds_toString: every object or promise of JavaScript has "toString" already: rename it here/,
  ],
  [
    "a header named as a property",
    (d) => create(d).parameters.push({ name: "e-tag", in: "header", schema: { type: "string", examples: ["e"] } }),
    /write @header\("ETag"\)/,
  ],
  [
    "a parameter in another style than most",
    addQuery("min-age", { type: "boolean" }),
    /^Birds_list: "min-age" is in kebab-case, and most query parameters are in camelCase: rename it, or give one/,
  ],
  [
    "a missing doc comment",
    (d) => Object.assign(list(d), { description: "" }),
    /^Birds_list: has no doc comment: write \/\*\* What it does\. \*\/ above it/,
  ],
  ["no errors", (d) => delete list(d).responses.default, /^Birds_list: declares no errors/],
  [
    "errors of another kind alone",
    (d) => Object.assign(list(d).responses, { default: list(d).responses["200"] }),
    /^Birds_list: its errors are not application\/problem\+json, as those of the engine are: add \| Refused/,
  ],
  [
    "a body without an example",
    (d) => delete schema(d, "NewBird").examples && delete schema(d, "BirdName").examples,
    /^Birds_create: its body in application\/json has no example: write @example.* above NewBird$|^Birds_list: .* parameter/,
  ],
  [
    "a recursive body without an example",
    (d) =>
      Object.assign(schema(d, "NewBird"), {
        examples: undefined,
        required: [],
        properties: { parent: { $ref: "#/components/schemas/NewBird" } },
      }),
    /^Birds_create: its body in application\/json has no example: write @example.* above NewBird$/,
  ],
  [
    "a path without an example",
    (d) =>
      Object.assign(read(d).parameters[0] ?? {}, {
        schema: { type: "string", minLength: 3, maxLength: 9 },
        example: undefined,
      }),
    /^Birds_read: the path parameter "id" has no example: write @example\(…\)/,
  ],
  [
    "two interfaces of one name",
    (d) => Object.assign(list(d), { operationId: "Birds_list_2" }),
    /^Birds_list_2: an operation belongs to an interface, and its id is/,
  ],
  [
    "two operations of one name",
    (d) => Object.assign(list(d), { operationId: "Birds_create" }),
    /^Birds_create: another operation has this name/,
  ],
  [
    "files of any size",
    takeFile({}),
    /^Birds_create: takes files of any size: write @extension\("x-max-bytes", 10_000_000\) above it/,
  ],
  [
    "a size that is no number",
    takeFile({ "x-max-bytes": 0 }),
    /^Birds_create: takes files of any size: write @extension\("x-max-bytes"/,
  ],
  [
    "a size without files",
    (d) => Object.assign(create(d), { "x-max-bytes": 1 }),
    /^Birds_create: x-max-bytes is for operations that take files: remove it; BODY_LIMIT is for all others/,
  ],
  [
    "a file under an Idempotency-Key",
    takeFile({
      "x-max-bytes": 1,
      parameters: [
        { name: "Idempotency-Key", in: "header", schema: { type: "string", maxLength: 9, examples: ["k"] } },
      ],
    }),
    /^Birds_create: files and events are not kept under an Idempotency-Key: remove \.\.\.Once, and write @put/,
  ],
  [
    "a file in a URL-encoded form",
    (d) => {
      sendForm("application/x-www-form-urlencoded", { type: "object", properties: { file } })(d);
      Object.assign(create(d), { "x-max-bytes": 1 });
    },
    /^Birds_create: URL-encoded forms have no files: write @header contentType: "multipart\/form-data"/,
  ],
  [
    "a file in a model",
    (d) => Object.assign(schema(d, "BirdPage").properties ?? {}, { file }),
    /^BirdPage: the format "binary" is for files, in bodies and forms: write bytes/,
  ],
  [
    "a file of any type in a response",
    (d) => Object.assign(list(d).responses, { 203: { content: { "*/*": { schema: file } } } }),
    /^Birds_list: has a 203 response in \*\/\*: write each media type, or application\/octet-stream/,
  ],
  [
    "a body that the client cannot write",
    sendForm("multipart/form-data", { type: "object" }),
    /^Birds_create: the client sends a body's first media type, and no multipart form without files: put JSON or a/,
  ],
  ...["text/plain", "application/octet-stream"].map(
    (type): Rule => [
      `a body in ${type}`,
      (d) => Object.assign(create(d), { requestBody: { content: { [type]: { schema: {}, example: "" } } } }),
      /^Birds_create: bodies in .* are not supported: write a model/,
    ],
  ),
  [
    "a file in a form",
    sendForm("application/x-www-form-urlencoded", { type: "object", properties: { file: { examples: [""] } } }),
    /^Birds_create: the field "file" is neither a value nor a list/,
  ],
  [
    "a form with alternatives",
    sendForm("application/x-www-form-urlencoded", { anyOf: [{ type: "object" }] }),
    /^Birds_create: a form must be one model, not a union/,
  ],
  [
    "a response in bytes",
    (d) => Object.assign(list(d).responses, { 203: { content: { "image/png": { schema: {}, example: "" } } } }),
    /^Birds_list: has a 203 response in image\/png, which is not supported: write/,
  ],
  [
    "a range of statuses",
    (d) => Object.assign(list(d).responses, { "2XX": {} }),
    /^Birds_list: 2XX is a range of statuses: declare each status/,
  ],
  [
    "HEAD",
    (d) => Object.assign(d.paths["/api/birds"] ?? {}, { head: { operationId: "Birds_head" } }),
    /^Birds_head: HEAD is served wherever GET is: write @get instead/,
  ],
  [
    "a list of lists in a path",
    (d) =>
      Object.assign(read(d).parameters[0] ?? {}, {
        schema: { type: "array", items: words, maxItems: 3, examples: [[["a"]]] },
        example: [["a"]],
      }),
    /^Birds_read: the path parameter "id" is a list of lists or of models: write/,
  ],
  [
    "a list in a query that may be null",
    addQuery("ids", { anyOf: [words, { type: "null" }] }),
    /^Birds_list: the query parameter "ids" is null or a list, which cannot be told/,
  ],
  [
    "a model in a query",
    addQuery("filter", { $ref: "#/components/schemas/NewBird" }),
    /^Birds_list: the query parameter "filter" is no value: write a parameter for each of its members, such as @query\("filter\[name\]"\) name\?: T/,
  ],
  [
    "a discriminator without its models",
    (d) => Object.assign(schema(d, "Bird"), { discriminator: { propertyName: "name", mapping: {} } }),
    /^Bird: no model extends it and has a literal for its @discriminator: write model/,
  ],
  [
    "an optional header without an example",
    (d) => list(d).parameters.push({ name: "X-Size", in: "header", schema: { type: "string" } }),
    /^Birds_list: the header parameter "X-Size" has no example: write @example\(…\)/,
  ],
  [
    "a query parameter without an example",
    addQuery("size", { type: "string", maxLength: 9, examples: undefined }),
    /^Birds_list: the query parameter "size" has no example/,
  ],
  [
    "a pattern that Go cannot read",
    (d) => Object.assign(schema(d, "BirdName"), { pattern: "^(?!\\.{1,2}$).+$" }),
    /^BirdName: Go or Python cannot read "\(\?!" in a pattern: write it without lookaround and references/,
  ],
  [
    "a character in a pattern that Go cannot read",
    (d) => Object.assign(schema(d, "BirdName"), { pattern: "^[^\\u0000]+$" }),
    /^BirdName: Go or Python cannot read "\\u" in a pattern: .* characters as \\x1F or \\u202A$/,
  ],
  [
    "a pattern that is none",
    (d) => Object.assign(schema(d, "BirdName"), { pattern: "[", description: "Letters." }),
    /^BirdName: Invalid regular expression/,
  ],
  [
    "a parameter with a prefix",
    (d) => Object.assign(read(d).parameters[0] ?? {}, { style: "label" }),
    /^Birds_read: the path parameter "id" is written with a prefix: write the prefix in the path/,
  ],
  [
    "a location that does not exist",
    (d) => Object.assign(create(d), { "x-location": "Birds_find" }),
    /names Birds_find/,
  ],
  [
    "a location with an unknown parameter",
    (d) => {
      const { "/api/bird/{id}": item } = d.paths;
      Object.assign(d.paths, { "/api/org/{org}/bird/{id}": item, "/api/bird/{id}": {} });
    },
    /^Birds_create: x-location leads to \/api\/org\/\{org\}\/bird\/\{id\}, but "org" is/,
  ],
  [
    "a location without its header",
    (d) => delete create(d).responses["201"]?.headers?.Location,
    /^Birds_create: x-location needs a header: write @header\("Location"\)/,
  ],
  [
    "an absolute location",
    (d) => Object.assign(create(d).responses["201"]?.headers?.Location?.schema ?? {}, { format: "uri" }),
    /Location is relative/,
  ],
  [
    "an unknown format",
    (d) => Object.assign(schema(d, "BirdId"), { format: "roman" }),
    /^BirdId: the format "roman" cannot be validated: write int32 or int64/,
  ],
  [
    "a tuple",
    (d) => Object.assign(member(d, "NewBird", "age"), { prefixItems: [{}] }),
    /^NewBird.age: a tuple, which few languages have: write a model, or a list/,
  ],
  [
    "a pattern that some texts keep busy",
    (d) => Object.assign(schema(d, "BirdName"), { pattern: "^([a-z]+)+$" }),
    /^BirdName: a short text can keep the pattern \^\(\[a-z\]\+\)\+\$ busy for minutes: write it without/,
  ],
  [
    "numbers as text that lists sort by",
    (d) => {
      Object.assign(schema(d, "Bird").properties ?? {}, { age: { type: "string", format: "int64" } });
      Object.assign(schema(d, "Bird"), { examples: [{ id: 1, name: "john", age: "14" }] });
      Object.assign(schema(d, "BirdPage"), { examples: [{ items: [] }] });
    },
    /^Birds_list: (orders by "age" as text, which is not the order of its values|the parameter ".*" is of type integer)|^Birds_create: its example request/,
  ],
  [
    "a pattern without words",
    (d) => Object.assign(schema(d, "BirdName"), { pattern: "^[a-z]+$" }),
    /^BirdName: a pattern without words, .* write a doc comment above its scalar, or @pattern\(…, "must be …"\)/,
  ],
  [
    "a bound of a number as a string",
    (d) => Object.assign(schema(d, "BirdName"), { minimum: 3 }),
    /^BirdName: bounds of a number as a string are not enforced: write them/,
  ],
  [
    "bytes in another encoding than base64",
    (d) => Object.assign(schema(d, "BirdName"), { contentEncoding: "base32" }),
    /^BirdName: bytes in base32 cannot be validated: write @encode\("base64"\)/,
  ],
  [
    "a column that every table of PostgreSQL has",
    (d) => Object.assign(schema(d, "Bird").properties ?? {}, { xmin: { type: "integer", format: "int32" } }),
    /^Bird.xmin: (every table of PostgreSQL has a column xmin|rows hold null)/,
  ],
  [
    "columns that differ in capitals alone",
    (d) => Object.assign(schema(d, "Bird").properties ?? {}, { Name: { $ref: "#/components/schemas/BirdName" } }),
    /^Bird.(name|Name): (SQLite cannot tell this column|rows hold null)|PascalCase/,
  ],
  [
    "a decimal",
    addQuery("price", { type: "number", format: "decimal" }),
    /^Birds_list price: the format "decimal" cannot be validated: write float64,/,
  ],
  [
    "a model in lower case",
    (d) => Object.assign(d.components.schemas, { fruit: {} }),
    /^fruit: the name of a model must be in PascalCase/,
  ],
  [
    "a member in snake case",
    (d) => Object.assign(schema(d, "NewBird").properties ?? {}, { is_ripe: {} }),
    /^NewBird: "is_ripe" is in snake_case, and most members are in camelCase: rename it, or give one/,
  ],
  [
    "an integer beyond 2^53",
    (d) => Object.assign(schema(d, "BirdId"), { maximum: 2 ** 60 }),
    /^Birds_read id: JavaScript rounds integers above 2\^53 - 1: write/,
  ],
  [
    "an unbounded string",
    (d) => delete schema(d, "BirdName").maxLength,
    /^Birds_list name: a string without a maximum length: write @maxLength on it|^Bird\.name: is indexed, and PostgreSQL/,
  ],
  [
    "an unbounded list",
    addQuery("ids", { type: "array", items: { type: "boolean" } }),
    /^Birds_list ids: a list without a maximum length: write @maxItems on it/,
  ],
  [
    "a default that must be sent",
    (d) => Object.assign(member(d, "NewBird", "name"), { default: "a" }),
    /^NewBird.name: has a default/,
  ],
  [
    "a wrong example",
    (d) =>
      Object.assign(schema(d, "Bird"), { examples: [{ ...(schema(d, "Bird").examples?.[0] as object), name: 1 }] }),
    /^the example of Bird is wrong: \/name must be a string/,
  ],
  [
    "an example whose response contradicts its request",
    (d) => Object.assign(schema(d, "NewBird"), { examples: [{ name: "john" }] }),
    /^Birds_create: its example request leaves age to its default null, but the/,
  ],
  [
    "an optional member of a kept model",
    (d) => Object.assign(schema(d, "Bird").properties ?? {}, { nick: { type: "string" } }),
    /^Bird\.nick: rows hold null for a missing value: write nick: T \| null here;/,
  ],
  [
    "a moment to sort by that can be written in many ways",
    (d) => {
      const age = { anyOf: [{ type: "string", format: "date-time" }, { type: "integer" }] };
      Object.assign(schema(d, "Bird").properties ?? {}, { age });
    },
    /^Bird\.age: lists filter or sort by it as a string, but a moment has many/,
  ],
  [
    "a moment to filter by that can be written in many ways",
    addQuery("since", { type: "string", format: "date-time" }, { "x-filter": { column: "name", operator: ">=" } }),
    /^Birds_list since: is compared as a string, but a moment has many/,
  ],
  [
    "a deprecation without a sunset",
    (d) => Object.assign(list(d), { deprecated: true }),
    /^Birds_list: is deprecated, but callers do not learn when it goes away:/,
  ],
  ...["a.b", "c as d", "star*", "?"].map(
    (name): Rule => [
      `the column "${name}"`,
      (d) => {
        Object.assign(schema(d, "Bird").properties ?? {}, { [name]: { type: "boolean" } });
        Object.assign(schema(d, "Bird"), { required: ["id", "name", "age", name], examples: undefined });
        Object.assign(schema(d, "BirdPage"), { examples: [{ items: [] }] });
      },
      /^Bird\..*: a column's name has letters, digits, _, \$, @ and - only: rename it, or keep|^Birds_.* has no example/,
    ],
  ),
  [
    "two credentials in one header",
    (d) => Object.assign(list(d), { security: [{ ReadToken: [], Login: [] }, {}] }),
    /^Birds_list: ReadToken and Login are both sent as the header authorization, which a request has once: write alternatives/,
  ],
  [
    "two credentials in one header for every operation",
    (d) => Object.assign(d, { security: [{ ReadToken: [], Login: [] }] }),
    /^the service: ReadToken and Login are both sent as/,
  ],
  [
    "the same key twice",
    (d) => Object.assign(list(d), { security: [{ Key: [], OtherKey: [] }] }),
    /^Birds_list: Key and OtherKey are both sent as the header x-key/,
  ],
  [
    "a parameter that is a key",
    (d) => {
      Object.assign(list(d), { security: [{ QueryKey: [] }] });
      addQuery("key", { type: "string", maxLength: 9, examples: ["k"] }, { "x-filter": false })(d);
    },
    /^Birds_list: the query parameter "key" is a security scheme's key: rename one of them/,
  ],
  [
    "a scope that no header can carry",
    (d) => Object.assign(list(d), { security: [{ Login: ["read all"] }] }),
    /^Birds_list: the scope "read all" of Login is none/,
  ],
  ...[list, create].map(
    (operation): Rule => [
      `revalidation without an ETag of a ${operation === list ? "GET" : "POST"}`,
      (d) => {
        const schema = { type: "string", maxLength: 9, examples: ["e"] };
        operation(d).parameters.push({ name: "If-None-Match", in: "header", schema });
        Object.assign(operation(d).responses, { 304: {} });
      },
      operation === list
        ? /^Birds_list: (takes If-None-Match|has a 304 response), but its 200 response has no ETag to compare: remove (\.\.\.IfNoneMatch|\| Unchanged), or respond with \.\.\.Tagged<Model>$/
        : /^Birds_create: (takes If-None-Match|has a 304 response), .*, which is for GET$/,
    ],
  ),
  ...["application/json; charset=utf-8", "Application/JSON"].map(
    (type): Rule => [
      `a body in ${type}`,
      (d) =>
        Object.assign(create(d), { requestBody: { content: { [type]: { schema: { type: "object" }, example: {} } } } }),
      /^Birds_create: the media type ".*" has parameters or capitals, .*: write "application\/json"$/,
    ],
  ),
  ...["text/csv; charset=utf-8", "text/CSV"].map(
    (type): Rule => [
      `a response in ${type}`,
      (d) =>
        Object.assign(list(d).responses, { 203: { content: { [type]: { schema: { type: "string" }, example: "" } } } }),
      /^Birds_list: the media type ".*" has parameters or capitals, .*: write "text\/csv"$/,
    ],
  ),
  ...["204", "205"].map(
    (status): Rule => [
      `a body under ${status}`,
      (d) => Object.assign(list(d).responses, { [status]: list(d).responses["200"] }),
      /^Birds_list: has a body under 20\d, which HTTP sends without one: remove it, or write 200$/,
    ],
  ),
  [
    "an interim status",
    (d) => Object.assign(list(d).responses, { 103: {} }),
    /^Birds_list: 103 is no response, but comes before one: declare the status that follows$/,
  ],
  ...["X Size", "Größe", ""].map(
    (name): Rule => [
      `the header "${name}"`,
      (d) => list(d).parameters.push({ name, in: "header", schema: { type: "boolean" } }),
      /^Birds_list: the header ".*" cannot be sent: write a name of letters, digits and -$/,
    ],
  ),
  ...["Host", "Cookie", "authorization", "Content-Type", "Sec-Fetch-Mode"].map(
    (name): Rule => [
      `the request header ${name}`,
      (d) => list(d).parameters.push({ name, in: "header", schema: { type: "boolean" } }),
      /^Birds_list: the header ".*" belongs to HTTP, browsers or the engine: remove it, or choose another name; tokens/,
    ],
  ),
  ...["Content-Length", "Transfer-Encoding", "Connection"].map(
    (name): Rule => [
      `the response header ${name}`,
      (d) => Object.assign(list(d).responses["200"] ?? {}, { headers: { [name]: { schema: { type: "string" } } } }),
      /^Birds_list: the header ".*" belongs to HTTP, browsers or the engine: remove it/,
    ],
  ),
  ...Object.entries({
    '"" or "." or ".."': { maxLength: 9 },
    '"." or ".."': { minLength: 1, maxLength: 9 },
    '".."': { minLength: 2, maxLength: 9 },
    '""': { maxLength: 9, pattern: "^[a-z]*$", description: "Letters." },
  }).map(
    ([texts, rest]): Rule => [
      `a path that may be ${texts}`,
      (d) =>
        Object.assign(read(d).parameters[0] ?? {}, {
          schema: { type: "string", examples: ["abc"], ...rest },
        }),
      new RegExp(`^Birds_read: the path parameter "id" may be ${texts}, whose path clients cannot request: write`),
    ],
  ),
  [
    "a key that may be two dots",
    (d) => Object.assign(schema(d, "Bird"), { "x-key": "name" }),
    /^Bird\.name: the key may be "\." or "\.\.", whose path clients cannot request: write @minLength\(1\) @pattern\("\^\(\\\\\.\{0,2\}|^Birds_create: writes bird\.name/,
  ],
  ...[651, undefined].map(
    (maxLength): Rule => [
      `a text of ${maxLength ?? "any number of"} characters that lists sort by`,
      (d) => {
        const name = { type: "string", maxLength, examples: ["john"] };
        Object.assign(schema(d, "Bird").properties ?? {}, { name });
      },
      /^Bird\.name: is indexed, and PostgreSQL's indexes do not hold such long texts: write @maxLength\(600\) or less/,
    ],
  ),
  [
    "long texts that are unique together",
    (d) => {
      const nick = { type: "string", maxLength: 600 };
      Object.assign(schema(d, "Bird").properties ?? {}, { nick });
      Object.assign(schema(d, "Bird"), { required: ["id", "name", "age", "nick"], "x-unique": [["nick", "name"]] });
      Object.assign(schema(d, "Bird"), { examples: [{ id: 1, name: "john", age: 14, nick: "jo" }] });
      Object.assign(schema(d, "BirdPage"), { examples: [{ items: [] }] });
    },
    /^Bird\.nick: is indexed, .*: give nick and name, which share an index, a @maxLength of 600 in all$|^Birds_create: writes bird\.nick/,
  ],
  ...Object.entries({ duration: "PT1M", decimal: "1.5" }).map(
    ([format, example]): Rule => [
      `a ${format} as text that is unique`,
      (d) => {
        const wait = { type: "string", format, maxLength: 50 };
        Object.assign(schema(d, "Bird").properties ?? {}, { wait });
        Object.assign(schema(d, "Bird"), { required: ["id", "name", "age", "wait"], "x-unique": [["wait"]] });
        Object.assign(schema(d, "Bird"), { examples: [{ id: 1, name: "john", age: 14, wait: example }] });
        Object.assign(schema(d, "BirdPage"), { examples: [{ items: [] }] });
      },
      /^Bird\.wait: is compared as text, but equal values have several spellings: write (@encode|float64)|^Birds_create: writes bird\.wait/,
    ],
  ),
  [
    "a duration as text to filter by",
    (d) => {
      const wait = { type: "string", format: "duration", examples: ["PT1M"] };
      Object.assign(schema(d, "Bird").properties ?? {}, { wait });
      Object.assign(schema(d, "Bird"), { required: ["id", "name", "age", "wait"] });
      Object.assign(schema(d, "Bird"), { examples: [{ id: 1, name: "john", age: 14, wait: "PT1M" }] });
      Object.assign(schema(d, "BirdPage"), { examples: [{ items: [] }] });
      list(d).parameters.push({
        name: "wait",
        in: "query",
        schema: wait,
        "x-filter": { column: "wait", operator: "=" },
      });
    },
    /^Bird\.wait: is compared as text, but equal values have several spellings: write @encode\("seconds", float64\)/,
  ],
  [
    "two problems that clients cannot tell apart",
    (d) => Object.assign(d.components.schemas, { LostProblem: structuredClone(schema(d, "NotFoundProblem")) }),
    /^LostProblem: has the type and the status of NotFoundProblem, so that clients cannot tell them apart: give it a type/,
  ],
  [
    "authentication of an unknown kind",
    (d) => Object.assign(d.components.securitySchemes ?? {}, { Old: { type: "http", scheme: "Digest" } }),
    /^Old: HTTP authentication by "Digest" is not supported: write BearerAuth, BasicAuth or ApiKeyAuth/,
  ],
  [
    "a key in a header of the engine's",
    (d) => Object.assign(d.components.securitySchemes ?? {}, { Old: { type: "apiKey", in: "header", name: "Host" } }),
    /^Old: the header "Host" belongs to HTTP, browsers or the engine/,
  ],
  [
    "a key that cannot be sent",
    (d) => Object.assign(d.components.securitySchemes ?? {}, { Old: { type: "apiKey", in: "cookie", name: "a b" } }),
    /^Old: the cookie "a b" cannot be sent/,
  ],
  [
    "a scheme that is no name",
    (d) => Object.assign(d.components.securitySchemes ?? {}, { "a.b": { type: "http", scheme: "Bearer" } }),
    /^a.b: a security scheme is a member of server\/access.ts/,
  ],
  [
    "a login without an address",
    (d) => Object.assign(d.components.securitySchemes ?? {}, { Old: { type: "openIdConnect", openIdConnectUrl: "x" } }),
    /^Old: "x" is no address: write an absolute URL/,
  ],
];

test("a response may set cookies", () => {
  const document = contract();
  const headers = { "Set-Cookie": { schema: { type: "string" } } };
  Object.assign(list(document).responses["200"] ?? {}, { headers });
  expect(faultsIn(document)).toEqual([]);
});

test("a list needs no example beside its items'", () => {
  const document = contract();
  delete list(document)["x-paging"];
  const media = list(document).responses["200"]?.content?.["application/json"];
  Object.assign(media ?? {}, { schema: { type: "array", items: { $ref: "#/components/schemas/Bird" } } });
  expect(faultsIn(document)).toEqual([]);
});

test("a parameter that shows its values needs no example", () => {
  const document = contract();
  for (const [name, schema] of Object.entries({
    wild: { type: "boolean" },
    size: { type: "integer", minimum: 1, maximum: 9, default: 5 },
    sizes: { type: "array", maxItems: 2, items: { type: "string", enum: ["small", "large"] } },
  }))
    list(document).parameters.push({ name, in: "query", schema, "x-filter": false });
  list(document).parameters.push({ name: "X-Wild", in: "header", schema: { type: "boolean" } });
  expect(faultsIn(document)).toEqual([]);
  polish(document);
  const shown = list(document).parameters.map(({ name, example }) => [name, example]);
  expect(Object.fromEntries(shown)).toMatchObject({ wild: undefined, size: undefined, "X-Wild": true });
});

test("a pattern that JavaScript, Python and Go read alike is taken", () => {
  const document = contract();
  Object.assign(schema(document, "BirdName"), {
    pattern: "^(?:[^\\x00-\\x1F\\x7F-\\x9F\\\\]|\\\\u)+$",
    description: "No control characters.",
  });
  expect(faultsIn(document)).toEqual([]);
});

test("a member named as a keyword hides nothing beneath it", () => {
  const document = contract();
  const page = schema(document, "BirdPage").properties ?? {};
  for (const name of ["example", "examples"]) page[name] = { type: "object", unevaluatedProperties: { not: {} } };
  polish(document);
  for (const name of ["example", "examples"])
    expect(page[name]).toEqual({ type: "object", additionalProperties: false });
  Object.assign(page.example ?? {}, { properties: { size: { format: "roman" } } });
  expect(faultsIn(document)).toEqual([
    expect.stringMatching(/^BirdPage.example.size: the format "roman" cannot be validated/),
  ]);
});

test.each(rules)("%s is refused, by name and reason", (_, edit, told) => {
  const document = contract();
  edit(document);
  const faults = faultsIn(document);
  expect(faults.filter((fault) => told.test(fault)).length).toBeGreaterThan(0);
  expect(faults.filter((fault) => !told.test(fault))).toEqual([]);
});
