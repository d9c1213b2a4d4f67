/** The docs' Authorize, for each kind of security scheme, in a browser. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Document } from "../../server/engine/contract/document.ts";
import type { Service, Verifiers } from "../../server/engine/http/service.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { faintTexts } from "./contrast.ts";
import type { Contract } from "./notes/generated/contract.ts";
import { service as notesService } from "./notes/service.ts";
import { listen, openTestDatabase, startListening } from "./serving.ts";

const scopes = { notes: "", vault: "", admin: "" };

/** The notes, whose people log in at an authorization server. */
async function serve() {
  const { document } = notesService;
  const issuer = await startAuthorizationServer();
  const [authorizationUrl, tokenUrl] = [`${issuer}/authorize`, `${issuer}/token`];
  const flows = {
    authorizationCode: { authorizationUrl, tokenUrl, scopes },
    implicit: { authorizationUrl, scopes },
    password: { tokenUrl, scopes },
    clientCredentials: { tokenUrl, scopes },
  };
  const securitySchemes = {
    ...document.components.securitySchemes,
    Login: { type: "oauth2", flows },
    Guest: { type: "openIdConnect", openIdConnectUrl: `${issuer}/.well-known/openid-configuration` },
  } as const;
  const edited: Document = { ...document, components: { ...document.components, securitySchemes } };
  const only = (key: string) => (given: string) => (given === key ? { id: key, scopes: [] } : undefined);
  const verifiers: Verifiers<Contract> = {
    // Tokens are made of a flow and scopes.
    Login: (token) => ({ id: token.split("~")[0] ?? "", scopes: token.split("~").slice(1) }),
    Guest: (token) => ({ id: `guest by ${token}`, scopes: [] }),
    Session: only("session"),
    ServiceKey: only("service"),
    LinkKey: only("link"),
    Staff: ({ username, password }) => (password === "pass" ? { id: username } : undefined),
  };
  const service: Service = { ...notesService, document: edited, verifiers };
  const url = await listen(service, await openTestDatabase(service));
  return { url, issuer };
}

/** Consents to everything. @returns its address, of another origin than the docs' */
async function startAuthorizationServer(): Promise<string> {
  const challenges = new Map<string, string>();
  const issue = async (request: IncomingMessage) => {
    const form = new URLSearchParams(await text(request));
    const code = form.get("code") ?? "";
    const [flow = "", scope = ""] = code ? code.split(":") : [form.get("grant_type") ?? "", form.get("scope") ?? ""];
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (code && challenges.get(code) !== challenge) return { error: "invalid_grant" };
    if (flow === "password" && form.get("password") !== "pass") return { error: "invalid_grant" };
    return { access_token: [flow, ...scope.split(" ")].join("~"), token_type: "bearer", scope };
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams, origin } = new URL(request.url ?? "", `http://${request.headers.host}`);
    const get = (name: string) => searchParams.get(name) ?? "";
    if (pathname === "/authorize") {
      const isCode = get("response_type") === "code";
      const code = `code:${get("scope")}`;
      challenges.set(code, get("code_challenge"));
      const token = `access_token=implicit~${get("scope").replaceAll(" ", "~")}&token_type=bearer`;
      const state = `state=${encodeURIComponent(get("state"))}`;
      const given = isCode ? `?code=${encodeURIComponent(code)}&${state}` : `#${token}&${state}`;
      return response.writeHead(302, { Location: get("redirect_uri") + given }).end();
    }
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization,content-type,x-requested-with");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const value = pathname.startsWith("/.well-known")
      ? {
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          grant_types_supported: ["authorization_code"],
          scopes_supported: ["openid"],
        }
      : await issue(request);
    response.writeHead("error" in value ? 400 : 200, { "Content-Type": "application/json" });
    return response.end(JSON.stringify(value));
  });
  return startListening(server);
}

test("the policy of the docs alone allows requests to where tokens come from", async () => {
  const { url, issuer } = await serve();
  const policyOf = async (path: string) => (await fetch(url + path)).headers.get("Content-Security-Policy") ?? "";
  const docs = await policyOf("/docs");
  expect(docs).toContain(`connect-src 'self' ${issuer};`);
  for (const path of ["/docs/problems", "/docs/oauth2-redirect.html", "/openapi.json"])
    expect(await policyOf(path)).toBe(docs.replace(` ${issuer}`, ""));
});

test("a script gets no challenge for which a browser would ask for a password by itself", async () => {
  const { url } = await serve();
  const challenge = async (headers: Record<string, string>) =>
    (await fetch(`${url}/doors/hall`, { headers })).headers.get("WWW-Authenticate");
  expect(await challenge({})).toBe('Basic realm="api", charset="UTF-8", Bearer realm="api"');
  expect(await challenge({ "Sec-Fetch-Dest": "document" })).toContain("Basic");
  expect(await challenge({ "Sec-Fetch-Dest": "empty" })).toBe('Bearer realm="api"');
});

describe.skipIf(!hasBrowser)("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  /** A click would wait for two frames alike, which a busy machine may not draw. */
  const press = (button: Locator) => button.dispatchEvent("click");

  async function open(url: string) {
    const context = await browser.newContext();
    context.setDefaultTimeout(90_000); // Swagger UI may take long on a busy machine.
    onTestFinished(() => context.close());
    const complaints: string[] = [];
    context.on("page", (page) => {
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const text = message.text();
        const isExpected = text.includes("the server responded with a status of 40"); // To those without credentials.
        if (text.includes("Content Security Policy") || (message.type() === "error" && !isExpected))
          complaints.push(text);
      });
    });
    const page = await context.newPage();
    await page.goto(`${url}/docs`);
    await page.locator(".opblock").first().waitFor();
    return { page, complaints };
  }

  /** What the docs' reader does. */
  function readerOf(page: Page) {
    const scheme = (heading: string) =>
      page.locator(".auth-container").filter({ has: page.locator("h4", { hasText: heading }) });
    return {
      scheme,
      async authorize(heading: string, fields: Record<string, string>, scopes: string[] = []): Promise<void> {
        const part = scheme(heading);
        for (const [name, value] of Object.entries(fields)) await part.locator(name).fill(value);
        for (const scope of scopes) await press(part.locator(`input[data-value=${scope}]`));
        await press(part.locator("button.authorize"));
        await part.locator("button", { hasText: "Logout" }).waitFor();
      },
      logout: (heading: string) => press(scheme(heading).locator("button", { hasText: "Logout" })),
      /** Executes an operation by GET, and expects the docs to show this response. */
      async receives(id: string, expected: unknown): Promise<void> {
        const operation = page.locator(`#operations-${id.split("_")[0]}-${id}`);
        const live = operation.locator(".live-responses-table");
        if (!(await operation.locator("button.execute").isVisible()))
          await press(operation.locator("button.opblock-summary-control"));
        // Before that, the press of a fast reader would be lost.
        const path = await operation.locator("[data-path]").getAttribute("data-path");
        const isResolved = `Boolean(ui.specSelectors.specResolvedSubtree(["paths", "${path}", "get"]))`;
        await expect.poll(() => page.evaluate(isResolved)).toBe(true);
        await expect
          .poll(async () => {
            await press(operation.locator("button.execute"));
            await live.waitFor({ timeout: 500 }).catch(() => {});
            const [status = ""] = await live.locator(".response .response-col_status").allInnerTexts();
            const [body = ""] = await live.locator(".highlight-code code").allInnerTexts();
            return status.startsWith("200") ? JSON.parse(body) : Number.parseInt(status, 10);
          })
          .toEqual(expected);
      },
      /** The operations with a closed lock, and with an open one. */
      locks: () =>
        page.locator(".opblock").evaluateAll((blocks) => {
          const withLock = (state: string) =>
            blocks
              .filter((block) => block.querySelector(`[aria-label="authorization button ${state}"]`))
              .map(({ id }) => id.split("_").at(-1));
          return { closed: withLock("locked"), open: withLock("unlocked") };
        }),
    };
  }

  // One page for all, since Swagger UI takes seconds to load.
  test("the docs authorise by each scheme, and locks show what is authorised", async () => {
    const { url } = await serve();
    const { page, complaints } = await open(url);
    const reader = readerOf(page);
    const notes = ["list", "create", "read", "update", "delete"];
    const states = async (closed: string[]) => {
      const open = [...notes, "vault", "garden", "hall", "window"].filter((each) => !closed.includes(each));
      // The street, where anyone may go, has no lock.
      await expect.poll(reader.locks).toEqual({ closed: inAnyOrder(closed), open: inAnyOrder(open) });
    };
    await states([]);
    await reader.receives("Doors_hall", 401);
    await reader.receives("Doors_street", { ids: [] });
    await press(page.locator(".btn.authorize"));
    await page.waitForSelector(".dialog-ux");
    expect(await faintTexts(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForSelector("html.dark-mode");
    expect(await faintTexts(page)).toEqual([]);

    // An API key in a header, and basic authentication.
    await reader.authorize("ServiceKey", { input: "service" });
    await states(["hall"]);
    await reader.receives("Doors_hall", { ids: ["service"] });
    await reader.authorize("Staff", { "[name=username]": "zoë ☕", "[name=password]": "pass" });
    await states(["hall", "garden"]);
    await reader.receives("Doors_garden", { ids: ["zoë ☕"] });
    await reader.logout("Staff");
    await states(["hall"]);

    // In a query, and in a cookie.
    await reader.authorize("LinkKey", { input: "link" });
    await states(["hall", "garden", "window"]);
    await reader.receives("Doors_window", { ids: ["link"] });
    await reader.logout("LinkKey");
    await reader.authorize("Session", { input: "session" });
    await states(["hall", ...notes]);
    const [cookie, ...others] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: "session", value: "session", path: "/", sameSite: "Strict", secure: false });
    expect(others).toEqual([]);
    await reader.receives("Notes_list", { items: [] });
    await reader.logout("Session");
    expect(await page.context().cookies()).toEqual([]);
    await reader.receives("Notes_list", 401);

    // OAuth 2: each of its flows. With the scope of one alternative, and the key that it asks for, or with that of the other.
    const client = { "[data-name=clientId]": "docs" };
    const secret = { "[data-name=clientSecret]": "secret" };
    const person = { "[data-name=username]": "ada", "[data-name=password]": "pass" };
    await reader.authorize("authorizationCode with PKCE", client, ["vault"]);
    await states(["hall", "vault"]);
    await reader.receives("Doors_vault", { ids: ["code", "service"] });
    await reader.logout("authorizationCode with PKCE");
    await reader.logout("ServiceKey");
    await states([]);
    for (const [flow, fields] of [
      ["implicit", client],
      ["password", { ...client, ...person }],
      ["clientCredentials", { ...client, ...secret }],
    ] as const) {
      const heading = `OAuth2, ${flow})`;
      await reader.authorize(heading, fields, ["admin"]);
      await states(["vault"]);
      const id = flow === "clientCredentials" ? "client_credentials" : flow;
      await reader.receives("Doors_vault", { ids: [id] });
      await reader.logout(heading);
    }
    await states([]);

    // OpenID Connect.
    await reader.authorize("Guest", client, ["openid"]);
    await states(["hall"]);
    await reader.receives("Doors_hall", { ids: ["guest by code~openid"] });
    await reader.logout("Guest");

    expect(page.context().pages()).toEqual([page]);
    expect(complaints).toEqual([]);
  });
});

function inAnyOrder(names: string[]) {
  return expect.toSatisfy((given: string[]) => [...given].sort().join() === [...names].sort().join());
}
