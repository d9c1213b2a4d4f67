/** OWASP API Security Top 10 (2023), items 1 to 5: one test each, over every operation that it concerns. */
import { expect, test } from "vitest";
import { operationsIn, securityOf } from "../../server/engine/contract/document.ts";
import { allRequests } from "./examples.ts";
import { createClient } from "./notes/client.ts";
import { service } from "./notes/service.ts";
import { serving } from "./serving.ts";

const serve = serving(service, createClient, {});
const { document } = service;
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const requests = allRequests(document);
const guarded = requests.filter(({ operation }) =>
  securityOf(operation, document).every((each) => Object.keys(each).length > 0),
);

test("API1, object level authorisation: an id of another caller's leads nowhere, in any operation", async () => {
  const server = await serve();
  const ada = createClient({ baseUrl: server.url, headers: bearer("ada.notes") });
  const { id } = await ada.notes.create({ text: "Buy seeds." });
  const before = await server.database("note").select();
  const byId = operationsIn(document).filter(({ path }) => path.includes("{"));
  for (const { path, method } of byId) {
    const init = { method: method.toUpperCase(), headers: { ...bearer("bob.notes.vault.admin") } };
    const body = method === "patch" ? { body: '{"text":"Mine."}' } : {};
    const headers = { ...init.headers, ...(method === "patch" && { "Content-Type": "application/json" }) };
    const answer = await server.request(path.replace("{id}", String(id)), { ...init, headers, ...body });
    expect([method, path, answer.status]).toEqual([method, path, 404]);
    expect(await answer.text()).not.toContain("ada");
  }
  expect(byId).toHaveLength(3);
  expect(await server.database("note").select()).toEqual(before);
  expect(await (await server.request("/notes", { headers: bearer("bob.notes") })).json()).toEqual({ items: [] });
});

test("API2, authentication: nothing but a verified credential opens a guarded operation, and guesses are limited", async () => {
  const server = await serve();
  const wrong: Record<string, string>[] = [
    {},
    bearer("stranger"),
    bearer("ada"), // No scopes: no token of these verifiers.
    { Authorization: "Bearer" },
    { Authorization: "Bearer ada.notes bob.notes" },
    { Authorization: "Basic YWRhOndyb25n" },
    { Authorization: "ada.notes" },
    { Cookie: "session=ada; Session=session-ada" },
    { "X-Service-Key": "stranger" },
    { "X-User": "ada", "X-Forwarded-User": "ada", "X-Forwarded-For": "127.0.0.1" },
  ];
  for (const { path, init, operation } of guarded)
    for (const headers of wrong) {
      const { status } = await server.request(path, { ...init, headers: { ...init.headers, ...headers } });
      expect([operation.operationId, headers, status]).toEqual([operation.operationId, headers, 401]);
    }
  expect(await server.database("note").select()).toEqual([]);
  const limited = await serve({ rateLimit: 3 });
  const guess = () => limited.request("/notes", { headers: bearer("stranger") });
  await expect
    .poll(async () => (await Promise.all([guess(), guess(), guess(), guess()])).map(({ status }) => status).sort(), {
      interval: 1,
    })
    .toEqual([401, 401, 401, 429]);
});

test("API3, property level authorisation: a caller reads and writes the contract's members, and no others", async () => {
  const server = await serve();
  const headers = bearer("ada.notes");
  const created = await server.send("POST", "/notes", { text: "Buy seeds." }, headers);
  const shown = await created.json();
  expect(shown).toEqual({ id: 1, owner: "ada", text: "Buy seeds.", words: 2 }); // Not when it was deleted.
  expect((await (await server.request("/notes", { headers })).json()).items).toEqual([shown]);
  for (const [method, path] of [
    ["POST", "/notes"],
    ["PATCH", "/notes/1"],
  ] as const)
    for (const more of [{ owner: "bob" }, { deleted: 1 }, { id: 2 }, { words: 1 }, { __proto__x: 1 }]) {
      const { status } = await server.send(method, path, { text: "x", ...more }, headers);
      expect([method, more, status]).toEqual([method, more, 400]);
    }
  expect(await server.database("note").select()).toEqual([{ id: 1, owner: "ada", text: "Buy seeds.", deleted: null }]);
});

test("API4, resource consumption: bodies, pages, texts and requests have an end, for each caller", async () => {
  const server = await serve({ bodyLimit: 1_000 });
  const headers = bearer("ada.notes");
  const statusFor = async (path: string, init: RequestInit = {}) =>
    (await server.request(path, { ...init, headers: { ...headers, ...init.headers } })).status;
  const write = (body: string) =>
    statusFor("/notes", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  expect(await write(`{"text":"${"a".repeat(1_000)}"}`)).toBe(413);
  expect(await write(`{"text":"${"a".repeat(201)}"}`)).toBe(400);
  expect(await write(`${"[".repeat(400)}${"]".repeat(400)}`)).toBe(400);
  expect(await statusFor("/notes?limit=101")).toBe(400);
  expect(await statusFor(`/notes?text=${"a".repeat(201)}`)).toBe(400);
  expect(await statusFor(`/notes?text=${"a".repeat(9_000)}`)).toBe(414);
  const limited = await serve({ rateLimit: 5 });
  const headed = (token: string) => ({ headers: bearer(token) });
  await expect
    .poll(
      async () => {
        const answers = await Promise.all(
          Array.from({ length: 6 }, () => limited.request("/notes", headed("ada.notes"))),
        );
        const other = await limited.request("/notes", headed("bob.notes"));
        return [answers.some(({ status }) => status === 429), other.status];
      },
      { interval: 1 },
    )
    .toEqual([true, 200]);
});

test("API5, function level authorisation: what needs a scope is for callers who have it, and undeclared methods are for nobody", async () => {
  const server = await serve();
  const scoped = guarded.flatMap((request) =>
    securityOf(request.operation, document)
      .filter(({ Login = [] }) => Login.length > 0)
      .map(({ Login = [], ServiceKey }) => ({ ...request, scopes: Login, isTogether: ServiceKey !== undefined })),
  );
  expect(scoped.length).toBeGreaterThan(5);
  for (const { path, init, operation, scopes, isTogether } of scoped)
    for (const granted of ["other", `${scopes}-of-others`, `x${scopes}`]) {
      const headers = {
        ...init.headers,
        ...bearer(`ada.${granted}`),
        ...(isTogether && { "X-Service-Key": "service-1" }),
      };
      const { status } = await server.request(path, { ...init, headers });
      expect([operation.operationId, granted, status]).toEqual([operation.operationId, granted, 403]);
    }
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const headers = { ...bearer("ada.admin"), "X-HTTP-Method-Override": "GET" };
    const { status } = await server.request("/doors/vault", { method, headers });
    expect([method, status]).toEqual([method, 405]);
  }
  expect((await server.request("/doors/vault", { headers: bearer("ada.admin") })).status).toBe(200);
  expect(await server.database("note").select()).toEqual([]);
});
