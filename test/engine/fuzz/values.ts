/** Values of a schema, as they are written: valid ones, and for each rule those that try it. */
import fc from "fast-check";
import type { Schema } from "../../../server/engine/contract/document.ts";
import type { FuzzedContract } from "./contract.ts";
import { type Member, type Notation, pointerTo, sendable, UnknownKind, write } from "./notation.ts";
import { numbers, numberVariants, spellings } from "./numbers.ts";
import { character, unknownNames, wrongJson, wrongText } from "./samples.ts";
import { createStrings } from "./strings.ts";
import { among, mapVariants, only, type Variant } from "./variants.ts";

type ArraySchema = Schema & {
  items: Schema;
  minItems?: number;
  maxItems?: number;
  /** Whether it is one text, whose items a comma, a bar or a space parts. */
  separated?: boolean;
};
type ObjectSchema = Schema & {
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  unevaluatedProperties?: { not?: object };
};

export type Values = ReturnType<typeof createValues>;

/** @param leaveOut called for each optional member that cannot be written, and is never sent */
export function createValues(contract: FuzzedContract, leaveOut: (reason: string) => void) {
  const { keys, resolve, validator } = contract;
  const strings = createStrings(contract);

  /** The variants of a schema. */
  function alternatives(schema: Schema, notation: Notation): Schema[] {
    const own = resolve(schema);
    const parts = (own.anyOf ?? own.oneOf) as Schema[] | undefined;
    if (parts) return parts.flatMap((part) => alternatives(part, notation));
    // Text cannot express null.
    return own.type === "null" && notation !== "json" ? [] : [own];
  }

  function valid(schema: Schema, notation: Notation, depth = 0): fc.Arbitrary<string> {
    return fc.oneof(...alternatives(schema, notation).map((each) => withExamples(each, notation, depth)));
  }

  /** Sometimes the contract's example of a number or a key: as a reference, it may lead to something. */
  function withExamples(schema: Schema, notation: Notation, depth: number): fc.Arbitrary<string> {
    const all = validAlternative(schema, notation, depth);
    const [example] = [schema.examples].flat();
    const isShown = schema.type === "integer" ? example !== undefined : keys.has(String(example));
    return isShown ? fc.oneof({ weight: 3, arbitrary: all }, fc.constant(write(example, notation))) : all;
  }

  function validAlternative(schema: Schema, notation: Notation, depth: number): fc.Arbitrary<string> {
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
    if (isJson && schema.type === "array") return items(schema, notation, depth).map((all) => `[${all}]`);
    if (isJson && schema.type === "object") return members(schema, notation, depth).map(writeObject);
    if (isJson && schema.type === undefined) return anything.map((value) => JSON.stringify(value));
    throw new UnknownKind(schema, notation);
  }

  /** The items of an array: at least one as fields, and few, since URLs have little room. */
  function items(schema: Schema, notation: Notation, depth = 0): fc.Arbitrary<string[]> {
    const { items, minItems = 0, maxItems = minItems + 5, separated } = resolve(schema) as ArraySchema;
    const minLength = notation === "json" ? minItems : Math.max(minItems, 1);
    if (depth >= deepest && minLength === 0) return fc.constant([]); // Models may be recursive.
    const all = valid(items, notation, depth + 1);
    const item = separated ? all.filter(isItem) : all;
    return fc.array(item, { minLength, maxLength: Math.min(maxItems, minLength + 5) });
  }

  /** The properties that can be written, with their texts; lists of fields have one for each item. */
  function propertiesOf(schema: Schema, notation: Notation, depth: number) {
    const { properties = {}, required = [] } = resolve(schema) as ObjectSchema;
    return Object.entries(properties).flatMap(([name, own]) => {
      const isMany = notation !== "json" && resolve(own).type === "array";
      if (depth > deepest && !required.includes(name)) return [];
      try {
        const written = isMany ? items(own, notation) : valid(own, notation, depth + 1).map((value) => [value]);
        return [{ name, schema: own, isMany, written }];
      } catch (error) {
        if (!(error instanceof UnknownKind) || required.includes(name)) throw error;
        leaveOut(`${name} is left out: ${error.message}`);
        return [];
      }
    });
  }

  /** The members of an object: all required ones, some others. */
  function members(schema: Schema, notation: Notation, depth = 0): fc.Arbitrary<Member[]> {
    const { required = [], properties = {}, additionalProperties: others } = resolve(schema) as ObjectSchema;
    const each = propertiesOf(schema, notation, depth).map(({ name, written }) => {
      const own = written.map((all) => named(name, all));
      return required.includes(name) ? own : fc.oneof({ withCrossShrink: true }, fc.constant([]), own);
    });
    const record =
      typeof others === "object" && notation === "json" ? [entries(others as Schema, properties, depth)] : [];
    return fc.tuple(...each, ...record).map((all) => all.flat());
  }

  /** Members of a Record, beside those that have a name. */
  function entries(schema: Schema, properties: object, depth: number): fc.Arbitrary<Member[]> {
    const name = strings.valid({ type: "string", minLength: 1, maxLength: 20 }, "json");
    const entry = fc.tuple(name, valid(schema, "json", depth + 1));
    return fc
      .uniqueArray(entry, { selector: ([name]) => name, maxLength: 3 })
      .map((all) => all.filter(([name]) => name !== "__proto__" && !Object.hasOwn(properties, name)));
  }

  function variants(schema: Schema, notation: Notation, depth = 0): Variant<string>[] {
    if (depth > deepest) return []; // Models may be recursive.
    const options = alternatives(schema, notation);
    const all = options
      .filter(({ type }) => type !== "null")
      .flatMap((each) => alternativeVariants(each, notation, depth));
    if (options.length === 1) return all;
    // What breaks one variant may fit another; of text nobody can tell.
    const isBroken = (value: string) => notation === "json" && !validator(schema)(JSON.parse(value));
    return all.flatMap((each) =>
      each.breaks ? only(each.values, isBroken).map((values) => ({ ...each, values })) : [each],
    );
  }

  function alternativeVariants(schema: Schema, notation: Notation, depth: number): Variant<string>[] {
    const { type, format } = schema;
    const isTyped = validator({
      ...(type !== undefined && { type }),
      ...(type === "integer" && format !== undefined && { format }),
    });
    const wrongType =
      notation === "json" ? wrongJson.filter((text) => !isTyped(JSON.parse(text))) : (wrongText[String(type)] ?? []);
    const sent = (rule: string, all: string[]) => among(rule, true, all.filter(sendable[notation]));
    return [...sent("wrong type", wrongType), ...specific()];

    function specific(): Variant<string>[] {
      const written = (all: Variant<unknown>[]) => mapVariants(all, (value) => write(value, notation));
      if (schema.enum) return written(sent("not one of the values", nearMisses(schema)));
      if (type === "integer" || type === "number")
        return [...sent("beyond any number", ["1e400", "-1e400"]), ...written(numberVariants(schema))];
      if (type === "string") return written(strings.variants(schema, notation));
      if (type === "array") return mapVariants(itemVariants(schema, notation, depth), (all) => `[${all}]`);
      if (type === "object") return mapVariants(memberVariants(schema, notation, depth), writeObject);
      return [];
    }
  }

  /** Texts that are not values of an enum. */
  function nearMisses(schema: Schema): string[] {
    const near = [schema.enum].flat().flatMap((choice) => [`${choice}x`, `${choice} `, String(choice).toUpperCase()]);
    const fits = validator(schema);
    return [...near, "", "unknown"].filter((text) => !fits(text));
  }

  function itemVariants(schema: Schema, notation: Notation, depth = 0): Variant<string[]>[] {
    const { items: item, minItems = 0, maxItems = Infinity, separated } = resolve(schema) as ArraySchema;
    const [least, most] = notation === "json" ? [0, 1_000] : [1, 20];
    const sizes = [minItems - 1, minItems, maxItems, maxItems + 1].filter((size) => least <= size && size <= most);
    return [
      ...[...new Set(sizes)].map((size) => ({
        rule: `${size} items`,
        breaks: size < minItems || size > maxItems,
        values: fc.array(
          separated ? valid(item, notation, depth + 1).filter(isItem) : valid(item, notation, depth + 1),
          {
            minLength: size,
            maxLength: size,
          },
        ),
        pointer: "",
      })),
      ...variants(item, notation, depth + 1)
        .flatMap((each) => (separated ? only(each.values, isItem).map((values) => ({ ...each, values })) : [each]))
        .map(({ rule, breaks, values, pointer }) => ({
          rule: `item: ${rule}`,
          breaks,
          values: fc.tuple(values, items(schema, notation, depth)).map(([value, all]) => [value, ...all.slice(1)]),
          pointer: `/0${pointer}`,
        })),
    ];
  }

  function memberVariants(schema: Schema, notation: Notation, depth = 0): Variant<Member[]>[] {
    const { properties = {}, required = [], ...rest } = resolve(schema) as ObjectSchema;
    const all = members(schema, notation, depth);
    /** Writes one member, and some of the others. */
    const put = (name: string, variant: Variant<string[]>): Variant<Member[]> => {
      const values = fc.tuple(all, variant.values).map(([others, own]) => {
        return [...others.filter((other) => other[0] !== name), ...named(name, own)];
      });
      return { ...variant, values, pointer: pointerTo(name) + variant.pointer };
    };
    const against = (rule: string, name: string, values: fc.Arbitrary<string[]>) =>
      put(name, { rule, breaks: true, values, pointer: "" });

    const each = propertiesOf(schema, notation, depth).flatMap(({ name, schema: own, isMany, written }) => {
      const ones = () => mapVariants(variants(own, notation, depth + 1), (value) => [value]);
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

  return { valid, variants, members, memberVariants, filesIn: contract.filesIn };
}

/** Whether a text is one item of a list that is one text, however items are parted. */
function isItem(text: string): boolean {
  return text !== "" && !/[,| ]/.test(text);
}

/** Levels of a value below which optional parts are left out. */
const deepest = 3;

/** Any JSON that is kept as it is. */
const anything = fc.jsonValue({ maxDepth: 3, stringUnit: character }).filter((value) => {
  const text = JSON.stringify(value);
  return !text.includes("__proto__") && !text.includes("\\u0000");
});

function named(name: string, written: string[]): Member[] {
  return written.map((each) => [name, each]);
}

function escapeAll(text: string): string {
  return `"${text.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

function writeObject(members: Member[]): string {
  return `{${members.map(([name, written]) => `${JSON.stringify(name)}: ${written}`).join(", ")}}`;
}
