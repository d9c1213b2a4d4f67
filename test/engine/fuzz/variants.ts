/** Values that try one rule of a schema. */
import fc from "fast-check";

/** Values that just keep a rule, or break it and no other. */
export interface Variant<T> {
  rule: string;
  breaks: boolean;
  values: fc.Arbitrary<T>;
  /** JSON pointer (RFC 6901) to what breaks the rule. */
  pointer: string;
}

/** The values that pass; none if hardly any does, since such a filter would not end. */
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
