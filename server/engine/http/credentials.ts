/** Reads the credentials of security schemes from requests. */
import type { Context } from "koa";
import type { BasicCredential, SecurityScheme } from "../contract/callers.ts";
import { invalidRequest } from "../contract/problem.ts";
import { cookiesIn, faultIn } from "./fields.ts";

export type Credential = string | BasicCredential;

/** Returns a function that reads a scheme's credential; undefined where the request has none. It throws InvalidRequest for several. */
export function credentialReader(scheme: SecurityScheme): (context: Context) => Credential | undefined {
  if (scheme.type !== "apiKey") return isBasic(scheme) ? basicIn : bearerIn;
  const { in: place, name } = scheme;
  if (place === "query") return ({ querystring }) => only(new URLSearchParams(querystring).getAll(name), name);
  if (place === "header") return ({ req }) => only(req.headersDistinct[name.toLowerCase()] ?? [], name)?.trim();
  return (context) =>
    isSafeFromForgery(context) ? only(cookiesIn(context.req.headers.cookie ?? "").get(name) ?? [], name) : undefined;
}

function isBasic(scheme: SecurityScheme): boolean {
  return scheme.type === "http" && scheme.scheme === "basic";
}

/** @throws InvalidRequest: of several, it is unknown who calls */
function only([key, ...others]: string[], name: string): string | undefined {
  if (others.length > 0) throw invalidRequest([{ parameter: name, detail: "must not be repeated" }]);
  return key === undefined || key === "" || faultIn(key) ? undefined : key; // No database could look others up.
}

/** What a caller has to send. */
export function wordsFor(scheme: SecurityScheme): string {
  if (scheme.type === "apiKey" && scheme.in === "cookie") return `the cookie ${scheme.name}, from one of its own pages`;
  if (scheme.type === "apiKey") return `the ${scheme.in === "query" ? "query parameter" : "header"} ${scheme.name}`;
  return isBasic(scheme) ? "Authorization: Basic CREDENTIALS" : "Authorization: Bearer TOKEN";
}

/** How a caller authenticates (RFC 9110, section 11.6.1); undefined for API keys, which are no HTTP authentication. */
export function challengeOf(scheme: SecurityScheme): string | undefined {
  if (scheme.type === "apiKey") return undefined;
  return isBasic(scheme) ? 'Basic realm="api", charset="UTF-8"' : 'Bearer realm="api"';
}

/** RFC 6750, section 2.1. */
function bearerIn({ req }: Context): string | undefined {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(req.headers.authorization ?? "")?.[1];
}

/** RFC 7617, section 2. Browsers remember them, and send them as they send cookies. */
function basicIn(context: Context): BasicCredential | undefined {
  const [, encoded] = /^Basic +([\w+/-]+=*) *$/i.exec(context.req.headers.authorization ?? "") ?? [];
  if (encoded === undefined || !isSafeFromForgery(context)) return undefined;
  const text = Buffer.from(encoded, "base64").toString();
  const [username = "", ...password] = faultIn(text) ? [] : text.split(":");
  return password.length > 0 ? { username, password: password.join(":") } : undefined;
}

/**
 * Whether no page of another origin may have made the request, which browsers send credentials along with (cross-site
 * request forgery). GET and HEAD change nothing.
 */
function isSafeFromForgery({ method, req, host, protocol }: Context): boolean {
  const { origin, "sec-fetch-site": site = "none" } = req.headers;
  if (method === "GET" || method === "HEAD") return true;
  if (origin === undefined) return site === "none" || site === "same-origin";
  // TLS may end at a proxy that is not trusted to say so.
  return isOrigin(origin, `https://${host}`) || (protocol === "http" && isOrigin(origin, `http://${host}`));
}

/** Compares without default ports and capitals. */
function isOrigin(origin: string, url: string): boolean {
  return URL.canParse(url) && URL.canParse(origin) && new URL(origin).origin === new URL(url).origin;
}
