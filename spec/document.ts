/** The OpenAPI document between the emitter and generated/: what is read of it, and what the emitter cannot say. */

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
  responses: Record<string, { content?: Content; headers?: Record<string, { required?: boolean; schema: Schema }> }>;
  "x-paging"?: object;
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

export interface Schema {
  $ref?: string;
  type?: unknown;
  format?: unknown;
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
  unevaluatedProperties?: { not?: object };
  additionalProperties?: boolean;
  description?: string;
  deprecated?: boolean;
  "x-deprecated"?: Deprecated;
  /** The table that keeps the model. */
  "x-table"?: string;
  /** False for a member that the model's table does not keep. */
  "x-column"?: boolean;
}

const methods = ["get", "put", "post", "delete", "patch"];

/** Puts into the document what the emitter cannot say. */
export function polish(document: Document): void {
  const schemas = schemasIn(document);
  const composed = new Set(schemas.flatMap((schema) => schema.allOf ?? []).map(({ $ref }) => $ref));
  const names = new Map(Object.entries(document.components.schemas).map(([name, schema]) => [schema, name]));
  for (const schema of schemas) {
    // The same promise for a model that is not composed, in the word that every OpenAPI tool understands.
    if (
      schema.unevaluatedProperties?.not &&
      !schema.allOf &&
      !composed.has(`#/components/schemas/${names.get(schema)}`)
    ) {
      delete schema.unevaluatedProperties;
      schema.additionalProperties = false;
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
  if (!facts || description.includes("Deprecated since")) return; // The emitter may use one object in two places.
  node.deprecated = true;
  node.description = `${description} Deprecated since ${facts.since}; goes away on ${facts.sunset}.`.trim();
}

export function resolve(schema: Schema | undefined, document: Document): Schema | undefined {
  return schema?.$ref ? document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
}

export function operationsIn(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Every object in the document that may be a schema; examples are data. */
export function schemasIn(node: unknown): Schema[] {
  if (typeof node !== "object" || node === null) return [];
  const children = Object.entries(node).flatMap(([key, child]) => (/^examples?$/.test(key) ? [] : schemasIn(child)));
  return [node, ...children];
}

/** Where the run-time table and the client have it: `Users_list` is `users.list`. */
export function placeOf({ operationId }: Operation): { group: string; name: string } {
  const [group = "", name = ""] = operationId.split("_");
  return { group: group.charAt(0).toLowerCase() + group.slice(1), name };
}
