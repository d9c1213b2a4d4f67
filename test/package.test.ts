/** What holds for the published client of any contract, held for this one. */
import { join } from "node:path";
import { createClient } from "../client/index.ts";
import { examples } from "../generated/examples.ts";
import { service } from "../server/app.ts";
import { describePackage } from "./engine/package.ts";
import { serving } from "./engine/serving.ts";

describePackage({
  root: join(import.meta.dirname, ".."),
  service,
  serve: serving(service, createClient),
  examples,
});
