// Made by `npm run generate`. Do not edit.
import { ApiError } from "../../../../client/engine/errors.ts";
import type { components } from "./api.ts";

/** The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
export class InvalidRequest extends ApiError {
  override readonly name = "InvalidRequest";
  declare readonly type: "/docs/problems#invalid-request";
  declare readonly status: 400;
  declare readonly problem: components["schemas"]["InvalidRequestProblem"];
}

/** The request has no credentials that the service accepts. */
export class Unauthorized extends ApiError {
  override readonly name = "Unauthorized";
  declare readonly type: "/docs/problems#unauthorized";
  declare readonly status: 401;
  declare readonly problem: components["schemas"]["UnauthorizedProblem"];
}

/** The caller lacks a scope. Nothing was changed. */
export class Forbidden extends ApiError {
  override readonly name = "Forbidden";
  declare readonly type: "/docs/problems#forbidden";
  declare readonly status: 403;
  declare readonly problem: components["schemas"]["ForbiddenProblem"];
}

/** The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
export class TooManyRequests extends ApiError {
  override readonly name = "TooManyRequests";
  declare readonly type: "/docs/problems#too-many-requests";
  declare readonly status: 429;
  declare readonly problem: components["schemas"]["TooManyRequestsProblem"];
}

/** The first request with this `Idempotency-Key` is still running: try again for its response. */
export class RequestRunning extends ApiError {
  override readonly name = "RequestRunning";
  declare readonly type: "/docs/problems#request-running";
  declare readonly status: 409;
  declare readonly problem: components["schemas"]["RequestRunningProblem"];
}

/** The `Idempotency-Key` was used for another request. Nothing was changed. */
export class KeyReused extends ApiError {
  override readonly name = "KeyReused";
  declare readonly type: "/docs/problems#key-reused";
  declare readonly status: 422;
  declare readonly problem: components["schemas"]["KeyReusedProblem"];
}

/** The path leads to nothing that exists. */
export class NotFound extends ApiError {
  override readonly name = "NotFound";
  declare readonly type: "/docs/problems#not-found";
  declare readonly status: 404;
  declare readonly problem: components["schemas"]["NotFoundProblem"];
}

/** `If-Match` names another version than the current one. Nothing was changed. */
export class PreconditionFailed extends ApiError {
  override readonly name = "PreconditionFailed";
  declare readonly type: "/docs/problems#precondition-failed";
  declare readonly status: 412;
  declare readonly problem: components["schemas"]["PreconditionFailedProblem"];
}
