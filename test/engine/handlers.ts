/** Servers of single handlers without a database, for tests of the router. */
import { createServer } from "node:http";
import type { Document } from "../../server/engine/contract/document.ts";
import type { OpenDatabase } from "../../server/engine/database/database.ts";
import { contractTables } from "../../server/engine/database/tables.ts";
import { createApp } from "../../server/engine/http/app.ts";
import type { Service } from "../../server/engine/http/service.ts";
import { document as aviary, service } from "./aviary.ts";
import { defaults, recordedLog, startListening } from "./serving.ts";

// Cast: these handlers use no database, and the router only asks for this.
const noDatabase = { forOperation: () => ({}) } as unknown as OpenDatabase;

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
  const options = { ...defaults, bodyLimit, log, development: true, stopping: new AbortController().signal };
  const url = await startListening(createServer(createApp(edited, noDatabase, options).callback()));
  return { url, log: lines, request: (path: string, init?: RequestInit) => fetch(url + path, init) };
}
