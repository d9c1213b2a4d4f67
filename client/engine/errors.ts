/** The errors of calls. A generated class for each problem of a contract, such as NotFound, extends ApiError. */

/** RFC 9457, section 3.1. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** Every error of a call with valid arguments. Invalid arguments are a TypeError, and nothing is sent. */
export abstract class ClientError extends Error {}

/**
 * A response other than the declared success: a subclass for each problem type of the contract; this class for any other,
 * such as a proxy's error page.
 */
export class ApiError extends ClientError {
  override readonly name: string = "ApiError";
  readonly status: number;
  /** The problem's `type`, if the response is a problem. */
  readonly type: string | undefined;
  /** The response's body, if it is a problem (RFC 9457). */
  readonly problem: ProblemDetails | undefined;
  /** The response's body, where the contract declares one for its status that is no problem. */
  readonly body: unknown;
  /** The request's id in the service's log, from `X-Request-Id`. */
  readonly requestId: string | undefined;
  /** Milliseconds to wait before a retry, from `Retry-After` (RFC 9110, section 10.2.3). */
  readonly retryAfter: number | undefined;
  /** The response, whose body has been consumed. */
  readonly response: Response;

  constructor(response: Response, problem?: ApiError["problem"], message?: string, body?: unknown) {
    const { status, statusText, headers } = response;
    super(message ?? (problem ? `${status} ${problem.title}: ${problem.detail}` : `${status} ${statusText}`.trim()));
    this.status = status;
    this.type = problem?.type;
    this.problem = problem;
    this.body = body;
    this.requestId = headers.get("X-Request-Id") ?? undefined;
    this.retryAfter = retryAfterOf(headers);
    this.response = response;
  }
}

/** No response, or an incomplete one; `cause` says why. The request may or may not have been carried out. */
export class ConnectionError extends ClientError {
  override readonly name = "ConnectionError";

  /** The message names the origin and a code alone: paths, queries and messages of causes may hold secrets. */
  constructor(cause: unknown, url: string) {
    super(`${new URL(url).origin} cannot be reached, or closed the connection: ${codeOf(cause)}`, { cause });
  }
}

/** Such as ECONNREFUSED, from the innermost cause: fetch wraps it in a TypeError. The error's name where it has no code. */
function codeOf(error: unknown): string {
  const { cause, code, name = "unknown cause" }: { cause?: unknown; code?: unknown; name?: string } = Object(error);
  return cause ? codeOf(cause) : typeof code === "string" ? code : name;
}

/** No complete response in time. The request may or may not have been carried out. */
export class TimeoutError extends ClientError {
  override readonly name = "TimeoutError";

  constructor(milliseconds: number) {
    super(`No complete response within ${milliseconds} ms`);
  }
}

/** The caller's signal ended the call; `cause` is the signal's reason. */
export class AbortError extends ClientError {
  override readonly name = "AbortError";

  constructor(cause: unknown) {
    super("The caller aborted the call", { cause });
  }
}

/** Retry-After in seconds, or as a date, relative to the service's own clock where Date is set. */
function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const until = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Date.parse(headers.get("Date") ?? "") || Date.now()));
}
