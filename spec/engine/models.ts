/** Models as the engine serves them: flat, sealed, bounded, shown as they are sent, and in requests without read-only members. */
import {
  type Document,
  dereference,
  type MediaType,
  modelOf,
  operationsIn,
  type Schema,
  schemasFrom,
  schemasIn,
} from "../../server/engine/contract/document.ts";

/** Edits the emitter's document in place. */
export function completeModels(document: Document): void {
  flatten(document);
  separateVisibilities(document);
  for (const { schema } of schemasIn(document)) {
    seal(schema);
    bound(schema);
  }
  encodeExamples(document);
  separateRequests(document);
}

/**
 * Gives models the members of those that they extend: the emitter composes them by allOf, which few tools seal. A base with
 * a @discriminator, which the emitter composes of nothing, becomes the union of the models that extend it.
 */
function flatten(document: Document): void {
  const { schemas } = document.components;
  const flat = new Map<Schema, Schema>();
  const flattened = (schema: Schema): Schema => {
    const { allOf = [], ...own } = schema;
    const known = flat.get(schema);
    if (known) return known;
    const parts = [...allOf.map((part) => flattened(dereference(part, document))), own];
    const record = parts
      .map(({ unevaluatedProperties }) => unevaluatedProperties)
      .find((others) => others && !others.not);
    const whole: Schema = {
      ...own,
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: [...new Set(parts.flatMap(({ required = [] }) => required))],
      unevaluatedProperties: record ?? { not: {} },
    };
    flat.set(schema, whole);
    return whole;
  };
  const extended = Object.values(schemas).flatMap(({ allOf = [] }) => allOf.map((part) => dereference(part, document)));
  const whole = Object.entries(schemas).map(([name, schema]): [string, Schema] => {
    const variants = Object.values(schema.discriminator?.mapping ?? {});
    if (extended.includes(schema) && variants.length > 0) return [name, unionOf(schema, variants)];
    return [name, schema.allOf || extended.includes(schema) ? flattened(schema) : schema];
  });
  Object.assign(schemas, Object.fromEntries(whole));
}

/** The model of which the emitter has made one of a visibility: `User`, of `UserCreate`. */
export function wholeOf(name: string): string {
  return name.replace(/(MergePatchUpdate|CreateOrUpdate|Create|Update|Query|Delete)(Item)?$/, "");
}

/**
 * The emitter's models of one visibility, such as `UserCreate` beside `User`, are about the same rows, but kept by none; and
 * their examples are those of the whole model.
 */
function separateVisibilities(document: Document): void {
  const { schemas } = document.components;
  for (const [name, schema] of Object.entries(schemas)) {
    const base = wholeOf(name);
    const whole = base === name ? undefined : schemas[base];
    if (!whole?.["x-table"] || whole["x-table"] !== schema["x-table"]) continue;
    for (const key of ["x-table", "x-key", "x-unique", "x-references"] as const) delete schema[key];
    for (const each of [whole, schema]) {
      const isKnown = ([member]: [string, unknown]) => Object.hasOwn(each.properties ?? {}, member);
      const ofMembers = (example: unknown) => Object.fromEntries(Object.entries(Object(example)).filter(isKnown));
      if (each.examples) each.examples = each.examples.map(ofMembers);
    }
  }
}

function unionOf({ discriminator, description, examples }: Schema, variants: string[]): Schema {
  return {
    ...(description !== undefined && { description }),
    ...(examples && { examples }),
    oneOf: variants.map(($ref) => ({ $ref })),
    ...(discriminator && { discriminator }),
  };
}

/** Where a model is not composed, the older keyword says the same, and every OpenAPI tool knows it. */
function seal(schema: Schema): void {
  const { unevaluatedProperties: others } = schema;
  if (!others) return;
  delete schema.unevaluatedProperties;
  schema.additionalProperties = others.not ? false : others;
}

/** What integers hold, by the formats that few tools know, unlike int32 and int64. */
const ranges: Record<string, [minimum: number, maximum: number]> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  uint8: [0, 255],
  uint16: [0, 65_535],
  uint32: [0, 4_294_967_295],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  undefined: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Writes out the bounds that an integer has by its type. */
function bound(schema: Schema): void {
  const { type, format, enum: values, exclusiveMinimum, exclusiveMaximum } = schema;
  const range = ranges[String(format)];
  if (type !== "integer" || values || !range) return;
  if (exclusiveMinimum === undefined) schema.minimum ??= range[0];
  if (exclusiveMaximum === undefined) schema.maximum ??= range[1];
}

/** Examples are values of TypeSpec's types, which the emitter leaves as they are: a number under @encode(string), a union without its envelope. */
function encodeExamples(document: Document): void {
  const encode = (value: unknown, given: Schema | undefined): unknown => {
    const schema = dereference(given, document);
    const {
      type,
      items,
      properties = {},
      oneOf = [],
      anyOf = [],
      discriminator,
      additionalProperties: others,
    } = schema;
    if (typeof value === "number" && type === "string") return String(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => encode(each, items));
    const variants = [...oneOf, ...anyOf];
    const variant = variants.find((each) => hasShape(value, each, document));
    if (variant) return encode(value, variant);
    for (const [name, $ref] of Object.entries(discriminator?.mapping ?? {})) {
      const { [discriminator?.propertyName ?? ""]: _, ...inner } = dereference({ $ref }, document).properties ?? {};
      const [[member, schema] = []] = Object.entries(inner);
      if (member && schema && hasShape(value, schema, document))
        return { [discriminator?.propertyName ?? ""]: name, [member]: encode(value, schema) };
    }
    const memberOf = (name: string) => properties[name] ?? (typeof others === "object" ? others : undefined);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, encode(each, memberOf(name))]));
  };
  for (const { schema } of schemasIn(document)) {
    if (Array.isArray(schema.examples)) schema.examples = schema.examples.map((example) => encode(example, schema));
    if ("default" in schema) schema.default = encode(schema.default, schema);
  }
  for (const { operation } of operationsIn(document)) {
    for (const parameter of operation.parameters)
      if ("example" in parameter) parameter.example = encode(parameter.example, parameter.schema);
    for (const { content = {} } of [operation.requestBody ?? {}, ...Object.values(operation.responses)])
      for (const media of Object.values(content)) mapExamples(media, (example) => encode(example, media.schema));
  }
}

/** Edits the examples of a body in place. */
function mapExamples(media: MediaType, map: (example: unknown) => unknown): void {
  if ("example" in media) media.example = map(media.example);
  for (const each of Object.values(media.examples ?? {})) each.value = map(each.value);
}

/** Whether an object has the members of a model. */
function hasShape(value: object, given: Schema, document: Document): boolean {
  const { properties, required = [], additionalProperties } = dereference(given, document);
  const known = new Map(Object.entries(properties ?? {}));
  return (
    properties !== undefined &&
    required.every((name) => name in value) &&
    Object.entries(value).every(([name, each]) => {
      const { enum: choices } = dereference(known.get(name), document);
      return (known.has(name) || additionalProperties !== false) && (!choices || choices.includes(each));
    })
  );
}

/**
 * Gives requests models without read-only members, such as `UserInput` beside `User`. The emitter does so only where the
 * models differ by more than these, and otherwise requires the members in requests, too.
 */
function separateRequests(document: Document): void {
  const { schemas } = document.components;
  const taken = new Set(Object.keys(schemas));
  const nameOf = (model: string) => {
    let name = `${model}Input`;
    while (taken.has(name)) name += "Body"; // The contract has a model of this name.
    return name;
  };
  const input = (schema: Schema): Schema => {
    if (!hasReadOnly(schema, document)) return schema;
    if (schema.$ref) {
      const name = nameOf(modelOf(schema));
      if (!schemas[name]) {
        schemas[name] = {}; // Models may be recursive.
        schemas[name] = input(dereference(schema, document));
      }
      return { ...schema, $ref: `#/components/schemas/${name}` };
    }
    const { "x-table": _, ...own } = schema;
    const inputs = (parts: Schema[]) => parts.map(input);
    const { properties, required, items, anyOf, oneOf, additionalProperties: others, examples, discriminator } = schema;
    const mapping = Object.entries(discriminator?.mapping ?? {}).map(([value, $ref]) => [value, input({ $ref }).$ref]);
    return {
      ...own,
      ...(properties && {
        properties: Object.fromEntries(writable(properties).map(([name, member]) => [name, input(member)])),
      }),
      ...(required && { required: required.filter((name) => !properties?.[name]?.readOnly) }),
      ...(items && { items: input(items) }),
      ...(anyOf && { anyOf: inputs(anyOf) }),
      ...(oneOf && { oneOf: inputs(oneOf) }),
      ...(typeof others === "object" && { additionalProperties: input(others) }),
      ...(discriminator && { discriminator: { ...discriminator, mapping: Object.fromEntries(mapping) } }),
      ...(examples && { examples: examples.map((example) => sent(example, schema, document)) }),
    };
  };
  for (const { operation } of operationsIn(document))
    for (const media of Object.values(operation.requestBody?.content ?? {})) {
      mapExamples(media, (example) => sent(example, media.schema, document));
      media.schema = input(media.schema);
    }
}

function writable(properties: Record<string, Schema>): [string, Schema][] {
  return Object.entries(properties).filter(([, member]) => !member.readOnly);
}

function hasReadOnly(schema: Schema, document: Document): boolean {
  const members = [...schemasFrom(schema, document)].flatMap(({ properties = {} }) => Object.values(properties));
  return members.some(({ readOnly }) => readOnly);
}

/** An example without its read-only members. */
function sent(example: unknown, given: Schema | undefined, document: Document): unknown {
  const schema = dereference(given, document);
  if (typeof example !== "object" || example === null) return example;
  if (Array.isArray(example)) return example.map((each) => sent(each, schema.items, document));
  const members = Object.entries(example).filter(([name]) => !schema.properties?.[name]?.readOnly);
  return Object.fromEntries(members.map(([name, each]) => [name, sent(each, schema.properties?.[name], document)]));
}
