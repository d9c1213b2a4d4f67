/** What of the contract will go away: told to whoever still uses it, by headers and in the log. */
import type { Context } from "koa";
import type { Logger } from "pino";
import type { Deprecated, OpenApiDocument, OpenApiOperation, Schema } from "./openapi.ts";
import type { Values } from "./parameters.ts";
import { dereference, partsOf } from "./schema.ts";

/** Something deprecated that a request uses: the operation itself, or a member of what it sends or is answered. */
interface Use extends Deprecated {
  name: string;
}

/** What a request carries, as the router has read it. */
export interface Carried {
  query: Values;
  headers: Values;
  body: unknown;
}

/**
 * Returns a function that sets Deprecation (RFC 9745) and Sunset (RFC 8594) on the answer of a request which uses
 * something deprecated; undefined where the operation has nothing of the kind.
 */
export function deprecationsOf(document: OpenApiDocument, described: OpenApiOperation) {
  const { operationId, "x-deprecated": whole, parameters, requestBody, responses } = described;
  const of = (facts: Deprecated, ...name: string[]): Use => ({ ...facts, name: [operationId, ...name].join(" ") });
  const always = [
    ...(whole ? [of(whole)] : []),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith("2"))
      .flatMap(([, { content = {} }]) => Object.values(content).flatMap(({ schema }) => membersIn(schema, document)))
      .map(([name, facts]) => of(facts, "answer", name)),
  ];
  // What has its default may have been filled in here.
  const isSent = (values: unknown, name: string, { default: filled }: Schema) =>
    Object.hasOwn(Object(values), name) && (values as Values)[name] !== filled;
  const sent = [
    ...parameters.flatMap(({ in: place, name, schema, "x-deprecated": facts }) => {
      const from = (carried: Carried) => carried[place === "query" ? "query" : "headers"];
      return facts ? [{ use: of(facts, name), isIn: (carried: Carried) => isSent(from(carried), name, schema) }] : [];
    }),
    ...Object.values(requestBody?.content ?? {})
      .flatMap(({ schema }) => membersIn(schema, document))
      .map(([name, facts, schema]) => ({
        use: of(facts, name),
        isIn: ({ body }: Carried) => isSent(body, name, schema),
      })),
  ];
  if (always.length + sent.length === 0) return undefined;

  return (context: Context, carried: Carried): void => {
    const uses = [...always, ...sent.filter(({ isIn }) => isIn(carried)).map(({ use }) => use)];
    const [since] = uses.map((use) => use.since).sort();
    const [sunset] = uses.map((use) => use.sunset).sort();
    if (!since || !sunset) return;
    context.set("Deprecation", `@${Date.parse(since) / 1_000}`);
    context.set("Sunset", new Date(sunset).toUTCString());
    context.state.deprecated = [...new Set(uses.map(({ name }) => name))];
  };
}

type Member = [name: string, facts: Deprecated, schema: Schema];

/** The deprecated members of a schema, and of what it holds. */
function membersIn(schema: Schema, document: OpenApiDocument, seen = new Set<Schema>()): Member[] {
  const target = dereference(schema, document);
  if (seen.has(target)) return [];
  seen.add(target);
  const properties = (target.properties ?? {}) as Record<string, Schema>;
  return [
    ...Object.entries(properties).flatMap(([name, member]): Member[] =>
      member["x-deprecated"] ? [[name, member["x-deprecated"] as Deprecated, member]] : [],
    ),
    ...[...Object.values(properties), ...partsOf(target)].flatMap((part) => membersIn(part, document, seen)),
  ];
}

/** As many uses are remembered; then the count begins anew. */
const mostCounted = 10_000;

/** Logs who uses what, at the first time and then at each tenth as often. */
export function logDeprecated(log: Logger): (context: Context) => void {
  const counts = new Map<string, number>();
  return ({ state: { deprecated = [], caller } }) => {
    for (const name of deprecated as string[]) {
      if (counts.size >= mostCounted) counts.clear();
      const key = `${caller} ${name}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (/^10*$/.test(String(count))) log.warn({ deprecated: name, caller, count }, "uses what is deprecated");
    }
  };
}
