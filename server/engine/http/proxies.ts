/** Proxies in front of the service: who calls through them, and the path that they show the service under. */
import { isIP } from "node:net";
import type { Context, Middleware } from "koa";
import proxyAddr from "proxy-addr";

export interface ProxyOptions {
  /** Proxies whose X-Forwarded headers are believed: addresses, CIDR blocks, and proxy-addr's names of such. */
  trustedProxies: string[];
  /** The path that a proxy shows the service under, such as `/svc`, whether or not it strips it from requests; or empty. */
  pathPrefix: string;
}

/** Whether it is an address, a CIDR block, or proxy-addr's name of some. */
export function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  if (!isIP(text.replace(/\/.*/, ""))) return false; // proxy-addr also takes "10" for an address.
  try {
    proxyAddr.compile(text);
    return true;
  } catch {
    return false;
  }
}

/** What a trusted proxy has said of a request. */
interface Forwarding {
  /** Whether it has named the caller's address. */
  isCallerKnown: boolean;
  /** The Host that was received, without its port, where another one is believed. */
  hosts: string[];
}

const forwardings = new WeakMap<Context, Forwarding>();

/** Undefined where the peer is no trusted proxy. */
export function forwardingOf(context: Context): Forwarding | undefined {
  return forwardings.get(context);
}

/** Learns the caller's address, scheme and host from trusted proxies: anyone else could forge them. */
export function trustProxies(trustedProxies: string[]): Middleware {
  const isListed = proxyAddr.compile(trustedProxies);
  const isTrusted = (address: string | undefined) => isListed(plain(address), 0);
  return (context, next) => {
    const { req, request } = context;
    request.ip = plain(req.socket.remoteAddress); // Now: the socket forgets it when the caller leaves.
    if (trustedProxies.length > 0 && isTrusted(request.ip))
      readForwarded(context, proxyAddr.all(req, isTrusted).map(plain));
    return next();
  };
}

/** @param addresses of the proxies, the nearest first, and behind them of the caller */
function readForwarded(context: Context, addresses: string[]): void {
  const { req, request } = context;
  request.ip = addresses.findLast((address) => isIP(address)) ?? request.ip;
  const forwarding: Forwarding = {
    isCallerKnown: req.headers["x-forwarded-for"] !== undefined && isIP(addresses.at(-1) ?? "") !== 0,
    hosts: [],
  };
  forwardings.set(context, forwarding);
  // Each proxy appends what it has seen, so the caller's entry is as far from the end as there are proxies.
  const proxies = Math.max(addresses.length - 1, 1);
  const forwarded = (name: string): string | undefined => {
    const values = String(req.headers[name] ?? "")
      .split(",")
      .map((value) => value.trim());
    return values.at(-proxies) ?? values[0];
  };
  const scheme = forwarded("x-forwarded-proto")?.toLowerCase();
  if (scheme === "http" || scheme === "https") Object.defineProperty(request, "protocol", { value: scheme }); // Koa has no setter.
  const host = forwarded("x-forwarded-host");
  if (!host) return;
  forwarding.hosts.push(withoutPort(req.headers.host));
  req.headers.host = host; // checkFraming validates it.
  // An authority in the target would count instead (RFC 9112, section 3.2.2).
  req.url = req.url?.replace(/^(https?:\/\/)[^/?#]*/i, (_, start) => start + host);
  context.originalUrl = request.originalUrl = req.url ?? "";
}

/** A Host header without its port. */
function withoutPort(header = ""): string {
  return header.replace(/:\d*$/, "");
}

/** An address without the port that some proxies append; an IPv4-mapped IPv6 address as IPv4. */
function plain(address = ""): string {
  if (!address.includes(":")) return address; // As most are.
  return address.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^(?:::ffff:)?(\d+(?:\.\d+){3})(?::\d+)?$/i, "$1");
}

/** Headers whose paths callers follow. */
const linkHeaders = ["Location", "Content-Location", "Link"];

/** Removes the prefix from request targets, and puts it before the paths in headers. */
export function withPathPrefix(prefix: string): Middleware {
  const shown = (path: string) => (isBelow(prefix, path) ? path : prefix + path);
  return async (context, next) => {
    const { req, request } = context;
    const [authority = ""] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(req.url ?? "") ?? [];
    const target = req.url?.slice(authority.length) ?? "";
    if (target.startsWith("/")) {
      const rest = isBelow(prefix, target) ? target.slice(prefix.length) : target;
      req.url = authority + (rest.startsWith("/") ? rest : `/${rest}`);
      context.originalUrl = request.originalUrl = authority + shown(target); // What Koa makes `href` of.
    }
    await next();
    for (const name of linkHeaders) {
      const values = [context.res.getHeader(name) ?? []].flat().map(String);
      const paths = values.map((value) => value.replace(/(?<=^|<)\/(?!\/)[^>]*/g, shown));
      if (paths.length > 0) context.set(name, paths);
    }
  };
}

function isBelow(prefix: string, path: string): boolean {
  return path.startsWith(prefix) && /^([/?#]|$)/.test(path.slice(prefix.length));
}
