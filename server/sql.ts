/** The little that has to be read in SQLite's own `create table` statements, which is where it keeps its constraints. */

/** Texts, quoted names, words, comments, and single characters. */
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

/** What stands between the outer parentheses of `create table`, piece by piece, and what stands behind them. */
export function partsOf(statement: string): { parts: string[]; options: string } {
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
    parts: parts.map((part) => part.trim()),
    options: tokens
      .slice(end + 1)
      .join("")
      .trim(),
  };
}

/** Which of the names a piece of SQL mentions, in its order. */
export function columnsIn(sql: string, names: string[]): string[] {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  const tokens = tokensOf(sql).filter((each) => each.trim() !== "");
  const found = tokens.flatMap((each, index) => {
    const isName = !each.startsWith("'") && tokens[index + 1] !== "(";
    return (isName && known.get(unquote(each).toLowerCase())) || [];
  });
  return [...new Set(found)];
}

/** The column that a part of `create table` defines; none for a constraint. */
export function columnOf(part: string, names: string[]): string | undefined {
  return columnsIn(tokensOf(part)[0] ?? "", names)[0];
}

/** As a name of a table, column, index or constraint: some are words of SQL, and PostgreSQL folds capitals. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** As a value. */
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

/** Where the parenthesis that opened before `start` closes. */
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
