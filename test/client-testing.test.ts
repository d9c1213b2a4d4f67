import { expect, test, vi } from "vitest";
import { createClient, InvalidRequest, TooManyRequests } from "../client/client.ts";
import { createTestFetch } from "../client/testing.ts";
import { answers } from "../generated/examples.ts";

const baseUrl = "http://service.test/behind/a/proxy/";

test("every operation answers the contract's example", async () => {
  const { users } = createClient({ baseUrl, fetch: createTestFetch() });
  const john = answers.users.read.body;
  expect(await users.list().toArray({ limit: 10 })).toEqual([john]);
  expect(await users.create({ name: "Ann" })).toEqual(john);
  expect(await users.listNamed("Ann")).toEqual({ user: [john] });
  expect(await users.createNamed("Ann", { age: 1 })).toEqual({ user: john });
  expect(await users.update(2, {})).toEqual(answers.users.update.body);
  expect(await users.delete(2)).toBeUndefined();
  const { data, response } = await users.read(2).withResponse();
  expect([data, response.status, response.headers.get("ETag")]).toEqual([john, 200, expect.any(String)]);
});

test("an operation answers what it is told: a value, a problem, or either by the request", async () => {
  const ann = { ...answers.users.read.body, id: 7, name: "Ann" };
  const read = vi.fn((request: Request) => (request.url.endsWith("/7") ? ann : "NotFound"));
  const { users } = createClient({
    baseUrl,
    retries: 0,
    fetch: createTestFetch({ users: { read, create: "InvalidRequest", list: "TooManyRequests" } }),
  });
  expect(await users.read(7)).toEqual(ann);
  expect(await users.read(8).result()).toMatchObject({ ok: false, error: { name: "NotFound", status: 404 } });
  expect(read).toHaveBeenCalledTimes(2);
  await expect(users.create({ name: "Ann" })).rejects.toThrow(InvalidRequest);
  await expect(users.list()).rejects.toThrow(TooManyRequests);
  await expect(users.list()).rejects.toMatchObject({ retryAfter: 1_000 });
});

test("what an operation does not declare does not compile", () => {
  const wrong = () => [
    // @ts-expect-error reading a user knows no precondition
    createTestFetch({ users: { read: "PreconditionFailed" } }),
    // @ts-expect-error a user has an id
    createTestFetch({ users: { read: { name: "Ann", age: null } } }),
    // @ts-expect-error no such operation
    createTestFetch({ users: { count: 1 } }),
  ];
  expect(wrong).toBeTypeOf("function");
});
