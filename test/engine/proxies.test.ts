/** Behind proxies, which forward requests in the name of callers. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestOptions, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Middleware } from "koa";
import pino from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { createApp } from "../../server/engine/http/app.ts";
import type { Settings } from "../../server/engine/http/server.ts";
import { readSettings } from "../../server/engine/http/settings.ts";
import { createClient, serve, service } from "./aviary.ts";
import { temporaryFolder } from "./process.ts";
import { defaults, openTestDatabase, serving } from "./serving.ts";

/** Responds with whom the service takes the caller for. */
const mirror: Middleware = async (context, next) => {
  if (context.path !== "/caller") return next();
  const { ip, protocol, host, href } = context;
  context.body = { ip, protocol, host, href };
};
const serveMirror = serving({ ...service, middleware: [mirror] }, createClient);

type Headers = Record<string, string>;

/** The address that a proxy names as the caller's. */
const from = (address: string): Headers => ({ "X-Forwarded-For": address });

/** What fetch cannot send, such as an absolute target. */
async function send(options: RequestOptions): Promise<IncomingMessage> {
  const sent = request(options).end();
  const [answer] = await once(sent, "response");
  return answer;
}

const hasIPv6 = await new Promise<boolean>((resolve) => {
  const server = createServer();
  server.on("error", () => resolve(false));
  server.listen(0, "::1", () => server.close(() => resolve(true)));
});

describe("a caller behind proxies", () => {
  const behind: [situation: string, trusted: string[], headers: Headers, expected: object][] = [
    ["one", ["127.0.0.1"], from("198.51.100.1"), { ip: "198.51.100.1" }],
    ["one, with a forged address before", ["127.0.0.1"], from("203.0.113.6, 198.51.100.1"), { ip: "198.51.100.1" }],
    ["a block of them", ["127.0.0.0/8"], from("2001:db8::1"), { ip: "2001:db8::1" }],
    ["two", ["loopback", "10.0.0.0/8"], from("203.0.113.6, 198.51.100.1, 10.1.2.3"), { ip: "198.51.100.1" }],
    ["two, of which one is not trusted", ["loopback"], from("198.51.100.1, 10.1.2.3"), { ip: "10.1.2.3" }],
    ["one that adds ports", ["loopback"], from("203.0.113.6, 198.51.100.1:4711"), { ip: "198.51.100.1" }],
    ["one that adds ports to IPv6", ["loopback"], from("[2001:db8::1]:4711"), { ip: "2001:db8::1" }],
    ["two that add ports", ["loopback", "uniquelocal"], from("198.51.100.1:4711, 10.1.2.3:80"), { ip: "198.51.100.1" }],
    ["one that maps IPv4 to IPv6", ["loopback"], from("::ffff:198.51.100.1"), { ip: "198.51.100.1" }],
    ["one that does both", ["loopback"], from("[::ffff:198.51.100.1]:4711"), { ip: "198.51.100.1" }],
    ["one that hides the address", ["loopback"], from("198.51.100.1, unknown"), { ip: "127.0.0.1" }],
    ["one that names no address", ["loopback"], {}, { ip: "127.0.0.1", protocol: "http" }],
    [
      "one for HTTPS",
      ["loopback"],
      { "X-Forwarded-Proto": "HTTPS", "X-Forwarded-Host": "birds.example" },
      { protocol: "https", host: "birds.example", href: "https://birds.example/caller" },
    ],
    [
      "two that append to scheme and host",
      ["loopback", "uniquelocal"],
      {
        ...from("198.51.100.1, 10.1.2.3"),
        "X-Forwarded-Proto": "http, https, http",
        "X-Forwarded-Host": "forged.example, birds.example:8443, inner",
      },
      { protocol: "https", host: "birds.example:8443" },
    ],
    [
      "two of which one sets scheme and host",
      ["loopback", "uniquelocal"],
      { ...from("198.51.100.1, 10.1.2.3"), "X-Forwarded-Proto": "https", "X-Forwarded-Host": "birds.example" },
      { protocol: "https", host: "birds.example" },
    ],
    ["one with a scheme that is none of HTTP's", ["loopback"], { "X-Forwarded-Proto": "wss" }, { protocol: "http" }],
  ];
  test.each(behind)("is who trusted proxies name: %s", async (_, trustedProxies, headers, expected) => {
    const server = await serveMirror({ trustedProxies });
    expect(await (await server.request("/caller", { headers })).json()).toMatchObject(expected);
  });

  test("is the peer where nobody trusts it, whatever it says", async () => {
    for (const trustedProxies of [[], ["10.0.0.0/8"], ["127.0.0.2"]]) {
      const server = await serveMirror({ trustedProxies });
      const headers = { ...from("10.0.0.1"), "X-Forwarded-Proto": "https", "X-Forwarded-Host": "forged.example" };
      const { host } = new URL(server.url);
      expect(await (await server.request("/caller", { headers })).json()).toEqual({
        ip: "127.0.0.1",
        protocol: "http",
        host,
        href: `${server.url}/caller`,
      });
    }
  });

  test("has its host from the proxy, also where the proxy sends an absolute target", async () => {
    const server = await serveMirror({ trustedProxies: ["loopback"] });
    const { port } = new URL(server.url);
    const headers = { "X-Forwarded-Host": "birds.example" };
    const answer = await send({ host: "127.0.0.1", port, path: "http://inner.example/caller?a=b", headers });
    expect(JSON.parse(await text(answer))).toMatchObject({
      host: "birds.example",
      href: "http://birds.example/caller?a=b",
    });
  });

  test("gets a 400 for a host that is none", async () => {
    const server = await serve({ trustedProxies: ["loopback"], unprotected: true });
    const answer = await server.request("/api/birds", { headers: { "X-Forwarded-Host": "birds.example/<b>" } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ parameter: "Host" }] });
  });

  test("must name this machine where the service has no tokens, as without a proxy", async () => {
    const server = await serve({ trustedProxies: ["loopback"], unprotected: false });
    const status = async (host: string) =>
      (await server.request("/api/birds", { headers: { "X-Forwarded-Host": host } })).status;
    expect([await status("localhost"), await status("birds.example")]).toEqual([200, 421]);
  });

  test.skipIf(!hasIPv6)("has an IPv4 address although the socket is of IPv6", async () => {
    const server = await serveMirror({ host: "::", trustedProxies: ["127.0.0.1"] });
    const url = `http://127.0.0.1:${new URL(server.url).port}/caller`;
    const stranger = await serveMirror({ host: "::" });
    const strange = `http://127.0.0.1:${new URL(stranger.url).port}/caller`;
    for (const each of [url, strange]) expect(await (await fetch(each)).json()).toMatchObject({ ip: "127.0.0.1" });
    expect(await (await fetch(url, { headers: from("198.51.100.1") })).json()).toMatchObject({ ip: "198.51.100.1" });
  });

  test("may come by a Unix socket, which has no address to trust", async () => {
    const database = await openTestDatabase(service);
    const options = {
      ...defaults,
      trustedProxies: ["loopback"],
      log: pino({ level: "silent" }),
      stopping: new AbortController().signal,
    };
    const server = createServer(createApp({ ...service, middleware: [mirror] }, database, options).callback());
    const socketPath = join(temporaryFolder(), "socket");
    server.listen(socketPath);
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const answer = await send({ socketPath, path: "/caller", headers: from("198.51.100.1") });
    expect(JSON.parse(await text(answer))).toMatchObject({ ip: "" });
  });

  test("has creates of its own under an Idempotency-Key that another caller has used", async () => {
    const server = await serve({ trustedProxies: ["loopback"] });
    const create = async (address: string) => {
      const headers = { ...from(address), "Idempotency-Key": "first-of-the-day" };
      const answer = await server.send("POST", "/api/birds", { name: "robin" }, headers);
      return [answer.status, ((await answer.json()) as { id: number }).id];
    };
    expect(await create("198.51.100.1")).toEqual([201, 1]);
    expect(await create("198.51.100.2")).toEqual([201, 2]);
    expect(await create("198.51.100.1")).toEqual([201, 1]);
    expect(await server.database("bird").pluck("id")).toHaveLength(2);
  });

  test("has a rate limit of its own", async () => {
    const server = await serve({ trustedProxies: ["loopback"], rateLimit: 3 });
    const status = async (address: string) => (await server.request("/api/birds", { headers: from(address) })).status;
    await expect
      .poll(async () => {
        const statuses = [];
        for (let sent = 0; sent < 4; sent++) statuses.push(await status("198.51.100.1"));
        return [...statuses, await status("198.51.100.2")]; // All within a second, unless the machine is busy.
      })
      .toEqual([200, 200, 200, 429, 200]);
  });

  test.each([
    ["half of the handlers where proxies tell callers apart", ["loopback"], [503, 200]],
    ["as many handlers as there are where they do not", [], [200, 503]],
  ])("may have %s", async (_, trustedProxies, expected) => {
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
    const handlers = { ...service.handlers, birds: { ...service.handlers.birds, list } };
    const settings: Partial<Settings> = { trustedProxies, mostInFlight: 2 };
    const server = await serving({ ...service, handlers }, createClient)(settings);
    const status = async (address: string) => (await server.request("/api/birds", { headers: from(address) })).status;
    const first = status("198.51.100.1");
    await expect.poll(() => running).toBe(1);
    const isRefused = expected[0] === 503;
    const second = status("198.51.100.1");
    if (isRefused) expect(await second).toBe(503);
    else await expect.poll(() => running).toBe(2);
    const other = status("198.51.100.2");
    if (isRefused) await expect.poll(() => running).toBe(2);
    else expect(await other).toBe(503);
    release();
    expect([await first, await second, await other]).toEqual([200, ...expected]);
  });

  test("is in the log by its address", async () => {
    const server = await serve({ trustedProxies: ["loopback"] });
    await server.request("/api/birds", { headers: { ...from("198.51.100.1"), "X-Request-Id": "behind" } });
    await server.request("/api/birds", { headers: { "X-Request-Id": "direct" } });
    await server.request("/api/birds?x", { headers: { ...from("198.51.100.2"), "X-Request-Id": "refused" } });
    for (const [requestId, address] of [
      ["behind", "198.51.100.1"],
      ["direct", "127.0.0.1"],
      ["refused", "198.51.100.2"],
    ])
      expect(server.log).toContainEqual(expect.objectContaining({ requestId, address }));
  });
});

describe("the setting of trusted proxies", () => {
  const trusted = (text: string) => readSettings({ TRUSTED_PROXIES: text }, service).trustedProxies;

  test("takes addresses, blocks and names", () => {
    const all = ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "loopback", "uniquelocal", "linklocal"];
    for (const separator of [" ", ",", ", ", "\n"]) expect(trusted(all.join(separator))).toEqual(all);
    expect(trusted("")).toEqual([]);
  });

  test("names what is none of them", () => {
    for (const wrong of ["proxy.example", "10", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/8/8", "fd00::/129", "true", "*"])
      expect(() => trusted(`127.0.0.1 ${wrong}`)).toThrow(`"${wrong}" is none of them`);
    expect(() => trusted("0.0.0.0/0")).toThrow("none of them"); // All the world could forge addresses.
  });
});
