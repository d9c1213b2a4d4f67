/**
 * The typed client: a method for each operation of the contract, `client.users.create({ name: "Marry" })`.
 * Nothing here knows a resource; names, paths and media types come from the generated table.
 */
import createFetchClient from "openapi-fetch";
import type { components, Service } from "../generated/api.ts";
import { operations } from "../generated/operations.ts";

/** The contract's models by name: `Models["User"]`. */
export type Models = components["schemas"];

export interface ClientOptions {
  /** Where the service answers, such as `http://127.0.0.1:8000`. In a browser, the page's own host unless given. */
  baseUrl?: string;
  /** Instead of the global fetch. */
  fetch?: (request: Request) => Promise<Response>;
  /** Sent with every request. */
  headers?: Record<string, string>;
}

/** Settings of one call. The operation's query parameters and conditions stand beside them. */
export interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export type Client = {
  readonly [Group in keyof Service]: {
    readonly [Name in keyof Service[Group]]: Method<Service[Group][Name], PathOf<Group, Name>>;
  };
};

/**
 * Path parameters in their order, then the body if there is one, then query, conditions and settings. A call that names
 * the copy at hand may be told that it is still current: undefined.
 */
type Method<Operation, Path> = Operation extends { responses: { 304: unknown } }
  ? {
      (...args: Arguments<Operation, Path, Options<Operation> & { ifNoneMatch?: never }>): Promise<Success<Operation>>;
      (...args: Arguments<Operation, Path, Options<Operation>>): Promise<Success<Operation> | undefined>;
    }
  : (...args: Arguments<Operation, Path, Options<Operation>>) => Promise<Success<Operation>>;

type Arguments<Operation, Path, Given> = [
  ...PathArguments<Operation, PathNames<Path>>,
  ...BodyArgument<Operation>,
  options?: Given,
];

type Options<Operation> = CallOptions & In<Operation, "query"> & Conditions<In<Operation, "header">>;

/** `If-None-Match` is `ifNoneMatch` here. */
type Conditions<Headers> = { [Name in keyof Headers as CamelCase<Name & string>]: Headers[Name] };

type CamelCase<Name extends string> = Uncapitalize<Joined<Name>>;
type Joined<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Lowercase<Head>>}${Joined<Tail>}`
  : Capitalize<Lowercase<Name>>;

type In<Operation, Place extends string> = Operation extends { parameters: { [P in Place]?: infer Values } }
  ? [NonNullable<Values>] extends [never]
    ? unknown
    : NonNullable<Values>
  : unknown;

type PathOf<Group, Name> = Group extends keyof typeof operations
  ? Name extends keyof (typeof operations)[Group]
    ? (typeof operations)[Group][Name] extends { path: infer Path }
      ? Path
      : never
    : never
  : never;

type PathNames<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? [Name, ...PathNames<Rest>] : [];

type PathArguments<Operation, Names> = {
  [Index in keyof Names]: Names[Index] extends keyof In<Operation, "path">
    ? In<Operation, "path">[Names[Index]]
    : never;
};

/** Bodies as the first declared media type has them, which is the one that is sent. */
type BodyArgument<Operation> = Operation extends { requestBody: infer Body }
  ? [body: ContentOf<Body>]
  : Operation extends { requestBody?: infer Optional }
    ? [NonNullable<Optional>] extends [never]
      ? []
      : [body: ContentOf<NonNullable<Optional>> | undefined]
    : [];

type Success<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses]: Status extends number
        ? `${Status}` extends `2${string}`
          ? ContentOf<Responses[Status]>
          : never
        : never;
    }[keyof Responses]
  : never;

type ContentOf<T> = T extends { content: infer ByType } ? ByType[keyof ByType] : undefined;

/** An answer that is not a success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly response: Response;
  /** The problem that the service told, if it did (RFC 9457). */
  readonly problem: (Models["Problem"] & Partial<Pick<Models["InvalidRequestProblem"], "errors">>) | undefined;

  constructor(response: Response, problem: ApiError["problem"]) {
    super(
      problem ? `${response.status} ${problem.title}: ${problem.detail}` : `${response.status} ${response.statusText}`,
    );
    this.response = response;
    this.problem = problem;
  }

  get status(): number {
    return this.response.status;
  }
}

/** What the table says of an operation, as far as a client needs it. */
interface Facts {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly body: readonly string[];
}

type Values = Record<string, unknown>;

/** @returns an object of methods for each interface of the contract; they throw `ApiError` for what is no success */
export function createClient(options: ClientOptions = {}): Client {
  const api = createFetchClient<Record<string, Record<string, object>>>(options);
  const send = async (facts: Facts, args: unknown[]): Promise<unknown> => {
    const { method, path, init } = requestOf(facts, args);
    // The seam: what the mapped types promised the caller, openapi-fetch takes by name.
    const { data, error, response } = await (api.request as (...args: unknown[]) => Promise<Answer>)(
      method,
      path,
      init,
    );
    if (response.status === 304) return undefined;
    if (!response.ok) throw new ApiError(response, problemIn(error));
    return data;
  };
  const table: Record<string, Record<string, Facts>> = operations;
  return mapValues(table, (named) =>
    mapValues(
      named,
      (facts) =>
        (...args: unknown[]) =>
          send(facts, args),
    ),
  ) as unknown as Client;
}

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

function requestOf(facts: Facts, args: unknown[]) {
  const rest = [...args];
  const names = [...facts.path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const path = Object.fromEntries(names.map((name) => [name, pathValue(name, rest.shift())]));
  const body = facts.body.length > 0 ? rest.shift() : undefined;
  const { signal, headers, ...values } = (rest.shift() ?? {}) as CallOptions & Values;
  const query = Object.fromEntries(
    facts.query.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
  const conditions = Object.fromEntries(facts.headers.map((name) => [name, values[camelCase(name)]]));
  const type = body === undefined ? {} : { "Content-Type": facts.body[0] };
  return {
    method: facts.method.toLowerCase(),
    path: facts.path,
    init: { params: { path, query }, headers: { ...type, ...conditions, ...headers }, body, ...(signal && { signal }) },
  };
}

/** A path without its value is another path: the collection, or the one above. */
function pathValue(name: string, value: unknown): unknown {
  if (value === undefined || value === null || ["", ".", ".."].includes(String(value)))
    throw new TypeError(`${name} must not be ${JSON.stringify(value) ?? "absent"}`);
  return value;
}

function problemIn(error: unknown): ApiError["problem"] {
  return typeof error === "object" && error !== null && "title" in error && "detail" in error
    ? (error as ApiError["problem"])
    : undefined;
}

function camelCase(header: string): string {
  const joined = header
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

function mapValues<Value, Mapped>(
  object: Record<string, Value>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
