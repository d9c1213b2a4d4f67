/** The one place where an error becomes a response. */
import type { Context, Next } from "koa";
import { Problem, unavailable } from "../contract/problem.ts";
import { isUnavailable, mayBeCommitted } from "../database/errors.ts";

/** Failures, which are other errors than problems, are logged, and never shown to callers. */
export async function catchProblems(context: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const problem = asProblem(error, context.method);
    if (problem !== error || problem.status === 500) context.state.error = error;
    context.status = problem.status;
    context.set(problem.headers);
    context.type = "application/problem+json";
    context.body = JSON.stringify(problem);
  }
}

function asProblem(error: unknown, method: string): Problem {
  if (error instanceof Problem) return error;
  if (!isUnavailable(error))
    return new Problem(500, "Something went wrong on our side. It has been logged under the request's id.");
  if (method !== "GET" && method !== "HEAD" && mayBeCommitted(error))
    return unavailable(
      "The database stopped responding: the change may have been made, or not. Repeat the request with the same " +
        "Idempotency-Key if it had one; otherwise read before you try again.",
    );
  return unavailable("The database does not respond in time. Try again.");
}
