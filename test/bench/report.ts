/** Statistics and tables. */

export interface Section {
  title: string;
  columns: string[];
  /** A group begins where the first cell differs from the one above. */
  rows: string[][];
  notes: string[];
  /** For --json: the same, with every round. */
  data: unknown;
}

/** Runs rounds of all cases, so that a machine that slows down slows all of them. */
export async function interleave<Case, Result>(
  cases: Case[],
  rounds: number,
  measure: (each: Case, round: number) => Promise<Result>,
): Promise<Map<Case, Result[]>> {
  const results = new Map(cases.map((each): [Case, Result[]] => [each, []]));
  for (let round = 0; round < rounds; round++)
    for (const each of cases) results.get(each)?.push(await measure(each, round));
  return results;
}

export function median(values: number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

export interface Ratio {
  median: number;
  min: number;
  max: number;
}

/** Compares within a round, since cases of one round met the same machine. */
export function ratioOf(values: (number | undefined)[], base: (number | undefined)[]): Ratio | undefined {
  const ratios = values.flatMap((value, round) => {
    const other = base[round];
    return value !== undefined && other ? [value / other] : [];
  });
  const middle = median(ratios);
  return middle === undefined ? undefined : { median: middle, min: Math.min(...ratios), max: Math.max(...ratios) };
}

export function showRatio(ratio: Ratio | undefined): string {
  if (!ratio) return "–";
  const { median, min, max } = ratio;
  return min === max ? show(median) : `${show(median)} (${show(min)}–${show(max)})`;
}

/** Three significant digits, or all before the decimal point. */
export function show(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

export function defined<T>(values: (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

export function render({ title, columns, rows, notes }: Section): string {
  const widths = columns.map((column, index) =>
    Math.max(...[column, ...rows.map((row) => row[index] ?? "")].map(width)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => {
        const space = " ".repeat((widths[index] ?? 0) - width(cell));
        return index === 0 || !isFigure(index, rows) ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd();
  const grouped = rows.some(([group], index) => index > 0 && group === rows[index - 1]?.[0]);
  const lines = rows.flatMap((row, index) => {
    if (row[0] === rows[index - 1]?.[0]) return [line(["", ...row.slice(1)])];
    return grouped && index > 0 ? ["", line(row)] : [line(row)];
  });
  const table = rows.length > 0 ? [line(columns), ...lines] : [];
  return [title, "=".repeat(width(title)), ...table, ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function isFigure(column: number, rows: string[][]): boolean {
  return rows.every((row) => /^[\d–]/.test(row[column] ?? "–"));
}

function width(text: string): number {
  return [...text].length;
}
