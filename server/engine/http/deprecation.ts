/** Tells callers what of the contract will go away, by headers and in the log. */
import type { Context } from "koa";
import type { Logger } from "pino";
import {
  type Deprecated,
  type Document,
  type DocumentOperation,
  type Schema,
  schemasFrom,
} from "../contract/document.ts";
import type { ParameterValues, Values } from "./parameters.ts";

/** A deprecated operation, parameter or member that a request uses. */
interface Use extends Deprecated {
  name: string;
}

/** A request as the router has read it. */
interface Carried extends ParameterValues {
  body: unknown;
}

/** Where a request has its parameters, by what the contract calls the place. */
const places = { path: "path", query: "query", header: "headers", cookie: "cookies" } as const;

/**
 * Returns a function that sets Deprecation (RFC 9745) and Sunset (RFC 8594) on responses to requests that use something
 * deprecated; undefined where nothing of the operation is.
 */
export function deprecationsOf(document: Document, described: DocumentOperation) {
  const { operationId, "x-deprecated": whole, parameters, requestBody, responses } = described;
  const of = (facts: Deprecated, ...name: string[]): Use => ({ ...facts, name: [operationId, ...name].join(" ") });
  const always = [
    ...(whole ? [of(whole)] : []),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith("2"))
      .flatMap(([, { content = {} }]) => Object.values(content).flatMap(({ schema }) => membersIn(schema, document)))
      .map(([name, facts]) => of(facts, "answer", name)),
  ];
  // A default may have been filled in by the server.
  const isSent = (values: unknown, name: string, { default: filled }: Schema) =>
    Object.hasOwn(Object(values), name) && (values as Values)[name] !== filled;
  const sent = [
    ...parameters.flatMap(({ in: place, name, schema, "x-deprecated": facts }) => {
      const isIn = (carried: Carried) => isSent(carried[places[place]], name, schema);
      return facts ? [{ use: of(facts, name), isIn }] : [];
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

/** The deprecated members of a schema, at any depth. */
function membersIn(schema: Schema, document: Document): Member[] {
  const all = [...schemasFrom(schema, document)].flatMap(({ properties = {} }) => Object.entries(properties));
  return all.flatMap(([name, member]): Member[] =>
    member["x-deprecated"] ? [[name, member["x-deprecated"], member]] : [],
  );
}

/** Beyond it, all counts are dropped. */
const mostCounted = 10_000;

/** Logs the caller and the use, the first time and then at each power of ten. */
export function logDeprecated(log: Logger): (context: Context) => void {
  const counts = new Map<string, number>();
  return ({ state: { deprecated = [], caller } }) => {
    for (const name of deprecated as string[]) {
      if (counts.size >= mostCounted) counts.clear();
      const key = `${caller} ${name}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (/^10*$/.test(String(count))) log.warn({ deprecated: name, caller, count }, "deprecated use");
    }
  };
}
