import { expect, test } from "vitest";
import { type Document, polish } from "../spec/document.ts";
import { faultsIn } from "../spec/lint.ts";
import { userContract } from "./contract.ts";

// The seam: the same document, as its maker sees it.
const contract = () => userContract() as unknown as Document;

test("a contract that keeps to them breaks no rule", () => {
  expect(faultsIn(contract())).toEqual([]);
});

type Edit = (document: Document) => unknown;
const list = ({ paths }: Document) => paths["/api/users"]?.get as NonNullable<Document["paths"][string]["get"]>;
const create = ({ paths }: Document) => paths["/api/users"]?.post as ReturnType<typeof list>;
const read = ({ paths }: Document) => paths["/api/user/{id}"]?.get as ReturnType<typeof list>;
const problems = (document: Document) => read(document).responses["404"]?.content ?? {};
const schema = ({ components }: Document, name: string) => components.schemas[name] ?? {};
const member = (document: Document, name: string, key: string) => schema(document, name).properties?.[key] ?? {};
const addQuery = (name: string, schema: object, rest = {}): Edit => {
  return (document) => list(document).parameters.push({ name, in: "query", schema, ...rest });
};

const sendForm = (type: string, schema: object): Edit => {
  return (document) =>
    Object.assign(create(document), { requestBody: { content: { [type]: { schema, example: {} } } } });
};

const words = { type: "array", maxItems: 9, items: { type: "string", maxLength: 9 } };

type Rule = [broken: string, edit: Edit, told: RegExp];
const rules: Rule[] = [
  [
    "a version of words",
    (d) => Object.assign(d.info, { version: "next" }),
    /^the version "next" is not of three numbers/,
  ],
  [
    "an operation without an interface",
    (d) => Object.assign(list(d), { operationId: "list" }),
    /^list: an operation lives in an interface/,
  ],
  [
    "a path with capitals",
    (d) => Object.assign(d.paths, { "/api/Fruits": d.paths["/api/users"], "/api/users": {} }),
    /\/api\/Fruits has a segment/,
  ],
  [
    "a path that would hide the probes",
    (d) => Object.assign(d.paths, { "/{id}": d.paths["/api/user/{id}"], "/api/user/{id}": {} }),
    /: \/\{id\} would hide pages of the service's own/,
  ],
  [
    "a path among the docs",
    (d) => Object.assign(d.paths, { "/docs/problems": d.paths["/api/users"], "/api/users": {} }),
    /: \/docs\/problems would hide pages of the service's own/,
  ],
  [
    "a problem without a name",
    (d) => Object.assign(problems(d), { "application/problem+json": { schema: { type: "object" } } }),
    /^Users_read: answers 404 with a problem that has no name/,
  ],
  [
    "a problem that cannot be told from others",
    (d) =>
      Object.assign(problems(d), { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }),
    /^Users_read: answers 404 with Problem, which has no type, title and status of its own: write model OwnProblem is/,
  ],
  [
    "a problem that is not called one",
    (d) => {
      Object.assign(d.components.schemas, { NotFound: schema(d, "NotFoundProblem") });
      Object.assign(problems(d)["application/problem+json"]?.schema ?? {}, { $ref: "#/components/schemas/NotFound" });
    },
    /^Users_read: answers 404 with NotFound: call a problem's model NotFoundProblem/,
  ],
  [
    "a problem of another status",
    (d) => Object.assign(member(d, "NotFoundProblem", "status"), { enum: [409] }),
    /^Users_read: answers 404 with NotFoundProblem, which has no/,
  ],
  [
    "pages of what is no list",
    (d) => Object.assign(list(d)["x-paging"] ?? {}, { items: "users" }),
    /^Users_list: x-paging calls the list "users", which is no list/,
  ],
  [
    "pages by a cursor that nobody can send",
    (d) => Object.assign(list(d)["x-paging"] ?? {}, { cursor: "after" }),
    /^Users_list: x-paging calls the cursor "after", which is no parameter/,
  ],
  [
    "pages that do not say what comes next",
    (d) => Object.assign(list(d)["x-paging"] ?? {}, { nextCursor: "next" }),
    /^Users_list: x-paging calls the next cursor "next", which is no member/,
  ],
  ...["User", "NewUser"].map(
    (model): Rule => [
      `an extension of ${model} that is misspelt`,
      (d) => Object.assign(schema(d, model), { "x-tabel": "user" }),
      new RegExp(`^${model}: nobody reads the extension "x-tabel": write "x-table"`),
    ],
  ),
  [
    "a misspelt extension of a member",
    (d) => Object.assign(member(d, "User", "age"), { "x-colum": false }),
    /^User\.age: nobody reads the extension "x-colum"/,
  ],
  [
    "a misspelt extension of an operation",
    (d) => Object.assign(list(d), { "x-pagin": {} }),
    /^Users_list: nobody reads the extension "x-pagin": write "x-paging"/,
  ],
  ...["Users", "knex_migrations", "2users", "user; drop"].map(
    (table): Rule => [
      `the table "${table}"`,
      (d) => Object.assign(schema(d, "User"), { "x-table": table }),
      /^User: ".*" is no name of a table/,
    ],
  ),
  [
    "two models in one table",
    (d) => Object.assign(d.components.schemas, { Pet: schema(d, "User") }),
    /^Pet: the table "user" is that of User/,
  ],
  [
    "a model in a table that is the service's own",
    (d) => Object.assign(schema(d, "User"), { "x-table": "idempotency" }),
    /^User: the table "idempotency" is that of the service itself/,
  ],
  [
    "two paths that are one",
    (d) => Object.assign(d.paths, { "/api/user/{name}": { delete: { ...read(d), operationId: "Users_drop" } } }),
    /^Users_drop: \/api\/user\/\{name\} is \/api\/user\/\{id\} too/,
  ],
  [
    "a condition on what nobody can read",
    (d) => {
      const ifMatch = { name: "If-Match", in: "header", schema: { type: "string", maxLength: 9 } };
      const post = { ...read(d), operationId: "Users_celebrate", parameters: [...read(d).parameters, ifMatch] };
      Object.assign(d.paths, { "/api/user/{id}/birthday": { post } });
    },
    /^Users_celebrate: takes If-Match, but no GET \/api\/user\/\{id\}\/birthday answers JSON with 200/,
  ],
  ["a query parameter that hides a setting", addQuery("timeout", { type: "boolean" }), /"timeout" would hide/],
  [
    "a header named as a property",
    (d) => create(d).parameters.push({ name: "e-tag", in: "header", schema: { type: "string" } }),
    /write @header\("E-Tag"\)/,
  ],
  ["a parameter with hyphens", addQuery("min-age", { type: "boolean" }), /"min-age" is not in camelCase/],
  ["no doc line", (d) => Object.assign(list(d), { description: "" }), /^Users_list: lacks a doc line/],
  ["no errors", (d) => delete list(d).responses.default, /^Users_list: declares no errors/],
  [
    "a body without an example",
    (d) => delete schema(d, "NewUser").examples && delete schema(d, "UserName").examples,
    /^Users_create: its body in application\/json lacks an example: write @example.* above NewUser$/,
  ],
  [
    "a body of a model that holds itself, without an example",
    (d) =>
      Object.assign(schema(d, "NewUser"), {
        examples: undefined,
        required: [],
        properties: { parent: { $ref: "#/components/schemas/NewUser" } },
      }),
    /^Users_create: its body in application\/json lacks an example: write @example.* above NewUser$/,
  ],
  ["a path without an example", (d) => delete schema(d, "UserId").examples, /the path parameter "id" lacks an example/],
  [
    "two interfaces of one name",
    (d) => Object.assign(list(d), { operationId: "Users_list_2" }),
    /^Users_list_2: .* a number behind it says that another interface/,
  ],
  [
    "two operations of one name",
    (d) => Object.assign(list(d), { operationId: "Users_create" }),
    /^Users_create: another operation has this name/,
  ],
  [
    "a body that the client cannot write",
    sendForm("multipart/form-data", { type: "object" }),
    /^Users_create: the client sends the body's first/,
  ],
  ...["text/plain", "application/octet-stream", "application/json; charset=utf-8"].map(
    (type): Rule => [
      `a body in ${type}`,
      (d) => Object.assign(create(d), { requestBody: { content: { [type]: { schema: {}, example: "" } } } }),
      /^Users_create: a body in .* would not be read: send a model/,
    ],
  ),
  [
    "a file in a form",
    sendForm("application/x-www-form-urlencoded", { type: "object", properties: { file: { examples: [""] } } }),
    /^Users_create: the field "file" is neither a value nor a list/,
  ],
  [
    "a form with alternatives",
    sendForm("application/x-www-form-urlencoded", { anyOf: [{ type: "object" }] }),
    /^Users_create: a form is one model/,
  ],
  [
    "an answer in bytes",
    (d) => Object.assign(list(d).responses, { 203: { content: { "image/png": { schema: {}, example: "" } } } }),
    /^Users_list: answers 203 in image\/png, but the service writes JSON/,
  ],
  [
    "an answer in two media types",
    (d) =>
      Object.assign(list(d).responses["200"]?.content ?? {}, { "application/x+json": { schema: {}, example: "" } }),
    /^Users_list: answers 200 in application\/json or application\/x\+json, of which only one/,
  ],
  [
    "a range of statuses",
    (d) => Object.assign(list(d).responses, { "2XX": {} }),
    /^Users_list: 2XX does not say which status is answered/,
  ],
  [
    "HEAD",
    (d) => Object.assign(d.paths["/api/users"] ?? {}, { head: { operationId: "Users_head" } }),
    /^Users_head: HEAD is answered wherever GET is/,
  ],
  [
    "a cookie",
    (d) => list(d).parameters.push({ name: "session", in: "cookie", schema: { type: "boolean" } }),
    /^Users_list: the cookie "session" would not be read/,
  ],
  [
    "a list in a header",
    (d) => list(d).parameters.push({ name: "X-List", in: "header", schema: words }),
    /^Users_list: the header parameter "X-List" is not a single value/,
  ],
  [
    "a list in a path",
    (d) =>
      Object.assign(read(d).parameters[0] ?? {}, {
        schema: { ...words, examples: [["a"]] },
        example: ["a"],
      }),
    /^Users_read: the path parameter "id" is not a single value/,
  ],
  [
    "a list in a query that may be null",
    addQuery("ids", { anyOf: [words, { type: "null" }] }),
    /^Users_list: the query parameter "ids" is neither a value nor a list of values, and a query can say no null/,
  ],
  [
    "a model in a query",
    addQuery("filter", { $ref: "#/components/schemas/NewUser" }),
    /^Users_list: the query parameter "filter" is neither/,
  ],
  [
    "a record in a composed model",
    (d) => Object.assign(member(d, "UserPage", "items"), { allOf: [{}], unevaluatedProperties: { type: "string" } }),
    /^UserPage.items: Record<T> beside "extends"/,
  ],
  [
    "a discriminator without its models",
    (d) => Object.assign(schema(d, "User"), { discriminator: { propertyName: "name", mapping: {} } }),
    /^User: @discriminator says nothing of the models that extend it.*@discriminated/,
  ],
  [
    "a pattern that is none",
    (d) => Object.assign(schema(d, "UserName"), { pattern: "[" }),
    /^UserName: Invalid regular expression/,
  ],
  [
    "a list that is not exploded",
    addQuery("ids", { type: "array", maxItems: 9, items: { type: "boolean" } }, { explode: false }),
    /"ids" needs @query/,
  ],
  [
    "a location that does not exist",
    (d) => Object.assign(create(d), { "x-location": "Users_find" }),
    /names Users_find/,
  ],
  [
    "a location of which the answer does not know all",
    (d) => {
      const { "/api/user/{id}": item } = d.paths;
      Object.assign(d.paths, { "/api/org/{org}/user/{id}": item, "/api/user/{id}": {} });
    },
    /^Users_create: x-location leads to .*, but "org" is neither in \/api\/users nor in what it answers with 201/,
  ],
  [
    "a location that no answer declares",
    (d) => delete create(d).responses["201"]?.headers?.Location,
    /^Users_create: x-location is sent as a header/,
  ],
  [
    "an absolute location",
    (d) => Object.assign(create(d).responses["201"]?.headers?.Location?.schema ?? {}, { format: "uri" }),
    /Location is relative/,
  ],
  [
    "an unknown format",
    (d) => Object.assign(schema(d, "UserId"), { format: "uint8" }),
    /^UserId: no validator knows the format "uint8": write int32 or int64, with @minValue and @maxValue/,
  ],
  [
    "a decimal",
    addQuery("price", { type: "number", format: "decimal" }),
    /^Users_list price: no validator knows the format "decimal": write float64, or where every digit counts a string/,
  ],
  [
    "a model in small letters",
    (d) => Object.assign(d.components.schemas, { fruit: {} }),
    /^fruit: a model is named in PascalCase/,
  ],
  [
    "a member in snake case",
    (d) => Object.assign(schema(d, "NewUser").properties ?? {}, { is_ripe: {} }),
    /^NewUser.is_ripe: a member is named/,
  ],
  ["an integer without bounds", addQuery("size", { type: "integer" }), /^Users_list size: an integer without bounds/],
  ["an integer beyond 2^53", (d) => Object.assign(schema(d, "UserId"), { maximum: 2 ** 60 }), /beyond 2\^53/],
  ["a text without bounds", (d) => delete schema(d, "UserName").maxLength, /a text without bounds/],
  [
    "a list without bounds",
    addQuery("ids", { type: "array", items: { type: "boolean" } }),
    /^Users_list ids: a list without bounds/,
  ],
  [
    "a read-only member in a request",
    (d) => Object.assign(member(d, "NewUser", "name"), { readOnly: true }),
    /^NewUser.name: is read only/,
  ],
  [
    "a default that must be sent",
    (d) => Object.assign(member(d, "NewUser", "name"), { default: "a" }),
    /^NewUser.name: has a default/,
  ],
  [
    "a wrong example",
    (d) =>
      Object.assign(schema(d, "User"), { examples: [{ ...(schema(d, "User").examples?.[0] as object), name: 1 }] }),
    /^the example of User is wrong: \/name must be a string/,
  ],
  [
    "an example that answers what it did not ask for",
    (d) => Object.assign(schema(d, "NewUser"), { examples: [{ name: "john" }] }),
    /^Users_create: its example sends no age, which then is null, and answers 14/,
  ],
  [
    "a kept member that may be absent",
    (d) => Object.assign(schema(d, "User").properties ?? {}, { nick: { type: "string" } }),
    /^User.nick: a row that lacks it holds null/,
  ],
  [
    "a moment to sort by that can be written in many ways",
    (d) => {
      const age = { anyOf: [{ type: "string", format: "date-time" }, { type: "integer" }] };
      Object.assign(schema(d, "User").properties ?? {}, { age });
    },
    /^User.age: lists filter or sort by it, as text/,
  ],
  [
    "a moment to filter by that can be written in many ways",
    addQuery("since", { type: "string", format: "date-time" }),
    /^Users_list since: is compared as text/,
  ],
  [
    "a deprecation without its end",
    (d) => Object.assign(list(d), { deprecated: true }),
    /^Users_list: is deprecated, but callers are not told when/,
  ],
  [
    "a token of an unknown kind",
    (d) => Object.assign(d.components.securitySchemes ?? {}, { Key: { type: "apiKey" } }),
    /^Key: the server knows bearer tokens/,
  ],
];

test("a list needs no example beside its items'", () => {
  const document = contract();
  delete list(document)["x-paging"];
  const media = list(document).responses["200"]?.content?.["application/json"];
  Object.assign(media ?? {}, { schema: { type: "array", items: { $ref: "#/components/schemas/User" } } });
  expect(faultsIn(document)).toEqual([]);
});

test("a member named as a keyword hides nothing beneath it", () => {
  const document = contract();
  const page = schema(document, "UserPage").properties ?? {};
  for (const name of ["example", "examples"]) page[name] = { type: "object", unevaluatedProperties: { not: {} } };
  polish(document);
  for (const name of ["example", "examples"])
    expect(page[name]).toEqual({ type: "object", additionalProperties: false });
  Object.assign(page.example ?? {}, { properties: { size: { format: "uint8" } } });
  expect(faultsIn(document)).toEqual([expect.stringMatching(/^UserPage.example.size: no validator knows/)]);
});

test.each(rules)("%s is refused, by name and reason", (_, edit, told) => {
  const document = contract();
  edit(document);
  const faults = faultsIn(document);
  expect(faults.filter((fault) => told.test(fault)).length).toBeGreaterThan(0);
  expect(faults.filter((fault) => !told.test(fault))).toEqual([]);
});
