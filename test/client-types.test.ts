import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import {
  type AbortError,
  type ApiError,
  type ConnectionError,
  createClient,
  type Forbidden,
  type InvalidRequest,
  type KeyReused,
  type Models,
  type NotFound,
  type PreconditionFailed,
  type RequestRunning,
  type TimeoutError,
  type TooManyRequests,
  type Unauthorized,
} from "../client/client.ts";

const { users } = createClient();
type User = Models["User"];

/** What any call may fail with beside what its operation declares. */
type Other = (ApiError & { readonly name: "ApiError" }) | ConnectionError | TimeoutError | AbortError;
type Refused = InvalidRequest | Unauthorized | TooManyRequests | Other;
type WriteRefused = Refused | Forbidden;
type OnceRefused = WriteRefused | RequestRunning | KeyReused;

describe("the client's types are the contract's:", () => {
  test("list", () => {
    const call = () =>
      users.list({ name: "j", namePrefix: "j", minAge: 1, maxAge: 2, sort: "-id", limit: 1, cursor: "c" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Models["UserPage"]>();
    expectTypeOf(call).returns.toExtend<AsyncIterable<User>>();
    const pages = () => users.list().pages();
    expectTypeOf(pages).returns.toEqualTypeOf<AsyncIterable<Models["UserPage"]>>();
    const all = () => users.list().toArray({ limit: 1 });
    expectTypeOf(all).returns.resolves.toEqualTypeOf<User[]>();
    const next = (page: Models["UserPage"]) => users.list({ cursor: page.nextCursor });
    expectTypeOf(next).returns.resolves.toEqualTypeOf<Models["UserPage"]>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<Refused>();
    wrong(() => [
      // @ts-expect-error no such parameter
      users.list({ limit: 1, colour: "red" }),
      // @ts-expect-error no such order
      users.list({ sort: "size" }),
      // @ts-expect-error an age is a number
      users.list({ minAge: "18" }),
      // @ts-expect-error the limit bounds it
      users.list().toArray(),
    ]);
  });

  test("create", () => {
    const call = () => users.create({ name: "john", age: 14 }, { idempotencyKey: "k" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<User>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<OnceRefused>();
    const etag = async () => (await call().withResponse()).response.headers.get("ETag");
    expectTypeOf(etag).returns.resolves.toEqualTypeOf<string>();
    const location = async () => (await call().withResponse()).response.headers.get("Location");
    expectTypeOf(location).returns.resolves.toEqualTypeOf<string>();
    wrong(() => [
      // @ts-expect-error a name is needed
      users.create({ age: 14 }),
      // @ts-expect-error a body is needed
      users.create(),
      // @ts-expect-error an age is a number
      users.create({ name: "john", age: "14" }),
      // @ts-expect-error no such member
      users.create({ name: "john", nick: "j" }),
      // @ts-expect-error it is no item after item
      users.create({ name: "john" }).pages(),
    ]);
  });

  test("listNamed", () => {
    const call = () => users.listNamed("john");
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Models["NamedUsers"]>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<Refused>();
    wrong(() => [
      // @ts-expect-error a name is needed
      users.listNamed(),
      // @ts-expect-error a name is text
      users.listNamed(1),
      // @ts-expect-error it takes no key
      users.listNamed("john", { idempotencyKey: "k" }),
    ]);
  });

  test("createNamed", () => {
    const call = () => users.createNamed("john", { age: 14 }, { idempotencyKey: "k", timeout: 1, retries: 0 });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Models["NamedUser"]>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<OnceRefused>();
    wrong(() => [
      // @ts-expect-error an age is needed
      users.createNamed("john", {}),
      // @ts-expect-error the age is a member of the body
      users.createNamed("john", 14),
    ]);
  });

  test("read", () => {
    const call = () => users.read(1);
    expectTypeOf(call).returns.resolves.toEqualTypeOf<User>();
    const conditional = () => users.read(1, { ifNoneMatch: "x", signal: AbortSignal.abort() });
    expectTypeOf(conditional).returns.resolves.toEqualTypeOf<User | undefined>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<Refused | NotFound>();
    const etag = async () => (await call().withResponse()).response.headers.get("ETag");
    expectTypeOf(etag).returns.resolves.toEqualTypeOf<string>();
    const other = async () => (await users.read(1).withResponse()).response.headers.get("Age");
    expectTypeOf(other).returns.resolves.toEqualTypeOf<string | null>();
    wrong(() => [
      // @ts-expect-error an id is a number
      users.read("1"),
      // @ts-expect-error it takes no If-Match
      users.read(1, { ifMatch: "x" }),
    ]);
  });

  test("update", () => {
    const call = () => users.update(1, { age: null }, { ifMatch: "x" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<User>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<WriteRefused | NotFound | PreconditionFailed>();
    wrong(() => [
      // @ts-expect-error the id is missing
      users.update({ age: 15 }),
      // @ts-expect-error an id does not change
      users.update(1, { id: 2 }),
    ]);
  });

  test("delete", () => {
    const call = () => users.delete(1, { ifMatch: "x" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf<ErrorOf<typeof call>>().toEqualTypeOf<WriteRefused | NotFound | PreconditionFailed>();
    wrong(() => [
      // @ts-expect-error one at a time
      users.delete([1, 2]),
    ]);
  });

  test("an error's name, type and status tell what its problem holds", () => {
    const look = async () => {
      const { ok, data, error } = await users.create({ name: "john" }).result();
      if (ok) return data.name;
      if (error.name === "InvalidRequest") return error.problem.errors[0]?.pointer;
      if (error.name === "ApiError") return error.problem?.detail;
      if (error.name === "ConnectionError") return String(error.cause);
      if (error.name === "KeyReused") return error.status satisfies 422;
      // @ts-expect-error not one of this operation's
      if (error.name === "NotFound") return undefined;
      return error.name satisfies
        | "Unauthorized"
        | "Forbidden"
        | "RequestRunning"
        | "TooManyRequests"
        | "TimeoutError"
        | "AbortError";
    };
    expectTypeOf(look).toBeFunction();
  });
});

describe("hovering over", () => {
  let hover: (expression: string) => string;
  // Loading the compiler takes its time.
  beforeAll(() => {
    const file = join(import.meta.dirname, "hover.ts");
    const expressions = ["list", "create", "listNamed", "createNamed", "read", "update", "delete"];
    const text = `import { createClient } from "../client/client.ts";\nconst client = createClient();\nconst { users } = client;\n${expressions
      .map((name) => `client.users.${name};\nusers.${name};\n`)
      .join("")}`;
    const { config } = ts.readConfigFile(join(import.meta.dirname, "../tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, join(file, "../.."));
    const service = ts.createLanguageService({
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      getCompilationSettings: () => options,
      getScriptFileNames: () => [file],
      getScriptVersion: () => "1",
      getScriptSnapshot: (name) => {
        const source = name === file ? text : ts.sys.readFile(name);
        return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
      },
      getCurrentDirectory: () => import.meta.dirname,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
    });
    hover = (expression) => {
      const info = service.getQuickInfoAtPosition(file, text.indexOf(`\n${expression};`) + expression.length);
      const tags = (info?.tags ?? []).map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
      return [ts.displayPartsToString(info?.documentation), ...tags].join("\n");
    };
  });

  test.each([
    [
      "list",
      "Lists users, a page at a time.",
      'for await (const item of client.users.list({ name: "john" })) console.log(item);',
    ],
    ["create", "Creates a user.", 'await client.users.create({ name: "john", age: 14 });'],
    ["listNamed", "Lists the users of a name, by id; none is no error.", 'await client.users.listNamed("john");'],
    [
      "createNamed",
      "Creates a user under a name that others may have too.",
      'await client.users.createNamed("john", { age: 14 });',
    ],
    ["read", "Reads a user.", "await client.users.read(1);"],
    ["update", "Changes some of a user's members.", "await client.users.update(1, { age: 15 });"],
    ["delete", "Deletes a user, for ever.", "await client.users.delete(1);"],
  ])("%s shows the contract's sentence and an example", (name, sentence, example) => {
    expect(hover(`client.users.${name}`)).toBe(`${sentence}\n@example ${example}`);
    expect(hover(`users.${name}`)).toBe(`${sentence}\n@example ${example}`);
  });
});

type ErrorOf<Method extends () => { result(): Promise<{ error?: unknown }> }> = Exclude<
  Awaited<ReturnType<ReturnType<Method>["result"]>>["error"],
  undefined
>;

/** Calls for the compiler alone. */
function wrong(calls: () => unknown[]): void {
  expectTypeOf(calls).toBeFunction();
}
