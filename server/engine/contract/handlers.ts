/** The types of handlers, inferred from a generated contract. */
import type { Logger } from "pino";
import type { CallerOf, IsUnion, SecurityRequirement, SecurityScheme } from "./callers.ts";
import type { Paging } from "./document.ts";
import type { Sendable, Upload } from "./files.ts";
import type { Problem, ProblemType } from "./problem.ts";

/** The part of a generated contract that the server reads. */
export interface AnyContract {
  /** By interface and name. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly problems: Readonly<Record<string, ProblemType>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Of types only: never set. */
  readonly types?: { services: object; tables: Record<string, TableTypes>; problems: object };
}

/** Of a table: its rows, the column of its key, what an insert takes, and what callers see of a row, where that differs. */
export interface TableTypes {
  row: object;
  key: string;
  insert: object;
  model?: object;
}

/** What an operation is routed and answered by. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Request media types, the preferred one first. */
  readonly body: readonly string[];
  /** The alternatives of its callers. */
  readonly security: readonly SecurityRequirement[];
  readonly paging?: Readonly<Paging>;
  /** The id of the operation that reads what this one creates. */
  readonly location?: string;
}

export interface NamedOperation {
  group: string;
  name: string;
  operation: Operation;
}

export function allOperations({ operations }: AnyContract): NamedOperation[] {
  return Object.entries(operations).flatMap(([group, named]) =>
    Object.entries(named).map(([name, operation]) => ({ group, name, operation })),
  );
}

type Types<C extends AnyContract> = NonNullable<C["types"]>;
export type Services<C extends AnyContract> = Types<C>["services"];
/** Each table, by its name. */
export type Tables<C extends AnyContract> = Types<C>["tables"];
export type Problems<C extends AnyContract> = Types<C>["problems"];

/** Handlers for every interface of a contract. */
export type Implementation<C extends AnyContract, Database, Callers> = {
  [Group in keyof Services<C>]: OperationHandlers<C, Group, Database, Callers>;
};

/**
 * A handler for each operation of an interface: it returns the success value, or throws a problem. Of an operation with
 * events it is an async generator, which yields them.
 */
export type OperationHandlers<C extends AnyContract, Group extends keyof Services<C>, Database, Callers> = {
  [Name in keyof Services<C>[Group]]: (
    request: Request<Services<C>[Group][Name]>,
    context: ContextOf<C, Group, Name, Database, Callers>,
  ) => Services<C>[Group][Name] extends { events: infer Events }
    ? AsyncIterable<EventOf<Events>>
    : Promise<Result<Services<C>[Group][Name], Derived<C, Group, Name>>>;
};

/** The context of one operation. */
export type ContextOf<
  C extends AnyContract,
  Group extends keyof Services<C>,
  Name extends keyof Services<C>[Group],
  Database,
  Callers,
> = Context<C, Services<C>[Group][Name], Database, CallerOf<SecurityOf<C, Group, Name>, Callers>>;

/** The alternatives of an operation's callers. */
export type SecurityOf<C extends AnyContract, Group, Name> = Group extends keyof C["operations"]
  ? Name extends keyof C["operations"][Group]
    ? C["operations"][Group][Name]["security"][number]
    : never
  : never;

/** An event, as a handler yields it. */
export type EventOf<Events> = {
  [Name in keyof Events]: {
    event: Name;
    data: Events[Name];
    /** A caller that has lost its connection sends the last one that it got: `request.lastEventId`. */
    id?: string | undefined;
  };
}[keyof Events];

/** What a handler works with beside its request. */
export interface Context<C extends AnyContract, Operation, Database, Caller> {
  /** The database; under an Idempotency-Key the transaction that the response is kept in. */
  database: Database;
  /** Makes one of the problems that the operation declares, to be thrown. */
  problem<Kind extends DeclaredProblem<Operation> & keyof Problems<C>>(
    kind: Kind,
    detail: string,
    ...extras: object extends Problems<C>[Kind]
      ? [extras?: Problems<C>[Kind] & { headers?: Record<string, string> }]
      : [extras: Problems<C>[Kind] & { headers?: Record<string, string> }]
  ): Problem;
  /** The media type that the caller prefers, of those that the operation's successes have. */
  accepted: MediaType<Operation>;
  /** Who calls, as the verifiers of the operation's security schemes have found; undefined for anyone else. */
  caller: Caller;
  /** As in `X-Request-Id` and the log. */
  requestId: string;
  /** Adds the request's id to each line. */
  log: Logger;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
}

type DeclaredProblem<Operation> = Operation extends { problems: infer Names } ? Names : never;

/** The validated input, in the contract's types, with the query's defaults filled in: what the operation declares, and no more. */
export type Request<Operation> = Declaring<"path", In<Operation, "path">> &
  Declaring<"query", Filled<In<Operation, "query">, Operation extends { filled: infer Names } ? Names : never>> &
  Declaring<"headers", Omit<In<Operation, "header">, EngineHeader>> &
  Declaring<"cookies", In<Operation, "cookie">> &
  (Operation extends { requestBody: infer Body }
    ? { body: Content<Body, Upload> }
    : Operation extends { requestBody?: infer Body }
      ? [NonNullable<Body>] extends [never]
        ? unknown
        : { body: Content<NonNullable<Body>, Upload> | undefined }
      : unknown) &
  (Operation extends { events: unknown }
    ? {
        /** The id of the last event that the caller got, if it has lost its connection. */
        lastEventId: string | undefined;
      }
    : unknown) &
  ("If-Match" extends keyof In<Operation, "header">
    ? {
        /** Set when the caller sent If-Match: throws PreconditionFailed unless the representation matches. */
        ifMatch: IfMatch | undefined;
      }
    : unknown);

/** The parameters of a place, where there are any. */
type Declaring<Place extends string, Values> = [keyof Values] extends [never] ? unknown : { [P in Place]: Values };

/** Throws PreconditionFailed unless the representation has the ETag that the caller named. */
export interface IfMatch {
  (representation: object): void;
  /** Reads the representation; set where GET returns no kept model. */
  read?: () => Promise<object>;
}

/** Request headers that the engine answers for. */
type EngineHeader = "If-Match" | "If-None-Match" | "Idempotency-Key";

/** Not never where there are none: every name could be read from it. */
type In<Operation, Place extends string> = Operation extends { parameters: { [P in Place]?: infer Values } }
  ? [NonNullable<Values>] extends [never]
    ? Record<never, never>
    : NonNullable<Values>
  : Record<never, never>;

type Filled<Query, Names> = Omit<Query, Names & string> & Required<Pick<Query, Names & keyof Query>>;

/**
 * A response with its status and headers: for operations that declare more than one success, headers of their own, redirects,
 * or errors that are no problems. Elsewhere a handler returns the body alone.
 */
export class Answer<Status extends number, Headers, Body> {
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
  /** Of types only: without it, an answer with undeclared headers would pass for one without. */
  declare readonly declared: keyof Headers;
  constructor(status: Status, body: Body, headers: Headers) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** An answer that may leave out optional headers: a type of its own, since two Answers are compared as if each header were required. */
interface Declared<Status extends number, Headers, Body> {
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
  readonly declared: keyof Headers;
}

/** Any answer, once its type no longer matters. */
export type AnyAnswer = Answer<number, Record<string, string>, unknown>;

export type Result<Operation, DerivedHeader> = Operation extends { responses: infer Responses }
  ? {
      [Status in Answered<Responses>]:
        | Declared<Status, OwnHeaders<Responses[Status], DerivedHeader>, Content<Responses[Status], Sendable>>
        | (Status extends OnlySuccess<Responses>
            ? object extends OwnHeaders<Responses[Status], DerivedHeader>
              ? Content<Responses[Status], Sendable>
              : never
            : never);
    }[Answered<Responses>]
  : never;

/** The statuses that handlers answer with: all but 304, which is the engine's, and those of problems alone, which are thrown. */
type Answered<Responses> = {
  [S in keyof Responses]: S extends 304 ? never : [OwnType<Responses[S]>] extends [never] ? never : S;
}[keyof Responses] &
  number;

type OwnType<Response> = Response extends { content: infer ByType }
  ? Exclude<keyof ByType, "application/problem+json">
  : "no body";

/** The status of a bare body. */
type OnlySuccess<Responses> = IsUnion<Success<Responses>> extends true ? never : Success<Responses>;

type Success<Responses> = {
  [S in keyof Responses]: `${S & number}` extends `2${string}` ? S : never;
}[keyof Responses] &
  number;

/** The media types of an operation's successes. */
type MediaType<Operation> = Operation extends { responses: infer Responses }
  ? {
      [S in Success<Responses>]: Responses[S] extends { content: infer ByType } ? keyof ByType : never;
    }[Success<Responses>]
  : never;

/** Response headers that the engine derives from the contract and the body. */
export type Derived<C extends AnyContract, Group, Name> =
  | "ETag"
  | HeaderOf<C, Group, Name, "paging", "Link">
  | HeaderOf<C, Group, Name, "location", "Location">;

type HeaderOf<C extends AnyContract, Group, Name, Key, Header> = Group extends keyof C["operations"]
  ? Name extends keyof C["operations"][Group]
    ? Key extends keyof C["operations"][Group][Name]
      ? Header
      : never
    : never
  : never;

type OwnHeaders<Response, DerivedHeader> = Response extends { headers: infer Headers }
  ? Omit<{ [H in keyof Headers as string extends H ? never : H]: Headers[H] }, DerivedHeader & string>
  : unknown;

/** The value of a body, with a type instead of files. */
type Content<T, File> = T extends { content: infer ByType }
  ? {
      [Type in keyof ByType]: Type extends "multipart/form-data"
        ? { [Name in keyof ByType[Type]]: Exchanged<ByType[Type][Name], File> }
        : Exchanged<ByType[Type], File>;
    }[Exclude<keyof ByType, "application/problem+json">]
  : // biome-ignore lint/suspicious/noConfusingVoidType: a handler without a body to return is an async function without return.
    void;

/** The generated types have blobs for files. */
type Exchanged<T, File> = T extends Blob ? File : T extends Blob[] ? File[] : T;
