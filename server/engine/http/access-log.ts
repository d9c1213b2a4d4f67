/**
 * One log line per request, without query, body or names of people, and its duration for the metrics. An operation has its
 * path as the contract writes it; a path that no operation has is logged as it was sent.
 */
import { randomUUID } from "node:crypto";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import type { Operation } from "../contract/handlers.ts";
import { isDatabaseError, isUnavailable, reasonOf } from "../database/errors.ts";
import { logDeprecated } from "./deprecation.ts";
import { observeRequest } from "./metrics.ts";

export function logAccess(log: Logger): Middleware {
  const tellDeprecated = logDeprecated(log);
  return async (context, next) => {
    const start = performance.now();
    const given = context.req.headers["x-request-id"]?.toString();
    const requestId = given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    context.res.setHeader("X-Request-Id", requestId);
    context.state.requestId = requestId;
    await next();
    const operation = context.state.operation as Operation | undefined;
    const line = {
      requestId,
      address: context.ip,
      method: context.method,
      path: operation?.path ?? context.state.path,
      operation: operation?.id,
      status: context.status,
      type: context.response.type || undefined,
      ms: Math.round((performance.now() - start) * 100) / 100,
    };
    observeRequest(operation?.id ?? "none", line.method, line.status, line.ms);
    if (context.state.deprecated) tellDeprecated(context);
    if ("error" in context.state) log.error({ ...line, error: describeError(context.state.error) }, "request failed");
    else log.info(line, "request");
  };
}

/** A response that ends half way, with its connection: it fails, its caller has left, or a stream of events ends with the service. */
export function logBroken(log: Logger) {
  return (error: NodeJS.ErrnoException, { state }: Context): void => {
    if (state.isBroken) return; // Koa tells of the response and of its socket.
    state.isBroken = true;
    const operation = state.operation as Operation | undefined;
    const line = { requestId: state.requestId, operation: operation?.id };
    if (["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"].includes(error.code ?? ""))
      log.info(line, "response not finished");
    else log.error({ ...line, error: describeError(error) }, "response broken off");
  };
}

/** What the parser refuses never becomes a request: its method and path are unknown. */
export function logRefusal(log: Logger, { requestId, status }: { requestId: string; status: number }): void {
  observeRequest("none", "none", status, 0);
  log.info({ requestId, status }, "request refused by the parser");
}

/** An error without values, and where it was thrown: to every error of a query, Knex prepends the statement. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { message: typeof error };
  const { name, message, stack = "" } = error;
  const thrownAt = stack.split("\n").filter((line) => /^ {4}at /.test(line));
  // What is wrong with a statement names columns and tables, never values: these are bound.
  if (isDatabaseError(error) && /^(SQLITE_ERROR$|42)/.test(error.code))
    return { name, message: `${error.code}: ${reasonOf(error)}`, thrownAt };
  if (isDatabaseError(error)) return { name, message: error.code, thrownAt };
  return { name, message: isUnavailable(error) ? reasonOf(error) : message, thrownAt };
}
