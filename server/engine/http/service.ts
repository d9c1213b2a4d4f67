/** A service: a contract, and what serves it. */
import type { Middleware } from "koa";
import { type Document, operationsIn } from "../contract/document.ts";
import {
  type AnyContract,
  allOperations,
  type Implementation,
  type OperationHandlers,
  type Services,
  type Tables,
} from "../contract/handlers.ts";
import type { Database } from "../database/database.ts";
import { contractTables, type Table } from "../database/tables.ts";

export { fileAt, type KnownFile, type Sendable, type Upload } from "../contract/files.ts";
export { Answer } from "../contract/handlers.ts";

/** Who calls, as the engine tells callers apart. */
export type Caller = string;

/** The handlers of one interface: each returns its success value, or throws a problem. */
export type Handlers<C extends AnyContract, Group extends keyof Services<C>, Callers = Caller> = OperationHandlers<
  C,
  Group,
  Database<Tables<C>>,
  Callers
>;

export interface ServiceDefinition<C extends AnyContract, Callers> {
  /** As databases and logs know it, such as `user-service`. */
  name: string;
  /** The contract as OpenAPI: `generated/openapi.json`. */
  document: Document;
  /** By interface. */
  handlers: Implementation<C, Database<Tables<C>>, Callers>;
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
export interface Service extends Omit<ServiceDefinition<AnyContract, Caller>, "handlers"> {
  contract: AnyContract;
  handlers: Record<string, Record<string, Handler>>;
  tables: Table[];
}

export type Handler = (request: object, context: object) => Promise<unknown>;

/** Starts nothing. @throws where the contract and the document are not of one generation */
export function defineService<const C extends AnyContract, Callers = Caller>(
  contract: C,
  definition: ServiceDefinition<NoInfer<C>, Callers>,
): Service {
  const { document } = definition;
  const described = new Set(operationsIn(document).map(({ operation }) => operation.operationId));
  for (const { operation } of allOperations(contract))
    if (!described.has(operation.id)) throw new Error(`openapi.json lacks ${operation.id}: run \`npm run generate\``);
  return {
    ...definition,
    contract,
    // Cast: the compiler has checked the handlers; at run time they are found by name.
    handlers: definition.handlers as Service["handlers"],
    tables: contractTables(document),
  };
}

/** Every method that some operation has. */
export function allMethods({ contract }: Service): string[] {
  return [...new Set([...allOperations(contract).map(({ operation }) => operation.method), "HEAD", "OPTIONS"])];
}
