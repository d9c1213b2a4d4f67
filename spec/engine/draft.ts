/** `npm run migration -- NAME`: drafts the migration that turns the tables into those of the contract. */
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { question } from "../../server/engine/database/migration.ts";
import type { Table } from "../../server/engine/database/tables.ts";
import { readArguments } from "./arguments.ts";
import { differences, unkept } from "./differences.ts";
import { migratedTables, wantedTables } from "./drift.ts";
import { rowChecks } from "./rows.ts";
import {
  addForeignKeys,
  compareColumns,
  dropForeignKeys,
  type Kind,
  needsRebuild,
  statements,
  type TableChange,
  target,
  undecidedIn,
  withDecided,
} from "./statements.ts";
import { allOrNothing } from "./undo.ts";

const use = `npm run migration -- NAME                drafts server/migrations/NNN_NAME.ts, which turns the tables into those of the contract
npm run migration -- NAME --rename TABLE.OLD=NEW   this column is renamed, and keeps its values; may be repeated
npm run migration -- NAME --no-renames   no other column is renamed: values of columns that go are deleted`;

/** Which columns are renamed: nothing but their author knows. */
export interface Renames {
  /** Such as "fruit.size=grams". */
  given: string[];
  /** Whether these are all. */
  areAll: boolean;
}

/**
 * Returns the text of a migration.
 * @param actual an SQLite database's tables
 * @throws for what has to be written by hand, and renames that cannot be
 */
export function draft(actual: Table[], wanted: Table[], renames: Renames = { given: [], areAll: false }): string {
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
    ...changes.filter(hasOtherKey).flatMap(({ from }) => keyFaults(String(from?.name), actual)),
    ...(renames.areAll ? [] : changes.flatMap(renameQuestions)),
  ];
  if (faults.length > 0) throw new Error(`No migration can be drafted:\n${indent(faults)}`);
  // No statement knows the new keys of rows: such a table is made anew.
  const up = body(
    changes.flatMap((change): TableChange[] => {
      if (!hasOtherKey(change)) return [change];
      const { from, to } = change;
      return [
        { from, to: undefined, renamed: new Map(), needsNoRows: true },
        { from: undefined, to: to && target(undefined, to, new Map()), renamed: new Map() },
      ];
    }),
  );
  const helpers = ["decided", "keepingTriggers", "requireNone"].filter((name) => up.includes(`${name}(`));
  return `import type { Knex } from "knex";
${up.includes("isPostgres(") ? 'import { isPostgres } from "../engine/database/dialect.ts";\n' : ""}${helpers.length > 0 ? `import { ${helpers.join(", ")} } from "../engine/database/migration.ts";\n` : ""}
${differences(actual, wanted)
  .map((words) => `// ${words}\n`)
  .join("")}export async function up(database: Knex): Promise<void> {
${up}}
`;
}

function changeTo(wanted: Table, actual: Table[], { given }: Renames): TableChange {
  const from = actual.find(({ name }) => name === wanted.name);
  const { added, removed } = compareColumns({ from, to: wanted, renamed: new Map() });
  const pairs = added.flatMap((now) => removed.map((before) => ({ now, before })));
  const same = pairs.filter(({ now, before }) => given.includes(`${wanted.name}.${before.name}=${now.name}`));
  const renamed = new Map(same.map(({ now, before }) => [now.name, before.name]));
  return { from, to: target(from, wanted, renamed), renamed };
}

function hasOtherKey(change: TableChange): boolean {
  const { pairs, added, removed } = compareColumns(change);
  const isChanged = pairs.some(({ before, now }) => {
    const isKey = Boolean(before.isKey || now.isKey);
    return isKey && (before.isKey !== now.isKey || before.type !== now.type);
  });
  const isMoved = change.from && change.to && [...added, ...removed].some(({ isKey }) => isKey);
  return isChanged || Boolean(isMoved);
}

/** What refers to a table has to follow its key. */
function keyFaults(table: string, actual: Table[]): string[] {
  const referring = actual.filter(({ foreignKeys }) =>
    foreignKeys.some(({ references }) => references.table === table),
  );
  return referring.length > 0
    ? [
        `${table}: its key changes, and so do all that refer to it, such as ${referring[0]?.name}: write this one by hand`,
      ]
    : [];
}

/** A column that goes, beside one of the same type that comes, may have another name now. */
function renameQuestions(change: TableChange): string[] {
  if (!change.from || !change.to || hasOtherKey(change)) return [];
  const { added, removed } = compareColumns(change);
  const table = change.from.name;
  return removed.flatMap((before) => {
    const options = added
      .filter(({ type }) => type === before.type)
      .map(({ name }) => `--rename ${table}.${before.name}=${name}`);
    return options.length > 0
      ? [
          `${table}.${before.name} goes: is it renamed? Add ${options.join(" or ")}; if it is not, --no-renames deletes its values`,
        ]
      : [];
  });
}

/** What a migration deletes. */
function losses(change: TableChange): string[] {
  const { from, to, needsNoRows } = change;
  if (!from || needsNoRows) return [];
  if (!to) return [`This deletes the rows of ${from.name}.`];
  return compareColumns(change).removed.map(({ name }) => `This deletes the values of ${to.name}.${name}.`);
}

function body(changes: TableChange[]): string {
  const inOrder = [
    ...changes.flatMap(dropForeignKeys),
    ...changes.flatMap((change) => statements(change, "postgres")),
    ...changes.flatMap(addForeignKeys),
  ];
  const postgres = inOrder.map((sql) => call(sql, "postgres"));
  const own = changes.flatMap((change) => statements(change, "sqlite"));
  const existing = changes.flatMap(({ from }) => from?.name ?? []);
  const sqlite = own.map((sql) => call(sql, "sqlite"));
  const head = [
    ...changes.flatMap(losses).map((loss) => `// ${loss}`),
    ...decisions(undecidedIn([...inOrder, ...own]), changes),
    ...changes
      .flatMap((change) => rowChecks(change, existing))
      .flatMap(({ reason, query, mends }) => [
        ...(mends.length > 0 ? ["// Such rows stop this migration. To mend them instead:"] : []),
        ...mends.map((mend) => `// await database.raw(\`${escaped(mend).replaceAll("\n", " ")}\`);`),
        `await requireNone(database, ${JSON.stringify(reason)}, \`${escaped(query)} order by 1\`);`,
      ]),
  ];
  const told = indented(head, 2);
  if (postgres.join() === sqlite.join()) return told + indented(postgres, 2);
  const rebuilt = changes
    .filter((change) => change.needsNoRows || needsRebuild(change))
    .flatMap(({ from }) => from?.name ?? []);
  const inSqlite =
    rebuilt.length === 0
      ? indented(sqlite, 4)
      : `    await keepingTriggers(database, ${JSON.stringify(rebuilt)}, async () => {\n${indented(sqlite, 6)}    });\n`;
  return `${told}  if (isPostgres(database)) {\n${indented(postgres, 4)}  } else {\n${inSqlite}  }\n`;
}

/** A constant for each value that existing rows need, and that the contract has no default for. */
function decisions(columns: string[], changes: TableChange[]): string[] {
  const unique = changes.flatMap(({ to }) =>
    (to?.indexes ?? []).flatMap(({ isUnique, columns: [name, ...others] }) =>
      isUnique && others.length === 0 ? [`${to?.name}.${name}`] : [],
    ),
  );
  if (columns.length === 0) return [];
  return [
    "// Decide which values existing rows get, as SQL: such as 0, 'text' or an expression of other columns, by their new names.",
    "const existing = decided({",
    ...columns.map(
      (column) =>
        `  ${JSON.stringify(column)}: ${JSON.stringify(question)},${unique.includes(column) ? " // Another one for each row: it is unique." : ""}`,
    ),
    "});",
  ];
}

/** As it stands in a template string. */
function escaped(sql: string): string {
  return sql.replace(/[`\\]|\$\{/g, "\\$&");
}

function call(sql: string, kind: Kind): string {
  // Knex takes a bare one for a placeholder, on PostgreSQL only.
  const text = kind === "postgres" ? escaped(sql).replaceAll("?", "\\\\?") : escaped(sql);
  return `await database.raw(\`${withDecided(text, (column) => `\${existing["${column}"]}`)}\`);`;
}

function indented(lines: string[], width: number): string {
  return lines.map((line) => `${" ".repeat(width)}${line}\n`).join("");
}

function indent(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}

/** SQLite's statements that a draft would have; existing rows are none. */
export async function pendingStatements(root: string): Promise<string[]> {
  const actual = await migratedTables(root);
  const changes = wantedTables(root, actual).map((table) => changeTo(table, actual, { given: [], areAll: true }));
  return changes.flatMap((change) => statements(change, "sqlite")).map((sql) => withDecided(sql, () => "null"));
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
  format(root, [file]);
  return file;
}

/** Formats files, whose names make lines longer and shorter. */
export function format(root: string, files: string[]): void {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [biome, "check", "--write", ...files], { cwd: root, stdio: "pipe" });
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

  const malformed = values.rename.find((each) => !/^[^.=]+\.[^.=]+=[^.=]+$/.test(each));
  if (malformed !== undefined) throw new Error(`"--rename ${malformed}" is not TABLE.OLD=NEW:\n${use}`);
  const renames = { given: values.rename, areAll: values["no-renames"] };
  const file = await allOrNothing(root, () => draftMigration(root, name, renames));
  console.log(
    file
      ? `Drafted ${file}. Read it, decide what its comments ask, then run \`npm run check\`. The next start applies it.`
      : "Nothing to do: the tables are those of the contract. After an edit of spec/, run `npm run generate` first.",
  );
}
