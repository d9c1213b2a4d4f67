import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import * as all from "../client/client.ts";
import {
  AbortError,
  ApiError,
  ClientError,
  type ClientOptions,
  ConnectionError,
  createClient,
  KeyReused,
  type LogEvent,
  NotFound,
  TimeoutError,
} from "../client/client.ts";
import { answers } from "../generated/examples.ts";
import { problems } from "../generated/operations.ts";
import { exampleCalls, newUser } from "./examples.ts";

const john = answers.users.read.body;

// Full jitter at its least: pauses that the service does not ask for take no time.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

describe("a call that may be sent again", () => {
  test.each([408, 429, 500, 502, 503, 504])("is sent again after %i", async (status) => {
    const { client, sent } = await faulty(answer(status), json(john));
    expect(await client.users.read(1)).toEqual(john);
    expect(sent).toHaveLength(2);
  });

  test.each([
    ["seconds", { "Retry-After": "0" }],
    ["a date", { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", Date: "Wed, 21 Oct 2026 07:28:00 GMT" }],
  ])("waits as long as Retry-After says in %s", async (_, headers) => {
    vi.mocked(Math.random).mockImplementation(() => expect.unreachable("the service has said how long"));
    for (const status of [429, 503]) {
      const { client, events } = await faulty(answer(status, headers), json(john));
      expect(await client.users.read(1)).toEqual(john);
      expect(events).toMatchObject([{ status, retryIn: 0 }, { status: 200 }]);
    }
  });

  test("fails at once when Retry-After leads past its time, and says for how long", async () => {
    const { client, sent } = await faulty(answer(503, { "Retry-After": "61" }));
    await expect(client.users.read(1)).rejects.toMatchObject({ status: 503, retryAfter: 61_000 });
    const dated = { "Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT", Date: "Wed, 21 Oct 2026 07:28:00 GMT" };
    const other = await faulty(answer(503, dated));
    await expect(other.client.users.read(1)).rejects.toMatchObject({ retryAfter: 120_000 });
    expect(sent.length + other.sent.length).toBe(2);
  });

  test("ignores a Retry-After that is neither", async () => {
    const { client } = await faulty(answer(503, { "Retry-After": "soon" }), json(john));
    expect(await client.users.read(1)).toEqual(john);
  });

  test("is sent again when nothing listens, and then says so", async () => {
    const { client, events, stop } = await faulty();
    await stop();
    await expect(client.users.read(1)).rejects.toThrow(ConnectionError);
    expect(events.map(({ error }) => error)).toEqual(["ConnectionError", "ConnectionError", "ConnectionError"]);
  });

  test("is sent again after a reset in the middle of a body, of a success as of an error", async () => {
    for (const status of [200, 404]) {
      const { client, sent } = await faulty(breakOff(status), breakOff(status), json(john));
      expect(await client.users.read(1)).toEqual(john);
      expect(sent).toHaveLength(3);
      const hopeless = await faulty(breakOff(status));
      const { error } = await hopeless.client.users.read(1, { retries: 0 }).result();
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error?.cause).toBeInstanceOf(Error);
    }
  });

  test("is sent again when an answer, or its body, does not come in time", async () => {
    for (const slow of [silence, trickle]) {
      const { client, events } = await faulty(slow, json(john));
      expect(await client.users.read(1, { timeout: 100, retries: 9 })).toEqual(john);
      expect(events[0]).toMatchObject({ error: "TimeoutError", retryIn: 0 });
      const hopeless = await faulty(slow);
      await expect(hopeless.client.users.read(1, { timeout: 50, retries: 0 })).rejects.toThrow(TimeoutError);
    }
  });

  test("is sent as often as it says, or its client, or else three times", async () => {
    for (const [ofClient, ofCall, expected] of [
      [{}, {}, 3],
      [{ retries: 1 }, {}, 2],
      [{ retries: 1 }, { retries: 0 }, 1],
      [{}, { retries: 3 }, 4],
    ] as const) {
      const { client, sent } = await faulty({ options: ofClient }, answer(503));
      await expect(client.users.read(1, ofCall)).rejects.toThrow("503");
      expect(sent).toHaveLength(expected);
    }
  });

  test("waits longer each time, somewhere in twice as much, and leaves no timer", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    vi.mocked(Math.random).mockReturnValue(0.5);
    const events: LogEvent[] = [];
    const client = createClient({
      baseUrl: "http://service.test",
      fetch: async () => new Response(null, { status: 503 }),
      retries: 6,
      logger: (event) => events.push(event),
    });
    const call = client.users.read(1).result();
    await vi.runAllTimersAsync();
    expect(await call).toMatchObject({ ok: false });
    expect(events.map(({ retryIn }) => retryIn)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is one that changes nothing twice: no other is sent again, but after a 429, which did nothing", async () => {
    const { client, sent } = await faulty(answer(502));
    for (const { operation, call } of exampleCalls) {
      const before = sent.length;
      await expect(call(client)).rejects.toThrow("502");
      const creates = operation.method === "POST" && !operation.headers.includes("Idempotency-Key");
      expect([operation.id, sent.length - before]).toEqual([operation.id, creates ? 1 : 3]);
    }
    for (const [status, times] of [
      [502, 1],
      [429, 3],
    ] as const) {
      const { client, sent } = await faulty(answer(status));
      await expect(client.users.update(1, {}, { ifMatch: '"x"' })).rejects.toThrow(String(status));
      expect(sent).toHaveLength(times);
    }
  });

  test("has one Idempotency-Key for all attempts if it creates, and another for another call", async () => {
    const { client, sent } = await faulty(answer(502), reset, json(john, 201));
    await client.users.create(newUser());
    await client.users.create(newUser());
    const keys = sent.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3]]);
    expect(keys[0]).toMatch(/^[!-~]{16,255}$/);
    expect(keys[3]).not.toBe(keys[0]);
    await client.users.create(newUser(), { idempotencyKey: "mine" });
    await client.users.create(newUser(), { headers: { "idempotency-key": "also mine" } });
    await client.users.create(newUser(), { retries: 0 });
    await client.users.read(1).result();
    expect(sent.slice(4).map(({ headers }) => headers["idempotency-key"])).toEqual([
      "mine",
      "also mine",
      undefined,
      undefined,
    ]);
  });

  test("waits for the first request under its key", async () => {
    const { client, sent } = await faulty(problem("RequestRunning", { "Retry-After": "0" }), json(john, 201));
    expect(await client.users.create(newUser())).toEqual(john);
    expect(sent).toHaveLength(2);
    const { client: refused } = await faulty(problem("KeyReused"));
    await expect(refused.users.create(newUser())).rejects.toThrow(KeyReused);
  });
});

describe("a call that is ended", () => {
  test("by its total time ends all attempts and pauses", async () => {
    const { client } = await faulty(silence);
    await expect(client.users.read(1, { timeout: 40, totalTimeout: 60 })).rejects.toThrow("within 60 ms");
  });

  test("by its caller says so, with the caller's reason, wherever it was", async () => {
    const reason = new Error("the user left");
    for (const stage of [silence, trickle, answer(503, { "Retry-After": "30" })]) {
      const controller = new AbortController();
      const { client, sent } = await faulty({ onBegun: () => setImmediate(() => controller.abort(reason)) }, stage);
      const { error } = await client.users.read(1, { signal: controller.signal }).result();
      expect(error).toBeInstanceOf(AbortError);
      expect(error).toMatchObject({ name: "AbortError", cause: reason });
      expect(sent).toHaveLength(1);
    }
  });

  test("in a pause ends at once, sends no more and leaves no timer", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const fetch = vi.fn(async () => new Response(null, { status: 503, headers: { "Retry-After": "30" } }));
    const client = createClient({
      baseUrl: "http://service.test",
      fetch,
      logger: ({ retryIn }) => retryIn && queueMicrotask(() => controller.abort()),
    });
    await expect(client.users.read(1, { signal: controller.signal })).rejects.toThrow(AbortError);
    await vi.runAllTimersAsync();
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalled();
  });

  test("before it began sends nothing", async () => {
    const { client, sent } = await faulty(json(john));
    await expect(client.users.read(1, { signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
    expect(sent).toEqual([]);
  });

  test("does not wait for a fetch that takes no notice", async () => {
    const client = createClient({ baseUrl: "http://service.test", fetch: () => new Promise(() => {}) });
    await expect(client.users.read(1, { timeout: 10, retries: 0 })).rejects.toThrow(TimeoutError);
  });
});

describe("an answer that is not what the contract says", () => {
  const html = { "Content-Type": "text/html" };
  test.each<[string, RequestListener, object]>([
    ["a proxy's page", answer(502, html, "<h1>Bad Gateway</h1>"), { status: 502, message: "502 Bad Gateway" }],
    ["a proxy's page for what is not found", answer(404, html, "<h1>?</h1>"), { status: 404 }],
    ["an empty failure", answer(500), { status: 500, message: "500 Internal Server Error" }],
    ["a failure in JSON that is no problem", answer(400, { "Content-Type": "application/json" }, '{"title":"?"}'), {}],
    ["a problem that is none", answer(400, { "Content-Type": "application/problem+json" }, "null"), { status: 400 }],
    ["a success in HTML", answer(200, html, "<form>"), { status: 200, message: /application\/json/ }],
    ["a success in HTML that calls itself JSON", answer(200, { "Content-Type": "application/json" }, "<form>"), {}],
    ["an empty success", answer(200, { "Content-Type": "application/json" }), { status: 200 }],
    ["a success without a media type", answer(200, {}, JSON.stringify(john)), { status: 200 }],
    ["a 304 for who has no copy", answer(304), { status: 304 }],
    ["a success that is not declared", answer(202, { "Content-Type": "application/json" }, "{}"), { status: 202 }],
  ])("is an error without a problem: %s", async (_, listener, { message, ...facts }: { message?: unknown }) => {
    const { client } = await faulty(listener);
    const { error } = await client.users.read(1, { retries: 0 }).result();
    expect(Object.getPrototypeOf(error)).toBe(ApiError.prototype);
    expect(error).toMatchObject({ name: "ApiError", type: undefined, ...facts });
    expect(error).toHaveProperty("problem", undefined);
    if (message) expect(error?.message).toMatch(message as string | RegExp);
  });

  test("is no success without a body either, whatever a portal answers", async () => {
    const { client } = await faulty(answer(200, html, "Please log in"));
    for (const { call } of exampleCalls) await expect(call(client)).rejects.toThrow(ApiError);
  });

  test("may be a problem that the contract does not declare", async () => {
    const { client } = await faulty(
      answer(
        418,
        { "Content-Type": "application/problem+json; charset=utf-8", "X-Request-Id": "r-1" },
        '{"detail":"Tea."}',
      ),
    );
    const { error } = await client.users.read(1).result();
    expect(error).toMatchObject({
      name: "ApiError",
      status: 418,
      requestId: "r-1",
      problem: { type: "about:blank", status: 418, title: "I'm a Teapot", detail: "Tea." },
    });
  });
});

test("an error is of its problem's class, which has its name", async () => {
  for (const name of Object.keys(problems) as (keyof typeof problems)[]) {
    const { client } = await faulty(problem(name, { "X-Request-Id": "r-7" }));
    const error: unknown = await client.users.read(1, { retries: 0 }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Reflect.get(all, name));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(ClientError);
    const { type, status } = problems[name];
    expect(error).toMatchObject({ name, type, status, requestId: "r-7", problem: { detail: "So it is." } });
  }
});

test("middleware stands around each attempt, the first outermost, and its own failures are not the network's", async () => {
  const seen: string[] = [];
  const { client } = await faulty(
    {
      options: {
        middleware: [
          async (request, next) => {
            seen.push("outer");
            const response = await next(new Request(request, { headers: { ...headersOf(request), "X-Trace": "t" } }));
            seen.push(`outer ${response.status}`);
            return response;
          },
          (request, next) => {
            seen.push(`inner ${request.headers.get("X-Trace")}`);
            return next(request);
          },
        ],
      },
    },
    answer(503),
    json(john),
  );
  expect(await client.users.read(1)).toEqual(john);
  expect(seen).toEqual(["outer", "inner t", "outer 503", "outer", "inner t", "outer 200"]);
  const broken = createClient({
    middleware: [
      () => {
        throw new RangeError("mine");
      },
    ],
  });
  await expect(broken.users.read(1).result()).rejects.toThrow(TypeError); // No baseUrl, and no page to take it from.
  const { client: throwing, sent } = await faulty(
    { options: { middleware: [async () => Promise.reject(new RangeError("mine"))] } },
    json(john),
  );
  await expect(throwing.users.read(1).result()).rejects.toThrow(RangeError);
  expect(sent).toEqual([]);
});

test("the logger is told of each attempt, and of no value", async () => {
  const { client, events } = await faulty(
    { options: { token: "s3cret", headers: { Cookie: "s3cret" } } },
    answer(503, { "X-Request-Id": "r-1" }),
    answer(400, { "Content-Type": "application/problem+json" }, JSON.stringify({ title: "No", detail: "s3cret" })),
  );
  await client.users.create(newUser({ name: "s3cret" }), { idempotencyKey: "s3cret" }).result();
  await client.users.listNamed("s3cret").result();
  expect(events).toMatchObject([
    {
      operation: "users.create",
      method: "POST",
      path: "/api/users",
      attempt: 1,
      status: 503,
      requestId: "r-1",
    },
    { operation: "users.create", attempt: 2, status: 400, error: "ApiError" },
    { operation: "users.listNamed", method: "GET", path: "/api/users/{name}", attempt: 1, status: 400 },
  ]);
  expect(JSON.stringify(events)).not.toContain("s3cret");
});

test("the token is sent as a bearer token, and a call's headers win", async () => {
  const { client, sent } = await faulty({ options: { token: "t", headers: { "X-A": "1", "X-B": "1" } } }, json(john));
  await client.users.read(1, { headers: { "x-b": "2" } });
  expect(sent[0]?.headers).toMatchObject({ authorization: "Bearer t", "x-a": "1", "x-b": "2" });
});

describe("what cannot be meant", () => {
  test.each<[keyof typeof answers.users, unknown[], string]>([
    ["read", [""], 'id must not be ""'],
    ["read", [".."], 'id must not be ".."'],
    ["listNamed", ["."], 'name must not be "."'],
    ["read", [], "id must not be undefined"],
    ["read", [null], "id must not be null"],
    ["read", [{ id: 1 }], "id must not be"],
    ["read", [Number.NaN], "id must not be NaN"],
    ["list", [{ limit: Number.POSITIVE_INFINITY }], "limit must not be Infinity"],
    ["create", [{ name: Number.NaN }], "name must not be NaN"],
    ["list", [{ colour: "red" }], 'no option "colour"'],
    ["read", [1, { ifMatch: '"x"' }], 'no option "ifMatch"'],
    ["read", [1, { timeout: Number.NaN }], "timeout must not be NaN"],
    ["read", [1, { retries: -1 }], "retries must not be -1"],
  ])("%s(…%j) is a TypeError, and nothing is sent", async (name, args, message) => {
    const { client, sent } = await faulty(json(john));
    const method = client.users[name] as (...args: unknown[]) => ReturnType<typeof client.users.read>;
    await expect(method(...args)).rejects.toThrow(TypeError);
    await expect(method(...args).result()).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test("as a base URL fails when the client is made", () => {
    expect(() => createClient({ baseUrl: "localhost without scheme" })).toThrow(TypeError);
  });

  test("as a time means none: Infinity", async () => {
    const { client } = await faulty(json(john));
    const forever = { timeout: Number.POSITIVE_INFINITY, totalTimeout: Number.POSITIVE_INFINITY };
    expect(await client.users.read(1, forever)).toEqual(john);
  });
});

test("a failure that is handled in one way is not unhandled in another", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const { client } = await faulty(problem("NotFound"));
  await client.users.read(1).result();
  await expect(client.users.read(1).withResponse()).rejects.toThrow(NotFound);
  await expect(client.users.read(1)).rejects.toThrow(NotFound);
  await expect(client.users.list().toArray({ limit: 1 })).rejects.toThrow(NotFound);
  await new Promise(setImmediate);
  expect(unhandled).not.toHaveBeenCalled();
});

type Faults = { options?: ClientOptions; onBegun?: () => void };

/** A client of a server that answers with one after another, and then always with the last. */
async function faulty(...given: (Faults | RequestListener)[]) {
  const listeners = given.filter((each) => typeof each === "function");
  const { options, onBegun }: Faults = given.find((each) => typeof each === "object") ?? {};
  const sent: IncomingMessage[] = [];
  const events: LogEvent[] = [];
  const server = createServer((request, response) => {
    sent.push(request);
    request.resume();
    (listeners[sent.length - 1] ?? listeners.at(-1))?.(request, response);
    onBegun?.();
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    if (server.listening) await once(server, "close");
  };
  onTestFinished(stop);
  const client = createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logger: (event) => events.push(event),
    ...options,
  });
  return { client, sent, events, stop };
}

function answer(status: number, headers: Record<string, string> = {}, body = ""): RequestListener {
  return (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

function json(value: unknown, status = 200): RequestListener {
  return answer(status, { "Content-Type": "application/json" }, JSON.stringify(value));
}

function problem(name: keyof typeof problems, headers = {}): RequestListener {
  const body = JSON.stringify({ ...problems[name], detail: "So it is." });
  return answer(problems[name].status, { "Content-Type": "application/problem+json", ...headers }, body);
}

/** Half a body, and then the connection is gone. */
function breakOff(status: number): RequestListener {
  return (request, response) => begin(response, status, () => request.socket.resetAndDestroy());
}

function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

function silence(): void {}

/** Half a body, and no more. */
function trickle(_: IncomingMessage, response: ServerResponse): void {
  begin(response, 200, () => {});
}

function begin(response: ServerResponse, status: number, then: () => void): void {
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": "100" });
  response.write('{"id":', then);
}

function headersOf(request: Request): Record<string, string> {
  return Object.fromEntries(request.headers);
}
