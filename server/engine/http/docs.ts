/** The pages themselves: docs, problems, and the one for paths where nothing is. */
import { STATUS_CODES } from "node:http";
import { type Document, operationsIn, problemsOf, type Schema } from "../contract/document.ts";

/** Where pages find an asset, by its name, or another page, by its path without the first slash. */
export type Link = (name: string) => string;

export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#2457a6"/>
<path d="M12 7c-4 0-1 7-5 9 4 2 1 9 5 9M20 7c4 0 1 7 5 9-4 2-1 9-5 9" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>
<circle cx="16" cy="16" r="2.5" fill="#fff"/>
</svg>
`;

export const pagesStyle = `:root { color-scheme: light dark; font: 1rem / 1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
pre { padding: 0.75rem; overflow-x: auto; background: #8882; }
section:target { border-left: 0.25rem solid #48f; padding-left: 0.75rem; }
`;

/** What Swagger UI lacks: contrast of at least 4.5 (WCAG 2, 1.4.3) in both schemes, and operations that fit a phone. */
export const docsStyle = `.swagger-ui :is(.opblock .opblock-summary-method, .btn.execute) { color: #080a0b; text-shadow: none; }
.swagger-ui .opblock.opblock-deprecated { opacity: 1; }
html:not(.dark-mode) .swagger-ui {
  .info .title small pre, .download-contents, .json-schema-2020-12__constraint--string { color: #080a0b; }
  .link, .link .url, .scopes h2 a { color: #2457a6; }
  .btn.authorize { color: #17703f; border-color: #17703f; }
  .btn.authorize svg { fill: #17703f; }
  .try-out .btn.cancel, .parameter__name.required > span, .parameter__name.required::after {
    color: #b3261e;
    border-color: #b3261e;
  }
  .parameter__in, .json-schema-2020-12-expand-deep-button { color: #595959; }
  .renderedMarkdown code { color: #6a00c2; }
  .response-control-media-type__accept-message { color: #17703f; }
}
html.dark-mode .swagger-ui .opblock {
  &.opblock-deprecated .opblock-summary-method { background: #9aa3a8; }
  table.headers td { color: #e4e6e6; }
  .try-out .btn.try-out__btn.cancel, .parameter__name.required::after { color: #ff9d9d; border-color: #ff9d9d; }
}
/* No contract has links, and their column would not fit a phone. */
.swagger-ui .response-col_links { display: none; }
.swagger-ui :is(table.headers td, .parameters-col_name) { padding-right: 0.5em; }
.swagger-ui .opblock-section-header { flex-wrap: wrap; }
`;

export const docsScript = (pathPrefix: string) => `const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
// For one whole alternative, with its scopes. An operation that anyone may call would look authorised from the start.
const isAuthorized = (_, { authSelectors }) => (_, alternatives) =>
  alternatives?.some((schemes) => schemes.size > 0 && schemes.every((scopes, name) => {
    const given = authSelectors.authorized().get(name);
    const granted = given?.getIn(["token", "scope"])?.split(" ") ?? given?.get("scopes") ?? scopes;
    return given && scopes.every((scope) => granted.includes(scope));
  }));
// Browsers let no script send a cookie by itself, but send those that it has set.
const keepCookie = (schema, value) => {
  if (schema?.get("in") !== "cookie") return;
  const attributes = ["Path=${pathPrefix || "/"}", "SameSite=Strict", ...(location.protocol === "https:" ? ["Secure"] : []), ...(value ? [] : ["Max-Age=0"])];
  document.cookie = [schema.get("name") + "=" + value, ...attributes].join("; ");
};
const authorize = (original) => (given) => {
  for (const { schema, value = "" } of Object.values(given)) keepCookie(schema, value);
  return original(given);
};
const logout = (original, { authSelectors }) => (names) => {
  for (const name of names) keepCookie(authSelectors.authorized().getIn([name, "schema"]), "");
  return original(names);
};
// Services read basic credentials in UTF-8 (RFC 7617, section 2.1): Swagger UI writes Latin-1, and fails for anything else.
const inUtf8 = (text = "") => String.fromCharCode(...new TextEncoder().encode(text));
const executeRequest = (original) => (request) => {
  for (const { value } of Object.values(request.securities?.authorized ?? {}))
    if (value?.username) Object.assign(value, { username: inUtf8(value.username), password: inUtf8(value.password) });
  return original(request);
};
// The example of an optional header would be sent with every trial: a key that is taken, an ETag that nothing has.
const updateJsonSpec = (original) => (document) => {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
  for (const parameter of operations.flatMap(({ parameters = [] }) => parameters))
    if (parameter.in === "header" && !parameter.required) delete parameter.example;
  return original(document);
};
// Remounts the form with its media type: otherwise, the examples it shows are not sent.
const RequestBody = (original, { React }) => (props) =>
  React.createElement(original, { ...props, key: props.contentType });
const ui = SwaggerUIBundle({
  url: "${pathPrefix}/openapi.json",
  oauth2RedirectUrl: location.origin + "${pathPrefix}/docs/oauth2-redirect.html",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
  syntaxHighlight: { theme: "tomorrow-night" },
  plugins: [{
    statePlugins: {
      auth: { wrapSelectors: { isAuthorized }, wrapActions: { authorize, logout } },
      spec: { wrapActions: { updateJsonSpec, executeRequest } },
    },
    wrapComponents: { RequestBody },
  }],
});
ui.initOAuth({ usePkceWithAuthorizationCodeGrant: true });
`;

interface Parts {
  title: string;
  /** The names of its assets. */
  styles: string[];
  scripts?: string[];
  body: string;
}

function html({ title, styles, scripts = [], body }: Parts, link: Link): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${link("favicon.svg")}">
${styles.map((name) => `<link rel="stylesheet" href="${link(name)}">`).join("\n")}
</head>
<body>
${[body, ...scripts.map((name) => `<script src="${link(name)}"></script>`)].join("\n")}
</body>
</html>
`;
}

export function docsPage({ info }: Document, link: Link): string {
  const body = '<div id="docs"></div>';
  return html(
    { title: info.title, styles: ["swagger-ui.css", "docs.css"], scripts: ["swagger-ui.js", "docs.js"], body },
    link,
  );
}

/** Where authorization servers send the reader back to: hands what they have sent over to the docs, which opened it. */
export function redirectPage(link: Link): string {
  return html({ title: "Authorized", styles: [], scripts: ["oauth2-redirect.js"], body: "" }, link);
}

/** The origins that the docs ask for tokens, and for what an OpenID provider offers. */
export function tokenOrigins({ components: { securitySchemes = {} } }: Document): string[] {
  const urls = Object.values(securitySchemes).flatMap((scheme) => {
    if (scheme.type === "openIdConnect") return [scheme.openIdConnectUrl];
    const flows = scheme.type === "oauth2" ? Object.values(scheme.flows ?? {}) : [];
    return flows.flatMap(({ tokenUrl, refreshUrl }) => [tokenUrl, refreshUrl]);
  });
  return [...new Set(urls.flatMap((url) => (url && URL.canParse(url) ? [new URL(url).origin] : [])))];
}

/** The page of an unknown path. @param hasHome whether the service has a home page */
export function missingPage(link: Link, hasHome: boolean): string {
  const title = `404 ${STATUS_CODES[404]}`;
  const home = hasHome ? `<a href="${link("")}">Home</a> · ` : "";
  const body = `<main>
<h1>${escapeHtml(title)}</h1>
<p>Nothing is at this path.</p>
<p>${home}<a href="${link("docs")}">Docs</a></p>
</main>`;
  return html({ title, styles: ["pages.css"], body }, link);
}

/** Where each problem's `type` leads. */
export function problemsPage(document: Document, link: Link): string {
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
  const body = `<main>
<h1>Problems</h1>
<p>Every error is <code>application/problem+json</code> (RFC 9457). Those of type <code>about:blank</code> say no more than
their status; the others are listed here. <a href="${link("docs")}">All operations</a></p>
${sections.join("\n")}
</main>`;
  return html({ title: `${info.title}: problems`, styles: ["pages.css"], body }, link);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
