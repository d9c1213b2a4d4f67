/** Files in bodies, as handlers give and get them. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";

/** The first and the last byte, counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Bytes whose number is known, and which can be read in parts. */
export interface KnownFile {
  /** In bytes. */
  readonly size: number;
  /** The media type: needed where the contract declares several. */
  readonly type?: string | undefined;
  /** Under which browsers save it. */
  readonly name?: string | undefined;
  /** Of these bytes and no others (RFC 9110, section 8.8.3): in quotes, as in `"v1"`. */
  readonly eTag?: string | undefined;
  /** A new stream of the bytes, or of some of them. */
  stream(range?: ByteRange): Readable;
}

/** A file that arrived whole. It can be read until the response has been sent. */
export interface Upload extends KnownFile {
  /** As the caller declares it, in lower case and without parameters; its bytes may be of another type. */
  readonly type: string;
  /** As the caller declares it, without folders and what nobody sees; undefined where it has none. */
  readonly name: string | undefined;
}

/**
 * What handlers answer with as a file. A stream is sent as it is read, and a caller who leaves ends it; only of the others
 * can callers resume or ask for parts.
 */
export type Sendable = Uint8Array | Readable | KnownFile;

/** A file on disk. Its ETag is made of its size and the time of its last change. @throws where there is no such file */
export async function fileAt(path: string, facts: Pick<KnownFile, "type" | "name"> = {}): Promise<KnownFile> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return {
    ...facts,
    size: Number(size),
    eTag: `"${size.toString(36)}-${mtimeNs.toString(36)}"`,
    stream: (range) => createReadStream(path, range),
  };
}
