/** Who may call: verifies callers as the contract demands, and limits how often they call. */
import { hash } from "node:crypto";
import type { Context } from "koa";
import type { Logger } from "pino";
import type { Caller, ReadFile } from "../contract/callers.ts";
import type { Operation } from "../contract/handlers.ts";
import { Problem } from "../contract/problem.ts";
import { isDatabaseError, isUnavailable } from "../database/errors.ts";
import type { Database } from "../database/interface.ts";
import { credentialReader } from "./credentials.ts";
import { faultIn } from "./fields.ts";
import { createRateLimiter, networkOf } from "./limits.ts";
import { requireLocalCaller } from "./local.ts";
import type { Load } from "./overload.ts";
import {
  anonymous,
  type Identity,
  identify,
  identityOf,
  type OpenScheme,
  type Requirement,
  requirementOf,
  type Verification,
} from "./security.ts";
import type { AnyVerify, Service } from "./service.ts";
import { callerWith, type Token } from "./tokens.ts";

export interface AccessOptions {
  /** The tokens that the service accepts. */
  tokens: readonly Token[];
  /** Further ones, which may change while it runs. */
  fileTokens?: () => readonly Token[];
  /** Verifiers in place of the service's own, by security scheme: those that have read their settings. */
  verifiers?: Readonly<Record<string, AnyVerify>>;
  /** Whether a verifier may be missing: its operations answer 501. */
  development: boolean;
  /** For tests: who calls, by security scheme, whatever the credentials; `{ id: "anyone", scopes: [] }` for others. */
  callers?: TestCallers;
  /** Whether callers must be on this machine. */
  localOnly: boolean;
  /** Allowed CORS origins, beside this machine's. */
  corsOrigins: string[];
  /** Requests per second and caller; 0 for any number. */
  rateLimit: number;
  /** Without it, any number of verifiers may run at once. */
  load?: Load;
}

/** With whatever members the verifiers would have found. */
export type TestCallers = Readonly<Record<string, Caller & Readonly<Record<string, unknown>>>>;

export interface Access {
  /** Identifies the caller of an operation. @throws InvalidRequest, Unauthorized, Forbidden, TooManyRequests */
  authorise(context: Context, operation: Operation): Promise<Identity>;
  /** The caller as another operation knows it, in the same request. @throws as authorise does */
  identifyFor(context: Context, operation: Operation): Identity | Promise<Identity>;
  /** Lets tokens of the scope `metrics` pass, and anyone where callers need no credentials. */
  authoriseMetrics(context: Context): Promise<void>;
}

/** The scope of tokens that may read /metrics, which no contract has. */
const metrics = "metrics";

/** The scopes that tokens may have. */
export function scopesOf({ verifiers }: Pick<Service, "verifiers">): Set<string> {
  const own = Object.values(verifiers).flatMap((each) => ("tokenScope" in each ? [each.tokenScope] : []));
  return new Set([...own, metrics]);
}

/** All tokens that the service accepts now. */
function tokensOf({ tokens, fileTokens }: Pick<AccessOptions, "tokens" | "fileTokens">): readonly Token[] {
  return fileTokens ? [...tokens, ...fileTokens()] : tokens;
}

/** Whether callers need no credentials: the contract has no schemes, or only such of tokens, and there are none. */
export function isOpen(
  { contract, verifiers }: Service,
  options: Pick<AccessOptions, "tokens" | "fileTokens" | "verifiers" | "callers">,
): boolean {
  const { verifiers: others = {}, callers } = options;
  if (callers) return true;
  const schemes = Object.keys(contract.securitySchemes);
  const hasTokens = tokensOf(options).length > 0;
  const takesTokens = (scheme: string) => !(scheme in others) && "tokenScope" in (verifiers[scheme] ?? {});
  // Of a contract without schemes, tokens are for metrics.
  return schemes.length === 0 || (!hasTokens && schemes.every(takesTokens));
}

export function createAccess(service: Service, database: Database, log: Logger, options: AccessOptions): Access {
  const { verifiers = {}, callers = {}, load } = options;
  const needsNone = isOpen(service, options);
  const limiter = createRateLimiter(options.rateLimit);
  const verifyToken: Verification = (token, address) =>
    limiter.verify(address, () => callerWith(String(token), tokensOf(options)));
  const byToken = (scope: string) => ({ verify: verifyToken, scopes: [scope] });
  const schemes = new Map(
    Object.entries(service.contract.securitySchemes).map(([name, scheme]): [string, OpenScheme] => {
      const verifier = verifiers[name] ?? service.verifiers[name] ?? missing(name, options.development);
      const read = credentialReader(scheme);
      if ("tokenScope" in verifier) return [name, { name, scheme, read, ...byToken(verifier.tokenScope) }];
      const find = finder(name, "open" in verifier ? unopened(name) : verifier);
      const verify: Verification = (credential, address) =>
        limiter.verify(address, () => {
          const run = () => find(credential, { database, log });
          return load?.verify(networkOf(address), run) ?? run();
        });
      return [name, { name, scheme, read, scopes: [], verify }];
    }),
  );
  const bearer = { type: "http", scheme: "bearer" } as const;
  const forMetrics: OpenScheme = {
    ...{ name: metrics, scheme: bearer, read: credentialReader(bearer) },
    ...byToken(metrics),
  };
  const metricsRequirement = { alternatives: [[{ open: forMetrics, scopes: forMetrics.scopes }]], admitsAnyone: false };
  const requirementFor = remembered((operation: Operation) => requirementOf(operation.security, schemes));
  const assumedFor = remembered((operation: Operation) => assumedCaller(operation, callers));

  async function verified(context: Context, requirement: Requirement): Promise<Identity> {
    try {
      return (await identify(context, requirement)) ?? anonymous(context.ip);
    } catch (error) {
      // A refused request is one of its address, which may send no more of them than of others.
      if (!(error instanceof Problem && error.status === 429)) limiter.count(networkOf(context.ip));
      throw error;
    }
  }

  const identifyFor = (context: Context, operation: Operation): Identity | Promise<Identity> =>
    needsNone
      ? { caller: assumedFor(operation), key: keyOfAnyone(context) }
      : verified(context, requirementFor(operation));

  function admit(context: Context): void {
    if (options.localOnly) requireLocalCaller(context, options.corsOrigins);
  }

  function count({ caller, key }: Identity): void {
    limiter.count(caller === undefined ? networkOf(key) : key);
  }

  return {
    async authorise(context, operation) {
      admit(context);
      const identity = await identifyFor(context, operation);
      count(identity);
      return identity;
    },
    identifyFor,
    async authoriseMetrics(context) {
      admit(context);
      const isFree = needsNone && tokensOf(options).length === 0;
      count(isFree ? anonymous(context.ip) : await verified(context, metricsRequirement));
    },
  };
}

/**
 * A verifier whose callers can be told apart. Its own errors may say what it was given: of these, the log has the kind and
 * the place alone.
 */
function finder(scheme: string, verify: AnyVerify): (...given: Parameters<AnyVerify>) => Promise<Caller | undefined> {
  return async (credential, context) => {
    let caller: Caller | undefined | null;
    try {
      caller = await verify(credential, context);
    } catch (error) {
      if (error instanceof Problem || isDatabaseError(error) || isUnavailable(error)) throw error;
      const thrown = error instanceof Error ? error : new Error();
      throw Object.assign(new Error(`the verifier of ${scheme} has thrown: ${thrown.constructor.name}`), {
        stack: thrown.stack,
      });
    }
    if (!caller) return undefined;
    const { id, scopes = [] } = caller;
    if (typeof id !== "string" || id === "" || faultIn(id))
      throw new Error(`the verifier of ${scheme} must return an id: text that is not empty, without NUL`);
    if (!Array.isArray(scopes) || scopes.some((scope) => typeof scope !== "string"))
      throw new Error(`the verifier of ${scheme} must return scopes as a list of texts`);
    return caller;
  };
}

/** The caller of an operation where none needs credentials: a test's, or anyone. */
function assumedCaller({ security }: Operation, callers: TestCallers): unknown {
  const alternatives = security.map(Object.keys);
  const isGiven = (names: string[]) => names.length > 0 && names.every((name) => name in callers);
  const names = alternatives.find(isGiven) ?? alternatives[0] ?? [];
  return identityOf(names.map((name) => [name, callers[name] ?? { id: "anyone", scopes: [] }])).caller;
}

/** Behind a gateway that has verified them, credentials tell callers apart. */
function keyOfAnyone({ ip, req }: Context): string {
  const { authorization } = req.headers;
  return authorization === undefined ? ip : `${ip} ${hash("sha256", authorization, "base64url")}`;
}

/** Makes a value for each key at its first use, so that the time to start does not grow with the contract. */
function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.has(key) ? (made.get(key) as Value) : make(key); // Cast: it has one.
    made.set(key, value);
    return value;
  };
}

function missing(scheme: string, development: boolean): AnyVerify {
  const advice = `${scheme} has no verifier: write one in server/access.ts`;
  if (!development) throw new Error(advice);
  return () => Promise.reject(new Problem(501, advice));
}

/** Only a service whose callers need no credentials starts without its settings: in tests. */
function unopened(scheme: string): AnyVerify {
  return () =>
    Promise.reject(new Error(`the verifier of ${scheme} has not read its settings: start the service by them`));
}

/** Opens the verifiers that have settings of their own. @returns them, and what is wrong with their settings, for people */
export function openVerifiers(
  { verifiers }: Pick<Service, "verifiers">,
  variables: Readonly<Record<string, string | undefined>>,
  read: ReadFile,
): { verifiers: Record<string, AnyVerify>; faults: string[] } {
  const open: Record<string, AnyVerify> = {};
  const faults: string[] = [];
  for (const [name, verifier] of Object.entries(verifiers)) {
    if (!("open" in verifier)) continue;
    try {
      open[name] = verifier.open(name, variables, read);
    } catch (error) {
      faults.push((error as Error).message); // Cast: as open throws.
    }
  }
  return { verifiers: open, faults };
}
