import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Models } from "../client/client.ts";
import { loadDocument } from "../server/openapi.ts";
import { dereference } from "../server/schema.ts";
import { exampleRow } from "./examples.ts";
import { serve, type TestServer } from "./server.ts";

type User = Models["User"];
type Query = NonNullable<Parameters<TestServer["client"]["users"]["list"]>[0]>;

/** 60 users in 7 names and 5 ages, every sixth of unknown age. */
const rows = Array.from({ length: 60 }, (_, index) =>
  exampleRow("user", { name: `n${(index * 5) % 7}`, age: index % 6 === 0 ? null : (index * 7) % 5 }),
);

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

const { parameters = [] } = loadDocument().paths["/api/users"]?.get ?? {};
const { schema: order = {} } = parameters.find(({ name }) => name === "sort") ?? {};

describe("pages", () => {
  for (const sort of dereference(order, loadDocument()).enum as NonNullable<Query["sort"]>[]) {
    for (const limit of [1, 7, 60]) {
      test(`by ${sort}, ${limit} at a time, hold every user once and in order`, async () => {
        const server = await serve();
        await server.database("user").insert(rows);
        const users = await server.database("user").select();
        expect(await readAll(server, { sort, limit })).toEqual(inOrder(users, sort));
        const young = users.filter(({ age }) => age !== null && age <= 2);
        expect(await readAll(server, { sort, limit, maxAge: 2 })).toEqual(inOrder(young, sort));
      });
    }
  }

  test("skip and repeat nobody when users come and go between them", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    const first = await server.client.users.list({ sort: "-id", limit: 10 });
    await server.client.users.create({ name: "late" });
    await server.client.users.delete(51); // The last of the first page, which its cursor stands on.
    const { nextCursor = "" } = first;
    const second = await server.client.users.list({ sort: "-id", limit: 10, cursor: nextCursor });
    expect(second.items.map(({ id }) => id)).toEqual([50, 49, 48, 47, 46, 45, 44, 43, 42, 41]);
  });

  test("refuse a cursor that is tampered with, or of another filter or sort", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    const { nextCursor = "" } = await server.client.users.list({ limit: 2, minAge: 1 });
    const [id, , check] = JSON.parse(Buffer.from(nextCursor, "base64url").toString()) as unknown[];
    const forged = Buffer.from(JSON.stringify([id, 9, check])).toString("base64url");
    const queries = [
      `minAge=1&cursor=${forged}`,
      `minAge=1&cursor=${nextCursor.slice(0, -4)}`,
      "minAge=1&cursor=x",
      "minAge=1&cursor=",
      `minAge=1&cursor=${Buffer.from("null").toString("base64url")}`,
      `minAge=2&cursor=${nextCursor}`,
      `cursor=${nextCursor}`,
      `minAge=1&sort=-id&cursor=${nextCursor}`,
    ];
    for (const query of queries) {
      const answer = await server.request(`/api/users?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ parameter: "cursor" }] });
    }
    expect((await server.request(`/api/users?minAge=1&limit=5&cursor=${nextCursor}`)).status).toBe(200);
  });

  test("do not ask in which order the filters are sent", async () => {
    const server = await serve();
    await server.database("user").insert(rows);
    const { nextCursor } = await server.client.users.list({ limit: 2, minAge: 1, maxAge: 3 });
    expect((await server.request(`/api/users?maxAge=3&minAge=1&cursor=${nextCursor}`)).status).toBe(200);
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
    for (const key of ["x", 1.5, 1e300]) expect([key, await status("age", key, 1)]).toEqual([key, answered]);
  });

  test("find names by prefix to the end of Unicode", async () => {
    const { client } = await serve();
    const names = ["\u{10FFFF}", "\u{10FFFF}a", "a\u{10FFFF}", "a\u{10FFFF}b", "a", "b", "\uD7FF", "\uD7FFx", "\uE000"];
    for (const name of names) await client.users.create({ name });
    for (const prefix of ["\u{10FFFF}", "a\u{10FFFF}", "a", "\uD7FF"]) {
      const { items } = await client.users.list({ namePrefix: prefix });
      expect(items.map(({ name }) => name)).toEqual(names.filter((name) => name.startsWith(prefix)));
    }
  });
});
