/** What the OpenAPI emitter cannot say: deprecations, summaries, files, problems that share a status. */
import { STATUS_CODES } from "node:http";
import {
  type Deprecated,
  type Document,
  type DocumentResponse,
  dereference,
  eventsOf,
  type MediaType,
  modelOf,
  operationsIn,
  type Parameter,
  problemsOf,
  type Schema,
  schemasIn,
} from "../../server/engine/contract/document.ts";
import type { ProblemType } from "../../server/engine/contract/problem.ts";
import { shownValue } from "./examples.ts";
import { completeModels } from "./models.ts";

/** Edits the emitter's document in place. */
export function polish(document: Document): void {
  inlineParameters(document);
  markFiles(document);
  completeModels(document);
  removeUnused(document);
  separateStatuses(document);
  for (const { schema } of schemasIn(document)) {
    for (const member of Object.values(schema.properties ?? {})) markDeprecated(member);
    // Not every language reads escapes of code points in patterns.
    if (typeof schema.pattern === "string") schema.pattern = withoutEscapes(schema.pattern);
  }
  for (const { operation } of operationsIn(document)) {
    const [sentence] = operation.description?.split(/(?<=\.)\s/) ?? [];
    if (sentence) operation.summary ??= sentence.replace(/\.$/, "");
    // The emitter seals every model except those of multipart forms.
    const multipart = operation.requestBody?.content["multipart/form-data"];
    const form = multipart && dereference(multipart.schema, document);
    if (form?.properties) form.additionalProperties ??= false;
    if (multipart) leaveDefaults(multipart);
    markDeprecated(operation);
    const events = Object.entries(eventsOf(operation) ?? {});
    const stream = operation.responses["200"];
    if (stream && events.length > 0)
      stream.description = `Events: ${events.map(([name, data]) => `\`${name}\` with ${modelOf(data)}`).join(", ")}.`;
    for (const response of Object.values(operation.responses)) {
      const problems = problemsOf(response);
      if (problems.length > 1)
        // The emitter describes the first alone.
        response.description = problems.map((each) => dereference(each, document).description).join(" Or: ");
    }
    for (const parameter of operation.parameters) {
      for (const key of ["x-deprecated", "x-filter"]) delete (parameter.schema as Record<string, unknown>)[key]; // The emitter puts extensions on both.
      markDeprecated(parameter);
      // Tools fill these in and need headers; an example of every filter at once would ask for nothing sensible.
      const example =
        parameter.required || parameter.in === "header" ? shownValue(parameter.schema, document) : undefined;
      if (example !== undefined) parameter.example = example;
    }
  }
}

/** The emitter refers to the parameters of models that are spread. */
function inlineParameters(document: Document): void {
  const { components } = document as { components: { parameters?: Record<string, Parameter> } };
  for (const { operation } of operationsIn(document))
    operation.parameters = operation.parameters.map((parameter) => {
      const { $ref = "" } = parameter as { $ref?: string }; // Cast: the document's type has them inline.
      return structuredClone(components.parameters?.[$ref.slice("#/components/parameters/".length)]) ?? parameter;
    });
  delete components.parameters;
}

/**
 * Gives files one form, which most tools know. The emitter has several for TypeSpec's `bytes` and `File`: a media type, the
 * encoding that bytes have in JSON, or nothing in a form.
 */
function markFiles(document: Document): void {
  const file = { type: "string", format: "binary" };
  const described = ({ description }: Schema) => (description === undefined ? file : { ...file, description });
  const isBytes = (schema: Schema) => {
    const { contentEncoding, contentMediaType } = dereference(schema, document);
    return contentEncoding !== undefined || contentMediaType !== undefined;
  };
  for (const { operation } of operationsIn(document)) {
    const { requestBody, responses, "x-max-bytes": most } = operation;
    if (requestBody && most !== undefined)
      requestBody.description = `${requestBody.description ?? ""} At most ${most} bytes.`.trim();
    for (const { content = {} } of [...(requestBody ? [requestBody] : []), ...Object.values(responses)])
      for (const [type, media] of Object.entries(content)) {
        if (type === "multipart/form-data") {
          const { properties = {} } = dereference(media.schema, document);
          for (const [name, member] of Object.entries(properties)) {
            const { type, items, ...others } = member;
            const one = items ?? member;
            const isPart = !("type" in one || "$ref" in one || "anyOf" in one) || isBytes(one);
            if (isPart) properties[name] = items ? { type, items: file, ...others } : described(member);
          }
        } else if (!/[/+]json$/.test(type) && isBytes(media.schema)) media.schema = described(media.schema);
      }
  }
}

/** Writes `\u202A` in a pattern as the character itself; TypeSpec's strings have no such escapes. */
function withoutEscapes(pattern: string): string {
  return pattern.replace(
    /(?<!\\)((?:\\\\)*)\\u([\dA-F]{4})/gi,
    (_, before: string, code: string) => before + String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Removes the default media type of form fields, which hold text (OpenAPI 3.1, 4.8.15.1): Swagger UI sends a file for it. */
function leaveDefaults(multipart: MediaType): void {
  const { encoding = {} } = multipart;
  for (const [name, own] of Object.entries(encoding))
    if (own.contentType === "text/plain" && Object.keys(own).length === 1) delete encoding[name];
  if (Object.keys(encoding).length === 0) delete multipart.encoding;
}

/** A status is either that of a problem type or of problems without one, so that clients can tell errors apart by it. */
function separateStatuses(document: Document): void {
  const { ProblemStatus: others } = document.components.schemas;
  const typed = new Set(Object.values(problemsIn(document)).map(({ status }) => status));
  if (others)
    others.enum = Object.keys(STATUS_CODES)
      .map(Number)
      .filter((status) => status >= 400 && !typed.has(status));
}

/** The emitter takes along every model of the namespace. Removes those that neither an operation nor a table has. */
function removeUnused({ paths, components: { schemas } }: Document): void {
  const used = new Set<string>();
  const follow = (node: unknown) => {
    for (const [, name = ""] of JSON.stringify(node).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name] ?? {});
    }
  };
  follow(paths);
  for (const [name, schema] of Object.entries(schemas)) {
    if (!schema["x-table"]) continue;
    used.add(name);
    follow(schema);
  }
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
}

/** Adds the keyword that docs and types know, and the dates to the description. */
function markDeprecated(node: { "x-deprecated"?: Deprecated; deprecated?: boolean; description?: string }): void {
  const { "x-deprecated": facts, description = "" } = node;
  if (!facts) return;
  node.deprecated = true;
  node.description = `${description} Deprecated since ${facts.since}; goes away on ${facts.sunset}.`.trim();
}

/** In descriptions. */
export const deprecation = / ?Deprecated since \S+; goes away on \S+\.$/;

/** Requires only the headers that every response of a status has. */
export function relaxHeaders({ headers: all = {} }: DocumentResponse, answers: { headers?: object }[]): void {
  for (const [name, header] of Object.entries(all))
    if (answers.some(({ headers = {} }) => !Object.hasOwn(headers, name))) delete header.required;
}

/** The problem types that models declare, by name: `NotFound` of `NotFoundProblem`. */
export function problemsIn(document: Document): Record<string, ProblemType> {
  return Object.fromEntries(
    Object.entries(document.components.schemas).flatMap(([name, { properties }]) => {
      const [type, title, status] = [properties?.type, properties?.title, properties?.status].map(
        (each) => each?.enum?.[0],
      );
      return name.endsWith("Problem") &&
        typeof type === "string" &&
        typeof title === "string" &&
        typeof status === "number"
        ? [[name.slice(0, -"Problem".length), { type, title, status }]]
        : [];
    }),
  );
}
