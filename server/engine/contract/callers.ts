/** Who calls: security schemes, the verifiers of their credentials, and the type of an operation's caller. */
import type { Logger } from "pino";

/** How callers identify themselves (OpenAPI 3.1, section 4.8.27). */
export type SecurityScheme =
  | { readonly type: "http"; readonly scheme: string }
  | { readonly type: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string }
  | { readonly type: "oauth2"; readonly flows?: Readonly<Record<string, OAuthFlow>> }
  | { readonly type: "openIdConnect"; readonly openIdConnectUrl?: string };

/** Where tokens come from (OpenAPI 3.1, section 4.8.29). */
export interface OAuthFlow {
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
}

/** The schemes that one alternative demands together, each with its scopes; none for anyone. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** A caller, with whatever else handlers need to know of it. */
export interface Caller {
  /** The same in all requests of one caller: rate limits and idempotency keys tell callers apart by it. */
  readonly id: string;
  /** What the caller may do. The scopes that an operation demands must be among them. */
  readonly scopes?: readonly string[];
}

/** A caller of a scheme with scopes. */
export type ScopedCaller = Caller & { readonly scopes: readonly string[] };

/** The name and password of HTTP basic authentication (RFC 7617). */
export interface BasicCredential {
  readonly username: string;
  readonly password: string;
}

/** What a verifier works with beside the credential. */
export interface VerifierContext<Database> {
  readonly database: Database;
  readonly log: Logger;
}

/**
 * Finds out who has a credential. Undefined declines it: the operation's next alternative is tried, and without one the
 * response is 401. What is thrown ends the request: a problem as it is, such as a 503, anything else as a 500.
 */
export type Verify<Credential, Of extends Caller, Database> = (
  credential: Credential,
  context: VerifierContext<Database>,
) => Of | undefined | Promise<Of | undefined>;

/**
 * Reads a file, now and after each change.
 * @returns gives the content of the last valid version
 * @throws where it cannot be read or parsed
 */
export type ReadFile = <T>(file: string, parse: (text: string) => T) => () => T;

/** A verifier with settings of its own, in environment variables that begin with its scheme's name. */
export interface ConfiguredVerifier<Credential, Of extends Caller> {
  /** @throws Error that names the variables that are missing or invalid; the message is for people */
  open(
    scheme: string,
    variables: Readonly<Record<string, string | undefined>>,
    read: ReadFile,
  ): Verify<Credential, Of, unknown>;
}

/** Tokens of one scope, among those in TOKENS and TOKENS_FILE. */
export interface TokenVerifier {
  readonly tokenScope: string;
}

export type Verifier<Credential, Of extends Caller, Database> =
  | Verify<Credential, Of, Database>
  | ConfiguredVerifier<Credential, Of>
  | TokenVerifier;

type Schemes = Readonly<Record<string, SecurityScheme>>;

/** A verifier for each security scheme. */
export type VerifiersOf<Of extends Schemes, Database> = {
  readonly [Name in keyof Of]: VerifierOf<Of[Name], Database>;
};

type VerifierOf<Scheme, Database> = Scheme extends { scheme: "basic" }
  ? Exclude<Verifier<BasicCredential, Caller, Database>, TokenVerifier>
  : Scheme extends { type: "oauth2" | "openIdConnect" }
    ? Verifier<string, ScopedCaller, Database>
    : Verifier<string, Caller, Database>;

/** The callers that verifiers find, by their scheme. */
export type CallersOf<Verifiers> = {
  readonly [Name in keyof Verifiers]: Verifiers[Name] extends TokenVerifier
    ? ScopedCaller
    : Verifiers[Name] extends { open(...given: never): infer Opened }
      ? Found<Opened>
      : Found<Verifiers[Name]>;
};

type Found<F> = F extends (...given: never) => infer Returned ? Exclude<Awaited<Returned>, undefined> : never;

/**
 * The caller of an operation with these alternatives: of one scheme what its verifier has found, of several together an
 * object with each under its scheme's name, and of none undefined.
 */
export type CallerOf<Alternative, Callers> = Alternative extends unknown
  ? [keyof Alternative] extends [never]
    ? undefined
    : IsUnion<keyof Alternative> extends true
      ? { readonly [Name in keyof Alternative]: MemberOf<Callers, Name> }
      : MemberOf<Callers, keyof Alternative>
  : never;

type MemberOf<Callers, Name> = Name extends keyof Callers ? Callers[Name] : unknown;

export type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;
