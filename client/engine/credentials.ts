/** Credentials: which ones a call sends, by the security schemes of its operation, and where. */

/** How callers identify themselves (OpenAPI 3.1, section 4.8.27). */
export type SecurityScheme =
  | { readonly type: "http"; readonly scheme: string }
  | { readonly type: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string }
  | { readonly type: "oauth2" | "openIdConnect" };

type Schemes = Readonly<Record<string, SecurityScheme>>;

/** The alternatives of an operation: the schemes that each demands together, none for anyone. */
export type Security = readonly Readonly<Record<string, readonly string[]>>[];

/** The username, without a colon, and password of HTTP basic authentication (RFC 7617). */
export interface BasicCredential {
  readonly username: string;
  readonly password: string;
}

type Credential = string | BasicCredential;

/**
 * A credential, or a function that returns one, or undefined for none. The function is asked once for each call that needs
 * it, and once more, with the refused credential, if the response is 401. Concurrent calls share what it returns. If it
 * throws, the call rejects.
 */
export type CredentialSource<Of extends Credential> = Of | ((refused?: Of) => Of | undefined | Promise<Of | undefined>);

/** By security scheme. */
export type Credentials<Of extends Schemes> = {
  readonly [Name in keyof Of]?: CredentialSource<CredentialOf<Of[Name]>> | undefined;
};

type CredentialOf<Scheme> = Scheme extends { readonly scheme: "basic" } ? BasicCredential : string;

type AnySource = Credential | ((refused: unknown) => Credential | undefined | Promise<Credential | undefined>);

/** What a call sends for one scheme. */
export interface FoundCredential {
  scheme: SecurityScheme;
  source: AnySource;
  credential: Credential;
  /** As it is sent. */
  text: string;
}

/**
 * Returns a function that finds the credentials of the first alternative that has one for each of its schemes; none where
 * there is no such alternative. Functions are asked with what was refused, if anything was.
 * @param token for the schemes that are sent as bearer tokens and have no credential of their own
 * @throws TypeError for an unknown scheme or an invalid credential, without showing it
 */
export function credentialFinder(schemes: Schemes, credentials: object = {}, token?: unknown) {
  const own = new Map<string, unknown>(Object.entries(credentials));
  for (const name of own.keys())
    if (!Object.hasOwn(schemes, name))
      throw new TypeError(`There is no security scheme "${name}", only ${Object.keys(schemes).join(", ")}`);
  const checked = (name: string, source: unknown, scheme?: SecurityScheme) => {
    if (source !== undefined && typeof source !== "function") textOf(name, source, scheme);
    return source as AnySource | undefined; // Cast: what functions return is checked later.
  };
  const bearer = checked("token", token);
  const sources = new Map<string, AnySource>();
  for (const [name, scheme] of Object.entries(schemes)) {
    const isBearer = scheme.type !== "apiKey" && !isBasic(scheme);
    const source = checked(name, own.get(name), scheme) ?? (isBearer ? bearer : undefined);
    if (source) sources.set(name, source);
  }
  const running = new Map<AnySource, { refused: unknown; answer: Promise<Credential | undefined> }>();

  function ask(source: AnySource, refused: unknown) {
    if (typeof source !== "function") return source;
    const shared = running.get(source);
    if (shared && shared.refused === refused) return shared.answer;
    const answer = (async () => source(refused))().finally(() => {
      if (running.get(source)?.answer === answer) running.delete(source);
    });
    running.set(source, { refused, answer });
    return answer;
  }

  return async (security: Security, refused: readonly FoundCredential[] = []): Promise<FoundCredential[]> => {
    const asked = new Map<AnySource, Credential | undefined>();
    for (const names of security.map(Object.keys)) {
      if (!names.every((name) => sources.has(name))) continue;
      const found: FoundCredential[] = [];
      for (const name of names) {
        // Casts: both have all of the names.
        const scheme = schemes[name] as SecurityScheme;
        const source = sources.get(name) as AnySource;
        const before = refused.find((each) => each.source === source)?.credential;
        if (!asked.has(source)) asked.set(source, await ask(source, before));
        const credential = asked.get(source);
        if (!credential) break;
        found.push({ scheme, source, credential, text: textOf(name, credential, scheme) });
      }
      // An alternative for anyone comes last, wherever it stands.
      if (found.length > 0 && found.length === names.length) return found;
    }
    return [];
  };
}

function isBasic(scheme: SecurityScheme | undefined): boolean {
  return scheme?.type === "http" && scheme.scheme === "basic";
}

/** @throws TypeError for an invalid credential, without showing it, as the errors of `Headers` would */
function textOf(name: string, credential: unknown, scheme?: SecurityScheme): string {
  if (isBasic(scheme)) {
    const { username, password }: { username?: unknown; password?: unknown } = Object(credential);
    if (typeof username !== "string" || typeof password !== "string" || username.includes(":"))
      throw new TypeError(`${name} must be { username, password }, without a colon in the username`);
    return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
  }
  if (typeof credential !== "string" || /[^!-:<-~]/.test(credential.trim()))
    throw new TypeError(`${name} must be text of visible ASCII characters, without semicolons`);
  return `${scheme?.type === "apiKey" ? "" : "Bearer "}${credential.trim()}`;
}

/** Adds credentials to the headers, which may have others. @returns the URL, with those that are sent in its query */
export function addCredentials(found: readonly FoundCredential[], headers: Headers, url: string): string {
  let address = url;
  for (const { scheme, text } of found) {
    const { in: place, name } = scheme.type === "apiKey" ? scheme : { in: "header", name: "Authorization" };
    if (place === "query")
      address += `${address.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
    else if (place === "cookie")
      headers.set("Cookie", [headers.get("Cookie"), `${name}=${text}`].filter(Boolean).join("; "));
    else if (!headers.has(name)) headers.set(name, text);
  }
  return address;
}
