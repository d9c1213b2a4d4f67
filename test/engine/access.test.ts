import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { allOperations } from "../../server/engine/contract/handlers.ts";
import { scopesOf } from "../../server/engine/http/access.ts";
import { networkOf } from "../../server/engine/http/limits.ts";
import { watchLoad } from "../../server/engine/http/overload.ts";
import type { Settings } from "../../server/engine/http/server.ts";
import { parseTokens } from "../../server/engine/http/tokens.ts";
import { createClient, document, serve, service } from "./aviary.ts";
import { allRequests } from "./examples.ts";
import { listen, openTestDatabase, recordedLog, serving, sha256, testTokens } from "./serving.ts";

const scopes = scopesOf(service);
/** The scopes of tokens that an operation takes. */
const scopesById = new Map(
  allOperations(service.contract).map(({ operation: { id, security } }) => [
    id,
    security.flatMap(Object.keys).map((scheme): string => (scheme === "ReadToken" ? "read" : "write")),
  ]),
);
const requests = allRequests(document).map(({ operation: { operationId: id }, path, init }) => ({
  id,
  path,
  init,
  scopes: scopesById.get(id) ?? [],
}));
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const tokens = parseTokens(
  `read:${sha256("reader")}\nwrite:${sha256("writer")}, write:${sha256("next-writer")}\nmetrics:${sha256("gauge")}`,
  scopes,
);

describe("a service with tokens", () => {
  test("refuses callers without a known token with 401, except where the contract lets anyone call", async () => {
    const server = await serve({ tokens });
    const strangers = [{}, bearer("stranger"), { Authorization: "Basic cmVhZGVyOg==" }, { Authorization: "reader" }];
    const open = new Set<string>();
    for (const { id, path, init, scopes } of requests)
      for (const [index, stranger] of strangers.entries()) {
        const answer = await server.request(path, { ...init, headers: { ...init.headers, ...stranger } });
        if (scopes.length === 0) {
          open.add(id);
          expect([id, answer.status]).toEqual([id, 204]);
          continue;
        }
        expect([path, init.method, answer.status]).toEqual([path, init.method, 401]);
        const challenge = answer.headers.get("WWW-Authenticate");
        expect(challenge).toBe(`Bearer realm="api"${index === 1 ? ', error="invalid_token"' : ""}`);
        expect(await answer.text()).not.toContain("stranger");
      }
    expect([...open]).toEqual(["Songs_whistle"]);
    expect(await server.database("bird").select()).toEqual([]);
  });

  test("allows a token what its scope covers, and names the missing scope with 403", async () => {
    const server = await serve({ tokens });
    for (const { id, path, init, scopes } of requests)
      for (const [token, scope] of [
        ["reader", "read"],
        ["writer", "write"],
        ["next-writer", "write"],
        ["gauge", "metrics"],
      ] as const) {
        const answer = await server.request(path, { ...init, headers: { ...init.headers, ...bearer(token) } });
        const isForbidden = scopes.length > 0 && !scopes.includes(scope);
        expect([id, token, answer.status === 403]).toEqual([id, token, isForbidden]);
        if (isForbidden)
          expect(answer.headers.get("WWW-Authenticate")).toBe(
            `Bearer realm="api", error="insufficient_scope", scope="${scopes.join(" ")}"`,
          );
      }
  });

  test("allows a token under two scopes both", async () => {
    const both = parseTokens(`read:${sha256("both")} write:${sha256("both")}`, scopes);
    const server = await serve({ tokens: both });
    expect((await server.send("POST", "/api/birds", { name: "robin" }, bearer("both"))).status).toBe(201);
    expect((await server.request("/api/birds", { headers: bearer("both") })).status).toBe(200);
  });

  test("refuses strangers before it reads the body, and shows metrics to tokens of that scope only", async () => {
    const server = await serve({ tokens });
    const post = { method: "POST", body: "{", headers: { "Content-Type": "text/plain" } };
    expect((await server.request("/api/birds", post)).status).toBe(401);
    expect((await server.request("/api/nothing")).status).toBe(404);
    expect((await server.request("/metrics")).status).toBe(401);
    expect((await server.request("/metrics", { headers: bearer("writer") })).status).toBe(403);
    expect((await server.request("/metrics", { headers: bearer("gauge") })).status).toBe(200);
    expect((await server.request("/docs")).status).toBe(200);
  });

  test("never logs a token", async () => {
    const server = await serve({ tokens });
    await server.request("/api/birds", { headers: bearer("reader") });
    await server.request("/api/birds", { headers: bearer("stranger") });
    expect(server.log.filter(({ msg }) => msg === "request")).toHaveLength(2);
    expect(JSON.stringify(server.log)).not.toMatch(/reader|stranger|Bearer/);
  });
});

describe("the setting of tokens", () => {
  test("takes the scopes of the contract", () => {
    expect([...scopes].sort()).toEqual(["metrics", "read", "write"]);
    expect(() => parseTokens(`read:${sha256("x")}`, new Set(["feed"]))).toThrow("entry 1 must be feed, a colon");
  });

  test("refuses malformed entries without repeating them", () => {
    for (const wrong of [
      "secret",
      `a b=read:${sha256("x")}`,
      `admin:${sha256("x")}`,
      "read:secret",
      `read:${sha256("x")}:x`,
    ])
      expect(() => parseTokens(`read:${sha256("y")} ${wrong}`, scopes)).toThrow(/^entry 2 must be (?!.*secret)/);
    expect(parseTokens(" \n", scopes)).toEqual([]);
  });
});

describe("a service without tokens", () => {
  test("refuses to listen for other machines unless it is unprotected on purpose", async () => {
    await expect(serve({ host: "0.0.0.0", unprotected: false })).rejects.toThrow(/set TOKENS.*UNPROTECTED=on/s);
    await serve({ host: "0.0.0.0", unprotected: false, tokens });
    await serve({ host: "0.0.0.0" });
  });

  test("stays so where the contract has no schemes, whatever tokens there are for metrics", async () => {
    const contract = structuredClone(service.contract);
    Object.assign(contract, { securitySchemes: {} });
    for (const named of Object.values(contract.operations))
      for (const operation of Object.values(named)) Object.assign(operation, { security: [{}] });
    const open = serving({ ...service, contract }, createClient, {});
    const tokens = testTokens("metrics:gauge");
    await expect(open({ host: "0.0.0.0", unprotected: false, tokens })).rejects.toThrow(/UNPROTECTED=on/);
    const server = await open({ unprotected: false, tokens });
    const foreign = { headers: { Origin: "https://evil.example" } };
    expect((await server.request("/api/birds", foreign)).status).toBe(421);
    expect((await server.request("/api/birds")).status).toBe(200);
    expect((await server.request("/metrics")).status).toBe(401);
    expect((await server.request("/metrics", { headers: bearer("gauge") })).status).toBe(200);
  });

  test("responds only under the names of its own machine", async () => {
    const server = await serve({ unprotected: false });
    const { port } = new URL(server.url);
    const statusFor = (host: string) =>
      new Promise((resolve) => {
        request({ port, host: "127.0.0.1", path: "/api/birds", headers: { Host: host } }, ({ statusCode }) =>
          resolve(statusCode),
        ).end();
      });
    for (const host of ["localhost", "127.0.0.1", `127.0.0.1:${port}`, "[::1]:80", "api.localhost"])
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", `evil.example:${port}`])
      expect([host, await statusFor(host)]).toEqual([host, 421]);
  });

  test("refuses requests from pages of foreign origins", async () => {
    const server = await serve({ unprotected: false, corsOrigins: ["https://app.example"] });
    for (const { path, init } of requests) {
      const isRefused = async (Origin: string) =>
        (await server.request(path, { ...init, headers: { ...init.headers, Origin } })).status === 421;
      for (const origin of ["https://app.example", "http://localhost:3000", server.url])
        expect([origin, path, await isRefused(origin)]).toEqual([origin, path, false]);
      for (const origin of ["https://evil.example", "null", "http://localhost.evil.example"])
        expect([origin, path, await isRefused(origin)]).toEqual([origin, path, true]);
    }
  });
});

test("counts an IPv6 caller by its network", () => {
  for (const [address, network] of [
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8:0:1::7", "2001:db8:0:1"],
    ["2001:db8:0:1:ffff:0:0:9", "2001:db8:0:1"],
    ["2001:0DB8::", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
  ] as const)
    expect([address, networkOf(address)]).toEqual([address, network]);
});

test("limits the rate of each caller, and says when to try again", async () => {
  const server = await serve({ tokens, rateLimit: 3 });
  for (const { id, path, init } of requests) {
    const send = () => server.request(path, { ...init, headers: { ...init.headers, ...bearer("writer") } });
    let answer = await send();
    for (let sent = 1; answer.status !== 429 && sent < 100; sent++) answer = await send();
    expect([id, answer.status, answer.headers.get("Retry-After")]).toEqual([id, 429, "1"]);
  }
  expect((await server.request("/api/birds", { headers: bearer("reader") })).status).toBe(200);
});

describe("under load", () => {
  /** Serves birds whose list waits until it is released. */
  async function busy(limits: { mostInFlight: number; mostPerCaller: number }, options: Partial<Settings> = {}) {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let running = 0;
    const list = async () => {
      running++;
      await released;
      return { items: [] };
    };
    const { log, lines } = recordedLog();
    const load = watchLoad(limits);
    onTestFinished(() => load.stop());
    const handlers = { ...service.handlers, birds: { ...service.handlers.birds, list } };
    const database = await openTestDatabase(service);
    const url = await listen({ ...service, handlers }, database, { ...options, load, log });
    const get = (init?: RequestInit) => fetch(`${url}/api/birds`, init);
    const startsRunning = (count: number) => expect.poll(() => running).toBe(count);
    return { url, get, release, startsRunning, lines };
  }

  test("refuses requests above those that may run with 503, logs and counts them, and still serves probes and metrics", async () => {
    const { url, get, release, startsRunning, lines } = await busy({ mostInFlight: 2, mostPerCaller: 2 });
    const served = [get(), get()];
    await startsRunning(2);
    const refused = await get({ headers: { "X-Request-Id": "refused" } });
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "1"]);
    expect(refused.headers.get("X-Request-Id")).toBe("refused");
    expect(lines).toContainEqual(
      expect.objectContaining({ requestId: "refused", status: 503, operation: "Birds_list", path: "/api/birds" }),
    );
    for (const path of ["/livez", "/readyz", "/metrics"])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/operation="Birds_list",method="GET",status="503"/);
    release();
    for (const { status } of await Promise.all(served)) expect(status).toBe(200);
    expect((await get()).status).toBe(200);
  });

  test("counts a handler until it ends, even when its caller has left", async () => {
    const { get, release, startsRunning } = await busy({ mostInFlight: 2, mostPerCaller: 2 });
    const callers = [new AbortController(), new AbortController()];
    const served = callers.map(({ signal }) => get({ signal }).catch(() => "left"));
    await startsRunning(2);
    for (const caller of callers) caller.abort();
    expect(await Promise.all(served)).toEqual(["left", "left"]);
    expect((await get()).status).toBe(503);
    release();
    await expect.poll(async () => (await get()).status).toBe(200);
  });

  test("leaves places for other callers", async () => {
    const tokens = ["a", "b"].map((name) => ({ scope: "read", digest: Buffer.from(sha256(name), "hex") }));
    const { get, release, startsRunning } = await busy({ mostInFlight: 4, mostPerCaller: 2 }, { tokens });
    const served = [get({ headers: bearer("a") }), get({ headers: bearer("a") })];
    await startsRunning(2);
    expect((await get({ headers: bearer("a") })).status).toBe(503);
    const other = get({ headers: bearer("b") });
    await startsRunning(3);
    release();
    for (const { status } of await Promise.all([...served, other])) expect(status).toBe(200);
  });

  test("gives no place to a request whose body is on its way", async () => {
    const server = await serve({ mostInFlight: 2 });
    const { port } = new URL(server.url);
    const body = JSON.stringify({ name: "robin" });
    const pending = Array.from({ length: 20 }, () => {
      const headers = { "Content-Type": "application/json", "Content-Length": body.length, Expect: "100-continue" };
      const sent = request({ host: "127.0.0.1", port, path: "/api/birds", method: "POST", headers });
      sent.flushHeaders();
      return { sent, answered: once(sent, "response") };
    });
    await Promise.all(pending.map(({ sent }) => once(sent, "continue")));
    expect((await server.request("/api/birds")).status).toBe(200);
    for (const { sent, answered } of pending) {
      sent.end(body);
      const [answer] = await answered;
      expect(answer.resume().statusCode).toBe(201);
    }
  });
});

test("logs the path of a request that no operation has, and counts it", async () => {
  const server = await serve();
  expect((await server.request("/api/birds/robin", { method: "DELETE" })).status).toBe(405);
  expect(server.log).toContainEqual(expect.objectContaining({ path: "/api/birds/{name}", status: 405 }));
  expect((await server.request("/api/brids")).status).toBe(404);
  expect(server.log).toContainEqual(expect.objectContaining({ path: "/api/brids", status: 404 }));
  const metrics = await (await server.request("/metrics")).text();
  expect(metrics).toMatch(/operation="none",method="GET",status="404"/);
});

describe("CORS", () => {
  const page = { Origin: "https://app.example" };

  test("allows no origin unless it is listed", async () => {
    const server = await serve();
    const answer = await server.request("/api/birds", { headers: page });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("allows listed origins every operation, errors included", async () => {
    const server = await serve({ corsOrigins: ["https://app.example"] });
    const allowed = async (path: string, init: RequestInit) =>
      (await server.request(path, init)).headers.get("Access-Control-Allow-Origin");
    const preflight = { Origin: "https://app.example", "Access-Control-Request-Method": "PATCH" };
    expect(await allowed("/api/bird/1", { method: "OPTIONS", headers: preflight })).toBe("https://app.example");
    expect(await allowed("/api/birds", { headers: page })).toBe("https://app.example");
    expect(await allowed("/api/bird/7", { headers: page })).toBe("https://app.example");
    expect(await allowed("/api/birds", { headers: { Origin: "https://evil.example" } })).toBeNull();
  });

  test("lets pages read the headers that the contract declares", async () => {
    const server = await serve({ corsOrigins: ["https://app.example"] });
    const { headers } = await server.request("/api/birds", { headers: page });
    const exposed = headers.get("Access-Control-Expose-Headers")?.split(",") ?? [];
    expect(exposed).toEqual(
      expect.arrayContaining(["ETag", "Link", "Location", "X-Most", "X-Position", "X-Request-Id"]),
    );
  });
});

test("metrics count the requests of each operation by status", async () => {
  const server = await serve();
  await server.request("/api/birds");
  const metrics = await server.request("/metrics");
  expect(metrics.headers.get("Content-Type")).toContain("text/plain");
  expect(await metrics.text()).toMatch(
    /http_request_duration_seconds_count\{operation="Birds_list",method="GET",status="200"\} \d/,
  );
});
