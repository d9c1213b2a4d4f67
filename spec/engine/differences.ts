/** The differences between the tables that there are and those that a contract asks for, in words. */
import { withArticle } from "../../server/engine/contract/words.ts";
import {
  type Column,
  type ForeignKey,
  type Index,
  keyIn,
  ownForeignKey,
  ownUnique,
  type Table,
} from "../../server/engine/database/tables.ts";

/** The types that columns can hold, in words. */
const names: Record<string, string> = {
  id: "the generated key",
  integer: "an integer",
  number: "a number",
  boolean: "a boolean",
  text: "a string",
  json: "a list or an object, as JSON",
};

export function differences(actual: Table[], wanted: Table[]): string[] {
  const gone = actual.filter(({ name }) => !wanted.some((table) => table.name === name));
  return [
    ...wanted.flatMap((table) => {
      const found = actual.find(({ name }) => name === table.name);
      const missing = `${table.name}: the table is missing`;
      return [...unkept(table), ...(found ? tableDifferences(found, table) : [missing])];
    }),
    ...gone.map(
      ({ name }) =>
        `${name}: no model of the contract has this x-table, and server/migrations/own.json does not list it`,
    ),
  ];
}

/** What no migration can change. */
export function unkept({ name: table, columns }: Table): string[] {
  const key = columns.some(({ isKey }) => isKey)
    ? []
    : [`${table}: its model has no key: write @key above the member that is one, an integer or a string`];
  return [
    ...key,
    ...columns
      .filter(({ type, isOwn }) => !isOwn && !(type in names))
      .map(
        ({ name, type }) =>
          `${table}.${name}: no column holds ${withArticle(type)}: keep it elsewhere, and write @extension("x-column", false)`,
      ),
  ];
}

function tableDifferences(actual: Table, wanted: Table): string[] {
  const table = wanted.name;
  const missing = wanted.columns.filter(({ name }) => !actual.columns.some((column) => column.name === name));
  return [
    ...(actual.isStrict ? [] : [`${table}: the table is not STRICT, so its columns take values of any type`]),
    ...wanted.columns.flatMap((column) => {
      const found = actual.columns.find(({ name }) => name === column.name);
      if (!found)
        return column.type in names
          ? [`${table}.${column.name}: the column is missing (${describeColumn(column)})`]
          : [];
      return columnDifferences(found, column).map((words) => `${table}.${column.name}: ${words}`);
    }),
    ...actual.columns
      .filter(({ name }) => !wanted.columns.some((column) => column.name === name))
      .map(({ name, type }) => {
        const options = missing
          .filter((each) => each.type === type)
          .map((each) => `--rename ${table}.${name}=${each.name}`);
        const question = options.length > 0 ? ` (renamed? ${options.join(" or ")})` : "";
        return `${table}.${name}: neither in the contract nor in server/migrations/own.json${question}`;
      }),
    ...missingIndexes(actual.indexes, wanted).map(({ columns, operation, isUnique }) =>
      isUnique
        ? `${table}.${columns.join(", ")}: not unique, but in the contract`
        : `${table}.${columns[0]}: no index, though ${operation ? `${operation} filters or sorts by it` : "it refers to another table"}`,
    ),
    ...unwantedIndexes(actual.indexes, wanted).map(({ columns, isUnique, name }) =>
      isUnique
        ? `${table}.${columns.join(", ")}: unique, but not in the contract`
        : `${table}.${columns[0]}: has the index ${name}, which ${wanted.indexes.some((each) => each.isUnique && each.columns[0] === columns[0]) ? "the unique one makes needless" : 'no filter, sort or reference needs; if a handler does, list it in server/migrations/own.json under "indexes"'}`,
    ),
    ...foreignKeyDifferences(actual, wanted),
  ];
}

/** Wanted indexes that no existing one serves: a unique one of the same columns, or one that begins with the same column. */
export function missingIndexes(actual: Index[], { indexes }: Table): Index[] {
  return indexes.filter((wanted) => !actual.some((index) => serves(index, wanted)));
}

/** Indexes that the contract once asked for, by their names and columns; those that were written by hand stay. */
export function unwantedIndexes(actual: Index[], { name: table, columns, indexes }: Table): Index[] {
  const key = keyIn(columns).name;
  return actual.filter(({ isOwn, ...index }) => {
    const [column] = index.columns;
    const isWanted = indexes.some(
      (wanted) => Boolean(wanted.isUnique) === Boolean(index.isUnique) && serves(index, wanted),
    );
    if (isOwn || isWanted || !columns.some(({ name }) => name === column)) return false;
    const isDrafted = index.name === `${table}_${column}` && index.columns[1] === key && index.columns.length === 2;
    return index.isUnique ? index.name.endsWith(ownUnique) : isDrafted;
  });
}

function serves(index: Index, wanted: Index): boolean {
  if (!wanted.isUnique) return index.columns[0] === wanted.columns[0];
  const isSame = index.columns.length === wanted.columns.length;
  return Boolean(index.isUnique) && isSame && wanted.columns.every((name) => index.columns.includes(name));
}

function foreignKeyDifferences(actual: Table, wanted: Table): string[] {
  return compareForeignKeys(actual, wanted).map(({ before, now }) => {
    const place = `${wanted.name}.${(now ?? before)?.column}`;
    if (!now) return `${place}: refers to ${described(before)} in the table, but not in the contract`;
    if (!before) return `${place}: does not refer to ${described(now)}, as in the contract`;
    return `${place}: refers to ${described(before)} in the table, and to ${described(now)} in the contract`;
  });
}

/**
 * The foreign keys that a table lacks, has otherwise, or has no longer to have; those that were written by hand stay.
 * @param oldName of a column that is renamed
 */
export function compareForeignKeys(
  actual: Pick<Table, "foreignKeys"> | undefined,
  wanted: Table,
  oldName = (column: string) => column,
): { before: ForeignKey | undefined; now: ForeignKey | undefined }[] {
  const existing = actual?.foreignKeys ?? [];
  const asked = wanted.foreignKeys.map((now) => ({
    before: existing.find(({ column }) => column === oldName(now.column)),
    now,
  }));
  const gone = existing
    .filter((before) => before.name?.endsWith(ownForeignKey) && !asked.some((each) => each.before === before))
    .map((before) => ({ before, now: undefined }));
  return [...asked.filter(({ before, now }) => described(before) !== described(now)), ...gone];
}

function described(foreignKey: ForeignKey | undefined): string | undefined {
  if (!foreignKey) return undefined;
  const { table, column, onDelete } = foreignKey.references;
  return `${table}.${column}${onDelete === "restrict" ? "" : ` (${onDelete})`}`;
}

/** How the values that a column accepts differ from those of the contract. */
export function columnDifferences(actual: Column, wanted: Column): string[] {
  if (!(wanted.type in names)) return [];
  if (actual.type !== wanted.type)
    return [`is ${names[actual.type] ?? actual.type} in the table, and ${names[wanted.type]} in the contract`];
  if (Boolean(actual.isKey) !== Boolean(wanted.isKey))
    return [
      wanted.isKey
        ? "is not the key of the table, but in the contract"
        : "is the key of the table, but not in the contract",
    ];
  if (wanted.type === "id") return [];
  const [taken, asked] = [actual.values, wanted.values];
  const limits = Boolean(taken) === Boolean(asked) ? bounds : []; // Otherwise the enumeration differs.
  return [
    ...(actual.isNullable && !wanted.isNullable ? ["nullable, but not in the contract"] : []),
    ...(!actual.isNullable && wanted.isNullable ? ["not nullable, but in the contract"] : []),
    ...limits.flatMap(([key, name]) => {
      const [own, others] = [actual[key], wanted[key]];
      if (own === others) return [];
      return [
        `has ${own === undefined ? `no ${name}` : `the ${name} ${own}`}, the contract ${others === undefined ? "has none" : `has ${others}`}`,
      ];
    }),
    ...(taken && !asked ? [`accepts ${list(taken)} only, the contract any value`] : []),
    ...(!taken && asked ? [`accepts any value, the contract ${list(asked)} only`] : []),
    ...(taken && asked
      ? taken
          .filter((value) => !asked.includes(value))
          .map((value) => `accepts ${JSON.stringify(value)}, the contract does not`)
      : []),
    ...(taken && asked
      ? asked
          .filter((value) => !taken.includes(value))
          .map((value) => `refuses ${JSON.stringify(value)}, the contract accepts it`)
      : []),
  ];
}

const bounds = [
  ["minimum", "minimum"],
  ["maximum", "maximum"],
  ["exclusiveMinimum", "exclusive minimum"],
  ["exclusiveMaximum", "exclusive maximum"],
  ["minLength", "minimum length"],
  ["maxLength", "maximum length"],
] as const;

function describeColumn(column: Column): string {
  const limits = bounds.flatMap(([key, name]) => (column[key] === undefined ? [] : `${name} ${column[key]}`));
  return [
    names[column.type],
    ...(column.isNullable ? ["or null"] : []),
    ...(column.values ? [`one of ${list(column.values)}`] : []),
    ...limits,
  ].join(", ");
}

function list(values: unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
