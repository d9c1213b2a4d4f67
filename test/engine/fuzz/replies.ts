/** What every response must be. */
import type { IncomingHttpHeaders } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { isFile } from "../../../server/engine/contract/document.ts";
import type { FuzzedContract, FuzzedOperation } from "./contract.ts";

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What no response may leak: statements, error codes of drivers, stack frames, files. */
const leaks = [
  /SQLITE_|\bknex\b/i,
  /\b(select|insert|update|delete)\b.*\b(from|into|set|where|values)\b/i,
  /\bat .*:\d+:\d+/,
  /(\/[\w.@-]+)+\.[cm]?[jt]s\b|node_modules/,
];

/** How a response breaks the contract, if it does. */
export function breachOf(
  { responses }: FuzzedOperation,
  { status, headers, text }: Reply,
  { validator }: FuzzedContract,
): string | undefined {
  if (status >= 500) return `failed with ${status}`;
  const declared = responses[status] ?? (status >= 400 ? responses.default : undefined);
  if (!declared) return `answered ${status}, which is not declared`;
  if (status >= 400 && leaks.some((leak) => leak.test(text))) return `its ${status} tells what is inside`;
  if (status === 405 && !headers.allow) return "its 405 lacks Allow (RFC 9110, section 15.5.6)";
  for (const [name, { required, schema }] of Object.entries(declared.headers ?? {})) {
    const value = headers[name.toLowerCase()];
    if (value === undefined && required) return `its ${status} lacks ${name}`;
    const fits = validator(schema);
    const items = String(value).split(/, */); // Of a list.
    if (value !== undefined && !fits(value) && !fits(parseJson(String(value))) && !fits(items))
      return `${name} of its ${status} is wrong`;
  }
  if (!declared.content) return text === "" ? undefined : `its ${status} has a body`;
  const type = headers["content-type"]?.split(";")[0] ?? "";
  const schema = declared.content[type]?.schema;
  if (schema && isFile(schema)) return undefined;
  if (!schema) return `its ${status} is ${type || "without a media type"}, which is not declared`;
  const value = type.startsWith("text/") ? text : parseJson(text);
  if (value === undefined) return `its ${status} is no JSON`;
  const fits = validator(schema);
  if (fits(value)) return undefined;
  const { instancePath, message } = fits.errors?.[0] ?? {};
  return `${instancePath || "the body"} of its ${status} ${message}`;
}

/** Problems of the request itself; all others report rules that no schema has. */
const ofRequests =
  /#(invalid-request|unauthorized|forbidden|request-running|key-reused|precondition-failed|too-many-requests)$/;

/** Whether a valid request is refused for a rule that no schema has: a name is taken, a reference is missing. */
export function isOwnRefusal({ status, text }: Reply, { responses }: FuzzedOperation): boolean {
  if (status < 400 || status >= 500 || !responses[status]) return false;
  return !ofRequests.test(String(membersOf(text).type));
}

/** Whether a value is kept as it was sent; members that were not sent may have got their defaults. */
export function isKept(sent: unknown, kept: unknown): boolean {
  if (typeof sent !== "object" || sent === null || typeof kept !== "object" || kept === null)
    return isDeepStrictEqual(sent, kept);
  if (Array.isArray(sent) !== Array.isArray(kept)) return false;
  if (Array.isArray(sent) && sent.length !== (kept as unknown[]).length) return false;
  const members = new Map(Object.entries(kept));
  return Object.entries(sent).every(([name, value]) => members.has(name) && isKept(value, members.get(name)));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of a JSON object; none of other values. */
export function membersOf(json: string): Record<string, unknown> {
  const value = parseJson(json);
  // Through JSON again: -0 is sent, but 0 comes back.
  return typeof value === "object" && value !== null ? JSON.parse(JSON.stringify(value)) : {};
}

/** The query pair of the next page, if there is one. */
export function nextPair({ "x-paging": paging }: FuzzedOperation, page: string): string | undefined {
  const cursor = paging && membersOf(page)[paging.nextCursor];
  return cursor === undefined ? undefined : `${paging?.cursor}=${encodeURIComponent(String(cursor))}`;
}
