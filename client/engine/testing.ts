/** For tests of code that calls a service: a service in memory that responds with the contract's examples. */
import type { AnyContract, Failure, Services, Success } from "./methods.ts";

/** By operation, the response instead of the contract's example. */
export type TestAnswers<C extends AnyContract, Errors> = {
  readonly [Group in keyof Services<C>]?: {
    readonly [Name in keyof Services<C>[Group]]?:
      | TestAnswer<Services<C>[Group][Name], Errors>
      | ((
          request: Request,
        ) => TestAnswer<Services<C>[Group][Name], Errors> | Promise<TestAnswer<Services<C>[Group][Name], Errors>>);
  };
};

/** A value, or the name of a problem that the operation declares. */
export type TestAnswer<Operation, Errors> =
  | Constant<Success<Operation>>
  | Exclude<NameOf<Failure<Operation, Errors>>, "ApiError" | "ConnectionError" | "TimeoutError" | "AbortError">;

type NameOf<Error> = Error extends { name: infer Name } ? Name : never;

/** Values may be `as const`, like the examples. */
type Constant<T> = { readonly [Key in keyof T]: Constant<T[Key]> };

interface Example {
  readonly status: number;
  readonly headers: object;
  readonly body?: unknown;
}

/** A response of each operation, by interface and name, and of each problem. */
export interface Examples {
  readonly answers: Readonly<Record<string, Readonly<Record<string, Example>>>>;
  readonly problems: Readonly<Record<string, Example>>;
}

/**
 * @returns a `fetch` for `createClient`. It sends nothing, stores nothing and validates nothing: every call gets the
 * contract's example, or what is given for its operation.
 */
export function createTestFetch<C extends AnyContract, Errors>(
  contract: C,
  { answers, problems }: Examples,
  given: TestAnswers<C, Errors>,
): (request: Request) => Promise<Response> {
  const instead = given as Record<string, Record<string, unknown> | undefined>; // Cast: looked up by any name.
  return async (request) => {
    const { group, name } = placeOf(contract, request) ?? {};
    const example = answers[group ?? ""]?.[name ?? ""];
    if (!group || !name || !example) return new Response(null, { status: 404 });
    const own = instead[group]?.[name];
    const answer: unknown = typeof own === "function" ? await own(request) : own;
    const problem = typeof answer === "string" ? problems[answer] : undefined;
    const { status, headers, body } = problem ?? { ...example, ...(answer !== undefined && { body: answer }) };
    const isJson = "Content-Type" in headers && String(headers["Content-Type"]).endsWith("json");
    // Cast: other bodies are text or files.
    const content = body === undefined ? null : isJson ? JSON.stringify(body) : (body as BodyInit);
    return new Response(content, { status, headers: { ...headers } });
  };
}

/** The operation of a request; literal paths win over parameters. */
function placeOf({ operations }: AnyContract, { method, url }: Request) {
  const { pathname } = new URL(url);
  return Object.entries(operations)
    .flatMap(([group, named]) => Object.entries(named).map(([name, facts]) => ({ group, name, facts })))
    .filter(({ facts }) => facts.method === method && patternOf(facts.path).test(pathname))
    .sort((a, b) => a.facts.path.split("{").length - b.facts.path.split("{").length)[0];
}

function patternOf(path: string): RegExp {
  return new RegExp(`${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}$`);
}
