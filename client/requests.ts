/** From the arguments of a call to its request, which openapi-fetch writes. */
import {
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  mergeHeaders,
  removeTrailingSlash,
} from "openapi-fetch";
import type { Limits } from "./retries.ts";

/** What the table says of an operation, as far as a client needs it. */
export interface Facts {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  /** Media types of the body, if there is one; the first is sent. */
  readonly body: readonly string[];
  /** Media types of each answer that is no error, by its status; none where it has no body. */
  readonly answers: Readonly<Record<number, readonly string[]>>;
  /** Whether sending it twice leaves what sending it once does. */
  readonly idempotent: boolean;
  readonly paging?: { readonly items: string; readonly cursor: string; readonly nextCursor: string };
}

type Values = Record<string, unknown>;

/** What a client is made for, and what is usual for its calls. */
export interface Defaults extends Partial<Record<keyof typeof defaults, number | undefined>> {
  baseUrl?: string | undefined;
  token?: string | undefined;
  headers?: Record<string, string> | undefined;
}

/** The arguments of a call by their place. */
export interface Arguments {
  path: Values;
  body: unknown;
  /** The types tell query parameters, conditions and settings apart; here their names do. */
  options: Values & Partial<Limits> & { headers?: Record<string, string> };
}

const defaults = { timeout: 10_000, totalTimeout: 60_000, retries: 2 };
const settings = ["signal", "headers", ...Object.keys(defaults)];
const key = "Idempotency-Key";

/** Path parameters come first, then the body if there is one, then the options. */
export function read({ path, body }: Facts, args: readonly unknown[]): Arguments {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const rest = args.slice(names.length);
  return {
    path: Object.fromEntries(names.map((name, index) => [name, args[index]])),
    body: body.length > 0 ? rest.shift() : undefined,
    options: (rest[0] ?? {}) as Arguments["options"], // Whatever it is: requestOf looks at each member.
  };
}

/**
 * @returns the request, to be sent as often as it takes, and how often and how long it may
 * @throws TypeError for what cannot be meant, even where it has the right type
 */
export function requestOf(facts: Facts, { path, body, options }: Arguments, client: Defaults) {
  // Without its value a path is another one: of the collection, or of what is above.
  for (const [name, value] of Object.entries(path))
    if (!["string", "number"].includes(typeof value) || ["", ".", ".."].includes(String(value))) refuse(name, value);
  const conditions = Object.fromEntries(facts.headers.map((name) => [camelCase(name), name]));
  for (const name in options)
    if (!(name in conditions) && ![...settings, ...facts.query].includes(name))
      throw new TypeError(`There is no option "${name}"`);
  const limits = { ...defaults, signal: options.signal };
  for (const name of ["timeout", "totalTimeout", "retries"] as const) {
    limits[name] = options[name] ?? client[name] ?? limits[name];
    if (!(limits[name] >= 0)) refuse(name, limits[name]);
  }
  const query = Object.fromEntries(facts.query.map((name) => [name, options[name]]));
  JSON.stringify({ path, query, body }, finite);

  const { baseUrl = "", token } = client;
  const headers = mergeHeaders(
    body === undefined ? {} : { "Content-Type": facts.body[0] },
    token ? { Authorization: `Bearer ${token}` } : {},
    client.headers,
    Object.fromEntries(Object.entries(conditions).map(([name, header]) => [header, options[name] as string])),
    options.headers,
  );
  if (limits.retries > 0 && facts.headers.includes(key) && !headers.has(key)) headers.set(key, uniqueKey());
  const url = createFinalURL(facts.path, {
    baseUrl: removeTrailingSlash(baseUrl),
    params: { path, query },
    querySerializer: createQuerySerializer(),
    pathSerializer: defaultPathSerializer,
  });
  const serialize = facts.body[0]?.endsWith("json") ? JSON.stringify : formOf;
  return {
    url,
    init: { method: facts.method, headers, ...(body !== undefined && { body: serialize(body) }) },
    limits,
    // After a lost answer, the same If-Match would be refused as outdated because the change had been made.
    repeatable: headers.has(key) || (facts.idempotent && !headers.has("If-Match")),
  };
}

/** A list has a field for each of its items. */
function formOf(body: unknown): string {
  const fields = Object.entries(body as Values).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each) => [name, String(each)]),
  );
  return new URLSearchParams(fields).toString();
}

/** JSON has no such numbers: NaN would arrive as null, and be kept. */
function finite(name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? refuse(name, value) : value;
}

function refuse(name: string, value: unknown): never {
  throw new TypeError(`${name} must not be ${typeof value === "string" ? JSON.stringify(value) : value}`);
}

/** 128 random bits. Pages that come without TLS have no crypto.randomUUID. */
function uniqueKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** "ifNoneMatch", of "If-None-Match". */
export function camelCase(header: string): string {
  return header.toLowerCase().replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
