/** Verifies JSON Web Tokens (RFC 7519, RFC 8725), by keys that their issuer publishes or a file has. */
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { ConfiguredVerifier, ReadFile, ScopedCaller } from "../contract/callers.ts";
import { unavailable } from "../contract/problem.ts";

/** The caller that a token names: its subject, and its scopes. */
export interface JwtCaller extends ScopedCaller {
  readonly claims: JWTPayload;
}

export interface JwtOptions<Of extends ScopedCaller> {
  /** The caller of a token whose signature, issuer, audience and times are right; undefined declines it. */
  caller?: (claims: JWTPayload) => Of | undefined;
  /** Signature algorithms, asymmetric ones only unless given. */
  algorithms?: string[];
  /** How far clocks may differ, in seconds; 5 unless given. */
  clockTolerance?: number;
}

/** None that verifies by a shared secret: a public key, which everyone has, could be taken for one. */
const asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** How long an issuer may take to send its keys, in ms. */
const fetchTimeout = 3_000;

/**
 * Verifies the tokens of an issuer. Its settings begin with the scheme's name, such as `LOGIN_` for `Login`: `LOGIN_ISSUER`,
 * `LOGIN_AUDIENCE`, and `LOGIN_JWKS`, the address of its JSON Web Key Set (RFC 7517) or a file. Keys are cached for ten
 * minutes, and fetched again for a key that is unknown, once in 30 seconds. While they cannot be fetched, the response is 503.
 */
export function jwt(options?: Omit<JwtOptions<JwtCaller>, "caller">): ConfiguredVerifier<string, JwtCaller>;
export function jwt<Of extends ScopedCaller>(
  options: JwtOptions<Of> & { caller: (claims: JWTPayload) => Of | undefined },
): ConfiguredVerifier<string, Of>;
export function jwt({
  caller = callerOf,
  algorithms = asymmetric,
  clockTolerance = 5,
}: JwtOptions<ScopedCaller> = {}): ConfiguredVerifier<string, ScopedCaller> {
  return {
    open(scheme, variables, read) {
      const prefix = scheme.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toUpperCase();
      const settings = ["ISSUER", "AUDIENCE", "JWKS"].map((name) => `${prefix}_${name}`);
      const [issuer = "", audience = "", jwks = ""] = settings.map((name) => variables[name]);
      const absent = settings.filter((name) => !variables[name]);
      if (absent.length > 0) throw new Error(`${absent.join(", ")}: must be set, for tokens of ${scheme}`);
      for (const name of settings)
        if (/\s/.test(variables[name] ?? "")) throw new Error(`${name}: must have no spaces`);
      const keys = keysOf(jwks, `${prefix}_JWKS`, read);
      const rules = { issuer, audience, algorithms, clockTolerance, requiredClaims: ["exp"] };
      return async (token, { log }) => {
        const claims = await claimsOf(token, keys, rules, (reason) => log.debug({ scheme, reason }, "token refused"));
        return claims && caller(claims);
      };
    },
  };
}

function keysOf(jwks: string, setting: string, read: ReadFile): JWTVerifyGetKey {
  if (/^https?:/.test(jwks)) {
    if (!URL.canParse(jwks)) throw new Error(`${setting}: must be a URL or a file`);
    return createRemoteJWKSet(new URL(jwks), { timeoutDuration: fetchTimeout });
  }
  try {
    const keys = read(jwks, (text) => {
      try {
        return createLocalJWKSet(JSON.parse(text));
      } catch {
        throw new Error("must be a JSON Web Key Set (RFC 7517)");
      }
    });
    return (header, token) => keys()(header, token);
  } catch (error) {
    const reason = (error as Error).message; // Cast: as read throws.
    throw new Error(`${setting}: ${JSON.stringify(jwks)} ${reason}: name a file or an http(s) URL of keys`);
  }
}

/** @returns undefined for a token that is not valid, and tells why */
async function claimsOf(
  token: string,
  keys: JWTVerifyGetKey,
  rules: Parameters<typeof jwtVerify>[2],
  refuse: (reason: string) => void,
): Promise<JWTPayload | undefined> {
  const key: JWTVerifyGetKey = async (header, input) => {
    try {
      return await keys(header, input);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw unavailable("The keys that tokens are verified by cannot be read. Try again.", 5);
    }
  };
  try {
    return (await jwtVerify(token, key, rules)).payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    if (error instanceof errors.JWKSMultipleMatchingKeys)
      // A token that does not name its key.
      for await (const each of error) {
        const verified = await jwtVerify(token, each, rules).catch(() => undefined);
        if (verified) return verified.payload;
      }
    refuse(error.code);
    return undefined;
  }
}

function callerOf(claims: JWTPayload): JwtCaller | undefined {
  const { sub, scope, scp } = claims;
  if (!sub) return undefined;
  const scopes = typeof scope === "string" ? scope : (scp ?? []);
  return { id: sub, scopes: (Array.isArray(scopes) ? scopes : String(scopes).split(" ")).map(String), claims };
}
