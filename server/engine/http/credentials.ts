/** Reads the credentials of security schemes from requests. */
import type { Context } from "koa";
import type { BasicCredential, SecurityScheme } from "../contract/callers.ts";
import { invalidRequest } from "../contract/problem.ts";
import { cookiesIn } from "./fields.ts";

export type Credential = string | BasicCredential;

/** Returns a function that reads a scheme's credential; undefined where the request has none. */
export function credentialReader(
  scheme: SecurityScheme,
  corsOrigins: readonly string[],
): (context: Context) => Credential | undefined {
  if (scheme.type !== "apiKey") return scheme.type === "http" && scheme.scheme === "basic" ? basicIn : bearerIn;
  const { in: place, name } = scheme;
  if (place === "header") return ({ req }) => req.headers[name.toLowerCase()]?.toString().trim() || undefined;
  if (place === "query") return ({ querystring }) => keyIn(querystring, name);
  return (context) =>
    (isOwnPage(context, corsOrigins) && cookiesIn(context.req.headers.cookie ?? "").get(name)) || undefined;
}

/** What a caller has to send. */
export function wordsFor(scheme: SecurityScheme): string {
  if (scheme.type === "apiKey" && scheme.in === "cookie") return `the cookie ${scheme.name}, from one of its own pages`;
  if (scheme.type === "apiKey") return `the ${scheme.in === "query" ? "query parameter" : "header"} ${scheme.name}`;
  return scheme.type === "http" && scheme.scheme === "basic"
    ? "Authorization: Basic CREDENTIALS"
    : "Authorization: Bearer TOKEN";
}

/** How a caller authenticates (RFC 9110, section 11.6.1); undefined for API keys, which are no HTTP authentication. */
export function challengeOf(scheme: SecurityScheme): string | undefined {
  if (scheme.type === "apiKey") return undefined;
  return scheme.type === "http" && scheme.scheme === "basic"
    ? 'Basic realm="api", charset="UTF-8"'
    : 'Bearer realm="api"';
}

/** RFC 6750, section 2.1. */
function bearerIn({ req }: Context): string | undefined {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(req.headers.authorization ?? "")?.[1];
}

/** RFC 7617, section 2. */
function basicIn({ req }: Context): BasicCredential | undefined {
  const [, encoded] = /^Basic +([\w+/-]+=*) *$/i.exec(req.headers.authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [username = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  return password.length > 0 ? { username, password: password.join(":") } : undefined;
}

function keyIn(querystring: string, name: string): string | undefined {
  const [key, ...others] = new URLSearchParams(querystring).getAll(name);
  if (others.length > 0) throw invalidRequest([{ parameter: name, detail: "must not be repeated" }]);
  return key || undefined;
}

/** Whether no page of another origin makes the request: browsers send cookies along with it (cross-site request forgery). */
function isOwnPage({ method, req, host }: Context, corsOrigins: readonly string[]): boolean {
  const { origin } = req.headers;
  if (method === "GET" || method === "HEAD" || origin === undefined || corsOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
