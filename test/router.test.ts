import { readFileSync } from "node:fs";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { answers } from "../generated/examples.ts";
import { operations } from "../generated/operations.ts";
import { createAccess } from "../server/access.ts";
import { Answer, type Implementation } from "../server/contract.ts";
import { openDatabase } from "../server/database.ts";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { catchProblems } from "../server/problem.ts";
import { createRouter } from "../server/router.ts";
import { newUser, userAt } from "./examples.ts";
import { serveHandlers } from "./handlers.ts";
import { createDatabase, defaults, serve } from "./server.ts";

/** A user, with whatever the contract says that users have. */
const john = answers.users.read.body;

describe("paths and methods", () => {
  test("an unknown path, a trailing slash and another case are not found", async () => {
    const server = await serve();
    for (const path of ["/nothing", "/api", "/api/users/", "/api/users/john/", "/API/users", userAt(""), "/docs/"]) {
      const answer = await server.request(path);
      expect([path, answer.status, answer.headers.get("Content-Type")]).toEqual([
        path,
        404,
        "application/problem+json",
      ]);
    }
  });

  test("another method on a known path is refused with what the path answers", async () => {
    const server = await serve();
    const methods = methodsOf(operations.users.read.path);
    const method = ["PUT", "POST", "PATCH", "DELETE"].find((each) => !methods.includes(each)) ?? "";
    const answer = await server.request(userAt(1), { method });
    expect(answer.status).toBe(405);
    expect(allowed(answer)).toEqual(methods);
    expect((await server.request("/docs", { method: "POST" })).status).toBe(405);
    expect((await server.request("/livez", { method: "POST" })).status).toBe(405);
  });

  test("OPTIONS says what a path answers", async () => {
    const server = await serve();
    const answer = await server.request("/api/users", { method: "OPTIONS" });
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toEqual(methodsOf("/api/users"));
    expect((await server.request("/openapi.json", { method: "OPTIONS" })).status).toBe(204);
  });

  test("HEAD answers as GET does, without the body", async () => {
    const server = await serve();
    await server.client.users.create(newUser());
    for (const path of [userAt(1), userAt(7), "/api/users", "/nothing", "/docs", "/livez"]) {
      const [get, head] = [await server.request(path), await server.request(path, { method: "HEAD" })];
      expect([path, head.status, await head.text()]).toEqual([path, get.status, ""]);
      for (const name of ["Content-Type", "Content-Length", "ETag", "Link"])
        expect([path, name, head.headers.get(name)]).toEqual([path, name, get.headers.get(name)]);
    }
  });

  function methodsOf(path: string): string[] {
    const methods = Object.keys(loadDocument().paths[path] ?? {}).map((method) => method.toUpperCase());
    return [...methods, "HEAD", "OPTIONS"].sort();
  }

  function allowed(answer: Response): string[] {
    return (answer.headers.get("Allow") ?? "").split(", ").sort();
  }
});

describe("an optional body", () => {
  test("may be absent under any media type, but not be something else", async () => {
    const document = structuredClone(loadDocument());
    Object.assign(document.paths["/api/users"]?.post?.requestBody ?? {}, { required: false });
    const { request } = await serveHandlers(
      { create: async ({ body }) => ({ ...john, name: "absent", ...(body as object) }) },
      { document },
    );
    const json = { "Content-Type": "application/json" };
    const post = async (init: RequestInit) => (await request("/api/users", { method: "POST", ...init })).json();
    for (const init of [{}, { headers: json }, { headers: json, body: new Blob([]).stream(), duplex: "half" }] as const)
      expect(await post(init)).toMatchObject({ name: "absent" });
    expect(await post({ headers: json, body: JSON.stringify(newUser({ name: "john" })) })).toMatchObject({
      name: "john",
    });
    expect(await post({ headers: json, body: " " })).toMatchObject({ errors: [{ detail: "must be JSON" }] });
    expect(await post({ body: "x" })).toMatchObject({ status: 415 });
  });
});

test("a text is answered as it is, in UTF-8, and held against the contract", async () => {
  const document = structuredClone(loadDocument());
  const { content = {} } = document.paths["/api/users/{name}"]?.get?.responses["200"] ?? {};
  delete content["application/json"];
  content["text/csv"] = { schema: { type: "string", maxLength: 20 } };
  const texts = ["id,name\n1,Zoë\n", "a".repeat(21)];
  const { request } = await serveHandlers({ listNamed: async () => new Answer(200, texts.shift(), {}) }, { document });
  const answer = await request("/api/users/john");
  expect([answer.headers.get("Content-Type"), await answer.text()]).toEqual([
    "text/csv; charset=utf-8",
    "id,name\n1,Zoë\n",
  ]);
  expect(await (await request("/api/users/john")).json()).toMatchObject({
    detail: `${operations.users.listNamed.id} breaks the contract: the body of its 200 must have at most 20 characters`,
  });
});

test("an operation without its handler says so while the contract is edited, under a key too, and does not start else", async () => {
  const database = await openDatabase(await createDatabase());
  onTestFinished(() => database.close());
  const options = { ...defaults, database, implement: () => ({}) as Implementation, access: createAccess(defaults) };
  const [first] = allOperations;
  expect(() => createRouter(loadDocument(), options)).toThrow(
    `${first?.operation.id} has no handler: write ${first?.name}()`,
  );
  const app = new Koa().use(catchProblems).use(createRouter(loadDocument(), { ...options, development: true }));
  const server = app.listen(0);
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/api/users`;
  for (const key of [{}, { "Idempotency-Key": "a" }, { "Idempotency-Key": "a" }]) {
    const headers = { "Content-Type": "application/json", ...key };
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(newUser()), headers });
    expect(await answer.json()).toMatchObject({ status: 501, detail: expect.stringContaining("write create()") });
  }
});

describe("what handlers do wrong", () => {
  test("an error of theirs is a 500 that tells nothing but is logged without values", async () => {
    const { request, log } = await serveHandlers({
      read: async () => {
        throw Object.assign(new Error("insert into secret values ('x') - SQLITE_ERROR: boom"), {
          code: "SQLITE_ERROR",
        });
      },
    });
    const answer = await request(userAt(1));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/secret|SQLITE|boom/);
    expect(log.join()).toContain("SQLITE_ERROR");
    expect(log.join()).not.toContain("secret");
  });

  test("an answer that the contract does not declare is a 500 that names the violation", async () => {
    const { request } = await serveHandlers({
      read: async () => ({ ...john, name: "" }),
      listNamed: async () => ({ user: [john, { ...john, name: "" }] }),
    });
    const [read, listNamed] = [await request(userAt(1)), await request("/api/users/john")];
    expect([read.status, listNamed.status]).toEqual([500, 500]);
    expect(await read.json()).toMatchObject({
      detail: `${operations.users.read.id} breaks the contract: /name of its 200 must have at least 1 character`,
    });
    expect(await listNamed.json()).toMatchObject({
      detail: `${operations.users.listNamed.id} breaks the contract: /user/1/name of its 200 must have at least 1 character`,
    });
  });

  test("a header that is wrong is told too, and one that is 0 is there", async () => {
    const document = structuredClone(loadDocument());
    const { headers = {} } = document.paths[operations.users.read.path]?.get?.responses["200"] ?? {};
    headers["X-Count"] = { required: true, schema: { type: "integer" } };
    const count = (value: number) => new Answer(200, john, { "X-Count": value });
    const values = [0, 0.5];
    const { request } = await serveHandlers({ read: async () => count(values.shift() ?? 0) }, { document });
    expect((await request(userAt(1))).status).toBe(200);
    expect(await (await request(userAt(1))).json()).toMatchObject({
      detail: `${operations.users.read.id} breaks the contract: the header X-Count of its 200 must be an integer`,
    });
  });

  test("members that the contract does not declare never leave", async () => {
    const { request } = await serveHandlers({
      read: async () => ({ ...john, password: "secret" }),
    });
    expect(await (await request(userAt(1))).json()).toEqual(john);
  });

  test("an answer that cannot even be held against the contract is a 500 like any other", async () => {
    const document = structuredClone(loadDocument());
    const { ETag } = document.paths[operations.users.read.path]?.get?.responses["200"]?.headers ?? {};
    Object.assign(ETag ?? {}, { schema: { type: "string", pattern: "[" } });
    const { request, log } = await serveHandlers({ read: async () => john }, { document });
    const answer = await request(userAt(1));
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([500, "application/problem+json"]);
    expect(await answer.json()).toMatchObject({ status: 500, detail: expect.stringContaining("logged") });
    expect(log.join()).toContain("Invalid regular expression");
  });
});

test("the layers that serve any contract have no word of this one", () => {
  for (const file of [
    "server/router.ts",
    "server/contract.ts",
    "server/parameters.ts",
    "server/body.ts",
    ...["answers", "client", "errors", "methods", "paging", "requests", "retries", "testing"].map(
      (name) => `client/${name}.ts`,
    ),
  ]) {
    const code = readFileSync(new URL(`../${file}`, import.meta.url), "utf8").replace(/\/\*\*.*?\*\//gs, "");
    expect([file, /\busers?\b/i.exec(code)?.[0]]).toEqual([file, undefined]);
  }
});
