/** The types of the client's methods, all from the contract: arguments, values, headers and errors. */
import type { components, Service } from "../generated/api.ts";
import type * as problemErrors from "../generated/errors.ts";
import type { operations } from "../generated/operations.ts";
import type { AbortError, ApiError, ConnectionError, TimeoutError } from "./errors.ts";

/** The contract's models by name: `Models["User"]`. */
export type Models = components["schemas"];

export type Client = {
  readonly [Group in keyof Service]: {
    readonly [Name in keyof Service[Group]]: Method<Service[Group][Name], Row<Group, Name>>;
  };
};

/** Settings of one call; the operation's query parameters and conditions stand beside them. */
export interface CallOptions {
  /** Ends the call at once, with an `AbortError`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take, its answer's body included. */
  timeout?: number | undefined;
  /** Milliseconds that the call may take, with all attempts and the pauses between them. */
  totalTimeout?: number | undefined;
  /** How often to try again what may be sent again. */
  retries?: number | undefined;
  /** Sent beside the client's own. */
  headers?: Record<string, string> | undefined;
}

/** What a method returns: a promise of the value, which can tell more. The request is sent at once, and once. */
export interface Call<Data, Failure, Answer = Response> extends Promise<Data> {
  /** The value with the response that it came in. */
  withResponse(): Promise<{ data: Data; response: Answer }>;
  /** The value, or the error that would have been thrown. */
  result(): Promise<Result<Data, Failure, Answer>>;
}

export type Result<Data, Failure, Answer = Response> =
  | { ok: true; data: Data; response: Answer; error?: never }
  | { ok: false; error: Failure; data?: never };

/** The first page, and a way through the items of all pages: `for await (const item of client.things.list())`. */
export interface PagedCall<Page, Item, Failure, Answer = Response>
  extends Call<Page, Failure, Answer>,
    AsyncIterable<Item> {
  /** Page by page. */
  pages(): AsyncIterable<Page>;
  /** The items of as many pages as it takes, `limit` items at most. */
  toArray(options: { limit: number }): Promise<Item[]>;
}

/** Path parameters in their order, then the body if there is one, then query, conditions and settings. */
type Method<Operation, Row> = Operation extends { responses: { 304: unknown } }
  ? {
      (...args: Arguments<Operation, Row, { ifNoneMatch?: never }>): CallOf<Operation, Row, Success<Operation>>;
      /** Undefined where the copy at hand is still current. */
      (...args: Arguments<Operation, Row, unknown>): CallOf<Operation, Row, Success<Operation> | undefined>;
    }
  : (...args: Arguments<Operation, Row, unknown>) => CallOf<Operation, Row, Success<Operation>>;

type CallOf<Operation, Row, Data> = Row extends { paging: { items: infer Items } }
  ? PagedCall<Data, ItemOf<Data, Items>, Failure<Operation>, Answer<Operation>>
  : Call<Data, Failure<Operation>, Answer<Operation>>;

type ItemOf<Page, Items> = Items extends keyof Page ? (Page[Items] extends (infer Item)[] ? Item : never) : never;

type Row<Group, Name> = Group extends keyof typeof operations
  ? Name extends keyof (typeof operations)[Group]
    ? (typeof operations)[Group][Name]
    : never
  : never;

// Arguments

type Arguments<Operation, Row, Narrowed> = [
  ...PathArguments<Operation, Row extends { path: infer Path } ? PathNames<Path> : []>,
  ...BodyArgument<Operation>,
  ...OptionsArgument<CallOptions & Lenient<In<Operation, "query">> & Conditions<In<Operation, "header">> & Narrowed>,
];

type OptionsArgument<Given> = Partial<Given> extends Given ? [options?: Given] : [options: Given];

/** What may be left out may be undefined, so that `{ cursor: page.nextCursor }` needs no care. */
type Lenient<Values> = {
  [Name in keyof Values]: Values[Name] | (Partial<Pick<Values, Name>> extends Pick<Values, Name> ? undefined : never);
};

/** `If-None-Match` is `ifNoneMatch` here. */
type Conditions<Headers> = {
  [Name in keyof Lenient<Headers> as CamelCase<Name & string>]: Lenient<Headers>[Name];
};

type CamelCase<Name extends string> = Uncapitalize<Joined<Name>>;
type Joined<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Lowercase<Head>>}${Joined<Tail>}`
  : Capitalize<Lowercase<Name>>;

type In<Operation, Place extends string> = Operation extends { parameters: { [P in Place]?: infer Values } }
  ? [NonNullable<Values>] extends [never]
    ? unknown
    : NonNullable<Values>
  : unknown;

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

// Answers

type ContentOf<T> = T extends { content: infer ByType } ? ByType[keyof ByType] : undefined;

/** The operation's answers whose status begins so. */
type Answers<Operation, Digit extends string> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses]: Status extends number
        ? `${Status}` extends `${Digit}${string}`
          ? Responses[Status]
          : never
        : never;
    }[keyof Responses]
  : never;

export type Success<Operation> =
  Answers<Operation, "2"> extends infer Each ? (Each extends unknown ? ContentOf<Each> : never) : never;

/** A response in which the headers that the contract promises are there. */
type Answer<Operation> = {
  readonly headers: { get(name: Promised<Answers<Operation, "2">>): string };
} & Response;

type Promised<Answered> = Answered extends { headers: infer Headers }
  ? keyof {
      [Name in keyof Headers as string extends Name
        ? never
        : Partial<Pick<Headers, Name>> extends Pick<Headers, Name>
          ? never
          : Name]: 1;
    }
  : never;

// Errors

type ProblemError = InstanceType<(typeof problemErrors)[keyof typeof problemErrors]>;

/** What the operation may fail with; `name` tells them apart. An `ApiError` is what the contract does not declare. */
export type Failure<Operation> =
  | Declared<ContentOf<Answers<Operation, "4" | "5">>>
  | (ApiError & { readonly name: "ApiError" })
  | ConnectionError
  | TimeoutError
  | AbortError;

type Declared<Problem> = Problem extends { type: infer Type } ? Extract<ProblemError, { type: Type }> : never;
