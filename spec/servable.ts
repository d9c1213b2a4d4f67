/** What TypeSpec can say and this service cannot serve: each with its reason, and what to write instead. */
import type { OpenApiDocument } from "../server/openapi.ts";
import { propertiesOf, type SchemaCompiler, typesOf } from "../server/schema.ts";
import {
  type Document,
  type Operation,
  operationsIn,
  placeOf,
  problemsOf,
  resolve,
  type Schema,
  schemasIn,
} from "./document.ts";

const json = /^[a-z]+\/([\w.-]+\+)?json$/;
const forms = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Whether a body of a media type can be read or written; of others that is told, and nothing more. */
export function isServed(type: string): boolean {
  return json.test(type) || forms.includes(type) || type.startsWith("text/");
}

/** Where the service has its own pages, probes and figures; beside them, only names with a dot, which no path has. */
const ownSegments = ["", "docs", "livez", "metrics", "readyz"];

export function* servingFaults(document: Document): Generator<string> {
  const taken = new Set<string>();
  const templates = new Map<string, string>();
  for (const { path, operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    if (taken.has(`${group}.${name}`)) yield `${operation.operationId}: another operation has this name: rename one`;
    taken.add(`${group}.${name}`);
    const [, first = ""] = path.split("/");
    if (first.startsWith("{") || ownSegments.includes(first))
      yield `${operation.operationId}: ${path} would hide pages of the service's own, such as /livez: begin it with a word of its own, such as /api`;
    const template = path.replace(/\{\w+\}/g, "{}");
    const other = templates.get(template) ?? path;
    if (other !== path)
      yield `${operation.operationId}: ${path} is ${other} too, and only one of them would be reached: name one otherwise`;
    templates.set(template, other);
    const takesIfMatch = operation.parameters.some((each) => each.in === "header" && each.name === "If-Match");
    if (takesIfMatch && !document.paths[path]?.get?.responses["200"]?.content?.["application/json"])
      yield `${operation.operationId}: takes If-Match, but no GET ${path} answers JSON with 200 for it to match: leave ...IfMatch away, or have both at one path`;
    yield* parameterFaults(operation, document);
    yield* bodyFaults(operation, document);
    yield* answerFaults(operation, document);
    yield* locationFaults(path, operation, document);
  }
  for (const { head } of Object.values(document.paths))
    if (head) yield `${head.operationId}: HEAD is answered wherever GET is: remove it, and write @get`;
  for (const { place, schema } of schemasIn(document)) {
    if (schema.unevaluatedProperties && !schema.unevaluatedProperties.not)
      yield `${place}: Record<T> beside "extends" would be said of the inherited members too: make it a member, or spread the other model`;
    if (schema.discriminator && !schema.oneOf)
      yield `${place}: @discriminator says nothing of the models that extend it, whose members would be lost: write @discriminated(#{ envelope: "none" }) union Name { … }`;
  }
}

function* parameterFaults({ operationId, parameters }: Operation, document: Document): Generator<string> {
  for (const { name, in: place, schema } of parameters) {
    if (place === "cookie") yield `${operationId}: the cookie "${name}" would not be read: write @header or @query`;
    else if (place === "query" && !isValue(listed(schema, document), document))
      yield `${operationId}: the query parameter "${name}" is neither a value nor a list of values, and a query can say no null: leave it out instead, ${name}?: T[]`;
    else if (place !== "query" && !isValue(schema, document))
      yield `${operationId}: the ${place} parameter "${name}" is not a single value: take lists in the query, and models in the body`;
  }
}

function* bodyFaults({ operationId, requestBody }: Operation, document: Document): Generator<string> {
  const content = Object.entries(requestBody?.content ?? {});
  if (content[0]?.[0] === "multipart/form-data")
    yield `${operationId}: the client sends the body's first media type, which has to be JSON or a URL-encoded form`;
  for (const [type, { schema }] of content) {
    if (!json.test(type) && !forms.includes(type))
      yield `${operationId}: a body in ${type} would not be read: send a model, as JSON or as a form`;
    if (!forms.includes(type)) continue;
    if (resolve(schema, document)?.type !== "object") yield `${operationId}: a form is one model, without alternatives`;
    for (const [name, member] of Object.entries(propertiesOf(schema, served(document))))
      if (!isValue(listed(member, document), document))
        yield `${operationId}: the field "${name}" is neither a value nor a list of values, which is all that a form can hold: send JSON`;
  }
}

function* answerFaults({ operationId, responses }: Operation, document: Document): Generator<string> {
  for (const [status, { content = {} }] of Object.entries(responses)) {
    if (!/^(\d{3}|default)$/.test(status))
      yield `${operationId}: ${status} does not say which status is answered: declare each of them`;
    if (problemsOf({ content }).some(({ $ref }) => !$ref))
      yield `${operationId}: answers ${status} with a problem that has no name: make it a model`;
    const types = Object.keys(content);
    if (types.length > 1)
      yield `${operationId}: answers ${status} in ${types.join(" or ")}, of which only one is written`;
    for (const [type, { schema }] of Object.entries(content))
      if (!json.test(type) && !(/^text\//.test(type) && resolve(schema, document)?.type === "string"))
        yield `${operationId}: answers ${status} in ${type}, but the service writes JSON, or a string as text/…: make it a member of a model`;
  }
}

function* locationFaults(path: string, operation: Operation, document: Document): Generator<string> {
  const { operationId, responses, "x-location": location } = operation;
  const read = operationsIn(document).find((each) => each.operation.operationId === location);
  if (!read) return;
  const located = Object.entries(responses).filter(([status, { headers }]) => status < "3" && headers?.Location);
  if (located.length === 0)
    yield `${operationId}: x-location is sent as a header: answer @header("Location") @format("uri-reference") location: string`;
  for (const [status, { content = {} }] of located) {
    const [body] = Object.values(content);
    const known = [...namesIn(path), ...Object.keys(propertiesOf(body?.schema ?? {}, served(document)))];
    for (const name of namesIn(read.path).filter((each) => !known.includes(each)))
      yield `${operationId}: x-location leads to ${read.path}, but "${name}" is neither in ${path} nor in what it answers with ${status}`;
  }
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
}

/** What a list holds; anything else is its own. */
function listed(schema: Schema, document: Document): Schema {
  const target = resolve(schema, document);
  return target?.type === "array" ? (target.items ?? {}) : schema;
}

/** Whether it is text, a number or a truth value. */
function isValue(schema: Schema, document: Document): boolean {
  const types = [...typesOf(schema, served(document))];
  return types.length > 0 && !types.includes("object") && !types.includes("array");
}

/** The seam: the same document, as its reader sees it. */
export function served(document: Document): OpenApiDocument {
  return document as unknown as OpenApiDocument;
}

/** What fails here would fail at the first request. The innermost place of each failure is told. */
export function* compileFaults(document: Document, { compile }: SchemaCompiler): Generator<string> {
  const told = new Set<string>();
  for (const { place, schema } of schemasIn(document)) {
    try {
      if (!schema.$ref) compile(schema);
    } catch (error) {
      const { message } = error as Error;
      if (!told.has(message)) yield `${place}: ${message}`;
      told.add(message);
    }
  }
}
