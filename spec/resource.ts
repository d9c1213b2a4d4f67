/** `npm run resource -- NAMES`: writes the homes of a new resource, after the pattern of users. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { singular } from "../server/tables.ts";
import type { Document } from "./document.ts";
import { createGenerator, generate, write } from "./generate.ts";

const use = `npm run resource -- fruits             writes spec/fruits.tsp, server/fruits.ts, a migration and test/fruits.test.ts,
                                       and adds the resource to spec/main.tsp and server/app.ts
npm run resource -- feet foot          the same, where one of them is not named by leaving the "s" away`;

const root = join(import.meta.dirname, ".."); // From the source as from the build.

/** The names of a resource: fruitStands, fruitStand, FruitStands, FruitStand, fruit_stand, fruit-stands. */
interface Names {
  many: string;
  one: string;
  Many: string;
  One: string;
  table: string;
  path: string;
}

function namesOf(many: string, one = singular(many)): Names {
  const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const apart = (name: string, by: string) => name.replace(/[A-Z]/g, (letter) => by + letter.toLowerCase());
  return { many, one, Many: capital(many), One: capital(one), table: apart(one, "_"), path: apart(many, "-") };
}

/** Returns why a resource cannot have these names. */
function faultsIn({ many, one, One, table }: Names): string[] {
  const document = JSON.parse(readFileSync(join(root, "generated/openapi.json"), "utf8")) as Document;
  const models = [One, `New${One}`, `${One}Patch`, `${One}Page`, `${One}Sort`, `${One}Id`, `${One}Name`];
  const taken = models.filter((model) => model in document.components.schemas);
  const tables = Object.values(document.components.schemas).map((schema) => schema["x-table"]);
  const files = [`spec/${many}.tsp`, `server/${many}.ts`, `test/${many}.test.ts`];
  return [
    ...[...new Set([many, one])]
      .filter((name) => !isName(name))
      .map(
        (name) => `"${name}" is no name: write it in camelCase, as fruitStands, and take no word of TypeScript's own`,
      ),
    ...(many === one ? [`say what one of ${many} is called: npm run resource -- ${many} NAME`] : []),
    ...files.filter((file) => existsSync(join(root, file))).map((file) => `${file} is there already`),
    ...taken.map((model) => `the contract has a model ${model} already`),
    ...(tables.includes(table) || table === "idempotency" ? [`there is a table ${table} already`] : []),
  ];
}

function isName(name: string): boolean {
  try {
    new Function(`"use strict"; const ${name} = 0;`); // No word of the language itself.
    return /^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/.test(name);
  } catch {
    return false;
  }
}

const specOf = ({ many, one, Many, One, table, path }: Names) => `using Http;
using OpenAPI;

namespace Service;

/** Given by the service, counted from 1, never used again. */
@minValue(1)
@maxValue(9007199254740991)
@example(1)
scalar ${One}Id extends int64;

/** 1 to 100 characters (code points). */
@minLength(1)
@maxLength(100)
@example("first")
scalar ${One}Name extends string;

@extension("x-table", "${table}")
@example(#{ id: 1, name: "first" })
model ${One} {
  id: ${One}Id;
  name: ${One}Name;
}

@example(#{ name: "first" })
model New${One} {
  name: ${One}Name;
}

/** The members to change; the others stay as they are (RFC 7396). */
@example(#{ name: "second" })
model ${One}Patch {
  name?: ${One}Name;
}

/** Ascending, or descending behind a \`-\`; equal ones by id in the same direction. */
enum ${One}Sort {
  id,
  idDescending: "-id",
  name,
  nameDescending: "-name",
}

@example(#{ items: #[#{ id: 1, name: "first" }] })
model ${One}Page {
  items: ${One}[];

  /** Leads to the next page, as \`cursor\`; absent on the last page. */
  nextCursor?: string;
}

@tag("${Many}")
@route("/api/${path}")
interface ${Many} {
  /** Lists ${many}, a page at a time. */
  @useAuth(Readers)
  @get
  @extension(
    "x-paging",
    #{ items: "items", cursor: "cursor", nextCursor: "nextCursor" }
  )
  list(
    /** Only those with exactly this name. */
    @query name?: ${One}Name,

    @query sort?: ${One}Sort = ${One}Sort.id,

    /** How many a page holds at most. */
    @query
    @minValue(1)
    @maxValue(100)
    limit?: int32 = 20,

    /** A page's \`nextCursor\`, with the same filters and sort. */
    @query
    @minLength(1)
    @maxLength(2000)
    cursor?: string,
  ): {
    /** The next page, as \`rel="next"\` (RFC 8288). */
    @header("Link") link?: string;

    @body page: ${One}Page;
  } | Refused;

  /** Creates a ${one}. */
  @post
  @extension("x-location", "${Many}_read")
  create(...Once, @body body: New${One}): {
    @statusCode _: 201;

    /** Where the new ${one} is read. */
    @header("Location") @format("uri-reference") location: string;

    ...Tagged<${One}>;
  } | OnceRefused;

  /** Reads a ${one}. */
  @useAuth(Readers)
  @get
  @route("/{id}")
  read(@path id: ${One}Id, ...IfNoneMatch): Tagged<${One}> | Unchanged | NotFound | Refused;

  /** Changes some of a ${one}'s members. */
  @opExample(#{
    parameters: #{
      id: 1,
      contentType: "application/merge-patch+json",
      patch: #{ name: "second" },
    },
    returnType: #{ eTag: "\\"x\\"", body: #{ id: 1, name: "second" } },
  })
  @patch(#{ implicitOptionality: false })
  @route("/{id}")
  update(
    @path id: ${One}Id,
    ...IfMatch,
    @header contentType: "application/merge-patch+json" | "application/json",
    @body patch: ${One}Patch,
  ): Tagged<${One}> | NotFound | PreconditionFailed | WriteRefused;

  /** Deletes a ${one}, for ever. */
  @delete
  @route("/{id}")
  delete(@path id: ${One}Id, ...IfMatch):
    | void
    | NotFound
    | PreconditionFailed
    | WriteRefused;
}
`;

const handlersOf = ({ many, table }: Names) => `/** The operations on ${many}. */
import type { Handlers } from "./contract.ts";
import type { Database } from "./database.ts";
import { readPage } from "./paging.ts";
import { rowsOf } from "./rows.ts";

export function ${many}(database: Database): Handlers<"${many}"> {
  const insert = database.insertion("${table}");
  const rows = rowsOf(database, "${table}");

  return {
    async list({ query }) {
      return readPage(database.read("${table}").select("*"), query, { name: ["name", "="] });
    },

    async create({ body: { name } }) {
      return insert({ name });
    },

    async read({ path: { id } }) {
      return rows.find(id);
    },

    async update({ path: { id }, body, ifMatch }) {
      return rows.update(id, ifMatch, body);
    },

    async delete({ path: { id }, ifMatch }) {
      await rows.delete(id, ifMatch);
    },
  };
}
`;

const testOf = ({ many, one, Many }: Names) => `import { describe, expect, test } from "vitest";
import { NotFound, PreconditionFailed } from "../client/client.ts";
import { serve } from "./server.ts";

describe("${Many}", () => {
  test("are created, read, changed and deleted", async () => {
    const { ${many} } = (await serve()).client;
    expect(await ${many}.create({ name: "a" })).toMatchObject({ id: 1, name: "a" });
    expect(await ${many}.update(1, { name: "b" })).toMatchObject({ id: 1, name: "b" });
    expect(await ${many}.read(1)).toMatchObject({ id: 1, name: "b" });
    await ${many}.delete(1);
    await expect(${many}.read(1)).rejects.toThrow(NotFound);
  });

  test("are listed page by page, by name or in order of it", async () => {
    const { ${many} } = (await serve()).client;
    for (const name of ["b", "a", "c", "a"]) await ${many}.create({ name });
    const named = await ${many}.list({ sort: "-name", limit: 3 }).toArray({ limit: 9 });
    expect(named.map(({ name }) => name)).toEqual(["c", "b", "a", "a"]);
    expect((await ${many}.list({ name: "a" })).items.map(({ id }) => id)).toEqual([2, 4]);
  });

  test("are changed only where the caller knows the current ${one}", async () => {
    const { ${many} } = (await serve()).client;
    const { response } = await ${many}.create({ name: "a" }).withResponse();
    const ifMatch = response.headers.get("ETag") ?? "";
    await ${many}.update(1, { name: "b" }, { ifMatch });
    await expect(${many}.update(1, { name: "c" }, { ifMatch })).rejects.toThrow(PreconditionFailed);
    await expect(${many}.delete(1, { ifMatch })).rejects.toThrow(PreconditionFailed);
    expect(await ${many}.read(1)).toMatchObject({ id: 1, name: "b" });
  });
});
`;

/** Puts a line behind the last one like it. */
function insertBehind(text: string, like: RegExp, line: string): string {
  const last = [...text.matchAll(like)].at(-1);
  if (!last) throw new Error(`nothing is like ${like}: add ${line} by hand`);
  const end = last.index + last[0].length;
  return text.slice(0, end) + line + text.slice(end);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } },
  });
  const [many, one] = positionals;
  if (values.help) return console.log(use);
  if (!many || positionals.length > 2) throw new Error(`A resource is named as many are:\n${use}`);
  const names = namesOf(many, one);
  const faults = faultsIn(names);
  if (faults.length > 0) throw new Error(`Nothing is written:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);

  const written = new Map([
    [`spec/${many}.tsp`, specOf(names)],
    [`server/${many}.ts`, handlersOf(names)],
    [`test/${many}.test.ts`, testOf(names)],
  ]);
  for (const [file, text] of written) writeFileSync(join(root, file), text, { flag: "wx" });
  const change = (file: string, edit: (text: string) => string) =>
    writeFileSync(join(root, file), edit(readFileSync(join(root, file), "utf8")));
  change("spec/main.tsp", (text) => insertBehind(text, /^import ".*";\n/gm, `import "./${many}.tsp";\n`));
  change("server/app.ts", (text) =>
    insertBehind(text, /^import .*;\n/gm, `import { ${many} } from "./${many}.ts";\n`).replace(
      /^(export function implement\(.*\n {2}return \{)([^}]*?)\s*\};/m,
      (_, head: string, members: string) =>
        `${head}${members.trim() ? `${members},` : ""} ${many}: ${many}(database) };`,
    ),
  );

  const files = await generate(createGenerator(), join(root, "spec"));
  if (!files) throw new Error("The contract has errors: mend them, and run `npm run generate`.");
  write(files, join(root, "generated"), false);
  const run = (command: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(root, "node_modules", command), ...args], { cwd: root, stdio: "pipe" });
  run("@typespec/compiler/cmd/tsp.js", "format", `spec/${many}.tsp`);
  run("tsx/dist/cli.mjs", "server/migration.ts", names.table);
  run("@biomejs/biome/bin/biome", "check", "--write", `server/${many}.ts`, "server/app.ts", `test/${many}.test.ts`);
  console.log(`${[...written.keys()].join(", ")} and a migration are written; spec/main.tsp, server/app.ts and generated/ have the new resource.
Make it yours in spec/${many}.tsp, and run \`npm run generate\`: it tells what is left to do. \`npm run check\` passes as it is.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
