/** The OpenAPI document, as far as the generator reads or changes it. */
export interface Document {
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
  deprecated?: boolean;
  parameters: { name: string; in: string; required?: boolean; schema: Schema; example?: unknown; explode?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    {
      headers?: Record<string, { required?: boolean; schema: Schema }>;
      content?: Record<string, { schema: Schema }>;
    }
  >;
  "x-paging"?: object;
  "x-location"?: string;
}

export interface Schema {
  $ref?: string;
  type?: unknown;
  format?: unknown;
  description?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  examples?: unknown[];
  minimum?: number;
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
  unevaluatedProperties?: { not?: object };
  additionalProperties?: boolean;
}

const methods = ["get", "put", "post", "delete", "patch"];

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

export function resolve(schema: Schema | undefined, document: Document): Schema | undefined {
  return schema?.$ref ? document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
}

/** Where the run-time table and the client have it: `Users_list` is `users.list`. */
export function placeOf({ operationId }: Operation): { group: string; name: string } {
  const [group = "", name = ""] = operationId.split("_");
  return { group: group.charAt(0).toLowerCase() + group.slice(1), name };
}
