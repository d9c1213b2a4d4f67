/** I-JSON (RFC 7493): refuses JSON that two parsers could read differently. */
import { invalidRequest } from "../contract/problem.ts";
import { pointerTo } from "../contract/schema.ts";
import { faultIn } from "./fields.ts";

/** Deeper nesting would exhaust the stack of recursive readers. */
const deepest = 32;

/** An open object or array, and the place of its next value. */
interface Open {
  members: Set<string> | undefined;
  key: string | number;
}

/**
 * Parses JSON, and refuses duplicate members, `__proto__`, deep nesting, and strings that no database keeps as they are.
 * @throws InvalidRequest that names the place
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  const open: Open[] = [];
  const refuse = (detail: string) =>
    invalidRequest([{ pointer: open.map(({ key }) => pointerTo(String(key))).join(""), detail }]);
  let previous = "";
  for (const token of tokensOf(text)) {
    const top = open.at(-1);
    if (token === "{" || token === "[") {
      open.push(token === "{" ? { members: new Set(), key: "" } : { members: undefined, key: 0 });
      if (open.length > deepest)
        throw invalidRequest([{ pointer: "", detail: `must not nest deeper than ${deepest}` }]);
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ",") {
      if (typeof top?.key === "number") top.key++;
    } else {
      const string: string = JSON.parse(token);
      const isMember = top?.members && (previous === "{" || previous === ",");
      if (isMember) top.key = string;
      if (isMember && top.members?.has(string)) throw refuse("must not be repeated");
      if (isMember && string === "__proto__") throw refuse("is an unknown property");
      const fault = faultIn(string);
      if (fault) throw refuse(fault);
      if (isMember) top.members?.add(string);
    }
    previous = token;
  }
  if (/\d[eE]\+?\d|\d{309}/.test(text)) refuseInfinite(value, ""); // No other number exceeds a double.
  return value;
}

/** A number such as 1e400, which would be kept as null. */
function refuseInfinite(value: unknown, pointer: string): void {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    throw invalidRequest([{ pointer, detail: "must be a number of double precision, at most 1.8e308" }]);
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) refuseInfinite(each, pointer + pointerTo(key));
}

/** The brackets, commas and strings of valid JSON. */
function* tokensOf(text: string): Generator<string> {
  const mark = /["{}[\],]/g;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const start = found.index;
    if (found[0] === '"') {
      // By hand: a regular expression would exhaust the stack in a long string.
      let end = text.indexOf('"', start + 1);
      while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
      mark.lastIndex = end + 1;
    }
    yield text.slice(start, mark.lastIndex);
  }
}

/** Whether an odd number of backslashes precedes. */
function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === "\\") start--;
  return (index - start) % 2 === 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ pointer: "", detail: "must be JSON" }]);
  }
}
