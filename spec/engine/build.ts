/** `npm run build`: the service and its page in `dist/`, the client in `client/dist/`. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { assetFiles, codings, compress, compressedName, hashedName } from "../../server/engine/http/assets.ts";

/** The migrations of a service, in the repository. @param source the service's folder */
export function migrationFiles(root: string, source = "server"): string[] {
  const folder = join(root, source, "migrations");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith(".ts")).map((file) => `${source}/migrations/${file}`);
}

const forNode = { bundle: true, packages: "external", platform: "node", format: "esm", logLevel: "silent" } as const;

/** CommonJS packages ask for Node's modules by `require`, which an ES module lacks. */
const requireForPackages =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Found and loaded by name at run time. */
const drivers = ["knex", "knex/*", "pg", "sqlite3"];

interface ServiceBuild {
  /** The folder that has its main.ts. */
  source?: string;
  outdir?: string;
  /** Whether packages are built in: a start takes a quarter less, and a build half a second more. */
  isBundled?: boolean;
}

/**
 * Builds the service of a folder.
 * @throws esbuild's BuildFailure
 */
export async function buildService(
  root: string,
  { source = "server", outdir = "dist", isBundled = false }: ServiceBuild = {},
): Promise<Metafile> {
  const migrations = migrationFiles(root, source);
  // A migration that was removed would be applied again, and the parts of the last build would pile up.
  const former = existsSync(resolve(root, outdir)) ? readdirSync(resolve(root, outdir)) : [];
  for (const each of former.filter((each) => each === "migrations" || /\.js(\.map)?$/.test(each)))
    rmSync(resolve(root, outdir, each), { recursive: true });
  const { metafile } = await build({
    ...forNode,
    ...(isBundled && { packages: "bundle", external: drivers, banner: { js: requireForPackages } }),
    absWorkingDir: root,
    entryPoints: [`${source}/main.ts`, ...migrations],
    outbase: source,
    outdir,
    splitting: true, // main.js alone is loaded at once.
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

/**
 * Compresses what pages load as well as possible, which takes seconds, but once for each content.
 * @param folder of the built home page
 */
export async function compressAssets(folder: string): Promise<void> {
  const files = Object.entries(assetFiles(pathToFileURL(`${folder}/`)));
  const assets = files.flatMap(([name, file]) => {
    const content = readFileSync(file);
    const hashed = hashedName(name, content);
    return codings.map((coding) => ({ content, coding, name: compressedName(hashed, coding) }));
  });
  const names = assets.map(({ name }) => name);
  for (const file of readdirSync(folder))
    if (/\.(br|gz)$/.test(file) && !names.includes(file)) rmSync(join(folder, file));
  await Promise.all(
    assets.map(async ({ content, coding, name }) => {
      const file = join(folder, name);
      if (existsSync(file)) return;
      const part = `${file}.${process.pid}`; // A build that is interrupted leaves no half of a file.
      writeFileSync(part, await compress(content, coding, "best"));
      renameSync(part, file);
    }),
  );
}

export function servicePage(root: string): PageSource {
  return { root, client: join(root, "client/index.ts"), outdir: join(root, "dist/page") };
}

/** The published package, with its types. */
export async function buildClient(root: string): Promise<void> {
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
  const page = servicePage(root);
  await Promise.all([
    buildService(root, { isBundled: true }),
    buildPage(page).then(() => compressAssets(page.outdir)),
    ...(part === "service" ? [] : [buildClient(root)]),
  ]);
}
