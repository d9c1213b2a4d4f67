import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { answers } from "../generated/examples.ts";
import { operations, problems } from "../generated/operations.ts";
import { parseTokens } from "../server/access.ts";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { exampleRow, newUser } from "./examples.ts";
import { serve, sha256 } from "./server.ts";

describe("the contract as a file", () => {
  test("is served as JSON and as YAML, the same in both", async () => {
    const server = await serve();
    const json = await server.request("/openapi.json");
    const yaml = await server.request("/openapi.yaml");
    expect([json.headers.get("Content-Type"), yaml.headers.get("Content-Type")]).toEqual([
      "application/json",
      "application/yaml",
    ]);
    expect(await json.json()).toEqual(loadDocument());
    expect(parse(await yaml.text())).toEqual(loadDocument());
  });

  test("is not sent again to who has it", async () => {
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

  /** Opens a page that must not complain: no error, no violation of the policy, nothing from elsewhere. */
  async function open(url: string, options: { colorScheme?: "dark" | "light" } = {}) {
    const context = await browser.newContext(options);
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

  test("the docs list every operation, and try one out", async () => {
    const server = await serve();
    const { page, complaints } = await open(`${server.url}/docs`);
    await page.waitForSelector(".opblock");
    expect(await page.locator(".opblock").count()).toBe(allOperations.length);
    await page.locator("#operations-Users-Users_create .opblock-summary").click();
    await page.locator("#operations-Users-Users_create button.execute").click();
    await page.waitForSelector("#operations-Users-Users_create .live-responses-table");
    expect(await server.database("user").select()).toMatchObject([newUser()]);
    expect(complaints).toEqual([]);
  });

  test("a deep link opens its operation", async () => {
    const { url } = await serve();
    const { page } = await open(`${url}/docs#/Users/${operations.users.read.id}`);
    await page.waitForSelector(`#operations-Users-${operations.users.read.id}.is-open`);
  });

  test("the docs are dark for who wants it dark", async () => {
    const { url } = await serve();
    for (const colorScheme of ["dark", "light"] as const) {
      const { page } = await open(`${url}/docs`, { colorScheme });
      await page.waitForSelector(".opblock");
      expect(await page.evaluate(() => document.documentElement.classList.contains("dark-mode"))).toBe(
        colorScheme === "dark",
      );
    }
  });

  test("every problem's type leads to its explanation", async () => {
    const { url } = await serve();
    const { page, complaints } = await open(`${url}/docs/problems`);
    for (const [name, { type, title }] of Object.entries(problems)) {
      await page.goto(url + type);
      expect(await page.locator(":target h2").textContent()).toContain(title);
      expect(await page.locator(":target").textContent()).toContain(`In the client: ${name}.`);
    }
    expect(complaints).toEqual([]);
  });

  test("the home page creates and lists users, and says what is wrong with one", async () => {
    const server = await serve();
    await server
      .database("user")
      .insert(Array.from({ length: 25 }, (_, index) => exampleRow("user", { name: `n${index}` })));
    const { page, complaints } = await open(`${server.url}/`);
    await page.waitForSelector("#users tr");
    expect(await page.locator("#users tr").count()).toBe(20);
    await page.locator("#more").click();
    await page.waitForFunction(() => document.querySelectorAll("#users tr").length === 25);
    await create(page, "<b>Zoë</b>");
    await page.waitForFunction(() => document.querySelectorAll("#users tr").length === 26);
    expect(await page.locator("#users tr").first().textContent()).toContain("<b>Zoë</b>");
    expect(await page.locator("#columns th").allTextContents()).toEqual([...Object.keys(answers.users.read.body), ""]);
    expect(complaints).toEqual([]);
    await create(page, "a".repeat(10_000));
    await page.waitForFunction(() => document.querySelector("#problem")?.textContent);
    expect(await page.locator("#problem").textContent()).toMatch(/^name must have at most \d+ characters\.$/);
    const kept = await server.database("user").orderBy("id", "desc").limit(1);
    expect(kept).toMatchObject([newUser({ name: "<b>Zoë</b>" })]);
  });

  test.runIf("delete" in operations.users)("the home page deletes users", async () => {
    const server = await serve();
    await server.database("user").insert([exampleRow("user"), exampleRow("user")]);
    const { page } = await open(`${server.url}/`);
    await page.locator("#users tr button").first().click();
    await page.waitForFunction(() => document.querySelectorAll("#users tr").length === 1);
    expect(await server.database("user").pluck("id")).toEqual([1]);
  });

  test("the home page and the docs take a token where the service has some", async () => {
    const server = await serve({ tokens: parseTokens(`write:${sha256("writer")}`) });
    await server.database("user").insert(exampleRow("user"));
    const { page } = await open(`${server.url}/`);
    await page.fill("[name=token]", "writer"); // Waits until it is asked for.
    await page.click("#token button");
    await page.waitForSelector("#users tr");
    expect(await page.locator("#token").isHidden()).toBe(true);

    const { page: docs } = await open(`${server.url}/docs`);
    await docs.locator(".btn.authorize").click();
    await docs.locator("#auth-bearer-value").last().fill("writer");
    await docs.locator(".auth-btn-wrapper .authorize").last().click();
    await docs.locator(".btn-done").first().click();
    const read = docs.locator(".opblock", { hasText: "Reads a user" });
    await read.locator(".opblock-summary-control").click();
    await read.locator(".execute").click();
    await read.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
  });

  async function create(page: Page, name: string): Promise<void> {
    for (const [member, value] of Object.entries(newUser({ name })).filter(([, value]) => value !== null))
      await page.fill(`[name=${member}]`, typeof value === "object" ? JSON.stringify(value) : String(value));
    await page.click("#create button");
  }
});
