/** Verifies JSON Web Tokens (RFC 7519, RFC 8725), by keys that their issuer publishes or a file has. */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
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
  /** The type that tokens must have in their header, such as `at+jwt` (RFC 9068); any unless given. */
  typ?: string;
}

/** None that verifies by a shared secret: a public key, which everyone has, could be taken for one. */
const asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** How long an issuer may take to send its keys, in ms. */
const fetchTimeout = 3_000;
/** How long keys that could not be fetched are not asked for again, in ms. */
const retryDelay = 1_000;

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
  typ,
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
      const rules = { issuer, audience, algorithms, clockTolerance, requiredClaims: ["exp"], ...(typ && { typ }) };
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
    return remoteKeys(new URL(jwks));
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

/** Keys at an address. Backs off after a failure: forged tokens must not cause a fetch each. */
function remoteKeys(url: URL): JWTVerifyGetKey {
  let failedUntil = 0;
  const isBackingOff = () => Date.now() < failedUntil;
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: fetchTimeout,
    async [customFetch](...given: Parameters<FetchImplementation>) {
      if (isBackingOff()) throw new Error("the keys could not be fetched just now");
      return fetch(...given);
    },
  });
  return async (header, input) => {
    try {
      return await keys(header, input);
    } catch (error) {
      if (!isUnmatched(error) && !isBackingOff()) failedUntil = Date.now() + retryDelay;
      throw error;
    }
  };
}

function isUnmatched(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

/** @returns undefined for a token that is not valid, and tells why */
async function claimsOf(
  token: string,
  keys: JWTVerifyGetKey,
  rules: JWTVerifyOptions & { issuer: string },
  refuse: (reason: string) => void,
): Promise<JWTPayload | undefined> {
  const key: JWTVerifyGetKey = async (header, input) => {
    try {
      return await keys(header, input);
    } catch (error) {
      if (isUnmatched(error)) throw error;
      throw unavailable("The keys that tokens are verified by cannot be read. Try again.", 5);
    }
  };
  try {
    // What is no token of this issuer's must not cost a fetch, nor fail for want of its keys.
    if (decodeJwt(token).iss !== rules.issuer) throw new errors.JWTInvalid("of another issuer");
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
  if (typeof sub !== "string" || sub === "") return undefined;
  const given = scope ?? scp;
  const scopes: unknown[] = typeof given === "string" ? given.split(" ") : Array.isArray(given) ? given : [];
  return { id: sub, scopes: scopes.filter((each) => typeof each === "string"), claims };
}
