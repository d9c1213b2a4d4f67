/** JSON as strictly as I-JSON (RFC 7493) reads it: nothing that two readers could take for different values. */
import { invalidRequest } from "./problem.ts";

/** Deeper nesting is refused: no contract needs it, and recursive readers would run out of stack. */
const deepest = 32;

/** An open object or array, and where in it the next value stands. */
interface Open {
  members: Set<string> | undefined;
  key: string | number;
}

/**
 * Parses JSON. Besides what is no JSON it refuses a member given twice, `__proto__`, deep nesting, and text with NUL or
 * half a surrogate pair, which no database keeps as it is.
 * @throws InvalidRequest that names the place
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  const open: Open[] = [];
  const refuse = (detail: string) => invalidRequest([{ pointer: open.map(({ key }) => `/${key}`).join(""), detail }]);
  let previous = "";
  // JSON.parse has vouched for the grammar: this much of it tells the tokens apart.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/gs)) {
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
      if (isMember) top.key = string.replaceAll("~", "~0").replaceAll("/", "~1");
      if (isMember && top.members?.has(string)) throw refuse("must be given once");
      if (isMember && string === "__proto__") throw refuse("is not known here");
      if (string.includes("\0")) throw refuse("must have no NUL");
      if (!string.isWellFormed()) throw refuse("must have no half of a surrogate pair");
      if (isMember) top.members?.add(string);
    }
    previous = token;
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ pointer: "", detail: "must be JSON" }]);
  }
}
