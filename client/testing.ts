/** For tests of code that calls the service. */
import { type Contract, contract } from "../generated/contract.ts";
import type * as errors from "../generated/errors.ts";
import { examples } from "../generated/examples.ts";
import { createTestFetch as create, type TestAnswers as TestAnswersOf } from "./engine/testing.ts";

/** By operation, the response instead of the contract's example. */
export type TestAnswers = TestAnswersOf<Contract, typeof errors>;

/**
 * @returns a `fetch` for `createClient`. It sends nothing, stores nothing and validates nothing: every call gets the
 * contract's example, or what is given for its operation.
 */
export function createTestFetch(given: TestAnswers = {}): (request: Request) => Promise<Response> {
  return create<Contract, typeof errors>(contract, examples, given);
}
