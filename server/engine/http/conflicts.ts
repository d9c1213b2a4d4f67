/** Conflicts between rows, as callers are told of them: by members of the contract, and without values. */
import { conflictOf, type Document, type DocumentOperation } from "../contract/document.ts";
import type { AnyContract } from "../contract/handlers.ts";
import { Problem } from "../contract/problem.ts";
import { withArticle } from "../contract/words.ts";
import { type Conflict, conflictIn } from "../database/errors.ts";
import type { Table } from "../database/tables.ts";

interface Contracted {
  contract: AnyContract;
  document: Document;
  tables: Table[];
}

/**
 * Returns a function that turns an error that reports a conflict into the problem that the operation declares for it, and
 * leaves all others as they are; undefined where it declares none.
 */
export function conflictReporter(operation: DocumentOperation, { contract, document, tables }: Contracted) {
  const kind = contract.problems[conflictOf(operation, document) ?? ""];
  if (!kind) return undefined;
  return (error: unknown): unknown => {
    const conflict = conflictIn(error);
    return conflict ? new Problem(kind, sentence(conflict, tables)) : error;
  };
}

function sentence(conflict: Conflict, tables: Table[]): string {
  const { rule, table: name, columns, constraint, isInUse } = conflict;
  const table = tables.find((each) => each.name === name);
  const isKnown = columns.length > 0 && columns.every((column) => table?.columns.some(({ name }) => name === column));
  const noun = wordsOf(name ?? "");
  if (rule === "unique")
    return isKnown ? `Another ${noun} has this ${list(columns)}.` : "Another item has the same values.";
  const foreignKey = table?.foreignKeys.find((each) => each.column === columns[0] || each.name === constraint);
  if (foreignKey) {
    const { column, references } = foreignKey;
    const other = wordsOf(references.table);
    return isInUse
      ? `${capital(withArticle(noun))} refers to this ${other} (${column}).`
      : `There is no such ${other} (${column}).`;
  }
  if (isInUse === undefined) return "Something that this refers to does not exist, or something else refers to this.";
  return isInUse ? "Something else refers to this." : "Something that this refers to does not exist.";
}

/** "fruit stand", of "fruit_stand". */
function wordsOf(table: string): string {
  return table.replaceAll("_", " ");
}

function list(names: string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : String(names[0]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
