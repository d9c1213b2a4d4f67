/** Files as responses: whole, or in part (RFC 9110, section 14). */
import { Readable, Transform } from "node:stream";
import type { Context } from "koa";
import type { ByteRange, KnownFile, Sendable } from "../contract/files.ts";
import { Problem } from "../contract/problem.ts";
import { entityTag, isUnmodified, sendUnmodified } from "./etag.ts";

interface Declared {
  /** The media types that the contract has for the status. */
  types: string[];
  /** Whether the response has an ETag. */
  tagged: boolean;
}

/** @throws for what the contract does not declare, and where the file cannot be read */
export async function sendFile(context: Context, status: number, body: unknown, declared: Declared): Promise<void> {
  try {
    await send(context, status, fileOf(body, declared.tagged), declared);
  } catch (error) {
    if (body instanceof Readable) body.destroy();
    throw error;
  }
}

async function send(context: Context, status: number, file: AnyFile, { types, tagged }: Declared): Promise<void> {
  const { type, name, size, eTag } = file;
  const sent = type ?? types.find((each) => each === context.state.accepted) ?? types[0];
  if (!sent || !types.includes(sent)) throw new Error(`the file is ${sent}, which is not declared`);
  if (tagged && eTag === undefined) throw new Error("the file lacks the ETag that is declared: streams have none");

  const isKnown = tagged && eTag !== undefined && isUnmodified(context, eTag);
  const range = status === 200 && size !== undefined && !isKnown ? rangeOf(context, size, eTag) : undefined;
  const length = range ? range.end - range.start + 1 : size;
  const hasBody = !isKnown && !(context.method === "HEAD" && length !== undefined);
  const bytes = hasBody ? file.stream(range) : undefined;
  const whole = bytes && (length === undefined ? bytes : exactly(length, bytes));
  if (whole) await begun(whole);
  if (whole?.destroyed && !whole.readableEnded) throw new Error("the stream is destroyed");
  // Nothing fails from here on: an error must not have the headers of a success.
  if (tagged && eTag !== undefined) context.set("ETag", eTag);
  if (isKnown) return sendUnmodified(context);
  context.status = range ? 206 : status;
  context.res.setHeader("Content-Type", sent); // Koa would add a charset.
  context.body = whole ?? "";
  if (status === 200 && size !== undefined) context.set("Accept-Ranges", "bytes");
  if (name !== undefined) context.set("Content-Disposition", dispositionOf(name));
  if (range) context.set("Content-Range", `bytes ${range.start}-${range.end}/${size}`);
  if (length !== undefined) context.set("Content-Length", String(length));
}

/** Waits until a stream has its first bytes, or ends. @throws what it fails with until then */
export function begun(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null) => {
      for (const event of settling) stream.off(event, settle);
      if (error) reject(error);
      else resolve();
    };
    stream.on("error", () => {}); // Without a listener, one before the response is sent would end the process.
    for (const event of settling) stream.on(event, settle);
    if (stream.errored) settle(stream.errored);
    else if (stream.destroyed || stream.readableEnded) settle();
  });
}

const settling = ["readable", "end", "error", "close"];

type AnyFile = Omit<KnownFile, "size"> & { size?: number };

function fileOf(given: unknown, tagged: boolean): AnyFile {
  const body = given as Sendable; // Cast: as the handler's type has it.
  if (body instanceof Readable) return { stream: () => body };
  if (!(body instanceof Uint8Array)) return body;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return {
    size: bytes.length,
    ...(tagged && { eTag: entityTag(bytes) }),
    stream: ({ start, end } = { start: 0, end: bytes.length - 1 }) =>
      Readable.from(bytes.length > 0 ? [bytes.subarray(start, end + 1)] : []),
  };
}

/** The part that is asked for; undefined for all of it. @throws 416 where there is no such part */
function rangeOf(context: Context, size: number, eTag: string | undefined): ByteRange | undefined {
  const condition = context.get("If-Range");
  const isCurrent = condition === "" || (condition === eTag && !condition.startsWith("W/"));
  // A server may ignore what it does not support, such as several ranges (RFC 9110, section 14.2).
  const [, first = "", last = ""] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(context.get("Range")) ?? [];
  if (context.method !== "GET" || !isCurrent || (first === "" && last === "")) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined; // Invalid.
  if (start <= end) return { start, end };
  throw new Problem(416, `The file has ${size} bytes.`, { headers: { "Content-Range": `bytes */${size}` } });
}

/** Fails where a stream has another length than was announced: its end would pass for that of the file. */
function exactly(length: number, source: Readable): Readable {
  let rest = length;
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      rest -= chunk.length;
      if (rest < 0) done(new Error("a file has more bytes than its size says"));
      else done(null, chunk);
    },
    flush(done) {
      done(rest > 0 ? new Error("a file has fewer bytes than its size says") : null);
    },
  });
  source.once("error", (error) => counter.destroy(error));
  counter.once("close", () => source.destroy());
  return source.pipe(counter);
}

/** RFC 6266, with a name of ASCII for old clients. Never shown in place: callers may have uploaded it. */
function dispositionOf(name: string): string {
  const ascii = name.replace(/[^ -~]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
