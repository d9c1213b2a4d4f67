/** What a handler receives and returns, derived from the contract. */
import type { Service } from "../generated/api.ts";
import type { operations } from "../generated/operations.ts";

type Table = typeof operations;

/** One object of handlers for each interface of the contract. */
export type Implementation = { [Group in keyof Service]: Handlers<Group> };

/** A handler for each operation of an interface: it returns the success value, or throws a `Problem`. */
export type Handlers<Group extends keyof Service> = {
  [Name in keyof Service[Group]]: (
    request: Request<Service[Group][Name]>,
  ) => Promise<Result<Service[Group][Name], Derived<Group, Name>>>;
};

/** The validated input, in the contract's types, with the query's defaults filled in. */
type Request<Operation> = {
  path: In<Operation, "path">;
  query: Filled<In<Operation, "query">, Operation extends { filled: infer Names } ? Names : never>;
  headers: Omit<In<Operation, "header">, Generic>;
  body: Operation extends { requestBody: infer Body }
    ? Content<Body>
    : Operation extends { requestBody?: infer Body }
      ? Content<NonNullable<Body>> | undefined
      : undefined;
} & ("If-Match" extends keyof In<Operation, "header">
  ? {
      /** Given when the caller sent If-Match: throws PreconditionFailed unless the representation is the one it names. */
      ifMatch: ((current: object) => void) | undefined;
    }
  : unknown);

/** Request headers that the router answers for. */
type Generic = "If-Match" | "If-None-Match" | "Idempotency-Key";

type In<Operation, Place extends string> = Operation extends { parameters: { [P in Place]?: infer Values } }
  ? NonNullable<Values>
  : never;

type Filled<Query, Names> = Omit<Query, Names & string> & Required<Pick<Query, Names & keyof Query>>;

/**
 * An answer with its status and headers, for operations that declare more than one success or that have headers of
 * their own; where there is nothing to choose, a handler returns the body alone.
 */
export class Answer<Status extends number, Headers, Body> {
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
  /** Of types only: without it, an answer with more headers than declared would pass for one with fewer. */
  declare readonly declared: (headers: Headers) => Headers;
  constructor(status: Status, body: Body, headers: Headers) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Whatever a handler may have answered, once its type no longer matters. */
export type AnyAnswer = Answer<number, Record<string, string>, unknown>;

type Result<Operation, DerivedHeader> = Operation extends { responses: infer Responses }
  ? {
      [Status in Success<Responses>]:
        | Answer<Status, OwnHeaders<Responses[Status], DerivedHeader>, Content<Responses[Status]>>
        | (IsUnion<Success<Responses>> extends true
            ? never
            : object extends OwnHeaders<Responses[Status], DerivedHeader>
              ? Content<Responses[Status]>
              : never);
    }[Success<Responses>]
  : never;

type Success<Responses> = {
  [S in keyof Responses]: `${S & number}` extends `2${string}` ? S : never;
}[keyof Responses] &
  number;

/** Response headers that the router derives from the contract and the answer. */
type Derived<Group extends keyof Service, Name extends keyof Service[Group]> =
  | "ETag"
  | Fact<Group, Name, "paging", "Link">
  | Fact<Group, Name, "location", "Location">;

type Fact<Group extends keyof Table, Name, Key, Header> = Name extends keyof Table[Group]
  ? Key extends keyof Table[Group][Name]
    ? Header
    : never
  : never;

type OwnHeaders<Response, DerivedHeader> = Response extends { headers: infer Headers }
  ? Omit<{ [H in keyof Headers as string extends H ? never : H]: Headers[H] }, DerivedHeader & string>
  : unknown;

// biome-ignore lint/suspicious/noConfusingVoidType: a handler with nothing to answer is an async function without return.
type Content<T> = T extends { content: infer ByType } ? ByType[keyof ByType] : void;

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;
