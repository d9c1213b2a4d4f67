/** Validators and serialisers, each compiled once from the contract's schemas. */
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fastJson from "fast-json-stringify";
import { addAlternatives } from "./alternatives.ts";
import type { FieldReader } from "./fields.ts";
import type { OpenApiDocument, Schema } from "./openapi.ts";

export interface SchemaCompiler {
  /** Returns a function that fills in defaults and answers the errors of a value, one for each rule it breaks. */
  validator(schema: Schema): (value: unknown) => ValueError[];
  /** Returns a function that writes a value as JSON, with the schema's members only. */
  serialiser(schema: Schema): (value: unknown) => string;
  /** Reads a parameter or form field of the schema's type. */
  reader(schema: Schema): FieldReader;
  /** Compiles what is otherwise compiled at first use. Throws where that fails. */
  compile(schema: Schema): void;
}

export interface ValueError {
  /** JSON pointer (RFC 6901) to the value. */
  pointer: string;
  detail: string;
}

const compilers = new WeakMap<OpenApiDocument, SchemaCompiler>();

/**
 * One for each document: who reads requests and who verifies answers share what is compiled.
 * @param document what the schemas' `$ref`s point into
 */
export function schemaCompiler(document: OpenApiDocument): SchemaCompiler {
  const compiler = compilers.get(document) ?? createSchemaCompiler(document);
  compilers.set(document, compiler);
  return compiler;
}

function createSchemaCompiler(document: OpenApiDocument): SchemaCompiler {
  const components = rulesOf({ components: document.components }, document) as object;
  const ajv = createAjv(components, { useDefaults: true });
  addAlternatives(ajv, createAjv(components, { useDefaults: false }));
  const compileRules = byText((schema) => ajv.compile(rulesOf(schema, document) as Schema));
  const shapes = new Map<string, Schema>();
  const compileShape = byText((schema) => {
    const shape = shapeOf(schema, document) as fastJson.Schema;
    const schemas = Object.fromEntries(shapesWithin(shape).map((name) => [name, shapes.get(name)]));
    const contract: object = { components: { schemas } };
    return fastJson(shape, { schema: { contract: contract as fastJson.Schema } }); // The seam: what its references lead into.
  });
  /** The names of the models that a shape leads to. It is given no others, as it would walk through all of them. */
  function shapesWithin(shape: object, found = new Set<string>()): string[] {
    for (const [, name = ""] of JSON.stringify(shape).matchAll(/"contract#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      const known = shapes.get(name) ?? (shapeOf(document.components.schemas[name], document) as Schema);
      shapes.set(name, known);
      shapesWithin(known, found);
    }
    return [...found];
  }

  return {
    validator(schema) {
      const compile = once(() => compileRules(schema));
      return (value) => {
        const validate = compile();
        return validate(value) ? [] : explain(validate.errors ?? []);
      };
    },
    serialiser(schema) {
      const compile = once(() => compileShape(schema));
      return (value) => compile()(value);
    },
    compile(schema) {
      compileRules(schema);
      compileShape(schema);
    },
    reader(schema) {
      const { type, items } = dereference(schema, document);
      const types = typesOf(type === "array" ? (items as Schema) : schema, document);
      return {
        isList: type === "array",
        read(text) {
          // Only the canonical form: JSON's number without sign, exponent or leading zeros; so 014, +14, 1e1 stay text.
          if (types.has("integer") && /^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)))
            return Number(text);
          if (types.has("number") && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
          if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
          return text;
        },
      };
    },
  };
}

function createAjv(components: object, options: { useDefaults: boolean }): Ajv2020 {
  const ajv = new Ajv2020({
    ...options,
    allErrors: true, // A caller is told everything at once; bodies are small, so the extra work is bounded.
    strict: false, // A schema says more than rules, such as externalDocs or x-…: it is held against rules of its own in spec/lint.ts.
    logger: false,
    validateSchema: false, // The emitter writes no wrong schema, and the check would double the time to start.
  });
  addFormats.default(ajv);
  // Beyond 2^53 a JavaScript number is no longer the integer that was sent.
  ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
  // TypeSpec's plainTime: partial-time of RFC 3339, section 5.6, where JSON Schema means full-time, with an offset.
  ajv.addFormat("time", /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$/);
  return ajv.addSchema(components, "contract");
}

/** A schema as Ajv takes it: the same rules, in words by which it tells better what breaks them. */
function rulesOf(node: unknown, document: OpenApiDocument): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((each) => rulesOf(each, document));
  const entries = Object.entries(node).map(([key, child]) => {
    if (key === "$ref") return [key, absolute(child)];
    // What the emitter seals composed models with: of false, Ajv names the member that is too many.
    if (key === "unevaluatedProperties" && child.not) return [key, false];
    // A member may have the keyword's name.
    const isChoice =
      /^(any|one)Of$/.test(key) && Array.isArray(child) && [...typesOf({ [key]: child }, document)].some(isComposite);
    return [isChoice ? "alternatives" : key, rulesOf(child, document)];
  });
  return Object.fromEntries(entries);
}

function isComposite(type: unknown): boolean {
  return type === "object" || type === "array";
}

function absolute(reference: unknown): string {
  return String(reference).replace(/^#/, "contract#");
}

/** Compiles at first use: a start costs the same for any number of operations. */
function once<T>(compile: () => T): () => T {
  let compiled: T | undefined;
  return () => {
    compiled ??= compile();
    return compiled;
  };
}

/** Compiles equal schemas once: many operations take or give the same model. */
function byText<T>(compile: (schema: Schema) => T): (schema: Schema) => T {
  const compiled = new Map<string, T>();
  return (schema) => {
    const text = JSON.stringify(schema);
    const known = compiled.get(text) ?? compile(schema);
    compiled.set(text, known);
    return known;
  };
}

/**
 * A schema as the serialiser takes it, which trusts what it is given: alternatives of scalars are a list of types, told
 * apart by `typeof` instead of by validating; a model or null is told by null. Of formats it has other notions.
 */
function shapeOf(node: unknown, document: OpenApiDocument): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((each) => shapeOf(each, document));
  const alternatives: Schema[] = "anyOf" in node && Array.isArray(node.anyOf) ? node.anyOf : []; // Else a member's name.
  const types = alternatives.length > 0 ? [...typesOf({ anyOf: alternatives }, document)] : [];
  if (types.length > 0 && !types.some(isComposite)) return { type: types };
  const [model, none, ...others] = alternatives;
  if (none?.type === "null" && others.length === 0)
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    return { if: none, then: none, else: shapeOf(model, document) };
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, child]) => key !== "format" || typeof child === "object")
      .map(([key, child]) => [key, key === "$ref" ? absolute(child) : shapeOf(child, document)]),
  );
}

/** Follows a `$ref` into the document; any other schema is its own. */
export function dereference(schema: Schema, document: OpenApiDocument): Schema {
  if (!schema.$ref) return schema;
  const keys = schema.$ref.replace(/^[^#]*#\//, "").split("/");
  return keys.reduce<unknown>(
    (node, key) => (node as Record<string, unknown>)[key.replaceAll("~1", "/").replaceAll("~0", "~")],
    document,
  ) as Schema;
}

/** The members of a model, with those of the models that it is composed of. */
export function propertiesOf(schema: Schema, document: OpenApiDocument): Record<string, Schema> {
  const { allOf = [], properties = {} } = dereference(schema, document) as Partial<Composed>;
  return Object.assign({}, ...allOf.map((part) => propertiesOf(part, document)), properties);
}

interface Composed {
  allOf: Schema[];
  properties: Record<string, Schema>;
}

/** The schemas that a schema is made of, but for its members. */
export function partsOf<T extends Schema>(schema: T): T[] {
  const { items, additionalProperties, unevaluatedProperties, anyOf, oneOf, allOf } = schema;
  const parts = [items, additionalProperties, unevaluatedProperties, ...[anyOf, oneOf, allOf].flat()];
  return parts.filter((part): part is T => typeof part === "object");
}

/** The JSON types that a schema admits, through references and alternatives. */
export function typesOf(schema: Schema, document: OpenApiDocument): Set<unknown> {
  const target = dereference(schema, document);
  const parts = [target.anyOf, target.oneOf, target.allOf].flat().filter((part) => part !== undefined) as Schema[];
  const own = target.type === undefined ? [] : [target.type].flat();
  return new Set([...own, ...parts.flatMap((part) => [...typesOf(part, document)])]);
}

/** One sentence for each value and rule. */
function explain(errors: ErrorObject[]): ValueError[] {
  const byPointer = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const group = byPointer.get(pointerOf(error));
    if (group) group.push(error);
    else byPointer.set(pointerOf(error), [error]);
  }
  return [...byPointer].flatMap(([pointer, group]) => {
    const named = (keyword: string) => group.filter((error) => error.keyword === keyword).map(({ params }) => params);
    const rules = group.filter(({ keyword }) => !["type", "enum", "anyOf", "oneOf", "allOf"].includes(keyword));
    const values = named("enum").flatMap(({ allowedValues }) => allowedValues);
    const told = [...(values.length > 0 ? [`must be ${either(values)}`] : []), ...rules.map(sentence)];
    // Of alternatives that all failed, the one of the value's type was meant.
    if (told.length === 0)
      told.push(`must be ${either(named("type").map(({ type }) => [type].flat().map(withArticle)))}`);
    return [...new Set(told)].map((detail) => ({ pointer, detail }));
  });
}

function pointerOf({ instancePath, params }: ErrorObject): string {
  const member = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return member === undefined
    ? instancePath
    : `${instancePath}/${String(member).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function sentence({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case "required":
      return "is required";
    case "additionalProperties":
    case "unevaluatedProperties":
      return "is not known here";
    case "minimum":
      return `must be at least ${params.limit}`;
    case "maximum":
      return `must be at most ${params.limit}`;
    case "exclusiveMinimum":
      return `must be above ${params.limit}`;
    case "exclusiveMaximum":
      return `must be below ${params.limit}`;
    case "minItems":
      return `must have at least ${count(params.limit, "item")}`;
    case "maxItems":
      return `must have at most ${count(params.limit, "item")}`;
    case "minLength":
      return `must have at least ${count(params.limit, "character")}`;
    case "maxLength":
      return `must have at most ${count(params.limit, "character")}`;
    case "format":
      return `must be ${withArticle(params.format)}`;
    case "pattern":
      return `must match ${params.pattern}`;
    default:
      return message ?? "is not valid";
  }
}

export function withArticle(type: string): string {
  if (type === "null") return type;
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function either(names: unknown[]): string {
  const all = [...new Set(names.flat())];
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} or ${all.at(-1)}` : String(all[0]);
}
