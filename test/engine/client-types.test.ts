import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type { AbortError, ApiError, ConnectionError, TimeoutError } from "../../client/engine/errors.ts";
import { operationsIn, parametersIn, placeOf } from "../../server/engine/contract/document.ts";
import { callOf, methodCallOf } from "../../spec/engine/examples.ts";
import { type Client, createClient, document } from "./aviary.ts";
import type * as exported from "./aviary-client.ts";
import type { operations } from "./generated/api.ts";
import type { operations as facts, problems, Types } from "./generated/contract.ts";
import type * as errors from "./generated/errors.ts";
import { createClient as createNotesClient } from "./notes/client.ts";

const { birds, concerts, nests, songs, pictures } = createClient({ baseUrl: "http://service.test" });
const newRobin = { name: "robin", age: 14 };
type Bird = Successes<"Birds_create">;
type BirdPage = Successes<"Birds_list">;

/** The errors of any call. */
type Other = ConnectionError | TimeoutError | AbortError;

/** A response that is no problem, with its body if the contract declares one. */
type Undeclared<Responses> = ApiError & { readonly name: "ApiError"; readonly body: OwnErrors<Responses> | undefined };

type OwnErrors<Responses> = {
  [Status in keyof Responses & (402 | 409 | 422)]: Responses[Status] extends { content: infer ByType }
    ? ByType[Exclude<keyof ByType, "application/problem+json">]
    : never;
}[keyof Responses & (402 | 409 | 422)];

/** The errors of a call: the class of each problem that the contract declares for the operation, and the others. */
type Failures<Id extends keyof operations> =
  | {
      [Name in keyof typeof problems]: (typeof problems)[Name]["type"] extends Declared<operations[Id]["responses"]>
        ? InstanceType<(typeof errors)[Name]>
        : never;
    }[keyof typeof problems]
  | Undeclared<operations[Id]["responses"]>
  | Other;

/** The body of each success, a file also as a stream; undefined for a copy that is still current, or without a body. */
type Successes<Id extends keyof operations> = {
  [Status in keyof operations[Id]["responses"] &
    (200 | 201 | 202 | 204 | 302 | 304)]: operations[Id]["responses"][Status] extends {
    content: infer ByType;
  }
    ? ByType[keyof ByType] | (Blob extends ByType[keyof ByType] ? ReadableStream<Uint8Array> : never)
    : undefined;
}[keyof operations[Id]["responses"] & (200 | 201 | 202 | 204 | 302 | 304)];

/** The `type` of each problem that callers can act on. */
type Declared<Responses> = {
  [Status in Exclude<keyof Responses, "default">]: Responses[Status] extends {
    content: { "application/problem+json": { type: infer Type } };
  }
    ? Type
    : never;
}[Exclude<keyof Responses, "default">];

describe("the client's types are the contract's", () => {
  test("for the value and the errors of each operation", () => {
    type Called = Exclude<keyof Client, "concerts">; // Events are iterated over.
    type Outcomes<Part extends "data" | "error"> = {
      [Group in Called]: { [Name in keyof Client[Group]]: OutcomeOf<Client[Group][Name]>[Part] };
    };
    expectTypeOf<Outcomes<"data">>().toEqualTypeOf<{
      [Group in Called]: { [Name in keyof Client[Group]]: Successes<IdOf<Group, Name>> };
    }>();
    expectTypeOf<Outcomes<"error">>().toEqualTypeOf<{
      [Group in Called]: { [Name in keyof Client[Group]]: Failures<IdOf<Group, Name>> };
    }>();
  });

  test("for each model, by its name", () => {
    expectTypeOf<exported.Bird>().toEqualTypeOf<Types["models"]["Bird"]>();
    expectTypeOf<exported.BirdSort>().toEqualTypeOf<Types["models"]["BirdSort"]>();
    expectTypeOf<exported.OccupiedProblem>().toEqualTypeOf<Types["models"]["OccupiedProblem"]>();
  });

  test("for other clients, which tell errors apart by their status", () => {
    type BodyOf<Response> = Response extends { content: { "application/problem+json": infer Problem } }
      ? Problem
      : never;
    type Body = BodyOf<operations["Birds_create"]["responses"][keyof operations["Birds_create"]["responses"]]>;
    const look = (problem: Body) => {
      if (problem.status === 400) return problem.errors;
      // @ts-expect-error Other problems have no such member.
      return problem.errors;
    };
    expectTypeOf(look).toBeFunction();
  });

  test("for the options of a client", () => {
    wrong(() => [
      // @ts-expect-error a misspelt option
      createClient({ tokn: "x" }),
      // @ts-expect-error an option of a call in another library
      createClient({ retry: 3 }),
      // @ts-expect-error the token is text
      createClient({ token: 1 }),
    ]);
  });

  test("for the credentials of a client, by security scheme", () => {
    const staff = { username: "ada", password: "x" };
    const right = () => [
      createNotesClient({ credentials: { Login: "x", Guest: undefined, Session: "x", ServiceKey: "x", LinkKey: "x" } }),
      createNotesClient({ credentials: { Staff: staff, Login: () => undefined, Session: async () => "x" } }),
      createNotesClient({ token: async (refused) => refused?.toUpperCase() }),
      createNotesClient({ credentials: { Staff: (refused) => refused && { ...refused, password: "y" } } }),
    ];
    expectTypeOf(right).toBeFunction();
    wrong(() => [
      // @ts-expect-error no such scheme
      createNotesClient({ credentials: { Logn: "x" } }),
      // @ts-expect-error basic authentication has a username
      createNotesClient({ credentials: { Staff: "x" } }),
      // @ts-expect-error it has a password
      createNotesClient({ credentials: { Staff: { username: "ada" } } }),
      // @ts-expect-error a key is text
      createNotesClient({ credentials: { ServiceKey: staff } }),
      // @ts-expect-error a function returns what the scheme needs
      createNotesClient({ credentials: { Staff: () => "x" } }),
      // @ts-expect-error and a promise becomes it
      createNotesClient({ credentials: { Login: async () => 1 } }),
      // @ts-expect-error a promise alone would be asked once only
      createNotesClient({ credentials: { Login: Promise.resolve("x") } }),
      // @ts-expect-error schemes of another contract
      createClient({ credentials: { Login: "x" } }),
    ]);
  });

  test("for a file", () => {
    const blob = () => pictures.draw(7);
    expectTypeOf(blob).returns.resolves.toEqualTypeOf<Blob>();
    const stream = () => pictures.draw(7, { stream: true });
    expectTypeOf(stream).returns.resolves.toEqualTypeOf<ReadableStream<Uint8Array>>();
    const changed = () => pictures.draw(7, { ifNoneMatch: '"x"' });
    expectTypeOf(changed).returns.resolves.toEqualTypeOf<Blob | undefined>();
    const bodies = (file: File, bytes: Uint8Array, stream: ReadableStream<Uint8Array>) => [
      pictures.mirror(file),
      pictures.mirror(bytes),
      pictures.mirror(stream),
      pictures.bind({ title: "Spring", cover: file, others: [file] }),
    ];
    expectTypeOf(bodies).toBeFunction();
    wrong(() => [
      // @ts-expect-error text is no file
      pictures.mirror("text"),
      // @ts-expect-error parts of forms are blobs
      pictures.bind({ title: "Spring", cover: new Uint8Array() }),
      // @ts-expect-error other values are no streams
      birds.list({ stream: true }),
    ]);
  });

  test("for events", () => {
    const events = () => concerts.listen({ verses: 1 });
    type Verse = Types["models"]["Verse"];
    type Event =
      | { event: "verse"; data: Verse; id: string | undefined }
      | { event: "rest"; data: Types["models"]["Rest"]; id: string | undefined };
    expectTypeOf(events).returns.toEqualTypeOf<AsyncIterable<Event>>();
    const told = (event: Event) => (event.event === "verse" ? event.data.words : event.data.seconds);
    expectTypeOf(told).returns.toEqualTypeOf<string | number>();
    wrong(() => [
      // @ts-expect-error the query is required
      concerts.listen(),
      // @ts-expect-error events are no promise
      concerts.listen({ verses: 1 }).then,
    ]);
  });

  test("for a paged list", () => {
    const call = () => birds.list({ name: "j", sort: "-id", limit: 1, cursor: "c" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<BirdPage>();
    expectTypeOf(call).returns.toExtend<AsyncIterable<Bird>>();
    const pages = () => birds.list().pages();
    expectTypeOf(pages).returns.toEqualTypeOf<AsyncIterable<BirdPage>>();
    const all = () => birds.list().toArray({ limit: 1 });
    expectTypeOf(all).returns.resolves.toEqualTypeOf<Bird[]>();
    const next = (page: BirdPage) => birds.list({ cursor: page.nextCursor });
    expectTypeOf(next).returns.resolves.toEqualTypeOf<BirdPage>();
    wrong(() => [
      // @ts-expect-error no such parameter
      birds.list({ limit: 1, colour: "red" }),
      // @ts-expect-error no such order
      birds.list({ sort: "size" }),
      // @ts-expect-error the limit is a number
      birds.list({ limit: "18" }),
      // @ts-expect-error it needs a limit
      birds.list().toArray(),
    ]);
  });

  test("for a creation, with its headers", () => {
    const call = () => birds.create(newRobin, { idempotencyKey: "k", timeout: 1, retries: 0 });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Bird>();
    const etag = async () => (await call().withResponse()).response.headers.get("ETag");
    expectTypeOf(etag).returns.resolves.toEqualTypeOf<string>();
    const location = async () => (await call().withResponse()).response.headers.get("Location");
    expectTypeOf(location).returns.resolves.toEqualTypeOf<string>();
    wrong(() => [
      // @ts-expect-error the name is missing
      birds.create({}),
      // @ts-expect-error the body is missing
      birds.create(),
      // @ts-expect-error the name is text
      birds.create({ ...newRobin, name: 14 }),
      // @ts-expect-error unknown property
      birds.create({ ...newRobin, nick: "j" }),
      // @ts-expect-error not a paged list
      birds.create(newRobin).pages(),
    ]);
  });

  test("for path parameters of text", () => {
    const call = () => birds.listNamed("robin");
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Types["models"]["NamedBirds"]>();
    wrong(() => [
      // @ts-expect-error the name is missing
      birds.listNamed(),
      // @ts-expect-error the name is text
      birds.listNamed(1),
      // @ts-expect-error it takes no Idempotency-Key
      birds.listNamed("robin", { idempotencyKey: "k" }),
    ]);
  });

  test("for a read, also of a cached copy", () => {
    const call = () => birds.read(1);
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Bird>();
    const conditional = () => birds.read(1, { ifNoneMatch: "x", signal: AbortSignal.abort() });
    expectTypeOf(conditional).returns.resolves.toEqualTypeOf<Bird | undefined>();
    const etag = async () => (await call().withResponse()).response.headers.get("ETag");
    expectTypeOf(etag).returns.resolves.toEqualTypeOf<string>();
    const other = async () => (await birds.read(1).withResponse()).response.headers.get("Age");
    expectTypeOf(other).returns.resolves.toEqualTypeOf<string | null>();
    wrong(() => [
      // @ts-expect-error the id is a number
      birds.read("1"),
      // @ts-expect-error it takes no If-Match
      birds.read(1, { ifMatch: "x" }),
    ]);
  });

  test("for lists in queries and enums, and for responses of several statuses", () => {
    const call = () => nests.list(1, { places: ["tree", "house"], occupied: true });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Types["models"]["NestList"]>();
    const rehearse = () => songs.rehearse({ words: ["tweet"] }, { xLoudness: 9 });
    expectTypeOf(rehearse).returns.resolves.toEqualTypeOf<Types["models"]["Song"] | Types["models"]["Ticket"]>();
    expectTypeOf(() => songs.names()).returns.resolves.toEqualTypeOf<string>();
    const most = async () => (await songs.count().withResponse()).response.headers.get("X-Most");
    expectTypeOf(most).returns.resolves.toEqualTypeOf<string>();
    wrong(() => [
      // @ts-expect-error no such place
      nests.list(1, { places: ["sea"] }),
      // @ts-expect-error not a paged list
      nests.list(1).pages(),
    ]);
  });

  test("for an update", () => {
    const call = () => birds.update(1, { name: "wren" }, { ifMatch: "x" });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Bird>();
    wrong(() => [
      // @ts-expect-error the id is missing
      birds.update({ name: "wren" }),
      // @ts-expect-error an id cannot change
      birds.update(1, { id: 2 }),
    ]);
  });

  test("for an error, once its name is known", () => {
    const look = async () => {
      const { ok, data, error } = await birds.create(newRobin).result();
      if (ok) return data.name;
      if (error.name === "InvalidRequest") return error.problem.errors[0]?.pointer;
      if (error.name === "ApiError") return error.problem?.detail;
      if (error.name === "ConnectionError") return String(error.cause);
      if (error.name === "KeyReused") return error.status satisfies 422;
      // @ts-expect-error this operation has no such error
      if (error.name === "Nonsense") return undefined;
      return error.name satisfies Exclude<
        Failures<"Birds_create">["name"],
        "InvalidRequest" | "ApiError" | "ConnectionError" | "KeyReused"
      >;
    };
    expectTypeOf(look).toBeFunction();
  });
});

describe("hovering over", () => {
  const methods = operationsIn(document).map(({ path, operation }) => ({ ...placeOf(operation), path, operation }));
  let hover: (expression: string) => string;
  let signature: (expression: string) => string;
  // Once, since loading the compiler takes a second.
  beforeAll(() => {
    const file = join(import.meta.dirname, "hover.ts");
    const lines = methods.flatMap(({ group, name, path, operation }) => [
      `client.${group}.${name};`,
      `${group}.${name};`,
      `client.${methodCallOf(path, operation, document)};`,
    ]);
    const text = `import { createClient } from "./aviary-client.ts";
const client = createClient();
const { ${[...new Set(methods.map(({ group }) => group))].join(", ")} } = client;
${lines.join("\n")}
birds.list({
minAge: 1 });
birds.update(1, {}, {
ifMatch: "*" });
createClient({
credentials: {} });
`;
    const { config } = ts.readConfigFile(join(import.meta.dirname, "../../tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, join(file, "../../.."));
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
    /** @param expression the start of a line, with the character behind the name that the pointer is on */
    const infoAt = (expression: string) =>
      service.getQuickInfoAtPosition(file, text.indexOf(`\n${expression}`) + expression.length - 1);
    hover = (expression) => {
      const { documentation, tags = [] } = infoAt(expression) ?? {};
      const words = tags.map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
      return [ts.displayPartsToString(documentation), ...words].join("\n");
    };
    signature = (expression) => ts.displayPartsToString(infoAt(expression)?.displayParts);
  });

  test.each(methods)(
    "$operation.operationId shows the contract's sentences, the names of its parameters and an example",
    ({ group, name, path, operation }) => {
      const shown = hover(`client.${group}.${name};`);
      expect(shown.split("\n@")[0]).toBe(operation.description);
      const tags = `${operation.deprecated ? "@deprecated \n" : ""}@example ${callOf(path, operation, document)}`;
      expect(shown.endsWith(`\n${tags}`)).toBe(true);
      expect(hover(`${group}.${name};`)).toBe(shown);
      expect(hover(`client.${group}.${name}(`)).toBe(shown);
      const names = [
        ...parametersIn(path).map((name) => name.replace("-ids", "Ids")),
        ...(operation.requestBody ? ["body"] : []),
        "options",
      ];
      const [, parameters = ""] = /\((?=\w+\??:)(.*)\)/s.exec(signature(`client.${group}.${name};`)) ?? [];
      for (const each of names) expect(parameters).toMatch(new RegExp(`\\b${each}\\??: `));
      expect(parameters).not.toContain("args");
    },
  );

  test("a parameter shows its own sentence, or that of its type", () => {
    expect(hover("client.birds.update;")).toContain(
      "\n@param id Generated, from 1, never reused.\n@param body The members to change",
    );
    expect(hover("minAge:")).toContain("Only birds of at least this age.");
    expect(hover("ifMatch:")).toContain("The ETag that must still be current");
    expect(hover("credentials:")).toContain("Credentials by security scheme, or functions of them.");
  });
});

type IdOf<Group extends keyof Facts, Name> = Name extends keyof Facts[Group]
  ? Facts[Group][Name] extends { id: infer Id extends keyof operations }
    ? Id
    : never
  : never;

type Facts = typeof facts;

/** The value and the error of a method's result. */
type OutcomeOf<Method> = Method extends (...args: never) => { result(): Promise<infer Outcome> }
  ? { data: PartOf<Outcome, true, "data">; error: PartOf<Outcome, false, "error"> }
  : never;

type PartOf<Outcome, IsOk, Part extends string> =
  Extract<Outcome, { ok: IsOk }> extends { [P in Part]: infer Value } ? Value : never;

/** Calls for the compiler alone. */
function wrong(calls: () => unknown[]): void {
  expectTypeOf(calls).toBeFunction();
}
