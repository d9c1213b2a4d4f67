/** Behind proxies, which forward requests in the name of callers, and show the service under a path. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestOptions, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import type { Middleware } from "koa";
import pino from "pino";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { createApp } from "../../server/engine/http/app.ts";
import type { Settings } from "../../server/engine/http/server.ts";
import { readSettings } from "../../server/engine/http/settings.ts";
import { buildPage } from "../../spec/engine/build.ts";
import { createClient, serve, service } from "./aviary.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { temporaryFolder } from "./process.ts";
import { defaults, listen, openTestDatabase, serving, startListening } from "./serving.ts";

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

  test("must be on this machine, and name it, where the service has no tokens", async () => {
    const statusOf = async (trustedProxies: string[], headers: Headers, path = "/api/birds") => {
      const server = await serve({ trustedProxies, unprotected: false });
      const { port } = new URL(server.url);
      return (await send({ port, path, headers: { Host: "localhost", ...headers } })).resume().statusCode;
    };
    const local = { ...from("127.0.0.1"), "X-Forwarded-Host": "localhost" };
    for (const [trusted, headers, expected] of [
      [["loopback"], local, 200],
      [["loopback"], { ...local, "X-Forwarded-Host": "birds.example" }, 421],
      [["loopback"], { ...local, ...from("203.0.113.9") }, 421],
      [["loopback"], { ...local, Host: "evil.example" }, 421], // DNS rebinding, where a page forges the other header.
      [[], local, 421], // Some proxy asks, but nobody knows for whom.
      [[], { Forwarded: "for=127.0.0.1" }, 421],
      [[], { "X-Real-IP": "203.0.113.9" }, 421],
      [[], { "X-Forwarded-For": "" }, 421],
      [["10.0.0.5"], from("203.0.113.9"), 421],
      [["loopback"], { Forwarded: "for=203.0.113.9" }, 421],
      [["loopback"], from("203.0.113.9, unknown"), 421],
      [["loopback"], {}, 200],
      [[], {}, 200],
    ] as const)
      expect([trusted, headers, await statusOf([...trusted], headers)]).toEqual([trusted, headers, expected]);
    expect(await statusOf(["loopback"], { ...local, ...from("203.0.113.9") }, "/metrics")).toBe(421);
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

describe("the setting of a path prefix", () => {
  const prefix = (text: string) => readSettings({ PATH_PREFIX: text }, service).pathPrefix;

  test("takes a path, and none", () => {
    for (const right of ["/svc", "/a/b-c_d.e~f", "/apis", ""]) expect(prefix(right)).toBe(right);
    expect(readSettings({}, service).pathPrefix).toBe("");
  });

  test("refuses what is no path", () => {
    for (const wrong of ["svc", "/", "/svc/", "//svc", "/a//b", "/a b", "/%41", "/a?b", "/..", "/a/./b", "https://a/b"])
      expect(() => prefix(wrong), wrong).toThrow("PATH_PREFIX: must be a path such as /svc");
  });

  test("refuses paths of the service, which no proxy could put before themselves", () => {
    for (const [taken, path] of [
      ["/api", "/api/"],
      ["/docs", "/docs"],
      ["/livez", "/livez"],
    ] as const)
      expect(() => prefix(taken)).toThrow(`must not be where paths of the service begin, such as ${path}`);
  });
});

const prefix = "/svc";
const page = () => pathToFileURL(`${join(inject("temporary"), "proxied-page")}/`);

beforeAll(async () => {
  const client = join(import.meta.dirname, "aviary-client.ts");
  await buildPage({
    root: join(import.meta.dirname, "../.."),
    client,
    outdir: join(inject("temporary"), "proxied-page"),
  });
});

/** Serves the aviary under the prefix, behind a proxy that has nothing else. @returns the proxy's address */
async function serveUnder({ strips, middleware = [] }: { strips: boolean; middleware?: Middleware[] }) {
  const database = await openTestDatabase(service);
  const options = { pathPrefix: prefix, trustedProxies: ["loopback"] };
  const url = await listen({ ...service, page: page(), middleware }, database, options);
  const { hostname, port } = new URL(url);
  const proxy = createServer((incoming, outgoing) => {
    const { method, headers, url: target = "" } = incoming;
    if (!/^\/svc([/?]|$)/.test(target)) {
      outgoing.writeHead(404).end();
      return;
    }
    const path = strips ? target.slice(prefix.length).replace(/^(?!\/)/, "/") : target;
    const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  onTestFinished(() => proxy.closeAllConnections());
  return { origin: await startListening(proxy), url, database };
}

describe.each([
  ["strips", true],
  ["passes on", false],
])("under a path that the proxy %s", (_, strips) => {
  const json = { "Content-Type": "application/json" };

  test("Location and Link lead to what they name, and the client reads all pages", async () => {
    const { origin } = await serveUnder({ strips });
    for (const name of ["robin", "wren"]) {
      const created = await fetch(`${origin}/svc/api/birds`, {
        method: "POST",
        headers: json,
        body: JSON.stringify({ name }),
      });
      const location = created.headers.get("Location") ?? "";
      expect([created.status, location]).toEqual([201, expect.stringMatching(/^\/svc\/api\/bird\/\d+$/)]);
      expect(await (await fetch(new URL(location, created.url))).json()).toMatchObject({ name });
    }
    const first = await fetch(`${origin}/svc/api/birds?limit=1`);
    const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get("Link") ?? "") ?? [];
    expect(next).toMatch(/^\/svc\/api\/birds\?limit=1&cursor=/);
    expect(await (await fetch(new URL(next, first.url))).json()).toMatchObject({ items: [{ name: "wren" }] });
    const birds = await createClient({ baseUrl: `${origin}/svc` })
      .birds.list({ limit: 1 })
      .toArray({ limit: 9 });
    expect(birds.map(({ name }) => name)).toEqual(["robin", "wren"]);
  });

  test("pages, and all they load and link to, are there", async () => {
    const { origin } = await serveUnder({ strips });
    const found = new Set<string>();
    for (const path of ["/svc", "/svc/", "/svc/docs", "/svc/docs/problems", "/svc/nothing"]) {
      const answer = await fetch(origin + path, { headers: { Accept: "text/html" } });
      expect([path, answer.status]).toEqual([path, path === "/svc/nothing" ? 404 : 200]);
      for (const [, link = ""] of (await answer.text()).matchAll(/(?:href|src)="([^"]*)"/g)) found.add(link);
    }
    for (const link of found) {
      expect(link).toMatch(/^\/svc\//);
      expect([link, (await fetch(origin + link)).status]).toEqual([link, 200]);
    }
    expect([...found]).toEqual(expect.arrayContaining(["/svc/", "/svc/docs", "/svc/openapi.json"]));
    const script = [...found].find((link) => /\/docs\.\w+\.js$/.test(link));
    expect(await (await fetch(origin + script)).text()).toContain('url: "/svc/openapi.json"');
  });

  test("the contract names the path, in JSON and YAML", async () => {
    const { origin } = await serveUnder({ strips });
    expect(await (await fetch(`${origin}/svc/openapi.json`)).json()).toMatchObject({ servers: [{ url: "/svc" }] });
    expect(await (await fetch(`${origin}/svc/openapi.yaml`)).text()).toMatch(/^servers:\n {2}- url: \/svc\n/m);
  });

  test("a trailing slash redirects", async () => {
    const { origin } = await serveUnder({ strips });
    const answer = await fetch(`${origin}/svc/docs/?a=b`, { redirect: "manual", headers: { Accept: "text/html" } });
    expect([answer.status, answer.headers.get("Location"), await answer.text()]).toEqual([
      308,
      "/svc/docs?a=b",
      "Redirecting to /svc/docs?a=b.",
    ]);
  });

  test("a path where nothing is leads to the docs", async () => {
    const { origin } = await serveUnder({ strips });
    const answer = await fetch(`${origin}/svc/nothing`);
    expect(await answer.json()).toMatchObject({ status: 404, detail: expect.stringContaining("See /svc/docs") });
  });

  test("middleware sees the URL that the caller sees, and leads where it means to", async () => {
    const lead: Middleware = (context) => {
      context.set("Link", ["</api/birds>; rel=up, </svc/docs>; rel=help", "<https://a.example/b>; rel=next"]);
      context.set("Content-Location", "/api/birds?a=/b");
      context.set("Location", String(context.query.to));
      context.body = context.href;
    };
    const { origin } = await serveUnder({ strips, middleware: [lead] });
    for (const [to, seen] of [
      ["/", "/svc/"],
      ["/svcs/b", "/svc/svcs/b"],
      ["//a.example/b", "//a.example/b"],
      ["https://a.example/b", "https://a.example/b"],
      ["b", "b"],
    ]) {
      const answer = await fetch(`${origin}/svc/lead?to=${to}`);
      expect([to, answer.headers.get("Location")]).toEqual([to, seen]);
      expect(answer.headers.get("Content-Location")).toBe("/svc/api/birds?a=/b");
      expect(answer.headers.get("Link")).toBe(
        "</svc/api/birds>; rel=up, </svc/docs>; rel=help, <https://a.example/b>; rel=next",
      );
      expect(await answer.text()).toBe(`${origin}/svc/lead?to=${to}`);
    }
  });
});

describe("under a path", () => {
  test("probes and metrics respond with and without it, and only whole segments are it", async () => {
    const { url } = await serveUnder({ strips: false });
    for (const path of ["/livez", "/readyz", "/metrics"])
      for (const each of [path, `/svc${path}`]) expect([each, (await fetch(url + each)).status]).toEqual([each, 200]);
    for (const path of ["/svcapi/birds", "/svclivez", "/SVC/livez", "/svc/svc/livez", "/x/svc/livez"])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
  });

  test("absolute targets are found", async () => {
    const { url } = await serveUnder({ strips: false });
    const { hostname, port } = new URL(url);
    for (const [path, status] of [
      ["http://birds.example/svc/api/birds?limit=1", 200],
      ["http://birds.example/svc?a=b", 200],
      ["http://svc/svc/livez", 200],
      ["http://[/svc/livez", 400],
    ] as const)
      expect([path, (await send({ hostname, port, path })).resume().statusCode]).toEqual([path, status]);
    expect((await send({ hostname, port, method: "OPTIONS", path: "*" })).resume().statusCode).toBe(204);
  });

  test("servers of the contract keep absolute URLs, and none means the root", async () => {
    const { servers: _, ...without } = service.document;
    const database = await openTestDatabase(service);
    for (const [document, expected] of [
      [without, ["/svc"]],
      [{ ...without, servers: [] }, ["/svc"]],
      [
        { ...without, servers: [{ url: "/v1" }, { url: "https://a.example/v1" }, { url: "//a.example" }] },
        ["/svc/v1", "https://a.example/v1", "//a.example"],
      ],
    ] as const) {
      const url = await listen({ ...service, document: { ...document } as typeof service.document }, database, {
        pathPrefix: prefix,
      });
      const { servers } = (await (await fetch(`${url}/openapi.json`)).json()) as { servers: { url: string }[] };
      expect(servers.map((server) => server.url)).toEqual(expected);
    }
  });

  test("pages have ETags of their own, and the docs reload from there in development", async () => {
    const database = await openTestDatabase(service);
    const start = (pathPrefix: string) =>
      listen({ ...service, page: page() }, database, { pathPrefix, development: true });
    const plain = await start("");
    const prefixed = await start(prefix);
    for (const path of ["/", "/docs", "/docs/problems", "/openapi.json"]) {
      const tags = await Promise.all(
        [plain, prefixed].map(async (url) => (await fetch(url + path)).headers.get("ETag")),
      );
      expect([path, new Set(tags).size]).toEqual([path, 2]);
    }
    const [script = ""] = /\/svc\/docs\/docs\.\w+\.js/.exec(await (await fetch(`${prefixed}/docs`)).text()) ?? [];
    expect(await (await fetch(prefixed + script)).text()).toContain('new EventSource("/svc/docs/changes")');
  });

  test.skipIf(!hasBrowser)("the docs and the home page work in a browser", async () => {
    const { origin, database } = await serveUnder({ strips: true });
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const opened = await browser.newPage();
    opened.setDefaultTimeout(90_000); // Swagger UI may take long on a busy machine.
    const complaints = complaintsOf(opened);
    // Of the contract, what is tried here: Swagger UI takes seconds for each ten operations.
    await opened.route("**/openapi.json", async (route) => {
      const document = await (await route.fetch()).json();
      const { "/api/birds": birds } = document.paths;
      await route.fulfill({ json: { ...document, paths: { "/api/birds": birds } } });
    });
    await opened.goto(`${origin}/svc/docs#/Birds/Birds_create`);
    const execute = opened.locator("#operations-Birds-Birds_create button.execute");
    await execute.waitFor();
    await expect
      .poll(async () => {
        await execute.dispatchEvent("click"); // The first may come before the form is ready.
        return (await database.query("bird")).length;
      })
      .toBeGreaterThan(0);
    await opened.unroute("**/openapi.json");
    await opened.goto(`${origin}/svc/`);
    await opened.waitForSelector("#rows tr");
    await opened.fill("#create [name=name]", "wren");
    await opened.click("#create button");
    await expect.poll(() => opened.locator("#rows tr").first().textContent()).toContain("wren");
    await opened.click("text=Docs");
    await opened.waitForSelector(".swagger-ui .info");
    // Swagger UI warns of the underscore in every deep link.
    expect(complaints.filter((each) => !each.startsWith("Deprecated: escaping deep link"))).toEqual([]);
  });
});

/** Errors in a page, and what its policy forbids. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Content Security Policy"))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}
