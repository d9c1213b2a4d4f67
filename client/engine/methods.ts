/** The types of the client's methods, inferred from a generated contract: arguments, values, headers and errors. */
import type { SecurityScheme } from "./credentials.ts";
import type { AbortError, ApiError, ConnectionError, TimeoutError } from "./errors.ts";
import type { Facts } from "./requests.ts";

/** The part of a generated contract that the client reads. */
export interface AnyContract {
  /** By interface and name. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, Facts>>>>;
  readonly problems: Readonly<Record<string, { readonly type: string; readonly status: number }>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Of types only: never set. */
  readonly types?: { services: object };
}

/** The class of each problem, by its name. */
export type ErrorClasses = Readonly<Record<string, typeof ApiError>>;

export type Services<C extends AnyContract> = NonNullable<C["types"]>["services"];

export type Client<C extends AnyContract, Errors> = {
  readonly [Group in keyof Services<C>]: {
    readonly [Name in keyof Services<C>[Group]]: Method<Services<C>[Group][Name], FactsOf<C, Group, Name>, Errors>;
  };
};

/** Options of one call, beside the operation's query parameters and conditions. */
export interface CallOptions {
  /** Ends the call at once, with an `AbortError`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds per attempt, including the response's body. */
  timeout?: number | undefined;
  /** Milliseconds for the call, including all attempts and the pauses between them. */
  totalTimeout?: number | undefined;
  /** Retries, if the call is safe to retry. */
  retries?: number | undefined;
  /** Sent beside the client's own. */
  headers?: Record<string, string> | undefined;
}

/** A promise of the value, with ways to learn more. The request is sent once, when the method is called. */
export interface Call<Data, Failure, Received = Response> extends Promise<Data> {
  /** The value and its response. */
  withResponse(): Promise<{ data: Data; response: Received }>;
  /** The value or the error, without throwing it. */
  result(): Promise<Result<Data, Failure, Received>>;
}

export type Result<Data, Failure, Received = Response> =
  | { ok: true; data: Data; response: Received; error?: never }
  | { ok: false; error: Failure; data?: never };

/** The first page, and an iterator over the items of all pages: `for await (const fruit of client.fruits.list())`. */
export interface PagedCall<Page, Item, Failure, Received = Response>
  extends Call<Page, Failure, Received>,
    AsyncIterable<Item> {
  /** Page by page. */
  pages(): AsyncIterable<Page>;
  /** The first `limit` items, of as many pages as needed. */
  toArray(options: { limit: number }): Promise<Item[]>;
}

/**
 * Path parameters in their order, then the body if there is one, then query, conditions and options. With `ifNoneMatch` the
 * value may be undefined: the cached copy is still current. No overload says so, since editors show none the contract's words.
 */
type Method<Operation, Row, Errors> = Operation extends { events: infer Events }
  ? (...args: Arguments<Operation, unknown>) => AsyncIterable<EventOf<Events>>
  : Row extends { files: true }
    ? FileMethod<Operation, Row, Errors>
    : Operation extends { responses: { 304: unknown } }
      ? <Tag extends string | undefined = undefined>(
          ...args: Arguments<Operation, { ifNoneMatch?: Tag }>
        ) => CallOf<Operation, Row, Errors, Success<Operation> | (Tag extends undefined ? never : undefined)>
      : (...args: Arguments<Operation, unknown>) => CallOf<Operation, Row, Errors, Success<Operation>>;

/** An event, with its id or that of the last one before it that had some. */
export type EventOf<Events> = {
  [Name in keyof Events]: { event: Name; data: Events[Name]; id: string | undefined };
}[keyof Events];

type FileMethod<Operation, Row, Errors> = Operation extends { responses: { 304: unknown } }
  ? <Tag extends string | undefined = undefined, Streamed extends boolean | undefined = undefined>(
      ...args: Arguments<Operation, { ifNoneMatch?: Tag } & FileOptions<Streamed>>
    ) => CallOf<
      Operation,
      Row,
      Errors,
      FileOf<Success<Operation>, Streamed> | (Tag extends undefined ? never : undefined)
    >
  : <Streamed extends boolean | undefined = undefined>(
      ...args: Arguments<Operation, FileOptions<Streamed>>
    ) => CallOf<Operation, Row, Errors, FileOf<Success<Operation>, Streamed>>;

interface FileOptions<Streamed> {
  /** Whether the file is a stream, which the call does not wait for: no time limit applies to it, but `signal` ends it. */
  stream?: Streamed;
}

/** A blob unless a stream is asked for. */
type FileOf<Data, Streamed> = Data extends Blob ? (Streamed extends true ? ReadableStream<Uint8Array> : Data) : Data;

type CallOf<Operation, Row, Errors, Data> = Row extends { paging: { items: infer Items } }
  ? PagedCall<Data, ItemOf<Data, Items>, Failure<Operation, Errors>, TypedResponse<Operation>>
  : Call<Data, Failure<Operation, Errors>, TypedResponse<Operation>>;

type ItemOf<Page, Items> = Items extends keyof Page ? (Page[Items] extends (infer Item)[] ? Item : never) : never;

type FactsOf<C extends AnyContract, Group, Name> = Group extends keyof C["operations"]
  ? Name extends keyof C["operations"][Group]
    ? C["operations"][Group][Name]
    : never
  : never;

// Arguments

type Arguments<Operation, Own> = [
  ...(Operation extends { path: infer Path extends unknown[] } ? Path : []),
  ...BodyArgument<Operation>,
  ...OptionsArgument<CallOptions & Lenient<QueryOptions<Operation>> & OtherOptions<Operation> & Own>,
];

type OptionsArgument<Given> = Partial<Given> extends Given ? [options?: Given] : [options: Given];

/** Optional parameters may be undefined, as in `{ cursor: page.nextCursor }`. */
type Lenient<Values> = {
  [Name in keyof Values]: Values[Name] | (Partial<Pick<Values, Name>> extends Pick<Values, Name> ? undefined : never);
};

type QueryOptions<Operation> = Operation extends { renamed: infer Names }
  ? Omit<In<Operation, "query">, Names & string>
  : In<Operation, "query">;

/** Such as `ifNoneMatch`, sent as `If-None-Match`. */
type OtherOptions<Operation> = Operation extends { options: infer Options } ? Options : unknown;

type In<Operation, Place extends string> = Operation extends { parameters: { [P in Place]?: infer Values } }
  ? [NonNullable<Values>] extends [never]
    ? unknown
    : NonNullable<Values>
  : unknown;

/** Bodies are sent in the first declared media type; a blob in its own. */
type BodyArgument<Operation> = Operation extends { requestBody: infer Body }
  ? [body: Sent<ContentOf<Body>>]
  : Operation extends { requestBody?: infer Optional }
    ? [NonNullable<Optional>] extends [never]
      ? []
      : [body: Sent<ContentOf<NonNullable<Optional>>> | undefined]
    : [];

/** A stream can be sent once only: such a call is not retried. */
type Sent<Body> = Body extends Blob ? Blob | Uint8Array | ReadableStream<Uint8Array> : Body;

// Responses

type ContentOf<T> = T extends { content: infer ByType } ? ByType[keyof ByType] : undefined;

/** The operation's responses whose status begins with a digit, except 304. */
type Responses<Operation, Digit extends string> = Operation extends { responses: infer ByStatus }
  ? {
      [Status in Exclude<keyof ByStatus, 304>]: Status extends number
        ? `${Status}` extends `${Digit}${string}`
          ? ByStatus[Status]
          : never
        : never;
    }[Exclude<keyof ByStatus, 304>]
  : never;

export type Success<Operation> =
  Responses<Operation, "2" | "3"> extends infer Each ? (Each extends unknown ? ContentOf<Each> : never) : never;

/** A response that has the headers that the contract requires. */
type TypedResponse<Operation> = {
  readonly headers: { get(name: RequiredHeader<Responses<Operation, "2" | "3">>): string };
} & Response;

type RequiredHeader<Declared> = Declared extends { headers: infer Headers }
  ? keyof {
      [Name in keyof Headers as string extends Name
        ? never
        : Partial<Pick<Headers, Name>> extends Pick<Headers, Name>
          ? never
          : Name]: 1;
    }
  : never;

// Errors

/** The errors of an operation, told apart by `name`. An `ApiError` is a response that the contract does not declare. */
export type Failure<Operation, Errors> =
  | Declared<ContentOf<Responses<Operation, "4" | "5">>, Errors>
  | (ApiError & { readonly name: "ApiError"; readonly body: OwnBody<Responses<Operation, "4" | "5">> | undefined })
  | ConnectionError
  | TimeoutError
  | AbortError;

/** Of errors that are no problems. */
type OwnBody<Response> = Response extends { content: infer ByType }
  ? ByType[Exclude<keyof ByType, "application/problem+json">]
  : never;

type Declared<Problem, Errors> = Problem extends { type: infer Type }
  ? Extract<InstanceOf<Errors[keyof Errors]>, { type: Type }>
  : never;

type InstanceOf<Class> = Class extends new (...args: never) => infer Instance ? Instance : never;
