/** Servers of nothing but the router, for tests of what it does by itself. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import pino from "pino";
import { onTestFinished } from "vitest";
import { answers } from "../generated/examples.ts";
import { createAccess } from "../server/access.ts";
import { logAccess } from "../server/access-log.ts";
import { Answer, type Implementation } from "../server/contract.ts";
import type { Database } from "../server/database.ts";
import { loadDocument } from "../server/openapi.ts";
import { catchProblems } from "../server/problem.ts";
import { createRouter } from "../server/router.ts";
import { verifyAnswers } from "../server/verify.ts";
import { defaults } from "./server.ts";

/**
 * Serves bodies for answers under a contract, without a database; status and headers are those of its examples, unless
 * a whole Answer is given.
 */
export async function serveHandlers(
  bodies: { [Name in keyof Implementation["users"]]?: (request: { body?: unknown }) => Promise<unknown> },
  { document = loadDocument(), bodyLimit = defaults.bodyLimit } = {},
) {
  const log: string[] = []; // Not recorded: it tells nothing of the service.
  const examples: Record<string, { status: number; headers: object }> = answers.users;
  const handlers = Object.entries(bodies).map(([name, body]) => {
    const { status = 200, headers = {} } = examples[name] ?? {};
    return [
      name,
      async (request: object) => {
        const given = await body(request);
        return given instanceof Answer ? given : new Answer(status, given, headers);
      },
    ];
  });
  const app = new Koa();
  app.use(logAccess(pino({ base: null }, { write: (line) => log.push(line) })));
  app.use(verifyAnswers(document));
  app.use(catchProblems);
  app.use(
    createRouter(document, {
      implement: () => ({ users: Object.fromEntries(handlers) }) as Implementation, // All that these tests ask.
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
