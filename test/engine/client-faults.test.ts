import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ClientOptions, LogEvent } from "../../client/engine/client.ts";
import { AbortError, ApiError, ClientError, ConnectionError, TimeoutError } from "../../client/engine/errors.ts";
import { type Client, createClient, document } from "./aviary.ts";
import { exampleCalls } from "./examples.ts";
import { contract } from "./generated/contract.ts";
import * as errors from "./generated/errors.ts";
import { examples } from "./generated/examples.ts";

const { problems } = contract;
const { KeyReused, NotFound } = errors;
const robin = examples.answers.birds.read.body;
const newRobin = { name: "robin", age: 14 };

// The least jitter: pauses that the service does not ask for take no time.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

describe("a call that is safe to repeat", () => {
  test.each([408, 429, 500, 502, 503, 504])("is retried after %i", async (status) => {
    const { client, sent } = await faulty(answer(status), json(robin));
    expect(await client.birds.read(1)).toEqual(robin);
    expect(sent).toHaveLength(2);
  });

  test.each([
    ["seconds", { "Retry-After": "0" }],
    ["a date", { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", Date: "Wed, 21 Oct 2026 07:28:00 GMT" }],
  ])("waits as long as Retry-After says, in %s", async (_, headers) => {
    vi.mocked(Math.random).mockImplementation(() => expect.unreachable("Retry-After decides"));
    for (const status of [429, 503]) {
      const { client, events } = await faulty(answer(status, headers), json(robin));
      expect(await client.birds.read(1)).toEqual(robin);
      expect(events).toMatchObject([{ status, retryIn: 0 }, { status: 200 }]);
    }
  });

  test("fails at once when Retry-After exceeds its total time, and reports retryAfter", async () => {
    const { client, sent } = await faulty(answer(503, { "Retry-After": "61" }));
    await expect(client.birds.read(1)).rejects.toMatchObject({ status: 503, retryAfter: 61_000 });
    const dated = { "Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT", Date: "Wed, 21 Oct 2026 07:28:00 GMT" };
    const other = await faulty(answer(503, dated));
    await expect(other.client.birds.read(1)).rejects.toMatchObject({ retryAfter: 120_000 });
    expect(sent.length + other.sent.length).toBe(2);
  });

  test("ignores an invalid Retry-After", async () => {
    const { client } = await faulty(answer(503, { "Retry-After": "soon" }), json(robin));
    expect(await client.birds.read(1)).toEqual(robin);
  });

  test("is retried when nothing listens, and then throws ConnectionError", async () => {
    const { client, events, stop } = await faulty();
    await stop();
    await expect(client.birds.read(1)).rejects.toThrow(ConnectionError);
    expect(events.map(({ error }) => error)).toEqual(["ConnectionError", "ConnectionError", "ConnectionError"]);
  });

  test("is retried after a reset in the middle of a body, whatever its status", async () => {
    for (const status of [200, 404]) {
      const { client, sent } = await faulty(breakOff(status), breakOff(status), json(robin));
      expect(await client.birds.read(1)).toEqual(robin);
      expect(sent).toHaveLength(3);
      const hopeless = await faulty(breakOff(status));
      const { error } = await hopeless.client.birds.read(1, { retries: 0 }).result();
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error?.cause).toBeInstanceOf(Error);
    }
  });

  test("is retried when a response, or its body, does not arrive in time", async () => {
    for (const slow of [silence, trickle]) {
      const { client, events } = await faulty(slow, json(robin));
      expect(await client.birds.read(1, { timeout: 100, retries: 9 })).toEqual(robin);
      expect(events[0]).toMatchObject({ error: "TimeoutError", retryIn: 0 });
      const hopeless = await faulty(slow);
      await expect(hopeless.client.birds.read(1, { timeout: 50, retries: 0 })).rejects.toThrow(TimeoutError);
    }
  });

  test("is retried as often as the call says, or the client, or else twice", async () => {
    for (const [ofClient, ofCall, expected] of [
      [{}, {}, 3],
      [{ retries: 1 }, {}, 2],
      [{ retries: 1 }, { retries: 0 }, 1],
      [{}, { retries: 3 }, 4],
    ] as const) {
      const { client, sent } = await faulty({ options: ofClient }, answer(503));
      await expect(client.birds.read(1, ofCall)).rejects.toThrow("503");
      expect(sent).toHaveLength(expected);
    }
  });

  test("backs off exponentially with jitter, and leaves no timer", async () => {
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
    const call = client.birds.read(1).result();
    await vi.runAllTimersAsync();
    expect(await call).toMatchObject({ ok: false });
    expect(events.map(({ retryIn }) => retryIn)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is idempotent or has an Idempotency-Key; any other is retried only after 429", async () => {
    const { client, sent } = await faulty(answer(502));
    const unsafe: string[] = [];
    for (const { id, call } of exampleCalls(document)) {
      const before = sent.length;
      await expect(call(client)).rejects.toThrow("502");
      if (sent.length - before === 1) unsafe.push(id);
      else expect([id, sent.length - before]).toEqual([id, 3]);
    }
    expect(unsafe).toEqual(["Catches_create", "Songs_rehearse", "Pictures_mirror", "Pictures_bind", "Postings_cancel"]);
    for (const [status, times] of [
      [502, 1],
      [429, 3],
    ] as const) {
      const { client, sent } = await faulty(answer(status));
      await expect(client.birds.update(1, {}, { ifMatch: '"x"' })).rejects.toThrow(String(status));
      expect(sent).toHaveLength(times);
    }
  });

  test("sends one Idempotency-Key with all attempts of a creation, and another with the next call", async () => {
    const { client, sent } = await faulty(answer(502), reset, json(robin, 201));
    await client.birds.create(newRobin);
    await client.birds.create(newRobin);
    const keys = sent.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3]]);
    expect(keys[0]).toMatch(/^[!-~]{16,255}$/);
    expect(keys[3]).not.toBe(keys[0]);
    await client.birds.create(newRobin, { idempotencyKey: "mine" });
    await client.birds.create(newRobin, { headers: { "idempotency-key": "also mine" } });
    await client.birds.create(newRobin, { retries: 0 });
    await client.birds.read(1).result();
    expect(sent.slice(4).map(({ headers }) => headers["idempotency-key"])).toEqual([
      "mine",
      "also mine",
      undefined,
      undefined,
    ]);
  });

  test("waits for the first request with its Idempotency-Key", async () => {
    const { client, sent } = await faulty(problem("RequestRunning", { "Retry-After": "0" }), json(robin, 201));
    expect(await client.birds.create(newRobin)).toEqual(robin);
    expect(sent).toHaveLength(2);
    const { client: refused } = await faulty(problem("KeyReused"));
    await expect(refused.birds.create(newRobin)).rejects.toThrow(KeyReused);
  });
});

describe("a call that is ended", () => {
  test("by its total time limit ends all attempts and pauses", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const fetch = vi.fn(() => new Promise<Response>(() => {}));
    const client = createClient({ baseUrl: "http://service.test", fetch });
    const call = client.birds.read(1, { timeout: 40, totalTimeout: 60 }).result();
    await vi.advanceTimersByTimeAsync(60);
    expect(await call).toMatchObject({ ok: false, error: { message: "No complete response within 60 ms" } });
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("by its caller throws AbortError with the caller's reason, at any stage", async () => {
    const reason = new Error("the caller left");
    for (const stage of [silence, trickle, answer(503, { "Retry-After": "30" })]) {
      const controller = new AbortController();
      const { client, sent } = await faulty({ onBegun: () => setImmediate(() => controller.abort(reason)) }, stage);
      const { error } = await client.birds.read(1, { signal: controller.signal }).result();
      expect(error).toBeInstanceOf(AbortError);
      expect(error).toMatchObject({ name: "AbortError", cause: reason });
      expect(sent).toHaveLength(1);
    }
  });

  test("in a pause ends at once, sends nothing more and leaves no timer", async () => {
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
    await expect(client.birds.read(1, { signal: controller.signal })).rejects.toThrow(AbortError);
    await vi.runAllTimersAsync();
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalled();
  });

  test("before it starts sends nothing", async () => {
    const { client, sent } = await faulty(json(robin));
    await expect(client.birds.read(1, { signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
    expect(sent).toEqual([]);
  });

  test("does not wait for a fetch that ignores its signal", async () => {
    const client = createClient({ baseUrl: "http://service.test", fetch: () => new Promise(() => {}) });
    await expect(client.birds.read(1, { timeout: 10, retries: 0 })).rejects.toThrow(TimeoutError);
  });
});

describe("a response that the contract does not declare", () => {
  const html = { "Content-Type": "text/html" };
  test.each<[string, RequestListener, { status?: number; message?: string | RegExp }]>([
    ["a proxy's page", answer(502, html, "<h1>Bad Gateway</h1>"), { status: 502, message: "502 Bad Gateway" }],
    ["a proxy's page with 404", answer(404, html, "<h1>?</h1>"), { status: 404 }],
    ["an empty error", answer(500), { status: 500, message: "500 Internal Server Error" }],
    ["an error in JSON other than a problem", answer(400, { "Content-Type": "application/json" }, '{"title":"?"}'), {}],
    ["a problem without members", answer(400, { "Content-Type": "application/problem+json" }, "null"), { status: 400 }],
    ["a success in HTML", answer(200, html, "<form>"), { status: 200, message: /application\/json/ }],
    ["a success in HTML, labelled as JSON", answer(200, { "Content-Type": "application/json" }, "<form>"), {}],
    ["an empty success", answer(200, { "Content-Type": "application/json" }), { status: 200 }],
    ["a success without a media type", answer(200, {}, JSON.stringify(robin)), { status: 200 }],
    ["a 304 without If-None-Match", answer(304), { status: 304 }],
    ["an undeclared success", answer(202, { "Content-Type": "application/json" }, "{}"), { status: 202 }],
  ])("is an ApiError without a problem: %s", async (_, listener, { message, ...facts }) => {
    const { client } = await faulty(listener);
    const { error } = await client.birds.read(1, { retries: 0 }).result();
    expect(Object.getPrototypeOf(error)).toBe(ApiError.prototype);
    expect(error).toMatchObject({ name: "ApiError", type: undefined, ...facts });
    expect(error).toHaveProperty("problem", undefined);
    if (message) expect(error?.message).toMatch(message);
  });

  test("is an ApiError for every operation, such as the page of a captive portal", async () => {
    const { client } = await faulty(answer(200, html, "Please log in"));
    for (const { call } of exampleCalls(document)) await expect(call(client)).rejects.toThrow(ApiError);
  });

  test("is an ApiError with its problem, if it is one", async () => {
    const { client } = await faulty(
      answer(
        418,
        { "Content-Type": "application/problem+json; charset=utf-8", "X-Request-Id": "r-1" },
        '{"detail":"Tea."}',
      ),
    );
    const { error } = await client.birds.read(1).result();
    expect(error).toMatchObject({
      name: "ApiError",
      status: 418,
      requestId: "r-1",
      problem: { type: "about:blank", status: 418, title: "I'm a Teapot", detail: "Tea." },
    });
  });
});

test("throws an instance of the problem's class, with its name", async () => {
  // Cast: its keys, exactly.
  for (const name of Object.keys(problems) as (keyof typeof problems)[]) {
    const { client } = await faulty(problem(name, { "X-Request-Id": "r-7" }));
    const error: unknown = await client.birds.read(1, { retries: 0 }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Reflect.get(errors, name));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(ClientError);
    const { type, status } = problems[name];
    expect(error).toMatchObject({ name, type, status, requestId: "r-7", problem: { detail: "Because." } });
  }
});

test("runs middleware around each attempt, the first outermost, and throws its errors unchanged", async () => {
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
    json(robin),
  );
  expect(await client.birds.read(1)).toEqual(robin);
  expect(seen).toEqual(["outer", "inner t", "outer 503", "outer", "inner t", "outer 200"]);
  const { client: throwing, sent } = await faulty(
    { options: { middleware: [async () => Promise.reject(new RangeError("mine"))] } },
    json(robin),
  );
  await expect(throwing.birds.read(1).result()).rejects.toThrow(RangeError);
  expect(sent).toEqual([]);
});

test("logs each attempt, without any values", async () => {
  const { client, events } = await faulty(
    { options: { token: "s3cret", headers: { Cookie: "s3cret" } } },
    answer(503, { "X-Request-Id": "r-1" }),
    answer(400, { "Content-Type": "application/problem+json" }, JSON.stringify({ title: "No", detail: "s3cret" })),
  );
  await client.birds.create({ name: "s3cret" }, { idempotencyKey: "s3cret" }).result();
  await client.birds.listNamed("s3cret").result();
  expect(events).toMatchObject([
    {
      operation: "birds.create",
      method: "POST",
      path: "/api/birds",
      attempt: 1,
      status: 503,
      requestId: "r-1",
    },
    { operation: "birds.create", attempt: 2, status: 400, error: "ApiError" },
    { operation: "birds.listNamed", method: "GET", path: "/api/birds/{name}", attempt: 1, status: 400 },
  ]);
  expect(JSON.stringify(events)).not.toContain("s3cret");
});

test("sends the token as a bearer token; headers of the call win", async () => {
  const { client, sent } = await faulty({ options: { token: "t", headers: { "X-A": "1", "X-B": "1" } } }, json(robin));
  await client.birds.read(1, { headers: { "x-b": "2" } });
  expect(sent[0]?.headers).toMatchObject({ authorization: "Bearer t", "x-a": "1", "x-b": "2" });
});

describe("an invalid argument", () => {
  test.each<[keyof Client["birds"], unknown[], string]>([
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
    ["read", [1, { retries: 0.5 }], "retries must not be 0.5"],
    ["read", [1, { timeout: "9" }], "timeout must be of type number"],
    ["read", [1, { signal: "now" }], "signal must be of type object"],
    ["listNamed", ["\ud800"], 'name must not be "\\ud800"'],
    ["list", [{ name: "\ud800" }], 'name must not be "\\ud800"'],
  ])("throws a TypeError and sends nothing: %s(…%j)", async (name, args, message) => {
    const { client, sent } = await faulty(json(robin));
    // Cast: the arguments are wrong on purpose.
    const method = client.birds[name] as (...args: unknown[]) => ReturnType<typeof client.birds.read>;
    await expect(method(...args)).rejects.toThrow(TypeError);
    await expect(method(...args).result()).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test("refuses surplus arguments, which would be ignored", async () => {
    const client = createClient({ baseUrl: "http://service.test" });
    // Cast: the compiler refuses it.
    const list = client.birds.list as unknown as (...args: unknown[]) => Promise<unknown>;
    await expect(async () => list({}, { signal: AbortSignal.abort() })).rejects.toThrow("Too many arguments");
  });

  test.each<[string, unknown, string]>([
    ["an unknown option", { tokn: "x" }, 'no option "tokn", only baseUrl, token, credentials, headers, timeout,'],
    ["an option of another library", { retry: 3 }, 'no option "retry"'],
    ["a member of every object", { toString: 1 }, 'no option "toString"'],
    ["an address instead of options", "http://service.test", "Options are an object, such as { baseUrl }"],
    ["no address", {}, 'baseUrl must be given outside a web page, such as "http://127.0.0.1:8000"'],
    ["no URL", { baseUrl: "not a url" }, "baseUrl must be an http or https URL"],
    ["an address without a scheme", { baseUrl: "localhost:8000" }, "baseUrl must be an http or https URL"],
    ["an address with a query", { baseUrl: "http://service.test/?x" }, "without password and query"],
    ["an address of another type", { baseUrl: new URL("http://service.test") }, "baseUrl must be of type string"],
    ["a token of another type", { baseUrl: "http://service.test", token: 1 }, "token must be text"],
    ["null", { headers: null }, "headers must be of type object"],
    ["no time", { timeout: Number.NaN }, "timeout must not be NaN"],
    ["a negative time", { totalTimeout: -1 }, "totalTimeout must not be -1"],
    ["a time as text", { timeout: "9" }, "timeout must be of type number"],
    ["half a retry", { retries: 1.5 }, "retries must not be 1.5"],
    ["headers as text", { headers: "X: 1" }, "headers must be of type object"],
    ["headers that cannot be sent", { headers: { "a b": "c" } }, "headers must have valid names and values"],
    ["middleware outside a list", { middleware: () => {} }, "middleware must be a list of functions"],
    ["middleware that is no function", { middleware: [undefined] }, "middleware must be a list of functions"],
    ["a logger with methods", { logger: console }, "logger must be of type function"],
    ["no fetch", { fetch: "fetch" }, "fetch must be of type function"],
  ])("throws a TypeError when the client is created: %s", (_, options, message) => {
    // Cast: the options are wrong on purpose.
    const create = () => createClient(options as ClientOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  test.each<ClientOptions>([
    { baseUrl: "http://anybody:s3cret@service.test" },
    { baseUrl: "http://service.test?token=s3cret" },
    { token: "s3\ncret" },
    { headers: { Authorization: "Bearer s3\ncret" } },
  ])("is named without what it may hold: %j", (options) => {
    expect(() => createClient({ baseUrl: "http://service.test", ...options })).toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.not.stringContaining("s3") }),
    );
  });

  test("is not a member that is undefined", async () => {
    const { client } = await faulty({ options: { token: undefined, retries: undefined } }, json(robin));
    expect(await client.birds.read(1, { timeout: undefined, ifNoneMatch: undefined })).toEqual(robin);
  });

  test("is not Infinity as a time limit, which means none", async () => {
    const { client } = await faulty(json(robin));
    const forever = { timeout: Number.POSITIVE_INFINITY, totalTimeout: Number.POSITIVE_INFINITY };
    expect(await client.birds.read(1, forever)).toEqual(robin);
  });
});

test("a connection error names the origin and the cause, and no secret", async () => {
  const options = { token: "s3cret", headers: { Cookie: "s3cret" }, retries: 0 };
  const { client, stop } = await faulty({ options });
  await stop();
  const { error } = await client.birds.list({ name: "s3cret" }).result();
  expect(error?.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+ cannot be reached, .*: ECONNREFUSED$/);
  expect(error?.message).not.toContain("s3cret");
  const broken = await faulty({ options }, breakOff(200));
  const { error: incomplete } = await broken.client.birds.read(1).result();
  expect(incomplete?.message).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+ .*, or closed the connection: (ECONNRESET|UND_ERR_SOCKET)$/,
  );
  // Messages of other causes may show the address with its query.
  for (const [cause, code] of [
    [new TypeError("http://service.test/api/birds?name=s3cret failed"), "TypeError"],
    [new DOMException("s3cret", "NetworkError"), "NetworkError"],
    ["s3cret", "unknown cause"],
  ]) {
    const other = createClient({ baseUrl: "http://service.test", fetch: () => Promise.reject(cause), retries: 0 });
    await expect(other.birds.read(1)).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(new RegExp(`^http://service\\.test .*: ${code}$`)),
        cause,
      }),
    );
  }
});

test("leaves no unhandled rejection when an error is handled once", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const { client } = await faulty(problem("NotFound"));
  await client.birds.read(1).result();
  await expect(client.birds.read(1).withResponse()).rejects.toThrow(NotFound);
  await expect(client.birds.read(1)).rejects.toThrow(NotFound);
  await expect(client.birds.list().toArray({ limit: 1 })).rejects.toThrow(NotFound);
  // Cast: the arguments are wrong on purpose.
  for (const options of [undefined, null, {}, 5])
    await expect(client.birds.list().toArray(options as { limit: number })).rejects.toThrow("toArray needs a limit");
  const pages = client.birds.list().pages();
  const birds = client.birds.list()[Symbol.asyncIterator]();
  await client.birds.read(1).result(); // Both have failed by then.
  const each = async (items: AsyncIterable<unknown>) => {
    for await (const item of items) expect.unreachable(String(item));
  };
  await expect(each(pages)).rejects.toThrow(NotFound);
  await expect(each({ [Symbol.asyncIterator]: () => birds })).rejects.toThrow(NotFound);
  await expect(each(client.birds.list())).rejects.toThrow(NotFound);
  await new Promise(setImmediate);
  expect(unhandled).not.toHaveBeenCalled();
});

type Faults = { options?: ClientOptions; onBegun?: () => void };

/** A client of a server that uses each listener once, in order, and the last one for all further requests. */
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
  const { port } = server.address() as AddressInfo; // Cast: a string only for pipes.
  const client = createClient({
    baseUrl: `http://127.0.0.1:${port}`,
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
  const body = JSON.stringify({ ...problems[name], detail: "Because." });
  return answer(problems[name].status, { "Content-Type": "application/problem+json", ...headers }, body);
}

/** Resets the connection after half a body. */
function breakOff(status: number): RequestListener {
  return (request, response) => begin(response, status, () => request.socket.resetAndDestroy());
}

function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

function silence(): void {}

/** Sends half a body, and nothing more. */
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
