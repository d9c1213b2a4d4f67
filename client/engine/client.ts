/** The client of a contract: a method for each operation, as in `client.fruits.create({ name: "apple" })`. */
import {
  addCredentials,
  type CredentialSource,
  type Credentials,
  credentialFinder,
  type FoundCredential,
} from "./credentials.ts";
import { ApiError, ClientError, ConnectionError } from "./errors.ts";
import { eventsFrom } from "./events.ts";
import type { AnyContract, Client, ErrorClasses } from "./methods.ts";
import { pagesFrom } from "./paging.ts";
import { type Arguments, checkClient, type Facts, read, requestOf } from "./requests.ts";
import { valueIn } from "./responses.ts";
import { persist } from "./retries.ts";

export interface ClientOptions<C extends AnyContract = AnyContract> {
  /** The service's address, such as `http://127.0.0.1:8000`; in a browser, the page's own unless given. */
  baseUrl?: string | undefined;
  /**
   * Credentials by security scheme, or functions of them. A call sends those of the first alternative of its operation that
   * has all of them; API keys in cookies only outside of browsers, which send their own.
   */
  credentials?: Credentials<C["securitySchemes"]> | undefined;
  /** For the security schemes that are sent as `Authorization: Bearer …` (RFC 6750) and not in `credentials`. */
  token?: CredentialSource<string> | undefined;
  /** Instead of the global fetch. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  /** Milliseconds per attempt, including the response's body: 10 000 unless given. */
  timeout?: number | undefined;
  /** Milliseconds per call, including all attempts and the pauses between them: 60 000 unless given. */
  totalTimeout?: number | undefined;
  /** Retries of calls that are safe to retry: 2 unless given. */
  retries?: number | undefined;
  /** Wrap each attempt, the first one outermost. */
  middleware?: Middleware[] | undefined;
  /** Called after each attempt. */
  logger?: ((event: LogEvent) => void) | undefined;
}

/** Passes the request, or another one, to `next`, or responds by itself. */
export type Middleware = (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;

/** One attempt, without any values of path, query, headers or bodies. */
export interface LogEvent {
  /** Such as `fruits.read`. */
  operation: string;
  method: string;
  /** The template, without values. */
  path: string;
  /** Counted from 1. */
  attempt: number;
  /** Milliseconds. */
  duration: number;
  status: number | undefined;
  /** The request's id in the service's log. */
  requestId: string | undefined;
  /** The name of the error's class. */
  error: string | undefined;
  /** Milliseconds until the next attempt, if any. */
  retryIn: number | undefined;
}

interface Received {
  data: unknown;
  response: Response;
}

/**
 * @param errors the error class of each problem of the contract
 * @returns an object of methods for each interface. Failed calls throw a `ClientError`; invalid arguments throw a
 * `TypeError` before anything is sent.
 * @throws TypeError for invalid options
 */
export function createClient<C extends AnyContract, Errors extends ErrorClasses>(
  contract: C,
  errors: Errors,
  options: ClientOptions<NoInfer<C>>,
): Client<C, Errors> {
  checkClient(options);
  const findCredentials = credentialFinder(contract.securitySchemes, options.credentials, options.token);
  const { fetch = (request) => globalThis.fetch(request), middleware = [], logger } = options;
  const send = middleware.reduceRight<(request: Request) => Promise<Response>>(
    (next, each) => (request) => each(request, next),
    async (request) => {
      try {
        return await fetch(request);
      } catch (cause) {
        throw new ConnectionError(cause, request.url);
      }
    },
  );

  async function call(operation: string, facts: Facts, args: Arguments): Promise<Received> {
    const { url, init, limits, repeatable } = requestOf(facts, args, options);
    const { stream } = args.options;
    let found: FoundCredential[] = [];
    let refused: FoundCredential[] | undefined;
    /** Finds credentials, and others once after a 401. @returns whether there are any */
    const authorise = async (error?: Error) => {
      if (error) {
        const isRefused = error instanceof ApiError && error.status === 401 && !refused;
        const isFinal =
          init.body instanceof ReadableStream || found.every(({ source }) => typeof source !== "function");
        if (!isRefused || isFinal) return false;
        refused = found;
      }
      found = await findCredentials(facts.security, refused);
      return found.length > 0;
    };
    const attempt = async (signal: AbortSignal) => {
      // A stream is read after the call, which its time limits end with.
      const lasting = stream && limits.signal ? AbortSignal.any([signal, limits.signal]) : signal;
      const headers = new Headers(init.headers);
      const address = addCredentials(found, headers, url);
      // fetch would send API keys on, wherever a redirect leads; in browsers, CORS asks the other origin first.
      const isKeyed = found.some(({ scheme }) => scheme.type === "apiKey") && !("document" in globalThis);
      const redirect = isKeyed ? { redirect: "manual" as const } : {};
      const request = new Request(address, { ...init, ...redirect, headers, signal: lasting });
      const response = await send(request);
      // Printed errors have their response, and it has its address.
      if (address !== url) Object.defineProperty(response, "url", { value: url, configurable: true });
      const body = async () =>
        (facts.files || facts.events) && response.ok ? (stream ? response.body : response.blob()) : response.text();
      const content = await body().catch((cause) => {
        throw new ConnectionError(cause, request.url);
      });
      // 304 makes sense only for a caller with a cached copy.
      if (response.status === 304 && !init.headers.has("If-None-Match")) throw new ApiError(response);
      return { data: valueIn(response, content, facts.answers, contract.problems, errors), response };
    };
    return persist(limits, repeatable, authorise, attempt, ({ value, error, ...rest }) => {
      const response = error instanceof ApiError ? error.response : value?.response;
      logger?.({
        operation,
        method: facts.method,
        path: facts.path,
        status: response?.status,
        requestId: response?.headers.get("X-Request-Id") ?? undefined,
        error: error?.name,
        ...rest,
      });
    });
  }

  function start(operation: string, facts: Facts, given: unknown[]) {
    const args = read(facts, given);
    if (facts.events) {
      const connect = async (lastId: string | undefined) => {
        const headers = { ...args.options.headers, ...(lastId && { "Last-Event-ID": lastId }) };
        const { data } = await call(operation, facts, { ...args, options: { ...args.options, headers, stream: true } });
        return data as ReadableStream<Uint8Array>; // Cast: as it is asked for.
      };
      return { [Symbol.asyncIterator]: () => eventsFrom(connect, args.options.signal) };
    }
    const answer = call(operation, facts, args);
    const value = answer.then(({ data }) => data);
    // All else derives from `value`: handling its rejection leaves none unhandled.
    const withResponse = () => value.then(() => answer);
    const result = () => withResponse().then((success) => ({ ok: true, ...success }), failed);
    const next = (cursor: object) =>
      call(operation, facts, { ...args, options: { ...args.options, ...cursor } }).then(({ data }) => data);
    return Object.assign(value, { withResponse, result }, facts.paging && pagesFrom(value, next, facts.paging));
  }

  const client = mapValues(contract.operations, (named, group) =>
    mapValues(
      named,
      (facts, name) =>
        (...args: unknown[]) =>
          start(`${group}.${name}`, facts, args),
    ),
  );
  return client as unknown as Client<C, Errors>; // Cast: made from the table, like its type.
}

/** Invalid arguments are a mistake in the program, and thrown on. */
function failed(error: unknown) {
  if (error instanceof ClientError) return { ok: false, error };
  throw error;
}

function mapValues<Value, Mapped>(
  object: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
