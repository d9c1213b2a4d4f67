/** Requests as the contract's examples have them: what the docs show, made for a server. */
import { describe, type MediaType, type OpenApiDocument, type Operation, type Schema } from "../server/openapi.ts";

export interface ExampleRequest {
  path: string;
  init: { method: string; headers: Record<string, string>; body?: string };
}

/** One request for each media type that an operation takes. */
export function exampleRequests(document: OpenApiDocument, operation: Operation): ExampleRequest[] {
  const { parameters, requestBody } = describe(document, operation);
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const schema = parameters.find((each) => each.in === "path" && each.name === name)?.schema;
    return encodeURIComponent(String(exampleOf(document, schema)));
  });
  const content = Object.entries(requestBody?.content ?? {});
  if (content.length === 0) return [{ path, init: { method: operation.method, headers: {} } }];
  return content.map(([type, media]) => ({
    path,
    init: { method: operation.method, ...encode(type, mediaExample(document, media)) },
  }));
}

/** The example of a body: the operation's own, or else its model's. */
export function mediaExample(document: OpenApiDocument, { schema, example, examples = {} }: MediaType): unknown {
  return example ?? Object.values(examples)[0]?.value ?? exampleOf(document, schema);
}

/** A schema's first example; an object without one is made of its members' examples. */
export function exampleOf(document: OpenApiDocument, schema: Schema | undefined): unknown {
  const target = schema?.$ref ? document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
  const { examples: [example] = [], properties } = (target ?? {}) as {
    examples?: unknown[];
    properties?: Record<string, Schema>;
  };
  if (example !== undefined || !properties) return example;
  return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, exampleOf(document, each)]));
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
