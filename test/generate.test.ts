import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./process.ts";

const root = join(import.meta.dirname, "..");

/** A copy of the sources, to edit. */
function copyTree() {
  const folder = temporaryFolder();
  for (const name of ["spec", "generated", "server", "client", "package.json", "tsconfig.json"])
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  return {
    read,
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    edit: (name: string, from: string, to: string) => {
      expect(read(name)).toContain(from);
      writeFileSync(join(folder, name), read(name).replace(from, to));
    },
    files: () =>
      Object.fromEntries(readdirSync(join(folder, "generated")).map((name) => [name, read(`generated/${name}`)])),
    remove: (name: string) => rmSync(join(folder, name)),
    generate: (...args: string[]) => run(folder, "npm", ["run", "generate", "--silent", "--", ...args]),
    run: (command: string, args: string[]) => run(folder, command, args),
    types: () => run(folder, join(root, "node_modules/.bin/tsc"), []),
  };
}

/** Whatever a resource may have that users have not. */
const fruits = `
using Http;
namespace Service;
enum Colour { red, green }
model NewFruit { @minLength(1) title: string; colour: Colour; ripe?: boolean; grams: float64 | null; tags: string[]; picked?: plainDate; origin?: { country: string } }
model Fruit { @minValue(1) id: int64; ...NewFruit }
@route("/api/fruits")
interface Fruits {
  /** Lists fruits. */
  @get list(@query(#{ explode: true }) colours?: Colour[], @header("X-Trace") trace?: int32): { @header("X-Count") count: int32; @body fruits: Fruit[] } | Refused;
  /** Creates a fruit, now or later. */
  @post create(...Once, @body fruit: NewFruit): { @statusCode _: 201; @body fruit: Fruit } | { @statusCode _: 202; @body ticket: { ticket: string } } | Refused;
  /** Picks a fruit. */
  #deprecated "Fruits are picked by hand now."
  @get @route("/{kind}/of/{shop}") pick(@path shop: string, @path kind: int32): Fruit | Unripe | Refused;
}
/** Not ripe yet. */
model UnripeProblem is ProblemDetails<"/docs/problems#unripe", "Unripe", 409>;
@error model Unripe is Failure<409, UnripeProblem>;
`;

async function run(cwd: string, command: string, args: string[]) {
  const { stdout, stderr, code } = await promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
  }).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { code, output: stdout + stderr };
}

describe("npm run generate", () => {
  test("makes the same bytes again, from nothing", async () => {
    const tree = copyTree();
    const before = tree.files();
    for (const name of Object.keys(before)) tree.remove(`generated/${name}`);
    expect(await tree.generate()).toMatchObject({ code: 0 });
    expect(tree.files()).toEqual(before);
    expect((await tree.generate()).output).toContain("up to date");
  });

  test("removes what is no longer generated", async () => {
    const tree = copyTree();
    tree.write("generated/old.ts", "");
    await tree.generate();
    expect(Object.keys(tree.files())).toEqual(["api.ts", "errors.ts", "examples.ts", "openapi.json", "operations.ts"]);
  });

  test("shows an error with its place and line, and leaves the last good output", async () => {
    const tree = copyTree();
    const before = tree.files();
    tree.edit("spec/users.tsp", "age: Age | null;", "age: Aeg | null;");
    const { code, output } = await tree.generate();
    expect(code).toBe(1);
    expect(output).toMatch(/spec\/users\.tsp:\d+:\d+ - error/);
    expect(output).toContain("age: Aeg | null;");
    expect(tree.files()).toEqual(before);
  });

  test("refuses what nothing would enforce, and what the client could not send", async () => {
    const tree = copyTree();
    tree.edit("spec/users.tsp", "@query minAge?: Age,", "@query minAge?: uint8,\n    @query signal?: string,");
    tree.edit(
      "spec/users.tsp",
      '"application/merge-patch+json" | "application/json"',
      '"text/plain" | "application/json"',
    );
    const { code, output } = await tree.generate();
    expect(code).toBe(1);
    expect(output).toContain("Users_update: the client sends the body's first media type");
    expect(output).toContain('no validator knows the format "uint8"');
    expect(output).toContain('Users_list: the query parameter "signal"');
  });

  test("--check writes nothing, and names what is stale, missing, edited or an orphan", async () => {
    const tree = copyTree();
    expect(await tree.generate("--check")).toMatchObject({ code: 0 });
    tree.edit("spec/users.tsp", "@maxValue(150)", "@maxValue(151)");
    tree.remove("generated/api.ts");
    tree.write("generated/operations.ts", "");
    tree.write("generated/old.ts", "");
    const before = tree.files();
    const { code, output } = await tree.generate("--check");
    expect(code).toBe(1);
    for (const name of ["openapi.json", "api.ts", "operations.ts", "old.ts"]) expect(output).toContain(name);
    expect(tree.files()).toEqual(before);
  });

  test("tells its use", async () => {
    expect((await copyTree().generate("--help")).output).toContain("--check");
  });
});

describe("the client", () => {
  test("gains the methods, sentences, examples and errors of a new resource by generation alone", async () => {
    const tree = copyTree();
    tree.write("spec/fruits.tsp", fruits);
    tree.edit("spec/main.tsp", 'import "./users.tsp";', 'import "./users.tsp";\nimport "./fruits.tsp";');
    expect(await tree.generate()).toMatchObject({ code: 0 });
    expect(tree.read("generated/api.ts")).toContain(`        /**
         * Picks a fruit.
         * @deprecated
         * @example await client.fruits.pick(1, "example");
         */`);
    expect(tree.read("generated/errors.ts")).toContain(`/** Not ripe yet. */
export class Unripe extends ApiError {`);
    tree.write(
      "use.ts",
      `import { createClient, Unripe } from "./client/client.ts";
import { createTestFetch } from "./client/testing.ts";
const { fruits } = createClient({ baseUrl: "http://service.test", fetch: createTestFetch({ fruits: { pick: "Unripe" } }) });
const colours: string[] = (await fruits.list({ colours: ["red"] })).map(({ colour }) => colour);
const made = await fruits.create({ title: "Apple", colour: "green", grams: null, tags: [] }, { idempotencyKey: "k" });
const { error } = await fruits.pick(1, "market").result();
console.log(JSON.stringify([colours, made, error instanceof Unripe && error.status]));
`,
    );
    const { output } = await tree.types();
    // The server lacks handlers now; the client lacks nothing.
    expect(output.match(/^\S+\.ts(?=.* error TS)/gm)).toEqual(["server/app.ts"]);
    expect((await tree.run("node", ["--import", "tsx", "use.ts"])).output.trim()).toBe(
      '[["red"],{"id":1,"title":"example","colour":"red","grams":1,"tags":["example"]},409]',
    );
  });
});

describe("the compiler", () => {
  test("asks for the handlers of a new operation and a new resource, by name and place, and for nothing else", async () => {
    const tree = copyTree();
    tree.edit(
      "spec/users.tsp",
      "  /** Reads a user. */",
      '  /** Counts users. */\n  @get @route("/user-count") count(): { count: int32 } | Refused;\n\n  /** Reads a user. */',
    );
    tree.write("spec/fruits.tsp", fruits);
    tree.edit("spec/main.tsp", 'import "./users.tsp";', 'import "./users.tsp";\nimport "./fruits.tsp";');
    expect(await tree.generate()).toMatchObject({ code: 0 });
    const { output } = await tree.types();
    expect(output).toMatch(/server\/users\.ts.*'count' is missing/);
    expect(output).toMatch(/server\/app\.ts.*\n.*'fruits' is missing/);
    expect(output.match(/error TS/g)).toHaveLength(2);
  });

  test("refuses handlers that do other than the contract says", async () => {
    const read = "return find(id);";
    const wrong = [
      ["an operation that is not declared", "async read(", "async count() {},\n    async read("],
      ["a member of the wrong type", read, "return { ...(await find(id)), age: 'old' };"],
      ["a missing member", read, "const { name, age } = await find(id);\n return { name, age };"],
      ["a status that is not declared", read, "return new Answer(202, await find(id), {});"],
      ["a header that is not declared", read, "return new Answer(200, await find(id), { Vary: 'x' });"],
      ["no answer", read, "await find(id);"],
      ["a query parameter that is not declared", "maxAge } = filters", "maxAge, colour } = filters"],
    ] as const;
    const tree = copyTree();
    tree.edit("server/users.ts", "import type { Handlers }", "import { Answer, type Handlers }");
    tree.edit("server/users.ts", read, "return new Answer(200, await find(id), {});"); // This much is right.
    const source = tree.read("server/users.ts");
    for (const [index, [, from, to]] of wrong.entries())
      tree.write(
        `server/wrong${index}.ts`,
        source.replace(from === read ? "return new Answer(200, await find(id), {});" : from, to),
      );
    const { output } = await tree.types();
    const found = output.match(/server\/\w+\.ts(?=.* error TS(?!6133))/g) ?? [];
    for (const [index, [what]] of wrong.entries())
      expect([what, found.filter((file) => file === `server/wrong${index}.ts`).length]).toEqual([what, 1]);
    expect(found).toHaveLength(wrong.length);
  });
});
