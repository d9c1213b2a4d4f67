/** A contract as the fuzzer reads it: operations, and validators apart from the server's. */
import { Ajv2020, type Format, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import {
  type Document,
  type DocumentOperation,
  dereference,
  eventsOf,
  filesIn as filesOf,
  type Schema,
} from "../../../server/engine/contract/document.ts";

import { exampleKeys } from "../examples.ts";

export interface FuzzedOperation extends DocumentOperation {
  method: string;
  path: string;
  /** All methods of the path. */
  methods: string[];
}

export type FuzzedContract = ReturnType<typeof readContract>;

export function readContract(declared: Document) {
  const document: Document = JSON.parse(JSON.stringify(declared), formatText);
  const ajv = new Ajv2020({
    strict: false,
    strictNumbers: true,
    logger: false,
    validateSchema: false,
    ownProperties: true,
  });
  addFormats.default(ajv);
  ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger }); // All that JavaScript can hold of them.
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  ajv.addSchema({ components: document.components }, "contract");
  const compiled = new Map<string, ValidateFunction>();

  /** The schema that references and allOf lead to, as one. */
  function resolve(schema: Schema): Schema {
    const { $ref, allOf = [], ...own } = schema as Schema & { allOf?: Schema[] };
    const parts = [...($ref ? [dereference({ $ref }, document)] : []), ...allOf].map(resolve).concat(own);
    const whole: Schema = Object.assign({}, ...parts);
    if (whole.type !== "object") return whole;
    const properties = Object.assign({}, ...parts.map((part) => part.properties));
    return { ...whole, properties, required: parts.flatMap((part) => part.required ?? []) };
  }

  /** Independent of the server's, which may be wrong. */
  function validator(schema: Schema): ValidateFunction {
    const key = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"contract#/');
    const validate = compiled.get(key) ?? ajv.compile(JSON.parse(key));
    compiled.set(key, validate);
    return validate;
  }

  /** What keys of rows may be: the examples of kept models. */
  const keys = new Set(exampleKeys(document));

  const operations = Object.entries(document.paths).flatMap(([path, item]) => {
    const methods = Object.keys(item).map((method) => method.toUpperCase());
    return Object.entries(item).map(([method, operation]): FuzzedOperation => {
      return { ...operation, path, methods, method: method.toUpperCase() };
    });
  });
  /** The members of a form that are files. */
  const filesIn = (form: Schema) => filesOf(form, document);
  // Streams of events may never end.
  const finite = operations.filter((operation) => !eventsOf(operation));
  return { operations: finite, keys, resolve, validator, filesIn };
}

const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const formats: Record<string, Format> = {
  ...Object.fromEntries("int8 int16 uint8 uint16 uint32 uint64 unixtime".split(" ").map((name) => [name, true])),
  time: /^([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?$/,
  duration: /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  "http-date": (text: string) => new Date(text).toUTCString() === text,
  base64url: /^([\w-]{4})*([\w-]{2,3})?$/,
  "int64 as text": (text) => /^(0|-?[1-9]\d*)$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  "decimal as text": decimal,
};

/** Gives numbers and bytes that are sent as text a format of their own. */
function formatText(_: string, node: unknown): unknown {
  const { type, format, contentEncoding }: Schema = Object(node);
  if (type === "string" && contentEncoding !== undefined)
    return { ...Object(node), format: contentEncoding === "base64" ? "byte" : contentEncoding };
  return type === "string" && `${format} as text` in formats ? { ...Object(node), format: `${format} as text` } : node;
}

/** Whether it needs no parameters. */
export function isList({ method, parameters }: FuzzedOperation): boolean {
  return method === "GET" && parameters.every(({ required }) => !required);
}

export function isJson(type: string): boolean {
  return /[/+]json$/.test(type);
}
