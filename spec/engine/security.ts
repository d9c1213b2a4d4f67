/** Rules for security schemes and for the alternatives that operations demand; and whom a change of these affects. */
import type { SecurityRequirement, SecurityScheme } from "../../server/engine/contract/callers.ts";
import { type Document, operationsIn, securityOf } from "../../server/engine/contract/document.ts";
import { isReserved, requestHeaders, token } from "./servable.ts";

export function* securityFaults(document: Document): Generator<string> {
  const { securitySchemes = {} } = document.components;
  for (const [name, scheme] of Object.entries(securitySchemes)) yield* schemeFaults(name, scheme);
  const operations = operationsIn(document).map(({ operation }) => operation);
  const demands = [
    { place: "the service", security: document.security },
    ...operations.map(({ operationId, security }) => ({ place: operationId, security })),
  ];
  for (const { place, security = [] } of demands)
    for (const alternative of security) yield* alternativeFaults(place, alternative, securitySchemes);
  for (const operation of operations) {
    const schemes = securityOf(operation, document).flatMap(Object.keys);
    const places = schemes.map((name) => placeOf(securitySchemes[name]));
    for (const { name, in: place } of operation.parameters)
      if (places.includes(wordsFor(place, name)))
        yield `${operation.operationId}: the ${place} parameter "${name}" is a security scheme's key: rename one of them`;
  }
}

function* alternativeFaults(
  place: string,
  alternative: SecurityRequirement,
  schemes: Readonly<Record<string, SecurityScheme>>,
): Generator<string> {
  const names = Object.keys(alternative);
  const sent = names.map((name) => placeOf(schemes[name]));
  for (const [index, each] of sent.entries()) {
    const [first, other] = [names[sent.indexOf(each)], names[index]];
    if (first !== other)
      yield `${place}: ${first} and ${other} are both sent as ${each}, which a request has once: write alternatives, as in @useAuth(${first} | ${other})`;
  }
  for (const [scheme, scopes] of Object.entries(alternative))
    for (const scope of scopes)
      if (!scopeToken.test(scope))
        yield `${place}: the scope "${scope}" of ${scheme} is none (RFC 6749, section 3.3): write visible ASCII characters but " and \\`;
}

/** RFC 6749, section 3.3. */
const scopeToken = /^[!#-[\]-~]+$/;

function* schemeFaults(name: string, scheme: SecurityScheme): Generator<string> {
  if (!/^[A-Za-z]\w*$/.test(name) || name in Object.prototype)
    yield `${name}: a security scheme is a member of server/access.ts: name its model in letters and digits`;
  if (scheme.type === "http") {
    if (!["bearer", "basic"].includes(scheme.scheme.toLowerCase()))
      yield `${name}: HTTP authentication by "${scheme.scheme}" is not supported: write BearerAuth, BasicAuth or ApiKeyAuth`;
  } else if (scheme.type === "apiKey") {
    const own = scheme.name.toLowerCase();
    if (scheme.in !== "query" && !token.test(scheme.name))
      yield `${name}: the ${scheme.in} "${scheme.name}" cannot be sent: write a name of letters, digits and -`;
    else if (scheme.in === "header" && own !== "authorization" && isReserved(own, requestHeaders))
      yield `${name}: the header "${scheme.name}" belongs to HTTP, browsers or the engine: choose another name, such as X-API-Key`;
  } else {
    const flows = scheme.type === "oauth2" ? Object.values(scheme.flows ?? {}) : [];
    const discovery = scheme.type === "openIdConnect" ? [scheme.openIdConnectUrl] : [];
    const urls = flows.flatMap(({ authorizationUrl, tokenUrl, refreshUrl }) => [
      authorizationUrl,
      tokenUrl,
      refreshUrl,
    ]);
    for (const url of [...urls, ...discovery])
      if (url !== undefined && !/^https?:\/\//.test(url))
        yield `${name}: "${url}" is no address: write an absolute URL, such as "https://login.example/token"`;
  }
}

/** Where a request has the scheme's credential. */
function placeOf(scheme: SecurityScheme | undefined): string {
  return scheme?.type === "apiKey" ? wordsFor(scheme.in, scheme.name) : wordsFor("header", "Authorization");
}

function wordsFor(place: string, name: string): string {
  return `the ${place} ${place === "header" ? name.toLowerCase() : name}`;
}

/** Operations whose callers have other alternatives than before: a breaking change where one of the earlier ones no longer does. */
export function securityChanges(before: Document, after: Document) {
  const earlier = new Map(operationsIn(before).map(({ operation }) => [operation.operationId, operation]));
  const changes = new Map<string, { impact: "breaking" | "compatible"; operations: string[] }>();
  for (const { operation } of operationsIn(after)) {
    const known = earlier.get(operation.operationId);
    if (!known) continue;
    const [from, to] = [securityOf(known, before), securityOf(operation, after)];
    const words = `callers: ${from.map(nameOf).join(" or ")} → ${to.map(nameOf).join(" or ")}`;
    if (nameOfAll(from) === nameOfAll(to)) continue;
    const isAccepted = (alternative: SecurityRequirement) => to.some((other) => isMetBy(other, alternative));
    const impact = from.every(isAccepted) ? "compatible" : "breaking";
    const change = changes.get(words) ?? { impact, operations: [] };
    change.operations.push(operation.operationId);
    changes.set(words, change);
  }
  return [...changes].map(([words, { impact, operations }]) => ({ impact, place: operations.join(", "), words }));
}

/** Whether those who met one alternative meet another. */
function isMetBy(alternative: SecurityRequirement, given: SecurityRequirement): boolean {
  return Object.entries(alternative).every(
    ([scheme, scopes]) => scopes.every((scope) => given[scheme]?.includes(scope)) && scheme in given,
  );
}

/** "Login<write> with ServiceKey". */
function nameOf(alternative: SecurityRequirement): string {
  const names = Object.entries(alternative).map(([scheme, scopes]) =>
    scopes.length > 0 ? `${scheme}<${scopes.join(", ")}>` : scheme,
  );
  return names.join(" with ") || "anyone";
}

function nameOfAll(alternatives: SecurityRequirement[]): string {
  return alternatives.map(nameOf).sort().join();
}
