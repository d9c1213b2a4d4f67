// Runs a command of this folder: node spec/engine/run.mjs COMMAND [ARGUMENTS]. The one way that TypeScript is run here:
// bundled by esbuild in some 50 ms, then imported; each command exports main(root, arguments).
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import "./parent.mjs";

const [command = "", ...args] = process.argv.slice(2);
const root = join(import.meta.dirname, "../..");
const source = [`spec/engine/${command}.ts`, `test/bench/${command}.ts`].find((each) => existsSync(join(root, each)));
if (!source) {
  console.error(`There is no command "${command}": see the scripts in package.json.`);
  process.exit(1);
}
const outfile = join(root, "dist/tools", `${command}.js`);
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
});
const { main } = await import(pathToFileURL(outfile).href);
await main(root, args).catch(({ message }) => {
  console.error(message);
  process.exitCode = 1;
});
