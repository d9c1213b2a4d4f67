/** Reads SQLite's `create table` statements, where it keeps constraints; and writes literals. */

/** Strings, quoted names, words, comments, and single characters. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|\w+|\s+|[\s\S]/g;

/** The expressions of a statement's CHECK constraints. */
export function checksIn(statement: string): string[] {
  const tokens = tokensOf(statement);
  return tokens.flatMap((each, index) => {
    if (each.toLowerCase() !== "check") return [];
    const start = tokens.indexOf("(", index) + 1;
    return [tokens.slice(start, endOf(tokens, start)).join("")];
  });
}

/** The definitions between the outer parentheses of `create table`, and the options behind them. */
export function definitionsIn(statement: string): { definitions: string[]; options: string } {
  const tokens = tokensOf(statement);
  const start = tokens.indexOf("(") + 1;
  const end = endOf(tokens, start);
  const parts = [""];
  let depth = 0;
  for (const each of tokens.slice(start, end)) {
    if (each === "(") depth += 1;
    if (each === ")") depth -= 1;
    if (each === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += each;
  }
  return {
    definitions: parts.map((part) => part.trim()),
    options: tokens
      .slice(end + 1)
      .join("")
      .trim(),
  };
}

/** The names that a piece of SQL mentions, in its order. */
export function columnsIn(sql: string, names: string[]): string[] {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  const tokens = tokensOf(sql).filter((each) => each.trim() !== "");
  const found = tokens.flatMap((each, index) => {
    const isName = !each.startsWith("'") && tokens[index + 1] !== "(";
    return (isName && known.get(unquote(each).toLowerCase())) || [];
  });
  return [...new Set(found)];
}

/** The column of a definition in `create table`; none for a constraint. */
export function columnOf(definition: string, names: string[]): string | undefined {
  return columnsIn(tokensOf(definition)[0] ?? "", names)[0];
}

/** A value in SQL. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function unquote(name: string): string {
  return /^["`[]/.test(name) ? name.slice(1, -1) : name;
}

function tokensOf(sql: string): string[] {
  return (sql.match(token) ?? []).filter((each) => !/^(--|\/\*)/.test(each));
}

/** The index of the parenthesis that closes the one before `start`. */
function endOf(tokens: string[], start: number): number {
  let depth = 1;
  const end = tokens.findIndex((each, index) => {
    if (index < start) return false;
    if (each === "(") depth += 1;
    if (each === ")") depth -= 1;
    return depth === 0;
  });
  return end < 0 ? tokens.length : end;
}
