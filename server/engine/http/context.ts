/** What a handler works with beside its request. */
import type { Context } from "koa";
import type { Logger } from "pino";
import type { DocumentOperation } from "../contract/document.ts";
import type { AnyContract } from "../contract/handlers.ts";
import { Problem, type ProblemExtras } from "../contract/problem.ts";
import type { OpenDatabase } from "../database/database.ts";
import type { Database } from "../database/interface.ts";
import { filtersOf } from "../database/tables.ts";

/** The database for an operation, whose parameters filter and order what it lists. */
export function boundTo(declared: DocumentOperation, database: OpenDatabase): Database {
  return database.forOperation(filtersOf(declared), declared["x-reads-late"], declared["x-paging"]);
}

/** Makes a problem of the contract, by its name. */
export type MakeProblem = (kind: string, detail: string, extras?: ProblemExtras) => Problem;

export function problemMaker({ contract }: { contract: AnyContract }): MakeProblem {
  return (kind, detail, extras) => {
    const type = contract.problems[kind];
    if (!type) throw new Error(`the contract has no problem ${kind}`);
    return new Problem(type, detail, extras);
  };
}

/** A class: most handlers use the database alone, and the rest is made when it is asked for. */
export class HandlerContext {
  readonly database: Database;
  readonly problem: MakeProblem;
  readonly caller: unknown;
  readonly #context: Context;
  readonly #log: Logger;
  #signal: AbortSignal | undefined;

  constructor(context: Context, database: Database, problem: MakeProblem, log: Logger, caller: unknown) {
    this.caller = caller;
    this.database = database;
    this.problem = problem;
    this.#context = context;
    this.#log = log;
  }

  /** The same with another database. */
  with({ database }: { database: Database }): HandlerContext {
    return new HandlerContext(this.#context, database, this.problem, this.#log, this.caller);
  }

  get accepted(): string | undefined {
    return this.#context.state.accepted;
  }

  get requestId(): string {
    return this.#context.state.requestId;
  }

  get log(): Logger {
    return this.#log.child({ requestId: this.requestId });
  }

  get signal(): AbortSignal {
    if (!this.#signal) {
      const controller = new AbortController();
      const { res } = this.#context;
      if (res.destroyed) controller.abort();
      else res.once("close", () => !res.writableFinished && controller.abort());
      this.#signal = controller.signal;
    }
    return this.#signal;
  }
}
