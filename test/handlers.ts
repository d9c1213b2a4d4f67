/** Servers of nothing but the router, for tests of what it does by itself. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import pino from "pino";
import { onTestFinished } from "vitest";
import { createAccess } from "../server/access.ts";
import { logAccess } from "../server/access-log.ts";
import type { Implementation } from "../server/contract.ts";
import type { Database } from "../server/database.ts";
import { loadDocument } from "../server/openapi.ts";
import { catchProblems } from "../server/problem.ts";
import { createRouter } from "../server/router.ts";
import { verifyAnswers } from "../server/verify.ts";
import { defaults } from "./server.ts";

/** Serves handlers of users under a contract, without a database. */
export async function serveHandlers(
  handlers: Partial<Implementation["users"]>,
  { document = loadDocument(), bodyLimit = defaults.bodyLimit } = {},
) {
  const log: string[] = []; // Not recorded: it tells nothing of the service.
  const app = new Koa();
  app.use(logAccess(pino({ base: null }, { write: (line) => log.push(line) })));
  app.use(verifyAnswers(document));
  app.use(catchProblems);
  app.use(
    createRouter(document, {
      implement: () => ({ users: handlers }) as Implementation, // Whatever else there is, is not part of these tests.
      database: {} as Database,
      access: createAccess(defaults),
      bodyLimit,
      development: true,
    }),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { log, request: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init) };
}
