import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pino from "pino";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { operationsIn } from "../../server/engine/contract/document.ts";
import { type AccessOptions, parseTokens, scopesOf } from "../../server/engine/http/access.ts";
import { createApp } from "../../server/engine/http/app.ts";
import { buildPage } from "../../spec/engine/build.ts";
import { service } from "./aviary.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { contract } from "./generated/contract.ts";
import { defaults, openTestDatabase, sha256, startListening } from "./serving.ts";

const root = join(import.meta.dirname, "../..");
const outdir = join(inject("temporary"), "page");

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
  await buildPage({ root, client: join(import.meta.dirname, "aviary-client.ts"), outdir });
});

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
    for (const path of ["/openapi.json", "/openapi.yaml", "/docs", "/docs/swagger-ui.js", "/"]) {
      const tag = (await server.request(path)).headers.get("ETag") ?? "";
      expect(tag).toMatch(/^"[\w-]+"$/);
      const again = await server.request(path, { headers: { "If-None-Match": tag } });
      expect([path, again.status, await again.text()]).toEqual([path, 304, ""]);
    }
  });
});

describe.skipIf(!hasBrowser)("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  /** Opens a page and collects complaints: errors, violations of its policy, requests to other hosts. */
  async function open(url: string, { openapi, ...options }: { colorScheme?: "dark" | "light"; openapi?: object } = {}) {
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
      if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith("data:"))
        complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints };
  }

  // One page for all that the docs do, since Swagger UI takes seconds to load.
  test("the docs list every operation, open the one of a deep link, take a token and send the request", async () => {
    const server = await serve({ tokens: parseTokens(`write:${sha256("writer")}`, scopesOf(contract)) });
    const { page, complaints } = await open(`${server.url}/docs#/Birds/Birds_create`, { colorScheme: "dark" });
    const create = page.locator("#operations-Birds-Birds_create.is-open");
    await create.waitFor();
    expect(await page.locator(".opblock").count()).toBe(operationsIn(service.document).length);
    // A click would wait for two frames alike, which a busy machine may not draw.
    const press = (button: Locator) => button.dispatchEvent("click");
    await press(page.locator(".btn.authorize"));
    const scheme = page.locator(".auth-container", { hasText: "WriteToken" });
    await scheme.locator("#auth-bearer-value").fill("writer");
    await press(scheme.locator(".authorize"));
    await press(scheme.locator(".btn-done"));
    await press(create.locator("button.execute"));
    await create.locator(".live-responses-table .response-col_status", { hasText: "201" }).waitFor();
    expect(await server.database("bird").select()).toEqual([{ id: 1, name: "robin", age: 14 }]);
    await page.waitForSelector("html.dark-mode"); // As the reader prefers, now and later.
    await page.emulateMedia({ colorScheme: "light" });
    await page.waitForSelector("html:not(.dark-mode)");
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
    const kept = await server.database("bird").orderBy("id", "desc").limit(1);
    expect(kept).toMatchObject([{ name: "<b>Zoë</b>", age: 14 }]);
    await page.locator("#rows tr button").first().click();
    await page.waitForFunction(() => document.querySelectorAll("#rows tr").length === 25);
    expect(await server.database("bird").max("id as last")).toEqual([{ last: 25 }]);
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
    const server = await serve({ tokens: parseTokens(`write:${sha256("writer")}`, scopesOf(contract)) });
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
