/** The contract as it is read at run time: generated/openapi.json and its table of operations. */
import { readFileSync } from "node:fs";
import { operations } from "../generated/operations.ts";

export type Schema = { [keyword: string]: unknown; $ref?: string };

export interface OpenApiDocument {
  info: { title: string; description?: string; version: string };
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, Schema> };
}

export interface OpenApiOperation {
  operationId: string;
  "x-deprecated"?: Deprecated;
  parameters: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, OpenApiResponse>;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
  "x-deprecated"?: Deprecated;
}

/** When something was deprecated and when it goes away, as dates. */
export interface Deprecated {
  since: string;
  sunset: string;
}

export interface OpenApiResponse {
  headers?: Record<string, { required?: boolean; schema: Schema }>;
  content?: Record<string, { schema: Schema }>;
}

/** A row of the run-time table: what is routed and sent by. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  /** Request media types, the preferred one first. */
  readonly body: readonly string[];
  /** Scopes of tokens, any of which is enough; none where nobody needs a token. */
  readonly scopes: readonly string[];
  /** Which members of the query and of the answer lead to the next page. */
  readonly paging?: { readonly items: string; readonly cursor: string; readonly nextCursor: string };
  /** The id of the operation that reads what this one creates. */
  readonly location?: string;
}

let document: OpenApiDocument | undefined;

/** @returns the same object each time */
export function loadDocument(): OpenApiDocument {
  document ??= JSON.parse(
    readFileSync(new URL("../generated/openapi.json", import.meta.url), "utf8"),
  ) as OpenApiDocument;
  return document;
}

/** Every operation, with its place: interface and name. */
export const allOperations: { group: string; name: string; operation: Operation }[] = Object.entries<
  Record<string, Operation>
>(operations).flatMap(([group, named]) =>
  Object.entries(named).map(([name, operation]) => ({ group, name, operation })),
);

/** What this service can be asked at all. */
export const allMethods: string[] = [
  ...new Set([...allOperations.map(({ operation }) => operation.method), "HEAD", "OPTIONS"]),
];

export function describe(document: OpenApiDocument, { id, path, method }: Operation): OpenApiOperation {
  const described = document.paths[path]?.[method.toLowerCase()];
  if (!described) throw new Error(`openapi.json lacks ${id}: run \`npm run generate\``);
  return described;
}
