/** What handlers get beside their request. */
import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { defineService, type Handlers, type Service } from "../../server/engine/http/service.ts";
import {
  allSpecies,
  birds,
  catches,
  concerts,
  createClient,
  document,
  nests,
  pictures,
  rings,
  type serve,
  service,
  songs,
  verifiers,
} from "./aviary.ts";
import { postings, representSpecimen, specimens } from "./constructs.ts";
import { type Contract, contract } from "./generated/contract.ts";
import { serving, sha256, testTokens } from "./serving.ts";

interface Changed {
  birds?: Partial<Handlers<Contract, "birds">>;
  songs?: Partial<Handlers<Contract, "songs">>;
}

/** Starts the aviary with some other handlers. */
function serveWith(changed: Changed, settings: Parameters<typeof serve>[0] = {}) {
  const handlers = {
    ...{ allSpecies, catches, concerts, nests, pictures, postings, rings, specimens },
    birds: { ...birds, ...changed.birds },
    songs: { ...songs, ...changed.songs },
  };
  const variation: Service = {
    ...service,
    ...defineService(contract, {
      name: "variation",
      document,
      verifiers,
      represent: { specimen: representSpecimen },
      handlers,
    }),
  };
  return serving(variation, createClient)(settings);
}

describe("a handler", () => {
  test("gets the validated request, with defaults", async () => {
    const requests: object[] = [];
    const { client, request } = await serveWith({
      birds: {
        async list(request) {
          requests.push(request);
          return { items: [] };
        },
        async update(request) {
          requests.push(request);
          return { id: request.path.id, name: "robin", age: null };
        },
      },
      songs: {
        async rehearse(request, context) {
          requests.push(request);
          return songs.rehearse(request, context);
        },
      },
    });
    await request("/api/birds?minAge=3&name=a+b");
    await client.birds.update(7, { age: null });
    await client.birds.update(7, {}, { ifMatch: "*" });
    await client.songs.rehearse({ words: ["tweet"] }, { xLoudness: 5 });
    expect(requests).toEqual([
      { cookies: {}, path: {}, query: { minAge: 3, name: "a b", sort: "id", limit: 20 }, headers: {}, body: undefined },
      { cookies: {}, path: { id: 7 }, query: {}, headers: {}, body: { age: null } },
      {
        cookies: {},
        path: { id: 7 },
        query: {},
        headers: { "If-Match": "*" },
        body: {},
        ifMatch: expect.any(Function),
      },
      { cookies: {}, path: {}, query: {}, headers: { "X-Loudness": 5 }, body: { words: ["tweet"] } },
    ]);
  });

  test("knows its request by the id that the caller sees, and logs under it", async () => {
    const ids: string[] = [];
    const server = await serveWith({
      songs: {
        async whistle(_, { requestId, log }) {
          ids.push(requestId);
          log.warn({ loudness: 3 }, "whistling");
        },
      },
    });
    const chosen = { "X-Request-Id": "chosen.by-caller_1" };
    for (const headers of [chosen, {}]) {
      const answer = await server.request("/api/songs/whistle", { method: "PUT", headers });
      expect(answer.headers.get("X-Request-Id")).toBe(ids.at(-1));
    }
    expect(ids).toEqual(["chosen.by-caller_1", expect.stringMatching(/^[\w-]{36}$/)]);
    const lines = server.log.filter(({ msg }) => msg === "whistling");
    expect(lines).toMatchObject(ids.map((requestId) => ({ level: 40, requestId, loudness: 3 })));
  });

  test("knows its caller by the token, without revealing it", async () => {
    const callers: unknown[] = [];
    const changed: Changed = {
      birds: {
        async list(_, { caller }) {
          callers.push(caller);
          return { items: [] };
        },
      },
    };
    await (await serveWith(changed)).request("/api/birds");
    const tokens = testTokens("read:one", "read:other");
    const server = await serveWith(changed, { tokens });
    for (const token of ["one", "one", "other"])
      await server.request("/api/birds", { headers: { Authorization: `Bearer ${token}` } });
    const [anyone, ...known] = callers;
    expect(anyone).toEqual({ id: "anyone", scopes: [] });
    expect(known).toEqual(
      ["one", "one", "other"].map((token) => ({ id: sha256(token).slice(0, 16), scopes: ["read"] })),
    );
  });

  test("learns by its signal when the caller leaves, and only then", async () => {
    const entered = new EventTarget();
    const signals: AbortSignal[] = [];
    const server = await serveWith({
      songs: {
        async whistle(_, { signal }) {
          signals.push(signal);
          entered.dispatchEvent(new Event("entered"));
          if (signals.length === 2) await once(signal, "abort");
        },
      },
    });
    await server.request("/api/songs/whistle", { method: "PUT" });
    const inside = once(entered, "entered");
    const leaving = request(`${server.url}/api/songs/whistle`, { method: "PUT" }).end();
    const left = once(leaving, "error");
    await inside;
    const [patient, impatient] = signals;
    expect(impatient?.aborted).toBe(false);
    leaving.destroy();
    await left;
    await expect.poll(() => impatient?.aborted).toBe(true);
    expect(patient?.aborted).toBe(false);
  });

  test("may change the rows that it reads, which concurrent requests do not see", async () => {
    const { client } = await serveWith({
      birds: {
        async read({ path: { id } }, { database }) {
          const bird = await database.find("bird", id);
          bird.name += "!";
          return bird;
        },
        async list(request, { database }) {
          const page = await database.page("bird", request);
          for (const bird of page.items) bird.name += "!";
          return page;
        },
      },
    });
    const { id } = await client.birds.create({ name: "robin" });
    const reads = Array.from({ length: 8 }, () => client.birds.read(id));
    const lists = Array.from({ length: 8 }, async () => (await client.birds.list()).items[0]);
    for (const bird of await Promise.all([...reads, ...lists])) expect(bird).toMatchObject({ name: "robin!" });
  });

  test("that throws what is no error of ours is answered with 500, and logged", async () => {
    for (const thrown of [new DOMException("late", "TimeoutError"), null, "text"]) {
      const server = await serveWith({
        songs: {
          async whistle() {
            throw thrown;
          },
        },
      });
      const answer = await server.request("/api/songs/whistle", { method: "PUT" });
      expect([answer.status, answer.headers.get("Content-Type")]).toEqual([500, "application/problem+json"]);
      expect(server.log.filter(({ msg }) => msg === "request failed")).toHaveLength(1);
    }
  });

  test("makes the problems that its operation declares, with their members and headers", async () => {
    const server = await serveWith({
      birds: {
        async create(_, { problem }) {
          throw problem("RequestRunning", "Not now.", { headers: { "Retry-After": "7" } });
        },
      },
    });
    await server.client.birds.createNamed("robin", { age: 1 });
    const house = { place: "house", width: 1, materials: [] } as const;
    const build = () => server.send("POST", "/api/bird/1/nests", house);
    expect((await build()).status).toBe(201);
    const occupied = await build();
    expect([occupied.status, occupied.headers.get("Content-Type")]).toEqual([409, "application/problem+json"]);
    expect(await occupied.json()).toEqual({
      type: "/docs/problems#occupied",
      title: "Occupied",
      status: 409,
      detail: "The bird has a nest in a house.",
      nestId: 1,
    });
    const running = await server.send("POST", "/api/birds", { name: "robin" });
    expect([running.status, running.headers.get("Retry-After")]).toEqual([409, "7"]);
    expect(await running.json()).toMatchObject({ title: "Request still running", detail: "Not now." });
  });

  test("cannot make a problem that the contract lacks", async () => {
    const server = await serveWith({
      songs: {
        async whistle(_, { problem }) {
          // @ts-expect-error Not declared.
          throw problem("Missing", "Nothing is here.");
        },
      },
    });
    expect((await server.request("/api/songs/whistle", { method: "PUT" })).status).toBe(500);
    expect(server.log).toContainEqual(
      expect.objectContaining({ error: expect.objectContaining({ message: "the contract has no problem Missing" }) }),
    );
  });

  test("works in the transaction of its Idempotency-Key: what it wrote before it throws is undone", async () => {
    let isFailing = true;
    const server = await serveWith({
      birds: {
        async create({ body: { name } }, { database }) {
          const bird = await database.insert("bird", { name, age: null });
          expect(await database.find("bird", bird.id)).toEqual(bird);
          if (isFailing) throw new Error("after the insert");
          return bird;
        },
      },
    });
    const create = (headers = {}) => server.send("POST", "/api/birds", { name: "robin" }, headers);
    const names = () => server.database("bird").pluck("name");
    const keyed = { "Idempotency-Key": "key" };
    expect((await create(keyed)).status).toBe(500);
    expect(await names()).toEqual([]);
    expect(await server.database("idempotency").select()).toEqual([]);
    isFailing = false;
    expect((await create(keyed)).status).toBe(201);
    expect(await names()).toEqual(["robin"]);
    isFailing = true;
    expect((await create(keyed)).status).toBe(201);
    expect((await create()).status).toBe(500);
    expect(await names()).toEqual(["robin", "robin"]); // Without a key, each write commits by itself.
  });
});
