/** The service: its contract, and what serves it. Starts nothing. */
import { contract } from "../generated/contract.ts";
import { verifiers } from "./access.ts";
import { readDocument } from "./engine/contract/document.ts";
import { defineService } from "./engine/http/service.ts";
import { users } from "./users.ts";

// From dist/, where the build puts this file, the paths are the same.
export const service = defineService(contract, {
  name: "user-service",
  document: readDocument(new URL("../generated/openapi.json", import.meta.url)),
  verifiers,
  handlers: { users },
  migrations: new URL("./migrations/", import.meta.url),
  page: new URL("../dist/page/", import.meta.url),
  databaseUrl: "sqlite:users.db",
});
