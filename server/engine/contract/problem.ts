/** Problem details (RFC 9457). */
import { STATUS_CODES } from "node:http";

/** What never differs between two occurrences of a problem. */
export interface ProblemType {
  readonly type: string;
  readonly title: string;
  readonly status: number;
}

/** The problems of `spec/engine/http.tsp`, which the engine itself reports; the lint holds every contract against them. */
export const engineProblems = {
  InvalidRequest: { type: "/docs/problems#invalid-request", title: "Invalid request", status: 400 },
  Unauthorized: { type: "/docs/problems#unauthorized", title: "Unauthorized", status: 401 },
  Forbidden: { type: "/docs/problems#forbidden", title: "Forbidden", status: 403 },
  NotFound: { type: "/docs/problems#not-found", title: "Not found", status: 404 },
  RequestRunning: { type: "/docs/problems#request-running", title: "Request still running", status: 409 },
  Conflict: { type: "/docs/problems#conflict", title: "Conflict", status: 409 },
  PreconditionFailed: { type: "/docs/problems#precondition-failed", title: "Precondition failed", status: 412 },
  KeyReused: { type: "/docs/problems#key-reused", title: "Idempotency-Key reused", status: 422 },
  TooManyRequests: { type: "/docs/problems#too-many-requests", title: "Too many requests", status: 429 },
} as const satisfies Record<string, ProblemType>;

/** One value that breaks a rule: a JSON pointer into the body (RFC 6901) or a parameter's name, and the rule. */
export interface InvalidValue {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** What a problem may carry beside its type and detail. */
export interface ProblemExtras {
  headers?: Record<string, string>;
  /** Extension members (RFC 9457, section 3.2). */
  members?: object;
}

/** An error that the caller is told about. */
export class Problem extends Error {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly members: object;

  /** @param kind a problem type, or a status for `about:blank` (RFC 9457, section 4.2.1) */
  constructor(kind: ProblemType | number, detail: string, { headers = {}, members = {} }: ProblemExtras = {}) {
    super(detail);
    const { type, title, status } =
      typeof kind === "number" ? { type: "about:blank", title: STATUS_CODES[kind] ?? "Unknown", status: kind } : kind;
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

/** More would make the response many times larger than the request. */
const mostErrors = 100;

/** The problem of a request that breaks the contract: names every invalid value. */
export function invalidRequest(errors: InvalidValue[]): Problem {
  const rules = errors.length === 1 ? "1 rule" : `${errors.length} rules`;
  const named = errors.length > mostErrors ? `; the first ${mostErrors} are named` : "";
  return new Problem(engineProblems.InvalidRequest, `The request breaks ${rules} of the contract${named}.`, {
    members: { errors: errors.slice(0, mostErrors) },
  });
}

/** The problem of a service that cannot respond now, with the seconds to wait (RFC 9110, section 10.2.3). */
export function unavailable(detail: string, seconds = 1): Problem {
  return new Problem(503, detail, { headers: { "Retry-After": String(seconds) } });
}
