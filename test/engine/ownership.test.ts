/** Rows that belong to their callers: what one owns does not exist for another. */
import { describe, expect, test } from "vitest";
import { testContext } from "../../server/engine/http/testing.ts";
import { createClient } from "./notes/client.ts";
import { notes, service } from "./notes/service.ts";
import { listen, openTestDatabase, serving } from "./serving.ts";

const serve = serving(service, createClient, {});

/** Ada and Bob, each with a client, and what a client does not say. */
async function serveBoth(settings: Parameters<typeof serve>[0] = {}) {
  const server = await serve(settings);
  const callerOf = (name: string) => {
    const headers = { Authorization: `Bearer ${name}.notes` };
    return {
      ...createClient({ baseUrl: server.url, headers, retries: 0 }),
      request: (path: string, init: RequestInit = {}) =>
        server.request(path, { ...init, headers: { ...headers, ...init.headers } }),
    };
  };
  return { ...server, ada: callerOf("ada"), bob: callerOf("bob") };
}

const json = { "Content-Type": "application/json" };
const texts = (page: { items: { text: string }[] }) => page.items.map(({ text }) => text);

describe("a stranger's note", () => {
  test("does not exist: to read, change and delete it is a 404, whatever its ETag", async () => {
    const { ada, bob, database } = await serveBoth();
    const { data: note, response } = await ada.notes.create({ text: "Buy seeds." }).withResponse();
    const tag = response.headers.get("ETag") ?? "";
    const own = { name: "NotFound", message: `404 Not found: There is no note ${note.id}.` };
    for (const attempt of [
      () => bob.notes.read(note.id),
      () => bob.notes.read(note.id, { ifNoneMatch: tag }),
      () => bob.notes.update(note.id, { text: "Mine." }),
      () => bob.notes.update(note.id, { text: "Mine." }, { ifMatch: tag }),
      () => bob.notes.update(note.id, { text: "Mine." }, { ifMatch: "*" }),
      () => bob.notes.update(note.id, {}),
      () => bob.notes.delete(note.id),
      () => bob.notes.delete(note.id, { ifMatch: tag }),
      () => bob.notes.delete(note.id, { ifMatch: '"stale"' }),
    ])
      await expect(attempt()).rejects.toMatchObject(own);
    expect(await database("note").select()).toEqual([{ id: note.id, owner: "ada", text: "Buy seeds.", deleted: null }]);
    expect(await ada.notes.read(note.id)).toEqual({ id: note.id, owner: "ada", text: "Buy seeds.", words: 2 });
  });

  test("is in no list, page or filter, and its cursor is refused", async () => {
    const { ada, bob } = await serveBoth();
    for (const text of ["a", "b", "c"]) await ada.notes.create({ text });
    await bob.notes.create({ text: "b" });
    expect(texts(await ada.notes.list())).toEqual(["a", "b", "c"]);
    expect(texts(await bob.notes.list())).toEqual(["b"]);
    expect(texts(await ada.notes.list({ text: "b" }))).toEqual(["b"]);
    expect(texts(await bob.notes.list({ text: "a" }))).toEqual([]);
    const { nextCursor } = await ada.notes.list({ limit: 1 });
    expect(texts(await ada.notes.list({ limit: 1, cursor: nextCursor }))).toEqual(["b"]);
    await expect(bob.notes.list({ limit: 1, cursor: nextCursor })).rejects.toMatchObject({ name: "InvalidRequest" });
    const all = ada.notes.list({ limit: 1, sort: "-text" }).toArray({ limit: 9 });
    expect((await all).map(({ text, owner }) => [text, owner])).toEqual(["c", "b", "a"].map((text) => [text, "ada"]));
  });

  test("cannot be taken over: the caller is the owner, whatever a request says", async () => {
    const { ada, bob, database } = await serveBoth();
    const { id } = await ada.notes.create({ text: "Buy seeds." });
    for (const [method, path] of [
      ["POST", "/notes"],
      ["PATCH", `/notes/${id}`],
    ] as const)
      for (const more of [{ owner: "ada" }, { id: 7 }, { deleted: 1 }, { words: 9 }]) {
        const body = JSON.stringify({ text: "Mine.", ...more });
        const refused = await bob.request(path, { method, headers: json, body });
        const [name] = Object.keys(more);
        expect([method, name, refused.status]).toEqual([method, name, 400]);
        expect((await refused.json()).errors).toEqual([{ pointer: `/${name}`, detail: "is an unknown property" }]);
      }
    expect(await database("note").pluck("text")).toEqual(["Buy seeds."]);
  });
});

describe("what callers share", () => {
  test("under one Idempotency-Key is each caller's own: both are carried out", async () => {
    const { ada, bob } = await serveBoth();
    const create = { method: "POST", headers: { ...json, "Idempotency-Key": "key" }, body: '{"text":"Sow."}' };
    const [first, second, again] = [
      await ada.request("/notes", create),
      await bob.request("/notes", create),
      await ada.request("/notes", create),
    ];
    expect([first.status, second.status, again.status]).toEqual([201, 201, 201]);
    expect([await first.json(), await second.json(), await again.json()]).toMatchObject([
      { id: 1, owner: "ada" },
      { id: 2, owner: "bob" },
      { id: 1, owner: "ada" },
    ]);
  });

  test("in one turn of the event loop gives each their own rows", async () => {
    const { ada, bob } = await serveBoth();
    for (const text of ["a", "b"]) await ada.notes.create({ text });
    for (const text of ["c", "d"]) await bob.notes.create({ text });
    const both = Array.from({ length: 40 }, (_, index) => (index % 2 ? ada : bob));
    const pages = await Promise.all(both.map(async ({ notes }) => texts(await notes.list())));
    expect(pages).toEqual(both.map((caller) => (caller === ada ? ["a", "b"] : ["c", "d"])));
    const reads = await Promise.all(both.map(async ({ request }) => (await request("/notes/1")).status));
    expect(reads).toEqual(both.map((caller) => (caller === ada ? 200 : 404)));
  });

  test("at the rate limit refuses the one who exceeds it alone", async () => {
    const { ada, bob } = await serveBoth({ rateLimit: 10 });
    const ask = async ({ request }: typeof ada) => (await request("/notes")).status;
    await expect
      .poll(
        async () => {
          const statuses = await Promise.all(Array.from({ length: 11 }, () => ask(ada)));
          return [statuses.includes(429), await ask(ada), await ask(bob)];
        },
        { interval: 1 },
      )
      .toEqual([true, 429, 200]);
  });
});

describe("a deleted note", () => {
  test("is kept, and does not exist for its owner either", async () => {
    const { ada, database } = await serveBoth();
    const { id } = await ada.notes.create({ text: "Buy seeds." });
    await ada.notes.delete(id);
    await expect(ada.notes.read(id)).rejects.toMatchObject({ name: "NotFound" });
    await expect(ada.notes.delete(id)).rejects.toMatchObject({ name: "NotFound" });
    expect(await ada.notes.list()).toEqual({ items: [] });
    expect(await database("note").select()).toMatchObject([{ id, text: "Buy seeds.", deleted: expect.anything() }]);
  });

  test("is gone for a repeated request, too, whose stored response had it", async () => {
    const { ada } = await serveBoth();
    const create = { method: "POST", headers: { ...json, "Idempotency-Key": "key" }, body: '{"text":"Sow."}' };
    const { id } = await (await ada.request("/notes", create)).json();
    expect((await ada.request("/notes", create)).status).toBe(201);
    await ada.notes.delete(id);
    const again = await ada.request("/notes", create);
    expect(again.status).toBe(410);
    expect(await again.text()).not.toContain("Sow.");
  });
});

test("a representation covers what is kept elsewhere: in lists, after changes, and in ETags", async () => {
  const { ada } = await serveBoth();
  const { data: note, response } = await ada.notes.create({ text: "Buy seeds." }).withResponse();
  expect(note.words).toBe(2);
  expect((await ada.notes.list()).items).toEqual([note]);
  const ifMatch = response.headers.get("ETag") ?? "";
  expect((await ada.notes.read(note.id).withResponse()).response.headers.get("ETag")).toBe(ifMatch);
  expect(await ada.notes.update(note.id, { text: "Sow and water." }, { ifMatch })).toMatchObject({ words: 3 });
  await expect(ada.notes.update(note.id, { text: "Wait." }, { ifMatch })).rejects.toMatchObject({
    name: "PreconditionFailed",
  });
});

test("If-Match on what GET makes of no kept row calls its handler with valid input only", async () => {
  const { document } = structuredClone({ document: service.document });
  delete document.components.schemas.Note?.["x-table"];
  document.paths["/notes/{id}"]?.get?.parameters.push({
    ...{ name: "X-Count", in: "header", required: true },
    schema: { type: "integer", minimum: 1, maximum: 10 },
  });
  const seen: unknown[] = [];
  const read: typeof notes.read = async (request, context) => {
    seen.push((request as { headers?: unknown }).headers); // Cast: of another contract.
    return notes.read(request, context);
  };
  const handlers = { ...service.handlers, notes: { ...service.handlers.notes, read: read as never } }; // Cast: found by name.
  const url = await listen({ ...service, document, handlers }, await openTestDatabase(service), { verify: false });
  const headers = { ...json, Authorization: "Bearer ada.notes", "If-Match": "*" };
  await fetch(`${url}/notes`, { method: "POST", headers, body: '{"text":"a"}' });
  const change = async (more: object) =>
    (await fetch(`${url}/notes/1`, { method: "PATCH", headers: { ...headers, ...more }, body: '{"text":"b"}' })).status;
  expect([await change({}), await change({ "X-Count": "1; drop" })]).toEqual([400, 400]);
  expect(await change({ "X-Count": "1" })).toBe(200);
  expect(seen).toEqual([{ "X-Count": 1 }]);
});

describe("rowsOf", () => {
  test("refuses a condition without a value, which would select anything", async () => {
    const database = await openTestDatabase(service);
    await database.insert("note", { owner: "ada", text: "a" });
    for (const where of [{ owner: undefined }, { owner: Number.NaN }, { owner: "ada", deleted: undefined }]) {
      const rows = database.rowsOf("note", { where });
      const [name] = Object.entries(where).find(([, value]) => value !== "ada") ?? [];
      // At once: none shares the work of another.
      const outcomes = await Promise.allSettled([
        rows.find(1),
        rows.page({ query: { limit: 9 } }),
        database.page("note", { query: { limit: 9 } }, { where: {} }),
        rows.list({}),
        rows.update(1, { text: "b" }),
        rows.delete(1),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        ...["rejected", "rejected", "fulfilled", "rejected", "rejected", "rejected"],
      ]);
      expect(outcomes[0]).toMatchObject({ reason: { message: expect.stringMatching(`^where.${name} is `) } });
    }
    expect(await database.query("note").pluck("text")).toEqual(["a"]);
  });

  test("selects by a function as well", async () => {
    const database = await openTestDatabase(service);
    for (const text of ["a", "b", "c"]) await database.insert("note", { owner: "ada", text });
    const late = database.rowsOf("note", { where: (rows) => rows.where("text", ">", "a").orWhere("owner", "bob") });
    expect((await late.list({})).map(({ text }) => text)).toEqual(["b", "c"]);
    await expect(late.find(1)).rejects.toThrow("There is no note 1.");
    await expect(late.update(1, { text: "x" })).rejects.toThrow("There is no note 1.");
    await late.delete(2);
    expect(await database.query("note").orderBy("id").pluck("text")).toEqual(["a", "c"]);
    expect(await late.query().pluck("text")).toEqual(["c"]);
    const insert = () => late.insert({ owner: "ada", text: "d" } as never); // Cast: its type takes nothing.
    await expect(insert()).rejects.toThrow("a function does not say which values a row of its rows has");
  });

  test("stays narrow, whatever is added to its query", async () => {
    const database = await openTestDatabase(service);
    for (const owner of ["ada", "bob"]) await database.insert("note", { owner, text: owner });
    const own = database.rowsOf("note", { where: { owner: "ada" } });
    expect(await own.query().where("text", "x").orWhere("text", "bob").pluck("text")).toEqual([]);
    expect(await own.query().orWhere("text", "bob").orWhere("text", "ada").pluck("owner")).toEqual(["ada"]);
    expect(await own.query().count({ count: "*" })).toEqual([{ count: expect.anything() }]);
  });

  test("needs a condition", async () => {
    const database = await openTestDatabase(service);
    await database.insert("note", { owner: "ada", text: "a" });
    // Cast: in JavaScript, or by any.
    for (const where of [
      undefined,
      null,
      {},
      [],
      new Map([["owner", "bob"]]),
      Promise.resolve({ owner: "bob" }),
    ] as never[])
      expect(() => database.rowsOf("note", { where }), String(where)).toThrow("rowsOf needs a condition");
    const late = database.rowsOf("note", { where: async (rows) => void rows.where("owner", "bob") });
    await expect(late.list({})).rejects.toThrow("a function of a condition must not be async");
    const forgotten = database.rowsOf("note", { where: () => {} });
    for (const attempt of [
      forgotten.list({}),
      forgotten.find(1),
      forgotten.update(1, { text: "x" }),
      forgotten.delete(1),
    ])
      await expect(attempt).rejects.toThrow("a function of a condition must add one");
    for (const value of [() => "bob", 3n, Symbol("x"), new Date(), Number.POSITIVE_INFINITY, database.read.raw("1")]) {
      const rows = database.rowsOf("note", { where: { tenant: value } });
      const attempts = [rows.page({ query: { limit: 1 } }), rows.find(1), rows.list({})];
      for (const attempt of attempts) await expect(attempt).rejects.toThrow("where.tenant is ");
    }
  });

  test("keeps the values of its condition, except null", async () => {
    const database = await openTestDatabase(service);
    const { id } = await database.insert("note", { owner: "ada", text: "a" });
    const own = database.rowsOf("note", { where: { owner: "ada", deleted: null } });
    for (const name of ["owner", "owner ", " OWNER"])
      await expect(own.update(id, { [name]: "bob" })).rejects.toThrow(`${name.trim()} is part of the condition`);
    await own.update(id, { owner: "ada", text: "b" });
    await own.update(id, { deleted: 1 });
    expect(await database.query("note")).toMatchObject([{ owner: "ada", text: "b", deleted: 1 }]);
  });

  test("rolls back what an inner transaction has done, and keeps the rest", async () => {
    const database = await openTestDatabase(service);
    await database.transaction(async (outer) => {
      await outer.insert("note", { owner: "ada", text: "outer" });
      const inner = outer.transaction(async (inside) => {
        await inside.insert("note", { owner: "ada", text: "inner" });
        throw new Error("undone");
      });
      await expect(inner).rejects.toThrow("undone");
    });
    expect(await database.query("note").pluck("text")).toEqual(["outer"]);
  });

  test("works in a transaction", async () => {
    const database = await openTestDatabase(service);
    const work = database.transaction(async (inside) => {
      const own = inside.rowsOf("note", { where: { owner: "ada" } });
      const { id } = await own.insert({ text: "a" });
      await own.update(id, { text: "b" });
      expect(await own.find(id)).toMatchObject({ text: "b", words: 1 });
      throw new Error("undone");
    });
    await expect(work).rejects.toThrow("undone");
    expect(await database.query("note")).toEqual([]);
  });
});

test("a handler is called with a context that a helper makes", async () => {
  const database = await openTestDatabase(service);
  const { id } = await database.insert("note", { owner: "ada", text: "Buy seeds." });
  const context = testContext(service, "notes", "read", { database, caller: { id: "bob", scopes: [] } });
  await expect(notes.read({ path: { id } }, context)).rejects.toThrow(`There is no note ${id}.`);
});
