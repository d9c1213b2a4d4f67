/** Validators and serialisers, each compiled once from the contract's schemas. */
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fastJson from "fast-json-stringify";
import type { FieldReader } from "./fields.ts";
import { dereference, type OpenApiDocument, type Schema } from "./openapi.ts";

export interface SchemaCompiler {
  /** Returns a function that fills in defaults and answers the errors of a value, one for each rule it breaks. */
  validator(schema: Schema): (value: unknown) => ValueError[];
  /** Returns a function that writes a value as JSON, with the schema's members only. */
  serialiser(schema: Schema): (value: unknown) => string;
  /** Reads a parameter or form field of the schema's type. */
  reader(schema: Schema): FieldReader;
}

export interface ValueError {
  /** JSON pointer (RFC 6901) to the value. */
  pointer: string;
  detail: string;
}

/** @param document what the schemas' `$ref`s point into */
export function createSchemaCompiler(document: OpenApiDocument): SchemaCompiler {
  const ajv = new Ajv2020({
    allErrors: true, // A caller is told everything at once; bodies are small, so the extra work is bounded.
    useDefaults: true,
    strict: true,
    strictTypes: false,
    validateSchema: false, // The emitter writes no wrong schema, and the check would double the time to start.
  });
  addFormats.default(ajv);
  // Beyond 2^53 a JavaScript number is no longer the integer that was sent.
  ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
  ajv.addVocabulary(["components", "x-deprecated", "x-table", "x-column"]);
  ajv.addSchema({ components: document.components }, "contract");
  const absolute = (schema: Schema): Schema =>
    JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"contract#/'));

  return {
    validator(schema) {
      const compile = once(() => ajv.compile(absolute(schema)));
      return (value) => {
        const validate = compile();
        return validate(value) ? [] : explain(validate.errors ?? []);
      };
    },
    serialiser(schema) {
      const compile = once(() => {
        const shapes = shapeOf({ components: document.components }, document);
        return fastJson(shapeOf(absolute(schema), document) as fastJson.Schema, {
          schema: { contract: shapes as unknown as fastJson.Schema },
        });
      });
      return (value) => compile()(value);
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

/** Compiles at first use: a start costs the same for any number of operations. */
function once<T>(compile: () => T): () => T {
  let compiled: T | undefined;
  return () => {
    compiled ??= compile();
    return compiled;
  };
}

/** Alternatives of scalars as a list of types, which a serialiser tells apart by `typeof` instead of by validating. */
function shapeOf(node: unknown, document: OpenApiDocument): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((each) => shapeOf(each, document));
  const types = "anyOf" in node ? [...typesOf(node, document)] : [];
  const scalars = types.length > 0 && types.every((type) => typeof type === "string" && !/object|array/.test(type));
  if (scalars) return { type: types };
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, shapeOf(child, document)]));
}

/** The JSON types that a schema admits, through references and alternatives. */
function typesOf(schema: Schema, document: OpenApiDocument): Set<unknown> {
  const target = dereference(schema, document);
  const parts = [target.anyOf, target.oneOf, target.allOf].flat().filter((part) => part !== undefined) as Schema[];
  const own = target.type === undefined ? [] : [target.type].flat();
  return new Set([...own, ...parts.flatMap((part) => [...typesOf(part, document)])]);
}

/** One sentence for each value and rule. Of alternatives that all failed, the rules of the likely one are told. */
function explain(errors: ErrorObject[]): ValueError[] {
  const byPointer = new Map<string, ErrorObject[]>();
  for (const error of errors) byPointer.set(pointerOf(error), [...(byPointer.get(pointerOf(error)) ?? []), error]);
  return [...byPointer].flatMap(([pointer, group]) => {
    const types = group.filter(({ keyword }) => keyword === "type");
    const rules = group.filter(({ keyword }) => !["type", "anyOf", "oneOf", "allOf"].includes(keyword));
    const told =
      rules.length === 0
        ? [`must be ${either(types.map(({ params }) => [params.type].flat().map(withArticle)))}`]
        : rules.map(sentence);
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
    case "minLength":
      return `must have at least ${count(params.limit, "character")}`;
    case "maxLength":
      return `must have at most ${count(params.limit, "character")}`;
    case "format":
      return `must be ${withArticle(params.format)}`;
    case "pattern":
      return `must match ${params.pattern}`;
    case "enum":
      return `must be ${either(params.allowedValues)}`;
    default:
      return message ?? "is not valid";
  }
}

function withArticle(type: string): string {
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
