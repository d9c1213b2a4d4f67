/** Serves every operation of the contract: match → authorise → validate → handle → respond. Knows no resource. */
import { hash } from "node:crypto";
import { METHODS } from "node:http";
import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import type { Access } from "./access.ts";
import { share } from "./batch.ts";
import { bodyReader } from "./body.ts";
import { Answer, type AnyAnswer, type Implementation } from "./contract.ts";
import type { Database } from "./database.ts";
import { deprecationsOf } from "./deprecation.ts";
import { entityTag, ifMatch, ifNoneMatch } from "./etag.ts";
import { createReplays } from "./idempotency.ts";
import {
  allMethods,
  allOperations,
  describe,
  type OpenApiDocument,
  type OpenApiOperation,
  type Operation,
} from "./openapi.ts";
import { parameterReader, type Values } from "./parameters.ts";
import { invalidRequest, Problem } from "./problem.ts";
import { type SchemaCompiler, schemaCompiler } from "./schema.ts";

/** The seam between the handlers' types, which the compiler has checked, and the table, which names them at run time. */
type Handler = (request: object) => Promise<unknown>;

export interface RouterOptions {
  database: Database;
  /** The handlers over a database. */
  implement(database: Database): Implementation;
  access: Access;
  /** Largest request body, in bytes. */
  bodyLimit: number;
  /** Whether a handler may be missing: its operation answers 501. */
  development: boolean;
}

/** @returns the middleware; what matches no operation goes on to the next */
export function createRouter(document: OpenApiDocument, options: RouterOptions): Middleware {
  const { database, implement } = options;
  const compiler = schemaCompiler(document);
  const index = new RouterIndex();
  const implementation = implement(database);
  const replay = createReplays(database);
  for (const { group, name, operation } of allOperations) {
    const advice = `${operation.id} has no handler: write ${name}() in server/${group}.ts`;
    const handlerIn = (handlers: Implementation): Handler => {
      const handler = (handlers as Record<string, Record<string, Handler>>)[group]?.[name];
      if (handler) return handler;
      if (!options.development) throw new Error(advice);
      return () => Promise.reject(new Problem(501, advice));
    };
    const own = handlerIn(implementation);
    // The pages of a list are what many ask for alike.
    const handler = operation.method === "GET" && operation.paging ? share(own) : own;
    const path = operation.path.replace(/\{([^}]+)\}/g, ':"$1"');
    const described = describe(document, operation);
    const answer = answerer(described);
    const handle: Handle = async (request, caller, key) => {
      if (key === "") return answer(await handler(request));
      const keyed = { key: digest(caller, key), fingerprint: digest(operation.id, ordered(request)) };
      return replay(keyed, async (inside) => answer(await handlerIn(implement(inside))(request)));
    };
    const endpoint = createEndpoint(operation, described, document, compiler, handle, options);
    index.routerOf(operation.path).register(path, [operation.method], (context) => endpoint(context));
  }
  return async (context, next) => {
    const match = index.find(context.path)?.match(context.path, context.method);
    const layer = match?.pathAndMethod.at(-1);
    if (layer) {
      context.captures = layer.captures(context.path);
      return layer.stack[0]?.(context as never, next); // The router's context has types of its own.
    }
    // "*" is the service as a whole (RFC 9110, section 9.3.7).
    const methods = context.path === "*" ? allMethods : (match?.path.flatMap((each) => each.methods) ?? []);
    if (methods.length === 0) return next();
    refuseMethod(context, methods);
  };
}

/** A router for each path, so that finding one costs the same among seven operations and a thousand. */
class RouterIndex {
  /** By path, with "{}" for each segment that holds a parameter. */
  private readonly routers = new Map<string, Router>();
  /** Which segments hold parameters, as the paths have it; few differ. Fewer parameters come first: a literal wins. */
  private shapes: boolean[][] = [];

  routerOf(template: string): Router {
    const shape = template.split("/").map((segment) => segment.includes("{"));
    const key = keyOf(template.split("/"), shape);
    const router = this.routers.get(key) ?? new Router({ methods: METHODS, strict: true, sensitive: true });
    this.routers.set(key, router);
    if (!this.shapes.some((each) => each.join() === shape.join())) this.shapes.push(shape);
    const parameters = (each: boolean[]) => each.filter(Boolean).length;
    this.shapes.sort((one, other) => parameters(one) - parameters(other));
    return router;
  }

  find(path: string): Router | undefined {
    const segments = path.split("/");
    for (const shape of this.shapes) {
      const router = shape.length === segments.length ? this.routers.get(keyOf(segments, shape)) : undefined;
      if (router) return router;
    }
    return undefined;
  }
}

function keyOf(segments: string[], shape: boolean[]): string {
  return segments.map((segment, index) => (shape[index] ? "{}" : segment)).join("/");
}

/** Answers for a path that exists under other methods: OPTIONS with 204, any other with 405 (RFC 9110, section 9.3.7). */
export function refuseMethod(context: Context, methods: string[]): void {
  const allow = [...new Set([...methods, "OPTIONS"])].join(", ");
  if (context.method !== "OPTIONS")
    throw new Problem(405, `This path answers ${allow}.`, { headers: { Allow: allow } });
  context.status = 204;
  context.set("Allow", allow);
}

/** @param key the Idempotency-Key, or "" */
type Handle = (request: object, caller: string, key: string) => Promise<AnyAnswer>;

function digest(...parts: unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}

/** The same, whatever order its members came in. */
function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, each]) => [name, ordered(each)]),
  );
}

function createEndpoint(
  operation: Operation,
  described: OpenApiOperation,
  document: OpenApiDocument,
  compiler: SchemaCompiler,
  handle: Handle,
  { access, bodyLimit }: RouterOptions,
): (context: Context) => Promise<void> {
  const { parameters: declared, requestBody, responses } = described;
  const readParameters = parameterReader(operation.path, declared, compiler);
  const readBody = bodyReader(requestBody, document, compiler, bodyLimit);
  const representation = operation.headers.includes("If-Match") && representationOf(operation, document, compiler);
  const tellDeprecated = deprecationsOf(document, described);
  const isKeyed = operation.headers.includes("Idempotency-Key");
  const respond = responder(operation, responses, compiler);
  const types = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    status.startsWith("2") ? Object.keys(content) : [],
  );

  return async (context) => {
    context.state.operation = operation;
    const caller = access(context, operation);
    context.state.caller = caller;
    const wanted = context.req.headers.accept ?? "*/*"; // What most send, and need not be negotiated.
    if (types.length > 0 && wanted !== "*/*" && !context.accepts(types))
      throw new Problem(406, `This operation answers ${types.join(" or ")}.`);
    const body = await readBody(context.req, context.res);
    const header = (name: string) => context.req.headers[name.toLowerCase()]?.toString();
    const parameters = readParameters({
      captures: context.captures ?? [],
      querystring: context.querystring,
      header,
    });
    tellDeprecated?.(context, { ...parameters.value, body: body.value });
    const errors = [...parameters.errors, ...body.errors];
    if (errors.length > 0) throw invalidRequest(errors);
    const condition = header("If-Match");
    const requireMatch = (current: object) => {
      if (representation && condition !== undefined && !ifMatch(condition, entityTag(representation(current))))
        throw new Problem(
          "PreconditionFailed",
          "The current version is not the one that If-Match names: read it again.",
        );
    };
    const request = {
      ...parameters.value,
      body: body.value,
      ifMatch: condition === undefined ? undefined : requireMatch,
    };
    const answer = await handle(request, caller, isKeyed ? (header("Idempotency-Key") ?? "") : "");
    respond(context, answer, parameters.value.path);
  };
}

/** Returns a function that gives what a handler returned its status: where it says none, there is only one. */
function answerer({ responses }: OpenApiOperation): (result: unknown) => AnyAnswer {
  const onlyStatus = Number(Object.keys(responses).find((status) => status.startsWith("2")) ?? 200);
  return (result) => (result instanceof Answer ? result : new Answer(onlyStatus, result, {}));
}

/** Returns a function that writes an answer as the contract declares it. */
function responder(operation: Operation, responses: OpenApiOperation["responses"], compiler: SchemaCompiler) {
  const successes = new Map(
    Object.entries(responses)
      .filter(([status]) => status.startsWith("2"))
      .map(([status, { content = {}, headers = {} }]) => {
        const [[type, { schema }] = [undefined, { schema: {} }]] = Object.entries(content);
        const isText = type?.startsWith("text/");
        return [
          Number(status),
          {
            type: isText ? `${type}; charset=utf-8` : type,
            write: isText ? String : compiler.serialiser(schema),
            tagged: "ETag" in headers,
            located: "Location" in headers,
          },
        ];
      }),
  );
  const readPath = allOperations.find((each) => each.operation.id === operation.location)?.operation.path;

  return (context: Context, { status, headers, body }: AnyAnswer, path: Values): void => {
    const { type, write, tagged, located } = successes.get(status) ?? {};
    context.set(headers);
    if (!type || !write) {
      context.body = null;
      context.status = status; // After the body: Koa makes an empty body 204.
      return;
    }
    const text = write(body);
    context.status = status;
    context.res.setHeader("Content-Type", type); // As declared: Koa would add a charset, which JSON has none of (RFC 8259, section 11).
    context.body = text;
    if (readPath && located) context.set("Location", fillPath(readPath, { ...path, ...(body as Values) }));
    if (operation.paging) setNextLink(context, operation.paging, body as Values);
    if (tagged) setEntityTag(context, entityTag(text));
  };
}

/** How GET writes what is at this operation's path: what If-Match is about. */
function representationOf({ id, path }: Operation, document: OpenApiDocument, compiler: SchemaCompiler) {
  const schema = document.paths[path]?.get?.responses["200"]?.content?.["application/json"]?.schema;
  if (!schema) throw new Error(`${id} takes If-Match, but no GET ${path} answers JSON for it to match`);
  return compiler.serialiser(schema);
}

function fillPath(template: string, values: Values): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new Error(`the answer lacks ${name}, which ${template} needs`);
    return encodeURIComponent(String(values[name]));
  });
}

/** The same request with the next cursor (RFC 8288), relative to this host: what Host says is not to be trusted. */
function setNextLink(context: Context, paging: NonNullable<Operation["paging"]>, body: Values): void {
  const next = body[paging.nextCursor];
  if (typeof next !== "string") return;
  const query = new URLSearchParams(context.querystring);
  query.set(paging.cursor, next);
  context.set("Link", `<${context.path}?${query}>; rel="next"`);
}

function setEntityTag(context: Context, tag: string): void {
  context.set("ETag", tag);
  if (!["GET", "HEAD"].includes(context.method) || !ifNoneMatch(context.get("If-None-Match"), tag)) return;
  context.body = null;
  context.status = 304;
}
