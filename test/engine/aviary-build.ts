/** Builds the aviary, to be started as a process. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * @param outdir a folder within the repository, so that the build finds its packages; replaced
 * @returns the file to start
 */
export async function buildAviary(root: string, outdir: string): Promise<string> {
  const source = join(root, "test/engine");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: source,
    entryPoints: ["main.ts", "migrations/*.ts"],
    outdir,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    sourcemap: true,
  });
  cpSync(join(source, "generated/openapi.json"), join(outdir, "generated/openapi.json"));
  return join(outdir, "main.js");
}
