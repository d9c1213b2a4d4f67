/** The OpenAPI document between the emitter and generated/: what is read of it, and what the emitter cannot say. */

import { partsOf } from "../server/schema.ts";

/** The part of an OpenAPI document that is read or changed here. */
export interface Document {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes?: Record<string, { type: string; scheme?: string }> };
  security?: Requirement[];
}

/** One way to be allowed: every scheme that it names; none for anyone. */
export type Requirement = Record<string, string[]>;

export interface Operation {
  operationId: string;
  security?: Requirement[];
  summary?: string;
  description?: string;
  parameters: {
    name: string;
    in: string;
    required?: boolean;
    schema: Schema;
    example?: unknown;
    explode?: boolean;
    description?: string;
    deprecated?: boolean;
    "x-deprecated"?: Deprecated;
  }[];
  requestBody?: { content: Content };
  responses: Record<
    string,
    { description?: string; content?: Content; headers?: Record<string, { required?: boolean; schema: Schema }> }
  >;
  "x-paging"?: { items?: string; cursor?: string; nextCursor?: string };
  "x-location"?: string;
  "x-deprecated"?: Deprecated;
  deprecated?: boolean;
}

/** When something was deprecated, and when it goes away: dates, such as 2027-04-01. */
export interface Deprecated {
  since?: unknown;
  sunset?: unknown;
}

export interface MediaType {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** Bodies by media type. */
type Content = Record<string, MediaType>;

/** A type, as an interface would not pass for the server's, which may have any keyword. */
export type Schema = {
  $ref?: string;
  type?: unknown;
  format?: unknown;
  pattern?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  readOnly?: boolean;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  examples?: unknown[];
  properties?: Record<string, Schema>;
  unevaluatedProperties?: Schema & { not?: object };
  additionalProperties?: boolean | Schema;
  discriminator?: object;
  description?: string;
  deprecated?: boolean;
  "x-deprecated"?: Deprecated;
  /** The table that keeps the model. */
  "x-table"?: string;
  /** False for a member that the model's table does not keep. */
  "x-column"?: boolean;
};

const methods = ["get", "put", "post", "delete", "patch"];

/** Puts into the document what the emitter cannot say. */
export function polish(document: Document): void {
  const schemas = [...schemasIn(document)].map(({ schema }) => schema);
  const composed = new Set(schemas.flatMap((schema) => schema.allOf ?? []).map((part) => resolve(part, document)));
  for (const schema of schemas) {
    const { unevaluatedProperties: others } = schema;
    // The same promise for a model that is not composed, in the word that every OpenAPI tool understands.
    if (others && !schema.allOf && !composed.has(schema)) {
      delete schema.unevaluatedProperties;
      schema.additionalProperties = others.not ? false : others;
    }
    for (const member of Object.values(schema.properties ?? {})) markDeprecated(member);
  }
  for (const { operation } of operationsIn(document)) {
    const [sentence] = operation.description?.split(/(?<=\.)\s/) ?? [];
    if (sentence) operation.summary ??= sentence.replace(/\.$/, "");
    // The emitter seals every model but those of multipart forms.
    const form = resolve(operation.requestBody?.content["multipart/form-data"]?.schema, document);
    if (form?.properties) form.additionalProperties ??= false;
    markDeprecated(operation);
    for (const response of Object.values(operation.responses)) {
      const problems = problemsOf(response);
      if (problems.length > 1)
        // Of which the emitter tells the first.
        response.description = problems.map((each) => resolve(each, document)?.description).join(" Or: ");
    }
    for (const parameter of operation.parameters) {
      delete parameter.schema["x-deprecated"]; // The emitter says it of both.
      markDeprecated(parameter);
      const [example] = resolve(parameter.schema, document)?.examples ?? [];
      if (parameter.required && example !== undefined) parameter.example = example; // Docs fill it in.
    }
  }
}

/** In the word that docs and types know, and with the date for their readers. */
function markDeprecated(node: { "x-deprecated"?: Deprecated; deprecated?: boolean; description?: string }): void {
  const { "x-deprecated": facts, description = "" } = node;
  if (!facts || deprecation.test(description)) return; // The emitter may use one object in two places.
  node.deprecated = true;
  node.description = `${description} Deprecated since ${facts.since}; goes away on ${facts.sunset}.`.trim();
}

/** What the docs say of something deprecated. */
export const deprecation = / ?Deprecated since \S+; goes away on \S+\.$/;

/** Demands of a status only the headers that each of its answers has. */
export function relaxHeaders(
  { headers: all = {} }: Operation["responses"][string],
  answers: { headers?: object }[],
): void {
  for (const [name, header] of Object.entries(all))
    if (answers.some(({ headers = {} }) => !Object.hasOwn(headers, name))) delete header.required;
}

/** A problem that callers can act on: what never differs from one occurrence to the next. */
export interface ProblemFacts {
  type: string;
  title: string;
  status: number;
}

/** Those problems by name, each of a model with the same name and "Problem" behind it. */
export function problemsIn(document: Document): Record<string, ProblemFacts> {
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

/** The problems that an answer may hold; none for a success. */
export function problemsOf({ content = {} }: Operation["responses"][string]): Schema[] {
  const { schema } = content["application/problem+json"] ?? {};
  return schema?.anyOf ?? (schema ? [schema] : []);
}

export function resolve(schema: Schema | undefined, document: Document): Schema | undefined {
  return schema?.$ref ? document.components.schemas[modelOf(schema)] : schema;
}

/** The name of the model that a schema refers to; "" for none. */
export function modelOf({ $ref = "" }: Schema): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}

export function operationsIn(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Every schema in the document, with the place where it stands, such as User.age; what a schema holds comes before it. */
export function* schemasIn(document: Document): Generator<{ place: string; schema: Schema }> {
  for (const [name, schema] of Object.entries(document.components.schemas)) yield* schemasWithin(schema, name);
  for (const { operation } of operationsIn(document)) {
    const { operationId, parameters, requestBody, responses } = operation;
    for (const { name, schema } of parameters) yield* schemasWithin(schema, `${operationId} ${name}`);
    for (const { schema } of Object.values(requestBody?.content ?? {}))
      yield* schemasWithin(schema, `${operationId} body`);
    for (const [status, { content = {}, headers = {} }] of Object.entries(responses)) {
      for (const { schema } of Object.values(content)) yield* schemasWithin(schema, `${operationId} ${status}`);
      for (const [name, { schema }] of Object.entries(headers))
        yield* schemasWithin(schema, `${operationId} ${status} ${name}`);
    }
  }
}

function* schemasWithin(schema: Schema, place: string): Generator<{ place: string; schema: Schema }> {
  for (const [name, member] of Object.entries(schema.properties ?? {}))
    yield* schemasWithin(member, `${place}.${name}`);
  for (const part of partsOf(schema)) yield* schemasWithin(part, place);
  yield { place, schema };
}

/** Where the run-time table and the client have it: `Users_list` is `users.list`. */
export function placeOf({ operationId }: Operation): { group: string; name: string } {
  const [group = "", name = ""] = operationId.split("_");
  return { group: group.charAt(0).toLowerCase() + group.slice(1), name };
}
