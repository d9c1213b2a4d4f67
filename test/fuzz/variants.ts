/** Values that try one rule of a schema, and how values are written. */
import fc from "fast-check";
import type { Schema } from "../../server/openapi.ts";

/** What keeps a rule, just, or breaks it and no other. */
export interface Variant<T> {
  rule: string;
  breaks: boolean;
  values: fc.Arbitrary<T>;
  /** JSON pointer (RFC 6901) to what breaks the rule. */
  pointer: string;
}

/** A field is a query parameter or part of a form; a segment is one of the path. */
export type Notation = "json" | "field" | "segment" | "header";

/** A name with what is written for it. */
export type Member = [name: string, written: string];

/** Whether a text can be sent at all, be it right or wrong. */
export const sendable: Record<Notation, (text: string) => boolean> = {
  json: () => true,
  field: (text) => text.isWellFormed(),
  segment: (text) => text !== "" && text.isWellFormed(),
  // A field value (RFC 9110, section 5.5) without the bytes that have no one meaning.
  header: (text) => /^[!-~]([ -~]*[!-~])?$/.test(text),
};

export function write(value: unknown, notation: Notation): string {
  return notation === "json" ? JSON.stringify(value) : String(value);
}

/** A schema of which there is no way to write a value. */
export class UnknownKind extends Error {
  constructor(schema: Schema, notation: Notation) {
    super(`the fuzzer cannot write ${JSON.stringify(schema)} as ${notation}: teach it`);
  }
}

/** The values that pass; nothing where hardly any does, for a filter that finds none never ends. */
export function only<T>(values: fc.Arbitrary<T>, passes: (value: T) => boolean): fc.Arbitrary<T>[] {
  return fc.sample(values, { seed: 1, numRuns: 50 }).some(passes) ? [values.filter(passes)] : [];
}

/** A variant of these values; none without any. */
export function among<T>(rule: string, breaks: boolean, all: T[], pointer = ""): Variant<T>[] {
  return all.length === 0 ? [] : [{ rule, breaks, values: fc.constantFrom(...all), pointer }];
}

export function mapVariants<T, U>(variants: Variant<T>[], map: (value: T) => U): Variant<U>[] {
  return variants.map(({ values, ...variant }) => ({ ...variant, values: values.map(map) }));
}

export function pointerTo(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** "a/b", of "/a~1b/0". */
export function nameIn(pointer: string): string {
  return (pointer.split("/")[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}
