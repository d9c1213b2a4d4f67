/** Starts the service: `npm start`. The only file that reads the environment. */
import { service } from "./app.ts";
import { run } from "./engine/http/run.ts";

await run(service, process.env);
