/** Starts the aviary as a process; process.ts builds it. */
import { run } from "../../server/engine/http/run.ts";

await run(() => import("./aviary-service.ts"), process.env);
