/** Strings that a schema admits, and those that break its length, pattern or format. */
import fc from "fast-check";
import type { Schema } from "../../../server/engine/contract/document.ts";
import type { FuzzedContract } from "./contract.ts";
import { type Notation, sendable, UnknownKind } from "./notation.ts";
import { character, misshapen, sayings, strangers } from "./samples.ts";
import { only, type Variant } from "./variants.ts";

type StringSchema = Schema & { minLength?: number; maxLength?: number; pattern?: string; format?: string };

const dates = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") });
/** Made at first use: some are slow to make. */
const formats: Record<string, () => fc.Arbitrary<string>> = {
  uuid: () => fc.uuid(),
  "date-time": () => dates.map((date) => date.toISOString()),
  date: () => dates.map((date) => date.toISOString().slice(0, 10)),
  time: () => dates.map((date) => date.toISOString().slice(11, -1)),
  duration: () => fc.constantFrom("P1D", "PT36H", "P1Y2M3DT4H5M6S", "P4W", "PT0.5S"),
  "http-date": () => dates.map((date) => date.toUTCString()),
  byte: () => fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  base64url: () => fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
  "int64 as text": () => fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  "decimal as text": () =>
    fc.oneof(
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
      fc.constantFrom("0.10", "-1.250", "1.0000000000000000001"),
    ),
  email: () => fc.emailAddress(),
  uri: () => fc.webUrl(),
  "uri-reference": () => fc.oneof(fc.webPath(), formatted("uri")),
};

const madeOf = new Map<string, fc.Arbitrary<string>>();

function formatted(format: string): fc.Arbitrary<string> {
  const strings = madeOf.get(format) ?? formats[format]?.() ?? fc.string();
  madeOf.set(format, strings);
  return strings;
}

// Of equal schemas the same, whatever the contract: they take long to make.
const made = new Map<string, fc.Arbitrary<string>>();
const varied = new Map<string, Variant<string>[]>();

export function createStrings({ validator }: FuzzedContract) {
  const keyOf = (schema: Schema, notation: Notation) => notation + JSON.stringify(schema);

  function valid(schema: Schema, notation: Notation): fc.Arbitrary<string> {
    const key = keyOf(schema, notation);
    const strings = made.get(key) ?? make(schema, notation);
    made.set(key, strings);
    return strings;
  }

  function make(schema: Schema, notation: Notation): fc.Arbitrary<string> {
    const { minLength = 0, maxLength = minLength + 20, pattern, format = "" } = schema as StringSchema;
    const validate = validator(schema);
    const among = (...texts: fc.Arbitrary<string>[]) =>
      texts.flatMap((each) => only(each, (text) => text.isWellFormed() && sendable[notation](text) && validate(text)));
    const any = among(fc.string({ unit: character, minLength, maxLength: Math.min(maxLength, minLength + 20) }));
    const shaped =
      any.length > 0 ? any : among(...matching(pattern), ...(format in formats ? [formatted(format)] : []));
    // URLs have no room for several long ones.
    const fixed = among(fc.constantFrom(...sayings), ...(notation === "json" ? sized(maxLength) : []));
    if (shaped.length + fixed.length === 0) throw new UnknownKind(schema, notation);
    return fc.oneof({ withCrossShrink: true }, ...fixed, ...shaped, ...shaped, ...shaped);
  }

  function variants(schema: Schema, notation: Notation): Variant<string>[] {
    const key = keyOf(schema, notation);
    const variants = varied.get(key) ?? vary(schema, notation);
    varied.set(key, variants);
    return variants;
  }

  function vary(schema: Schema, notation: Notation): Variant<string>[] {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema as StringSchema;
    const fits = validator(schema);
    const isLong = (text: string) => minLength <= [...text].length && [...text].length <= maxLength;
    const isShaped = (text: string) => pattern === undefined || new RegExp(pattern, "u").test(text);
    const strange = fc
      .tuple(fc.oneof(fc.constant(""), valid(schema, notation)), fc.nat(), fc.constantFrom(...strangers))
      .map(([text, at, stranger]) => [...text].toSpliced(at % (text.length + 1), 0, stranger).join(""));
    const isAgainst = (text: string) => isLong(text) && !fits(text);
    const rules: [string, boolean, fc.Arbitrary<string>[], (text: string) => boolean][] = [
      ["at the least length", false, sized(minLength), fits],
      ["at the greatest length", false, sized(maxLength), fits],
      ["too short", true, sized(minLength - 1), () => true],
      ["too long", true, sized(maxLength + 1), isShaped],
      ["against the pattern", true, pattern ? [strange] : [], isAgainst],
      ["against the format", true, format ? [fc.constantFrom(...misshapen)] : [], isAgainst],
    ];
    return rules.flatMap(([rule, breaks, texts, passes]) =>
      texts
        .flatMap((each) => only(each, (text) => sendable[notation](text) && passes(text)))
        .map((values) => ({ rule, breaks, values, pointer: "" })),
    );
  }

  return { valid, variants };
}

/** Strings of a length in code points; of four bytes each only where a URL holds them. */
function sized(length: number): fc.Arbitrary<string>[] {
  const within = (most: number) => 0 <= length && length <= most;
  const astral = within(200) ? ["\u{1f600}".repeat(length)] : [];
  return within(4_000) ? [fc.constantFrom("a".repeat(length), ...astral)] : [];
}

function matching(pattern: string | undefined): fc.Arbitrary<string>[] {
  if (pattern === undefined) return [];
  // fast-check does not support lookaheads; mismatches are filtered out later.
  const readable = pattern.replace(/\(\?[=!][^)]*\)/g, "");
  try {
    return [fc.stringMatching(new RegExp(readable, "u"))];
  } catch {
    return [];
  }
}
