import { createServer } from "node:http";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient as create, type LogEvent } from "../../client/engine/client.ts";
import { AbortError, ConnectionError, TimeoutError } from "../../client/engine/errors.ts";
import type { Service, Verifiers } from "../../server/engine/http/service.ts";
import { createClient as createAviaryClient } from "./aviary.ts";
import { type ClientOptions, createClient } from "./notes/client.ts";
import { type Contract, contract } from "./notes/generated/contract.ts";
import * as errors from "./notes/generated/errors.ts";
import { service as notesService } from "./notes/service.ts";
import { listen, openTestDatabase, startListening } from "./serving.ts";

const staff = { username: "zoë", password: "pass:wörd" };

// The least jitter: pauses take no time.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

/** A client of doors that open to the tokens `fresh` and `admin`, to `staff`, and to keys named like their scheme. */
async function open(options: ClientOptions = {}) {
  const only = (key: string) => (given: string) => (given === key ? { id: key, scopes: [] } : undefined);
  const verifiers: Verifiers<Contract> = {
    Login: (token) =>
      token === "fresh" || token === "admin" ? { id: token, scopes: ["vault", "notes", token] } : undefined,
    Guest: only("guest"),
    Session: only("session"),
    ServiceKey: only("service"),
    LinkKey: only("l&nk="),
    Staff: ({ username, password }) =>
      username === staff.username && password === staff.password ? { id: "staff" } : undefined,
  };
  const service: Service = { ...notesService, verifiers };
  const events: LogEvent[] = [];
  const sent: Request[] = [];
  const baseUrl = await listen(service, await openTestDatabase(service));
  const client = createClient({
    baseUrl,
    logger: (event) => events.push(event),
    middleware: [
      (request, next) => {
        sent.push(request.clone());
        return next(request);
      },
    ],
    ...options,
  });
  return { ...client, events, sent, baseUrl };
}

/** What a request identifies its caller by. */
function credentialsIn({ url, headers }: Request) {
  const names = ["Authorization", "X-Service-Key", "Cookie"];
  return [...names.map((name) => headers.get(name)), new URL(url).searchParams.get("key")].filter(Boolean);
}

describe("a call", () => {
  test("sends the credential of each kind of scheme as the service reads it", async () => {
    for (const [credentials, door, id] of [
      [{ Login: "admin" }, "vault", "admin"],
      [{ Staff: staff }, "hall", "staff"],
      [{ Guest: "guest" }, "hall", "guest"],
      [{ ServiceKey: "service" }, "hall", "service"],
      [{ LinkKey: "l&nk=" }, "window", "l&nk="],
    ] as const) {
      const { doors } = await open({ credentials });
      expect(await doors[door]()).toEqual({ ids: [id] });
    }
    const { notes } = await open({ credentials: { Session: "session" } });
    expect(await notes.list()).toEqual({ items: [] });
  });

  test("sends no API key along a redirect", async () => {
    const keys: unknown[] = [];
    const other = createServer(({ headers }, response) => {
      keys.push(headers["x-service-key"]);
      response.end("{}");
    });
    const elsewhere = await startListening(other);
    const redirecting = createServer((_, response) => response.writeHead(307, { Location: elsewhere }).end());
    const baseUrl = await startListening(redirecting);
    const { doors } = createClient({ baseUrl, credentials: { ServiceKey: "service" } });
    await expect(doors.hall()).rejects.toMatchObject({ name: "ApiError", status: 307 });
    expect(keys).toEqual([]);
  });

  test("has credentials beside its own query and cookies", async () => {
    const { notes, sent } = await open({ credentials: { Session: "session" } });
    await notes.list({ headers: { Cookie: "theme=dark" } });
    expect(sent[0]?.headers.get("Cookie")).toBe("theme=dark; session=session");
    const facts = { ...contract.operations.notes.list, security: [{ LinkKey: [] }] };
    const edited = { ...contract, operations: { notes: { list: facts } } };
    const urls: string[] = [];
    const client = create(edited, errors, {
      baseUrl: "http://service.test",
      credentials: { LinkKey: "l&nk=" },
      fetch: async ({ url }) => {
        urls.push(url);
        return Response.json({ items: [] });
      },
    });
    await client.notes.list({ text: "a" });
    expect(urls).toEqual(["http://service.test/notes?text=a&key=l%26nk%3D"]);
  });

  test("sends the credentials of the first alternative that has all of them, and no others", async () => {
    for (const [credentials, door, expected] of [
      [{ Login: "fresh", ServiceKey: "service" }, "vault", ["Bearer fresh", "service"]],
      [{ Login: "admin", Staff: staff }, "vault", ["Bearer admin"]],
      [{ ServiceKey: "service" }, "vault", []],
      [{ Guest: "guest", ServiceKey: "service" }, "hall", ["Bearer guest"]],
      // For anyone, or for those whom it knows: the empty alternative comes last.
      [{ LinkKey: "l&nk=" }, "garden", ["l&nk="]],
      [{ LinkKey: "l&nk=", Staff: () => undefined }, "garden", ["l&nk="]],
      [{ Login: "fresh" }, "garden", []],
      [{ Login: "fresh", LinkKey: "l&nk=", ServiceKey: "service" }, "street", []],
      [{ ServiceKey: "" }, "hall", []],
    ] as const) {
      const { doors, sent } = await open({ credentials });
      await doors[door]().result();
      expect([door, sent.map(credentialsIn)]).toEqual([door, [expected]]);
    }
    const { doors } = await open({ credentials: { Login: "fresh", ServiceKey: "service" } });
    expect(await doors.vault()).toEqual({ ids: ["fresh", "service"] });
  });

  test("sends the token for every scheme of bearer tokens that has no credential of its own", async () => {
    const { doors, sent } = await open({ token: "guest\n", credentials: { Login: "admin" } });
    expect(await doors.hall()).toEqual({ ids: ["guest"] });
    expect(await doors.vault()).toEqual({ ids: ["admin"] });
    await doors.window().result();
    expect(sent.map(credentialsIn)).toEqual([["Bearer guest"], ["Bearer admin"], []]);
  });

  test("lets its headers win, and those of the client", async () => {
    const headers = { Authorization: "Bearer own" };
    const { doors, sent } = await open({ token: "guest" });
    await doors.hall({ headers }).result();
    const other = await open({ token: "guest", headers });
    await other.doors.hall().result();
    expect([...sent, ...other.sent].map(credentialsIn)).toEqual([["Bearer own"], ["Bearer own"]]);
  });
});

describe("a function of a credential", () => {
  test("is asked once for each call, whatever its retries, and only where its credential is needed", async () => {
    const Login = vi.fn(async () => "admin");
    const ServiceKey = vi.fn(() => "service");
    const Staff = vi.fn(() => staff);
    let isBroken = true;
    const { doors, sent } = await open({
      credentials: { Login, ServiceKey, Staff },
      fetch: async (request) => {
        const response = isBroken ? new Response(null, { status: 503 }) : await fetch(request);
        isBroken = false;
        return response;
      },
    });
    expect(await doors.vault()).toEqual({ ids: ["admin", "service"] });
    expect(sent).toHaveLength(2);
    await doors.street();
    expect([Login, ServiceKey, Staff].map((each) => each.mock.calls)).toEqual([[[undefined]], [[undefined]], []]);
    // Not for an alternative that lacks another credential.
    const lonely = await open({ credentials: { ServiceKey } });
    await lonely.doors.vault().result();
    expect(ServiceKey).toHaveBeenCalledTimes(1);
  });

  test("is asked once for a token of several schemes", async () => {
    const token = vi.fn(() => undefined);
    const client = createAviaryClient({ baseUrl: "http://service.test", token, fetch: async () => Response.json({}) });
    await client.birds.list().result();
    expect(token.mock.calls).toEqual([[undefined]]);
  });

  test("is asked once more after a 401, with what was refused, and the call is sent again", async () => {
    const Login = vi.fn((refused?: string) => (refused ? "admin" : "stale"));
    const { doors, events } = await open({ credentials: { Login }, retries: 0 });
    expect(await doors.vault()).toEqual({ ids: ["admin"] });
    expect(Login.mock.calls).toEqual([[undefined], ["stale"]]);
    expect(events).toMatchObject([
      { status: 401, error: "Unauthorized", attempt: 1, retryIn: 0 },
      { status: 200, attempt: 2, retryIn: undefined },
    ]);
    const Staff = vi.fn((refused?: object) => (refused ? staff : { ...staff, password: "old" }));
    const other = await open({ credentials: { Staff } });
    expect(await other.doors.hall()).toEqual({ ids: ["staff"] });
    expect(Staff.mock.calls).toEqual([[undefined], [{ ...staff, password: "old" }]]);
  });

  test("is asked only once more, and the second 401 is the error", async () => {
    const Login = vi.fn(() => "stale");
    const { doors, sent } = await open({ credentials: { Login } });
    await expect(doors.vault()).rejects.toThrow(errors.Unauthorized);
    expect([Login.mock.calls.length, sent.length]).toEqual([2, 2]);
  });

  test("ends the call with the 401 where it has no other credential, and moves on to the next alternative", async () => {
    const Staff = (refused?: object) => (refused ? undefined : { ...staff, password: "old" });
    const { doors, sent } = await open({ credentials: { Staff } });
    await expect(doors.hall()).rejects.toThrow(errors.Unauthorized);
    expect(sent).toHaveLength(1);
    const other = await open({ credentials: { Staff, ServiceKey: "service" } });
    expect(await other.doors.hall()).toEqual({ ids: ["service"] });
  });

  test("is not asked again where the credentials that were refused were given as they are", async () => {
    const ServiceKey = vi.fn(() => "service");
    const { doors, sent } = await open({ credentials: { Staff: { ...staff, password: "old" }, ServiceKey } });
    await expect(doors.hall()).rejects.toThrow(errors.Unauthorized);
    expect([ServiceKey.mock.calls.length, sent.length]).toEqual([0, 1]);
  });

  test("leaves the retries of a call as they are, and its Idempotency-Key", async () => {
    const statuses = [503, 401, 503, 503];
    const { notes, sent, events } = await open({
      token: () => "any",
      fetch: async () => new Response(null, { status: statuses.shift() ?? 503 }),
    });
    await expect(notes.create({ text: "a" })).rejects.toMatchObject({ status: 503 });
    expect(events.map(({ status, attempt }) => [status, attempt])).toEqual([
      [503, 1],
      [401, 2],
      [503, 3],
      [503, 4],
    ]);
    const [key, ...others] = sent.map(({ headers }) => headers.get("Idempotency-Key"));
    expect(key).toMatch(/./);
    expect(new Set(others)).toEqual(new Set([key]));
    expect(await Promise.all(sent.map((each) => each.json()))).toEqual(Array(4).fill({ text: "a" }));
  });

  test("is not asked again for a stream, which can be sent only once", async () => {
    const token = vi.fn(() => "any");
    const fetch = vi.fn(async () => new Response(null, { status: 401 }));
    const { pictures } = createAviaryClient({ baseUrl: "http://service.test", token, fetch });
    const { error } = await pictures.mirror(new Blob(["a"]).stream()).result();
    expect([error?.message, token.mock.calls.length, fetch.mock.calls.length]).toEqual(["401", 1, 1]);
    await pictures.mirror(new Blob(["a"])).result();
    expect([token.mock.calls.length, fetch.mock.calls.length]).toEqual([3, 3]);
  });

  test("rejects the call with what it throws, and nothing more is sent", async () => {
    const reason = new Error("The login has ended.");
    const first = await open({ token: () => Promise.reject(reason) });
    await expect(first.doors.hall()).rejects.toBe(reason);
    await expect(first.doors.hall().result()).rejects.toBe(reason);
    expect([first.sent, first.events]).toEqual([[], []]);
    const later = await open({
      token: (refused) => {
        if (refused) throw reason;
        return "stale";
      },
    });
    await expect(later.doors.hall()).rejects.toBe(reason);
    expect(later.events).toMatchObject([{ status: 401, retryIn: undefined }]);
  });

  test("is shared by calls that run at the same time: one renewal is enough for all of them", async () => {
    let current = "stale";
    const renew = vi.fn(async () => {
      await new Promise(setImmediate);
      return "admin";
    });
    const Login = async (refused?: string) => {
      if (refused === current) current = await renew();
      return current;
    };
    const { doors, sent } = await open({ credentials: { Login } });
    const all = await Promise.all(Array.from({ length: 20 }, () => doors.vault()));
    expect(all).toEqual(Array(20).fill({ ids: ["admin"] }));
    expect(renew).toHaveBeenCalledTimes(1);
    expect(sent).toHaveLength(40);
    expect(await doors.vault()).toEqual({ ids: ["admin"] });
    expect(sent).toHaveLength(41);
  });

  test("ends with the call's time and its signal, at first and after a 401", async () => {
    const never = () => new Promise<string>(() => {});
    for (const token of [never, (refused?: string) => (refused ? never() : "stale")]) {
      const { doors, sent } = await open({ token });
      await expect(doors.hall({ totalTimeout: 50 })).rejects.toThrow(TimeoutError);
      const count = sent.length;
      const controller = new AbortController();
      const call = doors.hall({ signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      await expect(call).rejects.toThrow(AbortError);
      expect(sent.length).toBe(2 * count);
    }
  });

  test("is asked for each page, and for each connection of events", async () => {
    const bird = { id: 1, name: "robin", age: null };
    const list = passing((count) => Response.json({ items: [bird], ...(count < 3 && { nextCursor: "next" }) }));
    const { birds } = createAviaryClient({ baseUrl: "http://service.test", ...list.options });
    expect(await birds.list().toArray({ limit: 9 })).toHaveLength(3);
    expect(list.sent).toEqual(["1", "1", "2", "2", "3"].map((each) => `Bearer ${each}`));

    const listen = passing((count) => {
      const text = `id: ${count}\nevent: rest\ndata: {"seconds":1}\n\n`;
      let isSent = false;
      const body = new ReadableStream({
        pull(controller) {
          if (!isSent) controller.enqueue(new TextEncoder().encode(text));
          else if (count < 3) controller.error(new Error("The connection is lost."));
          else controller.close();
          isSent = true;
        },
      });
      return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    });
    const { concerts } = createAviaryClient({ baseUrl: "http://service.test", ...listen.options });
    const received: unknown[] = [];
    for await (const { id } of concerts.listen({ verses: 1 })) received.push(id);
    expect(received).toEqual(["1", "2", "3"]);
    expect(listen.sent).toEqual(["1", "1", "2", "2", "3"].map((each) => `Bearer ${each}`));
  });

  /** A service whose tokens are good for one response each, and the options of a client that has the first one. */
  function passing(respond: (count: number) => Response) {
    let count = 1;
    let known = "1";
    const sent: (string | null)[] = [];
    const fetch = async ({ headers }: Request) => {
      sent.push(headers.get("Authorization"));
      return sent.at(-1) === `Bearer ${count}` ? respond(count++) : new Response(null, { status: 401 });
    };
    const token = (refused?: string) => {
      if (refused) known = String(count);
      return known;
    };
    return { options: { fetch, token }, sent };
  }
});

describe("no credential is shown", () => {
  const secret = "s3cr3t";
  const all: ClientOptions["credentials"] = {
    ...{ Login: secret, Guest: secret, Session: secret, ServiceKey: secret, LinkKey: secret },
    Staff: { username: "somebody", password: secret },
  };

  test("by events, errors and responses, also where their address had it", async () => {
    const { doors, events, baseUrl } = await open({ credentials: all });
    const failed = await Promise.all([doors.vault().result(), doors.hall().result(), doors.window().result()]);
    expect(failed.map(({ error }) => error?.name)).toEqual(Array(3).fill("Unauthorized"));
    expect(failed[2]?.error).toMatchObject({ response: { url: `${baseUrl}/doors/window` } });
    const unreachable = createClient({ baseUrl: "http://127.0.0.1:1", credentials: all, retries: 0 });
    const { error } = await unreachable.doors.window().result();
    expect(error).toBeInstanceOf(ConnectionError);
    const visited = await open({ credentials: { LinkKey: "l&nk=" } });
    const { response } = await visited.doors.window().withResponse();
    expect(response.url).toBe(`${visited.baseUrl}/doors/window`);
    const shown = inspect([events, visited.events, failed, error, response], { depth: 9 });
    for (const each of [secret, btoa(`somebody:${secret}`), "l%26nk"]) expect(shown).not.toContain(each);
  });

  test.each([
    [
      { credentials: { Logn: secret } },
      'no security scheme "Logn", only Login, Session, ServiceKey, Staff, LinkKey, Guest',
    ],
    [{ credentials: { constructor: secret } }, 'no security scheme "constructor"'],
    [{ credentials: secret }, "credentials must be of type object"],
    [{ credentials: { Staff: secret } }, "Staff must be { username, password }"],
    [{ credentials: { Staff: { username: secret } } }, "Staff must be { username, password }"],
    [{ credentials: { Staff: { username: `a:${secret}`, password: secret } } }, "without a colon in the username"],
    [{ credentials: { Login: { username: "a", password: secret } } }, "Login must be text of visible ASCII characters"],
    [{ credentials: { ServiceKey: `${secret}\nX: y` } }, "ServiceKey must be text of visible ASCII characters"],
    [{ credentials: { Session: `${secret}; other=1` } }, "without semicolons"],
    [{ credentials: { LinkKey: null } }, "LinkKey must be text"],
    [{ token: `${secret}\nX: y` }, "token must be text of visible ASCII characters"],
  ])("by the TypeError for an invalid one: %#", (given, message) => {
    const options = given as ClientOptions; // Cast: wrong on purpose.
    const refused = expect.objectContaining({
      name: "TypeError",
      message: expect.toSatisfy((text: string) => text.includes(message) && !text.includes(secret)),
    });
    expect(() => createClient({ baseUrl: "http://service.test", ...options })).toThrow(refused);
  });

  test("by the TypeError for what a function returns", async () => {
    for (const returned of [`${secret}\n\n`.padEnd(20, "\u20ac"), { username: secret, password: secret }, 7]) {
      const token = () => returned as string; // Cast: wrong on purpose.
      const { doors, sent } = await open({ token });
      await expect(doors.hall()).rejects.toThrow(
        new TypeError("Guest must be text of visible ASCII characters, without semicolons"),
      );
      expect(sent).toEqual([]);
    }
  });
});
