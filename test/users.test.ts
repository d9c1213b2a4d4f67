import { describe, expect, test } from "vitest";
import { createClient, type Models } from "../client/index.ts";
import { service } from "../server/app.ts";
import { serving } from "./engine/serving.ts";

const serve = serving(service, createClient);

// What the contract alone decides is tested by contract.test.ts, and what holds for every contract by the engine's tests.
// Whole values are typed, so that the compiler names the places that a new member has to be added to.

const missing = { type: "/docs/problems#not-found", title: "Not found", status: 404 };
const stale = { type: "/docs/problems#precondition-failed", title: "Precondition failed", status: 412 };

describe("Users.createNamed", () => {
  test("creates a user from the tutorial's form", async () => {
    const server = await serve();
    const answer = await server.request("/api/users/john", {
      method: "POST",
      body: new URLSearchParams({ age: "14" }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("application/json");
    expect(await answer.json()).toEqual<Models["NamedUser"]>({ user: { id: 1, name: "john", age: 14 } });
    expect(await server.database("user").select()).toEqual<Models["User"][]>([{ id: 1, name: "john", age: 14 }]);
  });

  test("accepts a multipart form and JSON as well", async () => {
    const server = await serve();
    const form = new FormData();
    form.set("age", "14");
    expect((await server.request("/api/users/john", { method: "POST", body: form })).status).toBe(200);
    expect((await server.send("POST", "/api/users/john", { age: 15 })).status).toBe(200);
    expect(await server.client.users.listNamed("john")).toEqual<Models["NamedUsers"]>({
      user: [
        { id: 1, name: "john", age: 14 },
        { id: 2, name: "john", age: 15 },
      ],
    });
  });

  test("refuses a form without an age, naming it, and creates nothing", async () => {
    const server = await serve();
    const answer = await server.request("/api/users/john", { method: "POST", body: new URLSearchParams() });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/age", detail: "is required" }] });
    expect(await server.database("user").select()).toEqual([]);
  });

  test("refuses other media types, and names those that it accepts", async () => {
    const server = await serve();
    const answer = await server.request("/api/users/john", { method: "POST", body: "age=14" });
    expect(answer.status).toBe(415);
    expect(answer.headers.get("Accept-Post")).toBe(
      "application/x-www-form-urlencoded, application/json, multipart/form-data",
    );
  });
});

describe("Users.listNamed", () => {
  test("returns an empty list for an unknown name", async () => {
    const server = await serve();
    const answer = await server.request("/api/users/nobody");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ user: [] });
  });

  test("lists all users with a name, by id, and no others", async () => {
    const { client } = await serve();
    await client.users.create({ name: "b", age: 2 });
    await client.users.create({ name: "a", age: 1 });
    await client.users.create({ name: "b" });
    expect((await client.users.listNamed("b")).user.map(({ id }) => id)).toEqual([1, 3]);
  });
});

describe("Users.create", () => {
  test("succeeds with 201, the user, its path and its ETag", async () => {
    const server = await serve();
    const answer = await server.send("POST", "/api/users", { name: "Marry", age: 65 });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual<Models["User"]>({ id: 1, name: "Marry", age: 65 });
    const location = answer.headers.get("Location") ?? "";
    expect(location).toBe("/api/user/1");
    const read = await server.request(location);
    expect(read.headers.get("ETag")).toBe(answer.headers.get("ETag"));
  });

  test("takes an absent age for unknown", async () => {
    const { client } = await serve();
    expect(await client.users.create({ name: "Marry" })).toEqual<Models["User"]>({ id: 1, name: "Marry", age: null });
  });
});

describe("Users.read", () => {
  test("responds with 404 for an unknown id", async () => {
    const server = await serve();
    const answer = await server.request("/api/user/7");
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ ...missing, detail: "There is no user 7." });
  });
});

describe("Users.update", () => {
  test("changes the members of the patch, and leaves the others", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john", age: 14 });
    const answer = await server.send(
      "PATCH",
      "/api/user/1",
      { age: null },
      { "Content-Type": "application/merge-patch+json" },
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual<Models["User"]>({ id: 1, name: "john", age: null });
    expect(await server.client.users.update(1, { name: "jon" })).toEqual<Models["User"]>({
      id: 1,
      name: "jon",
      age: null,
    });
    expect(await server.client.users.update(1, {})).toEqual<Models["User"]>({ id: 1, name: "jon", age: null });
  });

  test("obeys If-Match: 412 and no change for another version, 200 for the current one", async () => {
    const server = await serve();
    const created = await server.send("POST", "/api/users", { name: "john" });
    const tag = created.headers.get("ETag") ?? "";
    expect(await server.client.users.update(1, { age: 1 }, { ifMatch: tag })).toMatchObject({ age: 1 });
    const answer = await server.send("PATCH", "/api/user/1", { age: 2 }, { "If-Match": tag });
    expect(answer.status).toBe(412);
    expect(await answer.json()).toMatchObject(stale);
    expect(await server.client.users.read(1)).toMatchObject({ age: 1 });
    expect(await server.client.users.update(1, { age: 3 }, { ifMatch: "*" })).toMatchObject({ age: 3 });
  });

  test("responds with 404 for an unknown id", async () => {
    const server = await serve();
    expect((await server.send("PATCH", "/api/user/7", { age: 1 })).status).toBe(404);
    expect((await server.send("PATCH", "/api/user/7", { age: 1 }, { "If-Match": "*" })).status).toBe(404);
  });
});

describe("Users.delete", () => {
  test("succeeds with 204, then responds with 404", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john" });
    const first = await server.request("/api/user/1", { method: "DELETE" });
    expect([first.status, await first.text()]).toEqual([204, ""]);
    expect((await server.request("/api/user/1", { method: "DELETE" })).status).toBe(404);
    expect((await server.request("/api/user/1")).status).toBe(404);
  });

  test("obeys If-Match", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john" });
    const answer = await server.request("/api/user/1", { method: "DELETE", headers: { "If-Match": '"other"' } });
    expect(answer.status).toBe(412);
    const tag = (await server.request("/api/user/1")).headers.get("ETag") ?? "";
    await server.client.users.delete(1, { ifMatch: tag });
    expect((await server.request("/api/user/1")).status).toBe(404);
  });
});

describe("Users.list", () => {
  test("filters by name, prefix and ages together", async () => {
    const { client } = await serve();
    for (const [name, age] of [
      ["anna", 20],
      ["anna", 30],
      ["annabel", 25],
      ["bob", 25],
      ["an%", 1],
      ["anton", null],
    ] as const)
      await client.users.create({ name, age });
    const ids = async (query: Parameters<typeof client.users.list>[0]) =>
      (await client.users.list(query)).items.map(({ id }) => id);
    expect(await ids({ name: "anna" })).toEqual([1, 2]);
    expect(await ids({ namePrefix: "anna" })).toEqual([1, 2, 3]);
    expect(await ids({ namePrefix: "an%" })).toEqual([5]);
    expect(await ids({ minAge: 25 })).toEqual([2, 3, 4]);
    expect(await ids({ minAge: 20, maxAge: 25, namePrefix: "a" })).toEqual([1, 3]);
    expect(await ids({ minAge: 31 })).toEqual([]);
  });

  test("links to the next page, except from the last one", async () => {
    const server = await serve();
    for (const name of ["a", "b", "c"]) await server.client.users.create({ name });
    const first = await server.request("/api/users?limit=2&sort=-id");
    const { items, nextCursor } = (await first.json()) as { items: { id: number }[]; nextCursor: string };
    expect(items.map(({ id }) => id)).toEqual([3, 2]);
    const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get("Link") ?? "") ?? [];
    expect(new URLSearchParams(next.split("?")[1]).get("cursor")).toBe(nextCursor);
    const second = await server.request(next);
    expect(second.headers.get("Link")).toBeNull();
    expect(await second.json()).toEqual<Models["UserPage"]>({ items: [{ id: 1, name: "a", age: null }] });
  });
});

describe("the user table", () => {
  test("has the tutorial's columns in the tutorial's order", async () => {
    const { database } = await serve();
    await database("user").insert({ name: "john", age: 14 });
    const [row] = await database("user").select();
    expect(Object.entries(row ?? {}).slice(0, 3)).toEqual([
      ["id", 1],
      ["name", "john"],
      ["age", 14],
    ]);
  });
});
