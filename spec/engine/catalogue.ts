/** Reads the tables of a database, and measures what their columns accept by trying values on their checks. */
import type { Knex } from "knex";
import type { Reference } from "../../server/engine/contract/document.ts";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import {
  type Column,
  type ForeignKey,
  type Index,
  int32,
  integerLimits,
  type Limits,
  longestText,
  type Table,
} from "../../server/engine/database/tables.ts";
import { checksIn, columnOf, columnsIn, definitionsIn, literal } from "./sql.ts";

interface CatalogueTable {
  name: string;
  sql?: string;
  isStrict: boolean;
  columns: { name: string; type: string; isNullable: boolean; isId: boolean; isKey: boolean }[];
  /** The expressions of its CHECK constraints. */
  checks: string[];
  indexes: Index[];
  foreignKeys: ForeignKey[];
}

/** How to read one kind of database. */
interface Catalogue {
  read(connection: Knex): Promise<CatalogueTable[]>;
  /** The contract's name of each column type, and the integers that it holds. */
  types: Record<string, { type: string; range?: { minimum: number; maximum: number } }>;
  /** Which of the values a check accepts. */
  accepts(
    connection: Knex,
    check: string,
    column: { name: string; type: string },
    values: unknown[],
  ): Promise<boolean[]>;
}

const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
const character = "𝄞"; // Outside the BMP, so that limits in UTF-16 units or bytes are not taken for limits in characters.

export async function readTables(connection: Knex): Promise<Table[]> {
  const catalogue = isPostgres(connection) ? postgres : sqlite;
  const tables: Table[] = [];
  for (const { columns, checks, ...table } of await catalogue.read(connection)) {
    const names = columns.map(({ name }) => name);
    // A check of several columns limits none by itself.
    const ofOne = checks.map((check) => ({ check, of: columnsIn(check, names) })).filter(({ of }) => of.length === 1);
    const measured: Column[] = [];
    for (const { isId, isKey, ...described } of columns) {
      const column = { ...described, ...(isKey && { isKey }) };
      const own = ofOne.filter(({ of }) => of[0] === column.name).map(({ check }) => check);
      measured.push(
        isId ? { ...column, type: "id" } : { ...column, ...(await measure(connection, catalogue, column, own)) },
      );
    }
    tables.push({ ...table, columns: measured });
  }
  return tables;
}

/** Tries the values around each number and string that the checks mention. */
async function measure(
  connection: Knex,
  catalogue: Catalogue,
  column: { name: string; type: string },
  checks: string[],
): Promise<Limits & { type: string }> {
  const { type, range = safe } = catalogue.types[column.type] ?? { type: column.type };
  if (type === "integer" && checks.some((check) => /\btrue\b/i.test(check))) return { type: "boolean" };
  if (type === "text" && checks.some((check) => /\bjson_valid\b/i.test(check))) return { type: "json" };
  const accepted = async <T>(candidates: T[]): Promise<T[]> => {
    let left = [...new Set(candidates)];
    for (const check of left.length > 0 ? checks : []) {
      const answers = await catalogue.accepts(connection, check, column, left);
      left = left.filter((_, index) => answers[index]);
    }
    return left;
  };
  const mentioned = checks.flatMap((check) => check.match(/\d+(\.\d+)?(e[+-]?\d+)?/gi) ?? []).map(Number);
  const numbers = mentioned.flatMap((number) => [number, -number]);

  if (type === "integer") {
    const around = numbers.flatMap((number) => [Math.ceil(number) - 1, Math.floor(number), Math.floor(number) + 1]);
    const candidates = [0, ...around, range.minimum, range.maximum]
      .filter((number) => number >= range.minimum && number <= range.maximum)
      .sort((a, b) => a - b);
    const taken = await accepted(candidates);
    const [least, most] = [taken[0], taken.at(-1)];
    if (least === undefined || most === undefined) return { type };
    const hasGap = candidates.some((number) => number > least && number < most && !taken.includes(number));
    return { type, ...integerLimits(least, most, hasGap ? taken : undefined) };
  }
  if (type === "number" && checks.length > 0) {
    const step = (number: number) => Math.max(Math.abs(number), 1) * 1e-9;
    const [below, above] = [
      numbers.map((number) => number - step(number)),
      numbers.map((number) => number + step(number)),
    ];
    const taken = await accepted([-1e300, ...below, ...numbers, ...above, 1e300].sort((a, b) => a - b));
    const [least = 0, most = 0] = [taken[0], taken.at(-1)];
    return {
      type,
      ...(numbers.includes(least) ? { minimum: least } : { exclusiveMinimum: numbers[above.indexOf(least)] }),
      ...(numbers.includes(most) ? { maximum: most } : { exclusiveMaximum: numbers[below.indexOf(most)] }),
    };
  }
  if (type === "text" && checks.length > 0) {
    const lengths = [0, 1, ...mentioned.flatMap((number) => [number - 1, number, number + 1])]
      .filter((number) => Number.isInteger(number) && number >= 0 && number <= longestText + 1)
      .sort((a, b) => a - b);
    const taken = await accepted(lengths.map((length) => character.repeat(length)));
    const [shortest, longest] = [taken[0], taken.at(-1)].map((text) => text && [...text].length);
    if (taken.length > 0)
      return {
        type,
        minLength: Number(shortest) || undefined,
        maxLength: longest === lengths.at(-1) ? undefined : Number(longest),
      };
    const texts = checks.flatMap((check) =>
      [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'")),
    );
    const values = await accepted(texts);
    return values.length > 0 ? { type, values } : { type };
  }
  return { type };
}

const sqlite: Catalogue = {
  types: {
    integer: { type: "integer" },
    int: { type: "integer" },
    real: { type: "number" },
    text: { type: "text" },
  },

  async read(connection) {
    const tables: { name: string; sql: string; strict: number }[] = await connection.raw(
      `select name, sql, (select strict from pragma_table_list(t.name)) as strict
       from sqlite_schema t where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`,
    );
    const columns: { table: string; name: string; type: string; notnull: number; pk: number }[] = await connection.raw(
      `select t.name as "table", c.name, c.type, c."notnull", c.pk
       from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'`,
    );
    const indexes: IndexRow[] = await connection.raw(
      `select t.name as "table", i.name, iif(i.partial, null, c.name) as "column", i."unique" as "isUnique", s.sql
       from sqlite_schema t join pragma_index_list(t.name) i join pragma_index_info(i.name) c
         left join sqlite_schema s on s.type = 'index' and s.name = i.name
       where t.type = 'table' order by i.name, c.seqno`,
    );
    const references: ReferenceRow[] = await connection.raw(
      `select t.name as "table", f.id, f."from" as "column", f."table" as target, lower(f.on_delete) as action,
         coalesce(f."to", (select name from pragma_table_info(f."table") where pk = 1)) as "to"
       from sqlite_schema t join pragma_foreign_key_list(t.name) f where t.type = 'table' order by f.id desc`,
    );
    return tables.map(({ name: table, sql, strict }) => ({
      name: table,
      sql,
      isStrict: strict === 1,
      columns: columns
        .filter((column) => column.table === table)
        .map(({ name, type, notnull, pk }, _, all) => ({
          name,
          type: type.toLowerCase(),
          isNullable: !notnull && !pk,
          isKey: Number(pk) === 1 && all.filter(({ pk }) => pk).length === 1,
          isId: Number(pk) === 1 && /\bautoincrement\b/i.test(sql), // Without it, ids are reused.
        })),
      checks: checksIn(sql),
      indexes: grouped(indexes.filter((index) => index.table === table)),
      foreignKeys: references
        .filter((each) => each.table === table && isOfOneColumn(each, references))
        .map((each) => ({ name: constraintOf(each.column, sql), ...foreignKeyOf(each) })),
    }));
  },

  async accepts(connection, check, { name }, values) {
    // Without bindings: with them, Knex would take a "?" in the check for another one.
    const rows: { ok: number }[] = await connection.raw(
      `select (${check}) is not false as ok from (select value as "${name}" from json_each(${literal(JSON.stringify(values))}))`,
    );
    return rows.map(({ ok }) => Number(ok) === 1);
  },
};

const postgres: Catalogue = {
  types: {
    smallint: { type: "integer", range: { minimum: -(2 ** 15), maximum: 2 ** 15 - 1 } },
    integer: { type: "integer", range: int32 },
    bigint: { type: "integer" },
    real: { type: "number" },
    "double precision": { type: "number" },
    text: { type: "text" },
    boolean: { type: "boolean" },
    jsonb: { type: "json" },
  },

  async read(connection) {
    const { rows } = await connection.raw(
      `select c.relname as name, true as "isStrict",
         (select json_agg(json_build_object(
            'name', a.attname,
            -- Text sorts as on SQLite only with collation C.
            'type', format_type(a.atttypid, a.atttypmod)
              || case when l.collname <> 'C' then ' collate "' || l.collname || '"' else '' end,
            'isNullable', not a.attnotnull,
            'isKey', exists (select from pg_index where indrelid = c.oid and indisprimary and indnkeyatts = 1
              and indkey[0] = a.attnum),
            'isId', (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')
              and exists (select from pg_index where indrelid = c.oid and indisprimary and indkey[0] = a.attnum)
          ) order by a.attnum)
          from pg_attribute a left join pg_collation l on l.oid = a.attcollation
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
         (select coalesce(json_agg(pg_get_expr(conbin, conrelid)), '[]') from pg_constraint
          where conrelid = c.oid and contype = 'c') as checks,
         (select coalesce(json_agg(json_build_object(
            'name', x.relname, 'sql', pg_get_indexdef(i.indexrelid), 'isUnique', i.indisunique,
            'columns', (select json_agg(a.attname order by k.n) from unnest(i.indkey) with ordinality k(attnum, n)
              left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum)
          ) order by x.relname), '[]')
          from pg_index i join pg_class x on x.oid = i.indexrelid
          where i.indrelid = c.oid and i.indpred is null and i.indisvalid) as indexes,
         (select coalesce(json_agg(json_build_object(
            'name', f.conname, 'column', a.attname, 'target', f.confrelid::regclass::text, 'to', b.attname,
            'action', f.confdeltype) order by f.conname), '[]')
          from pg_constraint f
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
            join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
          where f.conrelid = c.oid and f.contype = 'f' and cardinality(f.conkey) = 1) as "foreignKeys"
       from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname`,
    );
    // Cast: the query names its columns so.
    return (rows as (Omit<CatalogueTable, "foreignKeys"> & { foreignKeys: (ReferenceRow & { name: string })[] })[]).map(
      (table) => ({
        ...table,
        foreignKeys: table.foreignKeys.map((each) => ({ name: each.name, ...foreignKeyOf(each) })),
      }),
    );
  },

  async accepts(connection, check, { name, type }, values) {
    const { rows } = await connection.raw(
      `select (${check.replaceAll("?", "\\?")}) is not false as ok
       from (select n, value::${type} as "${name}" from json_array_elements_text(?) with ordinality v(value, n)) t order by n`,
      [JSON.stringify(values)],
    );
    return rows.map(({ ok }: { ok: boolean }) => ok);
  },
};

interface IndexRow {
  table: string;
  name: string;
  column: string | null;
  isUnique: number;
  sql: string | null;
}

function grouped(rows: IndexRow[]): Index[] {
  return [...new Set(rows.map(({ name }) => name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    return { name, columns: own.map(({ column }) => column), isUnique: own[0]?.isUnique === 1, sql: own[0]?.sql };
  });
}

interface ReferenceRow {
  table: string;
  id: number;
  column: string;
  target: string;
  to: string;
  action: string;
}

function isOfOneColumn({ table, id }: ReferenceRow, all: ReferenceRow[]): boolean {
  return all.filter((each) => each.table === table && each.id === id).length === 1;
}

function foreignKeyOf({ column, target, to, action }: ReferenceRow): ForeignKey {
  return {
    column,
    references: { table: target.replaceAll('"', ""), column: to, onDelete: actions[action] ?? "restrict" },
  };
}

/** What becomes of referring rows, in the words and letters of both databases; all else only refuses earlier or later. */
const actions: Record<string, Reference["onDelete"]> = {
  cascade: "cascade",
  c: "cascade",
  "set null": "set null",
  n: "set null",
};

/** The name of the foreign key in a column's definition. */
function constraintOf(column: string, sql: string): string | undefined {
  const part = definitionsIn(sql).definitions.find((each) => columnOf(each, [column]) === column);
  return /\bconstraint\s+"([^"]+)"\s+references\b/i.exec(part ?? "")?.[1];
}
