/** Builds the aviary, to be started as a process. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildService } from "../../spec/engine/build.ts";

const source = "test/engine";

/**
 * @param outdir a folder within the repository, so that the build finds its packages; replaced
 * @returns the file to start
 */
export async function buildAviary(root: string, outdir: string): Promise<string> {
  rmSync(outdir, { recursive: true, force: true });
  await buildService(root, { source, outdir, isBundled: true });
  cpSync(join(root, source, "generated/openapi.json"), join(outdir, "generated/openapi.json"));
  return join(outdir, "main.js");
}
