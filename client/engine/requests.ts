/** From the arguments of a call to its request. The only module that knows openapi-fetch. */
import { createFinalURL, mergeHeaders, removeTrailingSlash } from "openapi-fetch";
import type { Limits } from "./retries.ts";

/** What the client needs to know of an operation. */
export interface Facts {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  /** Media types of the body; the first is sent. */
  readonly body: readonly string[];
  /** Media types of each response below 400, by its status; none where it has no body. */
  readonly answers: Readonly<Record<number, readonly string[]>>;
  /** Whether sending it twice has the effect of sending it once. */
  readonly idempotent: boolean;
  readonly paging?: { readonly items: string; readonly cursor: string; readonly nextCursor: string };
}

type Values = Record<string, unknown>;

/** The defaults of all calls of a client. */
export interface Defaults extends Partial<Record<keyof typeof defaults, number | undefined>> {
  baseUrl?: string | undefined;
  token?: string | undefined;
  headers?: Record<string, string> | undefined;
}

/** The arguments of a call by their place. */
export interface Arguments {
  path: Values;
  body: unknown;
  /** Query parameters, conditions and options, told apart by their names. */
  options: Values & Partial<Limits> & { headers?: Record<string, string> };
}

const defaults = { timeout: 10_000, totalTimeout: 60_000, retries: 2 };
const key = "Idempotency-Key";
const inBraces = /\{([^}]+)\}/g;

/** What `typeof` says of each option; undefined where it may be anything. */
type OptionTypes = Readonly<Record<string, string | undefined>>;

const ofAll = { headers: "object", timeout: "number", totalTimeout: "number", retries: "number" };
const ofCalls = { ...ofAll, signal: "object" };
const ofClients = {
  ...{ baseUrl: "string", token: "string", ...ofAll },
  ...{ middleware: undefined, logger: "function", fetch: "function" },
};

/** @throws TypeError for invalid options of a client, showing neither tokens nor addresses, which may hold passwords */
export function checkClient(options: Defaults & { middleware?: unknown }): void {
  checkOptions(options, ofClients);
  const { baseUrl, token = "", headers, middleware = [] } = options;
  if (/[^!-~]/.test(token.trim())) throw new TypeError("token must be of visible ASCII characters");
  if (!Array.isArray(middleware) || middleware.some((each) => typeof each !== "function"))
    throw new TypeError("middleware must be a list of functions");
  try {
    mergeHeaders(headers);
  } catch {
    throw new TypeError("headers must have valid names and values");
  }
  let url = "";
  try {
    url = new URL(baseUrl || "/", globalThis.location?.href).href;
  } catch {}
  const given = baseUrl ? "an http or https URL without password and query" : "given outside a web page";
  if (!/^https?:\/\/[^/@]+\/[^?#]*$/.test(url))
    throw new TypeError(`baseUrl must be ${given}, such as "http://127.0.0.1:8000"`);
}

/** @throws TypeError for an unknown option, or one of a wrong type or an impossible value */
function checkOptions(options: object, types: OptionTypes): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError("Options are an object, such as { baseUrl }");
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(types, name))
      throw new TypeError(`There is no option "${name}", only ${Object.keys(types).join(", ")}`);
    const type = types[name];
    if (!type || value === undefined) continue;
    if (value === null || typeof value !== type) throw new TypeError(`${name} must be of type ${type}`);
    if (type === "number" && (!(value >= 0) || (name === "retries" && value % 1))) refuse(name, value);
  }
}

/** Path parameters come first, then the body if there is one, then the options. */
export function read({ path, body }: Facts, args: readonly unknown[]): Arguments {
  const names = [...path.matchAll(inBraces)].map(([, name = ""]) => name);
  const rest = args.slice(names.length);
  const given = body.length > 0 ? rest.shift() : undefined;
  const [options = {}, ...surplus] = rest;
  if (surplus.length > 0) throw new TypeError("There are too many arguments: options are one object, the last");
  return {
    path: Object.fromEntries(names.map((name, index) => [name, args[index]])),
    body: given,
    options: options as Arguments["options"], // Cast: requestOf checks each member.
  };
}

/**
 * @returns the request, its limits, and whether it is safe to repeat
 * @throws TypeError for invalid arguments, also where their types are right
 */
export function requestOf(facts: Facts, { path, body, options }: Arguments, client: Defaults) {
  // An empty or dotted segment would lead to another path.
  for (const [name, value] of Object.entries(path))
    if (!["string", "number"].includes(typeof value) || ["", ".", ".."].includes(String(value))) refuse(name, value);
  const conditions = Object.fromEntries(facts.headers.map((name) => [camelCase(name), name]));
  const named = [...facts.query, ...Object.keys(conditions)].map((name) => [name, undefined]);
  checkOptions(options, { ...ofCalls, ...Object.fromEntries(named) });
  const limits = { ...defaults, signal: options.signal };
  for (const name of ["timeout", "totalTimeout", "retries"] as const)
    limits[name] = options[name] ?? client[name] ?? limits[name];
  const query = Object.fromEntries(facts.query.map((name) => [name, options[name]]));
  JSON.stringify({ path, query, body }, sendable);

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
    // Its own serializers are for styles that contracts here cannot have, and half the size of this client.
    querySerializer: formOf,
    pathSerializer: (template) => template.replace(inBraces, (_, name) => encodeURIComponent(String(path[name]))),
  });
  const serialize = facts.body[0]?.endsWith("json") ? JSON.stringify : formOf;
  return {
    url,
    init: { method: facts.method, headers, ...(body !== undefined && { body: serialize(body) }) },
    limits,
    // If a response is lost, the change itself makes the same If-Match fail.
    repeatable: headers.has(key) || (facts.idempotent && !headers.has("If-Match")),
  };
}

/** A list becomes a field for each of its items, in bodies and queries (URL Standard, section 5.2). */
function formOf(values: unknown): string {
  const fields = Object.entries(values as Values).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => [name, String(each)]),
  );
  return new URLSearchParams(fields).toString();
}

/** JSON makes null of NaN and Infinity, forms U+FFFD of a lone surrogate: the service would keep what nobody meant. */
function sendable(name: string, value: unknown): unknown {
  const isLost =
    typeof value === "number" ? !Number.isFinite(value) : typeof value === "string" && /[\ud800-\udfff]/u.test(value);
  return isLost ? refuse(name, value) : value;
}

function refuse(name: string, value: unknown): never {
  throw new TypeError(`${name} must not be ${typeof value === "string" ? JSON.stringify(value) : value}`);
}

/** 128 random bits. Pages without TLS have no crypto.randomUUID. */
function uniqueKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** "ifNoneMatch", of "If-None-Match". */
export function camelCase(header: string): string {
  return header.toLowerCase().replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
