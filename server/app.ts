/** The service as one middleware stack, top to bottom. Starts nothing. */
import cors from "@koa/cors";
import Koa, { type Middleware } from "koa";
import type { Logger } from "pino";
import { type AccessOptions, createAccess } from "./access.ts";
import { logAccess } from "./access-log.ts";
import type { Implementation } from "./contract.ts";
import type { Database } from "./database.ts";
import { servePages } from "./docs.ts";
import { entityTag } from "./etag.ts";
import { checkFraming } from "./http.ts";
import { serveMetrics } from "./metrics.ts";
import { loadDocument } from "./openapi.ts";
import { catchProblems, Problem, unavailable } from "./problem.ts";
import { announceContract } from "./reload.ts";
import { createRouter, refuseMethod } from "./router.ts";
import { users } from "./users.ts";
import { verifyAnswers } from "./verify.ts";

export interface AppOptions extends AccessOptions {
  log: Logger;
  /** Largest request body, in bytes. */
  bodyLimit: number;
  /** Whether every answer is held against the contract, at some cost. */
  verify: boolean;
  /** Whether the contract is being edited: what it lacks yet is told at the first request instead of the start. */
  development: boolean;
  /** Whether new requests should still be sent here; from false on, connections end with their answer. */
  isReady(): boolean;
}

/** The handlers of the whole contract: a word for each interface. */
export function implement(database: Database): Implementation {
  return { users: users(database) };
}

export function createApp(database: Database, { log, isReady, ...options }: AppOptions): Koa {
  const document = loadDocument();
  const access = createAccess(options);
  const app = new Koa();
  app.use(logAccess(log));
  app.use(setHeaders(isReady));
  if (options.corsOrigins.length > 0) app.use(allowOrigins(options.corsOrigins));
  if (options.verify) app.use(verifyAnswers(document));
  app.use(catchProblems);
  app.use(checkFraming());
  app.use(createRouter(document, { ...options, database, implement, access }));
  app.use(answerProbes(isReady));
  app.use(serveMetrics(access));
  if (options.development) app.use(announceContract(entityTag(JSON.stringify(document))));
  app.use(servePages(document, options.development));
  app.use(() => {
    throw new Problem(404, "Nothing is at this path. See /docs for what is.");
  });
  return app;
}

/** What every answer carries; a page loosens what it must. */
function setHeaders(isReady: () => boolean): Middleware {
  const headers = Object.entries({
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
  });
  return async (context, next) => {
    for (const [name, value] of headers) context.res.setHeader(name, value); // Koa's own way costs several times as much.
    await next();
    if (!isReady()) context.set("Connection", "close"); // Asked last: the stop may begin meanwhile.
  };
}

/** Cross-origin requests (Fetch Standard, section 3.3), without cookies: a token is all that a caller has. */
function allowOrigins(origins: string[]): Middleware {
  return cors({
    origin: ({ header }) => origins.find((origin) => origin === header.origin) ?? "",
    exposeHeaders: [
      "Deprecation",
      "ETag",
      "Link",
      "Location",
      "Retry-After",
      "Sunset",
      "WWW-Authenticate",
      "X-Request-Id",
    ],
    maxAge: 600,
  });
}

/** For orchestrators: /livez while the process answers at all, /readyz while it wants requests. */
function answerProbes(isReady: () => boolean): Middleware {
  return async (context, next) => {
    if (context.path !== "/livez" && context.path !== "/readyz") return next();
    if (context.method !== "GET" && context.method !== "HEAD") return refuseMethod(context, ["GET", "HEAD"]);
    if (context.path === "/readyz" && !isReady()) throw unavailable("Shutting down.");
    context.body = "ok\n";
  };
}
