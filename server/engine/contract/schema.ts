/** Validators, serialisers and readers, each compiled once from the contract's schemas. */
import { Ajv2020, type ErrorObject, type Format } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fullFormats } from "ajv-formats/dist/formats.js";
import fastJson from "fast-json-stringify";
import { addAlternatives } from "./alternatives.ts";
import { type Document, dereference, partsOf, type Schema, schemasFrom, typesOf } from "./document.ts";
import { withArticle } from "./words.ts";

export interface SchemaCompiler {
  /** Returns a function that fills in defaults and returns an error for each rule that the value breaks. */
  validator(schema: Schema): (value: unknown) => ValueError[];
  /** Returns a function that writes a value as JSON, with the schema's members only. */
  serialiser(schema: Schema): (value: unknown) => string;
  /** Reads a parameter or form field of the schema's type. */
  reader(schema: Schema): FieldReader;
  /** Compiles now what is otherwise compiled at first use. @throws where that fails */
  compile(schema: Schema): void;
}

/** Gives a parameter or form field the type that the contract declares. */
export interface FieldReader {
  /** Whether it holds a list. */
  isList: boolean;
  /** Whether it holds texts of any content, and not only numbers, booleans or listed values. */
  isText: boolean;
  /** Text that is not such a value stays text. */
  read(text: string): unknown;
}

export interface ValueError {
  /** JSON pointer (RFC 6901) to the value. */
  pointer: string;
  detail: string;
}

const compilers = new WeakMap<Document, SchemaCompiler>();

/**
 * One compiler per document: reading requests and verifying responses share it.
 * @param document what the schemas' `$ref`s point into
 */
export function schemaCompiler(document: Document): SchemaCompiler {
  const compiler = compilers.get(document) ?? createSchemaCompiler(document);
  compilers.set(document, compiler);
  return compiler;
}

function createSchemaCompiler(document: Document): SchemaCompiler {
  const rules = Object.entries(document.components.schemas).map(([name, schema]) => [name, rulesOf(schema, document)]);
  const components = { components: { schemas: Object.fromEntries(rules) } };
  const ajv = createAjv(components, { useDefaults: true });
  addAlternatives(ajv, createAjv(components, { useDefaults: false }));
  const compileRules = byText((schema) => ajv.compile(rulesOf(schema, document)));
  const shapes = new Map<string, Schema>();
  const compileShape = byText((schema) => {
    const shape = shapeOf(schema, document, "contract") as fastJson.Schema;
    const definitions: Definitions = {
      contract: { components: { schemas: {} } },
      open: { components: { schemas: {} } },
    };
    collect(shape, definitions);
    const write = fastJson(shape, { schema: definitions as unknown as Record<string, fastJson.Schema> }); // Cast: only their references are followed.
    return hasInheritedName([shape, definitions]) ? (value: unknown) => write(withoutPrototypes(value)) : write;
  });
  /** The models that a shape refers to. fast-json-stringify is given no others, as it walks through all of them. */
  function collect(shape: object, definitions: Definitions): void {
    for (const [, scope, name = ""] of JSON.stringify(shape).matchAll(
      /"(contract|open)#\/components\/schemas\/([^"]+)"/g,
    )) {
      const { schemas } = definitions[scope as Scope].components; // Cast: as the pattern has it.
      if (Object.hasOwn(schemas, name)) continue;
      const key = `${scope} ${name}`;
      const known: Schema =
        shapes.get(key) ?? shapeOf(document.components.schemas[name] ?? {}, document, scope as Scope);
      shapes.set(key, known);
      schemas[name] = known;
      collect(known, definitions);
    }
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
      const { type, items = {} } = dereference(schema, document);
      const types = typesOf(type === "array" ? items : schema, document);
      return {
        isList: type === "array",
        isText: types.has("string") && !dereference(type === "array" ? items : schema, document).enum,
        read(text) {
          // Only the canonical form: JSON's number without sign, exponent or leading zeros; so 014, +14, 1e1 stay text.
          if (types.has("integer") && /^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)))
            return Number(text);
          if (types.has("number") && jsonNumber.test(text) && Number.isFinite(Number(text))) return Number(text);
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
    verbose: true, // Errors hold the schema that the value breaks.
    allErrors: true, // Callers learn every error at once; bodies are small, so the extra work is bounded.
    strict: false, // Schemas hold keywords unknown to Ajv, such as externalDocs and x-…; spec/engine/lint.ts checks them.
    ownProperties: true, // A member named as what every object has, such as toString, is absent unless it was sent.
    strictNumbers: true, // Off with `strict`: 1e400 would be read as Infinity, and written as null.
    logger: false,
    validateSchema: false, // The emitter writes valid schemas, and the check would double the time to start.
  });
  addFormats.default(ajv);
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  return ajv.addSchema(components, "contract");
}

const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const integerBounds: Record<string, [minimum: bigint, maximum: bigint]> = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** Formats of TypeSpec's types that ajv-formats lacks, or takes for something else. */
const formats: Record<string, Format> = {
  // Of numbers; bounds are written out in the contract.
  ...Object.fromEntries(
    ["int8", "int16", "uint8", "uint16", "uint32", "uint64", "unixtime"].map((name) => [name, true]),
  ),
  // Beyond 2^53 a JavaScript number is no longer the integer that was sent.
  int64: { type: "number", validate: Number.isSafeInteger },
  // partial-time of RFC 3339, section 5.6, where JSON Schema means full-time, with an offset.
  time: /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$/,
  // ISO 8601: seconds may have a fraction, unlike in RFC 3339, appendix A.
  duration: /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  // RFC 9110, section 5.6.7, in the one form that senders may write.
  "http-date": (text: string) => new Date(text).toUTCString() === text,
  base64url: /^([\w-]{4})*([\w-]{2,3})?$/,
  // Of numbers as strings, by @encode(string): written in one way, so that equal ones are equal strings.
  ...Object.fromEntries(
    Object.entries(integerBounds).map(([name, [minimum, maximum]]) => [
      asText(name),
      (text: string) => /^(0|-?[1-9]\d*)$/.test(text) && BigInt(text) >= minimum && BigInt(text) <= maximum,
    ]),
  ),
  ...Object.fromEntries(["float", "double", "decimal", "decimal128"].map((name) => [asText(name), decimal])),
};

function asText(format: string): string {
  return `${format} as a string`;
}

/** Whether a schema's format is one that values are held against. */
export function isKnownFormat({ format, type }: Schema): boolean {
  const name = String(format);
  return name in fullFormats || name in formats || (type === "string" && asText(name) in formats);
}

/** Keywords whose values are no schemas, whatever they look like. */
const values = ["const", "default", "enum", "example", "examples"];

/** A schema with each of the schemas that it is made of mapped. */
function mapParts(schema: object, map: (part: object) => unknown): [string, unknown][] {
  const mapAll = (child: unknown): unknown => {
    if (typeof child !== "object" || child === null) return child;
    return Array.isArray(child) ? child.map(mapAll) : map(child);
  };
  return Object.entries(schema).map(([key, child]) => {
    if (values.includes(key)) return [key, child];
    if (key !== "properties") return [key, mapAll(child)];
    return [key, Object.fromEntries(Object.entries(child).map(([name, member]) => [name, mapAll(member)]))];
  });
}

/** A schema as Ajv takes it: the same rules, in keywords for which it reports better errors. */
function rulesOf(schema: Schema, document: Document): Schema {
  const { type, contentEncoding } = schema;
  const entries = mapParts(schema, (part) => rulesOf(part, document)).map(([key, child]): [string, unknown] => {
    if (key === "format" && type === "string" && asText(String(child)) in formats) return [key, asText(String(child))];
    if (key === "$ref") return [key, absolute(child)];
    // The emitter seals composed models with { not: {} }; for false, Ajv names the extra member.
    if (key === "unevaluatedProperties" && schema.unevaluatedProperties?.not) return [key, false];
    const isChoice =
      (key === "anyOf" || key === "oneOf") && [...typesOf({ [key]: schema[key] }, document)].some(isComposite);
    return [isChoice ? "alternatives" : key, child];
  });
  if (typeof contentEncoding === "string") entries.push(["format", encodings[contentEncoding]]);
  return Object.fromEntries(entries);
}

/** The formats of bytes as text (RFC 4648). */
const encodings: Record<string, string> = { base64: "byte", base64url: "base64url" };

function isComposite(type: unknown): boolean {
  return type === "object" || type === "array";
}

function absolute(reference: unknown, scope: Scope = "contract"): string {
  return String(reference).replace(/^#/, `${scope}#`);
}

/** Makes a value at its first use, so that the time to start does not grow with the contract. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Compiles equal schemas once: many operations share a model. */
function byText<T>(compile: (schema: Schema) => T): (schema: Schema) => T {
  const compiled = new Map<string, T>();
  return (schema) => {
    const text = JSON.stringify(schema);
    const known = compiled.get(text) ?? compile(schema);
    compiled.set(text, known);
    return known;
  };
}

type Definitions = Record<Scope, { components: { schemas: Record<string, Schema> } }>;

/** Whether a shape has a member named as what every object has, such as toString: it would be written where it is absent. */
function hasInheritedName(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  const { properties }: { properties?: object } = node;
  const names = Object.keys(properties ?? {});
  return names.some((name) => name in Object.prototype) || Object.values(node).some(hasInheritedName);
}

function withoutPrototypes(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  const members = Object.entries(value).map(([name, each]) => [name, withoutPrototypes(each)]);
  return Object.assign(Object.create(null), Object.fromEntries(members));
}

/** Where a shape's references lead to: models as they are, or without their seal. */
type Scope = "contract" | "open";

/**
 * A schema as fast-json-stringify takes it. Alternatives of scalars become a list of types, told apart by `typeof` rather
 * than by validation, and a nullable model becomes a test for null. A union's value is written by the variant that it is
 * an example of, or else by the one with the most members that it is but for further ones, which are left out as in any
 * model. Formats are left out: it would convert by them.
 */
function shapeOf(schema: Schema, document: Document, scope: Scope): object {
  const variants = schema.anyOf ?? schema.oneOf ?? [];
  if (variants.some((variant) => isUnknown(variant, document))) return {}; // Whatever the value is, it fits.
  const types = variants.length > 0 ? [...typesOf({ anyOf: variants }, document)] : [];
  if (types.length > 0 && !types.some(isComposite)) return { type: types };
  const [model, none, ...others] = variants;
  // It would follow a model that leads to itself for ever.
  if (model && none?.type === "null" && others.length === 0 && !isRecursive(model, document))
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    return { if: none, then: none, else: shapeOf(model, document, scope) };
  if (types.length > 0) {
    const memberCount = (variant: Schema) => Object.keys(dereference(variant, document).properties ?? {}).length;
    const widestFirst = [...variants].sort((one, other) => memberCount(other) - memberCount(one));
    return { anyOf: [...shapesOf(variants, "contract"), ...shapesOf(widestFirst, "open")] };
  }
  return Object.fromEntries(
    mapParts(schema, (part) => shapeOf(part, document, scope))
      .filter(([key]) => key !== "format")
      .filter(([key, child]) => scope === "contract" || key !== "additionalProperties" || child !== false)
      .map(([key, child]) => [key, key === "$ref" ? absolute(child, scope) : child]),
  );

  function shapesOf(schemas: Schema[], scope: Scope): unknown[] {
    return schemas.map((schema) => shapeOf(schema, document, scope));
  }
}

/** Whether a schema admits any value, as unknown does. */
function isUnknown(schema: Schema, document: Document): boolean {
  const keywords = Object.keys(dereference(schema, document));
  return keywords.every((key) => annotations.includes(key) || key.startsWith("x-"));
}

/** Keywords that rule nothing out. */
const annotations = ["default", "deprecated", "description", "example", "examples", "externalDocs", "title"];

/** Whether a model leads to itself. */
function isRecursive(model: Schema, document: Document): boolean {
  const target = dereference(model, document);
  const parts = [...schemasFrom(model, document)].flatMap(partsOf);
  return parts.some((part) => dereference(part, document) === target);
}

/** One sentence for each value. */
function explain(errors: ErrorObject[]): ValueError[] {
  const byPointer = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const group = byPointer.get(pointerOf(error));
    if (group) group.push(error);
    else byPointer.set(pointerOf(error), [error]);
  }
  return [...byPointer].map(([pointer, group]) => {
    const named = (keyword: string) => group.filter((error) => error.keyword === keyword).map(({ params }) => params);
    const rules = group.filter(({ keyword }) => !["type", "enum", "anyOf", "oneOf", "allOf"].includes(keyword));
    const others = rules.filter(({ keyword }) => keyword !== "pattern");
    const values = named("enum").flatMap(({ allowedValues }) => allowedValues);
    // A pattern says in general what a bound says exactly.
    const told = [
      ...(values.length > 0 ? [`must be ${either(values)}`] : []),
      ...(others.length > 0 ? others : rules).map(sentence),
    ];
    // Where all alternatives failed, the one with the value's type was meant.
    if (told.length === 0)
      told.push(`must be ${either(named("type").map(({ type }) => [type].flat().map(withArticle)))}`);
    const [first = "", ...more] = new Set(told);
    return { pointer, detail: [first, ...more.map((each) => each.replace(/^must /, ""))].join(" and ") };
  });
}

function pointerOf({ instancePath, params }: ErrorObject): string {
  const member = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return member === undefined ? instancePath : `${instancePath}${pointerTo(String(member))}`;
}

/** A JSON pointer (RFC 6901) to a member. */
export function pointerTo(member: string): string {
  return `/${member.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function sentence({ keyword, params, message, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case "required":
      return "is required";
    case "additionalProperties":
    case "unevaluatedProperties":
      return "is an unknown property";
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
      return `must be ${formatWords[params.format] ?? `in the format ${params.format}`}`;
    case "pattern": {
      // Few callers read patterns, and the contract has words.
      const { description, "x-pattern-message": message } = (parentSchema ?? {}) as Schema; // Cast: of the contract.
      return message ?? `must ${description ? `be as described: ${description}` : `match ${params.pattern}`}`;
    }
    default:
      return message ?? "is not valid";
  }
}

/** What a value of each format is, to people. */
const formatWords: Record<string, string> = {
  int32: "an integer from -2147483648 to 2147483647",
  int64: "an integer from -9007199254740991 to 9007199254740991",
  byte: "bytes in base64",
  base64url: "bytes in base64url",
  date: "a date, such as 2000-01-31",
  "date-time": "a date and time with an offset, such as 2000-01-31T12:00:00Z",
  "http-date": "a date and time, such as Mon, 31 Jan 2000 12:00:00 GMT",
  time: "a time, such as 12:00:00",
  duration: "a duration, such as PT1H30M",
  email: "an e-mail address",
  uri: "an absolute URL",
  url: "an absolute URL",
  "uri-reference": "a URL or a path",
  uuid: "a UUID",
  ...Object.fromEntries(
    Object.keys(integerBounds).map((name) => [asText(name), `the digits of an ${name}, as a string`]),
  ),
  ...Object.fromEntries(
    ["float", "double", "decimal", "decimal128"].map((name) => [asText(name), 'a number as a string, such as "12.50"']),
  ),
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function either(names: unknown[]): string {
  const all = [...new Set(names.flat())];
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} or ${all.at(-1)}` : String(all[0]);
}
