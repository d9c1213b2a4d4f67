/** Rules for the contract: what nothing would enforce, what a client could not send, what nobody would understand. */
import { isDeepStrictEqual } from "node:util";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { partsOf, type SchemaCompiler, schemaCompiler } from "../server/schema.ts";
import { contractTables } from "../server/tables.ts";
import {
  type Deprecated,
  type Document,
  type MediaType,
  modelOf,
  type Operation,
  operationsIn,
  problemsIn,
  problemsOf,
  resolve,
  type Schema,
  schemasIn,
} from "./document.ts";
import { bodyExample } from "./examples.ts";
import { compileFaults, isServed, served, servingFaults } from "./servable.ts";

/** The client's own settings of a call, which stand beside the contract's parameters in its options. */
const callSettings = ["signal", "headers", "timeout", "totalTimeout", "retries", "idempotencyKey"];

/** Returns what is wrong, each with its place, its reason and what to write instead. */
export function faultsIn(document: Document): string[] {
  const compiler = schemaCompiler(served(document));
  const broken = [...compileFaults(document, compiler)];
  return [
    ...versionFaults(document),
    ...schemeFaults(document),
    ...operationsIn(document).flatMap(({ path, operation }) => [
      ...nameFaults(path, operation),
      ...wordFaults(operation, document),
      ...parameterFaults(operation, document),
      ...referenceFaults(operation, document),
      ...pagingFaults(operation, document),
    ]),
    ...problemFaults(document),
    ...extensionFaults(document),
    ...servingFaults(document),
    ...schemaFaults(document),
    ...deprecationFaults(document),
    ...rowFaults(document),
    ...momentFaults(document),
    ...inputFaults(document),
    ...(broken.length > 0 ? broken : exampleFaults(document, compiler)),
    ...operationsIn(document).flatMap(({ operation }) => [...contradictionFaults(operation, document)]),
  ];
}

function* versionFaults({ info: { version } }: Document): Generator<string> {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    yield `the version "${version}" is not of three numbers, as which changes ask for the next one: write 1.0.0`;
}

function* schemeFaults({ components: { securitySchemes = {} } }: Document): Generator<string> {
  for (const [name, { type, scheme }] of Object.entries(securitySchemes))
    if (!/^[A-Z]\w*Token$/.test(name) || type !== "http" || scheme?.toLowerCase() !== "bearer")
      yield `${name}: the server knows bearer tokens, each a model named for its scope: ReadToken is BearerAuth`;
}

function* nameFaults(path: string, { operationId, parameters }: Operation): Generator<string> {
  if (!/^[A-Z][A-Za-z0-9]*_[a-z][A-Za-z0-9]*$/.test(operationId))
    yield `${operationId}: an operation lives in an interface, and is named Interface_operation; a number behind it says that another interface, in another namespace, is named alike: rename one`;
  if (!path.split("/").every((segment) => /^([a-z0-9-]*|\{\w+\})$/.test(segment)))
    yield `${operationId}: ${path} has a segment that is not of small letters and hyphens, or one whole parameter`;
  for (const { name, in: place } of parameters) {
    if (place === "query" && callSettings.includes(name))
      yield `${operationId}: the query parameter "${name}" would hide the client's own setting: call it otherwise`;
    if (place === "header" && !/^[A-Z][A-Za-z0-9]*(-[A-Z][A-Za-z0-9]*)*$/.test(name))
      yield `${operationId}: the header "${name}" is what TypeSpec makes of a property's name: write @header("${trainCase(name)}")`;
    if (place !== "header" && !/^[a-z][A-Za-z0-9]*$/.test(name))
      yield `${operationId}: the parameter "${name}" is not in camelCase, as members of models are`;
  }
}

function trainCase(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, hyphen: string, letter: string) => hyphen + letter.toUpperCase());
}

function* wordFaults({ operationId, description, responses, requestBody }: Operation, document: Document) {
  if (!description?.trim()) yield `${operationId}: lacks a doc line: /** What it does. */ above it`;
  if (!responses.default) yield `${operationId}: declares no errors: add | Refused to what it answers`;
  const answers = Object.entries(responses).filter(([status]) => status < "3");
  const bodies = [
    ["body", requestBody] as const,
    ...answers.map(([status, each]) => [`answer ${status}`, each] as const),
  ];
  for (const [place, { content = {} } = {}] of bodies)
    for (const [type, media] of Object.entries(content))
      if (isServed(type) && !isShown(media, document))
        yield `${operationId}: its ${place} in ${type} lacks an example: write @example(#{ … }) above ${modelOf(media.schema) || "a model, and name that"}`;
}

function isShown(media: MediaType, document: Document): boolean {
  return "example" in media || "examples" in media || hasExample(media.schema, document);
}

/** Forms are models of parts: their members' examples make the whole. Of alternatives the first is shown. */
function hasExample(schema: Schema | undefined, document: Document, within: Schema[] = []): boolean {
  const target = resolve(schema, document);
  if (!target || within.includes(target)) return false; // A model that holds itself has none by itself.
  const { examples, properties, anyOf, items } = target;
  const has = (part: Schema | undefined) => hasExample(part, document, [...within, target]);
  return (
    examples !== undefined || has(anyOf?.[0]) || has(items) || (!!properties && Object.values(properties).every(has))
  );
}

function* parameterFaults({ operationId, parameters }: Operation, document: Document): Generator<string> {
  for (const { name, in: place, schema, explode, required } of parameters) {
    if (resolve(schema, document)?.type === "array" && explode === false)
      yield `${operationId}: the list "${name}" needs @query(#{ explode: true }): that is how the client sends it`;
    if (place === "path" && required && !hasExample(schema, document))
      yield `${operationId}: the path parameter "${name}" lacks an example: write @example(…) above its scalar`;
  }
}

function* referenceFaults({ operationId, responses, "x-location": location }: Operation, document: Document) {
  if (location && !operationsIn(document).some(({ operation }) => operation.operationId === location))
    yield `${operationId}: x-location names ${location}, which does not exist`;
  for (const { headers = {} } of Object.values(responses))
    if (resolve(headers.Location?.schema, document)?.format === "uri")
      yield `${operationId}: Location is relative, which format "uri" rules out: write @format("uri-reference") location: string`;
}

/** What would send nobody on to the next page. */
function* pagingFaults({ operationId, parameters, responses, "x-paging": paging }: Operation, document: Document) {
  if (!paging) return;
  const { items = "", cursor = "", nextCursor = "" } = paging;
  if (!parameters.some((each) => each.in === "query" && each.name === cursor))
    yield `${operationId}: x-paging calls the cursor "${cursor}", which is no parameter of the query`;
  const [media] = Object.values(responses["200"]?.content ?? {});
  const { properties = {} } = resolve(media?.schema, document) ?? {};
  if (resolve(properties[items], document)?.type !== "array")
    yield `${operationId}: x-paging calls the list "${items}", which is no list that it answers with 200`;
  if (!properties[nextCursor])
    yield `${operationId}: x-paging calls the next cursor "${nextCursor}", which is no member of what it answers with 200`;
}

/** A problem without a name of its own is one that handlers cannot throw and callers cannot catch. */
function* problemFaults(document: Document): Generator<string> {
  const problems = problemsIn(document);
  const answers = operationsIn(document).flatMap(({ operation: { operationId, responses } }) =>
    Object.entries(responses).map(([status, response]) => ({ operationId, status, response })),
  );
  for (const { operationId, status, response } of answers)
    for (const name of status === "default" ? [] : problemsOf(response).map(modelOf).filter(Boolean)) {
      const own = name.replace(/Problem$/, "");
      if (name === own) yield `${operationId}: answers ${status} with ${name}: call a problem's model ${name}Problem`;
      else if (problems[own]?.status !== Number(status))
        yield `${operationId}: answers ${status} with ${name}, which has no type, title and status of its own: write model ${own || "Own"}Problem is ProblemDetails<"/docs/problems#its-name", "Its name", ${status}>`;
    }
}

const extensions = ["x-table", "x-column", "x-paging", "x-location", "x-deprecated"];

/** Others may be somebody else's, but not those that differ by a letter. */
function* extensionFaults(document: Document): Generator<string> {
  for (const { place, node } of nodesIn(document))
    for (const key of Object.keys(node).filter((each) => each.startsWith("x-") && !extensions.includes(each)))
      for (const meant of extensions.filter((each) => isNear(key, each)))
        yield `${place}: nobody reads the extension "${key}": write "${meant}"`;
}

function isNear(one: string, other: string): boolean {
  const lessOne = (text: string) => [text, ...Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1))];
  return lessOne(one).some((each) => lessOne(other).includes(each));
}

/** What extensions are written on. */
function nodesIn(document: Document): { place: string; node: Deprecable }[] {
  const operations = operationsIn(document).map(({ operation }) => operation);
  return [
    ...operations.map((operation) => ({ place: operation.operationId, node: operation })),
    ...operations.flatMap(({ operationId, parameters }) =>
      parameters.map((parameter) => ({ place: `${operationId} ${parameter.name}`, node: parameter })),
    ),
    ...[...schemasIn(document)].map(({ place, schema }) => ({ place, node: schema })),
  ];
}

interface Deprecable {
  deprecated?: boolean;
  "x-deprecated"?: Deprecated;
}

function* schemaFaults(document: Document): Generator<string> {
  for (const { place, schema } of schemasIn(document)) {
    if (typeof schema.format === "string" && !(schema.format in fullFormats))
      yield `${place}: no validator knows the format "${schema.format}": write ${insteadOf[String(schema.type)] ?? "a string with @pattern"}`;
    for (const member of Object.keys(schema.properties ?? {}))
      if (!/^[a-z][A-Za-z0-9]*$/.test(member)) yield `${place}.${member}: a member is named in camelCase`;
  }
  for (const name of Object.keys(document.components.schemas))
    if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) yield `${name}: a model is named in PascalCase`;
}

/** What says the same, by the type of TypeSpec's own types that no validator knows, such as decimal and uint8. */
const insteadOf: Record<string, string> = {
  integer: "int32 or int64, with @minValue and @maxValue",
  number: "float64, or where every digit counts a string with @pattern",
};

/** Rows have null where there is no value; an answer without the member would need code in each handler. */
function* rowFaults({ components: { schemas } }: Document): Generator<string> {
  const taken = new Map<string, string>([["idempotency", "the service itself"]]);
  for (const [model, { "x-table": table, properties = {}, required = [] }] of Object.entries(schemas)) {
    if (table === undefined) continue;
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(table) || /^(knex|sqlite|pg)_/.test(table))
      yield `${model}: "${table}" is no name of a table: write small letters and underscores, as in fruit_stand`;
    if (taken.has(table)) yield `${model}: the table "${table}" is that of ${taken.get(table)}: name another`;
    taken.set(table, model);
    for (const [name, member] of Object.entries(properties))
      if (!required.includes(name) && member["x-column"] !== false)
        yield `${model}.${name}: a row that lacks it holds null, so here write ${name}: T | null; in requests it may stay ${name}?:`;
  }
}

/** Rows are compared as texts, in which one moment has many: 12:00:00Z, 12:00:00.000Z and 13:00:00+01:00. */
function* momentFaults(document: Document): Generator<string> {
  const isOpen = (given: Schema | undefined): boolean => {
    const { format, pattern, anyOf = [] } = resolve(given, document) ?? {};
    return (format === "date-time" && !pattern) || anyOf.some(isOpen);
  };
  const one =
    'write @format("date-time") @pattern("\\\\.\\\\d{3}Z$") scalar Moment extends string, as toISOString() has it';
  for (const { name, indexes } of contractTables(served(document))) {
    const [model, { properties = {} } = {}] =
      Object.entries(document.components.schemas).find(([, schema]) => schema["x-table"] === name) ?? [];
    for (const column of indexes.flatMap(({ columns }) => columns[0] ?? []))
      if (isOpen(properties[column]))
        yield `${model}.${column}: lists filter or sort by it, as text, in which a moment can be written in many ways: ${one}`;
  }
  for (const { operation } of operationsIn(document))
    for (const { name, in: place, schema } of operation.parameters)
      if (place === "query" && isOpen(schema))
        yield `${operation.operationId} ${name}: is compared as text, in which a moment can be written in many ways: ${one}`;
}

function* deprecationFaults(document: Document): Generator<string> {
  for (const { place, node } of nodesIn(document)) {
    const { since, sunset } = node["x-deprecated"] ?? {};
    const isDate = (value: unknown) =>
      typeof value === "string" && fullDate.test(value) && new Date(`${value}T00:00Z`).toJSON()?.startsWith(value);
    if (node.deprecated && !(isDate(since) && isDate(sunset) && String(since) < String(sunset)))
      yield `${place}: is deprecated, but callers are not told when it goes away: @extension("x-deprecated", #{ since: "2026-10-01", sunset: "2027-04-01" })`;
  }
}

const fullDate = /^\d{4}-\d{2}-\d{2}$/;

/** What callers send has bounds, since whatever has none is where attackers begin. */
function* inputFaults(document: Document): Generator<string> {
  const told = new Set<Schema>();
  for (const { operation } of operationsIn(document)) {
    const parameters = operation.parameters.filter((each) => each.in !== "header");
    for (const { name, schema } of parameters) yield* walk(schema, `${operation.operationId} ${name}`);
    for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
      yield* walk(schema, schema.$ref?.split("/").at(-1) ?? `${operation.operationId} body`);
  }

  function* walk(given: Schema | undefined, place: string): Generator<string> {
    const schema = resolve(given, document);
    if (!schema || told.has(schema)) return;
    told.add(schema);
    const { type, maximum, minimum, maxLength, maxItems, format } = schema;
    if (type === "integer" && (maximum === undefined || minimum === undefined))
      yield `${place}: an integer without bounds, of which each database and language has its own: @minValue and @maxValue`;
    if (format === "int64" && Math.max(Number(maximum), -Number(minimum)) > Number.MAX_SAFE_INTEGER)
      yield `${place}: beyond 2^53 - 1 JavaScript rounds integers: @maxValue(9007199254740991)`;
    if (type === "string" && !schema.enum && maxLength === undefined && !format)
      yield `${place}: a text without bounds: @maxLength on it or its scalar`;
    if (type === "array" && maxItems === undefined) yield `${place}: a list without bounds: @maxItems on it`;
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      if (member.readOnly) yield `${place}.${name}: is read only, but required of who sends it: write a request model`;
      if ("default" in member && schema.required?.includes(name))
        yield `${place}.${name}: has a default, but must be sent: write ${name}?:`;
      yield* walk(member, `${place}.${name}`);
    }
    for (const part of partsOf(schema)) yield* walk(part, place);
  }
}

/** An example that breaks its schema shows what would be refused. */
function* exampleFaults(document: Document, compiler: SchemaCompiler): Generator<string> {
  const faults = function* (place: string, schema: Schema, examples: unknown[]) {
    const validate = compiler.validator(schema);
    for (const [error] of structuredClone(examples).map(validate)) // A copy, as defaults are filled in.
      if (error) yield `the example of ${place} is wrong: ${error.pointer || "it"} ${error.detail}`;
  };
  for (const [name, schema] of Object.entries(document.components.schemas))
    yield* faults(name, schema, schema.examples ?? []);
  for (const { operation } of operationsIn(document)) {
    const { operationId, parameters, requestBody, responses } = operation;
    for (const { name, schema, example } of parameters)
      if (example !== undefined) yield* faults(`${operationId} ${name}`, schema, [example]);
    for (const { content = {} } of [requestBody, ...Object.values(responses)].filter((body) => body !== undefined))
      for (const { schema, example, examples = {} } of Object.values(content))
        yield* faults(operationId, schema, [
          ...(example === undefined ? [] : [example]),
          ...Object.values(examples).map(({ value }) => value),
        ]);
  }
}

/** An example whose answer has what the request did not ask for: all that are made after it, such as lists, have it too. */
function* contradictionFaults({ operationId, requestBody, responses }: Operation, document: Document) {
  const [status = ""] = Object.keys(responses).filter((each) => each.startsWith("2"));
  const [answer] = Object.values(responses[status]?.content ?? {});
  const [request] = Object.values(requestBody?.content ?? {});
  if (!answer || !request || !isShown(request, document)) return;
  const sent = new Map(Object.entries(bodyExample(request, document) ?? {}));
  const kept = keptIn(answer.schema, bodyExample(answer, document));
  for (const [name, member] of Object.entries(resolve(request.schema, document)?.properties ?? {}))
    if ("default" in member && !sent.has(name) && kept.has(name) && !isDeepStrictEqual(kept.get(name), member.default))
      yield `${operationId}: its example sends no ${name}, which then is ${JSON.stringify(member.default)}, and answers ${JSON.stringify(kept.get(name))}: let both examples have the same ${name}`;

  /** The example's values of a kept model, which may stand in an envelope. */
  function keptIn(given: Schema | undefined, example: unknown): Map<string, unknown> {
    const schema = resolve(given, document);
    if (!schema || typeof example !== "object" || example === null) return new Map();
    const members = new Map(Object.entries(example));
    if (schema["x-table"]) return members;
    const inner = Object.entries(schema.properties ?? {}).map(([name, member]) => keptIn(member, members.get(name)));
    return new Map(inner.flatMap((each) => [...each]));
  }
}
