/** Pages beside the API: docs, the contract as files, the home page. All work offline, under a strict policy. */
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import type { Context, Middleware } from "koa";
import type { Document } from "../contract/document.ts";
import { Problem } from "../contract/problem.ts";
import { assetFiles, type Coding, codings, compress, compressedName, hashedName } from "./assets.ts";
import {
  docsPage,
  docsScript,
  docsStyle,
  favicon,
  type Link,
  missingPage,
  pagesStyle,
  problemsPage,
  redirectPage,
  tokenOrigins,
} from "./docs.ts";
import { entityTag, isUnmodified, sendUnmodified } from "./etag.ts";
import { preferredCoding, prefersHtml } from "./negotiate.ts";
import type { ProxyOptions } from "./proxies.ts";
import { reloadScript } from "./reload.ts";
import { refuseMethod } from "./router.ts";
import type { Service } from "./service.ts";

interface Page {
  type: string;
  read(): string | Buffer | Promise<string>;
  /** Whether its path changes with its content. */
  immutable?: boolean;
  /** Its compressed content, if the build has made it. */
  compressed?(coding: Coding): URL | undefined;
}

/** @param origins what scripts may connect to, beside the service */
const policyFor = (origins: string[]) =>
  [
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'",
    "img-src 'self' data: blob:", // Swagger UI shows received images as blobs.
    `connect-src ${["'self'", ...origins].join(" ")}`,
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join("; ");
const policy = policyFor([]);

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".yaml": "application/yaml",
};

interface PageOptions extends Pick<ProxyOptions, "pathPrefix"> {
  /** Whether the docs reload when the contract has changed. */
  development: boolean;
}

/** Serves pages and what they load; any other path is not found. */
export function servePages(service: Service, options: PageOptions): Middleware {
  let site: ReturnType<typeof createSite> | undefined;
  const made = new Map<string, Awaited<ReturnType<typeof represent>>>();
  return async (context) => {
    const { path } = context;
    site ??= createSite(service, options); // At the first request: a start does not wait for it.
    const page = site.pages.get(path);
    if (!page) return redirectOrRefuse(context, site);
    if (context.method !== "GET" && context.method !== "HEAD") return refuseMethod(context, ["GET", "HEAD"]);
    context.vary("Accept-Encoding");
    const coding = preferredCoding(context);
    if (!coding) throw new Problem(406, `This page has the codings ${codings.join(", ")} and identity.`);
    const key = `${coding} ${path}`;
    const copy = made.get(key) ?? (await represent(page, coding));
    made.set(key, copy);
    const { body, tag } = copy;
    context.set("Content-Security-Policy", path === "/docs" ? site.docsPolicy : policy);
    context.set("ETag", tag);
    if (page.immutable) context.set("Cache-Control", "public, max-age=31536000, immutable");
    if (isUnmodified(context, tag)) return sendUnmodified(context);
    if (coding !== "identity") context.set("Content-Encoding", coding);
    context.set("Content-Type", page.type);
    context.body = body;
  };
}

function createSite(service: Service, { development, pathPrefix }: PageOptions) {
  const { page: folder } = service;
  const document = documentUnder(pathPrefix, service.document);
  const page = folder && existsSync(new URL("page.html", folder)) ? folder : undefined; // Absent until it is built.
  const files = Object.entries(assetFiles(page)).map(([name, file]): [string, Buffer] => [name, readFileSync(file)]);
  const assets = new Map<string, string | Buffer>([
    ["favicon.svg", favicon],
    ["pages.css", pagesStyle],
    ["docs.css", docsStyle],
    ["docs.js", docsScript(pathPrefix) + (development ? reloadScript(pathPrefix) : "")],
    ...files,
  ]);
  const names = new Map([...assets].map(([name, content]) => [name, hashedName(name, content)]));
  const pathOf = (name: string) => `/docs/${names.get(name)}`;
  const link: Link = (name) => pathPrefix + (names.has(name) ? pathOf(name) : `/${name}`);

  const documents: Record<string, [type: string, read: Page["read"]]> = {
    "/openapi.json": [".json", () => JSON.stringify(document, null, 2)],
    "/openapi.yaml": [
      ".yaml",
      async () => (await import("yaml")).stringify(document, { aliasDuplicateObjects: false }),
    ],
    "/docs": [".html", () => docsPage(document, link)],
    "/docs/oauth2-redirect.html": [".html", () => redirectPage(link)],
    "/docs/problems": [".html", () => problemsPage(document, link)],
    "/favicon.ico": [".svg", () => favicon], // For documents that cannot name another.
  };
  if (page) documents["/"] = [".html", () => homePage(page, link)];
  const pages = new Map<string, Page>(
    Object.entries(documents).map(([path, [type, read]]) => [path, { type: types[type] ?? "", read }]),
  );
  for (const [name, content] of assets)
    pages.set(pathOf(name), {
      type: types[extname(name)] ?? "",
      read: () => content,
      immutable: true,
      compressed: (coding) => page && new URL(compressedName(names.get(name) ?? "", coding), page),
    });
  const docsPolicy = policyFor(tokenOrigins(document));
  return { pages, link, docsPolicy, missing: missingPage(link, page !== undefined) };
}

/** With the prefix in the relative URLs of its servers (OpenAPI 3.1, section 4.8.5). */
function documentUnder(prefix: string, document: Document): Document {
  if (prefix === "") return document;
  const servers = document.servers?.length ? document.servers : [{ url: "/" }]; // As OpenAPI means their absence.
  const shown = (url: string) => (/^\/(?!\/)/.test(url) ? (prefix + url).replace(/\/$/, "") : url);
  return { ...document, servers: servers.map((server) => ({ ...server, url: shown(server.url) })) };
}

/** The page as it was built, with the paths that callers see, and the assets' names of this content. */
function homePage(page: URL, link: Link): string {
  const text = readFileSync(new URL("page.html", page), "utf8");
  return text.replace(/(?<=(?:href|src)=")\/([^"]*)/g, (_, name: string) => link(name));
}

async function represent({ read, compressed }: Page, coding: Coding | "identity") {
  const content = Buffer.from(await read());
  const body = coding === "identity" ? content : await encode(content, coding, compressed?.(coding));
  return { body, tag: entityTag(body) };
}

/** @param file where the build keeps it, if it has made it */
function encode(content: Buffer, coding: Coding, file: URL | undefined): Promise<Buffer> {
  return file && existsSync(file) ? readFile(file) : compress(content, coding, "quick");
}

/** Redirects from a trailing slash; any other path is unknown. */
function redirectOrRefuse(context: Context, { pages, link, missing }: ReturnType<typeof createSite>): void {
  const bare = context.path.replace(/\/$/, "");
  if (pages.has(bare)) {
    context.status = 308;
    context.redirect(link(bare.slice(1)) + context.search);
    return;
  }
  context.state.path = context.path.slice(0, 200); // For the log.
  context.vary("Accept");
  if (!prefersHtml(context)) throw new Problem(404, `Nothing is at this path. See ${link("docs")} for what is.`);
  context.status = 404;
  context.set("Content-Security-Policy", policy);
  context.set("Content-Type", types[".html"] ?? "");
  context.body = missing;
}
