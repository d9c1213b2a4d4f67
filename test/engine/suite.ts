/** Promises of any contract, tested over whichever service is given: examples, client, tables, fuzzer, coverage. */
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, inject, test } from "vitest";
import type { ClientOptions } from "../../client/engine/client.ts";
import type { Examples } from "../../client/engine/testing.ts";
import type { BasicCredential, SecurityRequirement } from "../../server/engine/contract/callers.ts";
import {
  conflictOf,
  type DocumentOperation,
  eventsOf,
  type LocatedOperation,
  operationsIn,
  securityOf,
} from "../../server/engine/contract/document.ts";
import { engineTables } from "../../server/engine/database/migrate.ts";
import { contractTables, type Table } from "../../server/engine/database/tables.ts";
import type { Settings } from "../../server/engine/http/server.ts";
import type { AnyVerify, Service } from "../../server/engine/http/service.ts";
import { readTables } from "../../spec/engine/catalogue.ts";
import { differences } from "../../spec/engine/differences.ts";
import { type OwnTables, withOwnColumns, withoutOwn } from "../../spec/engine/drift.ts";
import {
  allRequests,
  conflictingRequests,
  createSender,
  type ExampleRequest,
  exampleAnswer,
  exampleCalls,
  exampleKeys,
  exampleRequests,
  exampleRow,
  tablesOf,
} from "./examples.ts";
import { createFuzzer } from "./fuzz/fuzzer.ts";
import { type TestServer, testTokens } from "./serving.ts";

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

/** Of the report, which tries those that have changed; otherwise of all. */
function isTried({ operationId }: DocumentOperation): boolean {
  const ids = inject("operations");
  return ids.length === 0 || ids.includes(operationId);
}

function triedIn(document: Service["document"]): LocatedOperation[] {
  return operationsIn(document).filter(({ operation }) => isTried(operation));
}

/** Rows of tables that no operation creates, such as opening hours. */
async function insertOthers(server: TestServer<object>, tables: Table[], document: Service["document"]): Promise<void> {
  const made = creationsIn(document).flatMap(({ operation }) => tablesOf(operation, document));
  for (const { name } of tables)
    if (!made.some((table) => table.name === name)) await server.database(name).insert(exampleRow(document, name));
}

/** Creates what the examples of creating operations create. */
function creationsIn(document: Service["document"]) {
  return operationsIn(document).filter(({ operation }) => "201" in operation.responses);
}

function describeExamples({ service: { document } }: ContractSubject, serve: Serve): void {
  const creations = creationsIn(document);
  const groupOf = ({ operation }: LocatedOperation) => operation.operationId.split("_")[0];

  describe("shows by example what happens:", () => {
    for (const located of triedIn(document)) {
      const own = creations.filter((each) => groupOf(each) === groupOf(located));
      const others = creations.filter((each) => groupOf(each) !== groupOf(located));
      for (const request of exampleRequests(document, located)) {
        const { operationId } = located.operation;
        test([operationId, request.init.headers["Content-Type"]].filter(Boolean).join(" in "), async () => {
          // What is created is the first; other examples are about what the creating ones made, and no more than needed.
          const rounds =
            located.method === "post" ? [[], others, creations] : [own, withReferenced(own, document), creations];
          let response = new Response(null, { status: 404 });
          let sent: string[] = [];
          let log: Seen[] = [];
          for (const seeds of rounds) {
            if (response.status < 400) break;
            const seeded = await serveWith(seeds, located);
            if (!seeded) continue;
            response = await seeded.send(request);
            ({ sent, log } = seeded);
          }
          if (response.status >= 400)
            expect.fail(
              `its example request is refused with ${response.status}: ${causeIn(log) ?? (await response.text())}`,
            );
          // Streams of events may never end: their first bytes have to do.
          if (eventsOf(located.operation)) return expectBegun(response);
          const text = await response.text();
          const expected = exampleAnswer(document, located, response.status);
          const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
          const received = withoutMadeUp(isJson ? JSON.parse(text) : text || undefined, expected, sent);
          const difference = unlike(received, expected);
          if (difference)
            expect.fail(
              `${difference}: give the operation an example of its own, by @opExample, or correct its handler`,
            );
          expect(received).toEqual(expected);
        });
      }
    }
  });

  /** Where a response first differs from the example, such as "/user/age is 15, and in the example 14". */
  function unlike(received: unknown, expected: unknown, pointer = ""): string | undefined {
    if (isDeepStrictEqual(received, expected)) return undefined;
    const isNested = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
    if (!isNested(received) || !isNested(expected) || Array.isArray(received) !== Array.isArray(expected))
      return `${pointer || "the answer"} is ${JSON.stringify(received)}, and in the example ${JSON.stringify(expected)}`;
    return Object.keys({ ...received, ...expected })
      .map((name) => unlike(received[name], expected[name], `${pointer}/${name}`))
      .find((each) => each !== undefined);
  }

  async function expectBegun(response: Response): Promise<void> {
    expect(response.headers.get("Content-Type")).toBe("text/event-stream");
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel();
  }

  /**
   * A server with what the examples create, but for that of the operation itself. Undefined where one of them is refused in
   * any order; what is created may come before what refers to it.
   */
  async function serveWith(seeds: LocatedOperation[], located: LocatedOperation): Promise<Seeded | undefined> {
    const server = await serve();
    if (located.method !== "post") await insertOthers(server, tablesOf(located.operation, document), document);
    const sent: string[] = [];
    const { send, create } = createSender(document, async (path, init) => {
      const response = await server.request(path, init);
      if (response.ok) sent.push(`${decodeURIComponent(path)} ${init.body}`);
      return response;
    });
    const isCreation = located.method === "post";
    const turns = createTurns(document, isCreation ? [located] : []);
    const refused: LocatedOperation[] = [];
    for (const seed of seeds) if (!(await create(seed, turns(seed)))) refused.push(seed);
    if (refused.length === 0) return { send, sent, log: server.log };
    // References come later, on a new server: a refused request may have taken an id.
    const order = [...seeds.filter((seed) => !refused.includes(seed)), ...refused];
    if (!order.every((seed, index) => seed === seeds[index])) return serveWith(order, located);
    return isCreation ? { send, sent, log: server.log } : undefined;
  }
}

/** Operations that create, behind those that create what their rows refer to. */
function withReferenced(creating: LocatedOperation[], document: Service["document"]): LocatedOperation[] {
  const tables = creating.flatMap(({ operation }) => tablesOf(operation, document));
  const referenced = tables.flatMap(({ foreignKeys }) => foreignKeys.map(({ references }) => references.table));
  const others = creationsIn(document).filter(
    ({ operation }) =>
      !creating.some((each) => each.operation === operation) &&
      tablesOf(operation, document).some(({ name }) => referenced.includes(name)),
  );
  return others.length > 0 ? withReferenced([...others, ...creating], document) : creating;
}

/** Returns a function that counts the rows that operations create in one table: the first one is as its example has it. */
function createTurns(document: Service["document"], before: LocatedOperation[]) {
  const turns = new Map<string, number>();
  const turnOf = ({ operation }: LocatedOperation) => {
    const tables = tablesOf(operation, document).map(({ name }) => name);
    const turn = Math.max(0, ...tables.map((name) => turns.get(name) ?? 0));
    for (const name of tables) turns.set(name, turn + 1);
    return turn;
  };
  before.forEach(turnOf);
  return turnOf;
}

interface Seeded {
  send(request: ExampleRequest): Promise<Response>;
  /** All that was sent and accepted. */
  sent: string[];
  log: Seen[];
}

/** What a handler has thrown last, and where. */
function causeIn(log: Seen[]): string | undefined {
  const { err } = log.findLast(({ level }) => Number(level) >= 50) ?? {};
  const { message, stack = "" } = (err ?? {}) as { message?: string; stack?: string };
  const own = stack.split("\n").find((line) => /\/server\/(?!engine\/)/.test(line));
  return message && `${message}${own ? ` (${own.trim()})` : ""}`;
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
    const tried = triedIn(document).map(({ operation }) => operation.operationId);
    const calls = exampleCalls(document).filter(({ id, isIterated }) => !isIterated && tried.includes(id));
    test.each(calls)("$id", async ({ id, group, name, call }) => {
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
      // The boundaries of a form are made up.
      const [type] = request?.headers.get("Content-Type")?.split(";") ?? [];
      expect(type).toBe(expected?.init.headers["Content-Type"]?.split(";")[0]);
      if (type !== "multipart/form-data") expect(await request?.text()).toBe(expected?.init.body ?? "");
      const example = examples.answers[group]?.[name];
      const data = received?.data instanceof Blob ? await received.data.text() : received?.data;
      expect([data, received?.response.status]).toEqual([example?.body, example?.status]);
      for (const [header, value] of Object.entries(example?.headers ?? {}))
        expect(received?.response.headers.get(header)).toBe(value);
    });
  });
}

function describeTables({ service: { document }, own = { tables: [], columns: [] } }: ContractSubject, serve: Serve) {
  test("has the tables that the migrations make", async () => {
    const { database } = await serve();
    const all = (await readTables(database)).filter(({ name }) => !engineTables.includes(name));
    const actual = withoutOwn(all, own);
    const wanted = withOwnColumns(contractTables(document), actual, own.columns);
    expect(differences(actual, wanted), "`npm run migration -- NAME` drafts what is missing").toEqual([]);
  });
}

function describeFuzzing({ service: { document } }: ContractSubject, serve: Serve): void {
  const fuzz = createFuzzer(document);
  const { FUZZ_RUNS, FUZZ_SEED } = process.env;
  for (const [name, value] of Object.entries({ FUZZ_RUNS, FUZZ_SEED }))
    if (value && !/^\d+$/.test(value)) throw new Error(`${name} is a whole number, not "${value}"`);
  const runs = Number(FUZZ_RUNS || 1);
  // A fixed seed, so that a failure has a cause in the change; long runs look for more.
  const seed = Number(FUZZ_SEED || (FUZZ_RUNS ? Math.floor(Math.random() * 2 ** 31) : 1));
  const total = { cases: 0, requests: 0 };

  describe("is kept by every operation, whatever is sent:", () => {
    afterAll(() => console.log(`Fuzzed: ${total.cases} cases, ${total.requests} requests, FUZZ_SEED=${seed}`));
    const read = operationsIn(document).filter(({ operation }) => !eventsOf(operation)); // To their end.
    for (const { operation } of read)
      test(operation.operationId, { timeout: FUZZ_RUNS ? 0 : 60_000 }, async () => {
        const { url } = await serve();
        const { cases, requests, findings } = await fuzz(operation.operationId, url, {
          seed,
          runs,
          ...(!FUZZ_RUNS && { mostTrials: 40 }),
        });
        total.cases += cases;
        total.requests += requests;
        expect(findings.join("\n\n")).toBe("");
      });
  });
}

/** Provokes the engine's own problems, for every operation that declares them. */
function describeProblems({ service, further }: ContractSubject, serve: Serve): void {
  const { document } = service;
  const requests = allRequests(document).filter(({ operation }) => isTried(operation));
  const creations = creationsIn(document);
  const keys = exampleKeys(document).map(encodeURIComponent);
  const withHeaders = ({ path, init }: ExampleRequest, headers: Record<string, string>): ExampleRequest => ({
    path,
    init: { ...init, headers: { ...init.headers, ...headers } },
  });
  const declaring = (status: number) => requests.filter(({ operation }) => status in operation.responses);
  /** A server with two rows of what the examples create, where they can be. */
  const serveSeeded = async () => {
    const server = await serve();
    const sender = createSender(document, (path, init) => server.request(path, init));
    const turnOf = createTurns(document, []);
    for (let seeds = [...creations, ...creations].map((seed) => ({ seed, turn: turnOf(seed) })), count = 0; ; ) {
      const refused: typeof seeds = [];
      for (const each of seeds) if (!(await sender.create(each.seed, each.turn))) refused.push(each);
      // References come later.
      if (refused.length === 0 || refused.length === count) break;
      [seeds, count] = [refused, refused.length];
    }
    await insertOthers(server, contractTables(document), document);
    const knownIn = <R extends ExampleRequest>(request: R): R => ({ ...request, ...sender.known(request) });
    return { ...server, knownIn };
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
      const isKey = (segment: string) => /^\d+$/.test(segment) || keys.includes(segment);
      const absent = declaring(404).filter(({ path }) => path.split("/").some(isKey));
      await expectAll(await serve(), absent, 404);
    });

    test("304 for the current ETag", async () => {
      const server = await serveSeeded();
      for (const each of declaring(304).map(server.knownIn)) {
        const tag = (await server.request(each.path, each.init)).headers.get("ETag") ?? "";
        await expectAll(server, [{ ...each, ...withHeaders(each, { "If-None-Match": tag }) }], 304);
      }
    });

    test("412 for a stale If-Match", async () => {
      const server = await serveSeeded();
      const stale = declaring(412).map((each) => ({ ...each, ...withHeaders(each, { "If-Match": '"stale"' }) }));
      await expectAll(server, stale.map(server.knownIn), 412);
    });

    test("401 without credentials and with wrong ones, 403 without the scopes", async () => {
      const server = await serve({ tokens: testTokens("metrics:known"), verifiers: knowing(service) });
      const send = (each: (typeof requests)[number], alternative: SecurityRequirement, credential: string) => ({
        ...each,
        ...withCredentials(each, Object.keys(alternative), credential, service),
      });
      const guarded = requests.filter(({ operation }) => isGuarded(operation, service));
      await expectAll(server, guarded, 401);
      const alternatives = guarded.flatMap((each) =>
        securityOf(each.operation, document).map((alternative) => ({ each, alternative })),
      );
      await expectAll(
        server,
        alternatives.map(({ each, alternative }) => send(each, alternative, "stranger")),
        401,
      );
      await expectAll(
        server,
        alternatives
          .filter(({ alternative }) => demandsScopes(alternative, service))
          .map(({ each, alternative }) => send(each, alternative, "known")),
        403,
      );
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
      const keyed = allRequests(document, 5).filter(({ operation }) =>
        operation.parameters.some(({ name }) => name === "Idempotency-Key"),
      );
      for (const [index, each] of keyed.map(server.knownIn).entries()) {
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

    test("409 for what another row has, what does not exist, and what is in use", async () => {
      for (const located of triedIn(document).filter(({ operation }) => conflictOf(operation, document))) {
        const server = await serveSeeded();
        for (const request of conflictingRequests(document, located)) {
          const { path, init } = server.knownIn(request);
          const response = await server.request(path, init);
          await response.arrayBuffer();
          expect([located.operation.operationId, response.status]).not.toEqual([located.operation.operationId, 500]);
          if (response.status === 409) break;
        }
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

/** Whether an operation has to know its caller. */
function isGuarded(operation: DocumentOperation, { document }: Service): boolean {
  return securityOf(operation, document).every((alternative) => Object.keys(alternative).length > 0);
}

function demandsScopes(alternative: SecurityRequirement, { verifiers }: Service): boolean {
  return Object.entries(alternative).some(
    ([name, scopes]) => scopes.length > 0 || "tokenScope" in (verifiers[name] ?? {}),
  );
}

/** Verifiers that know one caller, who has no scopes. */
function knowing({ verifiers }: Service): Record<string, AnyVerify> {
  const verify = (credential: string | BasicCredential) => {
    const given = typeof credential === "string" ? credential : credential.username;
    return given === "known" ? { id: given, scopes: [] } : undefined;
  };
  const others = Object.entries(verifiers).filter(([, verifier]) => !("tokenScope" in verifier));
  return Object.fromEntries(others.map(([name]) => [name, verify]));
}

/** A request with the same credential for each of some schemes. */
function withCredentials(
  { path, init }: ExampleRequest,
  schemes: string[],
  credential: string,
  { contract }: Service,
): ExampleRequest {
  const headers: Record<string, string> = { ...init.headers };
  const query: string[] = [];
  for (const name of schemes) {
    const scheme = contract.securitySchemes[name];
    if (scheme?.type !== "apiKey") {
      const isBasic = scheme?.type === "http" && scheme.scheme === "basic";
      headers.Authorization = isBasic ? `Basic ${btoa(`${credential}:`)}` : `Bearer ${credential}`;
    } else if (scheme.in === "query") query.push(`${encodeURIComponent(scheme.name)}=${credential}`);
    else if (scheme.in === "header") headers[scheme.name] = credential;
    else headers.Cookie = [headers.Cookie, `${scheme.name}=${credential}`].filter(Boolean).join("; ");
  }
  const separator = path.includes("?") ? "&" : "?";
  return { path: query.length > 0 ? `${path}${separator}${query.join("&")}` : path, init: { ...init, headers } };
}

/** Declared responses that no test has received are promises that nobody keeps. Reads what the tests above have logged. */
function describeCoverage({ service }: ContractSubject, logs: Seen[][]): void {
  const { document } = service;
  /** Declared for all operations alike, also where it cannot happen. */
  const isIdle = (operation: DocumentOperation, status: string) => {
    if (status !== "401" && status !== "403") return false;
    const hasScopes = securityOf(operation, document).some((each) => demandsScopes(each, service));
    return !isGuarded(operation, service) || (status === "403" && !hasScopes);
  };
  test("declares nothing that these tests have not received, and they have received nothing else", () => {
    const seen = logs.flat();
    const missing = triedIn(document).flatMap(({ operation }) => {
      const { operationId, responses } = operation;
      return Object.entries(responses).flatMap(([status, { content }]) => {
        if (isIdle(operation, status)) return [];
        const own = seen.filter(({ operation }) => operation === operationId);
        const matches = own.filter((each) =>
          status === "default" ? !(String(each.status) in responses) : each.status === Number(status),
        );
        const types = new Set(matches.map(({ type }) => type));
        return (content ? Object.keys(content) : [undefined])
          .filter((type) => !types.has(type))
          .map((type) => [operationId, status, type].filter(Boolean).join(" "));
      });
    });
    if (missing.length > 0)
      expect.fail(`no example or test leads to ${missing.join(", ")}: respond so in describeContract's \`further\``);
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
