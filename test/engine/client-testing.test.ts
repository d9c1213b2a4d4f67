import { expect, test, vi } from "vitest";
import { createClient, createTestFetch, document } from "./aviary.ts";
import { exampleCalls } from "./examples.ts";
import { InvalidRequest, TooManyRequests } from "./generated/errors.ts";
import { examples } from "./generated/examples.ts";

const baseUrl = "http://service.test/behind/a/proxy/";

/** Wider than they are, to be found by name. */
const answers: Record<string, Record<string, { status: number; headers: object; body?: unknown }>> = examples.answers;

const calls = exampleCalls(document).filter(({ isIterated }) => !isIterated);

test.each(calls)("responds to $id with the contract's example", async ({ group, name, call }) => {
  const received = await call(createClient({ baseUrl, fetch: createTestFetch() }))?.withResponse();
  const { status, headers, body } = answers[group]?.[name] ?? {};
  const data = received?.data instanceof Blob ? await received.data.text() : received?.data;
  expect([data, received?.response.status]).toEqual([body, status]);
  for (const [header, value] of Object.entries(headers ?? {}))
    expect(received?.response.headers.get(header)).toBe(value);
});

test("responds with an example of each event", async () => {
  const { concerts } = createClient({ baseUrl, fetch: createTestFetch() });
  const received: string[] = [];
  for await (const { event } of concerts.listen({ verses: 1 })) received.push(event);
  expect(received).toEqual(["verse", "rest"]);
});

test("responds with what is given for an operation: a value, a problem, or a function that returns either", async () => {
  const finch = { ...examples.answers.birds.read.body, id: 7, name: "finch" };
  const read = vi.fn((request: Request) => (request.url.endsWith("/7") ? finch : "NotFound"));
  const { birds } = createClient({
    baseUrl,
    retries: 0,
    fetch: createTestFetch({ birds: { read, create: "InvalidRequest", list: "TooManyRequests" } }),
  });
  expect(await birds.read(7)).toEqual(finch);
  expect(await birds.read(8).result()).toMatchObject({ ok: false, error: { name: "NotFound", status: 404 } });
  expect(read).toHaveBeenCalledTimes(2);
  await expect(birds.create({ name: "robin" })).rejects.toThrow(InvalidRequest);
  await expect(birds.list()).rejects.toThrow(TooManyRequests);
  await expect(birds.list()).rejects.toMatchObject({ retryAfter: 1_000 });
});

test("a response that its operation does not declare does not compile", () => {
  const wrong = () => [
    // @ts-expect-error Birds_read does not declare this problem
    createTestFetch({ birds: { read: "PreconditionFailed" } }),
    // @ts-expect-error the id is missing
    createTestFetch({ birds: { read: { name: "finch" } } }),
    // @ts-expect-error no such operation
    createTestFetch({ birds: { count: 1 } }),
  ];
  expect(wrong).toBeTypeOf("function");
});
