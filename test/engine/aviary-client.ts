/** The client of the engine's own contract: runs in a browser, too. */
import { createClient as create, type ClientOptions as OptionsOf } from "../../client/engine/client.ts";
import type { Client as ClientOf } from "../../client/engine/methods.ts";
import { createTestFetch as createFetch, type TestAnswers } from "../../client/engine/testing.ts";
import { type Contract, contract } from "./generated/contract.ts";
import * as errors from "./generated/errors.ts";
import { examples } from "./generated/examples.ts";

export type * from "./generated/models.ts";

export type ClientOptions = OptionsOf<Contract>;

export type Client = ClientOf<Contract, typeof errors>;

export function createClient(options: ClientOptions = {}): Client {
  return create(contract, errors, options);
}

export function createTestFetch(given: TestAnswers<Contract, typeof errors> = {}) {
  return createFetch<Contract, typeof errors>(contract, examples, given);
}
