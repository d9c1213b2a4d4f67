/** A service: a contract, and what serves it. */
import type { Middleware } from "koa";
import type { CallersOf, ConfiguredVerifier, TokenVerifier, VerifiersOf, Verify } from "../contract/callers.ts";
import { type Document, operationsIn } from "../contract/document.ts";
import {
  type AnyContract,
  allOperations,
  type ContextOf,
  type Implementation,
  type Operation,
  type OperationHandlers,
  type Services,
  type Tables,
} from "../contract/handlers.ts";
import type { Hooks } from "../contract/hooks.ts";
import type { AnyRepresentations, Database, Representations } from "../database/interface.ts";
import { contractTables, type Table } from "../database/tables.ts";
import type { HandlerContext } from "./context.ts";

export type { Caller, CallersOf } from "../contract/callers.ts";
export { fileAt, type KnownFile, type Sendable, type Upload } from "../contract/files.ts";
export { Answer } from "../contract/handlers.ts";

/** The handlers of one interface: each returns its success value, or throws a problem. */
export type Handlers<
  C extends AnyContract,
  Group extends keyof Services<C>,
  Callers = Record<never, never>,
> = OperationHandlers<C, Group, Database<Tables<C>>, Callers>;

/** What the handlers of one interface work with beside their requests. */
export type Context<C extends AnyContract, Group extends keyof Services<C>, Callers = Record<never, never>> = ContextOf<
  C,
  Group,
  keyof Services<C>[Group],
  Database<Tables<C>>,
  Callers
>;

/** A verifier for each security scheme of a contract: finds out who has a credential. */
export type Verifiers<C extends AnyContract> = VerifiersOf<C["securitySchemes"], Database<Tables<C>>>;

export type ServiceDefinition<C extends AnyContract, Of extends Verifiers<C>> = Common<C, Of> &
  (keyof Representations<Tables<C>> extends never
    ? unknown
    : {
        /** What callers see of rows whose model has members that are kept elsewhere, by their table. */
        represent: Representations<Tables<C>>;
      });

interface Common<C extends AnyContract, Of extends Verifiers<C>> {
  /** As databases and logs know it, such as `user-service`. */
  name: string;
  /** The contract as OpenAPI: `generated/openapi.json`. */
  document: Document;
  /** By security scheme. */
  verifiers: Of;
  /** By interface. */
  handlers: Implementation<C, Database<Tables<C>>, CallersOf<Of>>;
  /** Run around handlers, such as for an audit. */
  around?: Hooks<C, Database<Tables<C>>, CallersOf<Of>>;
  /** The folder of its migrations. */
  migrations?: URL;
  /** The folder of its home page, and of what its pages load in compressed form, as `npm run build` makes it. */
  page?: URL;
  /** The database unless DATABASE_URL names another, such as `sqlite:users.db`. */
  databaseUrl?: string;
  /** Koa middleware that runs before every operation, in order. */
  middleware?: Middleware[];
}

/** A service whose types have been checked. */
export interface Service {
  name: string;
  document: Document;
  contract: AnyContract;
  verifiers: Record<string, AnyVerifier>;
  handlers: Record<string, Record<string, Handler>>;
  around: Record<string, Hook>;
  represent: AnyRepresentations;
  tables: Table[];
  migrations?: URL;
  page?: URL;
  databaseUrl?: string;
  middleware?: Middleware[];
}

export type Hook = (
  operation: Operation,
  request: object,
  context: HandlerContext,
  next: (changed?: { database: Database }) => Promise<unknown>,
) => Promise<unknown>;

// biome-ignore lint/suspicious/noExplicitAny: a verifier, once its types have been checked.
export type AnyVerify = Verify<any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: the same.
export type AnyVerifier = AnyVerify | ConfiguredVerifier<any, any> | TokenVerifier;

export type Handler = (request: object, context: HandlerContext) => Promise<unknown>;

/** Starts nothing. @throws where the contract and the document are not of one generation */
export function defineService<const C extends AnyContract, Of extends Verifiers<C>>(
  contract: C,
  definition: ServiceDefinition<NoInfer<C>, Of>,
): Service & { contract: C } {
  const { document } = definition;
  const described = new Set(operationsIn(document).map(({ operation }) => operation.operationId));
  for (const { operation } of allOperations(contract))
    if (!described.has(operation.id)) throw new Error(`openapi.json lacks ${operation.id}: run \`npm run generate\``);
  return {
    ...definition,
    contract,
    // Casts: the compiler has checked them; at run time they are found by name.
    verifiers: definition.verifiers as Service["verifiers"],
    handlers: definition.handlers as unknown as Service["handlers"],
    around: (definition.around ?? {}) as Service["around"],
    represent: ("represent" in definition ? definition.represent : {}) as AnyRepresentations,
    tables: contractTables(document),
  };
}

/** Every method that some operation has. */
export function allMethods({ contract }: Service): string[] {
  return [...new Set([...allOperations(contract).map(({ operation }) => operation.method), "HEAD", "OPTIONS"])];
}
