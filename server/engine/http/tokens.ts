/** Opaque bearer tokens, known by their digests only: reading the settings does not reveal them. */
import { hash, timingSafeEqual } from "node:crypto";
import type { ScopedCaller, TokenVerifier } from "../contract/callers.ts";

/** A token that the service accepts. */
export interface Token {
  /** What it may do, such as `write`. */
  scope: string;
  /** Its SHA-256. */
  digest: Buffer;
  /** Whose it is; tokens without a name each stand for a caller. */
  name?: string;
}

/** Verifies tokens of a scope: those of TOKENS and TOKENS_FILE. */
export function tokens(scope: string): TokenVerifier {
  return { tokenScope: scope };
}

/**
 * Reads `scope:digest` and `name=scope:digest` entries, separated by spaces, commas or newlines; lines may be comments.
 * @throws for a malformed entry; the message does not repeat it, since it may be a token
 */
export function parseTokens(text: string, scopes: ReadonlySet<string>): Token[] {
  const entries = text
    .replace(/^\s*#.*$/gm, "")
    .split(/[\s,]+/)
    .filter((entry) => entry !== "" && entry !== "-"); // sha256sum ends its line with " -".
  return entries.map((entry, index) => {
    const [, name, scope = "", digest = ""] = /^(?:([\w.@-]{1,64})=)?([^:]+):([\da-f]{64})$/i.exec(entry) ?? [];
    if (!scopes.has(scope))
      throw new Error(
        `entry ${index + 1} must be ${[...scopes].join(" or ")}, a colon, and a token's SHA-256 in 64 hex digits, ` +
          "as `printf %s TOKEN | sha256sum` prints it, optionally prefixed with NAME=",
      );
    return { scope, digest: Buffer.from(digest, "hex"), ...(name !== undefined && { name }) };
  });
}

/** The tokens of a file. @throws where there are none */
export function parseTokensFile(text: string, scopes: ReadonlySet<string>): Token[] {
  const found = parseTokens(text, scopes);
  if (found.length === 0) throw new Error("has no tokens, which would leave the service unprotected");
  return found;
}

/**
 * The caller with a token: its name, or else the beginning of the token's digest; undefined for an unknown one. Compares
 * with every token in constant time.
 */
export function callerWith(given: string, tokens: readonly Token[]): ScopedCaller | undefined {
  const digest = hash("sha256", given, "buffer");
  const found = tokens.filter((token) => timingSafeEqual(token.digest, digest));
  const [first] = found;
  if (!first) return undefined;
  return {
    id: first.name ?? first.digest.toString("hex").slice(0, 16),
    scopes: [...new Set(found.map(({ scope }) => scope))],
  };
}
