/** What TypeSpec can express but the engine cannot serve: each with its reason, and what to write instead. */
import {
  type Content,
  type Document,
  type DocumentOperation,
  dereference,
  eventsOf,
  filesIn,
  hasFiles,
  isFile,
  keyMemberOf,
  modelOf,
  operationsIn,
  placeOf,
  problemsOf,
  propertiesOf,
  type Schema,
  schemasIn,
  typesOf,
} from "../../server/engine/contract/document.ts";
import { locationSources } from "../../server/engine/contract/location.ts";
import type { SchemaCompiler } from "../../server/engine/contract/schema.ts";
import { camelCase } from "./examples.ts";

const json = /^[a-z]+\/([\w.-]+\+)?json$/;
const forms = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Whether bodies of a media type can be read or written. */
export function isServed(type: string): boolean {
  return json.test(type) || forms.includes(type) || type.startsWith("text/");
}

/** First segments of the engine's pages, probes and metrics. */
const ownSegments = ["", "docs", "livez", "metrics", "readyz", "openapi.json", "openapi.yaml", "favicon.ico"];

export function* servingFaults(document: Document): Generator<string> {
  const taken = new Set<string>();
  const templates = new Map<string, string>();
  for (const { path, method, operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    if (taken.has(`${group}.${name}`)) yield `${operation.operationId}: another operation has this name: rename one`;
    taken.add(`${group}.${name}`);
    const [, first = ""] = path.split("/");
    if (first.startsWith("{") || ownSegments.includes(first))
      yield `${operation.operationId}: ${path} would hide pages of the engine, such as /livez: begin it with another segment, such as /api`;
    const template = path.replace(/\{[^}]+\}/g, "{}");
    const other = templates.get(template) ?? path;
    if (other !== path) yield `${operation.operationId}: ${path} has the same requests as ${other}: rename one`;
    templates.set(template, other);
    const takesIfMatch = operation.parameters.some((each) => each.in === "header" && each.name === "If-Match");
    const { parameters: ofGet = [] } = document.paths[path]?.get ?? {};
    for (const { name, in: place, required } of takesIfMatch ? ofGet : [])
      if (required && !operation.parameters.some((each) => each.in === place && each.name === name))
        yield `${operation.operationId}: takes If-Match, but GET ${path} needs the ${place} parameter "${name}" for what it matches: add it`;
    if (takesIfMatch && !document.paths[path]?.get?.responses["200"]?.content?.["application/json"])
      yield `${operation.operationId}: takes If-Match, but GET ${path} has no 200 response in JSON to match: remove ...IfMatch, or add it`;
    yield* revalidationFaults(method, operation);
    yield* headerFaults(operation, document);
    yield* parameterFaults(operation, document);
    yield* bodyFaults(method, operation, document);
    yield* fileFaults(operation, document);
    yield* answerFaults(operation, document);
    yield* locationFaults(path, operation, document);
  }
  for (const { head } of Object.values(document.paths))
    if (head) yield `${head.operationId}: HEAD is served wherever GET is: write @get instead`;
  const bodies = operationsIn(document).map(({ operation }) => operation.requestBody?.content["multipart/form-data"]);
  const forms = new Set(bodies.map((form) => form && dereference(form.schema, document)));
  for (const [name, model] of Object.entries(document.components.schemas))
    if (!forms.has(model) && filesIn(model, document).size > 0)
      yield `${name}: the format "binary" is for files, in bodies and forms: write bytes`;
  for (const {
    place,
    schema: { discriminator, oneOf },
  } of schemasIn(document))
    if (discriminator && !oneOf)
      yield `${place}: no model extends it and has a literal for its @discriminator: write model Own extends ${place} { ${discriminator.propertyName}: "own" }`;
    else if (discriminator)
      for (const [value, $ref] of Object.entries(discriminator.mapping ?? {}))
        if (!propertiesOf({ $ref }, document)[discriminator.propertyName])
          yield `${place}: ${modelOf({ $ref })} does not say that it is "${value}": write ${discriminator.propertyName}: "${value}" in it`;
}

/** Conditions and answers of a cache, where the engine has no ETag to hold them against. */
function* revalidationFaults(method: string, { operationId, parameters, responses }: DocumentOperation) {
  if (method === "get" && responses["200"]?.headers?.ETag) return;
  const instead = method === "get" ? "or respond with ...Tagged<Model>" : "which is for GET";
  if (parameters.some((each) => each.in === "header" && each.name === "If-None-Match"))
    yield `${operationId}: takes If-None-Match, but its 200 response has no ETag to compare: remove ...IfNoneMatch, ${instead}`;
  if (responses["304"])
    yield `${operationId}: has a 304 response, but its 200 response has no ETag to compare: remove | Unchanged, ${instead}`;
}

/** A name of a header (RFC 9110, section 5.6.2), or of a cookie (RFC 6265, section 4.1.1). */
export const token = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Request headers that `fetch` forbids, such as all that begin with Sec-; and those that the engine reads by itself. */
export const requestHeaders = [
  ...["accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method"],
  ...["connection", "content-length", "cookie", "cookie2", "date", "dnt", "expect", "host", "keep-alive", "origin"],
  ...["referer", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "via", "proxy-*", "sec-*"],
  ...["accept", "authorization", "content-type"],
];

/** @param lower the header's name in lower case */
export function isReserved(lower: string, reserved: readonly string[]): boolean {
  return reserved.includes(lower) || reserved.includes(lower.replace(/-.*/, "-*"));
}

const responseHeaders = ["connection", "content-length", "transfer-encoding"];

/** Headers that HTTP cannot carry, or that are not for handlers. */
function* headerFaults(
  { operationId, parameters, responses }: DocumentOperation,
  document: Document,
): Generator<string> {
  const requests = parameters.filter((each) => each.in === "header").map(({ name }) => ({ name, own: requestHeaders }));
  const answers = Object.values(responses).flatMap(({ headers = {} }) =>
    Object.keys(headers).map((name) => ({ name, own: responseHeaders })),
  );
  for (const { name, own } of [...requests, ...answers]) {
    const lower = name.toLowerCase();
    if (!token.test(name))
      yield `${operationId}: the header "${name}" cannot be sent: write a name of letters, digits and -`;
    else if (isReserved(lower, own))
      yield `${operationId}: the header "${name}" belongs to HTTP, browsers or the engine: remove it, or choose another name; tokens are @useAuth(…), cookies are @cookie`;
  }
  for (const { headers = {} } of Object.values(responses))
    for (const [name, { schema }] of Object.entries(headers)) {
      const where = `${operationId}: the response header "${name}"`;
      if (!isValue(listed(schema, document), document))
        yield `${where} is no value: write a header for each of its members, or a body`;
      else if (typesOf(schema, document).has("null"))
        yield `${where} may be null, for which no text stands: write ${camelCase(name)}?: T`;
    }
  for (const { name, in: place, schema } of parameters)
    if (
      place === "header" &&
      typesOf(schema, document).has("array") &&
      dereference(listed(schema, document), document).format === "http-date"
    )
      yield `${operationId}: the header "${name}" is a list of dates, which have a comma in HTTP: write @encode("rfc3339") on a scalar of its own`;
}

function* parameterFaults({ operationId, parameters }: DocumentOperation, document: Document): Generator<string> {
  for (const { name, in: place, required, schema, style, explode } of parameters) {
    const isOneText = place !== "query" || explode === false;
    const where = `${operationId}: the ${place} parameter "${name}"`;
    const types = typesOf(schema, document);
    const [member = "member"] = Object.keys(propertiesOf(schema, document));
    const fault = textFault(name, schema, document);
    if (place === "path" && !required)
      yield `${where} is optional, which no path is: write an operation for each path, or @query`;
    else if (style === "label" || style === "matrix")
      yield `${where} is written with a prefix: write the prefix in the path, as in "/report.{format}"`;
    else if (types.has("object") || types.size === 0)
      yield `${where} is no value: write a parameter for each of its members, such as @${place}("${name}[${member}]") ${member}?: T, or a body`;
    else if (fault) yield `${where} ${fault}`;
    else if (types.has("array") && isOneText && mayBeEmpty(listed(schema, document), document))
      yield `${where} is one text for all of its items, so that an empty item cannot be told from none: write @minLength(1) on the items${place === "query" ? ", or @query(#{ explode: true })" : ""}`;
    else if (!isValue(listed(schema, document), document))
      yield `${where} is a list of lists or of models: write a list of values, or a body`;
  }
}

/** Values that cannot be told apart as texts, as parameters and fields of forms are. */
function textFault(name: string, schema: Schema, document: Document): string | undefined {
  const types = typesOf(schema, document);
  if (types.has("array") && types.has("null"))
    return `is null or a list, which cannot be told from an empty list: write ${name}?: T[]`;
  if (types.has("null") && (schema.default ?? null) !== null)
    return `is null or has a default: no text stands for null, so that the default would apply: write ${name}?: T = …`;
  if (types.has("array") && Array.isArray(schema.default) && !dereference(schema, document).minItems)
    return "has a default, which would apply in place of an empty list: write @minItems(1) on it";
  const hasOthers = ["integer", "number", "boolean"].some((type) => types.has(type));
  if (types.has("string") && hasOthers && isFreeText(schema, document))
    return "is a text or something else, and every text could be both: write two of them";
  return undefined;
}

function* bodyFaults(
  method: string,
  { operationId, requestBody }: DocumentOperation,
  document: Document,
): Generator<string> {
  const content = Object.entries(requestBody?.content ?? {});
  if (method === "get" && requestBody)
    yield `${operationId}: GET has no body (RFC 9110, section 9.3.1): write @post, or parameters`;
  for (const { schema } of method === "patch" ? Object.values(requestBody?.content ?? {}) : [])
    for (const [name, member] of Object.entries(propertiesOf(schema, document)))
      if ("default" in member)
        yield `${operationId}: a default of "${name}" would overwrite what is kept, wherever a patch leaves it out: write MergePatchUpdate<Model>, or a model without defaults`;
  if (content[0]?.[0] === "multipart/form-data" && !hasFiles(content[0][1], document))
    yield `${operationId}: the client sends a body's first media type, and no multipart form without files: put JSON or a URL-encoded form first, or in its place, as by @header contentType: "application/x-www-form-urlencoded" and @body`;
  for (const [type, { schema }] of content) {
    if (!isPlain(type)) {
      yield mediaTypeFault(operationId, type);
      continue;
    }
    if (!json.test(type) && !forms.includes(type) && !isFile(schema))
      yield `${operationId}: bodies in ${type} are not supported: write a model, as JSON or as a form, or bytes`;
    if (!forms.includes(type)) continue;
    if (dereference(schema, document).type !== "object") yield `${operationId}: a form must be one model, not a union`;
    if (typeof dereference(schema, document).additionalProperties === "object")
      yield `${operationId}: a form has members of known names, not a Record: write each of them, or JSON`;
    const files = filesIn(schema, document);
    if (files.size > 0 && type !== "multipart/form-data")
      yield `${operationId}: URL-encoded forms have no files: write @header contentType: "multipart/form-data"`;
    const required = dereference(schema, document).required ?? [];
    for (const [name, member] of Object.entries(propertiesOf(schema, document))) {
      if (files.has(name)) continue;
      const fault = textFault(name, member, document);
      if (!isValue(listed(member, document), document))
        yield `${operationId}: the field "${name}" is neither a value nor a list of values, as forms hold: write ${files.size > 0 ? "a field for each of its members" : "JSON"}`;
      else if (fault) yield `${operationId}: the field "${name}" ${fault}`;
      else if (required.includes(name) && typesOf(member, document).has("null"))
        yield `${operationId}: the field "${name}" may be null, for which no text stands: write ${name}?: T`;
    }
  }
}

function* fileFaults(operation: DocumentOperation, document: Document): Generator<string> {
  const { operationId, parameters, requestBody, responses, "x-max-bytes": most } = operation;
  const has = ({ content = {} }: { content?: Content } = {}) =>
    Object.values(content).some((media) => hasFiles(media, document));
  const limit = '@extension("x-max-bytes", 10_000_000)';
  if (has(requestBody) && !(Number.isSafeInteger(most) && Number(most) > 0))
    yield `${operationId}: takes files of any size: write ${limit} above it, the largest body in bytes`;
  if (!has(requestBody) && most !== undefined)
    yield `${operationId}: x-max-bytes is for operations that take files: remove it; BODY_LIMIT is for all others`;
  const isStreamed = [requestBody, ...Object.values(responses)].some(has) || eventsOf(operation) !== undefined;
  if (isStreamed && parameters.some(({ name }) => name === "Idempotency-Key"))
    yield `${operationId}: files and events are not kept under an Idempotency-Key: remove ...Once, and write @put, which may be repeated, or split the operation in two`;
}

function* answerFaults({ operationId, responses }: DocumentOperation, document: Document): Generator<string> {
  if (!Object.keys(responses).some((status) => status < "4"))
    yield `${operationId}: has no response of success: write a model, or void for none`;
  const { "application/problem+json": problem, ...others } = responses.default?.content ?? {};
  for (const type of Object.keys(others))
    if (problem)
      yield `${operationId}: has an error in ${type} without a status, which no handler could answer: write @statusCode status: 422 in its model, or another status`;
  for (const [status, { content = {} }] of Object.entries(responses)) {
    if (!/^(\d{3}|default)$/.test(status))
      yield `${operationId}: ${status} is a range of statuses: declare each status`;
    if (/^1\d\d$/.test(status))
      yield `${operationId}: ${status} is no response, but comes before one: declare the status that follows`;
    if (["204", "205", "304"].includes(status) && Object.keys(content).length > 0)
      yield `${operationId}: has a body under ${status}, which HTTP sends without one: remove it, or write 200`;
    if (problemsOf({ content }).some(({ $ref }) => !$ref))
      yield `${operationId}: has an unnamed problem for ${status}: make it a model`;
    for (const [type, { schema }] of Object.entries(content))
      if (!isPlain(type)) {
        yield mediaTypeFault(operationId, type);
      } else if (isFile(schema)) {
        if (type.includes("*"))
          yield `${operationId}: has a ${status} response in ${type}: write each media type, or application/octet-stream`;
      } else if (type === "text/event-stream" && (status !== "200" || Object.keys(content).length > 1)) {
        yield `${operationId}: has events beside other successes: make them an operation of their own`;
      } else if (!json.test(type) && !(/^text\//.test(type) && dereference(schema, document).type === "string"))
        yield `${operationId}: has a ${status} response in ${type}, which is not supported: write JSON, bytes, or a string as text/…`;
  }
}

function isPlain(type: string): boolean {
  return type === plainOf(type);
}

/** A media type without its parameters. */
function plainOf(type: string): string {
  const [plain = ""] = type.toLowerCase().split(";");
  return plain.trim();
}

function mediaTypeFault(operationId: string, type: string): string {
  return `${operationId}: the media type "${type}" has parameters or capitals, which are not told apart: write "${plainOf(type)}"`;
}

function* locationFaults(path: string, operation: DocumentOperation, document: Document): Generator<string> {
  const { operationId, responses, "x-location": location } = operation;
  const read = operationsIn(document).find((each) => each.operation.operationId === location);
  if (!read) return;
  const located = Object.entries(responses).filter(([status, { headers }]) => status < "3" && headers?.Location);
  if (located.length === 0)
    yield `${operationId}: x-location needs a header: write @header("Location") @format("uri-reference") location: string`;
  for (const [status, { content = {} }] of located) {
    const [body] = Object.values(content);
    const schema = body?.schema ?? {};
    const members = Object.keys(propertiesOf(schema, document));
    for (const name of locationSources(read.path, { path, members, key: keyMemberOf(schema, document) }).missing)
      yield `${operationId}: x-location leads to ${read.path}, but "${name}" is neither in ${path} nor in its ${status} response`;
  }
}

/** Whether one of its alternatives is a string of any content. */
function isFreeText(given: Schema, document: Document): boolean {
  const { type, enum: choices, anyOf = [], items } = dereference(given, document);
  if (items) return isFreeText(items, document);
  return (type === "string" && !choices) || anyOf.some((each) => isFreeText(each, document));
}

function mayBeEmpty(schema: Schema, document: Document): boolean {
  const { type, minLength = 0, enum: choices, format } = dereference(schema, document);
  return type === "string" && minLength === 0 && !choices && !format;
}

/** The items of a list; any other schema as it is. */
function listed(schema: Schema, document: Document): Schema {
  const { type, items = {} } = dereference(schema, document);
  return type === "array" ? items : schema;
}

/** Whether it admits strings, numbers and booleans only. */
function isValue(schema: Schema, document: Document): boolean {
  const types = [...typesOf(schema, document)];
  return types.length > 0 && !types.includes("object") && !types.includes("array");
}

/** Models that need themselves: no value of them has an end. */
export function* endlessFaults(document: Document): Generator<string> {
  const needs = (given: Schema | undefined, model: Schema, within: Schema[]): boolean => {
    const schema = dereference(given, document);
    if (schema === model || within.includes(schema)) return schema === model;
    const { anyOf, oneOf, required = [], properties = {} } = schema;
    const inner = [...within, schema];
    const variants = anyOf ?? oneOf;
    if (variants) return variants.every((each) => needs(each, model, inner));
    return required.some((name) => needs(properties[name], model, inner));
  };
  for (const [name, model] of Object.entries(document.components.schemas))
    for (const member of model.required ?? [])
      if (needs(model.properties?.[member], model, []))
        yield `${name}.${member}: needs another ${name}, and that another, without end: write ${member}?: T, or T | null`;
}

/** Models that lead to themselves by lists and unions alone: generated types would not compile (TS2502). */
export function* looseFaults(document: Document): Generator<string> {
  const leadsTo = (given: Schema, model: Schema, within: Schema[]): boolean => {
    const { items, anyOf = [], oneOf = [] } = given;
    return [items ?? [], anyOf, oneOf].flat().some((part) => {
      const schema = dereference(part, document);
      return schema === model || (!within.includes(schema) && leadsTo(schema, model, [...within, schema]));
    });
  };
  for (const [name, model] of Object.entries(document.components.schemas))
    if (leadsTo(model, model, []))
      yield `${name}: leads to itself by lists and unions alone, which TypeScript's types cannot: put a model with a member in between, as in model Row { items: ${name}[] }, or a Record`;
}

/** Schemas that fail to compile; only the innermost place of each failure. */
export function* compileFaults(document: Document, { compile }: SchemaCompiler): Generator<string> {
  const told = new Set<string>();
  for (const { place, schema } of schemasIn(document)) {
    try {
      if (!schema.$ref) compile(schema);
    } catch (error) {
      const { message } = error as Error;
      const advice = message.startsWith("Invalid regular expression")
        ? ": write it as JavaScript has it under the flag u, without needless backslashes, [:classes:], (?i), (?P<…>), \\A and \\z"
        : "";
      if (!told.has(message)) yield `${place}: ${message}${advice}`;
      told.add(message);
    }
  }
}
