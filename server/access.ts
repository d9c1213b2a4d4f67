/** Who calls: a verifier for each security scheme of the contract. */
import type { Contract } from "../generated/contract.ts";
import type { CallersOf, Verifiers } from "./engine/http/service.ts";
import { tokens } from "./engine/http/tokens.ts";

export const verifiers = {
  ReadToken: tokens("read"),
  WriteToken: tokens("write"),
} satisfies Verifiers<Contract>;

/** The callers of operations: `Handlers<Contract, "users", Callers>` types `context.caller`. */
export type Callers = CallersOf<typeof verifiers>;
