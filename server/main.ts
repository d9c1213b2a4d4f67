/** Starts the service: `npm start`. The only file that reads the environment. */
import { run } from "./engine/http/run.ts";

await run(() => import("./app.ts"), process.env);
