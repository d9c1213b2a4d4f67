/** A service as one middleware stack, top to bottom. Starts nothing. */
import cors from "@koa/cors";
import Koa, { type Middleware } from "koa";
import type { Logger } from "pino";
import { type Document, operationsIn } from "../contract/document.ts";
import { unavailable } from "../contract/problem.ts";
import type { OpenDatabase } from "../database/database.ts";
import { type AccessOptions, createAccess } from "./access.ts";
import { logAccess, logBroken } from "./access-log.ts";
import { catchProblems } from "./catch.ts";
import { entityTag } from "./etag.ts";
import { checkFraming, usualHeaders } from "./listener.ts";
import { serveMetrics } from "./metrics.ts";
import type { Load } from "./overload.ts";
import { servePages } from "./pages.ts";
import { type ProxyOptions, trustProxies, withPathPrefix } from "./proxies.ts";
import { announceContract } from "./reload.ts";
import { createRouter, refuseMethod } from "./router.ts";
import type { Service } from "./service.ts";
import { verifyAnswers } from "./verify.ts";

export interface AppOptions extends AccessOptions, ProxyOptions {
  log: Logger;
  /** Largest request body, in bytes. */
  bodyLimit: number;
  /** Whether every response is validated against the contract, at some cost. */
  verify: boolean;
  /** Whether the contract is being edited: a missing handler or verifier answers 501, where it otherwise prevents the start. */
  development: boolean;
  /** Without it, no request is refused for others' sake. */
  load?: Load;
  /** How often a stream without events shows that it lives, in ms; 15 seconds unless given. */
  heartbeat?: number;
  /** Aborted when the service stops: requests should be sent elsewhere, and responses close their connection. */
  stopping: AbortSignal;
}

export function createApp(service: Service, database: OpenDatabase, options: AppOptions): Koa {
  const { document, middleware = [] } = service;
  const { log, stopping, trustedProxies, pathPrefix } = options;
  const access = createAccess(service, database, log, options);
  const app = new Koa();
  app.on("error", logBroken(log));
  app.use(trustProxies(trustedProxies));
  if (pathPrefix) app.use(withPathPrefix(pathPrefix));
  app.use(logAccess(log));
  app.use(setHeaders(stopping));
  if (options.corsOrigins.length > 0) app.use(allowOrigins(options.corsOrigins, document));
  if (options.verify) app.use(verifyAnswers(service));
  app.use(catchProblems);
  app.use(checkFraming());
  for (const each of [...middleware, ...createRouter(service, database, { ...options, access })]) app.use(each);
  app.use(answerProbes(stopping, database));
  app.use(serveMetrics(access));
  if (options.development) app.use(announceContract(entityTag(JSON.stringify(document)), stopping));
  app.use(servePages(service, options));
  return app;
}

function setHeaders(stopping: AbortSignal): Middleware {
  const headers = Object.entries(usualHeaders);
  return async (context, next) => {
    for (const [name, value] of headers) context.res.setHeader(name, value); // Koa's setter costs several times as much.
    await next();
    if (stopping.aborted) context.set("Connection", "close"); // Asked last: the service may begin to stop meanwhile.
  };
}

/** CORS (Fetch Standard, section 3.3), without cookies: callers have nothing but a token. */
function allowOrigins(origins: string[], document: Document): Middleware {
  const declared = operationsIn(document).flatMap(({ operation }) => Object.values(operation.responses));
  const ofContract = declared.flatMap(({ headers = {} }) => Object.keys(headers));
  const ofEngine = [
    "Content-Disposition",
    "Content-Range",
    "Deprecation",
    "Retry-After",
    "Sunset",
    "WWW-Authenticate",
    "X-Request-Id",
  ];
  return cors({
    origin: ({ header }) => origins.find((origin) => origin === header.origin) ?? "",
    exposeHeaders: [...new Set([...ofContract, ...ofEngine])].sort(),
    maxAge: 600,
  });
}

/** Probes for orchestrators: /livez while the process runs, /readyz while it accepts requests. */
function answerProbes(stopping: AbortSignal, database: OpenDatabase): Middleware {
  return async (context, next) => {
    if (context.path !== "/livez" && context.path !== "/readyz") return next();
    if (context.method !== "GET" && context.method !== "HEAD") return refuseMethod(context, ["GET", "HEAD"]);
    if (context.path === "/readyz") {
      if (stopping.aborted) throw unavailable("Shutting down.");
      database.requireStorage();
    }
    context.body = "ok\n";
  };
}
