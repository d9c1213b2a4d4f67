/** Multipart forms (RFC 7578). */
import type { IncomingMessage } from "node:http";
import { finished } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import type { Upload } from "../contract/files.ts";
import { type InvalidValue, invalidRequest, Problem } from "../contract/problem.ts";
import { pointerTo } from "../contract/schema.ts";
import { isOfType, plainName, type Uploads } from "./uploads.ts";

type Headers = IncomingMessage["headers"];

const mostParts = 1_000;
const largestHeader = 8_192;

/** Its fields, in their order. @throws InvalidRequest for a malformed form, and one with files */
export function parseFields(bytes: Buffer, headers: Headers): Promise<[name: string, value: string][]> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = [];
    try {
      const parser = new Busboy({
        headers: headers as BusboyHeaders, // Cast: it has a media type, or else the parser throws.
        limits: { files: 0, fieldNameSize: bytes.length, fieldSize: bytes.length },
      });
      parser.on("field", (name?: string, value = "") =>
        name === undefined ? reject(malformed()) : fields.push([name, value]),
      );
      parser.on("filesLimit", () => reject(invalidRequest([{ pointer: "", detail: "must have no files" }])));
      parser.on("finish", () => resolve(fields));
      parser.on("error", () => reject(malformed()));
      parser.end(bytes);
    } catch {
      reject(malformed());
    }
  });
}

/** The files that a form may have under a name. */
export interface FilesOfForm {
  most: number;
  /** Media types, which may have wildcards. */
  types: string[];
}

interface FormOptions {
  /** By name. */
  allowed: Map<string, FilesOfForm>;
  uploads: Uploads;
  /** Reads the text of a field. */
  decode(bytes: Buffer, name: string): string;
  /** Of all text, in bytes. */
  limit: number;
}

interface FormWithFiles {
  /** Every part in its order; the text of a file is empty. */
  fields: [name: string, value: string][];
  files: Map<string, Upload[]>;
  errors: InvalidValue[];
}

/** Reads a form while it arrives, and keeps its files. @throws InvalidRequest for a malformed form, 413 for too much text */
export async function parseForm(
  chunks: AsyncIterable<Buffer>,
  headers: Headers,
  { allowed, uploads, decode, limit }: FormOptions,
): Promise<FormWithFiles> {
  const fields: [name: string, value: string][] = [];
  const files = new Map<string, Promise<Upload>[]>();
  const errors: InvalidValue[] = [];
  const parts: Promise<void>[] = [];
  let textSize = 0;
  const parser = createParser(headers);
  parser.on("partsLimit", () => errors.push({ pointer: "", detail: `must have at most ${mostParts} parts` }));
  parser.on("file", (name: string | undefined, part, fileName: string | undefined, _, type) => {
    part.on("error", () => {}); // Also heard by its reader, unless it is skipped.
    // A form that breaks off leaves its last part without an end.
    finished(parser, (error) => error && part.destroy(error));
    const reading = name === undefined ? Promise.reject(malformed()) : readPart(name, part, fileName, type);
    reading.catch(() => part.resume()); // Else the parser would wait for it.
    parts.push(reading);
  });

  const parsed = await settled(pipeline(chunks, parser));
  const failures = [...(await Promise.all(parts.map(settled))), parsed].filter((each) => each !== undefined);
  const [failure] = [...failures.filter((each) => each instanceof Problem || isSystemError(each)), ...failures];
  if (failure) throw failure instanceof Problem || isSystemError(failure) ? failure : malformed();
  const kept = [...files].map(async ([name, all]): Promise<[string, Upload[]]> => [name, await Promise.all(all)]);
  return { fields, files: new Map(await Promise.all(kept)), errors };

  async function readPart(name: string, part: BusboyFileStream, fileName: string | undefined, type: string) {
    const at = fields.push([name, ""]) - 1;
    const refuse = (detail: string) => {
      errors.push({ pointer: pointerTo(name), detail });
      part.resume();
    };
    const bytes: AsyncIterable<Buffer> = part.iterator({ destroyOnReturn: false });
    const allowance = allowed.get(name);
    if (allowance) {
      const { most, types } = allowance;
      const others = files.get(name) ?? [];
      if (others.length >= most) return void part.resume(); // The form's validator will say so.
      if (!types.some((each) => each === type || isOfType(type, each)))
        return refuse(`must be ${types.join(" or ")}, not ${type}`);
      const upload = uploads.keep(bytes, { type, name: plainName(fileName) });
      files.set(name, [...others, upload]);
      await upload;
      return;
    }
    if (fileName !== undefined) return refuse("must not be a file");
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) {
      textSize += chunk.length;
      if (textSize > limit) throw new Problem(413, `The text of a form has at most ${limit} bytes.`);
      chunks.push(chunk);
    }
    fields[at] = [name, decode(Buffer.concat(chunks), name)];
  }
}

/** What a promise fails with; undefined where it does not. */
function settled(promise: Promise<unknown>): Promise<Error | undefined> {
  return promise.then(
    () => undefined,
    (error: Error) => error,
  );
}

/** Every part is read as a file: the parser would replace malformed UTF-8 in text. */
function createParser(headers: Headers): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders, // Cast: as above.
      limits: { parts: mostParts, headerSize: largestHeader },
      isPartAFile: () => true,
    });
  } catch {
    throw malformed();
  }
}

function malformed(): Problem {
  return invalidRequest([{ pointer: "", detail: "must be a complete multipart form whose parts have names" }]);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
