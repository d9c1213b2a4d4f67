/** What a call may fail with. The classes of the contract's problems, such as NotFound, are generated from these. */
import type { components } from "../generated/api.ts";

/** Whatever a call fails with once its arguments are right. Wrong arguments are a TypeError, and nothing is sent. */
export abstract class ClientError extends Error {}

/**
 * An answer that is not what was asked for. Where it is a problem that the contract declares for callers to act on, it
 * is of that problem's class; of this class itself where it is any other, or no problem at all but, say, a proxy's page.
 */
export class ApiError extends ClientError {
  override readonly name: string = "ApiError";
  readonly status: number;
  /** The problem's `type`, if the answer is a problem. */
  readonly type: string | undefined;
  /** The answer's body, if it is a problem (RFC 9457). */
  readonly problem: components["schemas"]["Problem"] | undefined;
  /** What the service calls the request in its log, from `X-Request-Id`. */
  readonly requestId: string | undefined;
  /** Milliseconds to wait before another try, from `Retry-After` (RFC 9110, section 10.2.3). */
  readonly retryAfter: number | undefined;
  /** The answer as it came; its body is read already. */
  readonly response: Response;

  constructor(response: Response, problem?: ApiError["problem"], message?: string) {
    const { status, statusText, headers } = response;
    super(message ?? (problem ? `${status} ${problem.title}: ${problem.detail}` : `${status} ${statusText}`.trim()));
    this.status = status;
    this.type = problem?.type;
    this.problem = problem;
    this.requestId = headers.get("X-Request-Id") ?? undefined;
    this.retryAfter = retryAfterOf(headers);
    this.response = response;
  }
}

/** No answer, or only a part of one; `cause` says why. What was sent may or may not have been carried out. */
export class ConnectionError extends ClientError {
  override readonly name = "ConnectionError";

  constructor(cause: unknown) {
    super("The service cannot be reached, or broke off its answer", { cause });
  }
}

/** No whole answer in time. What was sent may or may not have been carried out. */
export class TimeoutError extends ClientError {
  override readonly name = "TimeoutError";

  constructor(milliseconds: number) {
    super(`No whole answer within ${milliseconds} ms`);
  }
}

/** The caller's signal ended the call; `cause` is the signal's reason. */
export class AbortError extends ClientError {
  override readonly name = "AbortError";

  constructor(cause: unknown) {
    super("The caller aborted the call", { cause });
  }
}

/** Both forms of the header: seconds, and a date, which is held against the service's own clock where it tells it. */
function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const until = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Date.parse(headers.get("Date") ?? "") || Date.now()));
}
