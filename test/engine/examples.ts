/** Requests, calls and rows as a contract's examples have them. */
import {
  type Document,
  type DocumentOperation,
  eventsOf,
  filesIn,
  isFile,
  type LocatedOperation,
  type MediaType,
  operationsIn,
  type Parameter,
  placeOf,
  propertiesOf,
  type Schema,
} from "../../server/engine/contract/document.ts";
import { schemaCompiler } from "../../server/engine/contract/schema.ts";
import {
  columnsOf,
  contractTables,
  keyIn,
  type Table,
  tablesOf as tablesIn,
} from "../../server/engine/database/tables.ts";
import { argumentsOf, bodyExample, exampleOf, separatorOf, shownValue, typeIn } from "../../spec/engine/examples.ts";

export interface ExampleRequest {
  path: string;
  init: { method: string; headers: Record<string, string>; body?: string; redirect?: "manual" };
}

/**
 * One request for each media type that an operation takes.
 * @param turn 0 for the examples as they are; in others, what no two rows may have the same of is varied
 */
export function exampleRequests(document: Document, located: LocatedOperation, turn = 0): ExampleRequest[] {
  const { path: template, method, operation } = located;
  const needed = operation.parameters.filter(({ required }) => required);
  /** Lists have a text for each item, or one for all where there is a separator. */
  const textsIn = (place: string, separatorOf: (parameter: Parameter) => string | undefined) =>
    needed
      .filter((each) => each.in === place)
      .flatMap((parameter): [string, string][] => {
        const items = [exampleOf(parameter.schema, document)].flat().map((item) => encodeURIComponent(String(item)));
        const separator = separatorOf(parameter);
        return (separator === undefined ? items : [items.join(separator)]).map((text) => [parameter.name, text]);
      });
  const query = textsIn("query", (parameter) => (parameter.explode === false ? separatorOf(parameter) : undefined));
  const inPath = new Map(textsIn("path", () => ","));
  const cookies = textsIn("cookie", () => ",").map((pair) => pair.join("="));
  const headers = Object.fromEntries(
    textsIn("header", () => ", ").map(([name, text]) => [name, decodeURIComponent(text)]),
  );
  if (cookies.length > 0) headers.Cookie = cookies.join("; ");
  const path =
    template.replace(/\{([^}]+)\}/g, (_, name: string) => inPath.get(name) ?? "") +
    (query.length > 0 ? `?${query.map(([name, text]) => `${encodeURIComponent(name)}=${text}`).join("&")}` : "");
  const common = { method: method.toUpperCase(), headers, redirect: "manual" as const };
  const content = Object.entries(operation.requestBody?.content ?? {});
  if (content.length === 0) return [{ path, init: common }];
  return content.map(([type, media]): ExampleRequest => {
    const sent = encode(
      type,
      varied(bodyExample(media, document), media.schema, turn, uniquesOf(operation, document)),
      media,
      document,
    );
    return { path, init: { ...common, ...sent, headers: { ...headers, ...sent.headers } } };
  });
}

/** A request for each operation and media type, with its operation. */
export function allRequests(document: Document, turn = 0) {
  return operationsIn(document).flatMap((located) =>
    exampleRequests(document, located, turn).map((request) => ({ ...located, ...request })),
  );
}

/** Found once: many tests ask for them. */
const answered = new WeakMap<DocumentOperation, Table[]>();

/** The tables whose rows an operation responds with. */
export function tablesOf(operation: DocumentOperation, document: Document): Table[] {
  const known = answered.get(operation);
  if (known) return known;
  const tables = tablesIn(operation, contractTables(document), document);
  answered.set(operation, tables);
  return tables;
}

/** The members that no two rows have the same values of: those of keys, and of unique indexes. */
function uniquesOf(operation: DocumentOperation, document: Document): Uniques {
  const tables = tablesOf(operation, document);
  const groups = tables.flatMap(({ columns, indexes }) => [
    [keyIn(columns).name],
    ...indexes.filter(({ isUnique }) => isUnique).map(({ columns }) => columns.flatMap((name) => name ?? [])),
  ]);
  // A value that refers to nothing would be refused: others come first.
  const references = tables.flatMap(({ foreignKeys }) => foreignKeys.map(({ column }) => column));
  return {
    document,
    groups: groups.map((names) => names.sort((one, other) => +references.includes(one) - +references.includes(other))),
  };
}

interface Uniques {
  document: Document;
  groups: string[][];
}

/** A body with another value for a member of each group. */
function varied(body: unknown, schema: Schema, turn: number, { document, groups }: Uniques): unknown {
  if (turn === 0 || typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const properties = propertiesOf(schema, document);
  const values = new Map(Object.entries(body));
  for (const names of groups)
    for (const name of names) {
      const other = values.has(name) ? variation(values.get(name), properties[name] ?? {}, document, turn) : undefined;
      if (other === undefined) continue;
      values.set(name, other);
      break;
    }
  return Object.fromEntries(values);
}

/** The value of a turn, like another one; undefined where the schema has too few. The same value has the same ones. */
export function variation(value: unknown, schema: Schema, document: Document, turn: number): unknown {
  const validate = schemaCompiler(document).validator(schema);
  let left = turn;
  for (const other of neighbours(value)) if (validate(other).length === 0 && --left === 0) return other;
  return undefined;
}

const characters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Numbers above and below; texts with another character, from the last one on, or one more. */
function* neighbours(value: unknown): Generator<unknown> {
  if (typeof value === "number") for (let step = 1; step < 100; step++) yield* [value + step, value - step];
  if (typeof value !== "string") return;
  for (let at = value.length - 1; at >= 0; at--)
    for (const character of characters)
      if (character !== value[at]) yield value.slice(0, at) + character + value.slice(at + 1);
  for (const character of characters) yield value + character;
}

/**
 * Returns functions that send requests to a server: `create` learns the keys that the service makes, and `send` puts them
 * in place of those in the examples.
 */
export function createSender(
  document: Document,
  request: (path: string, init: ExampleRequest["init"]) => Promise<Response>,
) {
  const made = new Map<string, string>();
  const learnt = (text: string) =>
    [...made].reduce((changed, [example, key]) => changed.replaceAll(example, key), text);
  const known = ({ path, init }: ExampleRequest): ExampleRequest => ({
    path: learnt(path),
    init: { ...init, ...(init.body !== undefined && { body: learnt(init.body) }) },
  });
  const send = (example: ExampleRequest): Promise<Response> => {
    const { path, init } = known(example);
    return request(path, init);
  };
  /** Sends an operation's first example. @returns whether it was accepted */
  const create = async (located: LocatedOperation, turn = 0): Promise<boolean> => {
    const [first] = exampleRequests(document, located, turn);
    if (!first) return true;
    const response = await send(first);
    const text = await response.text();
    if (!response.ok || turn > 0) return response.ok;
    const example = exampleAnswer(document, located, response.status);
    for (const { columns } of tablesOf(located.operation, document)) {
      const { name, isUuid } = keyIn(columns);
      const [shown, key] = isUuid ? [example, JSON.parse(text)].map((each) => Object(each)[name]) : [];
      if (typeof shown === "string" && typeof key === "string") made.set(shown, key);
    }
    return true;
  };
  return { known, send, create };
}

/**
 * Requests that conflict with two rows of each example, or with none: the example itself, which is there or in use; with
 * the unique members of the second row; and with references to what is not there.
 */
export function conflictingRequests(document: Document, located: LocatedOperation): ExampleRequest[] {
  const { operation } = located;
  const [request] = exampleRequests(document, located);
  const [[type = "", media] = []] = Object.entries(operation.requestBody?.content ?? {});
  const [table] = tablesOf(operation, document);
  if (!request || !media || !table) return request ? [request] : [];
  const model = Object.values(document.components.schemas).find((schema) => schema["x-table"] === table.name) ?? {};
  const [members, columns] = [media.schema, model].map((schema) => propertiesOf(schema, document));
  const row = exampleOf(model, document) as Record<string, unknown>; // Cast: a kept model is an object.
  const body = bodyExample(media, document) as object; // Cast: as above.
  const withMembers = (names: string[], turn: number): ExampleRequest[] => {
    const others = names
      .filter((name) => members?.[name])
      .map((name) => [name, variation(row[name] ?? shownIn(members?.[name]), columns?.[name] ?? {}, document, turn)]);
    const sent = encode(type, { ...body, ...Object.fromEntries(others) }, media, document);
    return others.length > 0
      ? [
          {
            path: request.path,
            init: { ...request.init, ...sent, headers: { ...request.init.headers, ...sent.headers } },
          },
        ]
      : [];
  };
  const shownIn = (schema: Schema | undefined) => (schema ? shownValue(schema, document) : undefined);
  return [
    request,
    ...uniquesOf(operation, document).groups.flatMap((names) => withMembers(names.slice(0, 1), 1)),
    ...table.foreignKeys.flatMap(({ column }) => withMembers([column], 9)),
  ];
}

/** The keys of examples that are texts. */
export function exampleKeys(document: Document): string[] {
  return contractTables(document).flatMap(({ name, columns }) => {
    const model = Object.values(document.components.schemas).find((schema) => schema["x-table"] === name);
    const key = Object(model && exampleOf(model, document))[keyIn(columns).name];
    return typeof key === "string" ? [key] : [];
  });
}

/** The example call of each operation, for any client of the contract. */
export function exampleCalls(document: Document) {
  return operationsIn(document).map(({ path, operation }) => {
    const { group, name } = placeOf(operation);
    const args = argumentsOf(path, operation, document);
    const isIterated = eventsOf(operation) !== undefined;
    return {
      id: operation.operationId,
      group,
      name,
      /** Events are iterated over: the call is that for the first one, without its response. */
      isIterated,
      call(client: object) {
        // Cast: the client's methods are found by name.
        const called = (client as Record<string, Record<string, ClientMethod>>)[group]?.[name]?.(...args);
        return isIterated && called ? (called[Symbol.asyncIterator]().next() as typeof called) : called;
      },
    };
  });
}

type ClientMethod = (...args: unknown[]) => Promise<unknown> &
  AsyncIterable<unknown> & {
    withResponse(): Promise<{ data: unknown; response: Response }>;
    result(): Promise<{ ok: boolean; error?: Error }>;
  };

/** The body of an operation's response with a status; undefined for none. */
export function exampleAnswer(document: Document, { operation }: LocatedOperation, status: number): unknown {
  const [media] = Object.values(operation.responses[status]?.content ?? {});
  return media && bodyExample(media, document);
}

/** A row without a generated key: the contract's example of its model, with other values for some columns. */
export function exampleRow(document: Document, table: string, own: Record<string, unknown> = {}): object {
  const model = Object.values(document.components.schemas).find((schema) => schema["x-table"] === table) ?? {};
  const key = keyIn(columnsOf(model, document));
  const isGenerated = (name: string) => key.type === "id" && name === key.name;
  const isColumn = (name: string) => !isGenerated(name) && model.properties?.[name]?.["x-column"] !== false;
  const members = Object.entries(exampleOf(model, document) as object).filter(([name]) => isColumn(name));
  return { ...Object.fromEntries(members), ...own };
}

function encode(type: string, value: unknown, { schema, encoding = {} }: MediaType, document: Document) {
  if (isFile(schema)) return { headers: { "Content-Type": typeIn(type) }, body: String(value) };
  const fields = () => Object.entries(value as Record<string, unknown>).map(([name, each]) => [name, String(each)]);
  if (type === "application/x-www-form-urlencoded")
    return { headers: { "Content-Type": type }, body: new URLSearchParams(fields()).toString() };
  if (type !== "multipart/form-data") return { headers: { "Content-Type": type }, body: JSON.stringify(value) };
  const files = filesIn(schema, document);
  const parts = fields().map(([name = "", text]) => {
    const types = encoding[name]?.contentType ?? "*/*";
    const headers = files.has(name) ? `; filename="blob"\r\nContent-Type: ${typeIn(types)}` : "";
    return `--example\r\nContent-Disposition: form-data; name="${name}"${headers}\r\n\r\n${text}\r\n`;
  });
  return { headers: { "Content-Type": `${type}; boundary=example` }, body: `${parts.join("")}--example--\r\n` };
}
