/** Examples of the contract: values, responses, and calls of the client. */
import {
  type Document,
  type DocumentOperation,
  dereference,
  type MediaType,
  operationsIn,
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
    const [status = "200"] = Object.keys(operation.responses).filter((each) => each.startsWith("2"));
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
  const bodies = Object.values(operation.requestBody?.content ?? {}).slice(0, 1);
  const needed = given("query").filter(({ required }) => required);
  // The example of a cursor is no page's.
  const optional = given("query").filter(
    ({ name, schema }) => name !== operation["x-paging"]?.cursor && dereference(schema, document).examples,
  );
  const shown = needed.length > 0 ? needed : optional.slice(0, 1);
  const headers = given("header").filter(({ required }) => required);
  const options = Object.fromEntries([
    ...shown.map((each) => [each.name, exampleOf(each.schema, document)]),
    ...headers.map((each) => [camelCase(each.name), exampleOf(each.schema, document)]),
  ]);
  return [
    ...inPath,
    ...bodies.map((body) => bodyExample(body, document)),
    ...(Object.keys(options).length > 0 ? [options] : []),
  ];
}

/** An example call of the client's methods, such as `fruits.read(1)`. */
export function methodCallOf(path: string, operation: DocumentOperation, document: Document): string {
  const { group, name } = placeOf(operation);
  return `${group}.${name}(${argumentsOf(path, operation, document).map(literal).join(", ")})`;
}

/** A statement with an example call, such as `await client.fruits.read(1);`. */
export function callOf(path: string, operation: DocumentOperation, document: Document): string {
  const call = `client.${methodCallOf(path, operation, document)}`;
  return operation["x-paging"] ? `for await (const item of ${call}) console.log(item);` : `await ${call};`;
}

/** A value as JavaScript, without needless quotes. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${literal(member)}`,
  );
  return members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
}

/** The operation's own example of a body, or its model's. */
export function bodyExample({ schema, example, examples = {} }: MediaType, document: Document): unknown {
  return example ?? Object.values(examples)[0]?.value ?? exampleOf(schema, document);
}

/** The schema's own example, or one made of the examples of its parts. */
export function exampleOf(given: Schema, document: Document): unknown {
  const schema = dereference(given, document);
  const { examples, enum: options, anyOf, allOf, properties, required = [], items, minimum } = schema;
  if (examples) return examples[0];
  if (options) return options[0];
  if (anyOf?.[0]) return exampleOf(anyOf[0], document);
  if (properties || allOf) {
    const own = Object.entries(properties ?? {}).filter(([name]) => required.includes(name));
    return Object.assign(
      {},
      ...(allOf ?? []).map((part) => exampleOf(part, document)),
      Object.fromEntries(own.map(([name, member]) => [name, exampleOf(member, document)])),
    );
  }
  if (items) return [exampleOf(items, document)];
  if (schema.type === "integer" || schema.type === "number") return minimum ?? 1;
  if (schema.type === "string") return stringExamples[String(schema.format)] ?? "example";
  return { boolean: true, object: {} }[String(schema.type)] ?? null;
}

/** A value that a schema shows: its example, its default or one of its choices; undefined where it shows none. */
export function shownValue(given: Schema, document: Document): unknown {
  const schema = { ...dereference(given, document), ...given };
  const { examples = [], default: filled, enum: choices = [], type, items } = schema;
  const item = items && shownValue(items, document);
  const others = type === "boolean" ? [true] : item === undefined ? [] : [[item]];
  return [...examples, filled, ...choices, ...others].find((each) => each !== undefined);
}

const stringExamples: Record<string, string> = {
  date: "2000-01-01",
  "date-time": "2000-01-01T00:00:00Z",
  "uri-reference": "/",
};

/** A header as an option of the client: `ifNoneMatch`, of `If-None-Match`. */
export function camelCase(header: string): string {
  return header.toLowerCase().replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
