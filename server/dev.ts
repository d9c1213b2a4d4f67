/** `npm run dev`: regenerates, then serves; tsx runs it anew whenever the spec or the server is saved. */
import { join } from "node:path";
import { generate, write } from "../spec/generate.ts";

const spec = join(import.meta.dirname, "../spec");
const files = await generate(spec);
if (files) write(files, join(spec, "../generated"), false);
else console.error("The spec has errors: serving the last good contract.");
// Settings that suit development, for main.ts to read.
process.env.VERIFY_ANSWERS ??= "on";
process.env.DRAIN_MS ??= "0";
await import("./main.ts");
