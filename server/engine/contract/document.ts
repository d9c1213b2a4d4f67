/** The contract as an OpenAPI 3.1 document: its model, and how to find one's way in it. */
import { readFileSync } from "node:fs";
import type { SecurityRequirement, SecurityScheme } from "./callers.ts";

export interface Document {
  info: { title: string; description?: string; version: string };
  servers?: { url: string }[];
  paths: Record<string, Record<string, DocumentOperation>>;
  components: { schemas: Record<string, Schema>; securitySchemes?: Record<string, SecurityScheme> };
  security?: SecurityRequirement[];
}

export interface DocumentOperation {
  operationId: string;
  /** The interface and the operation, where the operationId has not both. */
  "x-method"?: { group: string; name: string };
  summary?: string;
  description?: string;
  deprecated?: boolean;
  security?: SecurityRequirement[];
  parameters: Parameter[];
  requestBody?: { required?: boolean; description?: string; content: Content };
  responses: Record<string, DocumentResponse>;
  "x-paging"?: Paging;
  /** The id of the operation that reads what this one creates. */
  "x-location"?: string;
  /** Whether it may read from a replica, which is behind by what it has not copied yet. */
  "x-reads-late"?: boolean;
  /** The largest body, in bytes, of an operation that takes files. */
  "x-max-bytes"?: number;
  "x-deprecated"?: Deprecated;
}

/** Which members of the query and of the page lead to the next page. */
export interface Paging {
  items: string;
  cursor: string;
  nextCursor: string;
  /** The query parameter that orders the items; `sort` unless given. */
  sort?: string;
  /** The query parameter that bounds their number; `limit` unless given. */
  limit?: string;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema: Schema;
  example?: unknown;
  /** How a list or object is written (RFC 6570): `form` in queries and cookies, `simple` in paths and headers unless given. */
  style?: string;
  /** Whether a list in a query is a parameter for each item; true unless given. */
  explode?: boolean;
  description?: string;
  deprecated?: boolean;
  "x-deprecated"?: Deprecated;
  /** How it narrows the rows that are listed; false where the handler does that itself. */
  "x-filter"?: Filter | false;
}

/** A column, and how it compares with a parameter's value. */
export interface Filter {
  column: string;
  operator: (typeof operators)[number];
}

/** `in` takes a list of values, `startsWith` a prefix. */
export const operators = ["=", "<", "<=", ">", ">=", "in", "startsWith"] as const;

/** A column that another one refers to, and what becomes of the row that does when the other one is deleted. */
export interface Reference {
  table: string;
  column: string;
  onDelete: "restrict" | "cascade" | "set null";
}

/** When something was deprecated, and when it goes away: dates, such as 2027-04-01. */
export interface Deprecated {
  since: string;
  sunset: string;
}

export interface DocumentResponse {
  description?: string;
  headers?: Record<string, { required?: boolean; schema: Schema }>;
  content?: Content;
}

/** Bodies by media type. */
export type Content = Record<string, MediaType>;

export interface MediaType {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
  /** The data of each event, by the event's name: of a stream of events alone. */
  "x-events"?: Record<string, Schema>;
  /** Of a form's fields. */
  encoding?: Record<string, { contentType?: string }>;
}

// A type: an interface would not be assignable to what takes any keyword.
export type Schema = {
  $ref?: string;
  type?: unknown;
  format?: unknown;
  pattern?: unknown;
  /** Bytes as text, in base64 or base64url (RFC 4648). */
  contentEncoding?: unknown;
  contentMediaType?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  readOnly?: boolean;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  unevaluatedProperties?: Schema & { not?: object };
  additionalProperties?: boolean | Schema;
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  description?: string;
  deprecated?: boolean;
  "x-deprecated"?: Deprecated;
  /** What callers are told of a string that the pattern refuses. */
  "x-pattern-message"?: string;
  /** The table that keeps the model. */
  "x-table"?: string;
  /** False for a member that the model's table does not keep. */
  "x-column"?: boolean;
  /** The member that is the key of the model's table; `id` unless given. */
  "x-key"?: string;
  /** The members that are unique in the model's table, each by itself or several together. */
  "x-unique"?: string[][];
  /** What members of the model refer to, by their names. */
  "x-references"?: Record<string, Reference>;
};

/** @param file a `generated/openapi.json` */
export function readDocument(file: URL | string): Document {
  return JSON.parse(readFileSync(file, "utf8")) as Document; // As `npm run generate` wrote it.
}

const methods = ["get", "put", "post", "delete", "patch"];

export interface LocatedOperation {
  path: string;
  method: string;
  operation: DocumentOperation;
}

export function operationsIn(document: Document): LocatedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Interface and name: `Fruits_list` is `fruits.list`. */
export function placeOf({ operationId, "x-method": own }: DocumentOperation): { group: string; name: string } {
  const [group = "", name = ""] = own ? [own.group, own.name] : operationId.split("_");
  return { group: group.charAt(0).toLowerCase() + group.slice(1), name };
}

/** The alternatives that an operation's caller has; an empty one where anyone may call. */
export function securityOf({ security }: DocumentOperation, document: Document): SecurityRequirement[] {
  const alternatives = security ?? document.security ?? [];
  return alternatives.length > 0 ? alternatives : [{}];
}

/** The names of a path's parameters, in order. */
export function parametersIn(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
}

/** Follows a `$ref` into the document; any other schema is returned as it is, none as one that admits anything. */
export function dereference(schema: Schema | undefined, document: Document): Schema {
  if (!schema) return {};
  if (typeof schema.$ref !== "string") return schema; // Otherwise a member with this name.
  const keys = schema.$ref.replace(/^[^#]*#\//, "").split("/");
  // Cast: the compiler cannot follow a JSON pointer.
  return keys.reduce<unknown>(
    (node, key) => (node as Record<string, unknown>)[key.replaceAll("~1", "/").replaceAll("~0", "~")],
    document,
  ) as Schema;
}

/** The name of the model that a schema refers to; "" for none. */
export function modelOf({ $ref = "" }: Schema): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}

/** The members of a model, with those of the models that it is composed of. */
export function propertiesOf(schema: Schema, document: Document): Record<string, Schema> {
  const { allOf = [], properties = {} } = dereference(schema, document);
  return Object.assign({}, ...allOf.map((part) => propertiesOf(part, document)), properties);
}

/** The member that identifies a kept model; undefined for other models. */
export function keyMemberOf(schema: Schema, document: Document): string | undefined {
  const { "x-table": table, "x-key": key = "id" } = dereference(schema, document);
  return table !== undefined && key in propertiesOf(schema, document) ? key : undefined;
}

/** The schemas that a schema is made of, except its members. */
export function subschemasOf(schema: Schema): Schema[] {
  const { items, additionalProperties, unevaluatedProperties } = schema;
  const parts = [items, additionalProperties, unevaluatedProperties, ...variantsOf(schema)];
  return parts.filter((part): part is Schema => typeof part === "object");
}

/** The schemas that a schema is one of, or composed of. */
export function variantsOf({ anyOf = [], oneOf = [], allOf = [] }: Schema): Schema[] {
  return [...anyOf, ...oneOf, ...allOf];
}

/** A schema and all that it leads to, through references, each once. */
export function* schemasFrom(given: Schema, document: Document, passed = new Set<Schema>()): Generator<Schema> {
  const schema = dereference(given, document);
  if (passed.has(schema)) return; // Models may be recursive.
  passed.add(schema);
  yield schema;
  for (const part of partsOf(schema)) yield* schemasFrom(part, document, passed);
}

/** The members of a schema and the schemas that it is made of. */
export function partsOf(schema: Schema): Schema[] {
  return [...Object.values(schema.properties ?? {}), ...subschemasOf(schema)];
}

/** The JSON types that a schema admits, through references and alternatives. */
export function typesOf(schema: Schema, document: Document): Set<unknown> {
  const target = dereference(schema, document);
  const own = target.type === undefined ? [] : [target.type].flat();
  return new Set([...own, ...variantsOf(target).flatMap((part) => [...typesOf(part, document)])]);
}

/** Whether it is a file: bytes as they are, in a body or a part of a form. */
export function isFile({ format }: Schema): boolean {
  return format === "binary";
}

/** The members of a form that are files or lists of files, by name, as schemas of one file each. */
export function filesIn(form: Schema | undefined, document: Document): Map<string, Schema> {
  const members = Object.entries(form ? propertiesOf(form, document) : {});
  return new Map(
    members
      .map(([name, { items, ...member }]): [string, Schema] => [name, items ?? member])
      .filter(([, each]) => isFile(each)),
  );
}

/** The data of each event that an operation sends, by the event's name; undefined where it sends none. */
export function eventsOf({ responses }: DocumentOperation): Record<string, Schema> | undefined {
  return responses["200"]?.content?.["text/event-stream"]?.["x-events"];
}

/** Whether a body is a file, or a form that has some. */
export function hasFiles({ schema }: MediaType, document: Document): boolean {
  return isFile(schema) || filesIn(schema, document).size > 0;
}

/** The problems that a response may hold; none for a success. */
export function problemsOf({ content = {} }: DocumentResponse): Schema[] {
  const { schema } = content["application/problem+json"] ?? {};
  return schema?.anyOf ?? (schema ? [schema] : []);
}

/** The members of every problem (RFC 9457, section 3.1). */
export const problemMembers = ["type", "title", "status", "detail"];

/**
 * The name of the problem that an operation reports of itself when a row is not unique, or a reference leads nowhere:
 * one with the status 409 that carries nothing else; undefined where it declares none.
 */
export function conflictOf({ responses }: DocumentOperation, document: Document): string | undefined {
  const names = problemsOf(responses["409"] ?? {})
    .filter((problem) => Object.keys(propertiesOf(problem, document)).every((name) => problemMembers.includes(name)))
    .map((problem) => modelOf(problem).replace(/Problem$/, ""))
    .filter((name) => name !== "RequestRunning");
  return names.find((name) => name === "Conflict") ?? names[0];
}

/** Every schema in the document with its place, such as `Fruit.name`; the parts of a schema come before it. */
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
  for (const part of subschemasOf(schema)) yield* schemasWithin(part, place);
  yield { place, schema };
}
