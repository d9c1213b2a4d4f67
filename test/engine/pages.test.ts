import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { operators } from "../../server/engine/contract/document.ts";
import { readPage } from "../../server/engine/database/pages.ts";
import { serve, service } from "./aviary.ts";
import type { Types } from "./generated/contract.ts";
import { openTestDatabase } from "./serving.ts";

type Server = Awaited<ReturnType<typeof serve>>;
type Bird = Types["models"]["Bird"];
type Query = NonNullable<Parameters<Server["client"]["birds"]["list"]>[0]>;

const sorts = ["id", "-id", "name", "-name", "age", "-age"] as const;
const columns = service.tables.find(({ name }) => name === "bird")?.columns ?? [];

/** 60 birds with 7 names and 5 ages; every sixth age is unknown. */
const rows = Array.from({ length: 60 }, (_, index) => ({
  name: `n${(index * 5) % 7}`,
  age: index % 6 === 0 ? null : 14 - ((index * 7) % 5),
}));

async function readAll({ client }: Server, query: Query): Promise<Bird[]> {
  const found: Bird[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.birds.list({ ...query, cursor });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

function inOrder(birds: Bird[], sort: (typeof sorts)[number]): Bird[] {
  const key = sort.replace("-", "") as keyof Bird; // Cast: the contract sorts by members.
  const sign = sort.startsWith("-") ? -1 : 1;
  const compare = ({ id, [key]: left }: Bird, { id: otherId, [key]: right }: Bird) => {
    if (left === right) return sign * (id - otherId);
    return sign * (left === null || (right !== null && left < right) ? -1 : 1);
  };
  return [...birds].sort(compare);
}

describe("pages", () => {
  test.each([30, 7, 1])("of at most %i rows hold every row once, in each order", async (limit) => {
    const server = await serve();
    await server.database("bird").insert(rows.slice(0, 30));
    const birds: Bird[] = await server.database("bird").select();
    for (const sort of sorts) {
      expect([sort, await readAll(server, { sort, limit })]).toEqual([sort, inOrder(birds, sort)]);
      const some = birds.filter(({ name }) => name === "n2");
      expect([sort, await readAll(server, { sort, limit, name: "n2" })]).toEqual([sort, inOrder(some, sort)]);
    }
  });

  test("go by id without a sort", async () => {
    const database = await openTestDatabase(service);
    await database.write("bird").insert(rows);
    const read = (cursor?: string) => database.page("bird", { query: { limit: 40, cursor } });
    const { items, nextCursor } = await read();
    const rest = await read(nextCursor);
    expect([...items, ...rest.items]).toEqual(await database.query("bird").orderBy("id"));
    expect(rest.nextCursor).toBeUndefined();
  });

  test("skip and repeat no row when others come and go between them", async () => {
    const server = await serve();
    await server.database("bird").insert(rows);
    const first = await server.client.birds.list({ sort: "-id", limit: 10 });
    await server.client.birds.create({ name: "robin" });
    await server.database("bird").where({ id: 51 }).delete(); // The last of the first page, which its cursor stands on.
    const second = await server.client.birds.list({ sort: "-id", limit: 10, cursor: first.nextCursor });
    expect(second.items.map(({ id }) => id)).toEqual([50, 49, 48, 47, 46, 45, 44, 43, 42, 41]);
  });

  test("hold what each operator selects", async () => {
    const { database } = await serve();
    const names = ["a", "ab", "b", "ba", "c"];
    await database("bird").insert(names.map((name) => ({ name, age: null })));
    const selected = [
      ["=", "b", ["b"]],
      ["<", "b", ["a", "ab"]],
      ["<=", "b", ["a", "ab", "b"]],
      [">", "b", ["ba", "c"]],
      [">=", "b", ["b", "ba", "c"]],
      ["in", ["a", "c", "d"], ["a", "c"]],
      ["in", [], []],
      ["startsWith", "b", ["b", "ba"]],
    ] as const;
    expect(new Set(selected.map(([operator]) => operator))).toEqual(new Set(operators));
    for (const [operator, given, found] of selected) {
      const query = { limit: 9, given };
      const filters = { given: { column: "name", operator } };
      const { items } = await readPage(database("bird").select(), { columns, filters }, { query });
      expect([operator, items.map(({ name }) => name)]).toEqual([operator, found]);
    }
  });

  test("hold what parameters of path and query and the handler select together", async () => {
    const database = await openTestDatabase(service);
    await database.write("bird").insert(["a", "b", "a", "c", "a"].map((name) => ({ name, age: null })));
    const filtered = database.forOperation({ least: { column: "id", operator: ">=" } });
    const read = async (cursor?: string) => {
      const request = { path: { least: 2 }, query: { limit: 2, cursor } };
      return filtered.page("bird", request, { where: (rows) => rows.where({ name: "a" }).orWhere({ name: "b" }) });
    };
    const { items, nextCursor } = await read();
    expect(items.map(({ id }) => id)).toEqual([2, 3]);
    expect((await read(nextCursor)).items.map(({ id }) => id)).toEqual([5]);
    const request = { path: { least: 2 }, query: { limit: 5 } };
    const both = ["a", "c"].map((name) => filtered.page("bird", request, { where: { name } }));
    expect((await Promise.all(both)).map(({ items }) => items.map(({ id }) => id))).toEqual([[3, 5], [4]]);
  });
});

describe("lists without pages", () => {
  test("hold all rows that the request selects, in each order", async () => {
    const database = await openTestDatabase(service);
    await database.write("bird").insert(rows);
    const birds: Bird[] = await database.query("bird");
    const read = (query: object) =>
      database.forOperation({ name: { column: "name", operator: "=" } }).list("bird", { query });
    for (const sort of sorts) expect([sort, await read({ sort })]).toEqual([sort, inOrder(birds, sort)]);
    const some = inOrder(birds, "id").filter(({ name }) => name === "n2");
    expect(await read({ name: "n2" })).toEqual(some);
    expect(await read({ name: "n2", limit: 2 })).toEqual(some.slice(0, 2));
  });

  test("are filtered by path, by repeated parameters and by booleans", async () => {
    const { client } = await serve();
    for (const name of ["robin", "wren"]) await client.birds.create({ name });
    const build = (bird: number, place: "tree" | "ground" | "house", occupied: boolean) =>
      client.nests.create(bird, { place, occupied, width: 1, materials: [] });
    for (const place of ["tree", "ground", "house"] as const) await build(1, place, place === "tree");
    await build(2, "tree", false);
    const ids = async (bird: number, query: Parameters<typeof client.nests.list>[1]) =>
      (await client.nests.list(bird, query)).map(({ id }) => id);
    expect(await ids(1, {})).toEqual([1, 2, 3]);
    expect(await ids(2, {})).toEqual([4]);
    expect(await ids(1, { places: ["house", "tree"] })).toEqual([1, 3]);
    expect(await ids(1, { places: ["house", "tree"], occupied: false })).toEqual([3]);
    expect(await ids(1, { occupied: true })).toEqual([1]);
  });
});

describe("a cursor", () => {
  test("is refused when altered, or sent with another filter or sort", async () => {
    const server = await serve();
    await server.database("bird").insert(rows);
    const { nextCursor = "" } = await server.client.birds.list({ limit: 2, name: "n1" });
    const [id, , check]: unknown[] = JSON.parse(Buffer.from(nextCursor, "base64url").toString());
    const altered = Buffer.from(JSON.stringify([id, 9, check])).toString("base64url");
    const queries = [
      `name=n1&cursor=${altered}`,
      `name=n1&cursor=${nextCursor.slice(0, -4)}`,
      "name=n1&cursor=x",
      "name=n1&cursor=",
      `name=n1&cursor=${Buffer.from("null").toString("base64url")}`,
      `name=n2&cursor=${nextCursor}`,
      `cursor=${nextCursor}`,
      `name=n1&sort=-id&cursor=${nextCursor}`,
    ];
    for (const query of queries) {
      const answer = await server.request(`/api/birds?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ parameter: "cursor" }] });
    }
    expect((await server.request(`/api/birds?name=n1&limit=5&cursor=${nextCursor}`)).status).toBe(200);
  });

  test("is refused with another path, or another choice of the handler", async () => {
    const database = await openTestDatabase(service);
    await database.write("bird").insert(rows);
    const read = (id: number, name: string, cursor?: string) =>
      database.page("bird", { path: { id }, query: { limit: 2, cursor } }, { where: { name } });
    const { nextCursor } = await read(1, "n1");
    for (const [id, name] of [
      [2, "n1"],
      [1, "n2"],
    ] as const)
      await expect(read(id, name, nextCursor)).rejects.toMatchObject({ status: 400 });
    expect((await read(1, "n1", nextCursor)).items).toHaveLength(2);
  });

  test("fits the same filters in any order", async () => {
    const server = await serve();
    await server.database("bird").insert(rows);
    const first = await server.request("/api/birds?minAge=0&maxAge=150&limit=2");
    const { nextCursor }: { nextCursor: string } = await first.json();
    const second = await server.request(`/api/birds?limit=2&maxAge=150&minAge=0&cursor=${nextCursor}`);
    expect(await second.json()).toMatchObject({ items: [{ id: 4 }, { id: 5 }] });
  });

  test("is refused when forged for a position that no row can have", async () => {
    const server = await serve();
    await server.database("bird").insert(rows);
    /** A cursor with a valid check: it holds no secret. */
    const forge = (sort: string, position: unknown[]) => {
      const check = createHash("sha256")
        .update(JSON.stringify(position))
        .update(JSON.stringify([sort, {}, [], undefined]));
      return Buffer.from(JSON.stringify([...position, check.digest("base64url").slice(0, 12)])).toString("base64url");
    };
    const status = async (sort: string, ...position: unknown[]) =>
      (await server.request(`/api/birds?sort=${sort}&cursor=${forge(sort, position)}`)).status;
    expect(await status("name", "a", 1)).toBe(200); // The forgery works.
    const wrong: [sort: string, ...position: unknown[]][] = [
      ["name", { isRawInstance: true }, 1],
      ["name", "a", { isRawInstance: true }],
      ["name", "a", "x"],
      ["name", "a", 1e300],
      ["name", "a\0b", 1],
      ["name", "\ud800", 1],
      ["name", ["a"], 1],
      ["name", true, 1],
      ["name", null, 1],
      ["id", 1, {}],
      ["id", 1, 1.5],
      ["id", 1],
    ];
    for (const each of wrong) expect([each, await status(...each)]).toEqual([each, 400]);
    // SQLite compares values of any two types: such a position is before or behind all rows.
    const expected = server.databaseUrl.startsWith("sqlite:") ? 200 : 400;
    for (const key of ["x", 1.5, 1e300]) expect([key, await status("age", key, 1)]).toEqual([key, expected]);
  });
});
