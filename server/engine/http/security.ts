/** Holds the credentials of a request against what its operation demands. */
import type { Context } from "koa";
import type { Caller, SecurityRequirement, SecurityScheme } from "../contract/callers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import { type Credential, challengeOf, wordsFor } from "./credentials.ts";
import type { Guess } from "./limits.ts";

/** A scheme that is ready to verify requests. */
export interface OpenScheme {
  scheme: SecurityScheme;
  read(context: Context): Credential | undefined;
  verify(credential: Credential, address: string): Caller | undefined | Promise<Caller | undefined>;
  /** Scopes that its callers need, beside those that the contract names. */
  scopes: readonly string[];
}

/** Who calls. */
export interface Identity {
  /** As the handler gets it. */
  caller: unknown;
  /** Tells callers apart. */
  key: string;
}

/** Anyone, as far as the contract is concerned. */
export function anonymous(address: string): Identity {
  return { caller: undefined, key: address };
}

/**
 * Finds the first alternative that the request meets (OpenAPI 3.1, section 4.8.30): all of its schemes identify a caller who
 * has the scopes. An alternative for anyone comes last, wherever it stands. Each scheme is asked once at most, and only with
 * all the credentials of an alternative.
 * @returns undefined where anyone may call, and nobody is identified
 * @throws Unauthorized, Forbidden, or what a verifier throws
 */
export async function identify(
  context: Context,
  alternatives: readonly SecurityRequirement[],
  schemes: ReadonlyMap<string, OpenScheme>,
  guess: Guess,
): Promise<Identity | undefined> {
  const credentials = new Map<string, Credential | undefined>();
  const found = new Map<string, Caller | undefined>();
  const missing: string[][] = [];
  for (const alternative of alternatives) {
    const demands = Object.entries(alternative).map(([name, scopes]) => {
      const open = schemes.get(name) as OpenScheme; // Cast: each scheme of the contract is open.
      if (!credentials.has(name)) credentials.set(name, open.read(context));
      return { name, open, scopes: [...open.scopes, ...scopes], credential: credentials.get(name) };
    });
    if (demands.length === 0 || demands.some(({ credential }) => credential === undefined)) continue;
    for (const { name, open, credential = "" } of demands) {
      if (found.has(name)) continue;
      guess.begin();
      const caller = known(name, await open.verify(credential, context.ip));
      if (!caller) guess.decline();
      found.set(name, caller);
    }
    const callers = demands.map(({ name }) => found.get(name));
    if (callers.includes(undefined)) continue;
    const lacking = demands.flatMap(({ scopes }, index) =>
      scopes.filter((scope) => !callers[index]?.scopes?.includes(scope)),
    );
    if (lacking.length === 0) return identified(demands.map(({ name }, index) => [name, callers[index] as Caller])); // Cast: none is undefined.
    missing.push(lacking);
  }
  if (alternatives.some((alternative) => Object.keys(alternative).length === 0)) return undefined;
  throw missing.length > 0 ? forbidden(missing) : unauthorized(context, alternatives, schemes, found);
}

/** @throws Error for a caller who could not be told from others, or whose scopes are no list */
function known(scheme: string, caller: Caller | undefined | null): Caller | undefined {
  if (!caller) return undefined;
  const { id, scopes = [] } = caller;
  // Databases keep neither NUL nor lone surrogates.
  if (typeof id !== "string" || id === "" || id.includes("\0") || !id.isWellFormed())
    throw new Error(`the verifier of ${scheme} has found a caller whose id is no text that can be kept`);
  if (!Array.isArray(scopes) || scopes.some((scope) => typeof scope !== "string"))
    throw new Error(`the verifier of ${scheme} has found a caller whose scopes are no list`);
  return caller;
}

export function identified(callers: [scheme: string, caller: Caller][]): Identity {
  const [[, first] = []] = callers;
  return {
    caller: callers.length > 1 ? Object.fromEntries(callers) : first,
    key: JSON.stringify(callers.map(([scheme, { id }]) => [scheme, id])),
  };
}

function unauthorized(
  context: Context,
  alternatives: readonly SecurityRequirement[],
  schemes: ReadonlyMap<string, OpenScheme>,
  found: ReadonlyMap<string, Caller | undefined>,
): Problem {
  const names = alternatives.map((alternative) => Object.keys(alternative));
  const isDeclined = (name: string) => found.has(name) && found.get(name) === undefined;
  const schemeOf = (name: string) => (schemes.get(name) as OpenScheme).scheme; // Cast: as above.
  const words = new Set(names.map((each) => each.map((name) => wordsFor(schemeOf(name))).join(" with ")));
  const isInvalid = names.flat().some((name) => isDeclined(name) && challengeOf(schemeOf(name))?.startsWith("Bearer"));
  const challenges = new Set(
    names.flat().flatMap((name) => {
      const challenge = challengeOf(schemeOf(name));
      // For a script, a browser would not return the response, but ask for a password by itself.
      const isPrompt = challenge?.startsWith("Basic") && context.get("Sec-Fetch-Dest") === "empty";
      if (challenge === undefined || isPrompt) return [];
      return [isInvalid && challenge.startsWith("Bearer") ? `${challenge}, error="invalid_token"` : challenge];
    }),
  );
  return new Problem(
    engineProblems.Unauthorized,
    `${names.flat().some(isDeclined) ? "The service does not accept these credentials: the" : "The"} request needs ${[...words].join(", or ")}.`,
    { headers: { "WWW-Authenticate": [...challenges].join(", ") || 'ApiKey realm="api"' } },
  );
}

/** @param missing the scopes that the caller lacks, by alternative */
function forbidden(missing: string[][]): Problem {
  const words = missing.map((scopes) => `${scopes.length > 1 ? "the scopes" : "the scope"} ${scopes.join(" and ")}`);
  const scopes = [...new Set(missing.flat())].join(" ");
  return new Problem(engineProblems.Forbidden, `The caller lacks ${[...new Set(words)].join(", or ")}.`, {
    headers: { "WWW-Authenticate": `Bearer realm="api", error="insufficient_scope", scope="${scopes}"` },
  });
}
