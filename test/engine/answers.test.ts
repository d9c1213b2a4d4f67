/** Answers of every kind that a contract may declare. */
import { describe, expect, test } from "vitest";
import { ApiError } from "../../client/engine/errors.ts";
import { Answer, type Handlers } from "../../server/engine/http/service.ts";
import { serve } from "./aviary.ts";
import type { Contract } from "./generated/contract.ts";
import { examples } from "./generated/examples.ts";
import { serveHandlers } from "./handlers.ts";

describe("a declared error that is no problem", () => {
  test("is answered with its status, model and headers, which may be optional", async () => {
    const server = await serve();
    const unlucky = await server.request("/api/postings/13:cancel", { method: "POST" });
    expect([unlucky.status, unlucky.headers.get("X-Why"), await unlucky.json()]).toEqual([
      422,
      "unlucky",
      { reasons: ["too late"] },
    ]);
    const late = await server.request("/api/postings/14:cancel", { method: "POST" });
    expect([late.status, late.headers.get("X-Why"), await late.json()]).toEqual([422, null, { reasons: [] }]);
  });

  test("is an ApiError of the client with the body, and no problem", async () => {
    const { postings } = (await serve()).client;
    const { error } = await postings.cancel(13).result();
    expect(error).toBeInstanceOf(ApiError);
    expect([error?.name, error && "body" in error && error.body, error && "problem" in error && error.problem]).toEqual(
      ["ApiError", { reasons: ["too late"] }, undefined],
    );
  });

  test("may have no body", async () => {
    const answer = await (await serve()).request("/api/postings/7:find");
    expect([answer.status, answer.headers.get("Content-Type"), await answer.text()]).toEqual([404, null, ""]);
  });
});

describe("a redirect", () => {
  test("has its Location, and is not followed by the client", async () => {
    const { client, send } = await serve();
    const { id, drawer, ...specimen } = examples.answers.specimens.create.body;
    await send("POST", "/api/specimens", specimen);
    const { data, response } = await client.postings.find(1).withResponse();
    expect([data, response.status, response.headers.get("Location")]).toEqual([undefined, 302, "/api/specimens/1"]);
  });
});

describe("a union", () => {
  const cancelling = (receipt: object) =>
    serveHandlers({ postings: { cancel: async () => new Answer(200, receipt, {}) } });

  test.each([
    [{ number: 1 }, { number: 1 }],
    [
      { number: 1, remark: "long" },
      { number: 1, remark: "long" },
    ],
    // Members that no variant has are left out, as in any model.
    [{ number: 1, secret: 2 }, { number: 1 }],
    [
      { number: 1, remark: "long", secret: 2 },
      { number: 1, remark: "long" },
    ],
  ])("is written by the variant that fits: %j", async (receipt, written) => {
    const { request } = await cancelling(receipt);
    expect(await (await request("/api/postings/1:cancel", { method: "POST" })).json()).toEqual(written);
  });
});

describe("a response in several media types", () => {
  test.each([
    [undefined, "application/json", '{"reasons":["none"]}'],
    ["text/csv", "text/csv", "reason\nnone\n"],
    ["text/*, application/json;q=0.5", "text/csv", "reason\nnone\n"],
    ["application/json, text/csv;q=0.9", "application/json", '{"reasons":["none"]}'],
  ])("is the one that Accept: %s prefers", async (accept, type, body) => {
    const answer = await (await serve()).request("/api/postings/report", { headers: accept ? { Accept: accept } : {} });
    expect([answer.headers.get("Content-Type")?.split(";")[0], await answer.text()]).toEqual([type, body]);
    expect(answer.headers.get("Vary")).toMatch(/\bAccept\b/);
  });

  test("is refused with 406 where Accept rules out all of them", async () => {
    const answer = await (await serve()).request("/api/postings/report", { headers: { Accept: "image/png" } });
    expect([answer.status, (await answer.json()).detail]).toEqual([
      406,
      "This operation responds with application/json or text/csv.",
    ]);
  });

  test("is what the client asks for by a header", async () => {
    const { postings } = (await serve()).client;
    expect(await postings.report()).toEqual({ reasons: ["none"] });
    expect(await postings.report({ headers: { Accept: "text/csv" } })).toBe("reason\nnone\n");
  });
});

describe("a mistake of a handler", () => {
  test.each([
    ["a status that is not declared", new Answer(201, { reasons: [] }, { "X-Why": "no" })],
    ["a header that cannot be sent", new Answer(422, { reasons: [] }, { "X-Why": "\u{1f600}" })],
    ["a body that breaks the contract", new Answer(422, { reasons: [1, 2, 3, 4] }, { "X-Why": "no" })],
    ["no body", new Answer(422, undefined, { "X-Why": "no" })],
  ])("is a 500 without its headers: %s", async (_, answer) => {
    const { request } = await serveHandlers({ postings: { cancel: async () => answer } });
    const { status, headers } = await request("/api/postings/1:cancel", { method: "POST" });
    expect([status, headers.get("X-Why"), headers.get("Content-Type")]).toEqual([
      500,
      null,
      "application/problem+json",
    ]);
  });

  test("in statuses, bodies and headers does not compile", () => {
    type Postings = Handlers<Contract, "postings">;
    const unused: Partial<Postings>[] = [
      { cancel: async () => new Answer(422, { reasons: [] }, {}) },
      { cancel: async () => new Answer(422, { reasons: [] }, { "X-Why": "late" }) },
      { cancel: async () => ({ number: 1 }) },
      { find: async () => new Answer(302, undefined, { Location: "/" }) },
      { find: async () => new Answer(404, undefined, {}) },
      { report: async (_, { accepted }) => (accepted === "text/csv" ? "a" : { reasons: [] }) },
      // @ts-expect-error A status that is not declared.
      { cancel: async () => new Answer(201, { number: 1 }, {}) },
      // @ts-expect-error The body of another status.
      { cancel: async () => new Answer(422, { number: 1 }, {}) },
      // @ts-expect-error A header that is not declared.
      { cancel: async () => new Answer(422, { reasons: [] }, { "X-Whom": "late" }) },
      // @ts-expect-error The header of another status.
      { cancel: async () => new Answer(200, { number: 1 }, { "X-Why": "late" }) },
      // @ts-expect-error A problem is thrown.
      { cancel: async () => new Answer(400, undefined, {}) },
      // @ts-expect-error No Location.
      { find: async () => new Answer(302, undefined, {}) },
      // @ts-expect-error Only a success may be a body alone.
      { find: async () => undefined },
    ];
    expect(unused).toHaveLength(13);
  });
});
