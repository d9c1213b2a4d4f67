/** `npm run migration -- NAME`: drafts the migration that makes the tables what the contract asks for. */
import { readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { type Change, compareColumns, fillLiteral, type Kind, reverse, statements, target } from "./change.ts";
import { differences, migratedTables, unkept, wantedTables } from "./drift.ts";
import type { Column, Table } from "./tables.ts";

const use = `npm run migration -- NAME                drafts server/migrations/NNN_NAME.ts, which makes the tables what generated/ asks for
npm run migration -- NAME --no-renames   the same, where a column that goes and one that comes are not the same
npm run migration -- NAME --rename TABLE.OLD=NEW   the same, where among several these are; may be given again`;

/** Which columns live on under other names. */
export interface Renames {
  /** Takes a column that goes and one that comes as one, where there is nothing else it could be. */
  detect: boolean;
  /** Those that are told, such as "user.age=years". */
  told: string[];
}

/**
 * Returns the text of a migration.
 * @param actual an SQLite database's tables
 * @throws for what has to be written by hand, and renames that cannot be
 */
export function draft(actual: Table[], wanted: Table[], renames: Renames = { detect: true, told: [] }): string {
  const changes = [
    ...wanted.map((table) => changeTo(table, actual, renames)),
    ...actual
      .filter(({ name }) => !wanted.some((table) => table.name === name))
      .map((from): Change => ({ from, to: undefined, renamed: new Map() })),
  ];
  const known = changes.flatMap(({ to, renamed }) => [...renamed].map(([now, old]) => `${to?.name}.${old}=${now}`));
  const unknown = renames.told.filter((each) => !known.includes(each));
  const faults = [
    ...unknown.map((each) => `--rename ${each}: no column goes and comes so, as in TABLE.OLD=NEW`),
    ...wanted.flatMap(unkept),
    ...changes.flatMap(newKeys),
  ];
  if (faults.length > 0) throw new Error(`No migration can be drafted:\n${indent(faults)}`);
  const up = body(changes, changes.flatMap(notes));
  const down = body(changes.toReversed().map(reverse), []);
  const isEither = /isPostgres/.test(up + down);
  return `import type { Knex } from "knex";
${isEither ? 'import { isPostgres } from "../database.ts";\n' : ""}
${differences(actual, wanted)
  .map((words) => `// ${words}\n`)
  .join("")}export async function up(database: Knex): Promise<void> {
${up}}

export async function down(database: Knex): Promise<void> {
${down}}
`;
}

function changeTo(wanted: Table, actual: Table[], { detect, told }: Renames): Change {
  const from = actual.find(({ name }) => name === wanted.name);
  const { added, removed } = compareColumns({ from, to: wanted, renamed: new Map() });
  const pairs = added.flatMap((now) => removed.map((before) => ({ now, before })));
  const isTold = ({ now, before }: (typeof pairs)[number]) =>
    told.includes(`${wanted.name}.${before.name}=${now.name}`);
  const isOnly = detect && told.length === 0 && pairs.length === 1;
  const same = pairs.filter((pair) => isTold(pair) || (isOnly && pair.now.type === pair.before.type));
  const renamed = new Map(same.map(({ now, before }) => [now.name, before.name]));
  return { from, to: target(from, wanted, renamed), renamed };
}

function newKeys(change: Change): string[] {
  const { changed, added, removed } = compareColumns(change);
  const columns = [
    ...changed.flatMap(({ before, now }) => [before, now]),
    ...(change.from && change.to ? [...added, ...removed] : []),
  ];
  const isKey = columns.some(({ type }) => type === "id");
  return isKey ? [`${change.from?.name}: its key changes, and so do all that refer to it: write this one by hand`] : [];
}

/** What the person who reads the draft has to decide. */
function notes(change: Change): string[] {
  const { from, to, renamed } = change;
  if (!from) return [];
  if (!to) return [`The rows of ${from.name} are gone with it.`];
  const { changed, added, removed } = compareColumns(change);
  const name = (column: Column) => `${to.name}.${column.name}`;
  return [
    ...[...renamed].flatMap(([now, before]) => [
      `${to.name}.${before} is taken to live on as ${now}, with its values. If it is not the same, delete this file`,
      "and draft it again with --no-renames.",
    ]),
    ...removed.map((column) => `The values of ${name(column)} are gone with it.`),
    ...removed
      .flatMap((old) => added.filter(({ type }) => type === old.type).map((now) => `${name(old)}=${now.name}`))
      .slice(0, 1)
      .map((same) => `Where one lives on as another, delete this file and draft it again, as with --rename ${same}.`),
    ...added
      .filter(({ isNullable }) => !isNullable)
      .map((column) => `Decide: rows that exist get ${fillLiteral(column, "postgres")} as their ${name(column)}.`),
    ...changed.map(
      ({ now }) =>
        `Where a row breaks the rules of ${name(now)}, all of this fails and nothing is changed: mend it here first.`,
    ),
  ].map((note) => note.replaceAll("\n", " "));
}

function body(changes: Change[], comments: string[]): string {
  const [postgres, sqlite] = (["postgres", "sqlite"] as const).map((kind) =>
    changes.flatMap((change) => statements(change, kind)).map((sql) => call(sql, kind)),
  );
  const told = comments.map((comment) => `  // ${comment}\n`).join("");
  if (postgres?.join() === sqlite?.join()) return told + indented(postgres, 2);
  return `${told}  if (isPostgres(database)) {\n${indented(postgres, 4)}  } else {\n${indented(sqlite, 4)}  }\n`;
}

function call(sql: string, kind: Kind): string {
  const escaped = sql.replace(/[`\\]|\$\{/g, "\\$&");
  // Knex takes a bare one for a value to come, on PostgreSQL only.
  const text = kind === "postgres" ? escaped.replaceAll("?", "\\\\?") : escaped;
  return `await database.raw(\`${text}\`);`;
}

function indented(lines: string[] = [], width: number): string {
  const margin = " ".repeat(width);
  return lines
    .map((line) => {
      // As the formatter breaks what is too long for it.
      const isLong = width + line.length > 120 && !line.includes("\n");
      return `${margin}${isLong ? line.replace("(", `(\n${margin}  `).replace(/\);$/, `,\n${margin});`) : line}\n`;
    })
    .join("");
}

function indent(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        "no-renames": { type: "boolean", default: false },
        rename: { type: "string", multiple: true, default: [] },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${use}`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(use);
  const [name = ""] = positionals;
  if (positionals.length !== 1 || !/^[a-z][a-z0-9_]*$/.test(name))
    throw new Error(`A migration has one name, in small letters, digits and _, such as user_email:\n${use}`);

  const actual = await migratedTables();
  const wanted = wantedTables(actual);
  const found = differences(actual, wanted);
  if (found.length === 0)
    return console.log(
      "Nothing to do: the tables are what generated/ asks for. After an edit of spec/, run `npm run generate` first.",
    );
  const folder = join(import.meta.dirname, "migrations");
  const last = Math.max(0, ...readdirSync(folder).map((file) => Number.parseInt(file, 10) || 0));
  const file = join(folder, `${String(last + 1).padStart(3, "0")}_${name}.ts`);
  const renames = { detect: !values["no-renames"], told: values.rename };
  writeFileSync(file, draft(actual, wanted, renames), { flag: "wx" });
  console.log(`${relative(process.cwd(), file)} is drafted. It closes:
${indent(found)}
Read it, decide what its comments ask, then run \`npm run check\`. The next start of the service applies it.`);
}

if (process.argv[1] === import.meta.filename)
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
