import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { requestOf } from "../../client/engine/requests.ts";
import { operationsIn } from "../../server/engine/contract/document.ts";
import { createClient, createTestFetch, document, serve } from "./aviary.ts";
import { type ExampleRequest, exampleCalls, exampleRequests } from "./examples.ts";
import { InvalidRequest, NotFound, PreconditionFailed } from "./generated/errors.ts";
import { startListening } from "./serving.ts";

const newRobin = { name: "robin", age: 14 };

describe("the client", () => {
  test.each(exampleCalls(document).filter(({ isIterated }) => !isIterated))(
    "sends $id as the contract says",
    async ({ id, call }) => {
      const located = operationsIn(document).find(({ operation }) => operation.operationId === id);
      const [expected]: ExampleRequest[] = located ? exampleRequests(document, located) : [];
      const sent: Request[] = [];
      const service = createTestFetch();
      const client = createClient({
        baseUrl: "http://service.test",
        fetch(request) {
          sent.push(request.clone());
          return service(request);
        },
      });
      await call(client);
      expect(sent).toHaveLength(1);
      const [request] = sent;
      expect([request?.method, new URL(request?.url ?? "").pathname]).toEqual([
        expected?.init.method,
        expected?.path.split("?")[0],
      ]);
      // The boundaries of a form are made up.
      const [type] = request?.headers.get("Content-Type")?.split(";") ?? [];
      expect(type).toBe(expected?.init.headers["Content-Type"]?.split(";")[0]);
      if (type !== "multipart/form-data") expect(await request?.text()).toBe(expected?.init.body ?? "");
    },
  );

  test("throws the problem that the service reports", async () => {
    const { client } = await serve();
    const error: unknown = await client.birds.read(7).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NotFound);
    expect(error).toMatchObject({
      status: 404,
      message: "404 Not found: There is no bird 7.",
      problem: { title: "Not found" },
    });
  });

  test("returns the problem from result()", async () => {
    const { birds } = (await serve()).client;
    const bad = await birds.create({ ...newRobin, name: "" }).result();
    expect(bad).toMatchObject({
      ok: false,
      error: { problem: { errors: expect.arrayContaining([expect.objectContaining({ pointer: "/name" })]) } },
    });
    expect(bad.error).toBeInstanceOf(InvalidRequest);
    expect(await birds.create(newRobin).result()).toMatchObject({ ok: true, data: { id: 1 } });
  });

  test("updates a bird only if nobody else has", async () => {
    const { birds } = (await serve()).client;
    const { data: robin, response } = await birds.create(newRobin).withResponse();
    expect([response.status, response.headers.get("Location")]).toEqual([201, `/api/bird/${robin.id}`]);
    const ifMatch = response.headers.get("ETag");
    const changed = await birds.update(robin.id, { name: "robbie" }, { ifMatch }).withResponse();
    expect(changed.response.headers.get("ETag")).not.toBe(ifMatch);
    await expect(birds.update(robin.id, { name: "rob" }, { ifMatch })).rejects.toThrow(PreconditionFailed);
    expect(await birds.read(robin.id)).toMatchObject({ name: "robbie" });
  });

  test("iterates over all pages, and reads no more than it needs", async () => {
    const sent: string[] = [];
    const server = await serve();
    const { birds } = createObservedClient(server.url, sent);
    for (let count = 0; count < 7; count++) await birds.create({ ...newRobin, name: count < 2 ? "wren" : "robin" });
    sent.length = 0;
    const call = birds.list({ name: "robin", limit: 2 });
    const ids: unknown[] = [];
    for await (const { id } of call) ids.push(id);
    expect(ids).toEqual([3, 4, 5, 6, 7]);
    expect((await call).items).toHaveLength(2);
    expect(sent).toHaveLength(3);
    expect(sent.every((each) => each.includes("name=robin&limit=2"))).toBe(true);

    const sizes: number[] = [];
    for await (const { items } of birds.list({ limit: 3 }).pages()) sizes.push(items.length);
    expect(sizes).toEqual([3, 3, 1]);

    sent.length = 0;
    expect(await birds.list({ limit: 2 }).toArray({ limit: 3 })).toHaveLength(3);
    expect(await birds.list({ limit: 2 }).toArray({ limit: 2 })).toHaveLength(2);
    expect(await birds.list().toArray({ limit: 0 })).toEqual([]);
    expect(await birds.list({ name: "finch" }).toArray({ limit: 9 })).toEqual([]);
    expect(sent).toHaveLength(5);
    await expect(birds.list().toArray({ limit: Number.NaN })).rejects.toThrow(TypeError);
  });

  test("creates exactly one bird when a response is lost and the call retried", async () => {
    const server = await serve();
    const sent: unknown[] = [];
    const proxy = createServer(async (request, response) => {
      const { method = "", url = "" } = request;
      const key = request.headers["idempotency-key"];
      const headers = { "Content-Type": "application/json", ...(key && { "Idempotency-Key": String(key) }) };
      const answer = await server.request(url, method === "POST" ? { method, headers, body: await text(request) } : {});
      const body = await answer.text();
      sent.push(key);
      if (sent.length === 1) request.socket.resetAndDestroy();
      else response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") ?? "" }).end(body);
    });
    const { birds } = createClient({ baseUrl: await startListening(proxy) });
    const robin = await birds.create(newRobin);
    expect(sent).toEqual([expect.any(String), sent[0]]);
    expect(await birds.list()).toEqual({ items: [robin] });
  });

  test("returns undefined for a copy that is still current", async () => {
    const server = await serve();
    await server.client.birds.create(newRobin);
    const tag = (await server.request("/api/bird/1")).headers.get("ETag") ?? "";
    expect(await server.client.birds.read(1, { ifNoneMatch: tag })).toBeUndefined();
    expect(await server.client.birds.read(1, { ifNoneMatch: '"other"' })).toMatchObject({ id: 1 });
  });

  test("sends nothing for a path argument that would lead to another path", async () => {
    const sent: string[] = [];
    const { birds } = createObservedClient("http://127.0.0.1:1", sent);
    for (const name of ["", ".", ".."]) await expect(birds.listNamed(name)).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  test("accepts a baseUrl with a trailing slash", async () => {
    const { url } = await serve();
    expect(await createClient({ baseUrl: `${url}/` }).birds.listNamed("x")).toEqual({ bird: [] });
  });

  function createObservedClient(baseUrl: string, sent: string[]) {
    return createClient({
      baseUrl,
      fetch(request) {
        const { pathname, search } = new URL(request.url);
        sent.push([request.method, pathname + search, request.headers.get("Content-Type")].filter(Boolean).join(" "));
        return fetch(request);
      },
    });
  }
});

test("sends each item of a list in a form as a field", () => {
  const facts = { method: "POST", path: "/x", query: {}, headers: {}, answers: {}, idempotent: false, security: [] };
  const call = { path: {}, body: { tags: ["a", "b&c"], ripe: true, none: [], nick: undefined }, options: {} };
  const form = requestOf({ ...facts, body: ["application/x-www-form-urlencoded"] }, call, {});
  expect(form.init.body).toBe("tags=a&tags=b%26c&ripe=true");
});
