/** Reads request bodies: the bytes within a limit, then the value that their media type says they are. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { parse as parseContentType } from "content-type";
import { collectFields, type FieldReader, type InvalidPlace, splitUrlEncoded } from "./fields.ts";
import { parseStrictJson } from "./json.ts";
import type { OpenApiDocument, OpenApiOperation } from "./openapi.ts";
import { type InvalidValue, invalidRequest, Problem } from "./problem.ts";
import { propertiesOf, type SchemaCompiler } from "./schema.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** How many times too large a body may be and still be read to its end: most clients only then read the answer. */
const patience = 16;

/** A value, and every rule that it breaks. */
export interface Checked<T> {
  value: T;
  errors: InvalidValue[];
}

/**
 * Returns a function that reads and checks an operation's body; without a declared one it reads nothing. It throws for
 * a media type or size that is refused, and for a body that cannot be read at all.
 * @param limit largest body, in bytes
 */
export function bodyReader(
  declared: OpenApiOperation["requestBody"],
  document: OpenApiDocument,
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

  return async (request, response) => {
    const parser = parsers.get(mediaTypeOf(request));
    if (!parser && !declared.required && !hasBody(request)) return absent;
    if (!parser)
      throw new Problem(415, `The body must be ${types.join(" or ")}, in UTF-8, and its Content-Type must say so.`, {
        headers: { [request.method === "PATCH" ? "Accept-Patch" : "Accept-Post"]: types.join(", ") },
      });
    const bytes = await readBytes(request, response, limit);
    if (bytes.length === 0 && !declared.required) return absent;
    const value = await parser.parse(bytes, request);
    return { value, errors: parser.validate(value) };
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** The body's media type without its parameters; "" for none, a malformed one, or another charset than UTF-8. */
function mediaTypeOf({ headers }: IncomingMessage): string {
  // Decoders of compressed bodies are an attack surface, and no body here is large enough to need one.
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
      decode(bytes); // All of it is text, as there are no files: the parser itself would let wrong bytes pass.
      return collectFields(await parseMultipart(bytes, request), readers, placeInBody);
    };
  return (bytes) => parseStrictJson(decode(bytes));
}

/** Reads the whole body. Throws 413 above `limit` bytes, 400 where the caller breaks off. */
async function readBytes(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Buffer> {
  const tooLarge = () => new Problem(413, `A body has at most ${limit} bytes.`, { headers: { Connection: "close" } });
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limit * patience || (announced > limit && request.headers.expect)) throw tooLarge();
  if (request.headers.expect) response.writeContinue();
  const chunks: Buffer[] = [];
  let size = 0;
  // Events, as an async iterator costs more than all the rest of a small request.
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size > limit * patience) reject(tooLarge());
    });
    request.on("end", () => (size > limit ? reject(tooLarge()) : resolve(Buffer.concat(chunks, size))));
    request.on("error", () => reject(invalidRequest([{ pointer: "", detail: "must be complete" }])));
  });
}

function placeInBody(name: string): InvalidPlace {
  return { pointer: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}` };
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
    const malformed = () => reject(invalidRequest([{ pointer: "", detail: "must be a complete multipart form" }]));
    const fields: [string, string][] = [];
    try {
      const parser = new Busboy({
        headers: headers as BusboyHeaders,
        limits: { files: 0, fieldNameSize: bytes.length, fieldSize: bytes.length },
      });
      parser.on("field", (name, value) => fields.push([name, value]));
      parser.on("filesLimit", () => reject(invalidRequest([{ pointer: "", detail: "must have no files" }])));
      parser.on("finish", () => resolve(fields));
      parser.on("error", malformed);
      parser.end(bytes);
    } catch {
      malformed();
    }
  });
}
