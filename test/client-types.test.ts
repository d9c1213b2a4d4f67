import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import {
  type AbortError,
  type ApiError,
  type ConnectionError,
  createClient,
  type Models,
  type TimeoutError,
} from "../client/client.ts";
import type { operations } from "../generated/api.ts";
import type * as errors from "../generated/errors.ts";
import type { problems } from "../generated/operations.ts";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { type Document, operationsIn } from "../spec/document.ts";
import { callOf } from "../spec/examples.ts";
import { newUser } from "./examples.ts";

const { users } = createClient();
type User = Successes<"Users_create">;
type UserPage = Successes<"Users_list">;

/** What any call may fail with beside what its operation declares. */
type Other = (ApiError & { readonly name: "ApiError" }) | ConnectionError | TimeoutError | AbortError;

/** What a call fails with: the class of each problem that the contract declares for the operation, and the others. */
type Failures<Id extends keyof operations> =
  | {
      [Name in keyof typeof problems]: (typeof problems)[Name]["type"] extends Declared<operations[Id]["responses"]>
        ? InstanceType<(typeof errors)[Name]>
        : never;
    }[keyof typeof problems]
  | Other;

/** The body of each success; undefined is a copy that is still current, or an answer without one. */
type Successes<Id extends keyof operations> = {
  [Status in keyof operations[Id]["responses"] &
    (200 | 201 | 202 | 204 | 304)]: operations[Id]["responses"][Status] extends {
    content: infer ByType;
  }
    ? ByType[keyof ByType]
    : undefined;
}[keyof operations[Id]["responses"] & (200 | 201 | 202 | 204 | 304)];

/** The `type` of each problem that callers can act on. */
type Declared<Responses> = {
  [Status in Exclude<keyof Responses, "default">]: Responses[Status] extends {
    content: { "application/problem+json": { type: infer Type } };
  }
    ? Type
    : never;
}[Exclude<keyof Responses, "default">];

describe("the client's types are the contract's:", () => {
  test("what each operation answers, and what it fails with", () => {
    type Users = typeof users;
    expectTypeOf<{ [Name in keyof Users]: OutcomeOf<Users[Name]>["data"] }>().toEqualTypeOf<{
      [Name in keyof Users]: Successes<`Users_${Name}`>;
    }>();
    expectTypeOf<{ [Name in keyof Users]: OutcomeOf<Users[Name]>["error"] }>().toEqualTypeOf<{
      [Name in keyof Users]: Failures<`Users_${Name}`>;
    }>();
  });

  test("list", () => {
    const call = () => users.list({ name: "j", sort: "-id", limit: 1, cursor: "c" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<UserPage>();
    expectTypeOf(call).returns.toExtend<AsyncIterable<User>>();
    const pages = () => users.list().pages();
    expectTypeOf(pages).returns.toEqualTypeOf<AsyncIterable<UserPage>>();
    const all = () => users.list().toArray({ limit: 1 });
    expectTypeOf(all).returns.resolves.toEqualTypeOf<User[]>();
    const next = (page: UserPage) => users.list({ cursor: page.nextCursor });
    expectTypeOf(next).returns.resolves.toEqualTypeOf<UserPage>();
    wrong(() => [
      // @ts-expect-error no such parameter
      users.list({ limit: 1, colour: "red" }),
      // @ts-expect-error no such order
      users.list({ sort: "size" }),
      // @ts-expect-error a limit is a number
      users.list({ limit: "18" }),
      // @ts-expect-error the limit bounds it
      users.list().toArray(),
    ]);
  });

  test("create", () => {
    const call = () => users.create(newUser(), { idempotencyKey: "k", timeout: 1, retries: 0 });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<User>();
    const etag = async () => (await call().withResponse()).response.headers.get("ETag");
    expectTypeOf(etag).returns.resolves.toEqualTypeOf<string>();
    const location = async () => (await call().withResponse()).response.headers.get("Location");
    expectTypeOf(location).returns.resolves.toEqualTypeOf<string>();
    wrong(() => [
      // @ts-expect-error a name is needed
      users.create({}),
      // @ts-expect-error a body is needed
      users.create(),
      // @ts-expect-error a name is text
      users.create({ ...newUser(), name: 14 }),
      // @ts-expect-error no such member
      users.create({ ...newUser(), nick: "j" }),
      // @ts-expect-error it is no item after item
      users.create(newUser()).pages(),
    ]);
  });

  test("listNamed", () => {
    const call = () => users.listNamed("john");
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Models["NamedUsers"]>();
    wrong(() => [
      // @ts-expect-error a name is needed
      users.listNamed(),
      // @ts-expect-error a name is text
      users.listNamed(1),
      // @ts-expect-error it takes no key
      users.listNamed("john", { idempotencyKey: "k" }),
    ]);
  });

  test("read", () => {
    const call = () => users.read(1);
    expectTypeOf(call).returns.resolves.toEqualTypeOf<User>();
    const conditional = () => users.read(1, { ifNoneMatch: "x", signal: AbortSignal.abort() });
    expectTypeOf(conditional).returns.resolves.toEqualTypeOf<User | undefined>();
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
    const call = () => users.update(1, { name: "jon" }, { ifMatch: "x" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<User>();
    wrong(() => [
      // @ts-expect-error the id is missing
      users.update({ name: "jon" }),
      // @ts-expect-error an id does not change
      users.update(1, { id: 2 }),
    ]);
  });

  test("an error's name, type and status tell what its problem holds", () => {
    const look = async () => {
      const { ok, data, error } = await users.create(newUser()).result();
      if (ok) return data.name;
      if (error.name === "InvalidRequest") return error.problem.errors[0]?.pointer;
      if (error.name === "ApiError") return error.problem?.detail;
      if (error.name === "ConnectionError") return String(error.cause);
      if (error.name === "KeyReused") return error.status satisfies 422;
      // @ts-expect-error not one of this operation's
      if (error.name === "Nonsense") return undefined;
      return error.name satisfies Exclude<
        Failures<"Users_create">["name"],
        "InvalidRequest" | "ApiError" | "ConnectionError" | "KeyReused"
      >;
    };
    expectTypeOf(look).toBeFunction();
  });
});

describe("hovering over", () => {
  const document = loadDocument() as unknown as Document; // The seam: the same document, as its maker sees it.
  const users = allOperations.filter(({ group }) => group === "users");
  let hover: (expression: string) => string;
  // Loading the compiler takes its time.
  beforeAll(() => {
    const file = join(import.meta.dirname, "hover.ts");
    const text = `import { createClient } from "../client/client.ts";\nconst client = createClient();\nconst { users } = client;\n${users
      .map(({ name }) => `client.users.${name};\nusers.${name};\n`)
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

  for (const { name, operation } of users)
    test(`${name} shows the contract's sentence and an example`, () => {
      const described = operationsIn(document).find((each) => each.operation.operationId === operation.id)?.operation;
      const example = described && callOf(operation.path, described, document);
      const tags = `${described?.deprecated ? "@deprecated \n" : ""}@example ${example}`;
      expect(hover(`client.users.${name}`)).toBe(`${described?.description}\n${tags}`);
      expect(hover(`users.${name}`)).toBe(hover(`client.users.${name}`));
    });
});

/** What a method's result may hold, whatever it is called with. */
type OutcomeOf<Method extends (...args: never) => { result(): Promise<{ ok: boolean }> }> = {
  data: Extract<Awaited<ReturnType<ReturnType<Method>["result"]>>, { ok: true }> extends { data: infer Data }
    ? Data
    : never;
  error: Extract<Awaited<ReturnType<ReturnType<Method>["result"]>>, { ok: false }> extends { error: infer Failure }
    ? Failure
    : never;
};

/** Calls for the compiler alone. */
function wrong(calls: () => unknown[]): void {
  expectTypeOf(calls).toBeFunction();
}
