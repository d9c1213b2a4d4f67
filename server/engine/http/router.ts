/** Serves every operation of a contract: match → authorise → validate → handle → respond. */
import { hash } from "node:crypto";
import { METHODS, validateHeaderValue } from "node:http";
import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import {
  type Document,
  type DocumentOperation,
  dereference,
  isFile,
  keyMemberOf,
  type LocatedOperation,
  operationsIn,
  propertiesOf,
  type Schema,
} from "../contract/document.ts";
import {
  Answer,
  type AnyAnswer,
  allOperations,
  type IfMatch,
  type NamedOperation,
  type Operation,
} from "../contract/handlers.ts";
import { locationSources } from "../contract/location.ts";
import { engineProblems, invalidRequest, Problem } from "../contract/problem.ts";
import { once, type SchemaCompiler, schemaCompiler } from "../contract/schema.ts";
import type { OpenDatabase } from "../database/database.ts";
import type { Database } from "../database/interface.ts";
import type { Access } from "./access.ts";
import { bodyReader } from "./body.ts";
import { conflictReporter } from "./conflicts.ts";
import { boundTo, HandlerContext, problemMaker } from "./context.ts";
import { deprecationsOf } from "./deprecation.ts";
import { sendFile } from "./downloads.ts";
import { entityTag, ifMatch, isUnmodified, sendUnmodified } from "./etag.ts";
import { type EventOptions, eventSender, type SentEvent } from "./events.ts";
import type { Checked } from "./fields.ts";
import { createReplays } from "./idempotency.ts";
import type { Load } from "./overload.ts";
import { type ParameterSource, parameterReader, type Values } from "./parameters.ts";
import type { Identity } from "./security.ts";
import { allMethods, type Handler, type Service } from "./service.ts";

interface RouterOptions extends EventOptions {
  access: Access;
  log: Logger;
  load?: Load;
  /** Largest request body, in bytes. */
  bodyLimit: number;
  /** Whether a handler may be missing: its operation answers 501. */
  development: boolean;
}

/** Requests that match no operation go on to the next middleware. */
export function createRouter(service: Service, database: OpenDatabase, options: RouterOptions): Middleware[] {
  const { contract, document } = service;
  // Strictly, or a trailing slash and another case would match as well.
  const router = new Router({ methods: METHODS, strict: true, sensitive: true });
  const described = new Map(operationsIn(document).map((each) => [each.operation.operationId, each]));
  const replay = createReplays(service.tables);
  // The first match wins: literal segments before parameters, and of equally many parameters the longer text around them.
  const operations = allOperations(contract).sort(
    ({ operation: a }, { operation: b }) =>
      parameterCount(a) - parameterCount(b) || literalLength(b) - literalLength(a),
  );
  const served = operations.map(({ group, name, operation }): ServedOperation => {
    const handler = service.handlers[group]?.[name] ?? missingHandler(operation, `${group}.${name}`, options);
    const { operation: declared } = described.get(operation.id) as LocatedOperation; // As defineService has checked.
    return { group, name, operation, declared, handler, keys: keysOf(operation, service) };
  });
  for (const each of served) {
    const { operation } = each;
    const endpoint = once(() => createEndpoint({ ...each, served, service, replay, database, ...options }));
    router.register(patternOf(operation.path), [operation.method], (context, next) => endpoint()(context, next), {
      name: operation.path,
    });
  }
  return [router.routes() as unknown as Middleware, refuseOtherMethods(service)]; // Cast: the router's context has more.
}

function parameterCount({ path }: Operation): number {
  return path.split("{").length;
}

function literalLength({ path }: Operation): number {
  return path.replace(/\{[^}]+\}/g, "").length;
}

/** A path as the router has it: what it takes for its own syntax is escaped. */
function patternOf(path: string): string {
  return path.replace(/\{([^}]+)\}|[^\w/-]/g, (text, name?: string) => (name ? `:"${name}"` : `\\${text}`));
}

function missingHandler({ id }: Operation, place: string, { development }: RouterOptions): Handler {
  const advice = `${id} has no handler: write ${place} and list it in server/app.ts`;
  if (!development) throw new Error(advice);
  return () => Promise.reject(new Problem(501, advice));
}

function refuseOtherMethods(service: Service): Middleware {
  return (context, next) => {
    // By @koa/router: every route of the path.
    const { matched = [] } = context as { matched?: { methods: string[]; name?: string }[] };
    context.state.path = matched[0]?.name;
    // "*" is the service as a whole (RFC 9110, section 9.3.7).
    const methods = context.path === "*" ? allMethods(service) : matched.flatMap((route) => route.methods);
    return methods.length === 0 ? next() : refuseMethod(context, methods);
  };
}

/** Responds where a path has other methods: to OPTIONS with 204, to any other with 405 (RFC 9110, section 9.3.7). */
export function refuseMethod(context: Context, methods: string[]): void {
  const allow = [...new Set([...methods, "OPTIONS"])].join(", ");
  if (context.method !== "OPTIONS")
    throw new Problem(405, `This path supports ${allow}.`, { headers: { Allow: allow } });
  context.status = 204;
  context.set("Allow", allow);
}

interface ServedOperation extends NamedOperation {
  /** The same, as the document has it. */
  declared: DocumentOperation;
  handler: Handler;
  /** The query parameters that are API keys. */
  keys: string[];
}

interface EndpointOptions extends RouterOptions, ServedOperation {
  service: Service;
  /** All operations. */
  served: ServedOperation[];
  replay: ReturnType<typeof createReplays>;
  database: OpenDatabase;
}

function createEndpoint(options: EndpointOptions): Middleware {
  const { service, operation, declared, access, load, bodyLimit } = options;
  const { document } = service;
  const compiler = schemaCompiler(document);
  const readParameters = parameterReader(operation.path, declared.parameters, compiler, options.keys);
  const readBody = bodyReader(declared, document, compiler, bodyLimit);
  const requireMatch = matcherOf(options);
  const tellDeprecated = deprecationsOf(document, declared);
  const sendEvents = eventSender(declared, document, options);
  const call = handlerCall(options);
  const handle = sendEvents ? streaming(call, sendEvents, load) : call;
  const respond = responder(options);
  const types = mediaTypesOf(declared);

  return async (context) => {
    context.state.operation = operation;
    load?.requireSlack();
    const identity = await access.authorise(context, operation);
    context.state.caller = identity.key; // For the log.
    // No cache that callers share may keep it.
    if (identity.caller !== undefined) context.res.setHeader("Cache-Control", "private, no-cache");
    context.state.accepted = acceptedOf(context, types);
    const body = await readBody(context.req, context.res);
    try {
      await serve(context, body, identity);
    } finally {
      body.uploads?.releaseAfter(context.res);
    }
  };

  async function serve(context: Context, body: Checked<unknown>, identity: Identity): Promise<void> {
    const source = sourceOf(context);
    const parameters = readParameters(source);
    tellDeprecated?.(context, { ...parameters.value, body: body.value });
    const errors = [...parameters.errors, ...body.errors];
    if (errors.length > 0) throw invalidRequest(errors);
    const request = {
      ...parameters.value,
      body: body.value,
      ifMatch: requireMatch(context, source.header("If-Match")),
      ...(sendEvents && { lastEventId: source.header("Last-Event-ID") }),
    };
    const run = () => handle(context, request, identity);
    const answer = await (load?.run(identity.key, run) ?? run());
    await respond(context, answer, parameters.value.path);
  }
}

/** The query parameters that are an operation's API keys. */
function keysOf({ security }: Operation, { contract }: Service): string[] {
  const schemes = security.flatMap(Object.keys).map((name) => contract.securitySchemes[name]);
  return schemes.flatMap((scheme) => (scheme?.type === "apiKey" && scheme.in === "query" ? [scheme.name] : []));
}

function sourceOf({ captures = [], querystring, req }: Context): ParameterSource {
  // Node joins repeated headers by commas.
  return { captures, querystring, header: (name) => req.headers[name.toLowerCase()]?.toString() };
}

type Call = ReturnType<typeof handlerCall>;

/** The same call, whose answer is a stream of events that has begun. */
function streaming(call: Call, send: NonNullable<ReturnType<typeof eventSender>>, load: Load | undefined): Call {
  return async (context, request, identity) => {
    const release = load?.open(identity.key) ?? (() => {});
    try {
      const { status, headers, body } = await call(context, request, identity);
      const stream = await send(context, body as AsyncIterable<SentEvent>); // Cast: as the handler's type has it.
      if (stream.closed)
        release(); // Its caller has left already.
      else stream.once("close", release);
      return new Answer(status, stream, headers);
    } catch (error) {
      release();
      throw error;
    }
  };
}

/** Of successes. */
function mediaTypesOf({ responses }: DocumentOperation): string[] {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return [...new Set(successes.flatMap(([, { content = {} }]) => Object.keys(content)))];
}

function hasHeader({ parameters }: DocumentOperation, name: string): boolean {
  return parameters.some((each) => each.in === "header" && each.name === name);
}

/** The media type that the caller prefers; undefined where there is none. @throws 406 where it accepts none */
function acceptedOf(context: Context, types: string[]): string | undefined {
  const [preferred] = types;
  if (types.length > 1) context.vary("Accept");
  const wanted = context.req.headers.accept ?? "*/*"; // What most clients send, and needs no negotiation.
  if (preferred === undefined || wanted === "*/*") return preferred;
  const accepted = context.accepts(types);
  if (accepted === false) throw new Problem(406, `This operation responds with ${types.join(" or ")}.`);
  return String(accepted); // One of them, as a list was given.
}

/** Returns a function that calls the handler, once for each Idempotency-Key. */
function handlerCall(options: EndpointOptions) {
  const { service, operation, declared, replay, database, log } = options;
  const bound = boundTo(declared, database);
  const isKeyed = hasHeader(declared, "Idempotency-Key");
  const hasChoice = mediaTypesOf(declared).length > 1;
  const problem = problemMaker(service);
  const handle = hooked(options);
  // A result without a status has the only one there is.
  const onlyStatus = Number(Object.keys(declared.responses).find((status) => status.startsWith("2")) ?? 200);
  const call = async (
    context: Context,
    request: object,
    database: Database,
    { caller }: Identity,
  ): Promise<AnyAnswer> => {
    const result = await handle(request, new HandlerContext(context, database, problem, log, caller));
    return result instanceof Answer ? result : new Answer(onlyStatus, result, {});
  };

  const conflictOr = conflictReporter(declared, service);
  const run = (context: Context, request: object, identity: Identity): Promise<AnyAnswer> => {
    const key = isKeyed ? (context.req.headers["idempotency-key"]?.toString() ?? "") : "";
    if (key === "") return call(context, request, bound, identity);
    const fingerprint = digest(operation.id, ordered(request), ...(hasChoice ? [context.state.accepted] : []));
    const keyed = { key: digest(identity.key, key), fingerprint };
    return replay(keyed, bound, (inside) => call(context, request, inside, identity));
  };
  if (!conflictOr) return run;
  return (context: Context, request: object, identity: Identity): Promise<AnyAnswer> =>
    run(context, request, identity).catch((error) => {
      throw conflictOr(error);
    });
}

/** The handler within the hooks of its place, the widest outermost. */
function hooked({ service: { around }, operation, group, name, handler }: EndpointOptions): Handler {
  const hooks = [around["*"], around[group], around[`${group}.${name}`]].filter((each) => each !== undefined);
  return hooks.reduceRight<Handler>(
    (next, hook) => async (request, context) =>
      hook(operation, request, context, async (changed) =>
        next(request, changed?.database ? context.with(changed) : context),
      ),
    handler,
  );
}

function digest(...parts: unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}

/** With members in one order, however they were sent. */
function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, ordered(each)]),
  );
}

/** If-Match names an ETag of what GET returns at the same path. */
function matcherOf(options: EndpointOptions) {
  const { operation, declared, served, service, access } = options;
  if (!hasHeader(declared, "If-Match")) return () => undefined;
  const read = served.find(({ operation: { method, path } }) => method === "GET" && path === operation.path);
  const { schema } = read?.declared.responses["200"]?.content?.["application/json"] ?? {};
  if (!read || !schema)
    throw new Error(`${operation.id} takes If-Match, but GET ${operation.path} does not respond with JSON`);
  const compiler = schemaCompiler(service.document);
  const write = compiler.serialiser(schema);
  const readParameters = parameterReader(operation.path, read.declared.parameters, compiler, read.keys);
  // The database knows how kept models are represented.
  const isKept = dereference(schema, service.document)["x-table"] !== undefined;
  const handle = isKept ? undefined : handlerCall({ ...options, ...read });
  return (context: Context, condition: string | undefined): IfMatch | undefined => {
    if (condition === undefined) return undefined;
    const requireTag: IfMatch = (representation) => {
      if (!ifMatch(condition, entityTag(write(representation))))
        throw new Problem(
          engineProblems.PreconditionFailed,
          "The current version is not the one that If-Match names: read it again.",
        );
    };
    if (handle)
      requireTag.read = async () => {
        // The caller as GET's own alternatives identify it.
        const identity = await access.identifyFor(context, read.operation);
        const { value, errors } = readParameters(sourceOf(context));
        if (errors.length > 0) throw invalidRequest(errors);
        return (await handle(context, value, identity)).body as object; // Cast: a JSON object.
      };
    return requireTag;
  };
}

/** Returns a function that writes an answer as the contract declares it. */
function responder(options: EndpointOptions) {
  const { service, operation, declared, served, keys } = options;
  const { responses } = declared;
  const { document } = service;
  const compiler = schemaCompiler(document);
  const { location } = operation;
  const { operation: read } = (location && served.find((each) => each.operation.id === location)) || {};
  const answers = new Map(
    Object.entries(responses).map(([status, { content = {}, headers = {} }]) => [
      Number(status),
      {
        writers: Object.entries(content)
          .filter(([type, { schema }]) => type !== "application/problem+json" && !isFile(schema)) // Problems are thrown.
          .map(([type, { schema }]) => writerOf(type, schema, compiler)),
        fileTypes: Object.entries(content).flatMap(([type, { schema }]) => (isFile(schema) ? [type] : [])),
        tagged: "ETag" in headers,
        locate:
          read && "Location" in headers
            ? locationWriter(operation.path, read.path, Object.values(content)[0]?.schema ?? {}, document)
            : undefined,
      },
    ]),
  );

  return async (context: Context, { status, headers, body }: AnyAnswer, path: Values): Promise<void> => {
    const answer = answers.get(status);
    if (!answer)
      throw new Problem(500, `${operation.id} breaks the contract: it answered ${status}, which it does not declare`);
    const { writers, fileTypes, tagged, locate } = answer;
    if (fileTypes.length > 0 && (fileTypes.includes(context.state.accepted) || writers.length === 0)) {
      await sendFile(context, status, body, { types: fileTypes, tagged });
      context.set(headers);
      return;
    }
    const writer = writers.find(({ type }) => type === context.state.accepted) ?? writers[0];
    const text = writer?.write(body);
    const location = locate?.(path, body as Values);
    for (const [name, value] of Object.entries(headers))
      for (const each of [value].flat()) validateHeaderValue(name, String(each));
    // Nothing fails from here on: an error must not have the headers of a success.
    context.set(headers);
    if (!writer) {
      context.body = null;
      context.status = status; // After the body: Koa makes an empty body 204.
      return;
    }
    context.status = status;
    context.res.setHeader("Content-Type", writer.header); // Koa would add a charset, which JSON does not have (RFC 8259, section 11).
    context.body = text;
    if (location) context.set("Location", location);
    if (operation.paging) setNextLink(context, operation.paging, body as Values, keys);
    if (tagged) setEntityTag(context, entityTag(String(text)));
  };
}

function writerOf(type: string, schema: Schema, compiler: SchemaCompiler) {
  if (type === "text/event-stream") return { type, header: type, write: (stream: unknown) => stream };
  const isText = type.startsWith("text/");
  return {
    type,
    header: isText ? `${type}; charset=utf-8` : type,
    write: isText ? String : compiler.serialiser(schema),
  };
}

/** Returns a function that writes the path of what was created, from the request's path and the response. */
function locationWriter(path: string, read: string, schema: Schema, document: Document) {
  const members = Object.keys(propertiesOf(schema, document));
  const { sources } = locationSources(read, { path, members, key: keyMemberOf(schema, document) });
  const byParameter = new Map(sources.map((source) => [source.parameter, source]));
  return (request: Values, response: Values = {}): string =>
    read.replace(/\{([^}]+)\}/g, (_, parameter: string) => {
      const { from, name } = byParameter.get(parameter) ?? { from: "response", name: parameter };
      const value = (from === "request" ? request : response)[name];
      if (value === undefined) throw new Error(`the answer lacks ${name}, which ${read} needs`);
      return encodeURIComponent(String(value));
    });
}

/** The same request with the next cursor (RFC 8288), without a host: Host is not to be trusted. */
function setNextLink(
  context: Context,
  paging: NonNullable<Operation["paging"]>,
  body: Values,
  keys: readonly string[],
): void {
  const next = body[paging.nextCursor];
  if (typeof next !== "string") return;
  const query = new URLSearchParams(context.querystring);
  for (const key of keys) query.delete(key); // A credential is not repeated.
  query.set(paging.cursor, next);
  context.set("Link", `<${context.path}?${query}>; rel="next"`);
}

function setEntityTag(context: Context, tag: string): void {
  context.set("ETag", tag);
  if (isUnmodified(context, tag)) sendUnmodified(context);
}
