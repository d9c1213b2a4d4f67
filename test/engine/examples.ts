/** Requests, calls and rows as a contract's examples have them. */
import {
  type Document,
  type LocatedOperation,
  operationsIn,
  type Parameter,
  placeOf,
} from "../../server/engine/contract/document.ts";
import { argumentsOf, bodyExample, exampleOf } from "../../spec/engine/examples.ts";

export interface ExampleRequest {
  path: string;
  init: { method: string; headers: Record<string, string>; body?: string; redirect?: "manual" };
}

/** One request for each media type that an operation takes. */
export function exampleRequests(
  document: Document,
  { path: template, method, operation }: LocatedOperation,
): ExampleRequest[] {
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
  const separators: Record<string, string> = { pipeDelimited: "|", spaceDelimited: "%20" };
  const query = textsIn("query", ({ explode, style = "" }) =>
    explode === false ? (separators[style] ?? ",") : undefined,
  );
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
    const sent = encode(type, bodyExample(media, document));
    return { path, init: { ...common, ...sent, headers: { ...headers, ...sent.headers } } };
  });
}

/** A request for each operation and media type, with its operation. */
export function allRequests(document: Document) {
  return operationsIn(document).flatMap((located) =>
    exampleRequests(document, located).map((request) => ({ ...located, ...request })),
  );
}

/** The example call of each operation, for any client of the contract. */
export function exampleCalls(document: Document) {
  return operationsIn(document).map(({ path, operation }) => {
    const { group, name } = placeOf(operation);
    const args = argumentsOf(path, operation, document);
    return {
      id: operation.operationId,
      group,
      name,
      // Cast: the client's methods are found by name.
      call: (client: object) => (client as Record<string, Record<string, ClientMethod>>)[group]?.[name]?.(...args),
    };
  });
}

type ClientMethod = (...args: unknown[]) => Promise<unknown> & {
  withResponse(): Promise<{ data: unknown; response: Response }>;
  result(): Promise<{ ok: boolean; error?: Error }>;
};

/** The body of an operation's response with a status; undefined for none. */
export function exampleAnswer(document: Document, { operation }: LocatedOperation, status: number): unknown {
  const [media] = Object.values(operation.responses[status]?.content ?? {});
  return media && bodyExample(media, document);
}

/** A row without its id: the contract's example of its model, with other values for some columns. */
export function exampleRow(document: Document, table: string, own: Record<string, unknown> = {}): object {
  const model = Object.values(document.components.schemas).find((schema) => schema["x-table"] === table) ?? {};
  const isColumn = (name: string) => name !== "id" && model.properties?.[name]?.["x-column"] !== false;
  const members = Object.entries(exampleOf(model, document) as object).filter(([name]) => isColumn(name));
  return { ...Object.fromEntries(members), ...own };
}

function encode(type: string, value: unknown) {
  const fields = () => Object.entries(value as Record<string, unknown>).map(([name, each]) => [name, String(each)]);
  if (type === "application/x-www-form-urlencoded")
    return { headers: { "Content-Type": type }, body: new URLSearchParams(fields()).toString() };
  if (type !== "multipart/form-data") return { headers: { "Content-Type": type }, body: JSON.stringify(value) };
  const parts = fields().map(
    ([name, text]) => `--example\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  return { headers: { "Content-Type": `${type}; boundary=example` }, body: `${parts.join("")}--example--\r\n` };
}
