/** For unit tests of handlers. */
import pino, { type Logger } from "pino";
import { operationsIn, placeOf } from "../contract/document.ts";
import type { AnyContract, Context, Services, Tables } from "../contract/handlers.ts";
import type { OpenDatabase } from "../database/database.ts";
import type { Database } from "../database/interface.ts";
import { boundTo, problemMaker } from "./context.ts";
import type { Service } from "./service.ts";

interface Given<Caller> {
  /** As `openDatabase` returns it. */
  database: OpenDatabase;
  caller: Caller;
  /** The media type that the caller prefers. */
  accepted?: string;
  /** Silent unless given. */
  log?: Logger;
}

/**
 * Makes the context of an operation, so that its handler can be called:
 * `notes.read({ path: { id } }, testContext(service, "notes", "read", { database, caller: { id: "ada" } }))`.
 * @throws Error for an operation that the contract lacks
 */
export function testContext<
  C extends AnyContract,
  Group extends keyof Services<C> & string,
  Name extends keyof Services<C>[Group] & string,
  Caller,
>(
  service: Service & { contract: C },
  group: Group,
  name: Name,
  { database, caller, accepted, log = pino({ level: "silent" }) }: Given<Caller>,
): Context<C, Services<C>[Group][Name], Database<Tables<C>>, Caller> {
  const described = operationsIn(service.document).find(({ operation }) => {
    const place = placeOf(operation);
    return place.group === group && place.name === name;
  });
  if (!described) throw new Error(`the contract has no operation ${group}.${name}`);
  const context = {
    database: boundTo(described.operation, database),
    problem: problemMaker(service),
    caller,
    accepted,
    requestId: "test",
    log,
    signal: new AbortController().signal,
  };
  // Cast: its types are those of the contract.
  return context as unknown as Context<C, Services<C>[Group][Name], Database<Tables<C>>, Caller>;
}
