/** Commands that change all their files, or none. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The folders of a service that commands write to. */
const folders = ["spec", "server", "generated", "client", "test"];

/** What is in them, and is not theirs. */
const others = ["engine", "node_modules", "dist"];

/** Every file of the service, by its path. */
function filesOf(root: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const walk = (folder: string, isInside: (name: string) => boolean) => {
    for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && isInside(entry.name)) walk(path, (name) => !others.includes(name));
      if (entry.isFile()) files.set(path, readFileSync(path));
    }
  };
  walk(root, (name) => folders.includes(name));
  return files;
}

/**
 * Runs work that writes files of the service.
 * @throws what the work throws, once all files are as they were before
 */
export async function allOrNothing<T>(root: string, work: () => Promise<T>): Promise<T> {
  const before = filesOf(root);
  try {
    return await work();
  } catch (error) {
    const after = filesOf(root);
    const added = [...after.keys()].filter((path) => !before.has(path));
    const changed = [...before].filter(([path, bytes]) => !after.get(path)?.equals(bytes));
    if (added.length + changed.length === 0) throw error;
    // New files go first, as the disk may be full.
    const undo = [
      ...added.map((path) => ({ path, step: () => rmSync(path) })),
      ...changed.map(([path, bytes]) => ({ path, step: () => putBack(path, bytes) })),
    ];
    const lost = undo.filter(({ step }) => !succeeds(step)).map(({ path }) => relative(root, path));
    const outcome =
      lost.length > 0 ? `These files could not be put back: ${lost.join(", ")}` : "All files are as they were before.";
    const { message } = error as Error; // Cast: commands throw nothing else.
    throw new Error(`${message}\n${outcome}`, { cause: error });
  }
}

function putBack(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function succeeds(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}
