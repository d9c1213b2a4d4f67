/** Starts the aviary as a process; process.ts builds it. */
import { run } from "../../server/engine/http/run.ts";
import { service } from "./aviary-service.ts";

await run(service, process.env);
