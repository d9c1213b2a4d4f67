/** Promises of any contract, tested over whichever service is given: examples, client, tables, fuzzer, coverage. */
import { afterAll, describe, expect, inject, test } from "vitest";
import type { ClientOptions } from "../../client/engine/client.ts";
import type { Examples } from "../../client/engine/testing.ts";
import { type LocatedOperation, operationsIn, parametersIn } from "../../server/engine/contract/document.ts";
import { allOperations } from "../../server/engine/contract/handlers.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { contractTables } from "../../server/engine/database/tables.ts";
import { parseTokens, scopesOf } from "../../server/engine/http/access.ts";
import type { Settings } from "../../server/engine/http/server.ts";
import type { Service } from "../../server/engine/http/service.ts";
import { readTables } from "../../spec/engine/catalogue.ts";
import { differences, type OwnTables, withOwnColumns } from "../../spec/engine/drift.ts";
import { allRequests, type ExampleRequest, exampleAnswer, exampleCalls, exampleRequests } from "./examples.ts";
import { createFuzzer } from "./fuzz/fuzzer.ts";
import { sha256, type TestServer } from "./serving.ts";

export interface ContractSubject {
  service: Service;
  serve(settings?: Partial<Settings>): Promise<TestServer<object>>;
  createClient(options: ClientOptions): object;
  createTestFetch(): (request: Request) => Promise<Response>;
  examples: Examples;
  own?: OwnTables;
  /** Requests for declared responses that neither examples nor the engine's own problems lead to. */
  further?: (server: TestServer<object>) => Promise<unknown>;
}

/** A declared response that some test has received. */
type Seen = Record<string, unknown>;

export function describeContract(subject: ContractSubject): void {
  const logs: Seen[][] = [];
  const serve = async (settings?: Partial<Settings>) => {
    const server = await subject.serve(settings);
    logs.push(server.log);
    return server;
  };
  describe("the contract", () => {
    describeExamples(subject, serve);
    describeTables(subject, serve);
    // The rest is the same with every database.
    if (!inject("databases").startsWith("sqlite:")) return;
    describeClient(subject);
    describeFuzzing(subject, serve);
    describeProblems(subject, serve);
    describeCoverage(subject, logs);
  });
}

type Serve = ContractSubject["serve"];

/** Creates what the examples of creating operations create. */
function creationsIn(document: Service["document"]) {
  return operationsIn(document).filter(({ operation }) => "201" in operation.responses);
}

function describeExamples({ service: { document } }: ContractSubject, serve: Serve): void {
  const creations = creationsIn(document);
  const groupOf = ({ operation }: LocatedOperation) => operation.operationId.split("_")[0];

  describe("shows by example what happens:", () => {
    for (const located of operationsIn(document)) {
      const own = creations.filter((each) => groupOf(each) === groupOf(located));
      const others = creations.filter((each) => groupOf(each) !== groupOf(located));
      for (const request of exampleRequests(document, located)) {
        const { operationId } = located.operation;
        test([operationId, request.init.headers["Content-Type"]].filter(Boolean).join(" in "), async () => {
          // What is created is the first; other examples are about what the creating ones made, and no more than needed.
          const rounds = located.method === "post" ? [[], others, creations] : [own, creations];
          let response = new Response(null, { status: 404 });
          let sent: string[] = [];
          for (const seeds of rounds) {
            if (response.status < 400) break;
            const seeded = await serveWith(seeds);
            if (!seeded) continue;
            response = await seeded.send(request);
            sent = seeded.sent;
          }
          expect(response.status).toBeLessThan(400);
          const text = await response.text();
          const expected = exampleAnswer(document, located, response.status);
          const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
          const received = withoutMadeUp(isJson ? JSON.parse(text) : text || undefined, expected, sent);
          expect(received, "the example in the contract").toEqual(expected);
        });
      }
    }
  });

  /** A server with what the examples create; undefined where one of them is refused in any order. */
  async function serveWith(seeds: LocatedOperation[]): Promise<Seeded | undefined> {
    const server = await serve();
    const sent: string[] = [];
    const send = ({ path, init }: ExampleRequest) => {
      sent.push(`${decodeURIComponent(path)} ${init.body}`);
      return server.request(path, init);
    };
    const refused: LocatedOperation[] = [];
    for (const seed of seeds)
      for (const first of exampleRequests(document, seed).slice(0, 1)) if (!(await send(first)).ok) refused.push(seed);
    if (refused.length === 0) return { send, sent };
    // References come later, on a new server: a refused request may have taken an id.
    const order = [...seeds.filter((seed) => !refused.includes(seed)), ...refused];
    return order.every((seed, index) => seed === seeds[index]) ? undefined : serveWith(order);
  }
}

interface Seeded {
  send(request: ExampleRequest): Promise<Response>;
  /** All that was sent. */
  sent: string[];
}

/**
 * A value with the example's string wherever the service makes one up, such as a time: where no request has it. That it
 * is of the declared kind is verified with every response.
 */
function withoutMadeUp(value: unknown, example: unknown, sent: string[]): unknown {
  if (typeof value === "string" && typeof example === "string")
    return sent.some((each) => each.includes(example)) || !sent.length ? value : example;
  if (typeof value !== "object" || typeof example !== "object" || value === null || example === null) return value;
  const members = Object.entries(value).map(([key, each]) => [
    key,
    withoutMadeUp(each, (example as Record<string, unknown>)[key], sent), // Cast: an object or array.
  ]);
  return Array.isArray(value) ? members.map(([, each]) => each) : Object.fromEntries(members);
}

function describeClient({ service: { document }, createClient, createTestFetch, examples }: ContractSubject): void {
  const baseUrl = "http://service.test/behind/a/proxy";
  describe("is what the client sends and its test service returns:", () => {
    test.each(exampleCalls(document))("$id", async ({ id, group, name, call }) => {
      const located = operationsIn(document).find(({ operation }) => operation.operationId === id);
      const [expected] = located ? exampleRequests(document, located) : [];
      const sent: Request[] = [];
      const respond = createTestFetch();
      const client = createClient({
        baseUrl,
        fetch(request) {
          sent.push(request.clone());
          return respond(request);
        },
      });
      const received = await call(client)?.withResponse();
      const [request, ...others] = sent;
      expect(others).toEqual([]);
      const path = request && new URL(request.url).pathname.slice(new URL(baseUrl).pathname.length);
      expect([request?.method, path]).toEqual([expected?.init.method, expected?.path.split("?")[0]]);
      expect(request?.headers.get("Content-Type")).toBe(expected?.init.headers["Content-Type"] ?? null);
      expect(await request?.text()).toBe(expected?.init.body ?? "");
      const example = examples.answers[group]?.[name];
      expect([received?.data, received?.response.status]).toEqual([example?.body, example?.status]);
      for (const [header, value] of Object.entries(example?.headers ?? {}))
        expect(received?.response.headers.get(header)).toBe(value);
    });
  });
}

function describeTables({ service: { document }, own = { tables: [], columns: [] } }: ContractSubject, serve: Serve) {
  test("has the tables that the migrations make", async () => {
    const { database } = await serve();
    const known = [...engineTables, ...own.tables];
    const actual = (await readTables(database)).filter(({ name }) => !known.includes(name));
    const wanted = withOwnColumns(contractTables(document), actual, own.columns);
    expect(differences(actual, wanted), "`npm run migration -- NAME` drafts what is missing").toEqual([]);
  });
}

function describeFuzzing({ service: { document } }: ContractSubject, serve: Serve): void {
  const fuzz = createFuzzer(document);
  const { FUZZ_RUNS, FUZZ_SEED, TEST_QUICK } = process.env;
  for (const [name, value] of Object.entries({ FUZZ_RUNS, FUZZ_SEED }))
    if (value && !/^\d+$/.test(value)) throw new Error(`${name} is a whole number, not "${value}"`);
  const runs = Number(FUZZ_RUNS || (TEST_QUICK === "on" ? 1 : 2));
  // A fixed seed, so that a failure has a cause in the change; long runs look for more.
  const seed = Number(FUZZ_SEED || (FUZZ_RUNS ? Math.floor(Math.random() * 2 ** 31) : 1));
  const total = { cases: 0, requests: 0 };

  describe("is kept by every operation, whatever is sent:", () => {
    afterAll(() => console.log(`Fuzzed: ${total.cases} cases, ${total.requests} requests, FUZZ_SEED=${seed}`));
    for (const { operation } of operationsIn(document))
      test(operation.operationId, { timeout: FUZZ_RUNS ? 0 : 60_000 }, async () => {
        const { url } = await serve();
        const { cases, requests, findings } = await fuzz(operation.operationId, url, {
          seed,
          runs,
          ...(!FUZZ_RUNS && { mostTrials: 150 }),
        });
        total.cases += cases;
        total.requests += requests;
        expect(findings.join("\n\n")).toBe("");
      });
  });
}

/** Provokes the engine's own problems, for every operation that declares them. */
function describeProblems({ service, further }: ContractSubject, serve: Serve): void {
  const { contract, document } = service;
  const requests = allRequests(document);
  const scopes = [...scopesOf(contract)];
  const creations = creationsIn(document).flatMap((each) => exampleRequests(document, each).slice(0, 1));
  const withHeaders = ({ path, init }: ExampleRequest, headers: Record<string, string>): ExampleRequest => ({
    path,
    init: { ...init, headers: { ...init.headers, ...headers } },
  });
  const declaring = (status: number) => requests.filter(({ operation }) => status in operation.responses);
  const serveSeeded = async () => {
    const server = await serve();
    for (const { path, init } of [...creations, ...creations]) await server.request(path, init);
    return server;
  };
  /** Sends requests in turn, and expects one status of all. */
  const expectAll = async (
    server: Pick<TestServer<object>, "request">,
    all: ((typeof requests)[number] & ExampleRequest)[],
    status: number,
  ) => {
    for (const { operation, path, init } of all) {
      const response = await server.request(path, init);
      expect([operation.operationId, response.status]).toEqual([operation.operationId, status]);
      await response.arrayBuffer();
    }
  };

  describe("has its problems reported:", () => {
    test("400 for an unknown query parameter", async () => {
      const unknown = requests.map((each) => ({
        ...each,
        path: `${each.path}${each.path.includes("?") ? "&" : "?"}un_known=1`,
      }));
      await expectAll(await serve(), unknown, 400);
    });

    test("404 for what does not exist", async () => {
      const absent = declaring(404).filter(({ path }) => parametersIn(path).length === 0 && /\/\d+(\/|$)/.test(path));
      await expectAll(await serve(), absent, 404);
    });

    test("304 for the current ETag", async () => {
      const server = await serveSeeded();
      for (const each of declaring(304)) {
        const tag = (await server.request(each.path, each.init)).headers.get("ETag") ?? "";
        await expectAll(server, [{ ...each, ...withHeaders(each, { "If-None-Match": tag }) }], 304);
      }
    });

    test("412 for a stale If-Match", async () => {
      const stale = declaring(412).map((each) => ({ ...each, ...withHeaders(each, { "If-Match": '"stale"' }) }));
      await expectAll(await serveSeeded(), stale, 412);
    });

    test("401 without a token, 403 without the scope", async () => {
      const tokens = parseTokens(scopes.map((scope) => `${scope}:${sha256(scope)}`).join(" "), new Set(scopes));
      const server = await serve({ tokens });
      const facts = new Map(allOperations(contract).map(({ operation }) => [operation.id, operation]));
      const scopesFor = (id: string) => facts.get(id)?.scopes ?? [];
      const guarded = requests.filter(({ operation }) => scopesFor(operation.operationId).length > 0);
      await expectAll(server, guarded, 401);
      const forbidden = guarded.flatMap((each) =>
        scopes
          .filter((scope) => !scopesFor(each.operation.operationId).includes(scope))
          .map((scope) => ({ ...each, ...withHeaders(each, { Authorization: `Bearer ${scope}` }) })),
      );
      await expectAll(server, forbidden, 403);
      const unknown = guarded.map((each) => ({ ...each, ...withHeaders(each, { Authorization: "Bearer stranger" }) }));
      await expectAll(server, unknown, 401);
    });

    test("429 above the rate limit", async () => {
      const server = await serve({ rateLimit: 1 });
      for (const { operation, path, init } of requests)
        await expect
          .poll(async () => (await server.request(path, init)).status, { message: operation.operationId, interval: 1 })
          .toBe(429);
    });

    test("409 while a request with the same Idempotency-Key runs, 422 if another one had it", async () => {
      const server = await serveSeeded();
      const keyed = requests.filter(({ operation }) =>
        operation.parameters.some(({ name }) => name === "Idempotency-Key"),
      );
      for (const [index, each] of keyed.entries()) {
        const { path, init } = withHeaders(each, { "Idempotency-Key": `key-${index}` });
        const responses = await Promise.all(Array.from({ length: 8 }, () => server.request(path, init)));
        expect([each.operation.operationId, responses.map(({ status }) => status)]).toEqual([
          each.operation.operationId,
          expect.arrayContaining([409]),
        ]);
        await server.database("idempotency").update({ fingerprint: "another request" });
        if (responses.some(({ ok }) => ok)) await expectAll(server, [{ ...each, path, init }], 422);
      }
    });

    test("421 for a page of another origin", async () => {
      const foreign = requests.map((each) => ({ ...each, ...withHeaders(each, { Origin: "https://evil.example" }) }));
      await expectAll(await serve({ unprotected: false }), foreign, 421);
    });

    if (further)
      test("and its own", async () => {
        await further(await serve());
      });
  });
}

/** Declared responses that no test has received are promises that nobody keeps. Reads what the tests above have logged. */
function describeCoverage({ service: { document } }: ContractSubject, logs: Seen[][]): void {
  test("declares nothing that these tests have not received, and they have received nothing else", () => {
    const seen = logs.flat();
    const missing = operationsIn(document).flatMap(({ operation: { operationId, responses } }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const own = seen.filter(({ operation }) => operation === operationId);
        const matches = own.filter((each) =>
          status === "default" ? !(String(each.status) in responses) : each.status === Number(status),
        );
        const types = new Set(matches.map(({ type }) => type));
        return (content ? Object.keys(content) : [undefined])
          .filter((type) => !types.has(type))
          .map((type) => [operationId, status, type].filter(Boolean).join(" "));
      }),
    );
    expect(missing, "respond so in a test of describeContract's `further`").toEqual([]);
    const responsesOf = new Map(
      operationsIn(document).map(({ operation }) => [operation.operationId, operation.responses]),
    );
    const undeclared = seen.filter(({ operation, status }) => {
      const responses = responsesOf.get(String(operation));
      return responses && !(String(status) in responses) && !("default" in responses);
    });
    expect(undeclared).toEqual([]);
  });
}
