/** The client of this service. */
import { type Contract, contract, type Types } from "../generated/contract.ts";
import * as errors from "../generated/errors.ts";
import { createClient as create, type ClientOptions as OptionsOf } from "./engine/client.ts";
import type { Client as ClientOf } from "./engine/methods.ts";

export * from "../generated/errors.ts";
export type * from "../generated/models.ts";
export type { LogEvent, Middleware } from "./engine/client.ts";
export type { BasicCredential, CredentialSource } from "./engine/credentials.ts";
export { AbortError, ApiError, ClientError, ConnectionError, TimeoutError } from "./engine/errors.ts";
export type { Call, CallOptions, PagedCall, Result } from "./engine/methods.ts";

/** The contract's models by name, also those whose name means something else here, such as a model `Client`. */
export type Models = Types["models"];

export type ClientOptions = OptionsOf<Contract>;

export type Client = ClientOf<Contract, typeof errors>;

/**
 * @returns an object of methods for each interface of the contract. Failed calls throw a `ClientError`; invalid arguments
 * throw a `TypeError` before anything is sent.
 */
export function createClient(options: ClientOptions = {}): Client {
  return create(contract, errors, options);
}
