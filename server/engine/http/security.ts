/** Holds the credentials of a request against what its operation demands. */
import type { Context } from "koa";
import type { Caller, SecurityRequirement, SecurityScheme } from "../contract/callers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import { type Credential, challengeOf, wordsFor } from "./credentials.ts";

/** A scheme that is ready to verify requests. */
export interface OpenScheme {
  name: string;
  scheme: SecurityScheme;
  read(context: Context): Credential | undefined;
  verify: Verification;
  /** Scopes that its callers need, beside those that the contract names. */
  scopes: readonly string[];
}

/** Finds out whose a credential is; undefined for nobody's. */
export type Verification = (
  credential: Credential,
  address: string,
) => Caller | undefined | Promise<Caller | undefined>;

/** What an operation demands. */
export interface Requirement {
  /** The alternatives: schemes that are needed together, each with its scopes. */
  alternatives: { open: OpenScheme; scopes: readonly string[] }[][];
  /** Whether anyone may call, too. */
  admitsAnyone: boolean;
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

export function requirementOf(
  security: readonly SecurityRequirement[],
  schemes: ReadonlyMap<string, OpenScheme>,
): Requirement {
  const all = security.map((alternative) =>
    Object.entries(alternative).map(([name, scopes]) => {
      const open = schemes.get(name) as OpenScheme; // Cast: each scheme of the contract is open.
      return { open, scopes: [...open.scopes, ...scopes] };
    }),
  );
  const alternatives = all.filter((demands) => demands.length > 0);
  return { alternatives, admitsAnyone: alternatives.length < all.length };
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
  { alternatives, admitsAnyone }: Requirement,
): Promise<Identity | undefined> {
  const { sent, found } = knownOf(context);
  const missing: string[][] = [];
  const isSent = (open: OpenScheme) => {
    if (!sent.has(open)) sent.set(open, open.read(context));
    return sent.get(open) !== undefined;
  };
  const verified = (open: OpenScheme) => {
    const credential = sent.get(open) as Credential; // Cast: it was sent.
    for (const [other, caller] of found)
      if (other.verify === open.verify && sent.get(other) === credential) return caller; // Tokens of another scope.
    return open.verify(credential, context.ip);
  };
  for (const demands of alternatives) {
    if (!demands.every(({ open }) => isSent(open))) continue;
    const callers: [scheme: string, caller: Caller][] = [];
    const lacking: string[] = [];
    for (const { open, scopes } of demands) {
      if (!found.has(open)) found.set(open, await verified(open));
      const caller = found.get(open);
      if (!caller) break;
      callers.push([open.name, caller]);
      for (const scope of scopes) if (!caller.scopes?.includes(scope)) lacking.push(scope);
    }
    if (callers.length < demands.length) continue;
    if (lacking.length === 0) return identityOf(callers);
    missing.push(lacking);
  }
  if (admitsAnyone) return undefined;
  throw missing.length > 0 ? forbidden(missing) : unauthorized(context, alternatives, found);
}

/** What is known of a request's credentials: another operation may ask for them, too. */
interface Known {
  sent: Map<OpenScheme, Credential | undefined>;
  found: Map<OpenScheme, Caller | undefined>;
}

/** Apart from the context's state, in which a service's Koa middleware has names of its own. */
const known = new WeakMap<Context, Known>();

function knownOf(context: Context): Known {
  const all = known.get(context) ?? { sent: new Map(), found: new Map() };
  known.set(context, all);
  return all;
}

export function identityOf(callers: [scheme: string, caller: Caller][]): Identity {
  const [[, first] = []] = callers;
  return {
    caller: callers.length > 1 ? Object.fromEntries(callers) : first,
    key: JSON.stringify(callers.map(([scheme, { id }]) => [scheme, id])),
  };
}

function unauthorized(
  context: Context,
  alternatives: Requirement["alternatives"],
  found: ReadonlyMap<OpenScheme, Caller | undefined>,
): Problem {
  const words = new Set(alternatives.map((demands) => demands.map(({ open }) => wordsFor(open.scheme)).join(" with ")));
  const schemes = alternatives.flat().map(({ open }) => open);
  const declined = schemes.filter((open) => found.has(open) && !found.get(open));
  const isInvalid = declined.some(({ scheme }) => challengeOf(scheme)?.startsWith("Bearer"));
  const challenges = new Set(
    schemes.flatMap(({ scheme }) => {
      const challenge = challengeOf(scheme);
      // For a script, a browser would not return the response, but ask for a password by itself.
      const isPrompt = challenge?.startsWith("Basic") && context.get("Sec-Fetch-Dest") === "empty";
      if (challenge === undefined || isPrompt) return [];
      return [isInvalid && challenge.startsWith("Bearer") ? `${challenge}, error="invalid_token"` : challenge];
    }),
  );
  return new Problem(
    engineProblems.Unauthorized,
    `${declined.length > 0 ? "The service does not accept these credentials: the" : "The"} request needs ${[...words].join(", or ")}.`,
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
