import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyTree } from "./tree.ts";

describe("npm run migration", () => {
  async function pebbles() {
    const tree = await copyTree();
    return {
      ...tree,
      /** As npm runs it, which takes as long again. */
      migration: (...args: string[]) => tree.run(process.execPath, ["--import", "tsx", "server/migration.ts", ...args]),
      migrations: () => readdirSync(join(tree.folder, "server/migrations")).sort(),
    };
  }

  test("drafts the next file, in the house's style, once", async () => {
    const { edit, read, write, generate, run, migration, migrations } = await pebbles();
    const spec = read("spec/pebbles.tsp").replaceAll("#{ id: 1,", '#{ id: 1, nick: null, motto: "x",');
    write("spec/pebbles.tsp", spec);
    edit(
      "spec/pebbles.tsp",
      "  name: PebbleName;\n",
      "  name: PebbleName;\n\n  nick: string | null;\n  motto: PebbleName;\n",
    );
    edit("spec/pebbles.tsp", "@maxLength(100)", "@maxLength(90)");
    expect(await generate()).toMatchObject({ code: 0 });
    const { code, output } = await migration("pebble_nick");
    const told = "pebble.name: has the greatest length 100, the contract has 90";
    expect([code, output]).toEqual([0, expect.stringContaining(told)]);
    expect(output).toContain("server/migrations/004_pebble_nick.ts");
    expect((await migration("again")).output).toContain("Nothing to do");
    expect(migrations().at(-1)).toBe("004_pebble_nick.ts");
    expect(await run("npm", ["run", "--silent", "lint", "--", "server/migrations"])).toMatchObject({ code: 0 });
  });

  test("drafts what leaves alone the rows that refer to a table", async () => {
    const { edit, write, run, migration } = await pebbles();
    edit("server/database.ts", 'ownTables = ["idempotency"', 'ownTables = ["worm", "idempotency"');
    edit("generated/openapi.json", '"maxLength": 100', '"maxLength": 90');
    write(
      "server/migrations/004_worm.ts",
      `import type { Knex } from "knex";
       export async function up(database: Knex) {
         await database.raw("create table worm (home integer not null references pebble (id) on delete cascade) strict");
         await database("pebble").insert({ id: 7, name: "apple" });
         await database("worm").insert({ home: 7 });
       }
       export async function down() {}`,
    );
    write(
      "server/worms.ts",
      `import { openDatabase } from "./database.ts";
       const { read, write, close } = await openDatabase("sqlite:worms.db");
       console.log(JSON.stringify([await read("worm"), await write.raw("pragma foreign_keys")]));
       await close();`,
    );
    expect((await migration("pebble_name")).output).toContain("server/migrations/005_pebble_name.ts");
    const { output } = await run(process.execPath, ["--import", "tsx", "server/worms.ts"]);
    expect(JSON.parse(output)).toEqual([[{ home: 7 }], [{ foreign_keys: 1 }]]);
  });

  test("tells its use, and what is wrong with a name", async () => {
    const { migration } = await pebbles();
    expect(await migration("--help")).toMatchObject({ code: 0, output: expect.stringContaining("--no-renames") });
    for (const wrong of [[], ["../x"], ["--wrong"]])
      expect(await migration(...wrong)).toMatchObject({ code: 1, output: expect.stringMatching(/NAME/) });
  });
});
