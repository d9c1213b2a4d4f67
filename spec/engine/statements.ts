/** The statements that turn one table into another, on each kind of database. */
import { quote } from "../../server/engine/database/dialect.ts";
import {
  type Column,
  type ForeignKey,
  type Index,
  int32,
  keyIn,
  ownForeignKey,
  type Table,
} from "../../server/engine/database/tables.ts";
import { columnDifferences, compareForeignKeys, missingIndexes, unwantedIndexes } from "./differences.ts";
import { columnOf, columnsIn, definitionsIn, literal } from "./sql.ts";

export type Kind = "sqlite" | "postgres";

/** A table before and after; undefined where there is none. */
export interface TableChange {
  from: Table | undefined;
  to: Table | undefined;
  /** Old names of columns, by their new ones. */
  renamed: Map<string, string>;
  /** Whether rows stand in the way: those of a table that is made anew, under another key. */
  needsNoRows?: boolean;
}

/** On PostgreSQL without foreign keys, which come once all tables are there. */
function createTable({ name, columns, foreignKeys }: Table, kind: Kind): string {
  return createStatement(
    name,
    columns.map((column) => definition(column, kind, "", foreignKeys)),
    kind === "sqlite" ? "strict" : "",
  );
}

function createIndex(table: string, { name, columns, isUnique }: Index): string {
  return `create ${isUnique ? "unique " : ""}index ${quote(name)} on ${quote(table)} (${columns.flatMap((column) => (column ? quote(column) : [])).join(", ")})`;
}

export function statements(change: TableChange, kind: Kind): string[] {
  const { from, to } = change;
  if (!to) return from ? [`drop table ${quote(from.name)}`] : [];
  const indexes = to.indexes.flatMap(({ sql }) => sql ?? []);
  if (!from) return [kind === "sqlite" && to.sql ? to.sql : createTable(to, kind), ...indexes];
  if (kind === "sqlite" && needsRebuild(change)) return rebuild(from, to, change.renamed);
  const table = `alter table ${quote(to.name)}`;
  const dropped = from.indexes.filter(({ name, sql }) => sql && !to.indexes.some((index) => index.name === name));
  const created = to.indexes.filter(({ name }) => !from.indexes.some((index) => index.name === name));
  const { pairs, added, removed } = compareColumns(change);
  return [
    ...dropped.map(({ name }) => `drop index ${quote(name)}`),
    ...pairs.flatMap(({ before, now }) => (before.name === now.name ? [] : rename(to.name, before, now, kind))),
    ...added.flatMap((column) => addColumn(to, column, kind)),
    ...pairs.flatMap(({ before, now }) => alterColumn(to.name, { ...before, name: now.name }, now)),
    ...removed.map(({ name }) => `${table} drop column ${quote(name)}`), // What others get may come from them.
    ...created.flatMap(({ sql }) => sql ?? []),
  ];
}

export function compareColumns({ from, to, renamed }: TableChange) {
  const before = from?.columns ?? [];
  const oldName = (name: string) => renamed.get(name) ?? name;
  const pairs = (to?.columns ?? []).flatMap((now) => {
    const old = before.find(({ name }) => name === oldName(now.name));
    return old ? [{ before: old, now }] : [];
  });
  return {
    pairs,
    changed: pairs.filter((pair) => isChanged(pair.before, pair.now)),
    added: (to?.columns ?? []).filter((column) => !pairs.some(({ now }) => now === column)),
    removed: before.filter((column) => !pairs.some((pair) => pair.before === column)),
  };
}

/** PostgreSQL only: before the tables change. */
export function dropForeignKeys(change: TableChange): string[] {
  const { from, to } = change;
  if (!from || !to) return [];
  return foreignKeyChanges(change).flatMap(({ before }) => {
    if (!before) return [];
    const isOwn = before.name?.endsWith(ownForeignKey);
    // Written by hand, it has the name that PostgreSQL gives, or another one that has to be dropped by hand.
    const name = isOwn ? quote(String(before.name)) : `if exists ${quote(`${from.name}_${before.column}_fkey`)}`;
    return [`alter table ${quote(from.name)} drop constraint ${name}`];
  });
}

/** PostgreSQL only: once all tables are there. */
export function addForeignKeys(change: TableChange): string[] {
  const { to } = change;
  if (!to) return [];
  return foreignKeyChanges(change).flatMap(({ now }) =>
    now
      ? [
          `alter table ${quote(to.name)} add constraint ${quote(String(now.name))} foreign key (${quote(now.column)}) ${referring(now)}`,
        ]
      : [],
  );
}

function foreignKeyChanges({ from, to, renamed }: TableChange) {
  return to ? compareForeignKeys(from, to, (column) => renamed.get(column) ?? column) : [];
}

function referring({ references: { table, column, onDelete } }: ForeignKey): string {
  return `references ${quote(table)} (${quote(column)}) on delete ${onDelete}`;
}

function isChanged(before: Column, now: Column): boolean {
  return columnDifferences(before, now).length > 0;
}

/** SQLite cannot alter columns or their references, add ones that need a value for existing rows, or drop ones with constraints. */
export function needsRebuild(change: TableChange): boolean {
  if (!change.from || !change.to) return false;
  const { changed, added, removed } = compareColumns(change);
  const { from, to } = change;
  return (
    from?.isStrict !== to?.isStrict ||
    changed.length > 0 ||
    foreignKeyChanges(change).some(({ now }) => !added.some(({ name }) => name === now?.column)) ||
    added.some(isFilled) ||
    removed.some(({ name }) => {
      const own = definitionsIn(from?.sql ?? "").definitions.filter((part) => columnsIn(part, [name]).length > 0);
      return own.some((part) => kept(part).length > 0 || own.length > 1);
    })
  );
}

/** As in https://sqlite.org/lang_altertable.html#otheralter; ids continue where they were. */
function rebuild(from: Table, to: Table, renamed: Map<string, string>): string[] {
  const next = `${to.name}_new`;
  const { pairs, added } = compareColumns({ from, to, renamed });
  const filled = added.filter(isFilled);
  const kept = pairs.map(({ before, now }) => {
    const name = quote(now.name);
    return before.isNullable && !now.isNullable ? `coalesce(${name}, ${fillLiteral(to.name, now, "sqlite")})` : name;
  });
  const { definitions, options } = definitionsIn(to.sql ?? "");
  // Under their new names, as on PostgreSQL: what is decided for rows may be an expression of them.
  const named = [...renamed].map(([now, before]) => `, ${quote(before)} as ${quote(now)}`).join("");
  const source = named === "" ? quote(from.name) : `(select *${named} from ${quote(from.name)})`;
  return [
    createStatement(next, definitions, options),
    `insert into ${quote(next)}
  (${[...pairs.map(({ now }) => now), ...filled].map(({ name }) => quote(name)).join(", ")})
select ${[...kept, ...filled.map((column) => fillLiteral(to.name, column, "sqlite"))].join(", ")}
from ${source}`,
    ...(keyIn(to.columns).type === "id" ? continueIds(from.name, next) : []),
    `drop table ${quote(from.name)}`,
    "pragma legacy_alter_table = on", // So that views of the table stay as they are.
    `alter table ${quote(next)} rename to ${quote(to.name)}`,
    "pragma legacy_alter_table = off",
    ...to.indexes.flatMap(({ sql }) => sql ?? []),
  ];
}

/** Ids are never reused, also not after a rebuild. */
function continueIds(from: string, to: string): string[] {
  return [
    `-- Ids go on where they were.
delete from sqlite_sequence where name = ${literal(to)}`,
    `insert into sqlite_sequence select ${literal(to)}, seq from sqlite_sequence where name = ${literal(from)}`,
  ];
}

/** The table that the contract asks for, with what was added by hand: UNIQUE, REFERENCES, DEFAULT, indexes. */
export function target(from: Table | undefined, wanted: Table, renamed: Map<string, string>): Table {
  const indexes = wanted.indexes.map((index) => ({
    ...index,
    sql: createIndex(wanted.name, index),
  }));
  if (!from) return { ...wanted, indexes, sql: createTable(wanted, "sqlite") };
  const { pairs, added, removed } = compareColumns({ from, to: wanted, renamed });
  const names = from.columns.map((column) => column.name);
  const otherKeys = foreignKeyChanges({ from, to: wanted, renamed });
  const parts = definitionsIn(from.sql ?? "").definitions.map((part) => {
    const name = columnOf(part, names);
    const pair = pairs.find(({ before }) => before.name === name);
    const isGone = removed.some((column) => column.name === name);
    const other = otherKeys.find(
      ({ before, now }) => name === (before?.column ?? renamed.get(now?.column ?? "") ?? now?.column),
    );
    const isNew = other || (pair && (pair.before.name !== pair.now.name || isChanged(pair.before, pair.now)));
    if (isGone || !pair || !isNew) return { name, text: isGone ? "" : part };
    // A reference of the contract replaces the one that was there.
    const isReferring = other || wanted.foreignKeys.some(({ column }) => column === pair.now.name);
    const clauses = kept(part).filter((clause) => !isReferring || !/\breferences\b/i.test(clause));
    return { name, text: [definition(pair.now, "sqlite", "", wanted.foreignKeys), ...clauses].join(" ") };
  });
  const columns = [
    ...parts.filter(({ name }) => name).map(({ text }) => text),
    ...added.map((column) => definition(column, "sqlite", "", wanted.foreignKeys)),
  ];
  const constraints = parts.filter(({ name }) => !name).map(({ text }) => text);
  const order = [...pairs].sort((a, b) => from.columns.indexOf(a.before) - from.columns.indexOf(b.before));
  const unwanted = unwantedIndexes(from.indexes, { ...wanted, columns: from.columns });
  const stay = from.indexes
    .filter((index) => !unwanted.includes(index) && !removed.some(({ name }) => index.columns.includes(name)))
    .map((index) => ({
      ...index,
      columns: index.columns.map((name) => pairs.find(({ before }) => before.name === name)?.now.name ?? name),
      sql: [...renamed].reduce(
        (sql, [now, before]) => sql?.replace(new RegExp(`"${before}"|\\b${before}\\b(?!["(])`), quote(now)),
        index.sql,
      ),
    }));
  const fresh = missingIndexes(stay, { ...wanted, indexes });
  return {
    ...wanted,
    columns: [...order.map(({ now }) => now), ...added],
    indexes: [...stay, ...fresh],
    sql: createStatement(wanted.name, [...columns.filter(Boolean), ...constraints], "strict"),
  };
}

/** The clauses of a column's definition that no contract asks for. */
function kept(part: string): string[] {
  const clauses =
    /(?:\bconstraint\s+(?:"[^"]*"|\w+)\s+)?\b(?:unique\b|default\s+(?:'(?:[^']|'')*'|\([^)]*\)|[^\s,()]+)|references\s+[^\s(]+\s*(?:\([^)]*\))?(?:\s+on\s+(?:delete|update)\s+(?:cascade|restrict|set\s+null|set\s+default|no\s+action))*)/gi;
  return part.match(clauses) ?? [];
}

function createStatement(name: string, parts: string[], options: string): string {
  return `create table ${quote(name)} (\n  ${parts.join(",\n  ")}\n) ${options}`.trim();
}

/** Distributed PostgreSQL takes constraints by statements of their own alone, and does not rename them. */
function rename(tableName: string, before: Column, now: Column, kind: Kind): string[] {
  const table = `alter table ${quote(tableName)}`;
  const renaming = `${table} rename column ${quote(before.name)} to ${quote(now.name)}`;
  if (kind === "sqlite" || !check(before, kind)) return [renaming];
  return [
    `${table} drop constraint ${checkName(tableName, before)}`,
    renaming,
    ...addCheck(tableName, { ...before, name: now.name }),
  ];
}

function addColumn({ name: tableName, foreignKeys }: Table, column: Column, kind: Kind): string[] {
  const table = `alter table ${quote(tableName)}`;
  const fallback = isFilled(column) ? ` default ${fillLiteral(tableName, column, kind)}` : "";
  if (kind === "sqlite") return [`${table} add column ${definition(column, kind, fallback, foreignKeys)}`];
  if (fallback.includes(mark))
    // What is decided may be an expression of other columns, which no default can be.
    return [
      `${table} add column ${unchecked({ ...column, isNullable: true }, kind, "")}`,
      `update ${quote(tableName)} set ${quote(column.name)} = ${fillLiteral(tableName, column, kind)}`,
      `${table} alter column ${quote(column.name)} set not null`,
      ...addCheck(tableName, column),
    ];
  return [
    `${table} add column ${unchecked(column, kind, fallback)}`,
    ...(isFilled(column) ? [`${table} alter column ${quote(column.name)} drop default`] : []),
    ...addCheck(tableName, column),
  ];
}

/** PostgreSQL only. */
function addCheck(table: string, column: Column): string[] {
  const rule = check(column, "postgres");
  return rule ? [`alter table ${quote(table)} add constraint ${checkName(table, column)} check (${rule})`] : [];
}

/** PostgreSQL only. */
function alterColumn(tableName: string, before: Column, now: Column): string[] {
  if (!isChanged(before, now)) return [];
  const table = `alter table ${quote(tableName)}`;
  const column = `${table} alter column ${quote(now.name)}`;
  const [old, next] = [check(before, "postgres"), check(now, "postgres")];
  const type = typeOf(now, "postgres");
  // Through text, so that fractions are refused instead of rounded.
  const way = before.type === "number" ? "::text" : "";
  const converted = `${quote(now.name)}${way}::${type.split(" collate")[0]}`;
  return [
    ...(old && old !== next ? [`${table} drop constraint ${checkName(tableName, now)}`] : []),
    ...(type === typeOf(before, "postgres") ? [] : [`${column} type ${type} using ${converted}`]),
    ...(before.isNullable && !now.isNullable
      ? [
          `update ${quote(tableName)} set ${quote(now.name)} = ${fillLiteral(tableName, now, "postgres")} where ${quote(now.name)} is null`,
        ]
      : []),
    ...(now.isNullable === before.isNullable ? [] : [`${column} ${now.isNullable ? "drop" : "set"} not null`]),
    ...(old === next ? [] : addCheck(tableName, now)),
  ];
}

/** PostgreSQL's default name for the check of a column. */
function checkName(table: string, { name }: Column): string {
  return quote(`${table}_${name}_check`);
}

/** @param foreignKeys of the table: SQLite has them with their columns */
function definition(column: Column, kind: Kind, fallback: string, foreignKeys: ForeignKey[]): string {
  const foreignKey = kind === "sqlite" ? foreignKeys.find((each) => each.column === column.name) : undefined;
  const rule = check(column, kind);
  return [
    unchecked(column, kind, fallback),
    ...(foreignKey ? [`constraint ${quote(String(foreignKey.name))} ${referring(foreignKey)}`] : []),
    ...(rule ? [`check (${rule})`] : []),
  ].join(" ");
}

/** A column's definition without its CHECK constraint. */
function unchecked(column: Column, kind: Kind, fallback: string): string {
  const key = column.isKey ? " not null primary key" : column.isNullable ? "" : " not null";
  return `${quote(column.name)} ${typeOf(column, kind)}${column.type === "id" ? "" : key}${fallback}`;
}

function typeOf({ type, minimum = -Infinity, maximum = Infinity, values = [] }: Column, kind: Kind): string {
  if (kind === "sqlite")
    return { id: "integer primary key autoincrement", text: "text", json: "text", number: "real" }[type] ?? "integer";
  const all = [minimum, maximum, ...values.map(Number)];
  const [least, most] = values.length > 0 ? [Math.min(...all.slice(2)), Math.max(...all.slice(2))] : [minimum, maximum];
  const integer = least >= int32.minimum && most <= int32.maximum ? "integer" : "bigint";
  return (
    {
      id: "bigint generated by default as identity primary key",
      text: 'text collate "C"', // Sorts as on SQLite.
      number: "double precision",
      boolean: "boolean",
      json: "jsonb",
    }[type] ?? integer
  );
}

export function check(column: Column, kind: Kind): string | undefined {
  const { type, values } = column;
  const name = quote(column.name);
  if (type === "json") return kind === "sqlite" ? `json_valid(${name})` : undefined;
  if (type === "boolean") return kind === "sqlite" ? `${name} in (false, true)` : undefined;
  if (values) return `${name} in (${values.map(literal).join(", ")})`;
  if (type === "text") {
    const { minLength: minimum, maxLength: maximum } = column;
    return range(`${kind === "sqlite" ? "length" : "char_length"}(${name})`, { minimum, maximum });
  }
  return type === "id" ? undefined : range(name, column);
}

function range(
  value: string,
  limits: Pick<Column, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum">,
): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = limits;
  const rules = [
    minimum !== undefined && maximum !== undefined && `${value} between ${minimum} and ${maximum}`,
    minimum !== undefined && maximum === undefined && `${value} >= ${minimum}`,
    minimum === undefined && maximum !== undefined && `${value} <= ${maximum}`,
    exclusiveMinimum !== undefined && `${value} > ${exclusiveMinimum}`,
    exclusiveMaximum !== undefined && `${value} < ${exclusiveMaximum}`,
  ];
  return rules.filter(Boolean).join(" and ") || undefined;
}

/** Whether existing rows get a value when a column is added: those that may be null get the contract's default, if it has one. */
function isFilled({ isNullable, fill = null }: Column): boolean {
  return !isNullable || fill !== null;
}

/** A mark in a statement for a value that someone has to decide; SQL has no such character. */
const mark = "\0";
const marked = /\0([^\0]*)\0/g;

/** The value of existing rows: the contract's default, or a mark. */
function fillLiteral(table: string, column: Column, kind: Kind): string {
  const { name, type, fill } = column;
  if (fill === undefined || (fill === null && !column.isNullable)) return `${mark}${table}.${name}${mark}`;
  if (type === "json") return literal(JSON.stringify(fill));
  return literal(kind === "sqlite" && typeof fill === "boolean" ? Number(fill) : fill);
}

/** The columns whose values someone has to decide, such as "user.email". */
export function undecidedIn(statements: string[]): string[] {
  return [...new Set(statements.flatMap((sql) => [...sql.matchAll(marked)].map(([, column = ""]) => column)))];
}

/** A statement with the decided values. */
export function withDecided(sql: string, decided: (column: string) => string): string {
  return sql.replace(marked, (_, column: string) => decided(column));
}
