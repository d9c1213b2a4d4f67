/** Security requirements: what a request has to have for its operation, and what a caller is told who has not. */

import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BasicCredential, Caller, SecurityRequirement } from "../../server/engine/contract/callers.ts";
import { engineProblems, Problem, unavailable } from "../../server/engine/contract/problem.ts";
import type { AnyVerify, Handlers, Verifiers } from "../../server/engine/http/service.ts";
import { createClient } from "./notes/client.ts";
import type { Contract } from "./notes/generated/contract.ts";
import { type Callers, doors, service } from "./notes/service.ts";
import { listen, openTestDatabase, recordedLog, serving } from "./serving.ts";

const serve = serving(service, createClient, {});

/** Of "ServiceKey.read.write", the caller ServiceKey with two scopes; undefined for another scheme's credential. */
const verifierOf =
  (scheme: string): AnyVerify =>
  (credential: string | BasicCredential): Caller | undefined => {
    const [id = "", ...scopes] = (typeof credential === "string" ? credential : credential.username).split(".");
    return id === scheme ? { id, scopes } : undefined;
  };

type Credentials = Record<string, string>;

function headersOf(credentials: Credentials): Record<string, string> {
  const { Login, Guest, Staff, ServiceKey, Session } = credentials;
  const bearer = Login ?? Guest;
  return {
    ...(bearer && { Authorization: `Bearer ${bearer}` }),
    ...(Staff && { Authorization: `Basic ${btoa(`${Staff}:`)}` }),
    ...(ServiceKey && { "X-Service-Key": ServiceKey }),
    ...(Session && { Cookie: `session=${Session}` }),
  };
}

/** Serves the street under other alternatives. */
async function serveStreet(
  security: SecurityRequirement[],
  verifiers: Record<string, AnyVerify>,
  database: Awaited<ReturnType<typeof openTestDatabase>>,
  method = "GET",
) {
  const { contract, document } = structuredClone({ contract: service.contract, document: service.document });
  Object.assign(contract.operations.doors.street, { security, method });
  const street: Handlers<Contract, "doors", Callers>["street"] = async (_, { caller }) => {
    const callers = caller as undefined | Caller | Record<string, Caller>; // Cast: under other alternatives.
    if (!callers) return { ids: [] };
    return { ids: typeof callers.id === "string" ? [callers.id] : Object.values(callers).map(({ id }) => id) };
  };
  const { log, lines } = recordedLog();
  const edited = { ...service, contract, document, handlers: { ...service.handlers, doors: { ...doors, street } } };
  const options = { verifiers, verify: false, log };
  const url = await listen({ ...edited, handlers: edited.handlers as never }, database, options); // Cast: found by name.
  const ask = (credentials: Credentials, init: RequestInit = {}) => {
    const query = credentials.LinkKey ? `?key=${credentials.LinkKey}` : "";
    return fetch(`${url}/doors/street${query}`, { ...init, headers: { ...headersOf(credentials), ...init.headers } });
  };
  return { url, ask, lines };
}

const schemes = Object.keys(service.contract.securitySchemes);
const verifiers = Object.fromEntries(schemes.map((name) => [name, verifierOf(name)]));
const inAuthorization = ["Login", "Guest", "Staff"];

describe("an operation's alternatives", () => {
  /** OpenAPI 3.1, section 4.8.30: a status, and the schemes of the first alternative that is met. */
  function reference(alternatives: SecurityRequirement[], sent: Credentials): [status: number, met: string[]] {
    const scopesOf = (scheme: string) => (sent[scheme]?.split(".")[0] === scheme ? sent[scheme].split(".") : undefined);
    const isKnown = (each: SecurityRequirement) => Object.keys(each).every(scopesOf);
    const isMet = (each: SecurityRequirement) =>
      Object.entries(each).every(([scheme, scopes]) => scopes.every((scope) => scopesOf(scheme)?.includes(scope)));
    const demanding = alternatives.filter((each) => Object.keys(each).length > 0);
    const met = demanding.find((each) => isKnown(each) && isMet(each));
    if (met) return [200, Object.keys(met)];
    if (demanding.length < alternatives.length) return [200, []];
    return [alternatives.some(isKnown) ? 403 : 401, []];
  }

  const scope = fc.constantFrom("read", "write", "admin");
  const set = fc
    .uniqueArray(fc.record({ name: fc.constantFrom(...schemes), scopes: fc.uniqueArray(scope, { maxLength: 2 }) }), {
      selector: ({ name }) => (inAuthorization.includes(name) ? "Authorization" : name),
      maxLength: 3,
    })
    .map((all) => Object.fromEntries(all.map(({ name, scopes }) => [name, scopes])));
  const credential = (name: string) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.uniqueArray(scope).map((scopes) => [name, ...scopes].join(".")) },
      { weight: 1, arbitrary: fc.constant("stranger") },
    );
  const sent = fc
    .uniqueArray(fc.constantFrom(...schemes), { selector: (name) => (inAuthorization.includes(name) ? "" : name) })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, credential(name)]))));

  test("are met exactly as OpenAPI means them: one of sets, each with all of its schemes and scopes", async () => {
    const database = await openTestDatabase(service);
    const statuses = new Set<number>();
    const property = fc.asyncProperty(
      fc.array(set, { minLength: 1, maxLength: 4 }),
      fc.array(sent, { minLength: 4, maxLength: 4 }),
      async (alternatives, requests) => {
        const { ask } = await serveStreet(alternatives, verifiers, database);
        for (const { LinkKey, ...others } of requests) {
          // Where it is none, a key in the query is an unknown parameter.
          const isKey = LinkKey !== undefined && alternatives.some((each) => "LinkKey" in each);
          const credentials: Credentials = { ...others, ...(isKey && { LinkKey }) };
          const response = await ask(credentials);
          const body = await response.json();
          const [status, met] = reference(alternatives, credentials);
          statuses.add(status);
          expect([response.status, body.ids ?? []]).toEqual([status, met]);
        }
      },
    );
    await fc.assert(property, { seed: 18, numRuns: 150 });
    expect([...statuses].sort()).toEqual([200, 401, 403]);
  });

  test("ask each verifier once at most, and only where no credential of the alternative is missing", async () => {
    const asked: string[] = [];
    const counting = Object.fromEntries(
      schemes.map((name): [string, AnyVerify] => [
        name,
        (credential) => {
          asked.push(name);
          return verifierOf(name)(credential, { database: undefined, log: undefined as never });
        },
      ]),
    );
    const alternatives = [{ Login: ["a"], ServiceKey: [] }, { Login: ["b"], Session: [] }, { Login: ["c"] }];
    const { ask } = await serveStreet(alternatives, counting, await openTestDatabase(service));
    expect((await ask({ Login: "Login.c" })).status).toBe(200);
    expect(asked).toEqual(["Login"]);
    asked.length = 0;
    expect((await ask({ Login: "Login", ServiceKey: "ServiceKey", Session: "Session" })).status).toBe(403);
    expect(asked.sort()).toEqual(["Login", "ServiceKey", "Session"]);
    asked.length = 0;
    expect((await ask({ ServiceKey: "ServiceKey" })).status).toBe(401);
    expect(asked).toEqual([]);
  });

  test("decline what a verifier has not found, and fail for a caller without an id", async () => {
    const database = await openTestDatabase(service);
    for (const [found, status] of [
      [undefined, 401],
      [null, 401],
      [{}, 500],
      [{ id: "" }, 500],
      [{ id: 7 }, 500],
      [{ id: "a\0" }, 500],
      [{ id: "\ud800" }, 500],
      [{ id: "7", scopes: "notes" }, 500],
      [{ id: "7", scopes: [["notes"]] }, 500],
      [false, 401],
      [{ id: "7" }, 200],
    ] as const) {
      const { ask } = await serveStreet([{ Login: [] }], { Login: () => found as never }, database); // Cast: in JavaScript.
      expect([found, (await ask({ Login: "a" })).status]).toEqual([found, status]);
    }
  });

  test("end with what a verifier throws: a problem as it is, anything else as a 500 that says nothing", async () => {
    const thrown: unknown[] = [unavailable("The directory does not respond."), new Error("secret"), "secret"];
    const failing = async (): Promise<undefined> => {
      throw thrown.shift();
    };
    const { ask, lines } = await serveStreet([{ Login: [] }, {}], { Login: failing }, await openTestDatabase(service));
    const statuses: unknown[] = [];
    for (let left = thrown.length; left > 0; left--) {
      const response = await ask({ Login: "token-of-ada" });
      statuses.push([response.status, response.headers.get("Retry-After")]);
      expect(await response.text()).not.toContain("secret");
    }
    expect(statuses).toEqual([
      [503, "1"],
      [500, null],
      [500, null],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/token-of-ada|secret/);
    expect(lines).toContainEqual(
      expect.objectContaining({
        error: expect.objectContaining({ message: "the verifier of Login has thrown: Error" }),
      }),
    );
  });
});

test("a service does not start without a verifier; in development, its operations answer 501", async () => {
  const { Login, ...verifiers } = service.verifiers;
  const lacking = serving({ ...service, verifiers }, createClient, {});
  const advice = "Login has no verifier: write one in server/access.ts";
  await expect(lacking()).rejects.toThrow(advice);
  const server = await lacking({ development: true });
  const answer = await server.request("/notes", { headers: { Authorization: "Bearer ada.notes" } });
  expect([Login !== undefined, answer.status, (await answer.json()).detail]).toEqual([true, 501, advice]);
});

describe("a caller who is refused", () => {
  const challenge = (response: Response) => response.headers.get("WWW-Authenticate");

  test("learns every way in: HTTP schemes by challenges, keys by name", async () => {
    const server = await serve();
    const hall = await server.request("/doors/hall");
    expect([hall.status, challenge(hall)]).toEqual([401, 'Basic realm="api", charset="UTF-8", Bearer realm="api"']);
    expect((await hall.json()).detail).toBe(
      "The request needs Authorization: Basic CREDENTIALS, or Authorization: Bearer TOKEN, or the header X-Service-Key.",
    );
    const window = await server.request("/doors/window");
    expect([window.status, challenge(window)]).toEqual([401, 'ApiKey realm="api"']);
    expect((await window.json()).detail).toBe("The request needs the query parameter key.");
    const vault = await server.request("/doors/vault", { headers: { Authorization: "Bearer stranger" } });
    expect([vault.status, challenge(vault)]).toEqual([401, 'Bearer realm="api", error="invalid_token"']);
    expect((await vault.json()).detail).toBe(
      "The service does not accept these credentials: the request needs Authorization: Bearer TOKEN with the header X-Service-Key, or Authorization: Bearer TOKEN.",
    );
  });

  test("learns which scopes are missing", async () => {
    const server = await serve();
    const ask = (token: string, key = "service-1") =>
      server.request("/doors/vault", { headers: { Authorization: `Bearer ${token}`, "X-Service-Key": key } });
    const refused = await ask("ada.notes");
    expect([refused.status, challenge(refused)]).toEqual([
      403,
      'Bearer realm="api", error="insufficient_scope", scope="vault admin"',
    ]);
    expect((await refused.json()).detail).toBe("The caller lacks the scope vault, or the scope admin.");
    expect(await (await ask("ada.vault")).json()).toEqual({ ids: ["ada", "service-1"] });
    expect(await (await ask("ada.admin", "stranger")).json()).toEqual({ ids: ["ada"] });
    expect((await ask("ada.vault", "stranger")).status).toBe(403); // Known as ada, who is no administrator.
  });

  test("may not send Authorization twice", async () => {
    const { url } = await serve();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      "GET /doors/hall HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ada.x\r\nauthorization: Bearer bob.x\r\nConnection: close\r\n\r\n",
    );
    const received = (await socket.toArray()).join("");
    expect(received).toMatch(/^HTTP\/1.1 400 /);
    expect(received).toContain('"parameter":"Authorization","detail":"must not be repeated"');
  });

  test.each(["/doors/hall", "/doors/garden"])(
    "cannot guess on beyond the rate limit at %s: a right credential is then refused like a wrong one",
    async (path) => {
      const server = await serve({ rateLimit: 5 });
      const basic = (text: string) => ({ Authorization: `Basic ${btoa(text)}` });
      const ask = (text: string) => server.request(path, { headers: basic(text) });
      await expect
        .poll(
          async () => {
            const guesses = await Promise.all(Array.from({ length: 6 }, () => ask("ada:wrong")));
            return [guesses.at(-1)?.status, (await ask("ada:ada's")).status];
          },
          { interval: 1 },
        )
        .toEqual([429, 429]);
    },
  );

  test("does not keep valid callers of the same address from being verified: they wait", async () => {
    let running = 0;
    let most = 0;
    const slow: AnyVerify = async ({ username }: BasicCredential) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return { id: username };
    };
    const server = await serve({ verifiers: { Staff: slow }, rateLimit: 3 });
    const ask = async (_: unknown, index: number) =>
      (await server.request("/doors/hall", { headers: { Authorization: `Basic ${btoa(`caller${index}:x`)}` } })).status;
    expect(new Set(await Promise.all(Array.from({ length: 20 }, ask)))).toEqual(new Set([200]));
    expect(most).toBe(3);
  });

  test("cannot guess by what a verifier throws either", async () => {
    const throwing: AnyVerify = ({ password }: BasicCredential) => {
      if (password === "right") return { id: "ada" };
      throw new Problem(engineProblems.Unauthorized, "Wrong.", { headers: { "WWW-Authenticate": "Basic" } });
    };
    const server = await serve({ verifiers: { Staff: throwing }, rateLimit: 3 });
    const ask = async (password: string) =>
      (await server.request("/doors/hall", { headers: { Authorization: `Basic ${btoa(`ada:${password}`)}` } })).status;
    await expect
      .poll(async () => [...(await Promise.all(["a", "b", "c", "d"].map(ask))).sort(), await ask("right")], {
        interval: 1,
      })
      .toEqual([401, 401, 401, 429, 429]);
  });

  test("is not verified beyond the rate limit at once either, nor beyond what may run", async () => {
    let running = 0;
    let most = 0;
    const slow: AnyVerify = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running--;
      return undefined;
    };
    const statusesOf = async (settings: Parameters<typeof serve>[0]) => {
      most = 0;
      const server = await serve({ verifiers: { Staff: slow }, ...settings });
      const ask = () => server.request("/doors/hall", { headers: { Authorization: "Basic YTpi" } });
      const answers = await Promise.all(Array.from({ length: 40 }, ask));
      return new Set(answers.map(({ status }) => status));
    };
    expect([await statusesOf({ rateLimit: 3 }), most]).toEqual([new Set([401, 429]), 3]);
    expect([await statusesOf({ mostInFlight: 10 }), most]).toEqual([new Set([401, 503]), 10]);
  });
});

describe("credentials", () => {
  test("of basic authentication are UTF-8, and the password may have colons", async () => {
    const known = async (given: string) => {
      const verify: AnyVerify = ({ username, password }: BasicCredential) => ({ id: `${username} ${password}` });
      const { ask } = await serveStreet([{ Staff: [] }], { Staff: verify }, database);
      return (await ask({}, { headers: { Authorization: given } })).json();
    };
    const database = await openTestDatabase(service);
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    expect(await known(basic("zoë:a:b"))).toEqual({ ids: ["zoë a:b"] });
    expect(await known(basic("zoë:").replace("Basic", "bAsIc"))).toEqual({ ids: ["zoë "] });
    for (const wrong of [basic("zoë"), basic("zoë\0:x"), "Basic", "Basic ***", "Bearer em/Dqzo="])
      expect([wrong, (await known(wrong)).status]).toEqual([wrong, 401]);
  });

  test("that are sent twice are refused, since it is unknown who calls", async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.url);
    for (const [path, headers, parameter] of [
      ["/doors/hall", ["X-Service-Key: service-1", "x-service-key: service-2"], "X-Service-Key"],
      ["/notes", ["Cookie: session=session-ada; session=session-bob"], "session"],
      ["/notes", ["Cookie: session=session-ada", "Cookie: session=session-bob"], "session"],
    ] as const) {
      const socket = connect(Number(port), hostname);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${headers.join("\r\n")}\r\nConnection: close\r\n\r\n`);
      const received = (await socket.toArray()).join("");
      expect(received).toMatch(/^HTTP\/1.1 400 /);
      expect(received).toContain(`"parameter":"${parameter}","detail":"must not be repeated"`);
    }
  });

  test("in the query are no parameter, and are neither repeated in a Link nor logged", async () => {
    const server = await serve();
    expect(await (await server.request("/doors/window?key=key-1")).json()).toEqual({ ids: ["link"] });
    expect((await server.request("/doors/window?key=key-1&other=1")).status).toBe(400);
    expect((await server.request("/doors/window?key=key-1&key=key-2")).status).toBe(400);
    expect((await server.request("/doors/street?key=key-1")).status).toBe(400); // Takes none.
    expect(JSON.stringify(server.log)).not.toContain("key-1");
  });

  test("that browsers send by themselves count only from pages of the service itself", async () => {
    const server = await serve({ corsOrigins: ["https://app.example"] });
    const write = (origin?: string) =>
      server.send(
        "POST",
        "/notes",
        { text: "Sow." },
        { Cookie: "theme=dark; session=session-ada", ...(origin && { Origin: origin }) },
      );
    const { host } = new URL(server.url);
    // TLS may end at a proxy; browsers leave default ports out.
    for (const origin of [undefined, server.url, `https://${host}`, `HTTP://${host.toUpperCase()}`])
      expect([origin, (await write(origin)).status]).toEqual([origin, 201]);
    for (const origin of ["https://evil.example", "https://app.example", "null", `chrome-extension://${host}`]) {
      const refused = await write(origin);
      expect([origin, refused.status]).toEqual([origin, 401]);
      expect((await refused.json()).detail).toContain("the cookie session, from one of its own pages");
    }
    expect(await server.database("note").pluck("owner")).toEqual(["ada", "ada", "ada", "ada"]);
    const { ask: put } = await serveStreet([{ Staff: [] }], verifiers, await openTestDatabase(service), "PUT");
    const putFrom = async (headers: Record<string, string>) =>
      (await put({ Staff: "Staff" }, { method: "PUT", headers })).status;
    expect(await putFrom({})).toBe(200);
    expect(await putFrom({ "Sec-Fetch-Site": "same-origin" })).toBe(200);
    for (const headers of [{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }])
      expect([headers, await putFrom(headers)]).toEqual([headers, 401]);
  });
});

describe("the compiler refuses", () => {
  test("a missing verifier, one of another credential, and callers without an id or scopes", () => {
    const all = service.verifiers as unknown as Verifiers<Contract>; // Cast: they are those of this contract.
    const { Staff, ...others } = all;
    const given: Verifiers<Contract>[] = [
      { ...others, Staff },
      // @ts-expect-error No verifier of Staff.
      others,
      // @ts-expect-error A basic credential is no string.
      { ...others, Staff: (credential: string) => ({ id: credential }) },
      // @ts-expect-error A caller has an id.
      { ...all, ServiceKey: () => ({ name: "a service" }) },
      // @ts-expect-error A caller who has logged in has scopes.
      { ...all, Login: (token) => ({ id: token }) },
    ];
    expect(given).toHaveLength(5);
  });

  test("handlers that expect another caller, or forget that there may be none", () => {
    const own: Partial<Handlers<Contract, "doors", Callers>>[] = [
      {
        async vault(_, { caller }) {
          // @ts-expect-error Either both, or the login alone.
          return { ids: [caller.id] };
        },
      },
      {
        async garden(_, { caller }) {
          // @ts-expect-error Nobody may be identified.
          return { ids: [caller.id] };
        },
      },
      {
        async hall(_, { caller }) {
          // @ts-expect-error Not every caller has a name.
          return { ids: [caller.name] };
        },
      },
      {
        async street(_, { caller }) {
          // @ts-expect-error Nobody is identified.
          return { ids: [caller.id] };
        },
      },
    ];
    expect(own).toHaveLength(4);
  });
});
