/** Uploads: files on their way in are kept in temporary files, so that they need no memory. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Upload } from "../contract/files.ts";

/** The uploads of one request. */
export class Uploads {
  readonly #handles: FileHandle[] = [];

  /** Writes bytes to a temporary file until they end. */
  async keep(bytes: AsyncIterable<Buffer>, { type, name }: Pick<Upload, "type" | "name">): Promise<Upload> {
    const path = join(tmpdir(), `upload-${randomUUID()}`);
    const handle = await open(path, "wx+", 0o600);
    this.#handles.push(handle);
    await unlink(path); // What is left is gone with the descriptor, even if the process is killed.
    let size = 0;
    for await (const chunk of bytes) {
      await handle.appendFile(chunk);
      size += chunk.length;
    }
    return {
      ...{ size, name },
      type: type.includes("*") ? "application/octet-stream" : type, // Swagger UI sends the range that is declared.
      stream: ({ start, end } = { start: 0, end: size - 1 }) =>
        size === 0 ? Readable.from([]) : handle.createReadStream({ start, end, autoClose: false }),
    };
  }

  /** Deletes them once the response has been sent, or its caller has left. */
  releaseAfter(response: ServerResponse): void {
    if (response.closed || response.destroyed) this.release();
    else response.once("close", () => this.release());
  }

  release(): void {
    for (const handle of this.#handles.splice(0)) handle.close().catch(() => {}); // Closed already.
  }
}

/** Such as "image/png" in "image/*". */
export function isOfType(type: string, range: string): boolean {
  if (type.includes("*")) return false;
  return range === "*/*" || range === type || (range.endsWith("/*") && type.startsWith(range.slice(0, -1)));
}

const longestName = 255;

/** A file's name without folders, and without characters that nobody sees; undefined where nothing is left. */
export function plainName(given: string | undefined): string | undefined {
  const name = (given ?? "")
    .replace(/^.*[/\\]/s, "")
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .trim();
  const short = Array.from(name).slice(0, longestName).join("");
  return /^\.{0,2}$/.test(short) ? undefined : short;
}
