/** The bytes of a body, as they arrive, within a limit. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { invalidRequest, Problem } from "../contract/problem.ts";

/** How far above the limit a body is still read to its end: most clients only then read the response. */
const patience = 16;
/** The same above the limit of an upload, in bytes. */
const uploadPatience = 1_048_576;

/** Reads the whole body. @throws 413 above `limit` bytes, 400 where it ends early */
export async function readBytes(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Buffer> {
  const most = limit * patience;
  admit(request, response, limit, most);
  const chunks: Buffer[] = [];
  let size = 0;
  // Events: an async iterator costs more than the rest of a small request.
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size > most) reject(tooLarge(limit));
    });
    request.on("end", () => (size > limit ? reject(tooLarge(limit)) : resolve(Buffer.concat(chunks, size))));
    request.on("error", (error) => reject(cutShort(error)));
  });
}

/** Hands on a body chunk by chunk. @throws 413 above `limit` bytes, 400 where it ends early */
export async function* chunksOf(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): AsyncGenerator<Buffer, void> {
  const most = limit + uploadPatience;
  admit(request, response, limit, most);
  let size = 0;
  try {
    // Not destroyed where reading stops: the response has to be sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size <= limit) yield chunk;
      else if (size > most) break;
    }
  } catch (error) {
    throw cutShort(error);
  }
  if (size > limit) throw tooLarge(limit);
}

/** Refuses what is announced to be too large, and asks for the rest (RFC 9110, section 10.1.1). */
function admit(request: IncomingMessage, response: ServerResponse, limit: number, most: number): void {
  const { "content-length": announced = 0, expect } = request.headers;
  if (Number(announced) > most || (Number(announced) > limit && expect)) throw tooLarge(limit);
  if (expect && request.httpVersion !== "1.0") response.writeContinue();
}

function tooLarge(limit: number): Problem {
  return new Problem(413, `A body has at most ${limit} bytes.`, { headers: { Connection: "close" } });
}

function cutShort(error: unknown): Problem {
  return error instanceof Problem ? error : invalidRequest([{ pointer: "", detail: "must be complete" }]);
}
