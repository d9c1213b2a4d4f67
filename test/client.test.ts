import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClient, InvalidRequest, NotFound, PreconditionFailed } from "../client/client.ts";
import { requestOf } from "../client/requests.ts";
import { serve } from "./server.ts";

describe("the client", () => {
  test("has every operation of the contract, and sends each the way the contract says", async () => {
    const sent: string[] = [];
    const server = await serve();
    const { users } = createObservedClient(server.url, sent);
    expect(await users.createNamed("john", { age: 14 })).toMatchObject({ user: { id: 1, name: "john", age: 14 } });
    expect(await users.listNamed("john")).toMatchObject({ user: [{ id: 1, name: "john", age: 14 }] });
    expect(await users.create({ name: "Marry" })).toMatchObject({ id: 2, name: "Marry", age: null });
    expect(await users.list({ minAge: 14, sort: "-age" })).toMatchObject({ items: [{ id: 1, name: "john", age: 14 }] });
    expect(await users.read(2)).toMatchObject({ id: 2, name: "Marry", age: null });
    expect(await users.update(2, { age: 65 })).toMatchObject({ id: 2, name: "Marry", age: 65 });
    expect(await users.delete(2)).toBeUndefined();
    expect(sent).toEqual([
      "POST /api/users/john application/x-www-form-urlencoded",
      "GET /api/users/john",
      "POST /api/users application/json",
      "GET /api/users?minAge=14&sort=-age",
      "GET /api/user/2",
      "PATCH /api/user/2 application/merge-patch+json",
      "DELETE /api/user/2",
    ]);
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
    const bad = await users.create({ name: "john", age: 151 }).result();
    expect(bad).toMatchObject({ ok: false, error: { problem: { errors: [{ pointer: "/age" }] } } });
    expect(bad.error).toBeInstanceOf(InvalidRequest);
    expect(await users.create({ name: "john" }).result()).toMatchObject({ ok: true, data: { id: 1 } });
  });

  test("changes a user on condition that nobody else did", async () => {
    const { users } = (await serve()).client;
    const { data: john, response } = await users.create({ name: "john" }).withResponse();
    expect([response.status, response.headers.get("Location")]).toEqual([201, `/api/user/${john.id}`]);
    const ifMatch = response.headers.get("ETag");
    const changed = await users.update(john.id, { age: 15 }, { ifMatch }).withResponse();
    expect(changed.response.headers.get("ETag")).not.toBe(ifMatch);
    await expect(users.update(john.id, { age: 16 }, { ifMatch })).rejects.toThrow(PreconditionFailed);
    await expect(users.delete(john.id, { ifMatch })).rejects.toThrow(PreconditionFailed);
    expect(await users.read(john.id)).toMatchObject({ age: 15 });
  });

  test("goes through all pages, and reads no more of them than it has to", async () => {
    const sent: string[] = [];
    const server = await serve();
    const { users } = createObservedClient(server.url, sent);
    for (let age = 10; age < 17; age++) await users.create({ name: "john", age });
    sent.length = 0;
    const call = users.list({ minAge: 12, limit: 2 });
    const ages: unknown[] = [];
    for await (const { age } of call) ages.push(age);
    expect(ages).toEqual([12, 13, 14, 15, 16]);
    expect((await call).items).toHaveLength(2);
    expect(sent).toHaveLength(3);
    expect(sent.every((each) => each.includes("minAge=12&limit=2"))).toBe(true);

    const sizes: number[] = [];
    for await (const { items } of users.list({ limit: 3 }).pages()) sizes.push(items.length);
    expect(sizes).toEqual([3, 3, 1]);

    sent.length = 0;
    expect(await users.list({ limit: 2 }).toArray({ limit: 3 })).toHaveLength(3);
    expect(await users.list({ limit: 2 }).toArray({ limit: 2 })).toHaveLength(2);
    expect(await users.list().toArray({ limit: 0 })).toEqual([]);
    expect(await users.list({ name: "Marry" }).toArray({ limit: 9 })).toEqual([]);
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
    const john = await users.create({ name: "john", age: 14 });
    expect(sent).toEqual([expect.any(String), sent[0]]);
    expect(await users.list()).toEqual({ items: [john] });
  });

  test("knows that a copy is still current", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john" });
    const tag = (await server.request("/api/user/1")).headers.get("ETag") ?? "";
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
