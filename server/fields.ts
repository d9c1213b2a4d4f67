/** Names and values as text: what query strings and forms have in common. */
import { type InvalidValue, invalidRequest } from "./problem.ts";

/** Where a value stands, for the caller to find it. */
export type InvalidPlace = Pick<InvalidValue, "pointer"> | Pick<InvalidValue, "parameter">;

/** Gives a field's text the type that the contract says it has. */
export interface FieldReader {
  /** Whether the field may be given more than once, each time with an item. */
  isList: boolean;
  /** Text that is no such value stays text. */
  read(text: string): unknown;
}

type Place = (name: string) => InvalidPlace;

/** Splits a query string or form (URL Standard, section 5.1), but refuses what is not percent-encoded UTF-8. */
export function splitUrlEncoded(text: string, place: Place): [name: string, value: string][] {
  if (text === "") return [];
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [encoded = "", ...value] = pair.replaceAll("+", " ").split("=");
      const name = decodePercent(encoded, place(encoded));
      return [name, decodePercent(value.join("="), place(name))];
    });
}

/** Decodes percent-encoded UTF-8 (RFC 3986, section 2.1). Throws InvalidRequest where it is malformed. */
export function decodePercent(text: string, place: InvalidPlace): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw invalidRequest([{ ...place, detail: "must be percent-encoded UTF-8" }]);
  }
  if (decoded.includes("\0")) throw invalidRequest([{ ...place, detail: "must have no NUL" }]);
  return decoded;
}

/** A flat object of fields. Throws InvalidRequest for one value given twice: nobody can say which was meant. */
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
    throw invalidRequest([...repeated].map((name) => ({ ...place(name), detail: "must be given once" })));
  return Object.fromEntries(values);
}
