/** Serving this machine only: against other machines, DNS rebinding, and forms of foreign pages, which need no CORS preflight. */
import type { Context } from "koa";
import { Problem } from "../contract/problem.ts";

interface LocalOptions {
  /** Allowed CORS origins, beside this machine's. */
  corsOrigins: string[];
  /** Proxies whose X-Forwarded headers are believed. */
  trustedProxies: string[];
}

/** @throws 421 for callers from elsewhere */
export function requireLocalCaller(context: Context, { corsOrigins, trustedProxies }: LocalOptions): void {
  const { hostname, ip, req, state } = context;
  const { host, origin } = req.headers;
  // Of a proxy that is not trusted, nothing tells for whom it asks.
  const isForwarded = trustedProxies.length === 0 && (req.headers["x-forwarded-for"] ?? req.headers.forwarded);
  if (isForwarded || !isLoopback(ip)) throw refused("only to callers on its own machine, and not through proxies");
  // The one that was received, too: a page may forge what a proxy is believed to say.
  const names: (string | undefined)[] = [host === undefined ? undefined : hostname, state.receivedHost];
  if (names.some((name) => name !== undefined && !isLoopback(name)))
    throw refused("only under the names of its own machine, such as localhost");
  if (origin !== undefined && !corsOrigins.includes(origin) && !isLoopback(hostOf(origin)))
    throw refused("only to pages of its own machine, and of the origins in CORS_ORIGINS");
}

function refused(words: string): Problem {
  return new Problem(421, `Without tokens, a service responds ${words}.`);
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}

/** Whether a host name or address is this machine's own. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
