import { describe, expect, test } from "vitest";
import { createClient, type Models } from "../client/index.ts";
import { service } from "../server/app.ts";
import { isPostgres } from "../server/engine/database/dialect.ts";
import { serving } from "./engine/serving.ts";

const serve = serving(service, createClient);

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

  test("refuses an age that is not a canonical integer from 0 to 150", async () => {
    const server = await serve();
    for (const age of ["", "x", "-1", "151", "1.5", "014", " 14", "+14", "1e1", "0x0e", "１４"]) {
      const answer = await server.request("/api/users/john", { method: "POST", body: new URLSearchParams({ age }) });
      expect([age, answer.status]).toEqual([age, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/age" }] });
    }
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

  test("finds names as they are", async () => {
    const { client } = await serve();
    for (const name of ["O'Neil; drop table user", "naïve ☃ 𝒳", "a/b", "50%", "100 % sure?#&", "ａｂｃ"]) {
      const { user } = await client.users.createNamed(name, { age: 14 });
      expect(user.name).toBe(name);
      expect(await client.users.listNamed(name)).toEqual({ user: [user] });
    }
  });

  test("refuses invalid names in the path", async () => {
    const server = await serve();
    for (const segment of ["%00", "%E0%A4", "%C0%AF", "%0A", "a".repeat(101)]) {
      const answer = await server.request(`/api/users/${segment}`);
      expect([segment, answer.status]).toEqual([segment, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ parameter: "name" }] });
    }
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

  test("names every invalid member at once, and creates nothing", async () => {
    const server = await serve();
    const answer = await server.send("POST", "/api/users", { age: 151, nick: "M" });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await answer.json()).toEqual({
      type: "/docs/problems#invalid-request",
      title: "Invalid request",
      status: 400,
      detail: "The request breaks 3 rules of the contract.",
      errors: expect.arrayContaining([
        { pointer: "/name", detail: "is required" },
        { pointer: "/age", detail: "must be at most 150" },
        { pointer: "/nick", detail: "is an unknown property" },
      ]),
    });
    expect(await server.database("user").select()).toEqual([]);
  });

  test("accepts every name that the contract allows, as it is, and refuses others", async () => {
    const server = await serve();
    const names = ["a".repeat(100), "𝒳".repeat(100), "é", "e\u0301", "\u200f\u202eabc", "Robert'); drop table user;--"];
    names.push("\"'`\\", "%", "_", "null", "...", ".a", " ", "\u2028", "\ufdd0", "true");
    const bad = ["", "a".repeat(101), "𝒳".repeat(101), ".", "..", "\u0000", "\u001f", "a\nb", "\u007f", "\u0085"];
    for (const name of names) expect((await server.send("POST", "/api/users", { name })).status).toBe(201);
    for (const name of [...bad, 1, null, ["a"], { a: 1 }, undefined]) {
      const answer = await server.send("POST", "/api/users", { name });
      expect([name, answer.status]).toEqual([name, 400]);
      const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
      expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(new Set(["/name"]));
    }
    expect(await server.database("user").orderBy("id").pluck("name")).toEqual(names);
  });

  test("never reuses an id", async () => {
    const { client } = await serve();
    await client.users.create({ name: "a" });
    await client.users.delete(1);
    expect(await client.users.create({ name: "b" })).toMatchObject({ id: 2 });
  });
});

describe("Users.read", () => {
  test("responds with 304 to the current ETag, and with the user once it has changed", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john", age: 14 });
    const first = await server.request("/api/user/1");
    const headers = { "If-None-Match": first.headers.get("ETag") ?? "" };
    const second = await server.request("/api/user/1", { headers });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect(second.headers.get("ETag")).toBe(first.headers.get("ETag"));
    await server.client.users.update(1, { age: 15 });
    expect((await server.request("/api/user/1", { headers })).status).toBe(200);
  });

  test("responds with 404 for an unknown id", async () => {
    const server = await serve();
    const answer = await server.request("/api/user/7");
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ ...missing, detail: "There is no user 7." });
  });

  test("refuses invalid ids", async () => {
    const server = await serve();
    for (const id of ["0", "-1", "x", "1.0", "01", "9007199254740993"]) {
      const answer = await server.request(`/api/user/${id}`);
      expect([id, answer.status]).toEqual([id, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ parameter: "id" }] });
    }
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

  test("accepts plain JSON, too", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john" });
    expect((await server.send("PATCH", "/api/user/1", { age: 3 })).status).toBe(200);
  });

  test("refuses to remove the name, or to change the id", async () => {
    const server = await serve();
    await server.client.users.create({ name: "john" });
    const answer = await server.send("PATCH", "/api/user/1", { name: null, id: 2 });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/id", "/name"]);
    expect(await server.client.users.read(1)).toEqual<Models["User"]>({ id: 1, name: "john", age: null });
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
  test("refuses an invalid id", async () => {
    const server = await serve();
    const answer = await server.request("/api/user/john", { method: "DELETE" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ parameter: "id", detail: "must be an integer" }] });
  });

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

  test("returns 20 users per page by default, 100 at most", async () => {
    const server = await serve();
    await server.database("user").insert(Array.from({ length: 101 }, (_, index) => ({ name: `n${index}`, age: null })));
    expect((await server.client.users.list()).items).toHaveLength(20);
    expect((await server.client.users.list({ limit: 100 })).items).toHaveLength(100);
    expect((await server.request("/api/users?limit=101")).status).toBe(400);
  });

  test("names every invalid parameter at once", async () => {
    const server = await serve();
    const answer = await server.request("/api/users?limit=0&sort=size&minAge=x&colour=red&name=");
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { parameter: string }[] };
    expect(new Set(errors.map(({ parameter }) => parameter))).toEqual(
      new Set(["limit", "sort", "minAge", "colour", "name"]),
    );
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

  test("refuses invalid rows by itself", async () => {
    const { database } = await serve();
    for (const row of [
      { name: null },
      { name: "" },
      { name: "a".repeat(101) },
      { name: "a", age: -1 },
      { name: "a", age: 151 },
      { name: "a", age: "old" },
    ])
      await expect(database("user").insert({ age: null, ...row })).rejects.toThrow();
    expect(await database("user").select()).toEqual([]);
  });

  test("has an index for every filter and sort", async () => {
    const { database, databaseUrl } = await serve();
    if (isPostgres(database)) {
      const { rows } = await database.raw("select indexdef from pg_indexes where tablename = 'user'");
      const indexes = rows.map(({ indexdef }: { indexdef: string }) => indexdef.replace(/.*\(/, "("));
      expect(indexes).toEqual(expect.arrayContaining(["(age, id)", "(id)", "(name, id)"]));
      return;
    }
    expect(databaseUrl).toMatch(/^sqlite:/);
    for (const [where, order] of [
      ["name = 'a'", "id"],
      ["name >= 'a' and name < 'b'", "name, id"],
      ["(name, id) > ('a', 1)", "name, id"],
      ["(name, id) < ('a', 1)", "name desc, id desc"],
      ["age >= 1 and age <= 2", "age, id"],
      ["age is not null and (age, id) > (1, 1)", "age, id"],
      ["age is null and id > 1", "id"],
      ["id > 1", "id"],
    ]) {
      const plan: { detail: string }[] = await database.raw(
        `explain query plan select * from "user" where ${where} order by ${order} limit 20`,
      );
      expect([where, order, plan.map(({ detail }) => detail.split(" ")[0])]).toEqual([where, order, ["SEARCH"]]);
    }
  });
});
