/** What a drafted migration says about rows that exist: which stand in its way, and how to mend them. */
import { quote } from "../../server/engine/database/dialect.ts";
import { type Column, keyIn, type Table } from "../../server/engine/database/tables.ts";
import { compareForeignKeys, missingIndexes } from "./differences.ts";
import { literal } from "./sql.ts";
import { check, compareColumns, type TableChange } from "./statements.ts";

/** A query that finds rows that stand in the way, why they do, and statements that would mend them. */
export interface RowCheck {
  reason: string;
  query: string;
  mends: string[];
}

/**
 * What has to hold of the rows of a table before it changes; its columns still have their old names.
 * @param existing the names of the tables that are there
 */
export function rowChecks(change: TableChange, existing: string[]): RowCheck[] {
  const { from, to, renamed, needsNoRows } = change;
  if (from && needsNoRows)
    return [
      {
        reason: `${from.name} gets another key, which no statement knows of its rows`,
        query: `select ${quote(keyIn(from.columns).name)} as key from ${quote(from.name)}`,
        mends: [],
      },
    ];
  if (!from || !to) return [];
  const oldName = (column: string) => renamed.get(column) ?? column;
  const { pairs } = compareColumns(change);
  const isKept = (column: string) => pairs.some(({ now }) => now.name === column);
  return [
    ...pairs.flatMap(({ before, now }) => (isNarrower(before, now) ? [ruleCheck(from, before, now)] : [])),
    ...missingIndexes(from.indexes, to)
      .filter(({ isUnique, columns }) => isUnique && columns.every((column) => column && isKept(column)))
      .map(({ columns }) =>
        uniqueCheck(
          from,
          columns.map((column) => oldName(String(column))),
        ),
      ),
    ...compareForeignKeys(from, to, oldName).flatMap(({ now }) =>
      now && isKept(now.column) && existing.includes(now.references.table)
        ? [referenceCheck(from, oldName(now.column), now.references)]
        : [],
    ),
  ];
}

function ruleCheck(table: Table, before: Column, now: Column): RowCheck {
  const column = quote(before.name);
  const rule = String(check({ ...now, name: before.name }, "sqlite")); // Of these types, PostgreSQL's is the same.
  return {
    reason: `${table.name}.${before.name} breaks the contract's new rule, ${rule.replaceAll('"', "")}`,
    query: `select ${quote(keyIn(table.columns).name)} as key from ${quote(table.name)} where not (${rule})`,
    mends: mendsOf(before, now).map(
      ([value, condition]) => `update ${quote(table.name)} set ${column} = ${value} where ${condition}`,
    ),
  };
}

/** Values that keep the new rule, with the rows that get them. */
function mendsOf({ name, values: old = [] }: Column, now: Column): [value: string, condition: string][] {
  const column = quote(name);
  const { minimum, maximum, maxLength, values } = now;
  if (values) {
    const gone = old.filter((value) => !values.includes(value));
    return gone.length > 0 ? [[literal(values[0]), `${column} in (${gone.map(literal).join(", ")})`]] : [];
  }
  return [
    ...(maxLength !== undefined
      ? [[`substr(${column}, 1, ${maxLength})`, `length(${column}) > ${maxLength}`] as [string, string]]
      : []),
    ...(minimum !== undefined ? [[`${minimum}`, `${column} < ${minimum}`] as [string, string]] : []),
    ...(maximum !== undefined ? [[`${maximum}`, `${column} > ${maximum}`] as [string, string]] : []),
  ];
}

function uniqueCheck({ name, columns }: Table, unique: string[]): RowCheck {
  const names = unique.map(quote);
  return {
    reason: `${name}: several rows have the same ${unique.join(" and ")}`,
    query: `select min(${quote(keyIn(columns).name)}) as key from ${quote(name)} where ${names.map((each) => `${each} is not null`).join(" and ")} group by ${names.join(", ")} having count(*) > 1`,
    mends: [],
  };
}

function referenceCheck({ name, columns }: Table, column: string, target: { table: string; column: string }): RowCheck {
  const [own, other] = [
    quote(column),
    `select ${quote(target.column)} from ${quote(target.table)} where ${quote(target.column)} is not null`,
  ];
  return {
    reason: `${name}.${column} refers to no ${target.table}`,
    query: `select ${quote(keyIn(columns).name)} as key from ${quote(name)} where ${own} is not null and ${own} not in (${other})`,
    mends: [`delete from ${quote(name)} where ${own} is not null and ${own} not in (${other})`],
  };
}

/** Whether a column takes less than before, of the same type. */
function isNarrower(before: Column, now: Column): boolean {
  if (before.type !== now.type || !check(now, "sqlite") || now.type === "json" || now.type === "boolean") return false;
  if (now.values) {
    const taken = now.values;
    return !before.values || before.values.some((value) => !taken.includes(value));
  }
  const above = (column: Column) => [column.minimum, column.exclusiveMinimum, column.minLength];
  const below = (column: Column) => [column.maximum, column.exclusiveMaximum, column.maxLength];
  const grows = (old: number | undefined, next: number | undefined) =>
    next !== undefined && (old === undefined || next > old);
  return (
    above(now).some((limit, index) => grows(above(before)[index], limit)) ||
    below(now).some((limit, index) => limit !== undefined && limit < (below(before)[index] ?? Number.POSITIVE_INFINITY))
  );
}
