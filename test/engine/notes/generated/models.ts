// Made by `npm run generate`. Do not edit.
import type { components } from "./api.ts";

export type NoteText = components["schemas"]["NoteText"];

export type NoteSort = components["schemas"]["NoteSort"];

/** Opaque: the `nextCursor` of a page. */
export type Cursor = components["schemas"]["Cursor"];

/** Generated, from 1, never reused. */
export type NoteId = components["schemas"]["NoteId"];

/** Who has written a note. */
export type Owner = components["schemas"]["Owner"];

export type WordCount = components["schemas"]["WordCount"];

export type Note = components["schemas"]["Note"];

export type NotePage = components["schemas"]["NotePage"];

/** An invalid value: where it is, and the rule it breaks. */
export type InvalidValue = components["schemas"]["InvalidValue"];

/** The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
export type InvalidRequestProblem = components["schemas"]["InvalidRequestProblem"];

/** The request has no credentials that the service accepts. */
export type UnauthorizedProblem = components["schemas"]["UnauthorizedProblem"];

/** The caller lacks a scope. Nothing was changed. */
export type ForbiddenProblem = components["schemas"]["ForbiddenProblem"];

/** The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
export type TooManyRequestsProblem = components["schemas"]["TooManyRequestsProblem"];

export type ProblemStatus = components["schemas"]["ProblemStatus"];

/** Any other error; see `status` and `title` (RFC 9110, section 15). */
export type Problem = components["schemas"]["Problem"];

/** Unique to one request, such as a UUID: 1 to 255 visible ASCII characters. */
export type IdempotencyKey = components["schemas"]["IdempotencyKey"];

export type EntityTag = components["schemas"]["EntityTag"];

/** The first request with this `Idempotency-Key` is still running: try again for its response. */
export type RequestRunningProblem = components["schemas"]["RequestRunningProblem"];

/** The `Idempotency-Key` was used for another request. Nothing was changed. */
export type KeyReusedProblem = components["schemas"]["KeyReusedProblem"];

export type NewNote = components["schemas"]["NewNote"];

/** The path leads to nothing that exists. */
export type NotFoundProblem = components["schemas"]["NotFoundProblem"];

export type MatchedTag = components["schemas"]["MatchedTag"];

/** `If-Match` names another version than the current one. Nothing was changed. */
export type PreconditionFailedProblem = components["schemas"]["PreconditionFailedProblem"];

/** The members to change (RFC 7396). */
export type NotePatch = components["schemas"]["NotePatch"];

/** The callers that an operation has found, by security scheme. */
export type Visitor = components["schemas"]["Visitor"];
