/** For the tests of whoever uses the client: a service in memory that answers with the contract's examples. */
import type { Service } from "../generated/api.ts";
import { answers, problemAnswers } from "../generated/examples.ts";
import { operations } from "../generated/operations.ts";
import type { Failure, Success } from "./methods.ts";

/** By operation, what it answers instead of the contract's example. */
export type TestAnswers = {
  readonly [Group in keyof Service]?: {
    readonly [Name in keyof Service[Group]]?:
      | TestAnswer<Service[Group][Name]>
      | ((request: Request) => TestAnswer<Service[Group][Name]> | Promise<TestAnswer<Service[Group][Name]>>);
  };
};

/** A value, or the name of a problem that the operation declares. */
export type TestAnswer<Operation> =
  | Constant<Success<Operation>>
  | Extract<Failure<Operation>["name"], keyof typeof problemAnswers>;

/** Takes values that are `as const` as well, such as the examples. */
type Constant<T> = { readonly [Key in keyof T]: Constant<T[Key]> };

interface Example {
  readonly status: number;
  readonly headers: object;
  readonly body?: unknown;
}

/**
 * @returns what `createClient` takes as `fetch`. It sends nothing, keeps nothing and checks nothing: every call answers
 * the contract's example, or what is given here for its operation.
 */
export function createTestFetch(given: TestAnswers = {}): (request: Request) => Promise<Response> {
  // Wider than they are, so that they can be asked by any name.
  const examples: Record<string, Record<string, Example>> = answers;
  const problems: Record<string, Example> = problemAnswers;
  const instead: Record<string, Record<string, unknown> | undefined> = given;
  return async (request) => {
    const { group, name } = placeOf(request) ?? {};
    const example = examples[group ?? ""]?.[name ?? ""];
    if (!group || !name || !example) return new Response(null, { status: 404 });
    const own = instead[group]?.[name];
    const answer: unknown = typeof own === "function" ? await own(request) : own;
    const problem = typeof answer === "string" ? problems[answer] : undefined;
    const { status, headers, body } = problem ?? { ...example, ...(answer !== undefined && { body: answer }) };
    const isText = "Content-Type" in headers && String(headers["Content-Type"]).startsWith("text/");
    const text = body === undefined ? null : isText ? String(body) : JSON.stringify(body);
    return new Response(text, { status, headers: { ...headers } });
  };
}

/** The operation that a request is for; of several, the one whose path says most. */
function placeOf({ method, url }: Request) {
  const { pathname } = new URL(url);
  return Object.entries(operations)
    .flatMap(([group, named]) => Object.entries(named).map(([name, facts]) => ({ group, name, facts })))
    .filter(({ facts }) => facts.method === method && patternOf(facts.path).test(pathname))
    .sort((a, b) => a.facts.path.split("{").length - b.facts.path.split("{").length)[0];
}

function patternOf(path: string): RegExp {
  return new RegExp(`${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}$`);
}
