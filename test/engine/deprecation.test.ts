import { describe, expect, test } from "vitest";
import { type Document, dereference } from "../../server/engine/contract/document.ts";
import { document as aviary } from "./aviary.ts";
import { serveHandlers } from "./handlers.ts";

const dates = { since: "2026-10-01", sunset: "2027-04-01" };
const announced = ["@1790812800", "Thu, 01 Apr 2027 00:00:00 GMT"];
const robin = { id: 1, name: "robin", age: 14 };

/** A service of a contract in which nothing else is deprecated. */
async function serveDeprecated(deprecate: (document: Document) => void) {
  const text = JSON.stringify(aviary, (key, value) => (key === "x-deprecated" ? undefined : value));
  const document: Document = JSON.parse(text);
  deprecate(document);
  const birds = { list: async () => ({ items: [robin] }), create: async () => robin, read: async () => robin };
  const { log, request } = await serveHandlers(
    { birds, songs: { rehearse: async () => ({ words: [] }) } },
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

describe("responses announce the deprecation and the end of", () => {
  test("an operation", async () => {
    const { send } = await serveDeprecated(({ paths }) => {
      Object.assign(paths["/api/birds"]?.get ?? {}, { "x-deprecated": dates });
    });
    expect(await send("/api/birds")).toEqual(announced);
    expect(await send("/api/bird/1")).toEqual([null, null]);
  });

  test("a query parameter or header, where it is sent", async () => {
    const { send } = await serveDeprecated(({ paths }) => {
      for (const { parameters } of [paths["/api/birds"]?.get, paths["/api/songs/rehearsals"]?.post].filter(
        (each) => !!each,
      ))
        for (const parameter of parameters)
          if (["sort", "X-Loudness"].includes(parameter.name)) Object.assign(parameter, { "x-deprecated": dates });
    });
    expect(await send("/api/birds?sort=-id")).toEqual(announced);
    expect(await send("/api/birds?limit=1")).toEqual([null, null]);
    const { headers, ...song } = body({ words: [] });
    expect(await send("/api/songs/rehearsals", { ...song, headers: { ...headers, "X-Loudness": "1" } })).toEqual(
      announced,
    );
    expect(await send("/api/songs/rehearsals", body({ words: [] }))).toEqual([null, null]);
  });

  test("a cookie or a part of the path, where it is sent", async () => {
    const { send } = await serveDeprecated(({ paths }) => {
      const session = { name: "session", in: "cookie" as const, schema: { type: "string" } };
      paths["/api/birds"]?.get?.parameters.push({ ...session, "x-deprecated": dates });
      for (const id of paths["/api/bird/{id}"]?.get?.parameters ?? []) Object.assign(id, { "x-deprecated": dates });
    });
    expect(await send("/api/birds", { headers: { Cookie: "session=1" } })).toEqual(announced);
    expect(await send("/api/birds", { headers: { Cookie: "other=1" } })).toEqual([null, null]);
    expect(await send("/api/bird/1")).toEqual(announced);
  });

  test("a member, where a body has it or a response may have it", async () => {
    const { send } = await serveDeprecated((document) => {
      const { get, post } = document.paths["/api/birds"] ?? {};
      for (const content of [post?.requestBody?.content, get?.responses["200"]?.content]) {
        const { properties } = dereference(content?.["application/json"]?.schema, document);
        Object.assign(properties ?? {}, { nick: { type: "string", "x-deprecated": dates } });
      }
    });
    expect(await send("/api/birds", body({ name: "robin", nick: "j" }))).toEqual(announced);
    expect(await send("/api/birds", body({ name: "robin" }))).toEqual([null, null]);
    expect(await send("/api/birds")).toEqual(announced);
    expect(await send("/api/bird/1")).toEqual([null, null]);
  });
});

test("the log counts deprecated uses by caller, at powers of ten", async () => {
  const { send, log } = await serveDeprecated(({ paths }) => {
    Object.assign(paths["/api/birds"]?.get ?? {}, { "x-deprecated": dates });
  });
  for (let times = 0; times < 25; times++) await send("/api/birds");
  expect(log.filter((line) => "deprecated" in line)).toEqual([
    expect.objectContaining({ level: 40, deprecated: "Birds_list", caller: "127.0.0.1", count: 1 }),
    expect.objectContaining({ count: 10 }),
  ]);
});
