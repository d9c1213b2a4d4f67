import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pino from "pino";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { operationsIn } from "../../server/engine/contract/document.ts";
import type { AccessOptions } from "../../server/engine/http/access.ts";
import { createApp } from "../../server/engine/http/app.ts";
import { buildPage, compressAssets } from "../../spec/engine/build.ts";
import { service } from "./aviary.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { faintTexts } from "./contrast.ts";
import { contract } from "./generated/contract.ts";
import { temporaryFolder } from "./process.ts";
import { defaults, openTestDatabase, startListening, testTokens } from "./serving.ts";

const root = join(import.meta.dirname, "../..");
// Within the repository, so that a later run finds what this one has compressed.
const outdir = join(root, "dist/aviary-page");

/** Serves without load shedding: on a busy machine, a page would lack what is refused. */
async function serve({
  page = outdir,
  tokens = defaults.tokens,
}: {
  page?: string;
  tokens?: AccessOptions["tokens"];
} = {}) {
  const database = await openTestDatabase(service);
  const options = { ...defaults, tokens, log: pino({ level: "silent" }), stopping: new AbortController().signal };
  const app = createApp({ ...service, page: pathToFileURL(`${page}/`) }, database, options);
  const server = createServer(app.callback());
  onTestFinished(() => server.closeAllConnections()); // The browser's.
  const url = await startListening(server);
  const request = (path: string, init?: RequestInit) => fetch(url + path, init);
  return { url, request, database: database.write };
}

beforeAll(async () => {
  // Compressing takes seconds, and but for the page it has been done by the build before the tests.
  const built = join(root, "dist/page");
  if (existsSync(built)) cpSync(built, outdir, { recursive: true });
  await buildPage({ root, client: join(import.meta.dirname, "aviary-client.ts"), outdir });
  await compressAssets(outdir);
});

type Request = Awaited<ReturnType<typeof serve>>["request"];

/** What a page loads at once: itself, what it names, and the contract. */
async function loadedBy(path: string, request: Request): Promise<string[]> {
  const page = await (await request(path)).text();
  const named = [...page.matchAll(/(?:<link [^>]*href|<script [^>]*src)="([^"]+)"/g)].map(([, name = ""]) => name);
  return [path, ...named, "/openapi.json"];
}

describe("the contract as a file", () => {
  test("is served as JSON and as YAML, the same in both", async () => {
    const server = await serve();
    const json = await server.request("/openapi.json");
    const yaml = await server.request("/openapi.yaml");
    expect([json.headers.get("Content-Type"), yaml.headers.get("Content-Type")]).toEqual([
      "application/json",
      "application/yaml",
    ]);
    expect(await json.json()).toEqual(service.document);
    expect(parse(await yaml.text())).toEqual(service.document);
  });

  test("is not sent again to a client that has it, nor are the pages", async () => {
    const server = await serve();
    const tags = new Set<string>();
    for (const path of ["/openapi.yaml", ...(await loadedBy("/docs", server.request)), "/"]) {
      for (const coding of ["br", "gzip", "identity"]) {
        const headers = { "Accept-Encoding": coding };
        const tag = (await server.request(path, { headers })).headers.get("ETag") ?? "";
        expect(tag).toMatch(/^"[\w-]+"$/);
        expect(tags).not.toContain(tag); // Strong tags differ by coding (RFC 9110, section 8.8.3.3).
        tags.add(tag);
        for (const method of ["GET", "HEAD"]) {
          const again = await server.request(path, { method, headers: { ...headers, "If-None-Match": tag } });
          expect([path, again.status, await again.text()]).toEqual([path, 304, ""]);
          expect(again.headers.get("Vary")).toBe("Accept-Encoding");
        }
      }
    }
  });
});

describe("pages", () => {
  test.each(["br", "gzip"])("the docs load at most 520 kB in %s", async (coding) => {
    const { request } = await serve();
    let size = 0;
    for (const path of await loadedBy("/docs", request)) {
      const { status, headers } = await request(path, { headers: { "Accept-Encoding": coding } });
      expect([path, status, headers.get("Content-Encoding")]).toEqual([path, 200, coding]);
      size += Number(headers.get("Content-Length"));
    }
    console.log(`docs: ${size} bytes in ${coding}`);
    expect(size).toBeLessThanOrEqual(520_000);
  });

  test("cache what they load for ever, under names with a hash of its content, but not themselves", async () => {
    const { request } = await serve();
    for (const page of ["/", "/docs", "/docs/problems"])
      for (const path of await loadedBy(page, request)) {
        const isDocument = path === page || path === "/openapi.json";
        const caching = isDocument ? "no-cache" : "public, max-age=31536000, immutable";
        const { status, headers } = await request(path);
        expect([path, status, headers.get("Cache-Control")]).toEqual([path, 200, caching]);
        if (!isDocument) expect(path).toMatch(/^\/docs\/[\w-]+\.[0-9a-f]{16}\.(js|css|svg)$/);
      }
  });

  test("have the content coding that the client prefers", async () => {
    const { request } = await serve();
    const preferences: [header: string, coding: string | null | undefined][] = [
      ["gzip, deflate, br, zstd", "br"],
      ["gzip, deflate", "gzip"],
      ["GZIP", "gzip"],
      ["br;q=0.5, gzip;q=0.8", "gzip"],
      ["br;q=0, gzip", "gzip"],
      ["br;q=0", null],
      ["br;q=0.000, *", "gzip"],
      ["*", "br"],
      ["*;q=0, gzip;q=0.1", "gzip"],
      ["identity", null],
      ["identity, br;q=0.9", null],
      ["identity;q=0.5, br ; q=0.9", "br"],
      ["identity;q=0, gzip", "gzip"],
      ["deflate", null],
      ["br;q=2", null],
      ["", null],
      ["identity;q=0", undefined],
      ["*;q=0", undefined],
    ];
    for (const path of await loadedBy("/docs", request)) {
      const plain = await (await request(path, { headers: { "Accept-Encoding": "identity" } })).text();
      for (const [header, coding] of preferences) {
        const answer = await request(path, { headers: { "Accept-Encoding": header } });
        expect([path, header, answer.headers.get("Vary")]).toEqual([path, header, "Accept-Encoding"]);
        const [status, expected] = coding === undefined ? [406, null] : [200, coding];
        const { headers } = answer;
        expect([path, header, answer.status, headers.get("Content-Encoding")]).toEqual([
          path,
          header,
          status,
          expected,
        ]);
        if (status === 200) expect((await answer.text()) === plain, path).toBe(true);
      }
    }
  });

  test("are served before a build has made the home page or compressed anything", async () => {
    const { request } = await serve({ page: join(temporaryFolder(), "absent") });
    for (const path of await loadedBy("/docs", request))
      expect([path, (await request(path)).status]).toEqual([path, 200]);
    expect((await request("/")).status).toBe(404);
  });

  test("are compressed once for each content", async () => {
    const compressed = () => readdirSync(outdir).filter((file) => /\.(br|gz)$/.test(file));
    const before = compressed().map((file) => [file, statSync(join(outdir, file)).mtimeMs]);
    writeFileSync(join(outdir, "page.0123456789abcdef.js.br"), "of another content");
    await compressAssets(outdir);
    expect(compressed().map((file) => [file, statSync(join(outdir, file)).mtimeMs])).toEqual(before);
    expect(before).toHaveLength(10);
  });

  test("have an icon, also under the name that browsers guess", async () => {
    const { request } = await serve();
    const icons = ["/favicon.ico"];
    for (const page of ["/", "/docs", "/docs/problems"])
      icons.push(...(await loadedBy(page, request)).filter((path) => path.endsWith(".svg")));
    for (const path of icons) {
      const icon = await request(path);
      expect([path, icon.status, icon.headers.get("Content-Type")]).toEqual([path, 200, "image/svg+xml"]);
    }
    expect(icons).toHaveLength(4);
  });

  test("are found behind a trailing slash", async () => {
    const { request } = await serve();
    for (const path of ["/docs", "/docs/problems", "/openapi.json"]) {
      const answer = await request(`${path}/?a=b`, { redirect: "manual" });
      expect([path, answer.status, answer.headers.get("Location")]).toEqual([path, 308, `${path}?a=b`]);
    }
  });
});

describe("a path where nothing is", () => {
  const html = "text/html; charset=utf-8";
  const json = "application/problem+json";

  test("is a page for clients that prefer HTML, and a problem for all others", async () => {
    const { request } = await serve();
    const preferences: [accept: string, type: string][] = [
      ["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", html],
      ["text/html", html],
      ["Text/HTML;q=0.5, application/json;q=0.4", html],
      ["text/html, application/*;q=0.9", html],
      ["*/*", json],
      ["text/*", json],
      ["text/html, application/json", json],
      ["text/html, application/problem+json", json],
      ["text/html;q=0.8, */*", json],
      ["text/html;q=0", json],
      ["application/json", json],
      ["", json],
    ];
    for (const [accept, type] of preferences)
      for (const method of ["GET", "HEAD", "POST"]) {
        const answer = await request("/nothing?<b>", { method, headers: { Accept: accept } });
        const { status, headers } = answer;
        expect([accept, status, headers.get("Content-Type"), headers.get("Vary")]).toEqual([
          accept,
          404,
          type,
          "Accept",
        ]);
        expect((await answer.text()) === "").toBe(method === "HEAD");
      }
  });

  test("leads on, without a script and under the policy of pages", async () => {
    const { request } = await serve();
    const answer = await request('/"><script>alert(1)</script>', { headers: { Accept: "text/html" } });
    const page = await answer.text();
    expect(page).toContain("<h1>404 Not Found</h1>");
    expect(page).toContain('href="/"');
    expect(page).toContain('href="/docs"');
    expect(page).not.toContain("<script");
    expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    for (const [, name = ""] of page.matchAll(/href="([^"]+)"/g)) expect((await request(name)).status).toBe(200);
  });

  test("is a problem where an operation reports it", async () => {
    const { request } = await serve();
    const answer = await request("/api/bird/7", { headers: { Accept: "text/html, */*;q=0.1" } });
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([404, json]);
  });
});

/** A PNG of one pixel. */
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe.skipIf(!hasBrowser)("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  /** Opens a page and collects complaints: errors, violations of its policy, requests to other hosts. */
  async function open(url: string, { openapi, ...options }: BrowserContextOptions & { openapi?: object } = {}) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(90_000); // Swagger UI may take long on a busy machine.
    if (openapi) await context.route("**/openapi.json", (route) => route.fulfill({ json: openapi }));
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.text().includes("Content Security Policy"))
        complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(new URL(url).origin) && !/^(data|blob):/.test(request.url()))
        complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints };
  }

  /** A click would wait for two frames alike, which a busy machine may not draw. */
  const press = (button: Locator) => button.dispatchEvent("click");

  // One page for all that the docs do, since Swagger UI takes seconds to load.
  test("the docs list every operation, open the one of a deep link, take a token, send each media type with its examples, and can be read, dark and light, also on a phone", async () => {
    const server = await serve({ tokens: testTokens("write:writer") });
    // Of the contract, what is opened here: Swagger UI takes seconds for each ten operations.
    const shown = operationsIn(service.document).filter(({ operation }) =>
      /^(Birds|Pictures)_/.test(operation.operationId),
    );
    const paths = Object.fromEntries(shown.map(({ path }) => [path, service.document.paths[path]]));
    const { page, complaints } = await open(`${server.url}/docs#/Birds/Birds_createNamed`, {
      colorScheme: "dark",
      openapi: { ...service.document, paths },
    });
    const create = page.locator("#operations-Birds-Birds_createNamed.is-open");
    await create.waitFor();
    expect(await page.locator(".opblock").count()).toBe(shown.length);
    const locks = (state: string) => page.locator(`[aria-label="authorization button ${state}"]`);
    expect(await locks("unlocked").count()).toBeGreaterThan(0);
    expect(await locks("locked").count()).toBe(0);
    await press(page.locator(".btn.authorize"));
    const scheme = page.locator(".auth-container", { hasText: "WriteToken" });
    await scheme.locator("#auth-bearer-value").fill("writer");
    await press(scheme.locator(".authorize"));
    await press(scheme.locator(".btn-done"));
    await locks("locked").first().waitFor();
    expect(await locks("unlocked").count()).toBe(0);
    const types = create.locator('select[aria-label="Request content type"]');
    const offered = await types.locator("option").allTextContents();
    expect(offered).toContain("multipart/form-data");
    for (const [index, type] of offered.entries()) {
      if (index > 0) await types.selectOption(type);
      const created = () => server.database("bird").pluck("age");
      const before = await created();
      // The first press may come before the form is ready. Examples of optional headers are not sent: one key would create once.
      await expect
        .poll(async () => {
          await press(create.locator("button.execute"));
          return (await created()).slice(before.length);
        })
        .toContain(14);
    }
    const bind = page.locator("#operations-Pictures-Pictures_bind");
    const mirror = page.locator("#operations-Pictures-Pictures_mirror");
    const file = { name: "a.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") };
    for (const [operation, shown] of [
      [mirror, "content-length: 70"],
      [bind, '"name": "a.png"'],
    ] as const) {
      await press(operation.locator("button.opblock-summary-control"));
      const choosers = operation.locator('input[type="file"]');
      await choosers.first().setInputFiles(file);
      await expect
        .poll(async () => {
          await press(operation.locator("button.execute"));
          return operation.locator(".live-responses-table").allTextContents();
        })
        .toEqual([expect.stringContaining(shown)]);
    }
    await page.waitForSelector("html.dark-mode"); // As the reader prefers, now and later.
    await page.emulateMedia({ colorScheme: "light" });
    await page.waitForSelector("html:not(.dark-mode)");
    // A list with parameters, too: all operations take ten seconds.
    await press(page.locator("#operations-Birds-Birds_list button.opblock-summary-control"));
    const modes = [
      { colorScheme: "dark", width: 360 },
      { colorScheme: "light", width: 390 },
    ] as const;
    for (const { colorScheme, width } of modes) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await faintTexts(page)).toEqual([]);
      await press(page.locator(".btn.authorize"));
      await page.waitForSelector(".dialog-ux");
      expect(await faintTexts(page)).toEqual([]);
      await press(page.locator(".dialog-ux .close-modal"));
    }
    // Swagger UI warns of the underscore in every deep link.
    expect(complaints.filter((each) => !each.startsWith("Deprecated: escaping deep link"))).toEqual([]);
  });

  test("every problem's type leads to its explanation", async () => {
    const { url } = await serve();
    const { page, complaints } = await open(`${url}/docs/problems`);
    for (const [name, { type, title }] of Object.entries(contract.problems)) {
      await page.goto(url + type);
      expect(await page.locator(":target h2").textContent()).toContain(title);
      expect(await page.locator(":target").textContent()).toContain(`In the client: ${name}.`);
    }
    expect(complaints).toEqual([]);
  });

  test("the home page lists, creates and deletes birds, and reports what is wrong with one", async () => {
    const server = await serve();
    await server.database("bird").insert(Array.from({ length: 25 }, (_, index) => ({ name: `n${index}` })));
    const { page, complaints } = await open(`${server.url}/`);
    await page.waitForSelector("#rows tr");
    expect(await page.locator("#rows tr").count()).toBe(20);
    await page.locator("#more").click();
    await page.waitForFunction(() => document.querySelectorAll("#rows tr").length === 25);
    await create(page, "<b>Zoë</b>");
    await page.waitForFunction(() => document.querySelectorAll("#rows tr").length === 26);
    expect(await page.locator("#rows tr").first().textContent()).toContain("<b>Zoë</b>");
    expect(await page.locator("#columns th").allTextContents()).toEqual(["id", "name", "age", ""]);
    expect(complaints).toEqual([]);
    await create(page, "a".repeat(10_000));
    await page.waitForFunction(() => document.querySelector("#problem")?.textContent);
    expect(await page.locator("#problem").textContent()).toMatch(/^name must have at most \d+ characters\.$/);
    await create(page, "..");
    const { description } = service.document.components.schemas.BirdName ?? {};
    await expect.poll(() => page.locator("#problem").textContent()).toBe(`name must be as described: ${description}`);
    const kept = await server.database("bird").orderBy("id", "desc").limit(1);
    expect(kept).toMatchObject([{ name: "<b>Zoë</b>", age: 14 }]);
    await page.locator("#rows tr button").first().click();
    await page.waitForFunction(() => document.querySelectorAll("#rows tr").length === 25);
    expect(await server.database("bird").max("id as last")).toEqual([{ last: 25 }]);
  });

  test("the home page keeps each row on one line, at any width", async () => {
    const server = await serve();
    await server
      .database("bird")
      .insert([{ name: "robin" }, { name: "x".repeat(100) }, { name: "long name ".repeat(10) }]);
    const { page } = await open(`${server.url}/`);
    await page.waitForSelector("#rows tr");
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const heights = await page.locator("#rows tr").evaluateAll((rows) => rows.map((row) => row.clientHeight));
      expect([width, new Set(heights).size, heights.length]).toEqual([width, 1, 3]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    expect(await page.locator("#rows td.text").nth(1).getAttribute("title")).toBe("x".repeat(100));
  });

  test("the home page takes a double click for one click, and none while a request is on its way", async () => {
    const server = await serve();
    await server.database("bird").insert([{ name: "a" }, { name: "b" }, { name: "c" }]);
    const { page } = await open(`${server.url}/`);
    const names = () => page.locator("#rows td.text").allTextContents();
    await page.locator("#rows button").first().dblclick(); // The next row's button comes under the pointer.
    await expect.poll(names).toEqual(["b", "a"]);
    await page.fill("#create [name=name]", "d");
    await page.locator("#create button").dblclick();
    await expect.poll(names).toEqual(["d", "b", "a"]);

    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/api/birds", async (route) => released.then(() => route.continue()));
    await create(page, "e");
    expect(await page.locator("#create button").isDisabled()).toBe(true);
    await page.press("#create [name=name]", "Enter");
    release();
    await expect.poll(names).toEqual(["e", "d", "b", "a"]);
    expect(await page.locator("#create button").isDisabled()).toBe(false);
    expect(await server.database("bird").orderBy("id").pluck("name")).toEqual(["a", "b", "d", "e"]);
  });

  test("the home page removes a row that has been deleted elsewhere", async () => {
    const server = await serve();
    await server.database("bird").insert([{ name: "a" }, { name: "b" }]);
    const { page } = await open(`${server.url}/`);
    await page.waitForSelector("#rows tr");
    await server.database("bird").where({ name: "b" }).delete();
    await page.locator("#rows button").first().click();
    await expect.poll(() => page.locator("#rows td.text").allTextContents()).toEqual(["a"]);
    expect(await page.locator("#problem").textContent()).toBe("");
  });

  test("the home page shows every paged resource, and sends values in the contract's types", async () => {
    const page = join(inject("temporary"), "nests");
    const client = join(page, "client.ts");
    mkdirSync(page);
    // Returns what it is sent, in another order.
    writeFileSync(
      client,
      `const list = async () => ({ items: [] });
       const create = async (body) => ({ spot: JSON.stringify(body), id: 7 });
       export const createClient = () => ({ birds: { list }, nests: { list, create } });`,
    );
    await buildPage({ root, client, outdir: page });
    const { paths, components } = service.document;
    const nests = paths["/api/bird/{id}/nests"];
    const content = {
      "application/json": { schema: { properties: { items: { $ref: "#/components/schemas/NestList" } } } },
    };
    const list = {
      ...nests?.get,
      ...{ "x-paging": paths["/api/birds"]?.get?.["x-paging"], responses: { 200: { content } } },
    };
    const edited = {
      ...service.document,
      paths: { ...paths, "/api/nests": { get: list, post: nests?.post } },
      components,
    };
    const { page: opened, complaints } = await open(`${(await serve({ page })).url}/`, { openapi: edited });
    await opened.click("#resources a[href='#nests']");
    await opened.fill("#create [name=place]", "tree");
    await opened.check("#create [name=occupied]");
    await opened.fill("#create [name=width]", "12.5");
    await opened.fill("#create [name=materials]", '["moss"]');
    await opened.click("#create button");
    await opened.waitForSelector("#rows tr");
    const columns = await opened.locator("#columns th").allTextContents();
    const cells = await opened.locator("#rows td").allTextContents();
    expect(Object.fromEntries(columns.map((name, index) => [name, cells[index]]))).toMatchObject({
      id: "7",
      birdId: "–",
      spot: '{"place":"tree","occupied":true,"width":12.5,"materials":["moss"]}',
    });
    expect(complaints).toEqual([]);
  });

  test("the home page asks for a token if the service has tokens", async () => {
    const server = await serve({ tokens: testTokens("write:writer") });
    await server.database("bird").insert({ name: "robin" });
    const { page } = await open(`${server.url}/`);
    await page.fill("[name=token]", "writer"); // Once the page asks for it.
    await page.click("#token button");
    await page.waitForSelector("#rows tr");
    expect(await page.locator("#token").isHidden()).toBe(true);
  });

  async function create(page: Page, name: string): Promise<void> {
    await page.fill("#create [name=name]", name);
    await page.fill("#create [name=age]", "14");
    await page.click("#create button");
  }
});
