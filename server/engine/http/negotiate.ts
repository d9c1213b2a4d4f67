/** Which representation a client prefers (RFC 9110, section 12). */
import type { Context } from "koa";
import { type Coding, codings } from "./assets.ts";

/** The weights of a list such as Accept (RFC 9110, section 12.4.2), by name in lower case; malformed ones are ignored. */
function weightsIn(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const each of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = each.split(";").map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
    if (name !== "" && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight)) weights.set(name, Number(weight));
  }
  return weights;
}

/** The best coding that Accept-Encoding allows (RFC 9110, section 12.5.3), if any: of equal ones, the smallest. */
export function preferredCoding(context: Context): Coding | "identity" | undefined {
  const header = context.req.headers["accept-encoding"]?.toString();
  if (header === undefined) return "identity";
  const weights = weightsIn(header);
  const any = weights.get("*");
  const weighed = [
    ...codings.map((coding) => ({ coding, weight: weights.get(coding) ?? any ?? 0 })),
    // Allowed unless it is excluded, but the last choice unless it is named.
    { coding: "identity" as const, weight: weights.get("identity") ?? any ?? Number.MIN_VALUE },
  ];
  const [best] = weighed.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return best?.coding;
}

/** Whether Accept names HTML, and prefers it to JSON: browsers do, while most other clients accept anything. */
export function prefersHtml(context: Context): boolean {
  const weights = weightsIn(context.get("Accept"));
  const html = weights.get("text/html") ?? 0;
  const others = weights.get("application/*") ?? weights.get("*/*") ?? 0;
  return ["application/problem+json", "application/json"].every((type) => html > (weights.get(type) ?? others));
}
