import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { createApp } from "../../server/engine/http/app.ts";
import { Answer } from "../../server/engine/http/service.ts";
import { document as aviary, serve, service } from "./aviary.ts";
import { contract } from "./generated/contract.ts";
import { serveHandlers } from "./handlers.ts";
import { defaults, listen, openTestDatabase, recordedLog } from "./serving.ts";

const robin = { id: 1, name: "robin", age: 14 };

describe("paths and methods", () => {
  test("an unknown path, a trailing slash and another case are not found", async () => {
    const server = await serve();
    for (const path of ["/nothing", "/api", "/api/birds/", "/api/birds/robin/", "/API/birds", "/api/bird/"]) {
      const answer = await server.request(path);
      expect([path, answer.status, answer.headers.get("Content-Type")]).toEqual([
        path,
        404,
        "application/problem+json",
      ]);
    }
  });

  test("literal segments win over parameters", async () => {
    const { operations } = contract;
    const songs = { count: { ...operations.songs.count, path: "/api/birds/count" } };
    const moved = { ...service, contract: { ...contract, operations: { birds: operations.birds, songs } } };
    const url = await listen(moved, await openTestDatabase(service));
    expect(await (await fetch(`${url}/api/birds/count`)).json()).toEqual({ count: 0 });
    expect(await (await fetch(`${url}/api/birds/robin`)).json()).toEqual({ bird: [] });
  });

  test("another method on a known path is refused with 405 and those it supports", async () => {
    const server = await serve();
    const answer = await server.request("/api/bird/1", { method: "PUT" });
    expect(answer.status).toBe(405);
    expect(allowed(answer)).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]);
    expect((await server.request("/docs", { method: "POST" })).status).toBe(405);
    expect((await server.request("/livez", { method: "POST" })).status).toBe(405);
  });

  test("OPTIONS lists the methods of a path", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds", { method: "OPTIONS" });
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toEqual(["GET", "HEAD", "OPTIONS", "POST"]);
    expect((await server.request("/openapi.json", { method: "OPTIONS" })).status).toBe(204);
  });

  test("HEAD responds as GET does, without the body", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin" });
    for (const path of ["/api/bird/1", "/api/bird/7", "/api/birds", "/nothing", "/docs", "/livez"]) {
      const [get, head] = [await server.request(path), await server.request(path, { method: "HEAD" })];
      expect([path, head.status, await head.text()]).toEqual([path, get.status, ""]);
      for (const name of ["Content-Type", "Content-Length", "ETag", "Link"])
        expect([path, name, head.headers.get(name)]).toEqual([path, name, get.headers.get(name)]);
    }
  });

  function allowed(answer: Response): string[] {
    return (answer.headers.get("Allow") ?? "").split(", ").sort();
  }
});

test("an optional body may be absent under any media type, but must be valid otherwise", async () => {
  const document = structuredClone(aviary);
  Object.assign(document.paths["/api/birds"]?.post?.requestBody ?? {}, { required: false });
  const { request } = await serveHandlers(
    { birds: { create: async ({ body = {} }: { body?: object }) => ({ ...robin, name: "absent", ...body }) } },
    { document },
  );
  const json = { "Content-Type": "application/json" };
  const post = async (init: RequestInit) => (await request("/api/birds", { method: "POST", ...init })).json();
  for (const init of [{}, { headers: json }, { headers: json, body: new Blob([]).stream(), duplex: "half" }] as const)
    expect(await post(init)).toMatchObject({ name: "absent" });
  expect(await post({ headers: json, body: '{"name":"robin"}' })).toMatchObject({ name: "robin" });
  expect(await post({ headers: json, body: " " })).toMatchObject({ errors: [{ detail: "must be JSON" }] });
  expect(await post({ body: "x" })).toMatchObject({ status: 415 });
});

test("a text response is sent as it is, in UTF-8, and validated", async () => {
  const document = structuredClone(aviary);
  const { content = {} } = document.paths["/api/songs/names"]?.get?.responses["200"] ?? {};
  Object.assign(content["text/csv"]?.schema ?? {}, { maxLength: 20 });
  const texts = ["id,name\n1,Zoë\n", "a".repeat(21)];
  const { request } = await serveHandlers({ songs: { names: async () => texts.shift() } }, { document });
  const answer = await request("/api/songs/names");
  expect([answer.headers.get("Content-Type"), await answer.text()]).toEqual([
    "text/csv; charset=utf-8",
    "id,name\n1,Zoë\n",
  ]);
  expect(await (await request("/api/songs/names")).json()).toMatchObject({
    detail: "Songs_names breaks the contract: the body of its 200 must have at most 20 characters",
  });
});

describe("a service whose operation has no handler", () => {
  const { birds = {}, ...others } = service.handlers;
  const { create, ...rest } = birds;
  const incomplete = { ...service, handlers: { ...others, birds: rest } };
  const advice = "Birds_create has no handler: write birds.create and list it in server/app.ts";

  test("does not start", async () => {
    const database = await openTestDatabase(incomplete);
    const options = { ...defaults, log: recordedLog().log, stopping: new AbortController().signal };
    expect(() => createApp(incomplete, database, options)).toThrow(advice);
    expect(() => createApp({ ...incomplete, handlers: {} }, database, options)).toThrow("has no handler");
  });

  test("answers 501 in development, also under an Idempotency-Key", async () => {
    const url = await listen(incomplete, await openTestDatabase(incomplete), { development: true });
    for (const key of [{}, { "Idempotency-Key": "a" }, { "Idempotency-Key": "a" }]) {
      const headers = { "Content-Type": "application/json", ...key };
      const answer = await fetch(`${url}/api/birds`, { method: "POST", body: '{"name":"robin"}', headers });
      expect(await answer.json()).toMatchObject({ status: 501, detail: advice });
    }
    expect((await fetch(`${url}/api/birds`)).status).toBe(200);
  });
});

describe("a mistake in a handler", () => {
  test("that throws is a 500 that reveals nothing, and is logged without values", async () => {
    const { request, log } = await serveHandlers({
      birds: {
        read: async () => {
          throw Object.assign(new Error("insert into secret values ('x') - SQLITE_ERROR: boom"), {
            code: "SQLITE_ERROR",
          });
        },
      },
    });
    const answer = await request("/api/bird/1");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/secret|SQLITE|boom/);
    expect(JSON.stringify(log)).toContain("SQLITE_ERROR");
    expect(JSON.stringify(log)).not.toContain("secret");
  });

  test("that breaks the contract is a 500 that names the violation", async () => {
    const { request } = await serveHandlers({
      birds: {
        read: async () => ({ ...robin, name: "" }),
        listNamed: async () => ({ bird: [robin, { ...robin, name: "" }] }),
        list: async () => new Answer(299, {}, {}),
        delete: async () => new Answer(404, {}, {}),
      },
    });
    const detailOf = async (path: string, init?: RequestInit) => {
      const answer = await request(path, init);
      expect([path, answer.status]).toEqual([path, 500]);
      return (await answer.json()).detail;
    };
    expect(await detailOf("/api/bird/1")).toBe(
      "Birds_read breaks the contract: /name of its 200 must have at least 1 character",
    );
    expect(await detailOf("/api/birds/robin")).toBe(
      "Birds_listNamed breaks the contract: /bird/1/name of its 200 must have at least 1 character",
    );
    expect(await detailOf("/api/birds")).toBe(
      "Birds_list breaks the contract: it answered 299, which it does not declare",
    );
    expect(await detailOf("/api/bird/1", { method: "DELETE" })).toBe(
      "Birds_delete breaks the contract: its 404 is without a media type",
    );
  });

  test("in a header is found too, and 0 is a value", async () => {
    const values = [0, 0.5, undefined];
    const { request } = await serveHandlers({
      songs: {
        count: async () => {
          const value = values.shift();
          return new Answer(200, { count: 0 }, value === undefined ? {} : { "X-Most": value });
        },
      },
    });
    const detail = async () => (await (await request("/api/songs/count")).json()).detail;
    expect((await request("/api/songs/count")).headers.get("X-Most")).toBe("0");
    expect(await detail()).toBe("Songs_count breaks the contract: the header X-Most of its 200 must be an integer");
    expect(await detail()).toBe("Songs_count breaks the contract: its 200 lacks the header X-Most");
  });

  test("never reveals members that the contract does not declare", async () => {
    const { request } = await serveHandlers({ birds: { read: async () => ({ ...robin, password: "secret" }) } });
    expect(await (await request("/api/bird/1")).json()).toEqual(robin);
  });

  test("in the contract itself, which cannot be validated against, is a 500 too", async () => {
    const document = structuredClone(aviary);
    const { ETag } = document.paths["/api/bird/{id}"]?.get?.responses["200"]?.headers ?? {};
    Object.assign(ETag ?? {}, { schema: { type: "string", pattern: "[" } });
    const { request, log } = await serveHandlers({ birds: { read: async () => robin } }, { document });
    const answer = await request("/api/bird/1");
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([500, "application/problem+json"]);
    expect(await answer.json()).toMatchObject({ status: 500, detail: expect.stringContaining("logged") });
    expect(JSON.stringify(log)).toContain("Invalid regular expression");
  });
});

test.each(["server/engine", "client/engine"])("%s imports nothing from outside, and names no resource", (folder) => {
  const root = join(import.meta.dirname, "../..", folder);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const code = readFileSync(join(root, file), "utf8");
    const imports = [...code.matchAll(/(?:from|import) "(\.[^"]+)"/g)].map(([, path = ""]) => path);
    const outside = imports.filter((path) => relative(root, join(root, dirname(file), path)).startsWith(".."));
    expect([file, outside]).toEqual([file, []]);
    expect([file, /\b(birds?|songs?)\b/i.exec(code)?.[0]]).toEqual([file, undefined]);
  }
});
