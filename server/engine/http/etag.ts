/** Strong entity tags of representations (RFC 9110, section 8.8.3), and conditions on them. */
import { hash } from "node:crypto";
import type { Context } from "koa";

export function entityTag(representation: string | Buffer): string {
  return `"${hash("sha256", representation, "base64url").slice(0, 22)}"`;
}

/** If-Match (RFC 9110, section 13.1.1): strong comparison, so a weak tag never matches. */
export function ifMatch(header: string, tag: string): boolean {
  return header.trim() === "*" || tagsIn(header).includes(tag);
}

/** Whether a read's If-None-Match (RFC 9110, section 13.1.2) names the tag: weak comparison. */
export function isUnmodified(context: Context, tag: string): boolean {
  if (context.method !== "GET" && context.method !== "HEAD") return false;
  const header = context.get("If-None-Match");
  return header.trim() === "*" || tagsIn(header).some((each) => each.replace(/^W\//, "") === tag);
}

/** Responds that the caller's copy is current. */
export function sendUnmodified(context: Context): void {
  context.body = null;
  context.status = 304; // After the body: Koa makes an empty body 204.
}

const tag = /(?:W\/)?"[!#-~\x80-\xff]*"/g;
const list = `(?:[ \\t]*,)*[ \\t]*${tag.source}(?:[ \\t]*,(?:[ \\t]*${tag.source})?)*[ \\t]*`;
const condition = new RegExp(`^${list}$`);

/** The tags of a list; none of a malformed one, so that its condition does not hold. */
function tagsIn(header: string): string[] {
  return condition.test(header) ? (header.match(tag) ?? []) : [];
}
