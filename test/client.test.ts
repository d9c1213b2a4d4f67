import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClient, InvalidRequest, NotFound, PreconditionFailed } from "../client/client.ts";
import { requestOf } from "../client/requests.ts";
import { createTestFetch } from "../client/testing.ts";
import { loadDocument } from "../server/openapi.ts";
import { exampleCalls, exampleRequests, newUser, userAt } from "./examples.ts";
import { serve } from "./server.ts";

describe("the client", () => {
  test.each(exampleCalls)("sends $operation.id the way the contract says", async ({ operation, call }) => {
    const [expected] = exampleRequests(loadDocument(), operation);
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
    expect(request?.headers.get("Content-Type")).toBe(expected?.init.headers["Content-Type"] ?? null);
    expect(await request?.text()).toBe(expected?.init.body ?? "");
  });

  test("throws the problem that the service told", async () => {
    const { client } = await serve();
    const error: unknown = await client.users.read(7).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NotFound);
    expect(error).toMatchObject({
      status: 404,
      message: "404 Not found: There is no user 7.",
      problem: { title: "Not found" },
    });
  });

  test("returns the problem when a result is asked for", async () => {
    const { users } = (await serve()).client;
    const bad = await users.create(newUser({ name: "" })).result();
    expect(bad).toMatchObject({
      ok: false,
      error: { problem: { errors: expect.arrayContaining([expect.objectContaining({ pointer: "/name" })]) } },
    });
    expect(bad.error).toBeInstanceOf(InvalidRequest);
    expect(await users.create(newUser()).result()).toMatchObject({ ok: true, data: { id: 1 } });
  });

  test("changes a user on condition that nobody else did", async () => {
    const { users } = (await serve()).client;
    const { data: john, response } = await users.create(newUser()).withResponse();
    expect([response.status, response.headers.get("Location")]).toEqual([201, userAt(john.id)]);
    const ifMatch = response.headers.get("ETag");
    const changed = await users.update(john.id, { name: "jon" }, { ifMatch }).withResponse();
    expect(changed.response.headers.get("ETag")).not.toBe(ifMatch);
    await expect(users.update(john.id, { name: "joe" }, { ifMatch })).rejects.toThrow(PreconditionFailed);
    expect(await users.read(john.id)).toMatchObject({ name: "jon" });
  });

  test("goes through all pages, and reads no more of them than it has to", async () => {
    const sent: string[] = [];
    const server = await serve();
    const { users } = createObservedClient(server.url, sent);
    for (let count = 0; count < 7; count++) await users.create(newUser({ name: count < 2 ? "Marry" : "john" }));
    sent.length = 0;
    const call = users.list({ name: "john", limit: 2 });
    const ids: unknown[] = [];
    for await (const { id } of call) ids.push(id);
    expect(ids).toEqual([3, 4, 5, 6, 7]);
    expect((await call).items).toHaveLength(2);
    expect(sent).toHaveLength(3);
    expect(sent.every((each) => each.includes("name=john&limit=2"))).toBe(true);

    const sizes: number[] = [];
    for await (const { items } of users.list({ limit: 3 }).pages()) sizes.push(items.length);
    expect(sizes).toEqual([3, 3, 1]);

    sent.length = 0;
    expect(await users.list({ limit: 2 }).toArray({ limit: 3 })).toHaveLength(3);
    expect(await users.list({ limit: 2 }).toArray({ limit: 2 })).toHaveLength(2);
    expect(await users.list().toArray({ limit: 0 })).toEqual([]);
    expect(await users.list({ name: "Ann" }).toArray({ limit: 9 })).toEqual([]);
    expect(sent).toHaveLength(5);
    await expect(users.list().toArray({ limit: Number.NaN })).rejects.toThrow(TypeError);
  });

  test("makes exactly one user of a lost answer and its retry", async () => {
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
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void proxy.close().closeAllConnections());
    await once(proxy, "listening");
    const { users } = createClient({ baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    const john = await users.create(newUser());
    expect(sent).toEqual([expect.any(String), sent[0]]);
    expect(await users.list()).toEqual({ items: [john] });
  });

  test("knows that a copy is still current", async () => {
    const server = await serve();
    await server.client.users.create(newUser());
    const tag = (await server.request(userAt(1))).headers.get("ETag") ?? "";
    expect(await server.client.users.read(1, { ifNoneMatch: tag })).toBeUndefined();
    expect(await server.client.users.read(1, { ifNoneMatch: '"other"' })).toMatchObject({ id: 1 });
  });

  test("sends nothing for a path argument that would be another path", async () => {
    const sent: string[] = [];
    const { users } = createObservedClient("http://127.0.0.1:1", sent);
    for (const name of ["", ".", ".."]) await expect(users.listNamed(name)).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  test("takes a baseUrl with a slash at its end", async () => {
    const { url } = await serve();
    expect(await createClient({ baseUrl: `${url}/` }).users.listNamed("x")).toEqual({ user: [] });
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

test("a list in a form is a field for each of its items", () => {
  const facts = { method: "POST", path: "/x", query: [], headers: [], answers: {}, idempotent: false };
  const call = { path: {}, body: { tags: ["a", "b&c"], ripe: true, none: [], nick: undefined }, options: {} };
  const form = requestOf({ ...facts, body: ["application/x-www-form-urlencoded"] }, call, {});
  expect(form.init.body).toBe("tags=a&tags=b%26c&ripe=true");
});
