/** Local-only mode: refuses other machines, DNS rebinding and foreign pages, whose forms need no CORS preflight. */
import type { Context } from "koa";
import { Problem } from "../contract/problem.ts";
import { forwardingOf } from "./proxies.ts";

/** What proxies add to requests. */
const forwardingHeaders = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/** @throws 421 for callers from elsewhere, and where proxies do not say for whom they ask */
export function requireLocalCaller(context: Context, corsOrigins: string[]): void {
  const { hostname, ip, req } = context;
  const { host, origin } = req.headers;
  const forwarding = forwardingOf(context);
  const isForwarded = forwardingHeaders.some((name) => req.headers[name] !== undefined);
  if ((isForwarded && !forwarding?.isCallerKnown) || !isLoopback(ip))
    throw refused("only to callers on its own machine, and not through proxies");
  // Also the Host that was received: a page may forge what a proxy is believed to say.
  const names = [...(host === undefined ? [] : [hostname]), ...(forwarding?.hosts ?? [])];
  if (!names.every(isLoopback)) throw refused("only under the names of its own machine, such as localhost");
  if (origin !== undefined && !corsOrigins.includes(origin) && !isLoopback(hostOfOrigin(origin)))
    throw refused("only to pages of its own machine, and of the origins in CORS_ORIGINS");
}

function refused(words: string): Problem {
  return new Problem(421, `Without authentication, a service responds ${words}.`);
}

function hostOfOrigin(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}

/** Whether a host name or address is this machine's own. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
