/** The types of hooks, which run around handlers. */
import type { CallerOf } from "./callers.ts";
import type {
  AnyContract,
  Context,
  Derived,
  EventOf,
  Operation,
  Problems,
  Request,
  Result,
  SecurityOf,
  Services,
} from "./handlers.ts";

/**
 * Run around handlers, by their place: `*` around all of them, an interface such as `users`, or an operation such as
 * `users.create`; the wider the place, the further out. A hook may refuse by throwing, respond instead of the handler, or
 * change what `next` returns. `next({ database })` hands another database on, such as that of a transaction. Under an
 * Idempotency-Key it works in the transaction of the handler, and a replay runs neither.
 */
export type Hooks<C extends AnyContract, Database, Callers> = {
  readonly [Name in HookPlace<C>]?: HookOf<C, PlacesAt<C, Name>, Database, Callers>;
};

type HookPlace<C extends AnyContract> =
  | "*"
  | (keyof Services<C> & string)
  | { [Group in keyof Services<C> & string]: `${Group}.${keyof Services<C>[Group] & string}` }[keyof Services<C> &
      string];

/** The operations at a place. */
type PlacesAt<C extends AnyContract, Name> = Name extends "*"
  ? Places<C>
  : Name extends keyof Services<C> & string
    ? Places<C, Name>
    : Name extends `${infer Group}.${infer Operation}`
      ? { group: Group; name: Operation }
      : never;

/** An operation, by its interface and name. */
interface Place {
  group: string;
  name: string;
}

type Places<C extends AnyContract, Group extends keyof Services<C> & string = keyof Services<C> & string> = {
  [G in Group]: { [N in keyof Services<C>[G] & string]: { group: G; name: N } }[keyof Services<C>[G] & string];
}[Group];

type HookOf<C extends AnyContract, At extends Place, Database, Callers> = (
  operation: Operation,
  request: RequestAt<C, At>,
  context: Context<C, CommonOf<C, At>, Database, CallerAt<C, At, Callers>>,
  next: (changed?: { database: Database }) => Promise<ResultAt<C, At>>,
) => Promise<ResultAt<C, At>>;

type OperationAt<C extends AnyContract, At extends Place> = At extends {
  group: infer G extends keyof Services<C>;
  name: infer N;
}
  ? N extends keyof Services<C>[G]
    ? Services<C>[G][N]
    : never
  : never;

type RequestAt<C extends AnyContract, At extends Place> =
  OperationAt<C, At> extends infer Each ? (Each extends unknown ? Request<Each> : never) : never;

type CallerAt<C extends AnyContract, At extends Place, Callers> = At extends { group: infer G; name: infer N }
  ? CallerOf<SecurityOf<C, G, N>, Callers>
  : never;

/** What an operation returns; of one with events an iterator over them. */
type ResultAt<C extends AnyContract, At extends Place> = At extends {
  group: infer G extends keyof Services<C>;
  name: infer N;
}
  ? N extends keyof Services<C>[G]
    ? Services<C>[G][N] extends { events: infer Events }
      ? AsyncIterable<EventOf<Events>>
      : Result<Services<C>[G][N], Derived<C, G, N>>
    : never
  : never;

/** An operation that declares what all of them do: the problems that a hook may throw, and any media type. */
interface CommonOf<C extends AnyContract, At extends Place> {
  problems: CommonProblem<C, OperationAt<C, At>>;
  responses: OperationAt<C, At> extends { responses: infer Responses } ? Responses : never;
}

/** The problems that each of some operations declares. */
type CommonProblem<C extends AnyContract, Operations> = {
  [Kind in keyof Problems<C>]: [
    Operations extends { problems: infer Declared } ? (Kind extends Declared ? never : 1) : 1,
  ] extends [never]
    ? Kind
    : never;
}[keyof Problems<C>];
