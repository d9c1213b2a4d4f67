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

/** The brackets, commas and strings of a text whose grammar JSON.parse has vouched for. */
function* tokensOf(text: string): Generator<string> {
  const mark = /["{}[\],]/g;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const start = found.index;
    if (found[0] === '"') {
      // By hand: a regular expression would run out of stack in a long string.
      let end = text.indexOf('"', start + 1);
      while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
      mark.lastIndex = end + 1;
    }
    yield text.slice(start, mark.lastIndex);
  }
}

/** Whether an odd number of backslashes stands before. */
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
