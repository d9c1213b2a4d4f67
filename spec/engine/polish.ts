/** What the OpenAPI emitter cannot say: deprecations, summaries, problems that share a status. */
import {
  type Deprecated,
  type Document,
  type DocumentResponse,
  dereference,
  operationsIn,
  problemsOf,
  schemasIn,
} from "../../server/engine/contract/document.ts";
import type { ProblemType } from "../../server/engine/contract/problem.ts";

/** Edits the emitter's document in place. */
export function polish(document: Document): void {
  const schemas = [...schemasIn(document)].map(({ schema }) => schema);
  const composed = new Set(schemas.flatMap((schema) => schema.allOf ?? []).map((part) => dereference(part, document)));
  for (const schema of schemas) {
    const { unevaluatedProperties: others } = schema;
    // Where a model is not composed, the older keyword says the same, and every OpenAPI tool knows it.
    if (others && !schema.allOf && !composed.has(schema)) {
      delete schema.unevaluatedProperties;
      schema.additionalProperties = others.not ? false : others;
    }
    for (const member of Object.values(schema.properties ?? {})) markDeprecated(member);
  }
  for (const { operation } of operationsIn(document)) {
    const [sentence] = operation.description?.split(/(?<=\.)\s/) ?? [];
    if (sentence) operation.summary ??= sentence.replace(/\.$/, "");
    // The emitter seals every model except those of multipart forms.
    const { schema } = operation.requestBody?.content["multipart/form-data"] ?? {};
    const form = schema && dereference(schema, document);
    if (form?.properties) form.additionalProperties ??= false;
    markDeprecated(operation);
    for (const response of Object.values(operation.responses)) {
      const problems = problemsOf(response);
      if (problems.length > 1)
        // The emitter describes the first alone.
        response.description = problems.map((each) => dereference(each, document).description).join(" Or: ");
    }
    for (const parameter of operation.parameters) {
      for (const key of ["x-deprecated", "x-filter"]) delete (parameter.schema as Record<string, unknown>)[key]; // The emitter puts extensions on both.
      markDeprecated(parameter);
      const [example] = dereference(parameter.schema, document).examples ?? [];
      if (parameter.required && example !== undefined) parameter.example = example; // For "try it out".
    }
  }
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
