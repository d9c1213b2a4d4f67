/**
 * Tables, and those that the contract asks for: one for each model with `@extension("x-table", NAME)`, with a column for
 * each member but those with `@extension("x-column", false)`.
 */
import type { OpenApiDocument, OpenApiOperation, Schema } from "./openapi.ts";
import { dereference } from "./schema.ts";

export interface Table {
  name: string;
  columns: Column[];
  indexes: Index[];
  /** SQLite's: the statement that made it. */
  sql?: string;
  /** Whether its columns take values of their type only. */
  isStrict: boolean;
}

export interface Column extends Limits {
  name: string;
  /** "id" for the key that the database gives, "json" for lists and objects; what no column can hold by its own name. */
  type: string;
  isNullable: boolean;
  /** The service's, and no matter of the contract. */
  isOwn?: boolean;
  /** For the rows that are there when the column comes. */
  fill?: unknown;
}

/** Bounds of numbers and of lengths in code points, inclusive unless they say otherwise. */
export interface Limits {
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  /** All that it takes. */
  values?: (string | number)[] | undefined;
}

export interface Index {
  name: string;
  columns: (string | null)[];
  /** The statement that made it; none for the index of a constraint. */
  sql?: string | null | undefined;
  /** Of the contract's: the operation that filters or sorts by it. */
  operation?: string;
}

/** No column is limited above this: a request's body ends before, and who tries lengths has to make them. */
export const longestText = 1e6;

export const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/** The tables that the contract asks for. */
export function contractTables(document: OpenApiDocument): Table[] {
  const searches = searchesIn(document);
  return Object.values(document.components.schemas).flatMap((schema) => {
    if (typeof schema["x-table"] !== "string") return [];
    const name = schema["x-table"];
    const columns = columnsOf(merge(schema, document), document);
    return [{ name, columns, indexes: indexesOf(name, schema, columns, searches), isStrict: true }];
  });
}

function columnsOf(model: Schema, document: OpenApiDocument): Column[] {
  const properties = Object.entries((model.properties ?? {}) as Record<string, Schema>);
  const required = (model.required ?? []) as string[];
  const [example] = (model.examples ?? []) as Record<string, unknown>[];
  return properties.flatMap(([name, property]) => {
    const merged = merge(property, document);
    if (merged["x-column"] === false) return [];
    const all = alternativesIn(merged, document);
    const kinds = all.filter(({ type }) => type !== "null");
    const types = new Set(kinds.map(({ type }) => columnTypes[String(type)] ?? String(type)));
    const isEnumerated = kinds.every((each) => each.enum ?? each.const);
    const values = isEnumerated && { enum: kinds.flatMap((each) => each.enum ?? each.const) };
    const kind = kinds.length === 1 ? kinds[0] : values || {};
    const type = types.size === 1 ? [...types].join() : "value of several types";
    const column: Column = {
      name,
      type: name === "id" && type === "integer" ? "id" : type,
      isNullable: !required.includes(name) || all.length > kinds.length,
      ...limitsOf({ ...kind, type }),
    };
    const [own] = [merged, ...kinds].flatMap(({ examples }) => examples ?? []);
    return { ...column, fill: merged.default ?? example?.[name] ?? own ?? fillOf(column) };
  });
}

/** Where a column's type is not called as the contract's. */
const columnTypes: Record<string, string> = { string: "text", array: "json", object: "json" };

/** Each schema that a value may meet, of one type each. */
function alternativesIn(schema: Schema, document: OpenApiDocument): Schema[] {
  const { anyOf, oneOf, ...own } = schema;
  const alternatives = (anyOf ?? oneOf) as Schema[] | undefined;
  if (alternatives)
    return alternatives.flatMap((each) => alternativesIn({ ...own, ...merge(each, document) }, document));
  return [own.type].flat().map((type) => ({ ...own, type }));
}

/** A schema with what it refers to and is composed of. */
function merge(schema: Schema, document: OpenApiDocument): Schema {
  const { $ref, allOf, ...own } = schema;
  const composed = [...($ref ? [dereference({ $ref }, document)] : []), ...((allOf ?? []) as Schema[])];
  const parts = [...composed.map((part) => merge(part, document)), own];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

function limitsOf(schema: Schema): Limits {
  const { type, format } = schema;
  const limits = schema as Limits;
  const values = (schema.enum ?? (schema.const !== undefined ? [schema.const] : undefined)) as Limits["values"];
  if (type === "text") {
    const { minLength, maxLength = Infinity } = limits;
    if (values) return { values };
    return { minLength: minLength || undefined, maxLength: maxLength <= longestText ? maxLength : undefined };
  }
  if (type === "number") {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = limits;
    return { minimum, maximum, exclusiveMinimum, exclusiveMaximum };
  }
  if (type !== "integer") return {};
  const range = format === "int32" ? int32 : { minimum: -Infinity, maximum: Infinity };
  const above = limits.exclusiveMinimum ?? -Infinity;
  const below = limits.exclusiveMaximum ?? Infinity;
  return integerLimits(
    Math.max(limits.minimum ?? range.minimum, Math.floor(above) + 1),
    Math.min(limits.maximum ?? range.maximum, Math.ceil(below) - 1),
    values?.map(Number),
  );
}

/** Beyond the safe integers no bound is needed: the contract lets none of them in. Values without a gap are a range. */
export function integerLimits(minimum: number, maximum: number, values?: number[]): Limits {
  if (values) {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return most - least + 1 === new Set(values).size ? { minimum: least, maximum: most } : { values };
  }
  return {
    minimum: minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined,
    maximum: maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined,
  };
}

/** Any value that the column takes. */
export function fillOf({ type, values, minimum, exclusiveMinimum, minLength, maximum = Infinity }: Column): unknown {
  if (values) return values[0];
  if (type === "boolean") return false;
  if (type === "json") return [];
  if (type === "text") return "-".repeat(minLength ?? 0);
  return minimum ?? (exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : Math.min(0, maximum));
}

/** One for each column that an operation filters or sorts by; the primary key is one already. */
function indexesOf(table: string, model: Schema, columns: Column[], searches: Search[]): Index[] {
  const own = searches.filter(({ models }) => models.has(model));
  return columns.flatMap(({ name, type }) => {
    const search = type !== "id" && own.find(({ columns }) => columns.has(name));
    return search ? [{ name: `${table}_${name}`, columns: [name, "id"], operation: search.operation }] : [];
  });
}

/** An operation that reads, the kept models that it answers, and what may be the columns that it searches by. */
interface Search {
  operation: string;
  models: Set<Schema>;
  columns: Set<string>;
}

function searchesIn(document: OpenApiDocument): Search[] {
  return Object.entries(document.paths).flatMap(([path, { get }]) => {
    if (!get) return [];
    const models = keptModelsIn(get.responses["200"]?.content, document);
    const columns = new Set([...searchedBy(get, document), ...referencesIn(path)]);
    return [{ operation: get.operationId, models, columns }];
  });
}

/**
 * The columns that parameters stand for: `age`, `ages`, `agePrefix`, `minAge`, `maxAge`, `bornAfter`, `createdSince` of
 * `createdAt`, and the values of `sort`.
 */
function searchedBy({ parameters }: OpenApiOperation, document: OpenApiDocument): Set<string> {
  return new Set(
    parameters.flatMap((parameter) => {
      if (parameter.in === "header") return [];
      const schema = merge(parameter.schema, document);
      if (parameter.name === "sort")
        return ((merge((schema.items ?? schema) as Schema, document).enum ?? []) as string[]).map((value) =>
          value.replace(/^-/, ""),
        );
      const bounded = parameter.name.replace(/^(?:min|max)([A-Z])/, (_, first: string) => first.toLowerCase());
      const one = schema.type === "array" ? parameter.name.replace(/s$/, "") : parameter.name;
      const begun = parameter.name.replace(/(Prefix|After|Before|From|Since|To|Until)$/, "");
      return [parameter.name, begun, `${begun}At`, bounded, one];
    }),
  );
}

/** The columns that what is nested refers by: `fruitStandId`, of `/fruit-stands/{id}/fruits`. */
function referencesIn(path: string): string[] {
  return [...path.matchAll(/([a-z0-9-]+)\/\{(\w+)\}\//g)].map(([, many = "", name = ""]) =>
    `${singular(many)}-${name}`.replace(/-(\w)/g, (_, first: string) => first.toUpperCase()),
  );
}

/** What one of many is called, if it goes by rule. */
export function singular(many: string): string {
  if (many.endsWith("ies")) return `${many.slice(0, -3)}y`;
  return /(s|x|z|ch|sh)es$/.test(many) ? many.slice(0, -2) : many.replace(/s$/, "");
}

/** The models with a table that a node of the document leads to, past those without. */
function keptModelsIn(node: unknown, document: OpenApiDocument, passed = new Set<Schema>()): Set<Schema> {
  if (typeof node !== "object" || node === null) return new Set();
  const target = dereference(node as Schema, document);
  if (passed.has(target)) return new Set(); // A model may hold its like.
  passed.add(target);
  if ("x-table" in target) return new Set([target]);
  return new Set(Object.values(target).flatMap((child) => [...keptModelsIn(child, document, passed)]));
}
