// A thread of generate.ts: OpenAPI document in, text of its types out. In plain JavaScript, since a thread starts
// without what may have translated generate.ts.
import { parentPort } from "node:worker_threads";
import openapiTS, { astToString } from "openapi-typescript";

parentPort?.once("message", async (document) => {
  parentPort?.postMessage(astToString(await openapiTS(document, { defaultNonNullable: false })));
});
