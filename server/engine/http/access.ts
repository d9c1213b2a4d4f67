/** Who may call: local callers, identified callers, and how often. */
import { hash } from "node:crypto";
import type { Context } from "koa";
import type { Logger } from "pino";
import type { Caller, ReadFile, SecurityRequirement } from "../contract/callers.ts";
import type { Operation } from "../contract/handlers.ts";
import { engineProblems, Problem } from "../contract/problem.ts";
import type { Database } from "../database/interface.ts";
import { credentialReader } from "./credentials.ts";
import { anonymous, type Identity, identify, identityOf, type OpenScheme } from "./security.ts";
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
  /** Whether Host and Origin must be this machine's. */
  localOnly: boolean;
  /** Allowed CORS origins, beside this machine's. */
  corsOrigins: string[];
  /** Requests per second and caller; 0 for any number. */
  rateLimit: number;
}

/** With whatever members the verifiers would have found. */
export type TestCallers = Readonly<Record<string, Caller & Readonly<Record<string, unknown>>>>;

export interface Access {
  /** Identifies the caller of an operation. @throws InvalidRequest, Unauthorized, Forbidden, TooManyRequests */
  authorise(context: Context, operation: Operation): Promise<Identity>;
  /** The caller as another operation knows it, in the same request. @throws as authorise does */
  identify(context: Context, operation: Operation): Promise<Identity>;
  /** Lets tokens of the scope `metrics` pass, and anyone where callers need no credentials. */
  authoriseMetrics(context: Context): Promise<void>;
}

/** The scope of tokens that may read /metrics, which no contract has. */
const metrics = "metrics";
/** No scheme of a contract: models have no slash in their names. */
const metricsScheme = "/metrics";

/** The scopes that tokens may have. */
export function scopesOf({ verifiers }: Pick<Service, "verifiers">): Set<string> {
  const own = Object.values(verifiers).flatMap((each) => ("tokenScope" in each ? [each.tokenScope] : []));
  return new Set([...own, metrics]);
}

/** Whether callers need no credentials: for want of tokens, where there is no other scheme. */
export function isOpen(
  { contract, verifiers }: Service,
  {
    tokens,
    fileTokens = () => [],
    verifiers: others = {},
    callers,
  }: Pick<AccessOptions, "tokens" | "fileTokens" | "verifiers" | "callers">,
): boolean {
  if (callers) return true;
  const hasTokens = tokens.length + fileTokens().length > 0;
  const takesTokens = (scheme: string) => !(scheme in others) && "tokenScope" in (verifiers[scheme] ?? {});
  return !hasTokens && Object.keys(contract.securitySchemes).every(takesTokens);
}

export function createAccess(service: Service, database: Database, log: Logger, options: AccessOptions): Access {
  const { fileTokens = () => [], verifiers = {}, localOnly, corsOrigins, rateLimit, callers = {} } = options;
  const tokens = () => [...options.tokens, ...fileTokens()];
  const needsNone = isOpen(service, options);
  const byToken = (scope: string): Pick<OpenScheme, "verify" | "scopes"> => ({
    verify: (token) => callerWith(String(token), tokens()),
    scopes: [scope],
  });
  const schemes = new Map(
    Object.entries(service.contract.securitySchemes).map(([name, scheme]): [string, OpenScheme] => {
      const verifier = verifiers[name] ?? service.verifiers[name] ?? missing(name, options.development);
      const read = credentialReader(scheme, corsOrigins);
      if ("tokenScope" in verifier) return [name, { scheme, read, ...byToken(verifier.tokenScope) }];
      const verify = "open" in verifier ? unopened(name) : verifier;
      return [name, { scheme, read, scopes: [], verify: (credential) => verify(credential, { database, log }) }];
    }),
  );
  const bearer = { type: "http", scheme: "bearer" } as const;
  schemes.set(metricsScheme, { scheme: bearer, read: credentialReader(bearer, []), ...byToken(metrics) });
  const limiter = rateLimiter(rateLimit);

  async function authorise(context: Context, alternatives: readonly SecurityRequirement[]): Promise<Identity> {
    if (localOnly) requireLocalCaller(context, corsOrigins);
    limiter.requireFewFailures(context.ip);
    const identity = await identityIn(context, alternatives);
    limiter.count(identity.key);
    return identity;
  }

  async function identityIn(context: Context, alternatives: readonly SecurityRequirement[]): Promise<Identity> {
    return needsNone ? anyone(context, alternatives, callers) : verified(context, alternatives);
  }

  async function verified(context: Context, alternatives: readonly SecurityRequirement[]): Promise<Identity> {
    try {
      return (await identify(context, alternatives, schemes)) ?? anonymous(context.ip);
    } catch (error) {
      if (error instanceof Problem) limiter.countFailure(context.ip);
      throw error;
    }
  }

  return {
    authorise: (context, { security }) => authorise(context, security),
    identify: (context, { security }) => identityIn(context, security),
    async authoriseMetrics(context) {
      await authorise(context, [{ [metricsScheme]: [] }]);
    },
  };
}

/**
 * The caller where none needs credentials: a test's, or anyone. Behind a gateway that has verified them, credentials tell
 * callers apart.
 */
function anyone({ ip, req }: Context, alternatives: readonly SecurityRequirement[], callers: TestCallers): Identity {
  const { authorization } = req.headers;
  const given = authorization === undefined ? "" : ` ${hash("sha256", authorization, "base64url")}`;
  const schemes = alternatives.map(Object.keys);
  const known = schemes.find((names) => names.length > 0 && names.every((name) => name in callers)) ?? schemes[0] ?? [];
  const { caller } = identityOf(known.map((name) => [name, callers[name] ?? { id: "anyone", scopes: [] }]));
  return { caller, key: anonymous(ip).key + given };
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

/** Fixed windows of one second: at their end, all counts are dropped. */
function rateLimiter(limit: number) {
  const requests = counter();
  const failures = counter();
  const refuse = () => {
    throw new Problem(engineProblems.TooManyRequests, `One caller may send ${limit} requests in a second.`, {
      headers: { "Retry-After": "1" },
    });
  };
  return {
    count(caller: string): void {
      if (limit > 0 && requests.add(caller) > limit) refuse();
    },
    /** Counts a request that its credentials do not allow. */
    countFailure(address: string): void {
      failures.add(address);
    },
    /** Asked before credentials are verified: a guess beyond the limit must not be told from a wrong one. */
    requireFewFailures(address: string): void {
      if (limit > 0 && failures.get(address) >= limit) refuse();
    },
  };
}

function counter() {
  let second = 0;
  const counts = new Map<string, number>();
  const get = (key: string) => {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) counts.clear();
    second = now;
    return counts.get(key) ?? 0;
  };
  return {
    get,
    add(key: string): number {
      const count = get(key) + 1;
      counts.set(key, count);
      return count;
    },
  };
}
