/** From a response to the value that the contract declares, or to an error. */
import { ApiError } from "./errors.ts";
import type { AnyContract, ErrorClasses } from "./methods.ts";
import type { Facts } from "./requests.ts";

/**
 * @param content the response's body: text, or what a file is read as
 * @throws ApiError for a response other than the declared successes
 */
export function valueIn(
  response: Response,
  content: unknown,
  answers: Facts["answers"],
  problems: AnyContract["problems"],
  errors: ErrorClasses,
): unknown {
  const type = response.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const { status } = response;
  // A part of a file is a success like the whole.
  const expected = answers[status === 206 ? 200 : status];
  const isProblem = type === "application/problem+json";
  if (!expected || isProblem) throw errorOf(response, isProblem ? parse(content) : undefined, problems, errors);
  if (expected.length === 0) return undefined;
  const value = type.endsWith("json") ? parse(content) : content;
  if (value !== undefined && expected.includes(type)) {
    if (status < 400) return value;
    throw new ApiError(response, undefined, undefined, value);
  }
  throw new ApiError(response, undefined, `${status} without the declared ${expected.join(" or ")}`);
}

/** @returns undefined for invalid JSON */
function parse(content: unknown): unknown {
  try {
    return JSON.parse(String(content));
  } catch {
    return undefined;
  }
}

function errorOf(response: Response, body: unknown, problems: AnyContract["problems"], errors: ErrorClasses): ApiError {
  if (typeof body !== "object" || body === null) return new ApiError(response);
  const { status, statusText } = response;
  // Any member may be missing (RFC 9457, section 3.1).
  const problem = { type: "about:blank", title: statusText, status, detail: "", ...body };
  const [name] =
    Object.entries(problems).find(([, each]) => each.type === problem.type && each.status === status) ?? [];
  return new (errors[name ?? ""] ?? ApiError)(response, problem);
}
