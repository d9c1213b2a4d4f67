/** `npm run build`: the service and its page in `dist/`, the client in `client/dist/`. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";

const migrationsFolder = "server/migrations";

function migrationFiles(root: string): string[] {
  const folder = join(root, migrationsFolder);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith(".ts")).map((file) => `${migrationsFolder}/${file}`);
}

const forNode = { bundle: true, packages: "external", platform: "node", format: "esm", logLevel: "silent" } as const;

/** @throws esbuild's BuildFailure */
export async function buildService(root: string): Promise<Metafile> {
  const migrations = migrationFiles(root);
  // A migration that was removed would be applied again.
  rmSync(join(root, "dist/migrations"), { recursive: true, force: true });
  const { metafile } = await build({
    ...forNode,
    absWorkingDir: root,
    entryPoints: ["server/main.ts", ...migrations],
    outbase: "server",
    outdir: "dist",
    sourcemap: true,
    metafile: true,
  });
  return metafile;
}

/** Builds a service's migrations to be imported from another folder. */
export async function buildMigrations(root: string, folder: string): Promise<URL> {
  const outdir = join(folder, "migrations");
  mkdirSync(outdir);
  await build({ ...forNode, absWorkingDir: root, entryPoints: migrationFiles(root), outdir });
  return pathToFileURL(`${outdir}/`);
}

/** What the home page is made of: the page of any contract, and a client. */
interface PageSource {
  root: string;
  /** The module that exports `createClient`. */
  client: string;
  outdir: string;
}

/** @throws esbuild's BuildFailure */
export async function buildPage({ root, client, outdir }: PageSource, options: BuildOptions = {}): Promise<void> {
  const page = join(root, "client/engine/page");
  mkdirSync(outdir, { recursive: true });
  for (const file of ["page.html", "page.css"]) cpSync(join(page, file), join(outdir, file));
  await build({
    stdin: {
      contents: `import { createClient } from ${JSON.stringify(client)};
        import { showPage } from ${JSON.stringify(join(page, "page.ts"))};
        showPage(createClient);`,
      resolveDir: root,
    },
    outfile: join(outdir, "page.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    logLevel: "silent",
    ...options,
  });
}

export function servicePage(root: string): PageSource {
  return { root, client: join(root, "client/index.ts"), outdir: join(root, "dist/page") };
}

/** The published package, with its types. */
async function buildClient(root: string): Promise<void> {
  const { build: bundle } = await import("tsdown"); // Loaded late: a start does not need it.
  await bundle({
    cwd: join(root, "client"),
    config: false,
    entry: ["index.ts", "testing.ts"],
    tsconfig: "../tsconfig.json",
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
    platform: "neutral",
    dts: true,
    logLevel: "error",
  });
}

const use = `npm run build               makes dist/ and client/dist/
npm run build -- service    makes dist/ alone, which \`npm start\` runs`;

export async function main(root: string, [part, ...others]: string[]): Promise<void> {
  if (part === "--help" || part === "-h") return console.log(use);
  if (others.length > 0 || (part !== undefined && part !== "service"))
    throw new Error(`"${[part, ...others].join(" ")}" is not an argument of this command:\n${use}`);
  await Promise.all([
    buildService(root),
    buildPage(servicePage(root)),
    ...(part === "service" ? [] : [buildClient(root)]),
  ]);
}
