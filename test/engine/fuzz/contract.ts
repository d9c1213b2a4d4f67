/** A contract as the fuzzer reads it: operations, and validators apart from the server's. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import {
  type Document,
  type DocumentOperation,
  dereference,
  type Schema,
} from "../../../server/engine/contract/document.ts";

export interface FuzzedOperation extends DocumentOperation {
  method: string;
  path: string;
  /** All methods of the path. */
  methods: string[];
}

export type FuzzedContract = ReturnType<typeof readContract>;

export function readContract(document: Document) {
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger }); // All that JavaScript can hold of them.
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

  const operations = Object.entries(document.paths).flatMap(([path, item]) => {
    const methods = Object.keys(item).map((method) => method.toUpperCase());
    return Object.entries(item).map(([method, operation]): FuzzedOperation => {
      return { ...operation, path, methods, method: method.toUpperCase() };
    });
  });
  return { operations, resolve, validator };
}

/** Whether it needs no parameters. */
export function isList({ method, parameters }: FuzzedOperation): boolean {
  return method === "GET" && parameters.every(({ required }) => !required);
}

export function isJson(type: string): boolean {
  return /[/+]json$/.test(type);
}
