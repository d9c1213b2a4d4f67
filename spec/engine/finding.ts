/** Findings: what is left to do, each at its place. */

export interface Finding {
  /** Relative to the repository; empty where it is about no file. */
  file: string;
  /** From 1; without one it is about the whole file. */
  line?: number;
  /** From 1. */
  column?: number;
  /** What is wrong, and what to do about it; of the compiler, in its words and lines. */
  text: string;
  /** Those of one kind in one file of tests often have one cause: the first of them is shown. */
  kind?: string;
}

/** @param place such as "spec/birds.tsp:12:3", "spec/birds.tsp:12" or "README.md" */
export function findingAt(place: string, text: string): Finding {
  const [, file = place, line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(place) ?? [];
  return { file, ...(line && { line: Number(line) }), ...(column && { column: Number(column) }), text };
}

/** A line such as "spec/birds.tsp:12:3  has no doc comment", as problem matchers of editors read it. */
export function lineOf({ file, line, column, text }: Finding): string {
  const place = [file, line, column].filter((part) => part !== undefined && part !== "").join(":");
  return place === "" ? text : `${place}  ${text}`;
}

/** The first finding of each kind in each file of tests, and how many more there are; all others as they are. */
export function firstOfKinds(findings: Finding[]): Finding[] {
  const keyOf = ({ file, kind }: Finding) =>
    kind !== undefined && file.startsWith("test/") ? `${file} ${kind}` : undefined;
  return findings.flatMap((finding) => {
    const key = keyOf(finding);
    const same = key === undefined ? [finding] : findings.filter((each) => keyOf(each) === key);
    if (same[0] !== finding) return [];
    return [
      same.length > 1 ? { ...finding, text: finding.text.replace(/$/m, ` (and ${same.length - 1} more)`) } : finding,
    ];
  });
}

/** The 1-based line that an index of a text is on. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
