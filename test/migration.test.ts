import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./process.ts";

const root = join(import.meta.dirname, "..");

describe("npm run migration", () => {
  function copyTree() {
    const folder = temporaryFolder();
    for (const name of ["spec", "generated", "server", "package.json", "tsconfig.json", "biome.json"])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const run = (...command: string[]) =>
      promisify(execFile)("npm", command, { cwd: folder }).then(
        ({ stdout }) => ({ code: 0, output: stdout }),
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
          code,
          output: stdout + stderr,
        }),
      );
    return { folder, run, migration: (...args: string[]) => run("run", "-s", "migration", "--", ...args) };
  }

  test("drafts the next file, in the house's style, once", async () => {
    const { folder, run, migration } = copyTree();
    const spec = join(folder, "spec/users.tsp");
    const source = readFileSync(spec, "utf8");
    writeFileSync(
      spec,
      source
        .replace("age: Age | null;\n}", "age: Age | null;\n\n  nick: string | null;\n  motto: UserName;\n}")
        .replace("@maxValue(150)", "@maxValue(140)")
        .replace(
          'name: "john", age: 14 })\nmodel User {',
          'name: "john", age: 14, nick: null, motto: "x" })\nmodel User {',
        )
        .replaceAll('#{ id: 1, name: "john", age: 14 }', '#{ id: 1, name: "john", age: 14, nick: null, motto: "x" }'),
    );
    expect(await run("run", "-s", "generate")).toMatchObject({ code: 0 });
    const { code, output } = await migration("user_nick");
    expect([code, output]).toEqual([0, expect.stringContaining("user.age: has the maximum 150, the contract has 140")]);
    expect(output).toContain("server/migrations/003_user_nick.ts");
    expect((await migration("again")).output).toContain("Nothing to do");
    expect(readdirSync(join(folder, "server/migrations")).sort().at(-1)).toBe("003_user_nick.ts");
    expect(await run("run", "-s", "lint", "--", "server/migrations")).toMatchObject({
      code: 0,
    });
  });

  test("drafts what leaves alone the rows that refer to a table", async () => {
    const { folder, run, migration } = copyTree();
    const edit = (name: string, from: string, to: string) => {
      const source = readFileSync(join(folder, name), "utf8");
      expect(source).toContain(from);
      writeFileSync(join(folder, name), source.replace(from, to));
    };
    edit("server/database.ts", 'ownTables = ["idempotency"', 'ownTables = ["pet", "idempotency"');
    edit("generated/openapi.json", '"maximum": 150', '"maximum": 140');
    writeFileSync(
      join(folder, "server/migrations/003_pet.ts"),
      `import type { Knex } from "knex";
       export async function up(database: Knex) {
         await database.raw("create table pet (owner integer not null references user (id) on delete cascade) strict");
         await database("user").insert({ id: 7, name: "john" });
         await database("pet").insert({ owner: 7 });
       }
       export async function down() {}`,
    );
    writeFileSync(
      join(folder, "server/pets.ts"),
      `import { openDatabase } from "./database.ts";
       const { read, write, close } = await openDatabase("sqlite:pets.db");
       console.log(JSON.stringify([await read("pet"), await write.raw("pragma foreign_keys")]));
       await close();`,
    );
    expect((await migration("user_age")).output).toContain("server/migrations/004_user_age.ts");
    const { output } = await run("exec", "--silent", "tsx", "server/pets.ts");
    expect(JSON.parse(output)).toEqual([[{ owner: 7 }], [{ foreign_keys: 1 }]]);
  });

  test("tells its use, and what is wrong with a name", async () => {
    const { migration } = copyTree();
    expect(await migration("--help")).toMatchObject({ code: 0, output: expect.stringContaining("--no-renames") });
    for (const wrong of [[], ["../x"], ["--wrong"]])
      expect(await migration(...wrong)).toMatchObject({ code: 1, output: expect.stringMatching(/NAME/) });
  });
});
