/** `npm run migration -- NAME`: drafts the migration that turns the tables into those of the contract. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Column, Table } from "../../server/engine/database/tables.ts";
import { readArguments } from "./arguments.ts";
import { compareForeignKeys, differences, migratedTables, missingIndexes, unkept, wantedTables } from "./drift.ts";
import {
  addForeignKeys,
  compareColumns,
  dropForeignKeys,
  fillLiteral,
  type Kind,
  statements,
  type TableChange,
  target,
} from "./statements.ts";
import { allOrNothing } from "./undo.ts";

const use = `npm run migration -- NAME                drafts server/migrations/NNN_NAME.ts, which turns the tables into those of the contract
npm run migration -- NAME --no-renames   takes no removed and added column for a renamed one
npm run migration -- NAME --rename TABLE.OLD=NEW   takes these for renamed; may be repeated`;

/** Which columns are renamed. */
export interface Renames {
  /** Whether one removed and one added column of the same type count as renamed. */
  detect: boolean;
  /** Given ones, such as "fruit.size=grams". */
  given: string[];
}

/**
 * Returns the text of a migration.
 * @param actual an SQLite database's tables
 * @throws for what has to be written by hand, and renames that cannot be
 */
export function draft(actual: Table[], wanted: Table[], renames: Renames = { detect: true, given: [] }): string {
  const changes = [
    ...wanted.map((table) => changeTo(table, actual, renames)),
    ...actual
      .filter(({ name }) => !wanted.some((table) => table.name === name))
      .map((from): TableChange => ({ from, to: undefined, renamed: new Map() })),
  ];
  const known = changes.flatMap(({ to, renamed }) => [...renamed].map(([now, old]) => `${to?.name}.${old}=${now}`));
  const unknown = renames.given.filter((each) => !known.includes(each));
  const faults = [
    ...unknown.map((each) => `--rename ${each}: no such columns are removed and added, as in TABLE.OLD=NEW`),
    ...wanted.flatMap(unkept),
    ...changes.flatMap(newKeys),
  ];
  if (faults.length > 0) throw new Error(`No migration can be drafted:\n${indent(faults)}`);
  const up = body(changes, changes.flatMap(notes));
  const isEither = /isPostgres/.test(up);
  return `import type { Knex } from "knex";
${isEither ? 'import { isPostgres } from "../engine/database/dialect.ts";\n' : ""}
${differences(actual, wanted)
  .map((words) => `// ${words}\n`)
  .join("")}export async function up(database: Knex): Promise<void> {
${up}}
`;
}

function changeTo(wanted: Table, actual: Table[], { detect, given }: Renames): TableChange {
  const from = actual.find(({ name }) => name === wanted.name);
  const { added, removed } = compareColumns({ from, to: wanted, renamed: new Map() });
  const pairs = added.flatMap((now) => removed.map((before) => ({ now, before })));
  const isTold = ({ now, before }: (typeof pairs)[number]) =>
    given.includes(`${wanted.name}.${before.name}=${now.name}`);
  const isOnly = detect && given.length === 0 && pairs.length === 1;
  const same = pairs.filter((pair) => isTold(pair) || (isOnly && pair.now.type === pair.before.type));
  const renamed = new Map(same.map(({ now, before }) => [now.name, before.name]));
  return { from, to: target(from, wanted, renamed), renamed };
}

function newKeys(change: TableChange): string[] {
  const { pairs, added, removed } = compareColumns(change);
  const isChanged = pairs.some(({ before, now }) => {
    const isKey = Boolean(before.isKey || now.isKey);
    return isKey && (before.isKey !== now.isKey || before.type !== now.type);
  });
  const isMoved = change.from && change.to && [...added, ...removed].some(({ isKey }) => isKey);
  return isChanged || isMoved
    ? [`${change.from?.name}: its key changes, and so do all that refer to it: write this one by hand`]
    : [];
}

/** What a reader of the draft has to decide. */
function notes(change: TableChange): string[] {
  const { from, to, renamed } = change;
  if (!from) return [];
  if (!to) return [`This deletes the rows of ${from.name}.`];
  const { changed, added, removed } = compareColumns(change);
  const name = (column: Column) => `${to.name}.${column.name}`;
  return [
    ...[...renamed].flatMap(([now, before]) => [
      `${to.name}.${before} is taken to be renamed to ${now}, with its values. If it is not, delete this file and draft`,
      "it again with --no-renames.",
    ]),
    ...removed.map((column) => `This deletes the values of ${name(column)}.`),
    ...removed
      .flatMap((old) => added.filter(({ type }) => type === old.type).map((now) => `${name(old)}=${now.name}`))
      .slice(0, 1)
      .map((same) => `If one is renamed, delete this file and draft it again, as with --rename ${same}.`),
    ...added
      .filter(({ isNullable }) => !isNullable)
      .map((column) => `Decide: existing rows get ${fillLiteral(column, "postgres")} as their ${name(column)}.`),
    ...changed.map(
      ({ now }) =>
        `If a row breaks the rules of ${name(now)}, all of this fails and nothing changes: fix such rows here first.`,
    ),
    ...missingIndexes(from.indexes, to)
      .filter(({ isUnique, columns }) => isUnique && !added.some(({ name }) => columns.includes(name)))
      .map(
        ({ columns }) =>
          `If two rows of ${to.name} have the same ${columns.join(" and ")}, all of this fails and nothing changes.`,
      ),
    ...compareForeignKeys(from, to, (column) => renamed.get(column) ?? column)
      .flatMap(({ now }) => now ?? [])
      .filter(({ column }) => !added.some(({ name }) => name === column))
      .map(
        ({ column, references: { table } }) =>
          `If a row's ${to.name}.${column} refers to no ${table}, all of this fails and nothing changes.`,
      ),
  ].map((note) => note.replaceAll("\n", " "));
}

function body(changes: TableChange[], comments: string[]): string {
  const inOrder = [
    ...changes.flatMap(dropForeignKeys),
    ...changes.flatMap((change) => statements(change, "postgres")),
    ...changes.flatMap(addForeignKeys),
  ];
  const postgres = inOrder.map((sql) => call(sql, "postgres"));
  const sqlite = changes.flatMap((change) => statements(change, "sqlite")).map((sql) => call(sql, "sqlite"));
  const told = comments.map((comment) => `  // ${comment}\n`).join("");
  if (postgres.join() === sqlite.join()) return told + indented(postgres, 2);
  return `${told}  if (isPostgres(database)) {\n${indented(postgres, 4)}  } else {\n${indented(sqlite, 4)}  }\n`;
}

function call(sql: string, kind: Kind): string {
  const escaped = sql.replace(/[`\\]|\$\{/g, "\\$&");
  // Knex takes a bare one for a placeholder, on PostgreSQL only.
  const text = kind === "postgres" ? escaped.replaceAll("?", "\\\\?") : escaped;
  return `await database.raw(\`${text}\`);`;
}

function indented(lines: string[] = [], width: number): string {
  const margin = " ".repeat(width);
  return lines
    .map((line) => {
      // As the formatter breaks long lines.
      const isLong = width + line.length > 120 && !line.includes("\n");
      return `${margin}${isLong ? line.replace("(", `(\n${margin}  `).replace(/\);$/, `,\n${margin});`) : line}\n`;
    })
    .join("");
}

function indent(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}

/** Writes the draft. @returns its file; undefined where nothing differs */
export async function draftMigration(root: string, name: string, renames?: Renames): Promise<string | undefined> {
  const actual = await migratedTables(root);
  const wanted = wantedTables(root, actual);
  if (differences(actual, wanted).length === 0) return undefined;
  const folder = join(root, "server/migrations");
  const last = Math.max(0, ...readdirSync(folder).map((file) => Number.parseInt(file, 10) || 0));
  const file = `server/migrations/${String(last + 1).padStart(3, "0")}_${name}.ts`;
  writeFileSync(join(root, file), draft(actual, wanted, renames), { flag: "wx" });
  return file;
}

export async function main(root: string, args: string[]): Promise<void> {
  const { values, positionals } = readArguments(use, {
    args,
    allowPositionals: true,
    options: {
      "no-renames": { type: "boolean", default: false },
      rename: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(use);
  const [name = ""] = positionals;
  if (positionals.length !== 1 || !/^[a-z][a-z0-9_]*$/.test(name))
    throw new Error(`A migration has one name, of lower-case letters, digits and _, such as fruit_colour:\n${use}`);

  const malformed = values.rename.find((each) => !/^\w+\.\w+=\w+$/.test(each));
  if (malformed !== undefined) throw new Error(`"--rename ${malformed}" is not TABLE.OLD=NEW:\n${use}`);
  const renames = { detect: !values["no-renames"], given: values.rename };
  const file = await allOrNothing(root, () => draftMigration(root, name, renames));
  console.log(
    file
      ? `Drafted ${file}. Read it, decide what its comments ask, then run \`npm run check\`. The next start applies it.`
      : "Nothing to do: the tables are those of the contract. After an edit of spec/, run `npm run generate` first.",
  );
}
