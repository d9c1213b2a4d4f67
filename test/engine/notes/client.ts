/** The client of the notes' contract. */
import { createClient as create, type ClientOptions as OptionsOf } from "../../../client/engine/client.ts";
import type { Client as ClientOf } from "../../../client/engine/methods.ts";
import { createTestFetch as createFetch } from "../../../client/engine/testing.ts";
import { type Contract, contract } from "./generated/contract.ts";
import * as errors from "./generated/errors.ts";
import { examples } from "./generated/examples.ts";

export type ClientOptions = OptionsOf<Contract>;

export type Client = ClientOf<Contract, typeof errors>;

export function createClient(options: ClientOptions = {}): Client {
  return create(contract, errors, options);
}

export function createTestFetch() {
  return createFetch<Contract, typeof errors>(contract, examples, {});
}
