/** What the OpenAPI emitter leaves out, taken from the program before it and written into its document. */
import {
  getEncode,
  getMaxItems,
  getPatternData,
  type Model,
  type ModelProperty,
  navigateProgram,
  type Operation,
  type Program,
  resolveEncodedName,
  type Scalar,
  serializeValueAsJson,
  type Type,
  type Value,
} from "@typespec/compiler";
import {
  getAllHttpServices,
  getCookieParamOptions,
  getPathParamOptions,
  getQueryParamOptions,
  type HttpOperation,
} from "@typespec/http";
import { resolveOperationId, setExtension } from "@typespec/openapi";
import {
  type Document,
  type DocumentOperation,
  operationsIn,
  propertiesOf,
  typesOf,
} from "../../server/engine/contract/document.ts";
import { describeEvents } from "./events.ts";
import { wholeOf } from "./models.ts";
import { relaxHeaders } from "./polish.ts";

/** What a parameter has by its place; undefined in the others. */
const optionGetters = [getQueryParamOptions, getPathParamOptions, getCookieParamOptions];

export function operationIdOf(program: Program): (operation: Operation) => string {
  return (operation) => resolveOperationId(program, operation);
}

/** What the emitter is told, and what it does not tell. @returns names and defaults for later, and what it fails at */
export function readProgram(program: Program) {
  /** Names on the wire that a decorator gives. */
  const explicit = new Set<string>();
  /** The defaults of members, by model and name: of a member that may be null, the emitter leaves out what is in them. */
  const defaults = new Map<string, unknown>();
  const digits = new Map<string, string>();
  const faults: string[] = [];
  const keepMessage = (type: Scalar | ModelProperty) => {
    const { validationMessage } = getPatternData(program, type) ?? {};
    if (validationMessage) setExtension(program, type, "x-pattern-message", validationMessage);
  };
  /** An integer or number of any size, for which there is no format as a string. */
  const checkEncoding = (place: string, type: Scalar | ModelProperty, scalar: Type | undefined) => {
    const isText = getEncode(program, type)?.type.name === "string";
    if (isText && scalar?.kind === "Scalar" && ["integer", "numeric"].includes(scalar.name))
      faults.push(`${place}: strings of ${scalar.name} cannot be validated: write int64, uint64 or decimal`);
  };
  navigateProgram(program, {
    scalar(scalar) {
      keepMessage(scalar);
      checkEncoding(scalar.name, scalar, scalar.baseScalar);
    },
    model({ name }) {
      if (/[^ -~]/.test(name))
        faults.push(`${name}: the name of a model has letters and digits of ASCII only: rename it`);
    },
    operation(operation) {
      for (const property of operation.parameters.properties.values())
        for (const of of optionGetters)
          if (String(of(program, property)?.name) in Object.prototype)
            faults.push(
              `${resolveOperationId(program, operation)}: the emitter fails at a parameter that is named ${property.name}, as what every object of JavaScript has: rename it`,
            );
    },
    modelProperty(property) {
      keepMessage(property);
      const { name, model, defaultValue } = property;
      const member = resolveEncodedName(program, property, "application/json");
      const place = [model?.name, member].filter(Boolean).join(".");
      const options = optionGetters.map((of) => of(program, property));
      for (const given of [member, ...options.map((each) => each?.name)])
        if (given !== undefined && given !== name) explicit.add(given);
      // Of the others, the tools that check and translate the document take a function of Object's prototype for their own.
      if (model && member in Object.prototype && !["constructor", "toString"].includes(member))
        faults.push(
          `${model.name}.${member}: the tools that read the document fail at a member with this name: rename it`,
        );
      for (const type of ["application/x-www-form-urlencoded", "multipart/form-data"])
        if (![member, name].includes(resolveEncodedName(program, property, type)))
          faults.push(`${place}: forms have the names of JSON: write @encodedName("application/json", …) alone`);
      if (defaultValue && isMadeUp(defaultValue))
        faults.push(
          `${place}: the document cannot hold now() as a default: leave it out, and let the handler take the time`,
        );
      checkEncoding(place, property, property.type);
      const type = variantOf(property);
      // With every digit, where they are strings; the emitter makes numbers of them.
      if (model && defaultValue?.valueKind === "NumericValue")
        digits.set(`${model.name} ${member}`, String(defaultValue.value));
      if (model && type && defaultValue)
        defaults.set(`${model.name} ${member}`, serializeValueAsJson(program, defaultValue, type));
    },
  });
  return { explicit, defaults, digits, faults };
}

/** The model among alternatives that a default is a value of; undefined where the emitter needs no help. */
function variantOf({ type, defaultValue }: ModelProperty): Type | undefined {
  if (type.kind !== "Union" || defaultValue?.valueKind !== "ObjectValue") return undefined;
  const names = [...defaultValue.properties.keys()];
  return [...type.variants.values()]
    .map((variant) => variant.type)
    .find((each) => each.kind === "Model" && names.every((name) => each.indexer || isMemberOf(each, name)));
}

function isMemberOf({ properties, baseModel }: Model, name: string): boolean {
  return properties.has(name) || (baseModel !== undefined && isMemberOf(baseModel, name));
}

/** Whether a default is the time of the request. */
function isMadeUp(value: Value): boolean {
  if (value.valueKind === "ScalarValue") return value.value.name === "now";
  if (value.valueKind === "ArrayValue") return value.values.some(isMadeUp);
  return value.valueKind === "ObjectValue" && [...value.properties.values()].some((each) => isMadeUp(each.value));
}

/** @returns faults that the document no longer shows */
export function completeDocument(
  program: Program,
  document: Document,
  { defaults, digits }: Pick<ReturnType<typeof readProgram>, "defaults" | "digits">,
): string[] {
  for (const [name, { properties = {} }] of Object.entries(document.components.schemas))
    for (const [member, schema] of Object.entries(properties)) {
      const keys = [name, wholeOf(name)].map((model) => `${model} ${member}`);
      const key = keys.find((each) => defaults.has(each));
      if ("default" in schema && key) schema.default = defaults.get(key);
      const text = keys.map((each) => digits.get(each)).find(Boolean);
      if (text && typesOf(schema, document).has("string")) schema.default = text;
    }
  return operationsOf(program, document).flatMap(({ operation, described }) => [
    ...describeEvents(program, operation, described, document),
    ...partFaults(operation, described),
  ]);
}

/** The models of security schemes, by their names. */
export function schemesOf(program: Program): Map<string, Model> {
  const [services] = getAllHttpServices(program);
  const schemes = services
    .flatMap(({ operations }) => operations)
    .flatMap(({ authentication }) => authentication?.options ?? [])
    .flatMap((option) => option.schemes);
  return new Map(schemes.map(({ id, model }) => [id, model]));
}

/** Headers of parts, which nothing would check or hand over. */
function partFaults({ parameters: { body } }: HttpOperation, { operationId }: DocumentOperation): string[] {
  const parts = body?.bodyKind === "multipart" ? body.parts : [];
  return parts
    .filter(({ headers }) => headers.length > 0)
    .map(
      ({ name }) => `${operationId}: the part "${name}" has headers, which handlers do not get: write a part for each`,
    );
}

/** Flows of OAuth2 that list scopes: the emitter takes these in place of those that an operation names. */
export function flowFaults(schemes: Map<string, Model>): string[] {
  return [...schemes].flatMap(([id, model]) => {
    const flows = model.properties.get("flows")?.type;
    const models = flows?.kind === "Tuple" ? flows.values.filter((each) => each.kind === "Model") : [];
    return models
      .filter(({ properties }) => properties.has("scopes"))
      .map(
        ({ name }) =>
          `${id}: its flow lists scopes, and every operation would demand all of them: remove them there, and let operations name theirs, as by model ${id}<Scopes extends string[]> is OAuth2Auth<[${name || "Flow"}], Scopes> and @useAuth(${id}<["write"]>)`,
      );
  });
}

/** What the emitter merges or drops of operations, once the document is polished. */
export function completeOperations(program: Program, document: Document): void {
  for (const { operation: served, described } of operationsOf(program, document)) {
    const { operation, parameters, responses } = served;
    if (!described.operationId.includes("_") && operation.interface)
      described["x-method"] = { group: operation.interface.name, name: operation.name };
    // It requires a header of a status as soon as one of its responses has it.
    for (const { statusCodes, responses: variants } of responses) {
      const response = described.responses[statusCodes === "*" ? "default" : String(statusCodes)];
      if (response) relaxHeaders(response, variants);
    }
    // It leaves out how many parts of a name a form may have.
    const form = described.requestBody?.content["multipart/form-data"];
    if (!form || parameters.body?.bodyKind !== "multipart") continue;
    const members = propertiesOf(form.schema, document);
    for (const { name, property } of parameters.body.parts) {
      const member = members[name ?? ""];
      const most = property && getMaxItems(program, property);
      if (member && most !== undefined) member.maxItems = most;
    }
  }
}

function operationsOf(
  program: Program,
  document: Document,
): { operation: HttpOperation; described: DocumentOperation }[] {
  const described = new Map(operationsIn(document).map(({ operation }) => [operation.operationId, operation]));
  const [services] = getAllHttpServices(program);
  return services.flatMap(({ operations }) =>
    operations.flatMap((operation) => {
      const own = described.get(resolveOperationId(program, operation.operation));
      return own ? [{ operation, described: own }] : [];
    }),
  );
}
