// Made from spec/ by `npm run generate`. Do not edit.
import { ApiError } from "../client/errors.ts";
import type { components } from "./api.ts";

/** The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
export class InvalidRequest extends ApiError {
    override readonly name = "InvalidRequest";
    declare readonly type: "/docs/problems#invalid-request";
    declare readonly status: 400;
    declare readonly problem: components["schemas"]["InvalidRequestProblem"];
}

/** The service was given tokens, and the request has none of them. */
export class Unauthorized extends ApiError {
    override readonly name = "Unauthorized";
    declare readonly type: "/docs/problems#unauthorized";
    declare readonly status: 401;
    declare readonly problem: components["schemas"]["UnauthorizedProblem"];
}

/** The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
export class TooManyRequests extends ApiError {
    override readonly name = "TooManyRequests";
    declare readonly type: "/docs/problems#too-many-requests";
    declare readonly status: 429;
    declare readonly problem: components["schemas"]["TooManyRequestsProblem"];
}

/** The token may not do this. Nothing was changed. */
export class Forbidden extends ApiError {
    override readonly name = "Forbidden";
    declare readonly type: "/docs/problems#forbidden";
    declare readonly status: 403;
    declare readonly problem: components["schemas"]["ForbiddenProblem"];
}

/** The first request with this `Idempotency-Key` is still running: try again, and its answer will come. */
export class RequestRunning extends ApiError {
    override readonly name = "RequestRunning";
    declare readonly type: "/docs/problems#request-running";
    declare readonly status: 409;
    declare readonly problem: components["schemas"]["RequestRunningProblem"];
}

/** The `Idempotency-Key` belongs to another request. Nothing was changed by this one. */
export class KeyReused extends ApiError {
    override readonly name = "KeyReused";
    declare readonly type: "/docs/problems#key-reused";
    declare readonly status: 422;
    declare readonly problem: components["schemas"]["KeyReusedProblem"];
}

/** What the path names does not exist, or does not exist any more. */
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
