import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { parseTokens } from "../server/access.ts";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { exampleRequests, newUser, userAt } from "./examples.ts";
import { serve, sha256 } from "./server.ts";

const document = loadDocument();
const requests = allOperations.flatMap(({ operation }) =>
  exampleRequests(document, operation).map((request) => ({ operation, ...request })),
);
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const tokens = parseTokens(`read:${sha256("reader")}\nwrite:${sha256("writer")}, write:${sha256("next-writer")}`);

describe("a service with tokens", () => {
  test("does nothing for who shows none, or one that it does not know", async () => {
    const server = await serve({ tokens });
    const strangers = [{}, bearer("stranger"), { Authorization: "Basic cmVhZGVyOg==" }, { Authorization: "reader" }];
    for (const { path, init } of requests)
      for (const [index, stranger] of strangers.entries()) {
        const answer = await server.request(path, { ...init, headers: { ...init.headers, ...stranger } });
        expect([path, init.method, answer.status]).toEqual([path, init.method, 401]);
        const challenge = answer.headers.get("WWW-Authenticate");
        expect(challenge).toBe(`Bearer realm="api"${index === 1 ? ', error="invalid_token"' : ""}`);
        expect(await answer.text()).not.toContain("stranger");
      }
    expect(await server.database("user").select()).toEqual([]);
  });

  test("lets a token do what its scope covers, and tells what it lacks", async () => {
    const server = await serve({ tokens });
    for (const { operation, path, init } of requests)
      for (const [token, scope] of [
        ["reader", "read"],
        ["writer", "write"],
        ["next-writer", "write"],
      ] as const) {
        const answer = await server.request(path, { ...init, headers: { ...init.headers, ...bearer(token) } });
        const isForbidden = !operation.scopes.includes(scope);
        expect([operation.id, token, answer.status === 403]).toEqual([operation.id, token, isForbidden]);
        if (isForbidden)
          expect(answer.headers.get("WWW-Authenticate")).toBe(
            `Bearer realm="api", error="insufficient_scope", scope="${operation.scopes.join(" ")}"`,
          );
      }
  });

  test("refuses before it looks at the body, and shows its figures to tokens only", async () => {
    const server = await serve({ tokens });
    const post = { method: "POST", body: "{", headers: { "Content-Type": "text/plain" } };
    expect((await server.request("/api/users", post)).status).toBe(401);
    expect((await server.request("/api/nothing")).status).toBe(404);
    expect((await server.request("/metrics")).status).toBe(401);
    expect((await server.request("/metrics", { headers: bearer("reader") })).status).toBe(200);
    expect((await server.request("/docs")).status).toBe(200);
  });

  test("knows its tokens by their digests, and does not repeat what is none", () => {
    for (const wrong of ["secret", `admin:${sha256("x")}`, "read:secret", `read:${sha256("x")}:x`])
      expect(() => parseTokens(`read:${sha256("y")} ${wrong}`)).toThrow(/^entry 2 must be (?!.*secret)/);
    expect(parseTokens(" \n")).toEqual([]);
  });

  test("never logs a token", async () => {
    const server = await serve({ tokens });
    await server.request("/api/users", { headers: bearer("reader") });
    await server.request("/api/users", { headers: bearer("stranger") });
    expect(server.log.length).toBe(2);
    expect(JSON.stringify(server.log)).not.toMatch(/reader|stranger|Bearer/);
  });
});

describe("a service without tokens", () => {
  test("refuses to be reached by others, unless it is told that this is meant", async () => {
    await expect(serve({ host: "0.0.0.0", unprotected: false })).rejects.toThrow(/set TOKENS.*UNPROTECTED=on/s);
    await serve({ host: "0.0.0.0", unprotected: false, tokens });
    await serve({ host: "0.0.0.0" });
  });

  test("answers to the names of its own machine only", async () => {
    const server = await serve({ unprotected: false });
    const { port } = new URL(server.url);
    const statusFor = (host: string) =>
      new Promise((resolve) => {
        request({ port, host: "127.0.0.1", path: "/api/users", headers: { Host: host } }, ({ statusCode }) =>
          resolve(statusCode),
        ).end();
      });
    for (const host of ["localhost", "127.0.0.1", `127.0.0.1:${port}`, "[::1]:80", "api.localhost"])
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", `evil.example:${port}`])
      expect([host, await statusFor(host)]).toEqual([host, 421]);
  });
});

test("pages of other origins cannot send anything to a service without tokens", async () => {
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

test("a token under two scopes has both", async () => {
  const both = parseTokens(`read:${sha256("both")} write:${sha256("both")}`);
  const server = await serve({ tokens: both });
  const create = {
    method: "POST",
    body: JSON.stringify(newUser()),
    headers: { "Content-Type": "application/json", ...bearer("both") },
  };
  expect((await server.request("/api/users", create)).status).toBe(201);
});

describe("a share of requests", () => {
  test("is each caller's own, and who has used it up is told when to come again", async () => {
    const server = await serve({ tokens, rateLimit: 3 });
    for (const { operation, path, init } of requests) {
      const send = () => server.request(path, { ...init, headers: { ...init.headers, ...bearer("writer") } });
      let answer = await send();
      for (let sent = 1; answer.status !== 429 && sent < 100; sent++) answer = await send();
      expect([operation.id, answer.status, answer.headers.get("Retry-After")]).toEqual([operation.id, 429, "1"]);
    }
    expect((await server.request("/api/users", { headers: bearer("reader") })).status).toBe(200);
  });
});

test("more requests than may be under way are told to come again, the others are answered", async () => {
  const server = await serve({ mostInFlight: 2 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => server.request("/api/users")));
  const statuses = answers.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  for (const { status, headers } of answers) expect(headers.get("Retry-After")).toBe(status === 503 ? "1" : null);
  expect((await server.request("/api/users")).status).toBe(200);
});

test("whoever watches the service is answered however much there is to do", async () => {
  const server = await serve({ mostInFlight: 1 });
  const { port } = new URL(server.url);
  const pending = request({
    host: "127.0.0.1",
    port,
    path: "/api/users",
    method: "POST",
    headers: { "Content-Length": 9, "Content-Type": "application/json" },
  });
  pending.write("{"); // The rest does not come.
  pending.on("error", () => {});
  await expect.poll(async () => (await server.request("/api/users")).status).toBe(503);
  for (const path of ["/livez", "/readyz", "/metrics"])
    expect([path, (await server.request(path)).status]).toEqual([path, 200]);
  pending.destroy();
});

describe("pages of other origins", () => {
  const page = { Origin: "https://app.example" };

  test("may read nothing unless they are listed", async () => {
    const server = await serve();
    const answer = await server.request("/api/users", { headers: page });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("may do what the contract has, when listed", async () => {
    const server = await serve({ corsOrigins: ["https://app.example"] });
    const allowed = async (path: string, init: RequestInit) =>
      (await server.request(path, init)).headers.get("Access-Control-Allow-Origin");
    const ask = { Origin: "https://app.example", "Access-Control-Request-Method": "PATCH" };
    expect(await allowed(userAt(1), { method: "OPTIONS", headers: ask })).toBe("https://app.example");
    expect(await allowed("/api/users", { headers: page })).toBe("https://app.example");
    expect(await allowed(userAt(7), { headers: page })).toBe("https://app.example");
    expect(await allowed("/api/users", { headers: { Origin: "https://evil.example" } })).toBeNull();
  });
});

test("the figures tell of each operation how many requests it had, and how they ended", async () => {
  const server = await serve();
  await server.request("/api/users");
  const figures = await server.request("/metrics");
  expect(figures.headers.get("Content-Type")).toContain("text/plain");
  expect(await figures.text()).toMatch(
    /http_request_duration_seconds_count\{operation="Users_list",method="GET",status="200"\} \d/,
  );
});
