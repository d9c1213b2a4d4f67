import { expect, test } from "vitest";
import { loadDocument } from "../server/openapi.ts";
import type { Document } from "../spec/document.ts";
import { faultsIn } from "../spec/lint.ts";

// The seam: the same document, as its maker sees it.
const contract = () => structuredClone(loadDocument()) as unknown as Document;

test("the contract breaks no rule", () => {
  expect(faultsIn(contract())).toEqual([]);
});

type Edit = (document: Document) => unknown;
const list = ({ paths }: Document) => paths["/api/users"]?.get as NonNullable<Document["paths"][string]["get"]>;
const create = ({ paths }: Document) => paths["/api/users"]?.post as ReturnType<typeof list>;
const schema = ({ components }: Document, name: string) => components.schemas[name] ?? {};
const member = (document: Document, name: string, key: string) => schema(document, name).properties?.[key] ?? {};
const addQuery = (name: string, schema: object, rest = {}): Edit => {
  return (document) => list(document).parameters.push({ name, in: "query", schema, ...rest });
};

const rules: [broken: string, edit: Edit, told: RegExp][] = [
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
  ["a query parameter that hides a setting", addQuery("timeout", { type: "boolean" }), /"timeout" would hide/],
  [
    "a header named as a property",
    (d) => create(d).parameters.push({ name: "e-tag", in: "header", schema: {} }),
    /write @header\("E-Tag"\)/,
  ],
  ["a parameter with hyphens", addQuery("min-age", { type: "boolean" }), /"min-age" is not in camelCase/],
  ["no doc line", (d) => Object.assign(list(d), { description: "" }), /^Users_list: lacks a doc line/],
  ["no errors", (d) => delete list(d).responses.default, /^Users_list: declares no errors/],
  [
    "a body without an example",
    (d) => delete schema(d, "NewUser").examples,
    /^Users_create: a body in application\/json lacks an example/,
  ],
  ["a path without an example", (d) => delete schema(d, "UserId").examples, /the path parameter "id" lacks an example/],
  [
    "a body that the client cannot write",
    (d) => Object.assign(create(d), { requestBody: { content: { "text/plain": { schema: {}, example: "" } } } }),
    /^Users_create: the client sends the body's first/,
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
    "an absolute location",
    (d) => Object.assign(create(d).responses["201"]?.headers?.Location?.schema ?? {}, { format: "uri" }),
    /Location is relative/,
  ],
  ["an unknown format", (d) => Object.assign(schema(d, "Age"), { format: "uint8" }), /knows the format "uint8"/],
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
  [
    "a record",
    (d) => Object.assign(schema(d, "UserPage"), { unevaluatedProperties: { type: "string" } }),
    /^UserPage: Record<T>/,
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
    (d) => Object.assign(member(d, "NewUser", "age"), { readOnly: true }),
    /^NewUser.age: is read only/,
  ],
  ["a default that must be sent", (d) => schema(d, "NewUser").required?.push("age"), /^NewUser.age: has a default/],
  [
    "a wrong example",
    (d) => Object.assign(schema(d, "User"), { examples: [{ id: 1, name: "john", age: 151 }] }),
    /^the example of User is wrong: \/age must be <= 150/,
  ],
  [
    "a kept member that may be absent",
    (d) => Object.assign(schema(d, "User").properties ?? {}, { nick: { type: "string" } }),
    /^User.nick: a row that lacks it holds null/,
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

test.each(rules)("%s is refused, by name and reason", (_, edit, told) => {
  const document = contract();
  edit(document);
  const faults = faultsIn(document);
  expect(faults.filter((fault) => told.test(fault)).length).toBeGreaterThan(0);
  expect(faults.filter((fault) => !told.test(fault))).toEqual([]);
});
