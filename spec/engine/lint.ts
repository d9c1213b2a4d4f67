/** Rules for contracts: refuses what nothing would enforce, what clients could not send, what nobody would understand. */
import { isDeepStrictEqual } from "node:util";
import { checkSync } from "recheck";
import {
  conflictOf,
  type Deprecated,
  type Document,
  type DocumentOperation,
  dereference,
  keyMemberOf,
  type LocatedOperation,
  type MediaType,
  modelOf,
  operationsIn,
  operators,
  placeOf,
  problemsOf,
  propertiesOf,
  type Schema,
  schemasIn,
  subschemasOf,
  variantsOf,
} from "../../server/engine/contract/document.ts";
import { engineProblems } from "../../server/engine/contract/problem.ts";
import { isKnownFormat, type SchemaCompiler, schemaCompiler } from "../../server/engine/contract/schema.ts";
import { isNear } from "../../server/engine/contract/words.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import {
  columnsOf,
  contractTables,
  filtersOf,
  keptModelsIn,
  keyIn,
  sortsOf,
  type Table,
  tablesOf,
} from "../../server/engine/database/tables.ts";
import { bodyExample, exampleOf, hasExample, shownValue } from "./examples.ts";
import { problemsIn } from "./polish.ts";
import { securityFaults } from "./security.ts";
import { compileFaults, endlessFaults, isServed, looseFaults, servingFaults } from "./servable.ts";
import { isVersion } from "./versions.ts";

/**
 * The faults of a contract, each with its place, its reason and what to write instead.
 * @param explicit names that @encodedName and the like give, in whatever style
 */
export function faultsIn(document: Document, explicit: ReadonlySet<string> = new Set()): string[] {
  const compiler = schemaCompiler(document);
  const broken = [...compileFaults(document, compiler), ...endlessFaults(document)];
  const tables = contractTables(document);
  const faults = [
    ...versionFaults(document),
    ...securityFaults(document),
    ...operationsIn(document).flatMap(({ path, method, operation }) => [
      ...conflictFaults({ path, method, operation }, tables, document),
      ...lateFaults(method, operation),
      ...nameFaults(path, operation),
      ...wordFaults(operation, document),
      ...parameterFaults(operation, document),
      ...referenceFaults(operation, document),
      ...pagingFaults(operation, document),
      ...filterFaults(operation, tables, document),
    ]),
    ...styleFaults(document, explicit),
    ...problemFaults(document),
    ...extensionFaults(document),
    ...servingFaults(document),
    ...looseFaults(document),
    ...schemaFaults(document),
    ...deprecationFaults(document),
    ...rowFaults(document),
    ...keyFaults(tables, document),
    ...momentFaults(tables, document),
    ...orderFaults(document),
    ...equalityFaults(tables, document),
    ...indexFaults(tables, document),
    ...inputFaults(document),
    ...(broken.length > 0 ? broken : exampleFaults(document, compiler)),
    ...(broken.length > 0 ? [] : segmentFaults(document, compiler)),
    ...operationsIn(document).flatMap(({ operation }) => [...contradictionFaults(operation, document)]),
  ];
  return [...new Set(faults)];
}

function* versionFaults({ info: { version } }: Document): Generator<string> {
  if (!isVersion(version))
    yield `the version "${version}" is not a semantic version: write three numbers, such as 1.0.0`;
}

function* nameFaults(path: string, operation: DocumentOperation): Generator<string> {
  const { operationId, parameters, "x-method": method } = operation;
  if (!method && !/^[A-Z][A-Za-z0-9]*_[a-z][A-Za-z0-9]*$/.test(operationId))
    yield `${operationId}: an operation belongs to an interface, and its id is Interface_operation, as in Birds_list: write the interface in PascalCase and the operation in camelCase; a number at its end means that two interfaces have the same name`;
  for (const name of Object.values(placeOf(operation)))
    if (name in Object.prototype || name === "then")
      yield `${operationId}: every object or promise of JavaScript has "${name}" already: rename it here; its path may stay`;
  for (const { name, in: place } of parameters) {
    const meant = engineHeaders.find((each) => each.toLowerCase() === name.toLowerCase().replace(/^e-tag$/, "etag"));
    if (place === "header" && (/(^|-)[a-wyz](-|$)/.test(name) || (meant && meant !== name)))
      yield `${operationId}: the header "${name}" is TypeSpec's spelling of a property: write @header("${meant ?? trainCase(name)}")`;
  }
  if (!path.split("/").every((segment) => segmentPattern.test(segment) && !/^\.{1,2}$/.test(segment)))
    yield `${operationId}: ${path} has a segment that is not made of letters, digits, -._~!$&'()*+,;=:@ and parameters with text between them`;
}

function trainCase(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, hyphen: string, letter: string) => hyphen + letter.toUpperCase());
}

/** Headers that the engine reads or sends, as it writes them. */
const engineHeaders = ["ETag", "If-Match", "If-None-Match", "Idempotency-Key", "Link", "Location", "Retry-After"];

const segmentPattern = /^(?:\{[^{}/]+\}(?!\{)|[\w.~!$&'()*+,;=:@-])*$/;

const nameStyles: [name: string, pattern: RegExp][] = [
  ["camelCase", /^[a-z][a-z0-9]*([A-Z][a-z0-9]*)+$/],
  ["snake_case", /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/],
  ["kebab-case", /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/],
  ["PascalCase", /^[A-Z][a-z0-9]+([A-Z][a-z0-9]*)*$/],
];

/** Names in another style than most. One word in lower case is of every style, and others, such as "page[size]", of none. */
function* styleFaults(document: Document, explicit: ReadonlySet<string>): Generator<string> {
  const members = [...schemasIn(document)].flatMap(({ place, schema }) =>
    Object.keys(schema.properties ?? {}).map((name) => ({ place, name })),
  );
  yield* oneStyle("members", 'encodedName("application/json", "NAME")', members);
  for (const kind of ["query", "path", "cookie"]) {
    const parameters = operationsIn(document).flatMap(({ operation: { operationId, parameters } }) =>
      parameters.filter((each) => each.in === kind).map(({ name }) => ({ place: operationId, name })),
    );
    yield* oneStyle(`${kind} parameters`, `${kind}("NAME")`, parameters);
  }

  function* oneStyle(kind: string, decorator: string, names: { place: string; name: string }[]): Generator<string> {
    const styled = names.flatMap((each) => {
      const [style] = nameStyles.find(([, pattern]) => pattern.test(each.name)) ?? [];
      return style && !explicit.has(each.name) ? [{ ...each, style }] : [];
    });
    const count = (style: string) => styled.filter((each) => each.style === style).length;
    const [most = ""] = nameStyles.map(([style]) => style).sort((one, other) => count(other) - count(one));
    for (const { place, name, style } of styled)
      if (style !== most)
        yield `${place}: "${name}" is in ${style}, and most ${kind} are in ${most}: rename it, or give one in ${most} this name on the wire by @${decorator.replace("NAME", name)}`;
  }
}

function* wordFaults({ operationId, description, responses, requestBody }: DocumentOperation, document: Document) {
  if (!description?.trim()) yield `${operationId}: has no doc comment: write /** What it does. */ above it`;
  if (!responses.default) yield `${operationId}: declares no errors: add | Refused to its responses`;
  else if (!responses.default.content?.["application/problem+json"])
    yield `${operationId}: its errors are not application/problem+json, as those of the engine are: add | Refused to its responses`;
  const answers = Object.entries(responses).filter(([status]) => status < "3");
  const bodies = [
    ["body", requestBody] as const,
    ...answers.map(([status, each]) => [`response ${status}`, each] as const),
  ];
  for (const [place, { content = {} } = {}] of bodies)
    for (const [type, media] of Object.entries(content))
      if (isServed(type) && !isShown(media, document))
        yield `${operationId}: its ${place} in ${type} has no example: write @example(#{ … }) above ${modelOf(media.schema) || "a named model"}`;
}

function isShown(media: MediaType, document: Document): boolean {
  return "example" in media || "examples" in media || "x-events" in media || hasExample(media.schema, document);
}

function* parameterFaults({ operationId, parameters }: DocumentOperation, document: Document): Generator<string> {
  for (const { name, in: place, schema, example } of parameters) {
    if (example === undefined && !hasExample(schema, document) && shownValue(schema, document) === undefined)
      yield `${operationId}: the ${place} parameter "${name}" has no example: write @example(…) above its scalar`;
  }
}

function* referenceFaults({ operationId, responses, "x-location": location }: DocumentOperation, document: Document) {
  if (location && !operationsIn(document).some(({ operation }) => operation.operationId === location))
    yield `${operationId}: x-location names ${location}, which does not exist`;
  for (const { headers = {} } of location ? Object.values(responses) : [])
    if (dereference(headers.Location?.schema, document).format === "uri")
      yield `${operationId}: Location is relative, which format "uri" rules out: write @format("uri-reference") location: string`;
}

function* lateFaults(method: string, operation: DocumentOperation): Generator<string> {
  if (method !== "get" && "x-reads-late" in operation)
    yield `${operation.operationId}: x-reads-late is for GET: a change must not follow from what is out of date`;
}

/** Paging that leads nowhere. */
function* pagingFaults(
  { operationId, parameters, responses, "x-paging": paging }: DocumentOperation,
  document: Document,
) {
  if (!paging) return;
  const { items = "", cursor = "", nextCursor = "", limit = "limit" } = paging;
  if (
    !parameters.some(
      ({ in: place, name, schema, required }) =>
        place === "query" && name === limit && ("default" in schema || required),
    )
  )
    yield `${operationId}: its pages have no limit: write @query ${limit}?: int32 = 20, with @minValue and @maxValue, or x-paging with limit: "name"`;
  if (!parameters.some((each) => each.in === "query" && each.name === cursor))
    yield `${operationId}: x-paging names the cursor "${cursor}", which is not a query parameter`;
  const [media] = Object.values(responses["200"]?.content ?? {});
  const { properties = {} } = dereference(media?.schema, document);
  if (dereference(properties[items], document).type !== "array")
    yield `${operationId}: x-paging names the list "${items}", which is not a list in its 200 response`;
  if (!properties[nextCursor])
    yield `${operationId}: x-paging names the next cursor "${nextCursor}", which is not a member of its 200 response`;
}

/** Filters that nothing applies, or without a column. */
function* filterFaults(
  { operationId, parameters, responses, "x-paging": paging }: DocumentOperation,
  tables: Table[],
  document: Document,
) {
  const [model] = keptModelsIn(responses["200"]?.content, document);
  const table = tables.find(({ name }) => name === model?.["x-table"]);
  const columns = table?.columns.map(({ name }) => name) ?? [];
  const { sort = "sort", limit = "limit" } = paging ?? {};
  for (const { name, in: place, schema, "x-filter": filter } of parameters) {
    const where = `${operationId}: the parameter "${name}"`;
    const example = "@filter(Model.member)";
    if (filter === undefined) {
      if (paging && place === "query" && ![sort, limit, paging.cursor].includes(name))
        yield `${where} filters nothing: write ${example}, or @filter(false) if the handler does it`;
    } else if (filter !== false) {
      if (!operators.includes(filter.operator))
        yield `${where} filters by "${filter.operator}": write one of ${operators.join(" ")}, as in @filter(Model.member, ">=")`;
      if (!columns.includes(filter.column))
        yield `${where} filters by "${filter.column}", which is not a column of the listed model: write ${columns.join(" or ") || "x-table above its model"}`;
      const { type, items } = dereference(schema, document);
      const isList = type === "array";
      if (isList !== (filter.operator === "in"))
        yield `${where} filters by "${filter.operator}": lists of values filter by "in", single values by the others`;
      const column = table?.columns.find(({ name }) => name === filter.column);
      const [given] = columnsOf({ properties: { value: (isList && items) || schema } }, document);
      if (column && given && !isComparable(given.type, column.type, filter.operator))
        yield `${where} is of type ${given.type}, which "${filter.operator}" cannot compare with the column "${filter.column}" of type ${column.type}`;
    }
  }
  for (const { value, column } of paging && columns.length > 0
    ? sortsOf({ parameters } as DocumentOperation, document)
    : [])
    if (!columns.includes(column))
      yield `${operationId}: sorts by "${value}", which is not a column of the listed model: write ${columns.join(" or ")}`;
}

/** What each type of values can be compared with. Other columns are refused as such. */
const comparable: Record<string, string[]> = {
  text: ["text"],
  integer: ["integer", "id", "number"],
  number: ["number"],
  boolean: ["boolean"],
};

function isComparable(given: string, column: string, operator: string): boolean {
  if (operator === "startsWith") return given === "text" && column === "text";
  const isKept = column === "json" || Object.values(comparable).flat().includes(column);
  return !isKept || (comparable[given]?.includes(column) ?? false);
}

/** A problem without a name cannot be thrown by handlers nor caught by callers. */
function* problemFaults(document: Document): Generator<string> {
  const problems = problemsIn(document);
  for (const [name, engine] of Object.entries(engineProblems))
    if (problems[name] && !isDeepStrictEqual(problems[name], { ...engine }))
      yield `${name}Problem: the engine reports it as ${JSON.stringify(engine)}: leave it as in spec/engine/http.tsp`;
  for (const [name, { type, status }] of Object.entries(problems)) {
    const [first = name] = Object.keys(problems).filter(
      (each) => problems[each]?.type === type && problems[each]?.status === status,
    );
    if (first !== name)
      yield `${name}Problem: has the type and the status of ${first}Problem, so that clients cannot tell them apart: give it a type of its own, such as "/docs/problems#its-name"`;
  }
  const answers = operationsIn(document).flatMap(({ operation: { operationId, responses } }) =>
    Object.entries(responses).map(([status, response]) => ({ operationId, status, response })),
  );
  for (const { operationId, status, response } of answers)
    for (const name of status === "default" ? [] : problemsOf(response).map(modelOf).filter(Boolean)) {
      const own = name.replace(/Problem$/, "");
      if (name === own) yield `${operationId}: has the problem ${name} for ${status}: name its model ${name}Problem`;
      else if (problems[own]?.status !== Number(status))
        yield `${operationId}: has the problem ${name} for ${status}, which has no literal type, title and status: write model ${own || "Own"}Problem is ProblemDetails<"/docs/problems#its-name", "Its name", ${status}>`;
    }
}

const extensions = [
  "x-pattern-message",
  "x-table",
  "x-column",
  "x-key",
  "x-unique",
  "x-references",
  "x-filter",
  "x-paging",
  "x-location",
  "x-reads-late",
  "x-max-bytes",
  "x-deprecated",
];

/** Misspelt extensions; other ones are none of our business. */
function* extensionFaults(document: Document): Generator<string> {
  for (const { place, node } of nodesIn(document))
    for (const key of Object.keys(node).filter((each) => each.startsWith("x-") && !extensions.includes(each)))
      for (const meant of extensions.filter((each) => isNear(key, each)))
        yield `${place}: the extension "${key}" is unknown: write "${meant}"`;
}

/** The nodes that extensions are written on. */
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
    const told = typeof schema.pattern === "string" && patternFault(schema.pattern, schema);
    if (told) yield `${place}: ${told}`;
    if (String(schema.format).startsWith("ArrayEncoding."))
      yield `${place}: only parameters are lists in one text: write a list`;
    else if (typeof schema.format === "string" && !isKnownFormat(schema))
      yield `${place}: the format "${schema.format}" cannot be validated: write ${insteadOf[String(schema.type)] ?? "a string with @pattern"}`;
    if ("prefixItems" in schema)
      yield `${place}: a tuple, which few languages have: write a model, or a list with @minItems and @maxItems`;
    if (schema.contentEncoding !== undefined && !["base64", "base64url"].includes(String(schema.contentEncoding)))
      yield `${place}: bytes in ${schema.contentEncoding} cannot be validated: write @encode("base64") or @encode("base64url")`;
    if (schema.anyOf && schema.type !== undefined)
      yield `${place}: @encode applies to a value that may be null or something else: put it on a scalar, as in @encode(string) scalar Money extends decimal, and write Money | null`;
    if (schema.type === "string" && (schema.minimum ?? schema.maximum) !== undefined)
      yield `${place}: bounds of a number as a string are not enforced: write them in the doc comment, and check them in the handler`;
    if (Object.hasOwn(schema.properties ?? {}, "__proto__"))
      yield `${place}.__proto__: no member can have this name, which is refused in JSON: rename it`;
  }
  for (const name of Object.keys(document.components.schemas))
    if (!/^[A-Z][A-Za-z0-9.]*$/.test(name)) yield `${name}: the name of a model must be in PascalCase`;
}

function patternFault(pattern: string, { description, "x-pattern-message": message }: Schema): string | undefined {
  const [unread] = unportable.exec(pattern.replaceAll("\\\\", "")) ?? [];
  if (unread)
    return `Go or Python cannot read "${unread}" in a pattern: write it without lookaround and references, and characters as \\x1F or \\u202A`;
  if (!isLinear(pattern))
    return `a short text can keep the pattern ${pattern} busy for minutes: write it without repetitions that match the same text in several ways, such as (a+)+ or \\s*.*\\s*`;
  if (!description && !message)
    return 'a pattern without words, which callers would be told as it is: write a doc comment above its scalar, or @pattern(…, "must be …")';
  return undefined;
}

process.env.RECHECK_SYNC_BACKEND ??= "pure"; // The others start a process for each pattern.

const linear = new Map<string, boolean>();

/** Whether matching takes time in proportion to the text's length; also of what is no pattern, which is told as such. */
function isLinear(pattern: string): boolean {
  const known = linear.get(pattern) ?? checkSync(pattern, "u").status !== "vulnerable";
  linear.set(pattern, known);
  return known;
}

/** What the regular expressions of JavaScript have, and those of Go's RE2 or Python's re lack. */
const unportable = /\(\?[=!<]|\\[1-9ku]/;

/** Alternatives to TypeSpec's types that cannot be validated, such as decimal and uint8, by their JSON type. */
const insteadOf: Record<string, string> = {
  integer: "int32 or int64",
  number: "float64, or above it @encode(string), so that no digit is lost",
};

/** Rows hold null for a missing value; leaving the member out would need code in each handler. */
function* rowFaults({ components: { schemas } }: Document): Generator<string> {
  const taken = new Map<string, string>(engineTables.map((name) => [name, "the engine"]));
  for (const [model, { "x-table": table, properties = {}, required = [] }] of Object.entries(schemas)) {
    if (table === undefined) continue;
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(table) || /^(knex|engine|sqlite|pg)_/.test(table))
      yield `${model}: "${table}" is not a name for a table: write lower-case letters and underscores, as in fruit_stand`;
    else if (taken.has(table))
      yield `${model}: the table "${table}" belongs to ${taken.get(table)}: choose another name`;
    taken.set(table, model);
    const lower = Object.keys(properties).map((name) => name.toLowerCase());
    for (const [name, member] of Object.entries(properties)) {
      if (member["x-column"] === false) continue;
      if (!/^[\p{L}\p{M}\p{N}_$@-]+$/u.test(name))
        yield `${model}.${name}: a column's name has letters, digits, _, $, @ and - only: rename it, or keep it elsewhere and write @extension("x-column", false)`;
      if (systemColumns.includes(name))
        yield `${model}.${name}: every table of PostgreSQL has a column ${name}, which cannot be another: rename it, or keep it elsewhere and write @extension("x-column", false)`;
      if (lower.filter((each) => each === name.toLowerCase()).length > 1)
        yield `${model}.${name}: SQLite cannot tell this column from one in other capitals: rename one`;
      if (Buffer.byteLength(`${table}_${name}_check`) > 63)
        yield `${model}.${name}: PostgreSQL's names have at most 63 bytes, and this column has a constraint ${table}_${name}_check: shorten the name of the table`;
      if (!required.includes(name))
        yield `${model}.${name}: rows hold null for a missing value: write ${name}: T | null here; in requests it may stay ${name}?:`;
    }
  }
}

const systemColumns = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/** Ordered by their spelling, values of these formats would be out of order. */
const unordered = ["http-date", "duration", "byte", "base64url", "decimal", "decimal128", "float", "double", "int64"];

/** Columns that lists sort by, or compare by more than equality, though their texts have another order than their values. */
function* orderFaults(document: Document): Generator<string> {
  for (const { operation } of operationsIn(document)) {
    const [model] = keptModelsIn(operation.responses["200"]?.content, document);
    const compared = operation.parameters.flatMap(({ "x-filter": filter }) =>
      filter && !["=", "in"].includes(filter.operator) ? [filter.column] : [],
    );
    const sorted = sortsOf(operation, document).map(({ column }) => column);
    for (const column of new Set([...compared, ...sorted]))
      if (textFormatsOf(model?.properties?.[column], document).some((format) => unordered.includes(format)))
        yield `${operation.operationId}: orders by "${column}" as text, which is not the order of its values: keep what to order by as a number or date, in a member of its own`;
  }
}

/** Equal values of these formats have several spellings: what to write instead. */
const manySpellings: Record<string, string> = {
  duration: '@encode("seconds", float64) above it',
  ...Object.fromEntries(
    ["decimal", "decimal128", "float", "double"].map((name) => [name, "float64, or int64 in the smallest unit"]),
  ),
};

/** Columns that are compared for equality as text, though 1.5 equals 1.50, and PT60S equals PT1M. */
function* equalityFaults(tables: Table[], document: Document): Generator<string> {
  for (const [model, schema] of Object.entries(document.components.schemas)) {
    const table = tables.find(({ name }) => name === schema["x-table"]);
    if (!table) continue;
    const filtered = operationsIn(document)
      .filter(({ operation }) => keptModelsIn(operation.responses["200"]?.content, document).has(schema))
      .flatMap(({ operation }) => Object.values(filtersOf(operation)))
      .flatMap(({ column, operator }) => (["=", "in"].includes(operator) ? [column] : []));
    const unique = table.indexes.flatMap(({ isUnique, columns }) => (isUnique ? columns : []));
    const compared = new Set([...filtered, ...unique, keyIn(table.columns).name]);
    for (const [name, member] of Object.entries(propertiesOf(schema, document))) {
      const [instead] = textFormatsOf(member, document).flatMap((format) => manySpellings[format] ?? []);
      if (compared.has(name) && instead)
        yield `${model}.${name}: is compared as text, but equal values have several spellings: write ${instead}`;
    }
  }
}

/** The formats of a member's strings, through references and alternatives. */
function textFormatsOf(given: Schema | undefined, document: Document): string[] {
  const schema = dereference(given, document);
  const own = schema.type === "string" && schema.format !== undefined ? [String(schema.format)] : [];
  return [...own, ...variantsOf(schema).flatMap((part) => textFormatsOf(part, document))];
}

/**
 * The most characters in an index: PostgreSQL's index rows have at most 2,704 bytes, and a character has up to four. The
 * advice says 600, which leaves room for a key that is a UUID.
 */
const mostIndexed = 650;

/** Texts whose index PostgreSQL would refuse to extend, once one of them is long. */
function* indexFaults(tables: Table[], document: Document): Generator<string> {
  for (const [model, schema] of Object.entries(document.components.schemas)) {
    const table = tables.find(({ name }) => name === schema["x-table"]);
    if (!table) continue;
    const members = propertiesOf(schema, document);
    for (const columns of [[keyIn(table.columns).name], ...table.indexes.map((index) => index.columns)]) {
      const texts = columns.flatMap((name) => {
        const member = name === null ? undefined : members[name];
        const length = member ? longestOf(member, document) : 0;
        return length > 0 ? [{ name, length }] : [];
      });
      const [first] = texts;
      const whole = texts.reduce((sum, { length }) => sum + length, 0);
      if (!first || whole <= mostIndexed) continue;
      const instead =
        texts.length === 1
          ? "write @maxLength(600) or less on it or its scalar"
          : `give ${texts.map(({ name }) => name).join(" and ")}, which share an index, a @maxLength of 600 in all`;
      yield `${model}.${first.name}: is indexed, and PostgreSQL's indexes do not hold such long texts: ${instead}`;
    }
  }
}

/** Formats whose texts are short without a maximum length, or that no index is to have for another reason. */
const shortFormats = [
  ...["uuid", "date", "time", "date-time", "http-date", "ipv4", "ipv6", "int64", "uint64"],
  ...Object.keys(manySpellings),
];

/** The most characters of a member; 0 for one that is no text. */
function longestOf(given: Schema, document: Document): number {
  const schema = dereference(given, document);
  const { type, format, maxLength, enum: values, allOf = [] } = schema;
  if (maxLength !== undefined) return maxLength;
  if (values) return Math.max(...values.map((value) => (typeof value === "string" ? value.length : 0)));
  const lengths = variantsOf(schema).map((part) => longestOf(part, document));
  if (lengths.length > 0) return allOf.length > 0 ? Math.min(...lengths) : Math.max(...lengths);
  if (![type].flat().includes("string")) return 0;
  return shortFormats.includes(String(format)) ? 40 : Infinity;
}

/** Texts in paths that clients cannot request: "" is no segment, and "." and ".." are resolved (RFC 3986, section 5.2.4). */
function* segmentFaults(document: Document, compiler: SchemaCompiler): Generator<string> {
  const faultOf = (schema: Schema): string | undefined => {
    const validate = compiler.validator(schema);
    const lost = ["", ".", ".."].filter((text) => [text, [text]].some((value) => validate(value).length === 0));
    const shown = lost.map((text) => JSON.stringify(text)).join(" or ");
    if (lost.length > 0 && dereference(schema, document).contentEncoding)
      return `may be ${shown}, whose path clients cannot request: write a string, and read its bytes in the handler`;
    return lost.length > 0
      ? `may be ${shown}, whose path clients cannot request: write @minLength(1) @pattern("^(\\\\.{0,2}[^.]|\\\\.{3})", "must not be . or .."), or a pattern of your own that refuses them`
      : undefined;
  };
  for (const { path, operation } of operationsIn(document))
    for (const { name, in: place, schema } of operation.parameters) {
      const fault = place === "path" && path.split("/").includes(`{${name}}`) && faultOf(schema);
      if (fault) yield `${operation.operationId}: the path parameter "${name}" ${fault}`;
    }
  for (const [name, model] of Object.entries(document.components.schemas)) {
    const key = keyMemberOf(model, document);
    const member = key !== undefined && propertiesOf(model, document)[key];
    const fault = member && faultOf(member);
    if (fault) yield `${name}.${key}: the key ${fault}`;
  }
}

/** Rows that nothing identifies, and references to what they cannot be compared with. */
function* keyFaults(tables: Table[], document: Document): Generator<string> {
  for (const { name, columns, foreignKeys } of tables) {
    const [model] = Object.entries(document.components.schemas).find(([, schema]) => schema["x-table"] === name) ?? [];
    const key = columns.find(({ isKey }) => isKey);
    if (!key) yield `${model}: has no key: write @key above the member that is one, an integer or a string`;
    if (key?.isNullable || key?.values)
      yield `${model}.${key.name}: is the key, and so neither null nor one of a few: write another member`;
    for (const { column, references } of foreignKeys) {
      const [own, other] = [columns, tables.find((each) => each.name === references.table)?.columns ?? []].map(
        (all, index) => all.find((each) => each.name === (index === 0 ? column : references.column))?.type,
      );
      if (own && other && own !== other && !(own === "integer" && other === "id"))
        yield `${model}.${column}: is of type ${own}, and refers to ${references.table}.${references.column} of type ${other}: give it the same scalar`;
    }
  }
}

/** Operations that break a unique member or a reference, and do not say so. */
function* conflictFaults(
  { path, method, operation }: LocatedOperation,
  tables: Table[],
  document: Document,
): Generator<string> {
  const { operationId, responses, parameters, requestBody } = operation;
  if (method === "get" || conflictOf(operation, document)) return;
  const add = "which would be a 500: add | Conflict to its responses";
  if (method === "delete") {
    const read = document.paths[path]?.get;
    for (const { name } of read ? tablesOf(read, tables, document) : [])
      for (const { name: other, foreignKeys } of tables)
        for (const { column, references } of foreignKeys)
          if (references.table === name && references.onDelete === "restrict")
            yield `${operationId}: deletes what ${other}.${column} may refer to, ${add}`;
    return;
  }
  const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => propertiesOf(schema, document));
  const sent = [...bodies.flatMap(Object.keys), ...parameters.flatMap((each) => (each.in === "path" ? each.name : []))];
  for (const { name, columns, indexes, foreignKeys } of tablesOf(operation, tables, document)) {
    const isWritten = (column: string | null) => "201" in responses || sent.includes(String(column));
    const unique = indexes.find((index) => index.isUnique && index.columns.some(isWritten));
    const given = columns.find((column) => column.isKey && column.type !== "id" && "201" in responses);
    const taken = unique?.columns ?? (given && sent.includes(given.name) ? [given.name] : undefined);
    const reference = foreignKeys.find(({ column }) => isWritten(column));
    if (taken)
      yield `${operationId}: writes ${taken.map((member) => `${name}.${member}`).join(" and ")}, which may be taken, ${add}`;
    else if (reference) yield `${operationId}: writes ${name}.${reference.column}, which may refer to nothing, ${add}`;
  }
}

/** What to write instead of what has many spellings: 12:00:00Z, 12:00:00.000Z, 13:00:00+01:00. */
const oneSpelling: Record<string, string> = {
  "date-time":
    'a moment has many spellings: write @format("date-time") @pattern("\\\\.\\\\d{3}Z$", "must be in UTC, to the millisecond") scalar Moment extends string, as toISOString() has it',
  time: 'a time has many spellings: write @format("time") @pattern("^.{8}$", "must be in whole seconds") scalar Time extends string',
};

/** Moments and times are compared as strings. */
function* momentFaults(tables: Table[], document: Document): Generator<string> {
  const openFormat = (given: Schema | undefined): string | undefined => {
    const schema = dereference(given, document);
    if (String(schema.format) in oneSpelling && !schema.pattern) return String(schema.format);
    return variantsOf(schema).map(openFormat).find(Boolean);
  };
  for (const { name, indexes } of tables) {
    const [model, { properties = {} } = {}] =
      Object.entries(document.components.schemas).find(([, schema]) => schema["x-table"] === name) ?? [];
    for (const column of indexes.flatMap(({ columns }) => columns[0] ?? [])) {
      const format = openFormat(properties[column]);
      if (format) yield `${model}.${column}: lists filter or sort by it as a string, but ${oneSpelling[format]}`;
    }
  }
  for (const { operation } of operationsIn(document))
    for (const { name, "x-filter": filter, schema } of operation.parameters) {
      const format = filter && openFormat(schema);
      if (format) yield `${operation.operationId} ${name}: is compared as a string, but ${oneSpelling[format]}`;
    }
}

function* deprecationFaults(document: Document): Generator<string> {
  for (const { place, node } of nodesIn(document)) {
    const { since, sunset } = node["x-deprecated"] ?? {};
    const isDate = (value: unknown) =>
      typeof value === "string" && fullDate.test(value) && new Date(`${value}T00:00Z`).toJSON()?.startsWith(value);
    if (node.deprecated && !(isDate(since) && isDate(sunset) && String(since) < String(sunset)))
      yield `${place}: is deprecated, but callers do not learn when it goes away: write @extension("x-deprecated", #{ since: "2026-10-01", sunset: "2027-04-01" })`;
  }
}

const fullDate = /^\d{4}-\d{2}-\d{2}$/;

/** Requests have bounds: unbounded input is an attack surface. */
function* inputFaults(document: Document): Generator<string> {
  const told = new Set<Schema>();
  for (const { operation } of operationsIn(document)) {
    const parameters = operation.parameters.filter((each) => each.in !== "header");
    for (const { name, schema } of parameters) yield* walk(schema, `${operation.operationId} ${name}`);
    for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
      yield* walk(schema, schema.$ref?.split("/").at(-1) ?? `${operation.operationId} body`);
  }

  function* walk(given: Schema | undefined, place: string, isWithin = false): Generator<string> {
    const schema = dereference(given, document);
    if (told.has(schema)) return;
    told.add(schema);
    const { type, maximum, minimum, maxLength, maxItems, format } = schema;
    const limits = {
      ...(maxLength !== undefined && { maxLength }),
      ...(maxItems !== undefined && { maxItems }),
      ...(format !== undefined && { format }),
    };
    if (format === "int64" && Math.max(Number(maximum), -Number(minimum)) > Number.MAX_SAFE_INTEGER)
      yield `${place}: JavaScript rounds integers above 2^53 - 1: write @maxValue(9007199254740991)`;
    if (type === "string" && !schema.enum && maxLength === undefined && !format && !schema.contentEncoding)
      yield `${place}: a string without a maximum length: write @maxLength on it or its scalar`;
    if (type === "array" && maxItems === undefined)
      yield isWithin
        ? `${place}: a list within another value, without a maximum length: write @maxItems(9) model Row is T[], and Row in its place`
        : `${place}: a list without a maximum length: write @maxItems on it`;
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      if ("default" in member && schema.required?.includes(name))
        yield `${place}.${name}: has a default, but is required: write ${name}?:`;
      yield* walk(member, `${place}.${name}`);
    }
    // Limits of a value that may be null are beside its alternatives.
    for (const part of schema.anyOf ?? [])
      yield* walk(part.$ref ? part : { ...limits, ...part }, place, given?.$ref !== undefined);
    const { items, additionalProperties: others } = schema;
    for (const part of subschemasOf({ ...schema, anyOf: [] }))
      yield* walk(part, place, part === items || part === others);
  }
}

/** Examples that break their schema. */
function* exampleFaults(document: Document, compiler: SchemaCompiler): Generator<string> {
  const faults = function* (place: string, schema: Schema, examples: unknown[]) {
    const validate = compiler.validator(schema);
    for (const [error] of structuredClone(examples).map(validate)) // Copies: defaults are filled in.
      if (error) yield `the example of ${place} is wrong: ${error.pointer || "it"} ${error.detail}`;
  };
  for (const [name, schema] of Object.entries(document.components.schemas))
    yield* faults(name, schema, schema.examples ?? []);
  for (const { place, schema } of schemasIn(document)) {
    if (!("default" in schema)) continue;
    const { default: filled, ...rules } = schema;
    const [error] = compiler.validator(rules)(structuredClone(filled));
    if (error) yield `the default of ${place} is wrong: ${error.pointer || "it"} ${error.detail}`;
  }
  for (const { operation } of operationsIn(document)) {
    const { operationId, parameters, requestBody, responses } = operation;
    for (const { name, schema, example } of parameters)
      if (example !== undefined) yield* faults(`${operationId} ${name}`, schema, [example]);
    for (const { content = {} } of [requestBody, ...Object.values(responses)].filter((body) => body !== undefined))
      for (const media of Object.values(content)) {
        const { schema, example, examples = {} } = media;
        yield* faults(operationId, schema, [
          ...(example === undefined ? [] : [example]),
          ...Object.values(examples).map(({ value }) => value),
        ]);
        if (!isShown(media, document) || dereference(schema, document).examples) continue;
        const [error] = compiler.validator(schema)(exampleOf(schema, document));
        if (error)
          yield `${operationId}: the example that is made of ${modelOf(schema) || "its body"} is wrong, as ${error.pointer || "it"} ${error.detail}: write @example(#{ … }) above it`;
      }
  }
}

/** Examples whose response contradicts a default of the request. */
function* contradictionFaults({ operationId, requestBody, responses }: DocumentOperation, document: Document) {
  const [status = ""] = Object.keys(responses).filter((each) => each.startsWith("2"));
  const [answer] = Object.values(responses[status]?.content ?? {});
  const [request] = Object.values(requestBody?.content ?? {});
  if (!answer || !request || !isShown(request, document)) return;
  const sent = new Map(Object.entries(bodyExample(request, document) ?? {}));
  const kept = keptIn(answer.schema, bodyExample(answer, document));
  for (const [name, member] of Object.entries(dereference(request.schema, document).properties ?? {}))
    if ("default" in member && !sent.has(name) && kept.has(name) && !isDeepStrictEqual(kept.get(name), member.default))
      yield `${operationId}: its example request leaves ${name} to its default ${JSON.stringify(member.default)}, but the response has ${JSON.stringify(kept.get(name))}: let both examples have the same ${name}`;

  /** The values of a kept model in an example, which may have an envelope. */
  function keptIn(given: Schema | undefined, example: unknown): Map<string, unknown> {
    const schema = dereference(given, document);
    if (typeof example !== "object" || example === null) return new Map();
    const members = new Map(Object.entries(example));
    if (schema["x-table"]) return members;
    const inner = Object.entries(schema.properties ?? {}).map(([name, member]) => keptIn(member, members.get(name)));
    return new Map(inner.flatMap((each) => [...each]));
  }
}
