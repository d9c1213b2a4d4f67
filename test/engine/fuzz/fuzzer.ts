/** Fuzzes a server by its contract: requests that keep every rule, that break exactly one, and sequences of requests. */
import fc from "fast-check";
import { type Document, eventsOf, operationsIn } from "../../../server/engine/contract/document.ts";
import { checkTrial } from "./checks.ts";
import { readContract } from "./contract.ts";
import { draftsOf } from "./drafts.ts";
import { checkLives, type Subject } from "./lives.ts";
import { UnknownKind } from "./notation.ts";
import { createSession } from "./session.ts";
import { trialsOf } from "./trials.ts";
import { createValues } from "./values.ts";

export interface FuzzOptions {
  /** The same seed makes the same requests, in the same order. */
  seed: number;
  /** Requests per rule; three times as many sequences, and ten times as many requests that keep all rules. */
  runs: number;
  /** Rules of one operation that are tried; all unless given. */
  mostTrials?: number;
  /** Findings after which it ends: they likely have one cause, and shrinking each takes many requests. */
  enough?: number;
}

/**
 * Returns a function that fuzzes one operation, and reports each broken promise with the smallest requests that show it.
 * The server should start empty: refused requests must leave its lists unchanged.
 * @param tell called once for everything that is left out
 */
export function createFuzzer(document: Document, tell: (reason: string) => void = console.warn) {
  const told = new Set<string>();
  const leaveOut = (reason: string) => {
    if (told.size < told.add(reason).size) tell(reason);
  };
  for (const { operation } of operationsIn(document))
    if (eventsOf(operation)) leaveOut(`${operation.operationId} is left out: its events may never end`);
  const contract = readContract(document);
  const values = createValues(contract, leaveOut);
  const subjects = contract.operations.flatMap((operation): Subject[] => {
    try {
      return [{ operation, drafts: draftsOf(operation, values) }];
    } catch (error) {
      if (!(error instanceof UnknownKind)) throw error;
      leaveOut(`${operation.operationId} is left out: ${error.message}`);
      return [];
    }
  });
  const find = (id: string | undefined) => subjects.find(({ operation }) => operation.operationId === id);

  return async (id: string, url: string, options: FuzzOptions) => {
    const { seed, runs, enough = 10, mostTrials = Number.POSITIVE_INFINITY } = options;
    const subject = find(id);
    if (!subject) throw new Error(`There is no operation ${id}, or it was left out`);
    const { operation, drafts } = subject;
    const trials = trialsOf(operation, drafts, values);
    const session = createSession(contract, url);
    const findings: string[] = [];

    async function check(rule: string, property: fc.IAsyncProperty<unknown>, numRuns = runs): Promise<void> {
      if (findings.length === enough) return;
      const { failed, errorInstance } = await fc.check(property, { seed, numRuns, ignoreEqualValues: true });
      if (failed) findings.push(`${id}, ${rule}: ${describe(errorInstance, options)}`);
    }

    // A few of everything, for later requests.
    for (const create of subjects) {
      const read = find(create.operation["x-location"]);
      for (const draft of read ? fc.sample(create.drafts, { seed, numRuns: 3 }) : [])
        await session.create(create.operation, draft, read?.operation.path ?? "");
    }
    // Of very many rules, some: those of one kind are checked by the same code.
    const step = Math.max(1, Math.ceil(trials.length / mostTrials));
    const tried = trials.filter((_, index) => index % step === seed % step);
    const [refused, accepted] = [tried.filter(({ refusal }) => refusal), tried.filter(({ refusal }) => !refusal)];
    // What is listed is compared after all that is refused, and after each only where one of them has changed it.
    const before = await session.snapshot();
    for (const trial of refused) await check(trial.rule, checkTrial(operation, trial, session));
    if ((await session.snapshot(true)) !== before)
      for (const trial of refused) await check(trial.rule, checkTrial(operation, trial, session, { compares: true }));
    const read = find(operation["x-location"]);
    if (read) await check("the life of what it creates", checkLives(subject, read, subjects, session), runs * 3);
    for (const trial of accepted) await check(trial.rule, checkTrial(operation, trial, session));
    const any = { rule: "a request that keeps every rule", drafts };
    await check(any.rule, checkTrial(operation, any, session), runs * 10);
    session.close();
    return { ...session.count, findings };
  };
}

function describe(error: unknown, { seed, runs }: FuzzOptions): string {
  const { message, stack, cause } = error as Error;
  const curl = typeof cause === "string" ? cause : stack;
  return `${message}\n  FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n  ${curl?.replaceAll("\n", "\n  ")}`;
}
