/** Names with values as text, in query strings, forms and cookies. */
import { type InvalidValue, invalidRequest } from "../contract/problem.ts";
import type { FieldReader } from "../contract/schema.ts";

/** Where an invalid value is. */
export type InvalidPlace = Pick<InvalidValue, "pointer"> | Pick<InvalidValue, "parameter">;

/** A value, and an error for each rule that it breaks. */
export interface Checked<T> {
  value: T;
  errors: InvalidValue[];
}

type Place = (name: string) => InvalidPlace;

/**
 * Splits a query string or form (URL Standard, section 5.1).
 * @param separators between the items of lists that are one field, by its name
 * @throws InvalidRequest for malformed percent-encoding
 */
export function splitUrlEncoded(
  text: string,
  place: Place,
  separators?: Map<string, RegExp>,
): [name: string, value: string][] {
  if (text === "") return [];
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .flatMap((pair): [string, string][] => {
      const [encoded = "", ...rest] = pair.replaceAll("+", " ").split("=");
      const name = decodePercent(encoded, place(encoded));
      const value = rest.join("=");
      const separator = separators?.get(name);
      if (!separator) return [[name, decodePercent(value, place(name))]];
      return itemsIn(value, separator).map((item) => [name, decodePercent(item, place(name))]);
    });
}

/** The items of a list that is written as one text; none of an empty one. */
export function itemsIn(text: string, separator: RegExp): string[] {
  return text === "" ? [] : text.split(separator);
}

/** Decodes percent-encoded UTF-8 (RFC 3986, section 2.1). @throws InvalidRequest where it is malformed */
export function decodePercent(text: string, place: InvalidPlace): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw invalidRequest([{ ...place, detail: "must be percent-encoded UTF-8" }]);
  }
  return keepable(decoded, place);
}

/** @throws InvalidRequest for text that no database keeps as it is */
export function keepable(text: string, place: InvalidPlace): string {
  const detail = faultIn(text);
  if (detail) throw invalidRequest([{ ...place, detail }]);
  return text;
}

/** PostgreSQL has no NUL, and UTF-8 no lone surrogates: a rule for every string, beside those of the contract. */
export function faultIn(text: string): string | undefined {
  if (text.includes("\0")) return "must not contain NUL";
  return text.isWellFormed() ? undefined : "must not contain a lone surrogate";
}

/** A flat object of fields. @throws InvalidRequest for a repeated field that is no list, as its meaning is ambiguous */
export function collectFields(
  fields: [string, string][],
  readers: Map<string, FieldReader>,
  place: Place,
): Record<string, unknown> {
  const values = new Map<string, unknown>();
  const repeated = new Set<string>();
  for (const [name, text] of fields) {
    const reader = readers.get(name);
    const value = reader ? reader.read(text) : text;
    const earlier = values.get(name);
    if (Array.isArray(earlier)) earlier.push(value);
    else if (values.has(name)) repeated.add(name);
    else values.set(name, reader?.isList ? [value] : value);
  }
  if (repeated.size > 0)
    throw invalidRequest([...repeated].map((name) => ({ ...place(name), detail: "must not be repeated" })));
  return Object.fromEntries(values);
}

/** The values of cookies by name (RFC 6265, section 4.2.1). */
export function cookiesIn(header: string): Map<string, string[]> {
  const cookies = new Map<string, string[]>();
  for (const pair of header.split(";")) {
    const [name = "", ...value] = pair.trim().split("=");
    const known = cookies.get(name);
    if (known) known.push(value.join("="));
    else cookies.set(name, [value.join("=")]);
  }
  return cookies;
}
