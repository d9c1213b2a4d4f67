/** Values of a schema, as they are written: valid ones, and for each rule those that try it. */
import fc from "fast-check";
import type { Schema } from "../../../server/engine/contract/document.ts";
import type { FuzzedContract } from "./contract.ts";
import { type Member, type Notation, pointerTo, sendable, UnknownKind, write } from "./notation.ts";
import { numbers, numberVariants, spellings } from "./numbers.ts";
import { unknownNames, wrongJson, wrongText } from "./samples.ts";
import { createStrings } from "./strings.ts";
import { among, mapVariants, only, type Variant } from "./variants.ts";

type ArraySchema = Schema & { items: Schema; minItems?: number; maxItems?: number };
type ObjectSchema = Schema & {
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  unevaluatedProperties?: { not?: object };
};

export type Values = ReturnType<typeof createValues>;

/** @param leaveOut called for each optional member that cannot be written, and is never sent */
export function createValues(contract: FuzzedContract, leaveOut: (reason: string) => void) {
  const { resolve, validator } = contract;
  const strings = createStrings(contract);

  /** The variants of a schema. */
  function alternatives(schema: Schema, notation: Notation): Schema[] {
    const own = resolve(schema);
    const parts = (own.anyOf ?? own.oneOf) as Schema[] | undefined;
    if (parts) return parts.flatMap((part) => alternatives(part, notation));
    // Text cannot express null.
    return own.type === "null" && notation !== "json" ? [] : [own];
  }

  function valid(schema: Schema, notation: Notation): fc.Arbitrary<string> {
    return fc.oneof(...alternatives(schema, notation).map((each) => withExamples(each, notation)));
  }

  /** Sometimes the contract's example of a number: as a reference, it may lead to something. */
  function withExamples(schema: Schema, notation: Notation): fc.Arbitrary<string> {
    const all = validAlternative(schema, notation);
    const [example] = schema.type === "integer" ? [schema.examples].flat() : [];
    return example === undefined ? all : fc.oneof({ weight: 3, arbitrary: all }, fc.constant(String(example)));
  }

  function validAlternative(schema: Schema, notation: Notation): fc.Arbitrary<string> {
    const written = <T>(values: fc.Arbitrary<T>) => values.map((value) => write(value, notation));
    const isJson = notation === "json";
    if (schema.enum) return written(fc.constantFrom(...[schema.enum].flat()));
    if (schema.type === "boolean") return written(fc.boolean());
    if (schema.type === "integer" && isJson)
      return fc.tuple(numbers(schema), fc.nat(3)).map(([value, spelling]) => spellings(value)[spelling] ?? "");
    if (schema.type === "integer" || schema.type === "number")
      return written(numbers(schema)).filter((text) => isJson || !text.includes("e"));
    if (schema.type === "string") {
      const texts = strings.valid(schema, notation);
      return isJson ? fc.oneof(written(texts), texts.map(escapeAll)) : texts;
    }
    if (isJson && schema.type === "null") return fc.constant("null");
    if (isJson && schema.type === "array") return items(schema, notation).map((all) => `[${all}]`);
    if (isJson && schema.type === "object") return members(schema, notation).map(writeObject);
    throw new UnknownKind(schema, notation);
  }

  /** The items of an array: at least one as fields, and few, since URLs have little room. */
  function items(schema: Schema, notation: Notation): fc.Arbitrary<string[]> {
    const { items, minItems = 0, maxItems = minItems + 5 } = resolve(schema) as ArraySchema;
    const minLength = notation === "json" ? minItems : Math.max(minItems, 1);
    return fc.array(valid(items, notation), { minLength, maxLength: Math.min(maxItems, minLength + 5) });
  }

  /** The properties that can be written, with their texts; lists of fields have one for each item. */
  function propertiesOf(schema: Schema, notation: Notation) {
    const { properties = {}, required = [] } = resolve(schema) as ObjectSchema;
    return Object.entries(properties).flatMap(([name, own]) => {
      const isMany = notation === "field" && resolve(own).type === "array";
      try {
        const written = isMany ? items(own, notation) : valid(own, notation).map((value) => [value]);
        return [{ name, schema: own, isMany, written }];
      } catch (error) {
        if (!(error instanceof UnknownKind) || required.includes(name)) throw error;
        leaveOut(`${name} is left out: ${error.message}`);
        return [];
      }
    });
  }

  /** The members of an object: all required ones, some others. */
  function members(schema: Schema, notation: Notation): fc.Arbitrary<Member[]> {
    const { required = [] } = resolve(schema) as ObjectSchema;
    const each = propertiesOf(schema, notation).map(({ name, written }) => {
      const own = written.map((all) => named(name, all));
      return required.includes(name) ? own : fc.oneof({ withCrossShrink: true }, fc.constant([]), own);
    });
    return fc.tuple(...each).map((all) => all.flat());
  }

  function variants(schema: Schema, notation: Notation): Variant<string>[] {
    const options = alternatives(schema, notation);
    const all = options.filter(({ type }) => type !== "null").flatMap((each) => alternativeVariants(each, notation));
    if (options.length === 1) return all;
    // What breaks one variant may fit another; of text nobody can tell.
    const isBroken = (value: string) => notation === "json" && !validator(schema)(JSON.parse(value));
    return all.flatMap((each) =>
      each.breaks ? only(each.values, isBroken).map((values) => ({ ...each, values })) : [each],
    );
  }

  function alternativeVariants(schema: Schema, notation: Notation): Variant<string>[] {
    const { type, format } = schema;
    const isTyped = validator({ type, ...(type === "integer" && format !== undefined && { format }) });
    const wrongType =
      notation === "json" ? wrongJson.filter((text) => !isTyped(JSON.parse(text))) : (wrongText[String(type)] ?? []);
    const sent = (rule: string, all: string[]) => among(rule, true, all.filter(sendable[notation]));
    return [...sent("wrong type", wrongType), ...specific()];

    function specific(): Variant<string>[] {
      const written = (all: Variant<unknown>[]) => mapVariants(all, (value) => write(value, notation));
      if (schema.enum) return written(sent("not one of the values", nearMisses(schema)));
      if (type === "integer" || type === "number") return written(numberVariants(schema));
      if (type === "string") return written(strings.variants(schema, notation));
      if (type === "array") return mapVariants(itemVariants(schema, notation), (all) => `[${all}]`);
      if (type === "object") return mapVariants(memberVariants(schema, notation), writeObject);
      return [];
    }
  }

  /** Texts that are not values of an enum. */
  function nearMisses(schema: Schema): string[] {
    const near = [schema.enum].flat().flatMap((choice) => [`${choice}x`, `${choice} `, String(choice).toUpperCase()]);
    const fits = validator(schema);
    return [...near, "", "unknown"].filter((text) => !fits(text));
  }

  function itemVariants(schema: Schema, notation: Notation): Variant<string[]>[] {
    const { items: item, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = resolve(schema) as ArraySchema;
    const [least, most] = notation === "json" ? [0, 1_000] : [1, 20];
    const sizes = [minItems - 1, minItems, maxItems, maxItems + 1].filter((size) => least <= size && size <= most);
    return [
      ...[...new Set(sizes)].map((size) => ({
        rule: `${size} items`,
        breaks: size < minItems || size > maxItems,
        values: fc.array(valid(item, notation), { minLength: size, maxLength: size }),
        pointer: "",
      })),
      ...variants(item, notation).map(({ rule, breaks, values, pointer }) => ({
        rule: `item: ${rule}`,
        breaks,
        values: fc.tuple(values, items(schema, notation)).map(([value, all]) => [value, ...all.slice(1)]),
        pointer: `/0${pointer}`,
      })),
    ];
  }

  function memberVariants(schema: Schema, notation: Notation): Variant<Member[]>[] {
    const { properties = {}, required = [], ...rest } = resolve(schema) as ObjectSchema;
    const all = members(schema, notation);
    /** Writes one member, and some of the others. */
    const put = (name: string, variant: Variant<string[]>): Variant<Member[]> => {
      const values = fc.tuple(all, variant.values).map(([others, own]) => {
        return [...others.filter((other) => other[0] !== name), ...named(name, own)];
      });
      return { ...variant, values, pointer: pointerTo(name) + variant.pointer };
    };
    const against = (rule: string, name: string, values: fc.Arbitrary<string[]>) =>
      put(name, { rule, breaks: true, values, pointer: "" });

    const each = propertiesOf(schema, notation).flatMap(({ name, schema: own, isMany, written }) => {
      const ones = () => mapVariants(variants(own, notation), (value) => [value]);
      const found = isMany ? itemVariants(own, notation) : ones();
      const twice = fc.tuple(written, written).map((both) => both.flat());
      const canRepeat = !isMany && (notation === "json" || notation === "field");
      return [
        ...found.map((variant) => put(name, { ...variant, rule: `${name}: ${variant.rule}` })),
        ...(canRepeat ? [against(`${name} given twice`, name, twice)] : []),
      ];
    });
    const isSealed = rest.additionalProperties === false || rest.unevaluatedProperties?.not !== undefined;
    const unknown = isSealed ? unknownNames.filter((name) => !Object.hasOwn(properties, name)) : [];
    return [
      ...each,
      ...(notation === "segment" ? [] : required).map((name) => against(`${name} missing`, name, fc.constant([]))),
      ...unknown.map((name) => against(`unknown member "${name}"`, name, fc.constantFrom(["1"], ["null"]))),
    ];
  }

  return { valid, variants, members, memberVariants };
}

function named(name: string, written: string[]): Member[] {
  return written.map((each) => [name, each]);
}

function escapeAll(text: string): string {
  return `"${text.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

function writeObject(members: Member[]): string {
  return `{${members.map(([name, written]) => `${JSON.stringify(name)}: ${written}`).join(", ")}}`;
}
