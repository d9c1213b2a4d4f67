/** Who may call an operation, and how often. */
import { hash, timingSafeEqual } from "node:crypto";
import type { Context } from "koa";
import { allOperations, type Operation } from "./openapi.ts";
import { Problem } from "./problem.ts";

/** A token that the service takes, known by its SHA-256 only: who reads the settings cannot use it. */
export interface Token {
  /** What it may do, as the contract's schemes are named: `write`, of `WriteToken`. */
  scope: string;
  digest: Buffer;
}

export interface AccessOptions {
  /** None: anyone may do anything. */
  tokens: Token[];
  /** Whether the request's Host must be this machine. */
  localOnly: boolean;
  /** Pages of which origins may call, beside those of this machine. */
  corsOrigins: string[];
  /** How many requests a caller may send in a second; 0 for any number. */
  rateLimit: number;
}

/** Lets a request to an operation pass, or throws Unauthorized, Forbidden or TooManyRequests. Returns who called. */
export type Access = (context: Context, operation: Operation | undefined) => string;

const scopes = new Set(allOperations.flatMap(({ operation }) => operation.scopes));

/**
 * Reads `scope:digest` entries, parted by spaces, commas or lines.
 * @throws for one that is malformed; the message does not repeat it, since it may be a token
 */
export function parseTokens(text: string): Token[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
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

/** Compares with every token in constant time, so that time tells nothing about any of them. */
function findTokens(tokens: Token[], given: string): Token[] {
  const digest = hash("sha256", given, "buffer");
  return tokens.filter((token) => timingSafeEqual(token.digest, digest));
}

function unauthorized(given: string | undefined): Problem {
  const reason = given === undefined ? "" : ', error="invalid_token"';
  return new Problem(
    "Unauthorized",
    given === undefined ? "The request needs Authorization: Bearer TOKEN." : "The service does not know this token.",
    { headers: { "WWW-Authenticate": `Bearer realm="api"${reason}` } },
  );
}

function forbidden(scope: string, needed: readonly string[]): Problem {
  return new Problem("Forbidden", `This token may only ${scope}.`, {
    headers: { "WWW-Authenticate": `Bearer realm="api", error="insufficient_scope", scope="${needed.join(" ")}"` },
  });
}

/**
 * Against pages from elsewhere, in a browser on this machine: those whose name was made to lead here, and those that send
 * a form here, which no browser asks about before.
 */
function requireLocalCaller({ hostname, req }: Context, corsOrigins: string[]): void {
  const { host, origin } = req.headers;
  if (host !== undefined && !isLoopback(hostname))
    throw new Problem(421, "A service without tokens answers to the names of its own machine only, such as localhost.");
  if (origin !== undefined && !corsOrigins.includes(origin) && !isLoopback(hostOf(origin)))
    throw new Problem(
      421,
      "A service without tokens is for pages of its own machine, and for those that CORS_ORIGINS lists.",
    );
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}

/** Whether an address, or the name of one, is this machine's own. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Counts anew in each second; what is forgotten then is all that it remembers. */
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
      throw new Problem("TooManyRequests", `One caller may send ${limit} requests in a second.`, {
        headers: { "Retry-After": "1" },
      });
  };
}
