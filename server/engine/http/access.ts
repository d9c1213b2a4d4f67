/** Authorisation by bearer tokens, and rate limits. */
import { hash, timingSafeEqual } from "node:crypto";
import type { Context } from "koa";
import { type AnyContract, allOperations, type Operation } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";

/** A token that the service accepts, known by its SHA-256 only: reading the settings does not reveal it. */
export interface Token {
  /** As the contract's schemes are named: `write` for `WriteToken`. */
  scope: string;
  digest: Buffer;
}

export interface AccessOptions {
  /** Without any, every caller may do everything. */
  tokens: Token[];
  /** Whether Host and Origin must be this machine's. */
  localOnly: boolean;
  /** Allowed CORS origins, beside this machine's. */
  corsOrigins: string[];
  /** Requests per second and caller; 0 for any number. */
  rateLimit: number;
}

/** Authorises a request to an operation, and returns the caller. @throws Unauthorized, Forbidden, TooManyRequests */
export type Access = (context: Context, operation: Operation | undefined) => string;

/** The scopes that some operation asks for. */
export function scopesOf(contract: AnyContract): Set<string> {
  return new Set(allOperations(contract).flatMap(({ operation }) => operation.scopes));
}

/**
 * Reads `scope:digest` entries, separated by spaces, commas or newlines.
 * @throws for a malformed entry; the message does not repeat it, since it may be a token
 */
export function parseTokens(text: string, scopes: Set<string>): Token[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "" && entry !== "-"); // sha256sum ends its line with " -".
  return entries.map((entry, index) => {
    const [scope = "", digest = "", ...rest] = entry.split(":");
    if (!scopes.has(scope) || !/^[0-9a-f]{64}$/i.test(digest) || rest.length > 0)
      throw new Error(
        `entry ${index + 1} must be ${[...scopes].join(" or ")}, a colon, and a token's SHA-256 in 64 hex digits, ` +
          "as `printf %s TOKEN | sha256sum` prints it",
      );
    return { scope, digest: Buffer.from(digest, "hex") };
  });
}

export function createAccess({ tokens, localOnly, corsOrigins, rateLimit }: AccessOptions): Access {
  const countRequest = rateLimiter(rateLimit);

  return (context, operation) => {
    if (localOnly) requireLocalCaller(context, corsOrigins);
    const given = /^Bearer +([\w.~+/-]+=*) *$/i.exec(context.req.headers.authorization ?? "")?.[1];
    const found = given === undefined ? [] : findTokens(tokens, given);
    const [token] = found;
    const caller = token ? `token ${token.digest.toString("hex").slice(0, 16)}` : context.ip;
    countRequest(caller);
    if (tokens.length === 0 || operation?.scopes.length === 0) return caller;
    if (!token) throw unauthorized(given);
    if (operation && !found.some(({ scope }) => operation.scopes.includes(scope)))
      throw forbidden(token.scope, operation.scopes);
    return caller;
  };
}

/** Compares with every token in constant time. */
function findTokens(tokens: Token[], given: string): Token[] {
  const digest = hash("sha256", given, "buffer");
  return tokens.filter((token) => timingSafeEqual(token.digest, digest));
}

function unauthorized(given: string | undefined): Problem {
  const reason = given === undefined ? "" : ', error="invalid_token"';
  return new Problem(
    engineProblems.Unauthorized,
    given === undefined ? "The request needs Authorization: Bearer TOKEN." : "The service does not know this token.",
    { headers: { "WWW-Authenticate": `Bearer realm="api"${reason}` } },
  );
}

function forbidden(scope: string, needed: readonly string[]): Problem {
  return new Problem(engineProblems.Forbidden, `This token may only ${scope}.`, {
    headers: { "WWW-Authenticate": `Bearer realm="api", error="insufficient_scope", scope="${needed.join(" ")}"` },
  });
}

/** Against foreign pages in a browser on this machine: DNS rebinding, and forms, which need no CORS preflight. */
function requireLocalCaller({ hostname, req }: Context, corsOrigins: string[]): void {
  const { host, origin } = req.headers;
  if (host !== undefined && !isLoopback(hostname))
    throw new Problem(
      421,
      "Without tokens, a service responds only under the names of its own machine, such as localhost.",
    );
  if (origin !== undefined && !corsOrigins.includes(origin) && !isLoopback(hostOf(origin)))
    throw new Problem(
      421,
      "Without tokens, a service responds only to pages of its own machine, and of the origins in CORS_ORIGINS.",
    );
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}

/** Whether a host name or address is this machine's own. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** A fixed window of one second: at its end, all counts are dropped. */
function rateLimiter(limit: number): (caller: string) => void {
  let second = 0;
  const counts = new Map<string, number>();
  return (caller) => {
    if (limit === 0) return;
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) counts.clear();
    second = now;
    const count = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, count);
    if (count > limit)
      throw new Problem(engineProblems.TooManyRequests, `One caller may send ${limit} requests in a second.`, {
        headers: { "Retry-After": "1" },
      });
  };
}
