/** The service as one middleware stack, top to bottom. Starts nothing. */
import Koa, { type Middleware } from "koa";
import type { Logger } from "pino";
import { logAccess } from "./access-log.ts";
import type { Database } from "./database.ts";
import { servePages } from "./docs.ts";
import { checkFraming } from "./http.ts";
import { loadDocument } from "./openapi.ts";
import { catchProblems, Problem } from "./problem.ts";
import { createRouter, refuseMethod } from "./router.ts";
import { users } from "./users.ts";
import { verifyAnswers } from "./verify.ts";

export interface AppOptions {
  log: Logger;
  /** Largest request body, in bytes. */
  bodyLimit: number;
  /** Whether every answer is held against the contract, at some cost. */
  verify: boolean;
  /** Whether new requests should still be sent here; from false on, connections end with their answer. */
  isReady(): boolean;
}

export function createApp(database: Database, { log, bodyLimit, verify, isReady }: AppOptions): Koa {
  const document = loadDocument();
  const app = new Koa();
  app.use(logAccess(log));
  app.use(setHeaders(isReady));
  if (verify) app.use(verifyAnswers(document));
  app.use(catchProblems);
  app.use(checkFraming());
  app.use(answerProbes(isReady));
  app.use(servePages(document));
  app.use(createRouter(document, { users: users(database) }, bodyLimit));
  app.use(() => {
    throw new Problem(404, "Nothing is at this path. See /docs for what is.");
  });
  return app;
}

/** What every answer carries; a page loosens what it must. */
function setHeaders(isReady: () => boolean): Middleware {
  return async (context, next) => {
    context.set({
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-cache",
    });
    if (!isReady()) context.set("Connection", "close");
    await next();
  };
}

/** For orchestrators: /livez while the process answers at all, /readyz while it wants requests. */
function answerProbes(isReady: () => boolean): Middleware {
  return async (context, next) => {
    if (context.path !== "/livez" && context.path !== "/readyz") return next();
    if (context.method !== "GET" && context.method !== "HEAD") return refuseMethod(context, ["GET", "HEAD"]);
    if (context.path === "/readyz" && !isReady())
      throw new Problem(503, "Shutting down.", { headers: { "Retry-After": "1" } });
    context.body = "ok\n";
  };
}
