/** Examples of the contract: values, responses, and calls of the client. */
import {
  type Document,
  type DocumentOperation,
  dereference,
  eventsOf,
  filesIn,
  isFile,
  type MediaType,
  operationsIn,
  type Parameter,
  parametersIn,
  placeOf,
  problemsOf,
  type Schema,
} from "../../server/engine/contract/document.ts";
import type { ProblemType } from "../../server/engine/contract/problem.ts";

/** Such as { status: 201, headers: { ETag: "example" }, body: { id: 1 } }. */
interface ExampleResponse {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** The first success of each operation, by interface and name. */
export function answersIn(document: Document): Record<string, Record<string, ExampleResponse>> {
  const answers: Record<string, Record<string, ExampleResponse>> = {};
  for (const { operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    const [status = "200"] = Object.keys(operation.responses).filter((each) => /^[23]/.test(each));
    answers[group] = { ...answers[group], [name]: answerOf(operation, status, document) };
  }
  return answers;
}

/** The response of each problem, by its name. */
export function problemAnswersIn(
  document: Document,
  problems: Record<string, ProblemType>,
): Record<string, ExampleResponse> {
  const operations = operationsIn(document).map(({ operation }) => operation);
  return Object.fromEntries(
    Object.keys(problems).flatMap((name) =>
      operations
        .flatMap((operation) => Object.keys(operation.responses).map((status) => ({ operation, status })))
        .flatMap(({ operation, status }) => {
          const problems = problemsOf(operation.responses[status] ?? {});
          const own = problems.find(({ $ref }) => $ref?.endsWith(`/${name}Problem`));
          if (!own) return [];
          const answer = answerOf(operation, status, document);
          return [problems.length > 1 ? { ...answer, body: exampleOf(own, document) } : answer];
        })
        // A status that several problems share requires fewer headers.
        .sort((one, other) => Object.keys(other.headers).length - Object.keys(one.headers).length)
        .slice(0, 1)
        .map((answer) => [name, answer]),
    ),
  );
}

function answerOf(operation: DocumentOperation, status: string, document: Document): ExampleResponse {
  const { headers = {}, content = {} } = operation.responses[status] ?? {};
  const [type, described] = Object.entries(content)[0] ?? [];
  const sent = Object.entries(headers).filter(([, { required }]) => required);
  return {
    status: Number(status),
    headers: {
      ...Object.fromEntries(sent.map(([name, { schema }]) => [name, String(exampleOf(schema, document))])),
      ...(type && { "Content-Type": type }),
    },
    ...(described && { body: bodyExample(described, document) }),
  };
}

/** The arguments of an example call of the client. */
export function argumentsOf(path: string, operation: DocumentOperation, document: Document): unknown[] {
  const given = (place: string) => operation.parameters.filter((each) => each.in === place);
  const inPath = parametersIn(path).map((name) => {
    const parameter = given("path").find((each) => each.name === name);
    return exampleOf(parameter?.schema ?? {}, document);
  });
  const bodies = Object.entries(operation.requestBody?.content ?? {}).slice(0, 1);
  const needed = given("query").filter(({ required }) => required);
  // The example of a cursor is no page's.
  const optional = given("query").filter(
    ({ name, schema }) => name !== operation["x-paging"]?.cursor && dereference(schema, document).examples,
  );
  const shown = needed.length > 0 ? needed : optional.slice(0, 1);
  const others = [...given("header"), ...given("cookie")].filter(({ required }) => required);
  const options = Object.fromEntries(
    optionsOf(operation)
      .filter(({ parameter }) => shown.includes(parameter) || others.includes(parameter))
      .map(({ option, parameter }) => [option, exampleOf(parameter.schema, document)]),
  );
  return [
    ...inPath,
    ...bodies.map(([type, body]) => sentExample(type, body, document)),
    ...(Object.keys(options).length > 0 ? [options] : []),
  ];
}

/** The example of a body as the client takes it: with blobs for files. */
function sentExample(type: string, media: MediaType, document: Document): unknown {
  const example = bodyExample(media, document);
  const blobOf = (types: string) => new Blob([fileExample], { type: typeIn(types) });
  if (isFile(media.schema)) return blobOf(type);
  const files = [...filesIn(media.schema, document).keys()].map((name) => {
    const blob = blobOf(media.encoding?.[name]?.contentType ?? "*/*");
    const { [name]: given } = example as Record<string, unknown>; // Cast: a form is an object.
    return [name, given === undefined ? undefined : Array.isArray(given) ? [blob] : blob] as const;
  });
  return files.length > 0 ? Object.assign({}, example, Object.fromEntries(files)) : example;
}

/** What separates the items of a list in one parameter of a query (OpenAPI 3.1, 4.8.12.2). */
export function separatorOf({ style = "form" }: { style?: string | undefined }): string {
  return { pipeDelimited: "|", spaceDelimited: "%20" }[style] ?? ",";
}

/** A media type of a list that may have ranges, such as "image/*". */
export function typeIn(types: string): string {
  const [first = ""] = types.split(",");
  return first === "*/*" ? "application/octet-stream" : first.replace("*", "x");
}

/** An example call of the client's methods, such as `fruits.read(1)`. */
export function methodCallOf(path: string, operation: DocumentOperation, document: Document): string {
  const { group, name } = placeOf(operation);
  return `${group}.${name}(${argumentsOf(path, operation, document).map(literal).join(", ")})`;
}

/** A statement with an example call, such as `await client.fruits.read(1);`. */
export function callOf(path: string, operation: DocumentOperation, document: Document): string {
  const call = `client.${methodCallOf(path, operation, document)}`;
  if (eventsOf(operation)) return `for await (const { event, data } of ${call}) console.log(event, data);`;
  return operation["x-paging"] ? `for await (const item of ${call}) console.log(item);` : `await ${call};`;
}

/** A value as JavaScript, without needless quotes. */
function literal(value: unknown): string {
  if (value instanceof Blob) return `new Blob(${literal([fileExample])}, ${literal({ type: value.type })})`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  const members = given.map(
    ([key, member]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${literal(member)}`,
  );
  return members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
}

/** The operation's own example of a body, or its model's. */
export function bodyExample(media: MediaType, document: Document): unknown {
  const { schema, example, examples = {}, "x-events": events } = media;
  if (events)
    return Object.entries(events)
      .map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(exampleOf(data, document))}\n\n`)
      .join("");
  return example ?? Object.values(examples)[0]?.value ?? exampleOf(schema, document);
}

/** What examples have instead of a file's bytes. */
const fileExample = "example";

/** The schema's own example, or one made of those of its parts and of what its type says. */
export function exampleOf(given: Schema | undefined, document: Document, within: Schema[] = []): unknown {
  const schema = dereference(given, document);
  const { examples, enum: options, properties = {}, items, type } = schema;
  if (examples) return examples[0];
  if (options) return options[0];
  const inner = [...within, schema];
  const variants = shownVariantsOf(schema);
  // The first, unless it would lead to it again for ever.
  const variant = variants.find((each) => !inner.includes(dereference(each, document))) ?? variants[0];
  if (variant && inner.length < 50) return exampleOf(variant, document, inner);
  if (items) return inner.includes(dereference(items, document)) ? [] : [exampleOf(items, document, inner)];
  if (type === "object") {
    // A model that needs itself is refused.
    const shown = shownIn(schema, document, inner).filter(
      (name) => !inner.includes(dereference(properties[name], document)),
    );
    return Object.fromEntries(shown.map((name) => [name, exampleOf(properties[name], document, inner)]));
  }
  if (type === "integer" || type === "number") return numberExample(schema);
  if (type === "string") return stringExamples[String(schema.contentEncoding ?? schema.format)] ?? "example";
  return type === "boolean" ? true : null;
}

/** The schemas one of which an example has; none for a list or an object, which have parts of their own. */
function shownVariantsOf({ anyOf, oneOf, allOf = [], items, type }: Schema): Schema[] {
  return anyOf ?? oneOf ?? (items || type === "object" ? [] : allOf);
}

/** The members of an example: those that are required, or all where none is, but for those that would lead to it again. */
function shownIn({ properties = {}, required = [] }: Schema, document: Document, within: Schema[]): string[] {
  if (required.length > 0) return required;
  return Object.keys(properties).filter((name) => !within.includes(dereference(properties[name], document)));
}

/** Whether the example of a schema means something to readers: all but plain strings do by their type. */
export function hasExample(given: Schema | undefined, document: Document, within: Schema[] = []): boolean {
  const schema = dereference(given, document);
  const { examples, enum: options, properties = {}, items, type } = schema;
  if (examples || options || within.includes(schema)) return true;
  const has = (part: Schema | undefined) => hasExample(part, document, [...within, schema]);
  const [variant] = shownVariantsOf(schema);
  if (variant) return has(variant);
  if (items) return has(items);
  const shown = shownIn(schema, document, [...within, schema]);
  if (type === "object")
    return (shown.length > 0 || Object.keys(properties).length === 0) && shown.every((name) => has(properties[name]));
  return type !== "string" || String(schema.contentEncoding ?? schema.format) in stringExamples;
}

/** Of small numbers the least that fits. */
function numberExample({ minimum, maximum = Number.POSITIVE_INFINITY, exclusiveMinimum }: Schema): number {
  if (exclusiveMinimum !== undefined && exclusiveMinimum >= 1) return exclusiveMinimum + 1;
  return minimum === undefined || minimum < 0 ? Math.min(1, maximum) : minimum;
}

/** A value that a schema shows: its example, its default or one of its choices; undefined where it shows none. */
export function shownValue(given: Schema, document: Document): unknown {
  const schema = { ...dereference(given, document), ...given };
  const { examples = [], default: filled, enum: choices = [], type, items } = schema;
  const item = items && shownValue(items, document);
  const others = type === "boolean" ? [true] : item === undefined ? [] : [[item]];
  return [...examples, filled, ...choices, ...others].find((each) => each !== undefined);
}

/** By format or encoding. */
const stringExamples: Record<string, string> = {
  binary: fileExample,
  base64: "aGVsbG8=",
  base64url: "aGVsbG8",
  date: "2000-01-31",
  "date-time": "2000-01-31T12:00:00Z",
  decimal: "12.50",
  decimal128: "12.50",
  duration: "PT1H",
  email: "someone@example.com",
  "http-date": "Mon, 31 Jan 2000 12:00:00 GMT",
  int32: "1",
  int64: "1",
  time: "12:00:00",
  uri: "https://example.com/",
  url: "https://example.com/",
  "uri-reference": "/",
  uuid: "01890a5d-ac96-774b-bcce-b302099a8057",
};

/** The client's options of a call, which share an object with the contract's parameters. */
const callOptions = ["signal", "headers", "timeout", "totalTimeout", "retries", "stream"];

/** The options of the client's method by their parameters: `ifNoneMatch`, of `If-None-Match`. A name that is taken gets its place. */
export function optionsOf({ parameters }: DocumentOperation): { option: string; parameter: Parameter }[] {
  const taken = new Set(callOptions);
  const places = { query: "Parameter", header: "Header", cookie: "Cookie" } as const;
  return Object.entries(places).flatMap(([place, suffix]) =>
    parameters
      .filter((each) => each.in === place)
      .map((parameter) => {
        const { name } = parameter;
        const own = place === "query" ? name : camelCase(name);
        const option = taken.has(own) ? `${own}${suffix}` : own;
        taken.add(option);
        return { option, parameter };
      }),
  );
}

export function camelCase(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}_]+(.)?/gu, (_, letter = "") => letter.toUpperCase());
}
