import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadDocument } from "../server/openapi.ts";
import { readPage, readRows } from "../server/paging.ts";
import { dereference } from "../server/schema.ts";
import { contractTables } from "../server/tables.ts";
import { exampleRow, newUser } from "./examples.ts";
import { serve, type TestServer } from "./server.ts";

type Users = TestServer["client"]["users"];
type User = Awaited<ReturnType<Users["create"]>>;
type Query = NonNullable<Parameters<Users["list"]>[0]>;

const { parameters = [] } = loadDocument().paths["/api/users"]?.get ?? {};
const order = parameters.find(({ name }) => name === "sort")?.schema ?? {};
const orders = dereference(order, loadDocument()).enum as NonNullable<Query["sort"]>[];
const { columns = [] } = contractTables(loadDocument()).find(({ name }) => name === "user") ?? {};
const sorted = columns.filter(({ name, type }) => type !== "id" && orders.some((sort) => sort === name));

/** 60 users in 7 names, of few values in what else they are sorted by, and every sixth of none where there may be none. */
const rows = Array.from({ length: 60 }, (_, index) => {
  const row: Record<string, unknown> = exampleRow("user", { name: `n${(index * 5) % 7}` });
  for (const { name, type, isNullable } of sorted) {
    if (type === "integer") row[name] = Number(row[name]) - ((index * 7) % 5);
    if (isNullable && index % 6 === 0) row[name] = null;
  }
  return row as User;
});

async function readAll({ client }: TestServer, query: Query): Promise<User[]> {
  const found: User[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.users.list({ ...query, ...(cursor && { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

function inOrder(users: User[], sort: string): User[] {
  const key = sort.replace("-", "") as keyof User;
  const sign = sort.startsWith("-") ? -1 : 1;
  const compare = ({ id, [key]: left }: User, { id: otherId, [key]: right }: User) => {
    if (left === right) return sign * (id - otherId);
    return sign * (left === null || (right !== null && left < right) ? -1 : 1);
  };
  return [...users].sort(compare);
}

test("a list with pages and without an order goes by id", async () => {
  const { database } = await serve();
  await database("user").insert(rows);
  const read = (cursor?: string) => readPage(database("user").select(), { limit: 40, cursor }, {});
  const { items, nextCursor } = await read();
  const rest = await read(nextCursor);
  expect([...items, ...rest.items]).toEqual(await database("user").orderBy("id"));
  expect(rest.nextCursor).toBeUndefined();
});

test("a list without pages holds every user that it asks for, in order", async () => {
  const { database } = await serve();
  await database("user").insert(rows);
  const users: User[] = await database("user").select();
  const nullable = sorted.filter(({ isNullable }) => isNullable).map(({ name }) => [name, "nulls first"]);
  const filters = { name: ["name", "="] as const, sort: Object.fromEntries(nullable) };
  const read = (query: { name?: string }) => readRows(database("user").select(), query, filters);
  for (const sort of orders) expect(await read({ sort } as object)).toEqual(inOrder(users, sort));
  const some = users.filter(({ name }) => name === "n2").sort((a, b) => a.id - b.id);
  expect(await read({ name: "n2" })).toEqual(some);
  expect(await read({ name: "n2", limit: 2 } as object)).toEqual(some.slice(0, 2));
});

describe("pages", () => {
  for (const sort of orders) {
    for (const limit of [1, 7, 60]) {
      test(`by ${sort}, ${limit} at a time, hold every user once and in order`, async () => {
        const server = await serve();
        await server.database("user").insert(rows);
        const users = await server.database("user").select();
        expect(await readAll(server, { sort, limit })).toEqual(inOrder(users, sort));
        const some = users.filter(({ name }) => name === "n2");
        expect(await readAll(server, { sort, limit, name: "n2" })).toEqual(inOrder(some, sort));
      });
    }
  }

  test("skip and repeat nobody when users come and go between them", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    const first = await server.client.users.list({ sort: "-id", limit: 10 });
    await server.client.users.create(newUser());
    await server.database("user").where({ id: 51 }).delete(); // The last of the first page, which its cursor stands on.
    const { nextCursor = "" } = first;
    const second = await server.client.users.list({ sort: "-id", limit: 10, cursor: nextCursor });
    expect(second.items.map(({ id }) => id)).toEqual([50, 49, 48, 47, 46, 45, 44, 43, 42, 41]);
  });

  test("refuse a cursor that is tampered with, or of another filter or sort", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    const { nextCursor = "" } = await server.client.users.list({ limit: 2, name: "n1" });
    const [id, , check] = JSON.parse(Buffer.from(nextCursor, "base64url").toString()) as unknown[];
    const forged = Buffer.from(JSON.stringify([id, 9, check])).toString("base64url");
    const queries = [
      `name=n1&cursor=${forged}`,
      `name=n1&cursor=${nextCursor.slice(0, -4)}`,
      "name=n1&cursor=x",
      "name=n1&cursor=",
      `name=n1&cursor=${Buffer.from("null").toString("base64url")}`,
      `name=n2&cursor=${nextCursor}`,
      `cursor=${nextCursor}`,
      `name=n1&sort=-id&cursor=${nextCursor}`,
    ];
    for (const query of queries) {
      const answer = await server.request(`/api/users?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ parameter: "cursor" }] });
    }
    expect((await server.request(`/api/users?name=n1&limit=5&cursor=${nextCursor}`)).status).toBe(200);
  });

  test("do not ask in which order the filters are sent", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    const filters = { one: () => {}, other: () => {} };
    const read = (query: { one: string; other: string; cursor?: string | undefined }) =>
      readPage(server.database("user").select(), { sort: "id" as const, limit: 2, ...query }, filters);
    const { nextCursor } = await read({ one: "a", other: "b" });
    expect((await read({ other: "b", one: "a", cursor: nextCursor })).items.map(({ id }) => id)).toEqual([3, 4]);
  });

  test("are of what each filter lets in", async () => {
    const server = await serve();
    const names = ["a", "ab", "b", "ba", "c"];
    await server.database("user").insert(names.map((name) => ({ ...exampleRow("user"), name })));
    const narrowed = [
      ["=", "b", ["b"]],
      ["<", "b", ["a", "ab"]],
      ["<=", "b", ["a", "ab", "b"]],
      [">", "b", ["ba", "c"]],
      [">=", "b", ["b", "ba", "c"]],
      ["in", ["a", "c", "d"], ["a", "c"]],
      ["in", [], []],
      ["begins", "b", ["b", "ba"]],
    ] as const;
    for (const [comparison, value, found] of narrowed) {
      const query = { sort: "id" as const, limit: 9, given: value };
      const { items } = await readPage(server.database("user").select(), query, { given: ["name", comparison] });
      expect([comparison, items.map(({ name }) => name)]).toEqual([comparison, found]);
    }
  });

  test("are of what all filters let in, whatever one says in the query's own words", async () => {
    const server = await serve();
    const ids = ["a", "b", "a", "c", "a"].map((name) => ({ ...exampleRow("user"), name }));
    await server.database("user").insert(ids);
    const read = (cursor?: string) =>
      readPage(
        server.database("user").select(),
        { sort: "id" as const, limit: 2, either: "a", other: 2, cursor },
        { either: (rows, name) => rows.where({ name }).orWhere({ name: "b" }), other: ["id", ">="] },
      );
    const { items, nextCursor } = await read();
    expect(items.map(({ id }) => id)).toEqual([2, 3]);
    expect((await read(nextCursor)).items.map(({ id }) => id)).toEqual([5]);
  });

  test("refuse a position that was made up, where no row could stand on it", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    /** A cursor whose check is right: it holds no secret. */
    const forge = (sort: string, position: unknown[]) => {
      const check = createHash("sha256")
        .update(JSON.stringify(position))
        .update(JSON.stringify([sort, []]));
      return Buffer.from(JSON.stringify([...position, check.digest("base64url").slice(0, 12)])).toString("base64url");
    };
    const status = async (sort: string, ...position: unknown[]) =>
      (await server.request(`/api/users?sort=${sort}&cursor=${forge(sort, position)}`)).status;
    expect(await status("name", "a", 1)).toBe(200); // As forged as the others.
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
    // Only PostgreSQL minds another type; to SQLite it is before or behind all rows.
    const answered = server.databaseUrl.startsWith("sqlite:") ? 200 : 400;
    for (const { name } of sorted.filter(({ type }) => type === "integer"))
      for (const key of ["x", 1.5, 1e300]) expect([key, await status(name, key, 1)]).toEqual([key, answered]);
  });
});
