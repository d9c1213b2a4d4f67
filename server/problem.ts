/** Problem details (RFC 9457): thrown anywhere, caught once. */
import { STATUS_CODES } from "node:http";
import type { Context, Next } from "koa";
import type { components, Problems } from "../generated/api.ts";
import { problems } from "../generated/operations.ts";
import { isUnavailable } from "./database.ts";

export type InvalidValue = components["schemas"]["InvalidValue"];

type Headers = { headers?: Record<string, string> };

/** What went wrong, as the caller is told it. Named problems are the contract's; a status alone is any other. */
export class Problem<Kind extends keyof Problems | number = number> extends Error {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  /** What its model has beside type, title, status and detail (RFC 9457, section 3.2). */
  readonly members: object;

  /** @param carried the headers and members that the contract demands of this problem, and any other headers */
  constructor(
    kind: Kind,
    detail: string,
    ...[carried = {}]: Kind extends keyof Problems
      ? object extends Problems[Kind]
        ? [carried?: Problems[Kind] & Headers]
        : [carried: Problems[Kind] & Headers]
      : [carried?: Headers]
  ) {
    super(detail);
    const { type, title, status } =
      typeof kind === "number"
        ? { type: "about:blank", title: STATUS_CODES[kind] ?? "Unknown", status: kind }
        : problems[kind as keyof Problems]; // Which the compiler does not conclude of a Kind.
    const { headers = {}, members = {} }: Headers & { members?: object } = carried;
    this.type = type;
    this.title = title;
    this.status = status;
    this.headers = headers;
    this.members = members;
  }

  toJSON() {
    const { type, title, status, message: detail, members } = this;
    return { type, title, status, detail, ...members };
  }
}

/** No answer names more: it would be many times larger than the request. */
const mostErrors = 100;

/** The problem of a request that breaks the contract: names every value that does. */
export function invalidRequest(errors: InvalidValue[]): Problem<"InvalidRequest"> {
  const rules = errors.length === 1 ? "1 rule" : `${errors.length} rules`;
  const named = errors.length > mostErrors ? `; the first ${mostErrors} are named` : "";
  return new Problem("InvalidRequest", `The request breaks ${rules} of the contract${named}.`, {
    members: { errors: errors.slice(0, mostErrors) },
  });
}

/** The problem of a service that cannot answer now, and can in so many seconds (RFC 9110, section 10.2.3). */
export function unavailable(detail: string, seconds = 1): Problem {
  return new Problem(503, detail, { headers: { "Retry-After": String(seconds) } });
}

/** The one place where what was thrown becomes an answer. Whatever is not a Problem stays inside, in the log. */
export async function catchProblems(context: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status >= 500) context.state.error = error;
    context.status = problem.status;
    context.set(problem.headers);
    context.type = "application/problem+json";
    context.body = JSON.stringify(problem);
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) return unavailable("The database does not answer in time. Try again.");
  return new Problem(500, "Something went wrong on our side. It has been logged under the request's id.");
}
