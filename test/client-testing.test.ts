import { expect, test, vi } from "vitest";
import { createClient, InvalidRequest, TooManyRequests } from "../client/client.ts";
import { createTestFetch } from "../client/testing.ts";
import { answers } from "../generated/examples.ts";
import { exampleCalls, newUser } from "./examples.ts";

const baseUrl = "http://service.test/behind/a/proxy/";

test.each(exampleCalls)("$operation.id answers the contract's example", async ({ call, answer }) => {
  const { data, response } = await call(createClient({ baseUrl, fetch: createTestFetch() })).withResponse();
  expect([data, response.status]).toEqual([answer?.body, answer?.status]);
  for (const [header, value] of Object.entries(answer?.headers ?? {})) expect(response.headers.get(header)).toBe(value);
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
  await expect(users.create(newUser())).rejects.toThrow(InvalidRequest);
  await expect(users.list()).rejects.toThrow(TooManyRequests);
  await expect(users.list()).rejects.toMatchObject({ retryAfter: 1_000 });
});

test("what an operation does not declare does not compile", () => {
  const wrong = () => [
    // @ts-expect-error reading a user knows no precondition
    createTestFetch({ users: { read: "PreconditionFailed" } }),
    // @ts-expect-error a user has an id
    createTestFetch({ users: { read: { name: "Ann" } } }),
    // @ts-expect-error no such operation
    createTestFetch({ users: { count: 1 } }),
  ];
  expect(wrong).toBeTypeOf("function");
});
