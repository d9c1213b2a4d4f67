/** Numbers that a schema admits, and those just outside. */
import fc from "fast-check";
import type { Schema } from "../../../server/engine/contract/document.ts";
import { doubles } from "./samples.ts";
import { among, type Variant } from "./variants.ts";

const unlimited = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
const formats: Record<string, typeof unlimited> = {
  int32: { min: -(2 ** 31), max: 2 ** 31 - 1 },
  int64: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }, // All that JavaScript can hold of them.
};

function rangeOf({ type, format, ...limits }: Schema): typeof unlimited {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = limits as Partial<Record<string, number>>;
  const { min, max } = formats[String(format)] ?? unlimited;
  const step = type === "integer" ? 1 : 1e-6;
  return {
    min: minimum ?? (exclusiveMinimum === undefined ? min : exclusiveMinimum + step),
    max: maximum ?? (exclusiveMaximum === undefined ? max : exclusiveMaximum - step),
  };
}

export function numbers(schema: Schema): fc.Arbitrary<number> {
  const { min, max } = rangeOf(schema);
  const within = (least: number, most: number) => ({ min: Math.max(min, least), max: Math.min(max, most) });
  if (schema.type === "integer") return fc.integer(within(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
  const known = doubles.filter((double) => min <= double && double <= max);
  const any = fc.double({ ...within(-Number.MAX_VALUE, Number.MAX_VALUE), noNaN: true });
  return known.length > 0 ? fc.oneof({ weight: 4, arbitrary: any }, fc.constantFrom(...known)) : any;
}

/** Ways to write an integer in JSON. */
export function spellings(integer: number): string[] {
  return [String(integer), `${integer}.0`, `${integer}.0e0`, integer === 0 ? "-0" : integer.toExponential()];
}

/** The last numbers that fit, the first that do not, and where narrower integers would wrap around. */
export function numberVariants(schema: Schema): Variant<number>[] {
  const { min, max } = rangeOf(schema);
  const far = [min - 256, -(2 ** 31) - 1, -(2 ** 53), max + 256, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63];
  const outside = far.filter((number) => number < min || number > max);
  const rules: [rule: string, breaks: boolean, numbers: number[]][] = [
    ["at the minimum", false, [min]],
    ["at the maximum", false, [max]],
    ["just below the minimum", true, [min - 1]],
    ["just above the maximum", true, [max + 1]],
    ["out of range", true, outside],
  ];
  return rules.flatMap(([rule, breaks, numbers]) => among(rule, breaks, numbers.filter(Number.isFinite)));
}
