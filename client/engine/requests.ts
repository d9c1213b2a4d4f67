/** From the arguments of a call to its request. The only module that knows openapi-fetch. */
import { createFinalURL, mergeHeaders, removeTrailingSlash } from "openapi-fetch";
import type { Security } from "./credentials.ts";
import type { Limits } from "./retries.ts";

/** What the client needs to know of an operation. */
export interface Facts {
  readonly method: string;
  readonly path: string;
  /** The names of query parameters, by the option of the call. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** What separates the items of lists in queries that are one parameter, by its name. */
  readonly separators?: Readonly<Record<string, string>>;
  /** Media types of the body; the first is sent. */
  readonly body: readonly string[];
  /** Media types of each success, and of each error that is no problem, by its status; none where it has no body. */
  readonly answers: Readonly<Record<number, readonly string[]>>;
  /** Whether its successes are files. */
  readonly files?: boolean;
  /** Whether it sends events. */
  readonly events?: boolean;
  /** Whether sending it twice has the effect of sending it once. */
  readonly idempotent: boolean;
  readonly security: Security;
  readonly paging?: { readonly items: string; readonly cursor: string; readonly nextCursor: string };
}

type Values = Record<string, unknown>;

/** The defaults of all calls of a client. */
export interface Defaults extends Partial<Record<keyof typeof defaults, number | undefined>> {
  baseUrl?: string | undefined;
  headers?: Record<string, string> | undefined;
}

/** The arguments of a call by their place. */
export interface Arguments {
  path: Values;
  body: unknown;
  /** Query parameters, conditions and options, told apart by their names. */
  options: Values & Partial<Limits> & { headers?: Record<string, string>; stream?: boolean };
}

const defaults = { timeout: 10_000, totalTimeout: 60_000, retries: 2 };
const key = "Idempotency-Key";
const inBraces = /\{([^}]+)\}/g;

/** What `typeof` says of each option; undefined where it may be anything. */
type OptionTypes = Readonly<Record<string, string | undefined>>;

const ofAll = { headers: "object", timeout: "number", totalTimeout: "number", retries: "number" };
const ofCalls = { ...ofAll, signal: "object", stream: "boolean" };
const ofClients = {
  ...{ baseUrl: "string", token: undefined, credentials: "object", ...ofAll },
  ...{ middleware: undefined, logger: "function", fetch: "function" },
};

/** @throws TypeError for invalid options of a client, without showing addresses and headers, which may hold passwords */
export function checkClient(options: Defaults & { middleware?: unknown }): void {
  checkOptions(options, ofClients);
  const { baseUrl, headers, middleware = [] } = options;
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
  if (surplus.length > 0) throw new TypeError("Too many arguments: options are one object, the last");
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
  for (const [name, values] of Object.entries(path))
    for (const value of [values].flat())
      if (!["string", "number", "boolean"].includes(typeof value) || ["", ".", ".."].includes(String(value)))
        refuse(name, value);
  const named = Object.keys({ ...facts.query, ...facts.headers, ...facts.cookies }).map((name) => [name, undefined]);
  checkOptions(options, { ...ofCalls, ...Object.fromEntries(named) });
  /** The values of parameters, by their names. */
  const given = (names: Readonly<Record<string, string>> = {}): Values =>
    Object.fromEntries(
      Object.entries(names).map(([option, name]) => [
        name,
        Object.hasOwn(options, option) ? options[option] : undefined,
      ]),
    );
  const limits = { ...defaults, signal: options.signal };
  for (const name of ["timeout", "totalTimeout", "retries"] as const)
    limits[name] = options[name] ?? client[name] ?? limits[name];
  const [query, cookies, ofHeaders] = [given(facts.query), given(facts.cookies), given(facts.headers)];
  for (const [name, value] of Object.entries({ ...query, ...ofHeaders })) {
    // An encoded comma is none that separates; the others are encoded by most clients.
    const separator = name in ofHeaders ? "," : { "|": "|", "%20": " " }[facts.separators?.[name] ?? ""];
    if (separator && Array.isArray(value) && value.some((each) => String(each).includes(separator)))
      refuse(name, value);
  }
  const bytes = isBytes(body);
  JSON.stringify({ path, query, cookies, body: bytes || body }, sendable);

  const { baseUrl = "" } = client;
  const [declared = ""] = facts.body;
  const type = (body instanceof Blob && body.type) || declared.replace("*/*", "application/octet-stream");
  const headers = mergeHeaders(
    // A form's has a boundary, which fetch makes up; a file's may be any.
    body === undefined || /^mult|\*/.test(type) ? {} : { "Content-Type": type },
    client.headers,
    ofHeaders as Record<string, string>, // Cast: Headers writes numbers, and of lists the items and commas.
    facts.cookies ? { Cookie: formOf(cookies, facts.separators).replaceAll("&", "; ") } : {},
    options.headers,
  );
  if (limits.retries > 0 && "idempotencyKey" in facts.headers && !headers.has(key)) headers.set(key, uniqueKey());
  const url = createFinalURL(facts.path, {
    baseUrl: removeTrailingSlash(baseUrl),
    params: { path, query: {} },
    // Its own serializers are half the size of this client.
    querySerializer: () => formOf(query, facts.separators),
    pathSerializer: (template) => template.replace(inBraces, (_, name) => encoded(path[name]).join()),
  });
  const isRedirected =
    !("document" in globalThis) && Object.keys(facts.answers).some((status) => /^30[^4]/.test(status));
  const serialize = declared.endsWith("json") ? JSON.stringify : declared.startsWith("mult") ? multipartOf : formOf;
  return {
    url,
    init: {
      method: facts.method,
      headers,
      ...(body !== undefined && { body: bytes ? (body as BodyInit) : serialize(body), duplex: "half" }),
      // A declared redirect is the response. In browsers it is hidden from scripts: they follow it.
      ...(isRedirected && { redirect: "manual" as const }),
    },
    limits,
    // If a response is lost, the change itself makes the same If-Match fail.
    repeatable:
      (headers.has(key) || (facts.idempotent && !headers.has("If-Match"))) && !(body instanceof ReadableStream),
  };
}

/** A list becomes a field for each of its items (URL Standard, section 5.2), unless it has a separator. */
function formOf(values: unknown, separators: Facts["separators"] = {}): string {
  return Object.entries(values as Values)
    .flatMap(([name, value]) => {
      const items = encoded(value ?? []);
      const separator = value ? separators[name] : undefined;
      return (separator ? [items.join(separator)] : items).map((text) => `${encodeURIComponent(name)}=${text}`);
    })
    .join("&");
}

/** The items of a list, or a value as the only one. */
function encoded(value: unknown): string[] {
  return [value].flat().map((each) => encodeURIComponent(String(each)));
}

function isBytes(body: unknown): boolean {
  return body instanceof Blob || body instanceof ReadableStream || ArrayBuffer.isView(body);
}

function multipartOf(values: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values as Values))
    for (const each of [value ?? []].flat()) form.append(name, each instanceof Blob ? each : String(each));
  return form;
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
