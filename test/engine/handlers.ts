/** Servers of single handlers without a database, for tests of the router. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Document } from "../../server/engine/contract/document.ts";
import type { OpenDatabase } from "../../server/engine/database/database.ts";
import { contractTables } from "../../server/engine/database/tables.ts";
import { createApp } from "../../server/engine/http/app.ts";
import type { Service } from "../../server/engine/http/service.ts";
import { document as aviary, service } from "./aviary.ts";
import { defaults, recordedLog } from "./serving.ts";

// Cast: these handlers use no database, and the router only asks for this.
const noDatabase = { withFilters: () => ({}) } as unknown as OpenDatabase;

/**
 * Serves handlers by interface and name under the aviary's contract, or an edited one; other operations answer 501.
 * Responses are validated. Never overloaded, however long a test keeps the event loop busy.
 */
export async function serveHandlers(
  handlers: Service["handlers"],
  { document = aviary, bodyLimit = defaults.bodyLimit }: { document?: Document; bodyLimit?: number } = {},
) {
  const { log, lines } = recordedLog();
  const edited = { ...service, document, tables: contractTables(document), handlers };
  const options = { ...defaults, bodyLimit, log, development: true, isReady: () => true };
  const server = createApp(edited, noDatabase, options).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // Cast: a string only for pipes.
  return { log: lines, request: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init) };
}
