import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { createAccess } from "../server/access.ts";
import { logAccess } from "../server/access-log.ts";
import { implement } from "../server/app.ts";
import { openDatabase } from "../server/database.ts";
import { loadDocument, type OpenApiDocument } from "../server/openapi.ts";
import { catchProblems } from "../server/problem.ts";
import { createRouter } from "../server/router.ts";
import { createDatabase, defaults, recordedLog } from "./server.ts";

const dates = { since: "2026-10-01", sunset: "2027-04-01" };
const told = ["@1790812800", "Thu, 01 Apr 2027 00:00:00 GMT"];

/** The service over a contract of which only this is deprecated. */
async function serveDeprecated(deprecate: (document: OpenApiDocument) => void) {
  const text = JSON.stringify(loadDocument(), (key, value) => (key === "x-deprecated" ? undefined : value));
  const document: OpenApiDocument = JSON.parse(text);
  deprecate(document);
  const database = await openDatabase(await createDatabase());
  const { log, lines } = recordedLog();
  const app = new Koa();
  app.use(logAccess(log));
  app.use(catchProblems);
  app.use(createRouter(document, { ...defaults, database, implement, access: createAccess(defaults) }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await database.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    lines,
    async send(path: string, init?: RequestInit) {
      const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, init);
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
    expect(await send("/api/users/john")).toEqual([null, null]);
  });

  test("a parameter, where it is sent", async () => {
    const { send } = await serveDeprecated(({ paths }) => {
      const parameter = paths["/api/users"]?.get?.parameters.find(({ name }) => name === "minAge");
      Object.assign(parameter ?? {}, { "x-deprecated": dates });
    });
    expect(await send("/api/users?minAge=1")).toEqual(told);
    expect(await send("/api/users?maxAge=1")).toEqual([null, null]);
  });

  test("a member of a body, where it is sent, and of an answer wherever it may be", async () => {
    const { send } = await serveDeprecated(({ components }) => {
      for (const model of ["NewUser", "NamedUser"])
        for (const [name, schema] of Object.entries(components.schemas[model]?.properties ?? {}))
          if (name !== "name") Object.assign(schema, { "x-deprecated": dates });
    });
    expect(await send("/api/users", body({ name: "john", age: 1 }))).toEqual(told);
    expect(await send("/api/users", body({ name: "john" }))).toEqual([null, null]);
    expect(await send("/api/users/john", body({ age: 1 }))).toEqual(told);
    expect(await send("/api/users/john")).toEqual([null, null]);
  });
});

test("the log counts who uses what, in few lines", async () => {
  const { send, lines } = await serveDeprecated(({ paths }) => {
    Object.assign(paths["/api/users"]?.get ?? {}, { "x-deprecated": dates });
  });
  for (let times = 0; times < 25; times++) await send("/api/users");
  expect(lines.filter((line) => "deprecated" in line)).toEqual([
    expect.objectContaining({ level: 40, deprecated: "Users_list", caller: "127.0.0.1", count: 1 }),
    expect.objectContaining({ count: 10 }),
  ]);
});
