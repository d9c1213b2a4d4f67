/** Pages beside the API: docs, the contract as files, the home page. All work offline, under a strict policy. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Middleware } from "koa";
import { stringify } from "yaml";
import { type Document, operationsIn, problemsOf, type Schema } from "../contract/document.ts";
import { entityTag, ifNoneMatch } from "./etag.ts";
import { reloadScript } from "./reload.ts";
import { refuseMethod } from "./router.ts";
import type { Service } from "./service.ts";

interface Page {
  type: string;
  read(): string | Buffer;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const { resolve } = createRequire(import.meta.url);
const ofSwagger = (name: string) => () => readFileSync(resolve(`swagger-ui-dist/${name}`));

function pages({ document, page }: Service, development: boolean): Record<string, Page> {
  const homePage: Record<string, Page> = page
    ? {
        "/": { type: "text/html; charset=utf-8", read: () => readFileSync(new URL("page.html", page)) },
        "/page.js": { type: "text/javascript; charset=utf-8", read: () => readFileSync(new URL("page.js", page)) },
        "/page.css": { type: "text/css; charset=utf-8", read: () => readFileSync(new URL("page.css", page)) },
      }
    : {};
  return {
    ...homePage,
    "/openapi.json": { type: "application/json", read: () => JSON.stringify(document, null, 2) },
    "/openapi.yaml": { type: "application/yaml", read: () => stringify(document, { aliasDuplicateObjects: false }) },
    "/docs": { type: "text/html; charset=utf-8", read: () => docsPage(document) },
    "/docs/problems.css": { type: "text/css; charset=utf-8", read: () => problemsStyle },
    "/docs/problems": { type: "text/html; charset=utf-8", read: () => problemsPage(document) },
    "/docs/start.js": {
      type: "text/javascript; charset=utf-8",
      read: () => startScript + (development ? reloadScript : ""),
    },
    "/docs/swagger-ui.css": { type: "text/css; charset=utf-8", read: ofSwagger("swagger-ui.css") },
    "/docs/swagger-ui.js": { type: "text/javascript; charset=utf-8", read: ofSwagger("swagger-ui-bundle.js") },
    "/favicon.ico": { type: "image/png", read: ofSwagger("favicon-32x32.png") },
  };
}

/**
 * Serves each page with a strong ETag; made at the first request, then cached.
 * @param development whether the docs reload when the contract has changed
 */
export function servePages(service: Service, development: boolean): Middleware {
  const all = new Map(Object.entries(pages(service, development)));
  const made = new Map<string, { body: string | Buffer; tag: string }>();
  return async (context, next) => {
    const { path } = context;
    const page = all.get(path);
    if (!page) return next();
    if (context.method !== "GET" && context.method !== "HEAD") return refuseMethod(context, ["GET", "HEAD"]);
    let copy = made.get(path);
    if (!copy) {
      const body = page.read();
      copy = { body, tag: entityTag(body) };
      made.set(path, copy);
    }
    context.set("Content-Security-Policy", policy);
    context.set("ETag", copy.tag);
    if (ifNoneMatch(context.get("If-None-Match"), copy.tag)) {
      context.status = 304;
      return;
    }
    context.set("Content-Type", page.type);
    context.body = copy.body;
  };
}

function html(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}

function docsPage({ info }: Document): string {
  return html(
    info.title,
    '<link rel="stylesheet" href="/docs/swagger-ui.css">',
    '<div id="docs"></div>\n<script src="/docs/swagger-ui.js"></script>\n<script src="/docs/start.js"></script>',
  );
}

const startScript = `const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

const problemsStyle = `:root { color-scheme: light dark; font: 1rem / 1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
pre { padding: 0.75rem; overflow-x: auto; background: #8882; }
section:target { border-left: 0.25rem solid #48f; padding-left: 0.75rem; }
`;

/** Where each problem's `type` leads. */
function problemsPage(document: Document): string {
  const { info, components } = document;
  const operations = operationsIn(document).map(({ operation }) => operation);
  const sections = Object.entries(components.schemas).flatMap(([name, schema]) => {
    const { type, title, status } = (schema.properties ?? {}) as Record<string, { enum?: [string | number] }>;
    const anchor = String(type?.enum?.[0] ?? "").split("#")[1];
    if (!name.endsWith("Problem") || !anchor) return [];
    const answeredBy = operations.filter(({ responses }) =>
      problemsOf(responses[String(status?.enum?.[0])] ?? {}).some(({ $ref }) => $ref?.endsWith(`/${name}`)),
    );
    return `<section id="${escapeHtml(anchor)}">
<h2>${escapeHtml(String(status?.enum?.[0]))} ${escapeHtml(String(title?.enum?.[0]))}</h2>
<p>In the client: <code>${escapeHtml(name.replace(/Problem$/, ""))}</code>.</p>
<p>${escapeHtml(String(schema.description ?? "")).replace(/`([^`]+)`/g, "<code>$1</code>")}</p>
<pre>${escapeHtml(JSON.stringify((schema.examples as Schema[] | undefined)?.[0], null, 2) ?? "")}</pre>
<p>Reported by: ${answeredBy.map(({ operationId }) => escapeHtml(operationId)).join(", ")}.</p>
</section>`;
  });
  return html(
    `${info.title}: problems`,
    '<link rel="stylesheet" href="/docs/problems.css">',
    `<main>\n<h1>Problems</h1>\n<p>Every error is <code>application/problem+json</code> (RFC 9457). Those of type <code>about:blank</code> say no more than
their status; the others are listed here. <a href="/docs">All operations</a></p>
${sections.join("\n")}\n</main>`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
