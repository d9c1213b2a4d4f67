import { describe, expect, expectTypeOf, test } from "vitest";
import { ApiError, createClient, type Models } from "../client/client.ts";
import { serve } from "./server.ts";

describe("the client", () => {
  test("has every operation of the contract, and sends each the way the contract says", async () => {
    const sent: string[] = [];
    const server = await serve();
    const { users } = createObservedClient(server.url, sent);
    expect(await users.createNamed("john", { age: 14 })).toEqual({ user: { id: 1, name: "john", age: 14 } });
    expect(await users.listNamed("john")).toEqual({ user: [{ id: 1, name: "john", age: 14 }] });
    expect(await users.create({ name: "Marry" })).toEqual({ id: 2, name: "Marry", age: null });
    expect(await users.list({ minAge: 14, sort: "-age" })).toEqual({ items: [{ id: 1, name: "john", age: 14 }] });
    expect(await users.read(2)).toEqual({ id: 2, name: "Marry", age: null });
    expect(await users.update(2, { age: 65 })).toEqual({ id: 2, name: "Marry", age: 65 });
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
    const error = await client.users.read(7).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 404,
      message: "404 Not found: There is no user 7.",
      problem: { title: "Not found" },
    });
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

test("the client's types are the contract's", () => {
  const { users } = createClient();
  type User = Models["User"];
  expectTypeOf(users.create).returns.resolves.toEqualTypeOf<User>();
  expectTypeOf(users.delete).returns.resolves.toEqualTypeOf<undefined>();
  expectTypeOf(users.list).returns.resolves.toEqualTypeOf<Models["UserPage"]>();
  const wrong = () => [
    // @ts-expect-error a name is needed
    users.create({ age: 14 }),
    // @ts-expect-error an age is a number
    users.create({ name: "john", age: "14" }),
    // @ts-expect-error no such member
    users.create({ name: "john", nick: "j" }),
    // @ts-expect-error no such parameter
    users.list({ limit: 1, colour: "red" }),
    // @ts-expect-error no such order
    users.list({ sort: "size" }),
    // @ts-expect-error an id is a number
    users.read("1"),
    // @ts-expect-error it takes no If-Match
    users.read(1, { ifMatch: "x" }),
    // @ts-expect-error the id is missing
    users.update({ age: 15 }),
  ];
  expectTypeOf(wrong).toBeFunction();
  const conditional = () => users.read(1, { ifNoneMatch: "x" });
  expectTypeOf(conditional).returns.resolves.toEqualTypeOf<User | undefined>();
});
