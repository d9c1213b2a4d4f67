import { describe, expect, test } from "vitest";
import { answers } from "../generated/examples.ts";
import { operations } from "../generated/operations.ts";
import { loadDocument, type OpenApiDocument } from "../server/openapi.ts";
import { dereference } from "../server/schema.ts";
import { newUser, userAt } from "./examples.ts";
import { serveHandlers } from "./handlers.ts";

const dates = { since: "2026-10-01", sunset: "2027-04-01" };
const told = ["@1790812800", "Thu, 01 Apr 2027 00:00:00 GMT"];

/** A service under a contract of which only this is deprecated. */
async function serveDeprecated(deprecate: (document: OpenApiDocument) => void) {
  const text = JSON.stringify(loadDocument(), (key, value) => (key === "x-deprecated" ? undefined : value));
  const document: OpenApiDocument = JSON.parse(text);
  deprecate(document);
  const john = answers.users.read.body;
  const { log, request } = await serveHandlers(
    { list: async () => ({ items: [john] }), create: async () => john, read: async () => john },
    { document },
  );
  return {
    log,
    async send(path: string, init?: RequestInit) {
      const { headers } = await request(path, init);
      return [headers.get("Deprecation"), headers.get("Sunset")];
    },
  };
}

const body = (value: object): RequestInit => ({
  method: "POST",
  body: JSON.stringify(value),
  headers: { "Content-Type": "application/json" },
});

describe("who uses something deprecated is told since when, and when it goes away:", () => {
  test("an operation", async () => {
    const { send } = await serveDeprecated(({ paths }) => {
      Object.assign(paths["/api/users"]?.get ?? {}, { "x-deprecated": dates });
    });
    expect(await send("/api/users")).toEqual(told);
    expect(await send(userAt(1))).toEqual([null, null]);
  });

  test("a parameter, where it is sent", async () => {
    const { send } = await serveDeprecated(({ paths }) => {
      const parameter = paths["/api/users"]?.get?.parameters.find(({ name }) => name === "sort");
      Object.assign(parameter ?? {}, { "x-deprecated": dates });
    });
    expect(await send("/api/users?sort=-id")).toEqual(told);
    expect(await send("/api/users?limit=1")).toEqual([null, null]);
  });

  test("a member of a body, where it is sent, and of an answer wherever it may be", async () => {
    const { send } = await serveDeprecated((document) => {
      const { get, post } = document.paths["/api/users"] ?? {};
      for (const content of [post?.requestBody?.content, get?.responses["200"]?.content]) {
        const { properties } = dereference(content?.["application/json"]?.schema ?? {}, document);
        Object.assign(properties ?? {}, { nick: { type: "string", "x-deprecated": dates } });
      }
    });
    expect(await send("/api/users", body({ ...newUser(), nick: "j" }))).toEqual(told);
    expect(await send("/api/users", body(newUser()))).toEqual([null, null]);
    expect(await send("/api/users")).toEqual(told);
    expect(await send(userAt(1))).toEqual([null, null]);
  });
});

test("the log counts who uses what, in few lines", async () => {
  const { send, log } = await serveDeprecated(({ paths }) => {
    Object.assign(paths["/api/users"]?.get ?? {}, { "x-deprecated": dates });
  });
  for (let times = 0; times < 25; times++) await send("/api/users");
  const lines = log.map((line) => JSON.parse(line));
  expect(lines.filter((line) => "deprecated" in line)).toEqual([
    expect.objectContaining({ level: 40, deprecated: operations.users.list.id, caller: "127.0.0.1", count: 1 }),
    expect.objectContaining({ count: 10 }),
  ]);
});
