/**
 * The typed client: a method for each operation of the contract, `client.users.create({ name: "Marry" })`.
 * Nothing here knows a resource; names, paths and media types come from the generated table.
 */
import { operations } from "../generated/operations.ts";
import { valueIn } from "./answers.ts";
import { ApiError, ClientError, ConnectionError } from "./errors.ts";
import type { Client } from "./methods.ts";
import { pagesFrom } from "./paging.ts";
import { type Arguments, type Facts, read, requestOf } from "./requests.ts";
import { persist } from "./retries.ts";

export * from "../generated/errors.ts";
export { AbortError, ApiError, ClientError, ConnectionError, TimeoutError } from "./errors.ts";
export type { Call, CallOptions, Client, Models, PagedCall, Result } from "./methods.ts";

export interface ClientOptions {
  /** Where the service answers, such as `http://127.0.0.1:8000`. In a browser, the page's own host unless given. */
  baseUrl?: string | undefined;
  /** Sent as `Authorization: Bearer …` (RFC 6750). */
  token?: string | undefined;
  /** Instead of the global fetch. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  /** Milliseconds that one attempt may take, its answer's body included: 10 000 unless given. */
  timeout?: number | undefined;
  /** Milliseconds that a call may take, with all attempts and the pauses between them: 60 000 unless given. */
  totalTimeout?: number | undefined;
  /** How often to try again what may be sent again: 2 unless given. */
  retries?: number | undefined;
  /** Each attempt passes through them, in their order. */
  middleware?: Middleware[] | undefined;
  /** Is told of each attempt. */
  logger?: ((event: LogEvent) => void) | undefined;
}

/** Sends the request on by `next`, or a changed one, or answers by itself. */
export type Middleware = (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;

/** One attempt. It holds nothing that was sent or answered: no value of path, query or header, and no body. */
export interface LogEvent {
  /** Such as `users.read`. */
  operation: string;
  method: string;
  /** As the contract has it, without values. */
  path: string;
  /** Counted from 1. */
  attempt: number;
  /** Milliseconds. */
  duration: number;
  status: number | undefined;
  /** What the service calls the request in its log. */
  requestId: string | undefined;
  /** The name of the error's class. */
  error: string | undefined;
  /** Milliseconds until the next attempt, if there is one. */
  retryIn: number | undefined;
}

interface Answer {
  data: unknown;
  response: Response;
}

/**
 * @returns an object of methods for each interface of the contract. They reject with a `ClientError` for whatever is no
 * success, and with a `TypeError` for arguments that cannot be meant, before anything is sent.
 */
export function createClient(options: ClientOptions = {}): Client {
  const { baseUrl, fetch = (request) => globalThis.fetch(request), middleware = [], logger } = options;
  if (baseUrl) new URL(baseUrl, globalThis.location?.href); // Throws now rather than at the first call.
  const send = middleware.reduceRight<(request: Request) => Promise<Response>>(
    (next, each) => (request) => each(request, next),
    async (request) => {
      try {
        return await fetch(request);
      } catch (cause) {
        throw new ConnectionError(cause);
      }
    },
  );

  async function call(operation: string, facts: Facts, args: Arguments): Promise<Answer> {
    const { url, init, limits, repeatable } = requestOf(facts, args, options);
    const attempt = async (signal: AbortSignal) => {
      const response = await send(new Request(url, { ...init, signal }));
      const text = await response.text().catch((cause) => {
        throw new ConnectionError(cause);
      });
      // Only who has a copy may be told that it is current.
      if (response.status === 304 && !init.headers.has("If-None-Match")) throw new ApiError(response);
      return { data: valueIn(response, text, facts.answers), response };
    };
    return persist(limits, repeatable, attempt, ({ value, error, ...rest }) => {
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
    const answer = call(operation, facts, args);
    const value = answer.then(({ data }) => data);
    // All that can be asked for follows from `value`: whoever handles a failure there leaves none unhandled.
    const withResponse = () => value.then(() => answer);
    const result = () => withResponse().then((success) => ({ ok: true, ...success }), failed);
    const next = (cursor: object) =>
      call(operation, facts, { ...args, options: { ...args.options, ...cursor } }).then(({ data }) => data);
    return Object.assign(value, { withResponse, result }, facts.paging && pagesFrom(value, next, facts.paging));
  }

  const table: Record<string, Record<string, Facts>> = operations;
  const client = mapValues(table, (named, group) =>
    mapValues(
      named,
      (facts, name) =>
        (...args: unknown[]) =>
          start(`${group}.${name}`, facts, args),
    ),
  );
  return client as unknown as Client; // Made from the table, as its type is.
}

/** What callers can act on; a mistake in the arguments is thrown on. */
function failed(error: unknown) {
  if (error instanceof ClientError) return { ok: false, error };
  throw error;
}

function mapValues<Value, Mapped>(
  object: Record<string, Value>,
  map: (value: Value, key: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
