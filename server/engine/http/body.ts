/** Reads request bodies: bytes within a limit, then the value in their media type. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { parse as parseContentType } from "content-type";
import { type Document, type DocumentOperation, propertiesOf } from "../contract/document.ts";
import { type InvalidValue, invalidRequest, Problem } from "../contract/problem.ts";
import { type FieldReader, pointerTo, type SchemaCompiler } from "../contract/schema.ts";
import { collectFields, type InvalidPlace, keepable, splitUrlEncoded } from "./fields.ts";
import { parseStrictJson } from "./json.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** How far above the limit a body is still read to its end: most clients only then read the response. */
const patience = 16;

/** A value, and an error for each rule that it breaks. */
export interface Checked<T> {
  value: T;
  errors: InvalidValue[];
}

/**
 * Returns a function that reads and validates an operation's body; without a declared one it reads nothing. It throws
 * for an undeclared media type, a body above the limit, and one that cannot be parsed.
 * @param limit in bytes
 */
export function bodyReader(
  declared: DocumentOperation["requestBody"],
  document: Document,
  compiler: SchemaCompiler,
  limit: number,
): (request: IncomingMessage, response: ServerResponse) => Promise<Checked<unknown>> {
  const absent = { value: undefined, errors: [] };
  if (!declared) return async () => absent;
  const types = Object.keys(declared.content);
  const parsers = new Map(
    Object.entries(declared.content).map(([type, { schema }]) => {
      const members = Object.entries(propertiesOf(schema, document));
      const readers = new Map(members.map(([name, each]) => [name, compiler.reader(each)]));
      return [type, { validate: compiler.validator(schema), parse: parserOf(type, readers) }];
    }),
  );
  // Names the members that an empty body lacks, or else the body itself.
  const [first] = parsers.values();
  const members = first?.validate({}) ?? [];
  const missing = members.length > 0 ? members : [{ pointer: "", detail: "is required" }];

  return async (request, response) => {
    const parser = parsers.get(mediaTypeOf(request));
    const none = declared.required ? { value: undefined, errors: missing } : absent;
    if (!parser && !hasBody(request)) return none;
    if (!parser)
      throw new Problem(415, `The body must be ${types.join(" or ")}, in UTF-8, and its Content-Type must say so.`, {
        headers: { [request.method === "PATCH" ? "Accept-Patch" : "Accept-Post"]: types.join(", ") },
      });
    const bytes = await readBytes(request, response, limit);
    if (bytes.length === 0) return none;
    const value = await parser.parse(bytes, request);
    return { value, errors: parser.validate(value) };
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** The body's media type without its parameters; "" for none, a malformed one, or another charset than UTF-8. */
function mediaTypeOf({ headers }: IncomingMessage): string {
  // Decompression is an attack surface, and no body here is large enough to need it.
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    throw new Problem(415, "The body must not be compressed.", { headers: { "Accept-Encoding": "identity" } });
  try {
    const { type, parameters } = parseContentType(headers["content-type"] ?? "");
    return (parameters.charset ?? "utf-8").toLowerCase() === "utf-8" ? type : "";
  } catch {
    return "";
  }
}

function parserOf(
  type: string,
  readers: Map<string, FieldReader>,
): (bytes: Buffer, request: IncomingMessage) => unknown {
  if (type === "application/x-www-form-urlencoded")
    return (bytes) => collectFields(splitUrlEncoded(decode(bytes), placeInBody), readers, placeInBody);
  if (type === "multipart/form-data")
    return async (bytes, request) => {
      decode(bytes); // There are no files, so all of it must be UTF-8, which the parser does not check.
      const fields = await parseMultipart(bytes, request);
      // A part may declare its own charset.
      for (const [name, value] of fields) for (const text of [name, value]) keepable(text, placeInBody(name));
      return collectFields(fields, readers, placeInBody);
    };
  return (bytes) => parseStrictJson(decode(bytes));
}

/** Reads the whole body. @throws 413 above `limit` bytes, 400 where it ends early */
async function readBytes(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Buffer> {
  const tooLarge = () => new Problem(413, `A body has at most ${limit} bytes.`, { headers: { Connection: "close" } });
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limit * patience || (announced > limit && request.headers.expect)) throw tooLarge();
  if (request.headers.expect && request.httpVersion !== "1.0") response.writeContinue(); // RFC 9110, section 10.1.1.
  const chunks: Buffer[] = [];
  let size = 0;
  // Events: an async iterator costs more than the rest of a small request.
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size > limit * patience) reject(tooLarge());
    });
    request.on("end", () => (size > limit ? reject(tooLarge()) : resolve(Buffer.concat(chunks, size))));
    request.on("error", (error) =>
      reject(error instanceof Problem ? error : invalidRequest([{ pointer: "", detail: "must be complete" }])),
    );
  });
}

function placeInBody(name: string): InvalidPlace {
  return { pointer: pointerTo(name) };
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalidRequest([{ pointer: "", detail: "must be UTF-8" }]);
  }
}

function parseMultipart(bytes: Buffer, { headers }: IncomingMessage): Promise<[string, string][]> {
  return new Promise((resolve, reject) => {
    const malformed = () =>
      reject(invalidRequest([{ pointer: "", detail: "must be a complete multipart form whose parts have names" }]));
    const fields: [string, string][] = [];
    try {
      const parser = new Busboy({
        headers: headers as BusboyHeaders,
        limits: { files: 0, fieldNameSize: bytes.length, fieldSize: bytes.length },
      });
      parser.on("field", (name?: string, value = "") =>
        name === undefined ? malformed() : fields.push([name, value]),
      );
      parser.on("filesLimit", () => reject(invalidRequest([{ pointer: "", detail: "must have no files" }])));
      parser.on("finish", () => resolve(fields));
      parser.on("error", malformed);
      parser.end(bytes);
    } catch {
      malformed();
    }
  });
}
