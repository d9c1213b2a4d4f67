/** Files that are read again when they change, such as secrets that are rotated while the service runs. */
import { readFileSync, statSync, unwatchFile, watchFile } from "node:fs";
import type { ReadFile } from "../contract/callers.ts";

/** How often files are asked whether they have changed, in ms: notifications miss files that a link is moved to. */
const interval = 1_000;

export interface LiveFiles {
  read: ReadFile;
  /** Reads all files again. What can no longer be read or parsed stays as it was. @param fail is told why */
  reload(fail: (file: string, reason: string) => void): void;
  /** Reloads files as they change. @returns ends it */
  watch(fail: (file: string, reason: string) => void): () => void;
  /** Whether any file is read. */
  hasFiles(): boolean;
}

export function createLiveFiles(): LiveFiles {
  const sources: { file: string; update(): void }[] = [];

  function refresh({ file, update }: (typeof sources)[number], fail: (file: string, reason: string) => void): void {
    try {
      update();
    } catch (error) {
      fail(file, (error as Error).message); // Cast: as parse throws, and readText.
    }
  }

  const reload: LiveFiles["reload"] = (fail) => {
    for (const source of sources) refresh(source, fail);
  };

  return {
    read(file, parse) {
      const current = () => parse(readText(file));
      let content = current();
      sources.push({
        file,
        update() {
          content = current();
        },
      });
      return () => content;
    },
    reload,
    watch(fail) {
      reload(fail); // They may have changed since they were read.
      const watched = sources.map((source) => {
        const listener = () => refresh(source, fail);
        watchFile(source.file, { interval, persistent: false }, listener);
        return () => unwatchFile(source.file, listener);
      });
      return () => {
        for (const end of watched) end();
      };
    },
    hasFiles: () => sources.length > 0,
  };
}

function readText(file: string): string {
  try {
    if (statSync(file).isFile()) return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`cannot be read: ${(error as NodeJS.ErrnoException).code}`); // Cast: as both throw.
  }
  throw new Error("is no file: a pipe would block the process");
}
