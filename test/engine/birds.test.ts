/** Promises of the operations of any resource. */
import { describe, expect, test } from "vitest";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import { document, serve } from "./aviary.ts";
import type { Types } from "./generated/contract.ts";

// Whole models are typed, so that the compiler names the places that a new member has to come to.
type Models = Types["models"];

/** What a problem says of a request that breaks the contract. */
interface Invalid {
  errors: { pointer?: string; parameter?: string }[];
}

const nest = { place: "tree" as const, occupied: false, width: 12.5, materials: ["moss"] };
const missing = { type: "/docs/problems#not-found", title: "Not found", status: 404 };
const stale = { type: "/docs/problems#precondition-failed", title: "Precondition failed", status: 412 };

describe("creating under a name", () => {
  test("creates a row from a form", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds/robin", {
      method: "POST",
      body: new URLSearchParams({ age: "14" }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("application/json");
    expect(await answer.json()).toEqual<Models["NamedBird"]>({ bird: { id: 1, name: "robin", age: 14 } });
    expect(await server.database("bird").select()).toEqual<Models["Bird"][]>([{ id: 1, name: "robin", age: 14 }]);
  });

  test("accepts a multipart form and JSON as well", async () => {
    const server = await serve();
    const form = new FormData();
    form.set("age", "14");
    expect((await server.request("/api/birds/robin", { method: "POST", body: form })).status).toBe(200);
    expect((await server.send("POST", "/api/birds/robin", { age: 15 })).status).toBe(200);
    expect(await server.client.birds.listNamed("robin")).toEqual<Models["NamedBirds"]>({
      bird: [
        { id: 1, name: "robin", age: 14 },
        { id: 2, name: "robin", age: 15 },
      ],
    });
  });

  test("refuses a form without a required field, and creates nothing", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds/robin", { method: "POST", body: new URLSearchParams() });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/age", detail: "is required" }] });
    expect(await server.database("bird").select()).toEqual([]);
  });

  test("refuses any other spelling of a number in a form", async () => {
    const server = await serve();
    for (const age of ["", "x", "-1", "151", "1.5", "014", " 14", "+14", "1e1", "0x0e", "１４"]) {
      const answer = await server.request("/api/birds/robin", { method: "POST", body: new URLSearchParams({ age }) });
      expect([age, answer.status]).toEqual([age, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/age" }] });
    }
    expect(await server.database("bird").select()).toEqual([]);
  });

  test("refuses another media type, and names those it accepts", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds/robin", { method: "POST", body: "age=14" });
    expect(answer.status).toBe(415);
    expect(answer.headers.get("Accept-Post")).toBe(
      "application/x-www-form-urlencoded, application/json, multipart/form-data",
    );
  });
});

describe("listing by name", () => {
  test("responds with an empty list for an unknown name", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds/wren");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ bird: [] });
  });

  test("lists all rows with the name, by id, and no others", async () => {
    const { client } = await serve();
    await client.birds.create({ name: "b", age: 2 });
    await client.birds.create({ name: "a", age: 1 });
    await client.birds.create({ name: "b" });
    expect((await client.birds.listNamed("b")).bird.map(({ id }) => id)).toEqual([1, 3]);
  });

  test("finds any name that the contract allows in a path", async () => {
    const { client } = await serve();
    for (const name of ["O'Neil; drop table bird", "naïve ☃ 𝒳", "a/b", "50%", "100 % sure?#&", "ａｂｃ"]) {
      const { bird } = await client.birds.createNamed(name, { age: 14 });
      expect(bird.name).toBe(name);
      expect(await client.birds.listNamed(name)).toEqual({ bird: [bird] });
    }
  });

  test("refuses an invalid path segment, and names its parameter", async () => {
    const server = await serve();
    for (const segment of ["%00", "%E0%A4", "%C0%AF", "%0A", "a".repeat(101)]) {
      const answer = await server.request(`/api/birds/${segment}`);
      expect([segment, answer.status]).toEqual([segment, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ parameter: "name" }] });
    }
  });
});

describe("creating", () => {
  test("responds with 201, Location and ETag", async () => {
    const server = await serve();
    const answer = await server.send("POST", "/api/birds", { name: "Marry", age: 65 });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual<Models["Bird"]>({ id: 1, name: "Marry", age: 65 });
    const location = answer.headers.get("Location") ?? "";
    expect(location).toBe("/api/bird/1");
    const read = await server.request(location);
    expect(read.headers.get("ETag")).toBe(answer.headers.get("ETag"));
  });

  test("fills in defaults", async () => {
    const { client } = await serve();
    expect(await client.birds.create({ name: "Marry" })).toEqual<Models["Bird"]>({ id: 1, name: "Marry", age: null });
  });

  test("names every invalid member at once, or invalid JSON, and creates nothing", async () => {
    const server = await serve();
    const answer = await server.send("POST", "/api/birds", { age: 151, nick: "M" });
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
    const invalid = { method: "POST", body: '{"name":', headers: { "Content-Type": "application/json" } };
    expect(await (await server.request("/api/birds", invalid)).json()).toMatchObject({
      errors: [{ pointer: "", detail: "must be JSON" }],
    });
    expect(await server.database("bird").select()).toEqual([]);
  });

  test("keeps any name that the contract allows unchanged, and refuses all others", async () => {
    const server = await serve();
    const names = ["a".repeat(100), "𝒳".repeat(100), "é", "e\u0301", "Robert'); drop table bird;--"];
    names.push("\"'`\\", "%", "_", "null", "...", ".a", " a", " .", ". ", "\u2028", "\ufdd0", "true");
    names.push("..a", "....", "a.", "a..");
    const bad = ["", "a".repeat(101), "𝒳".repeat(101), ".", "..", "\u0000", "\u001f", "a\nb", "\u007f", "\u0085"];
    bad.push(" ", "   ", "\u200f\u202eabc", "a\u202e", "\u2066.");
    bad.push("a\n", ".\n", "...\n", "\ud800", "a\udc00");
    for (const name of names) expect((await server.send("POST", "/api/birds", { name })).status).toBe(201);
    for (const name of [...bad, 1, null, ["a"], { a: 1 }, undefined]) {
      const answer = await server.send("POST", "/api/birds", { name });
      expect([name, answer.status]).toEqual([name, 400]);
      const { errors }: Invalid = await answer.json();
      expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(new Set(["/name"]));
    }
    expect(await server.database("bird").orderBy("id").pluck("name")).toEqual(names);
  });

  test("refuses a number beyond all doubles, which would be read as infinite", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin" });
    for (const width of ["1e400", "-1e400", "9".repeat(400)]) {
      const body = `{"place":"tree","occupied":false,"width":${width},"materials":["moss"],"spot":null,"built":null}`;
      const headers = { "Content-Type": "application/json" };
      const answer = await server.request("/api/bird/1/nests", { method: "POST", body, headers });
      expect([width, answer.status]).toEqual([width, 400]);
      expect((await answer.json()).errors).toMatchObject([{ pointer: "/width" }]);
    }
  });

  test("names the rule that a value breaks in the contract's words, where it has some for a pattern", async () => {
    const server = await serve();
    const { errors }: Invalid = await (await server.send("POST", "/api/birds", { name: ".." })).json();
    const { description } = document.components.schemas.BirdName ?? {};
    expect(errors).toEqual([{ pointer: "/name", detail: `must be as described: ${description}` }]);
  });

  test("never reuses an id", async () => {
    const { client } = await serve();
    await client.birds.create({ name: "a" });
    await client.birds.delete(1);
    expect(await client.birds.create({ name: "b" })).toMatchObject({ id: 2 });
  });
});

describe("reading", () => {
  test("responds with 304 to the current ETag, and with the row once it has changed", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin", age: 14 });
    const first = await server.request("/api/bird/1");
    const headers = { "If-None-Match": first.headers.get("ETag") ?? "" };
    const second = await server.request("/api/bird/1", { headers });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect(second.headers.get("ETag")).toBe(first.headers.get("ETag"));
    await server.client.birds.update(1, { age: 15 });
    expect((await server.request("/api/bird/1", { headers })).status).toBe(200);
  });

  test("responds with 304 to a list with the current ETag, and with the row to a malformed list", async () => {
    const server = await serve();
    const tag = (await server.send("POST", "/api/birds", { name: "robin" })).headers.get("ETag") ?? "";
    const status = async (ifNoneMatch: string) =>
      (await server.request("/api/bird/1", { headers: { "If-None-Match": ifNoneMatch } })).status;
    for (const same of [`"a", W/${tag}`, "*"]) expect([same, await status(same)]).toEqual([same, 304]);
    for (const other of ["", `x${tag}`, `"a" ${tag}`]) expect([other, await status(other)]).toEqual([other, 200]);
  });

  test("responds with 404 for an unknown id", async () => {
    const server = await serve();
    const answer = await server.request("/api/bird/7");
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ ...missing, detail: "There is no bird 7." });
  });

  test("refuses an invalid id", async () => {
    const server = await serve();
    for (const method of ["GET", "DELETE"])
      for (const id of ["0", "-1", "x", "1.0", "01", "9007199254740993"]) {
        const answer = await server.request(`/api/bird/${id}`, { method });
        expect([method, id, answer.status]).toEqual([method, id, 400]);
        expect(await answer.json()).toMatchObject({ errors: [{ parameter: "id" }] });
      }
    const answer = await server.request("/api/bird/x", { method: "DELETE" });
    expect(await answer.json()).toMatchObject({ errors: [{ parameter: "id", detail: "must be an integer" }] });
  });
});

describe("updating", () => {
  test("changes the members of the patch, and leaves the others", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin", age: 14 });
    const answer = await server.send(
      "PATCH",
      "/api/bird/1",
      { age: null },
      { "Content-Type": "application/merge-patch+json" },
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual<Models["Bird"]>({ id: 1, name: "robin", age: null });
    expect(await server.client.birds.update(1, { name: "jon" })).toEqual<Models["Bird"]>({
      id: 1,
      name: "jon",
      age: null,
    });
    expect((await server.send("PATCH", "/api/bird/1", { age: 3 })).status).toBe(200); // Plain JSON.
    expect(await server.client.birds.update(1, { age: null })).toMatchObject({ age: null });
    expect(await server.client.birds.update(1, {})).toEqual<Models["Bird"]>({ id: 1, name: "jon", age: null });
  });

  test("refuses to remove a required member, or to change the id", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin" });
    const answer = await server.send("PATCH", "/api/bird/1", { name: null, id: 2 });
    expect(answer.status).toBe(400);
    const { errors }: Invalid = await answer.json();
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/id", "/name"]);
    expect(await server.client.birds.read(1)).toEqual<Models["Bird"]>({ id: 1, name: "robin", age: null });
  });

  test("refuses another version than the one in If-Match with 412, and changes nothing", async () => {
    const server = await serve();
    const created = await server.send("POST", "/api/birds", { name: "robin" });
    const tag = created.headers.get("ETag") ?? "";
    expect(await server.client.birds.update(1, { age: 1 }, { ifMatch: tag })).toMatchObject({ age: 1 });
    const answer = await server.send("PATCH", "/api/bird/1", { age: 2 }, { "If-Match": tag });
    expect(answer.status).toBe(412);
    expect(await answer.json()).toMatchObject(stale);
    expect(await server.client.birds.read(1)).toMatchObject({ age: 1 });
    expect(await server.client.birds.update(1, { age: 3 }, { ifMatch: "*" })).toMatchObject({ age: 3 });
  });

  test("treats an empty or malformed If-Match as one that names no version", async () => {
    const server = await serve();
    const tag = (await server.send("POST", "/api/birds", { name: "robin" })).headers.get("ETag") ?? "";
    const bare = tag.replaceAll('"', "");
    for (const ifMatch of [
      "",
      ",",
      `W/${tag}`,
      `x${tag}`,
      `"a" junk ${tag}`,
      `*,${tag}`,
      bare,
      `"${bare}`,
      `${tag};`,
    ]) {
      const answer = await server.send("PATCH", "/api/bird/1", { age: 1 }, { "If-Match": ifMatch });
      expect([ifMatch, answer.status]).toEqual([ifMatch, 412]);
    }
    expect(await server.client.birds.read(1)).toMatchObject({ age: null });
    for (const ifMatch of [`"a", ${tag}`, `,"a,b" ,,\t${tag},`, `W/"a",${tag}`]) {
      const again = await server.send("PATCH", "/api/bird/1", { age: null }, { "If-Match": ifMatch });
      expect([ifMatch, again.status]).toEqual([ifMatch, 200]);
    }
  });

  test("lets one of many concurrent writers with the same ETag win", async () => {
    const server = await serve();
    const tag = (await server.send("POST", "/api/birds", { name: "robin" })).headers.get("ETag") ?? "";
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, age) => server.send("PATCH", "/api/bird/1", { age }, { "If-Match": tag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
  });

  test("responds with 404 for an unknown id", async () => {
    const server = await serve();
    expect((await server.send("PATCH", "/api/bird/7", { age: 1 })).status).toBe(404);
    expect((await server.send("PATCH", "/api/bird/7", { age: 1 }, { "If-Match": "*" })).status).toBe(404);
  });
});

describe("deleting", () => {
  test("responds with 204, then with 404", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin" });
    const first = await server.request("/api/bird/1", { method: "DELETE" });
    expect([first.status, await first.text()]).toEqual([204, ""]);
    expect((await server.request("/api/bird/1", { method: "DELETE" })).status).toBe(404);
    expect((await server.request("/api/bird/1")).status).toBe(404);
  });

  test("refuses another version than the one in If-Match", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin" });
    const answer = await server.request("/api/bird/1", { method: "DELETE", headers: { "If-Match": '"other"' } });
    expect(answer.status).toBe(412);
    const tag = (await server.request("/api/bird/1")).headers.get("ETag") ?? "";
    await server.client.birds.delete(1, { ifMatch: tag });
    expect((await server.request("/api/bird/1")).status).toBe(404);
  });
});

describe("listing", () => {
  test("filters by every parameter, and by several together", async () => {
    const { client } = await serve();
    for (const [name, age] of [
      ["anna", 20],
      ["anna", 30],
      ["annabel", 25],
      ["bob", 25],
      ["an%", 1],
      ["anton", null],
    ] as const)
      await client.birds.create({ name, age });
    const ids = async (query: Parameters<typeof client.birds.list>[0]) =>
      (await client.birds.list(query)).items.map(({ id }) => id);
    expect(await ids({ name: "anna" })).toEqual([1, 2]);
    expect(await ids({ namePrefix: "anna" })).toEqual([1, 2, 3]);
    expect(await ids({ namePrefix: "an%" })).toEqual([5]);
    expect(await ids({ minAge: 25 })).toEqual([2, 3, 4]);
    expect(await ids({ minAge: 20, maxAge: 25, namePrefix: "a" })).toEqual([1, 3]);
    expect(await ids({ minAge: 31 })).toEqual([]);
  });

  test("finds prefixes up to the end of Unicode", async () => {
    const { client } = await serve();
    const names = ["\u{10FFFF}", "\u{10FFFF}a", "a\u{10FFFF}", "a\u{10FFFF}b", "a", "b", "\uD7FF", "\uD7FFx", "\uE000"];
    for (const name of names) await client.birds.create({ name });
    for (const prefix of ["\u{10FFFF}", "a\u{10FFFF}", "a", "\uD7FF"]) {
      const { items } = await client.birds.list({ namePrefix: prefix });
      expect(items.map(({ name }) => name)).toEqual(names.filter((name) => name.startsWith(prefix)));
    }
  });

  test("links to the next page, except on the last one", async () => {
    const server = await serve();
    for (const name of ["a", "b", "c"]) await server.client.birds.create({ name });
    const first = await server.request("/api/birds?limit=2&sort=-id");
    const { items, nextCursor }: Models["BirdPage"] = await first.json();
    expect(items.map(({ id }) => id)).toEqual([3, 2]);
    const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get("Link") ?? "") ?? [];
    expect(new URLSearchParams(next.split("?")[1]).get("cursor")).toBe(nextCursor);
    const second = await server.request(next);
    expect(second.headers.get("Link")).toBeNull();
    expect(await second.json()).toEqual<Models["BirdPage"]>({ items: [{ id: 1, name: "a", age: null }] });
  });

  test("has pages of 20 rows by default, and of 100 at most", async () => {
    const server = await serve();
    await server.database("bird").insert(Array.from({ length: 101 }, (_, index) => ({ name: `n${index}`, age: null })));
    expect((await server.client.birds.list()).items).toHaveLength(20);
    expect((await server.client.birds.list({ limit: 100 })).items).toHaveLength(100);
    expect((await server.request("/api/birds?limit=101")).status).toBe(400);
  });

  test("names every invalid parameter at once", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds?limit=0&sort=size&minAge=x&colour=red&name=");
    expect(answer.status).toBe(400);
    const { errors }: Invalid = await answer.json();
    expect(new Set(errors.map(({ parameter }) => parameter))).toEqual(
      new Set(["limit", "sort", "minAge", "colour", "name"]),
    );
  });
});

describe("members of every type", () => {
  test("are kept, changed and compared under If-Match", async () => {
    const { client } = await serve();
    await client.birds.create({ name: "robin" });
    const given = { ...nest, materials: ["moss", "O'Neil"], spot: { high: 3 }, built: "2026-05-01" };
    const { data, response } = await client.nests.create(1, given).withResponse();
    expect(data).toEqual({ id: 1, birdId: 1, ...given });
    expect(response.headers.get("Location")).toBe("/api/nest/1");
    expect(await client.nests.read(1)).toEqual(data);
    expect(await client.nests.list(1)).toEqual([data]);
    const ifMatch = response.headers.get("ETag");
    const changed = { ...data, occupied: true, materials: [], spot: null };
    const patch = { occupied: true, materials: [], spot: null };
    expect(await client.nests.update(1, patch, { ifMatch })).toEqual(changed);
    const { error } = await client.nests.update(1, patch, { ifMatch }).result();
    expect(error?.name).toBe("PreconditionFailed");
    const current = (await client.nests.read(1).withResponse()).response.headers.get("ETag");
    await client.nests.delete(1, { ifMatch: current });
    expect(await client.nests.list(1)).toEqual([]);
  });

  test("are filled with the contract's defaults", async () => {
    const { client } = await serve();
    await client.birds.create({ name: "robin" });
    const { occupied, ...given } = nest;
    expect(await client.nests.create(1, given)).toEqual({
      id: 1,
      birdId: 1,
      ...given,
      occupied,
      spot: null,
      built: null,
    });
  });
});

describe("tables", () => {
  test("refuse values that the contract refuses", async () => {
    const { database } = await serve();
    await database("bird").insert({ name: "robin", age: null });
    for (const wrong of [
      { name: null },
      { name: "" },
      { name: "a".repeat(101) },
      { name: "a", age: -1 },
      { name: "a", age: 151 },
      { name: "a", age: "old" },
    ])
      await expect(database("bird").insert(wrong)).rejects.toThrow();
    for (const wrong of [
      { birdId: 2 },
      { place: "sky" },
      { occupied: 2 },
      { width: 0 },
      { width: 501 },
      { materials: "[" },
    ])
      await expect(database("nest").insert({ ...nest, birdId: 1, ...wrong })).rejects.toThrow();
    expect(await database("nest").select()).toEqual([]);
    expect(await database("bird").pluck("name")).toEqual(["robin"]);
  });

  test("have an index for every filter and sort", async () => {
    const { database, databaseUrl } = await serve();
    if (isPostgres(database)) {
      const { rows } = await database.raw("select indexdef from pg_indexes where tablename = 'bird'");
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
        `explain query plan select * from "bird" where ${where} order by ${order} limit 20`,
      );
      expect([where, order, plan.map(({ detail }) => detail.split(" ")[0])]).toEqual([where, order, ["SEARCH"]]);
    }
  });
});
