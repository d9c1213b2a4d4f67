/**
 * The tables that a contract asks for: one for each model with `@extension("x-table", NAME)`, with a column for each member
 * except those with `@extension("x-column", false)`.
 */
import {
  type Document,
  type DocumentOperation,
  dereference,
  type Filter,
  operationsIn,
  type Reference,
  type Schema,
} from "../contract/document.ts";

export interface Table {
  name: string;
  columns: Column[];
  indexes: Index[];
  foreignKeys: ForeignKey[];
  /** The statement that created it; SQLite only. */
  sql?: string;
  /** Whether its columns take values of their type only. */
  isStrict: boolean;
}

export interface Column extends Limits {
  name: string;
  /** "id" for the generated key, "json" for lists and objects; a type that no column holds keeps its own name. */
  type: string;
  isNullable: boolean;
  /** Whether it is the primary key: of type "id", or a text that is given. */
  isKey?: boolean;
  /** Whether it is a key that the service makes unless it is given. */
  isUuid?: boolean;
  /** Not in the contract, but among the service's own columns. */
  isOwn?: boolean;
  /** The contract's default: the value of existing rows when the column is added, or no longer takes null. */
  fill?: unknown;
}

/** Bounds of numbers and of lengths in code points. */
export interface Limits {
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  /** An enumeration. */
  values?: (string | number)[] | undefined;
}

export interface Index {
  name: string;
  columns: (string | null)[];
  /** The statement that created it; none for the index of a constraint. */
  sql?: string | null | undefined;
  isUnique?: boolean;
  /** Not asked for by the contract, but among the service's own indexes. */
  isOwn?: boolean;
  /** The operation that filters or sorts by it. */
  operation?: string;
}

/** A column that refers to another one. */
export interface ForeignKey {
  /** Of its constraint, where it has one. */
  name?: string | undefined;
  column: string;
  references: Reference;
}

/** Longer limits are not enforced by columns: request bodies are shorter. */
export const longestText = 1e6;

export const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/** The key of tables that the contract does not have. */
export const generatedKey: Column = { name: "id", type: "id", isNullable: false, isKey: true };

/** The column that identifies the rows of a table. */
export function keyIn(columns: Column[]): Column {
  return columns.find(({ isKey }) => isKey) ?? generatedKey;
}

/** The tables that the contract asks for. */
export function contractTables(document: Document): Table[] {
  const searches = searchesIn(document);
  const defaults = requestDefaultsIn(document);
  return Object.values(document.components.schemas).flatMap((schema) => {
    if (typeof schema["x-table"] !== "string") return [];
    const name = schema["x-table"];
    const model = merge(schema, document);
    const own = defaults.filter(({ models }) => models.has(schema)).map(({ values }) => values);
    const columns = columnsOf(model, document, Object.assign({}, ...own));
    const references = Object.entries(model["x-references"] ?? {});
    const foreignKeys = references.map(([column, references]) => ({
      name: `${name}_${column}${ownForeignKey}`,
      column,
      references,
    }));
    const uniques = uniquesOf(name, model, columns);
    const others = searches.filter(({ models }) => models.has(schema));
    const indexes = [...uniques, ...indexesOf(name, columns, others, foreignKeys, uniques)];
    return [{ name, columns, indexes, foreignKeys, isStrict: true }];
  });
}

/** The defaults of members of one request body, and the kept models whose rows its operation responds with. */
interface RequestDefaults {
  models: Set<Schema>;
  values: Record<string, unknown>;
}

/** One for each request body that has some. */
function requestDefaultsIn(document: Document): RequestDefaults[] {
  return operationsIn(document).flatMap(({ operation: { requestBody, responses } }) =>
    Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => {
      const members = Object.entries(merge(schema, document).properties ?? {});
      const filled = members.flatMap(([name, member]) => {
        const { default: value } = merge(member, document);
        return value === undefined ? [] : [[name, value] as const];
      });
      if (filled.length === 0) return [];
      return [{ models: keptModelsIn(successesOf(responses), document), values: Object.fromEntries(filled) }];
    }),
  );
}

/** @param defaults of members that have none in the model, by their names */
export function columnsOf(model: Schema, document: Document, defaults: Record<string, unknown> = {}): Column[] {
  const properties = Object.entries(model.properties ?? {});
  const required = model.required ?? [];
  const key = model["x-key"] ?? "id";
  return properties.flatMap(([name, property]) => {
    const merged = merge(property, document);
    if (merged["x-column"] === false) return [];
    const all = alternativesIn(merged, document);
    const kinds = all.filter(({ type }) => type !== "null");
    const types = new Set(kinds.map(({ type }) => columnTypes[String(type)] ?? String(type)));
    const isEnumerated = kinds.every((each) => each.enum ?? each.const);
    const values = isEnumerated && { enum: kinds.flatMap((each) => each.enum ?? each.const) };
    const kind = kinds.length === 1 ? kinds[0] : values || {};
    const type = types.has(anything) ? "json" : types.size === 1 ? [...types].join() : "value of several types";
    const isKey = name === key && ["integer", "text"].includes(type);
    const column: Column = {
      name,
      type: isKey && type === "integer" ? "id" : type,
      isNullable: !required.includes(name) || all.length > kinds.length || types.has(anything),
      ...(isKey && { isKey }),
      ...(isKey && kinds[0]?.format === "uuid" && { isUuid: true }),
      ...limitsOf({ ...kind, type }),
    };
    const fill = merged.default ?? defaults[name];
    return fill === undefined ? column : { ...column, fill };
  });
}

/** The type of a schema without one, which admits null, too. */
const anything = "undefined";

/** The column types whose names differ from the contract's. */
const columnTypes: Record<string, string> = { string: "text", array: "json", object: "json" };

/** The variants of a schema, of one type each. */
function alternativesIn(schema: Schema, document: Document): Schema[] {
  const { anyOf, oneOf, ...own } = schema;
  const alternatives = anyOf ?? oneOf;
  if (alternatives)
    return alternatives.flatMap((each) => alternativesIn({ ...own, ...merge(each, document) }, document));
  return [own.type].flat().map((type) => ({ ...own, type }));
}

/** A schema merged with those that it refers to and is composed of. */
function merge(schema: Schema, document: Document): Schema {
  const { $ref, allOf, ...own } = schema;
  const composed = [...($ref ? [dereference({ $ref }, document)] : []), ...(allOf ?? [])];
  const parts = [...composed.map((part) => merge(part, document)), own];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

function limitsOf(schema: Schema): Limits {
  const { type, format } = schema;
  const limits: Limits = schema;
  const values = (schema.enum ?? (schema.const !== undefined ? [schema.const] : undefined)) as Limits["values"]; // Cast: the type was told by its caller.
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

/** Contracts admit safe integers only, so wider bounds are none. Consecutive values are a range. */
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

/** How the names of unique indexes and foreign keys end that the contract asks for, unlike those that are written by hand. */
export const ownUnique = "_is_unique";
export const ownForeignKey = "_references";

function uniquesOf(table: string, model: Schema, columns: Column[]): Index[] {
  const isKey = (names: string[]) =>
    names.length === 1 && columns.some(({ name, isKey }) => isKey && name === names[0]);
  return (model["x-unique"] ?? [])
    .filter((names) => !isKey(names))
    .map((names) => ({ name: `${table}_${names.join("_")}${ownUnique}`, columns: names, isUnique: true }));
}

/** One for each column that an operation filters or sorts by, or that refers to another one; where no other index serves. */
function indexesOf(
  table: string,
  columns: Column[],
  searches: Search[],
  foreignKeys: ForeignKey[],
  uniques: Index[],
): Index[] {
  const { name: key } = keyIn(columns);
  return columns.flatMap(({ name, isKey }) => {
    const search = searches.find(({ columns }) => columns.has(name));
    const refers = foreignKeys.find(({ column }) => column === name);
    // What is searched for is paged in the order of keys, too.
    const isServed = isKey || uniques.some(({ columns }) => columns[0] === name && (columns.length === 1 || !search));
    if (isServed || !(search || refers)) return [];
    return [{ name: `${table}_${name}`, columns: [name, key], ...(search && { operation: search.operation }) }];
  });
}

/** A read: the kept models that it returns, and the columns that it filters or sorts by. */
interface Search {
  operation: string;
  models: Set<Schema>;
  columns: Set<string>;
}

function searchesIn(document: Document): Search[] {
  return operationsIn(document)
    .filter(({ method }) => method === "get")
    .map(({ operation }) => ({
      operation: operation.operationId,
      models: keptModelsIn(operation.responses["200"]?.content, document),
      columns: new Set([
        ...Object.values(filtersOf(operation)).map(({ column }) => column),
        ...sortsOf(operation, document).map(({ column }) => column),
      ]),
    }));
}

/** The filters of an operation, by the name of their parameter. */
export function filtersOf({ parameters }: DocumentOperation): Record<string, Filter> {
  return Object.fromEntries(
    parameters.flatMap(({ name, "x-filter": filter }) => (filter ? [[name, filter] as const] : [])),
  );
}

/** The columns that an operation sorts by: the values of its query parameter, behind a `-` for descending. */
export function sortsOf(operation: DocumentOperation, document: Document): { value: string; column: string }[] {
  const { parameters, "x-paging": { sort: name = "sort" } = {} } = operation;
  const sort = parameters.find((each) => each.in === "query" && each.name === name);
  const schema = sort && merge(sort.schema, document);
  const values = (schema && merge(schema.items ?? schema, document).enum) ?? [];
  return values.map((value) => ({ value: String(value), column: String(value).replace(/^-/, "") }));
}

/** The tables whose rows an operation responds with. */
export function tablesOf({ responses }: DocumentOperation, tables: Table[], document: Document): Table[] {
  const models = [...keptModelsIn(successesOf(responses), document)];
  return tables.filter(({ name }) => models.some((model) => model["x-table"] === name));
}

function successesOf(responses: DocumentOperation["responses"]): unknown[] {
  return Object.entries(responses).flatMap(([status, { content }]) => (status.startsWith("2") ? [content] : []));
}

/** The models with a table that a node of the document leads to; not those within them. */
export function keptModelsIn(node: unknown, document: Document, passed = new Set<Schema>()): Set<Schema> {
  if (typeof node !== "object" || node === null) return new Set();
  const target = dereference(node as Schema, document); // Cast: other nodes have no $ref, and are returned as they are.
  if (passed.has(target)) return new Set(); // Models may be recursive.
  passed.add(target);
  if ("x-table" in target) return new Set([target]);
  return new Set(Object.values(target).flatMap((child) => [...keptModelsIn(child, document, passed)]));
}
