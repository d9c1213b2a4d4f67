import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { createApp } from "../../server/engine/http/app.ts";
import { watchLoad } from "../../server/engine/http/overload.ts";
import type { Service } from "../../server/engine/http/service.ts";
import { createClient, serve, service } from "./aviary.ts";
import { createDatabase } from "./databases.ts";
import { listen, openTestDatabase, recordedLog } from "./serving.ts";

const path = "/api/concert?verses=3";

interface Sent {
  event: string;
  data: unknown;
  id?: string;
}

interface Asked {
  lastEventId: string | undefined;
}

/** The aviary with another concert, over an open database, so that tests stop it as they like. */
async function serveConcert(
  listen_: (request: Asked, context: { signal: AbortSignal }) => AsyncIterable<Sent>,
  options: Partial<Parameters<typeof createApp>[2]> = {},
) {
  const { log, lines } = recordedLog();
  // Cast: some of these handlers break the contract.
  const handlers = { ...service.handlers, concerts: { listen: listen_ } } as unknown as Service["handlers"];
  const url = await listen({ ...service, handlers }, await openTestDatabase(service), { log, ...options });
  return {
    url,
    log: lines,
    client: createClient({ baseUrl: url }),
    request: (init?: RequestInit) => fetch(url + path, init),
  };
}

const verse = (number: number): Sent => ({ event: "verse", data: { number, words: "tweet" }, id: String(number) });

async function* silent({ signal }: { signal: AbortSignal }) {
  await setTimeout(1e8, undefined, { signal, ref: false }).catch(() => {});
}

describe("a stream of events", () => {
  test("has the events as the standard writes them, and ends with its handler", async () => {
    const { request } = await serve();
    const answer = await request("/api/concert?verses=1");
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "text/event-stream"]);
    expect(answer.headers.get("X-Accel-Buffering")).toBe("no");
    expect(await answer.text()).toBe(
      'event: rest\ndata: {"seconds":2}\n\nevent: verse\nid: 1\ndata: {"number":1,"words":"tweet"}\n\n',
    );
  });

  test("begins behind the last event that the caller got", async () => {
    const { request } = await serve();
    const answer = await request(path, { headers: { "Last-Event-ID": "2" } });
    expect((await answer.text()).match(/id: .*/g)).toEqual(["id: 3"]);
  });

  test("that fails before its first event is a problem like any other", async () => {
    const failing = async function* () {
      await Promise.reject(new Error("a secret"));
      yield verse(1);
    };
    const { request, log } = await serveConcert(failing);
    const answer = await request();
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([500, "application/problem+json"]);
    expect(log.map(({ msg }) => msg)).toEqual(["request failed"]);
    const server = await serve();
    expect((await server.request("/api/concert?verses=0")).status).toBe(400);
    expect((await server.request(path, { headers: { Accept: "application/json" } })).status).toBe(406);
  });

  test("that fails later ends its connection, so that nobody takes it for complete", async () => {
    const failing = async function* () {
      yield verse(1);
      throw new Error("of the handler");
    };
    const { request, log } = await serveConcert(failing);
    await expect(request().then((answer) => answer.text())).rejects.toThrow();
    await expect.poll(() => log.map(({ msg }) => msg)).toEqual(["request", "response broken off"]);
  });

  test("is validated as all responses are", async () => {
    const wrong: [Sent, string][] = [
      [{ event: "verse", data: { number: 0, words: "tweet" } }, "/number of verse must be at least 1"],
      [{ event: "pause", data: {} }, "it sent the event pause, which it does not declare"],
    ];
    for (const [event, told] of wrong) {
      const { request, log } = await serveConcert(async function* () {
        yield event;
      });
      expect((await request()).status).toBe(500);
      expect(JSON.stringify(log)).toContain(`Concerts_listen breaks the contract: ${told}`);
    }
    const { request } = await serveConcert(
      async function* () {
        yield { event: "verse", data: { number: 0, words: "tweet" } };
      },
      { verify: false },
    );
    expect(await (await request()).text()).toContain('"number":0');
  });

  test("begins and shows that it lives while there are no events", async () => {
    const { request } = await serveConcert((_, context) => silent(context), { heartbeat: 10 });
    const answer = await request();
    const reader = answer.body?.getReader();
    for (let index = 0; index < 3; index++)
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toMatch(/^(:\n\n)+$/);
    await reader?.cancel();
  });

  test("ends where its caller leaves, and takes no event that nobody reads", async () => {
    let sent = 0;
    let isEnded = false;
    let signalled = false;
    const endless = async function* (_: Asked, { signal }: { signal: AbortSignal }) {
      signal.addEventListener("abort", () => {
        signalled = true;
      });
      try {
        for (;;) {
          sent++;
          yield { event: "verse", data: { number: 1, words: "t".repeat(50) } };
        }
      } finally {
        isEnded = true;
      }
    };
    const { url } = await serveConcert(endless);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).pause();
    onTestFinished(() => void socket.destroy());
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    let before = -1;
    // Until sockets are full.
    await expect
      .poll(() => {
        const isFull = sent > 0 && sent === before;
        before = sent;
        return isFull;
      })
      .toBe(true);
    socket.destroy();
    await expect.poll(() => [isEnded, signalled]).toEqual([true, true]);
  });

  test("ends when the service stops, and none begins then", async () => {
    const stopping = new AbortController();
    const { request } = await serveConcert(
      async function* (_, context) {
        yield verse(1);
        yield* silent(context) as AsyncIterable<never>;
      },
      { stopping: stopping.signal },
    );
    const reader = (await request()).body?.getReader();
    await reader?.read();
    stopping.abort();
    await expect(reader?.read()).rejects.toThrow();
    expect((await request()).status).toBe(503);
  });

  test("does not delay the stop of a server", async () => {
    const server = await serve();
    const answer = await server.request("/api/concert?verses=100");
    await server.stop();
    await answer.text().catch(() => {});
  });

  test("counts as a handler until it has begun, then among the streams alone", async () => {
    const load = watchLoad({ mostInFlight: 2, mostPerCaller: 2 });
    onTestFinished(() => load.stop());
    const { url, request } = await serveConcert(
      async function* (_, context) {
        yield verse(1);
        yield* silent(context) as AsyncIterable<never>;
      },
      { load },
    );
    const [first, second, third] = [await request(), await request(), await request()];
    expect([first.status, second.status, third.status]).toEqual([200, 200, 503]);
    expect((await fetch(`${url}/api/birds`)).status).toBe(200);
    await first.body?.cancel();
    await expect.poll(async () => (await request()).status).toBe(200);
  });

  test("holds no connection to the database between events", async () => {
    const databaseUrl = await createDatabase();
    const database = await openTestDatabase(service, databaseUrl);
    const counting = async function* (_: Asked, context: object) {
      // Cast: the context of any handler.
      const { database, signal } = context as { database: typeof birdsOf; signal: AbortSignal };
      for (let number = 1; ; number++) {
        await database.list("bird", { path: {}, query: {} });
        yield verse(number);
        if (number > 1) yield* silent({ signal }) as AsyncIterable<never>;
      }
    };
    const birdsOf = database.forOperation({}, false);
    const handlers = { ...service.handlers, concerts: { listen: counting } } as unknown as Service["handlers"];
    const url = await listen({ ...service, handlers }, database, {});
    const streams = await Promise.all(Array.from({ length: 30 }, () => fetch(url + path)));
    const created = await fetch(`${url}/api/birds`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"name":"robin"}',
    });
    expect(created.status).toBe(201);
    for (const { body } of streams) await body?.cancel();
  });
});

describe("the client", () => {
  test("iterates over events in the contract's types", async () => {
    const { client } = await serve();
    const received: unknown[] = [];
    for await (const { event, data, id } of client.concerts.listen({ verses: 2 })) received.push([event, data, id]);
    expect(received).toEqual([
      ["rest", { seconds: 2 }, undefined],
      ["verse", { number: 1, words: "tweet" }, "1"],
      ["rest", { seconds: 2 }, "1"],
      ["verse", { number: 2, words: "tweet" }, "2"],
    ]);
  });

  test("goes on where it was when a connection is lost, and misses nothing", async () => {
    const asked: (string | undefined)[] = [];
    const { client } = await serveConcert(async function* ({ lastEventId }) {
      asked.push(lastEventId);
      for (let number = Number(lastEventId ?? 0) + 1; number <= 6; number++) {
        yield verse(number);
        if (number % 2 === 0 && number < 6) throw new Error("the connection is lost");
      }
    });
    const received: (string | undefined)[] = [];
    for await (const { id } of client.concerts.listen({ verses: 6 })) received.push(id);
    expect(received).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(asked).toEqual([undefined, "2", "4"]);
  });

  test("ends by its signal, and when its reader has enough", async () => {
    let open = 0;
    const { client } = await serveConcert(async function* (_, context) {
      open++;
      try {
        yield verse(1);
        yield* silent(context) as AsyncIterable<never>;
      } finally {
        open--;
      }
    });
    for await (const { id } of client.concerts.listen({ verses: 1 })) {
      expect([id, open]).toEqual(["1", 1]);
      break;
    }
    await expect.poll(() => open).toBe(0);
    const ending = new AbortController();
    const reading = async () => {
      for await (const _event of client.concerts.listen({ verses: 1, signal: ending.signal })) ending.abort("enough");
    };
    await expect(reading()).rejects.toMatchObject({ name: "AbortError", cause: "enough" });
    await expect.poll(() => open).toBe(0);
  });

  test("throws problems, and ConnectionError where no connection can be had", async () => {
    const { client } = await serve();
    const refused = client.concerts.listen({ verses: 0 });
    await expect(refused[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: "InvalidRequest" });
    const { concerts } = createClient({ baseUrl: "http://127.0.0.1:1", retries: 0 });
    await expect(concerts.listen({ verses: 1 })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: "ConnectionError",
    });
  });

  test("reads events however they are cut and spelt", async () => {
    const text =
      'retry: 1\r\n:\r\n\r\nevent:verse\r\nid: ü\r\ndata: {"number":1,\r\ndata: "words":"ü\u2028"}\r\n\r\ndata: {}\n\ndata: cut off';
    const bytes = new TextEncoder().encode(text);
    const fetch = async () =>
      new Response(
        new ReadableStream({
          start(stream) {
            for (const byte of bytes) stream.enqueue(Uint8Array.of(byte));
            stream.close();
          },
        }),
        { headers: { "Content-Type": "text/event-stream" } },
      );
    const { concerts } = createClient({ baseUrl: "http://service.test", fetch });
    const received: unknown[] = [];
    for await (const each of concerts.listen({ verses: 1 })) received.push(each);
    expect(received).toEqual([
      { event: "verse", data: { number: 1, words: "ü\u2028" }, id: "ü" },
      { event: "message", data: {}, id: "ü" },
    ]);
  });
});
