/** Reads request bodies: the bytes within a limit, then the value that their media type says they are. */
import type { IncomingMessage } from "node:http";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { collectFields, type InvalidPlace, type ReadField, splitUrlEncoded } from "./fields.ts";
import { dereference, type OpenApiDocument, type OpenApiOperation, type Schema } from "./openapi.ts";
import { invalidRequest, Problem } from "./problem.ts";
import type { SchemaCompiler } from "./schema.ts";

/** Returns a function that reads and checks an operation's body; without a declared one it reads nothing. */
export function bodyReader(
  declared: OpenApiOperation["requestBody"],
  document: OpenApiDocument,
  compiler: SchemaCompiler,
  limit: number,
): (request: IncomingMessage) => Promise<unknown> {
  if (!declared) return async () => undefined;
  const types = Object.keys(declared.content);
  const parsers = new Map(
    Object.entries(declared.content).map(([type, { schema }]) => {
      const properties = (dereference(schema, document).properties ?? {}) as Record<string, Schema>;
      const readers = new Map(Object.entries(properties).map(([name, each]) => [name, compiler.reader(each)]));
      const readField: ReadField = (name, text) => readers.get(name)?.(text) ?? text;
      return [type, { validate: compiler.validator(schema), parse: parserOf(type, readField) }];
    }),
  );

  return async (request) => {
    const [type = ""] = (request.headers["content-type"] ?? "").split(";", 1);
    const parser = parsers.get(type.trim().toLowerCase());
    if (!parser)
      throw new Problem(415, `The body's Content-Type must be ${types.join(" or ")}.`, {
        headers: { [request.method === "PATCH" ? "Accept-Patch" : "Accept-Post"]: types.join(", ") },
      });
    const body = await parser.parse(await readBytes(request, limit), request);
    const errors = parser.validate(body);
    if (errors.length > 0) throw invalidRequest(errors);
    return body;
  };
}

function parserOf(type: string, readField: ReadField): (bytes: Buffer, request: IncomingMessage) => unknown {
  if (type === "application/x-www-form-urlencoded")
    return (bytes) => collectFields(splitUrlEncoded(decode(bytes), placeInBody), readField, placeInBody);
  if (type === "multipart/form-data")
    return async (bytes, request) => collectFields(await parseMultipart(bytes, request), readField, placeInBody);
  return (bytes) => parseJson(decode(bytes));
}

/** Reads the whole body. Throws 413 above `limit` bytes. */
async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new Problem(413, `A body has at most ${limit} bytes.`, { headers: { Connection: "close" } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function placeInBody(name: string): InvalidPlace {
  return { pointer: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}` };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidRequest([{ pointer: "", detail: "must be UTF-8" }]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ pointer: "", detail: "must be JSON" }]);
  }
}

function parseMultipart(bytes: Buffer, { headers }: IncomingMessage): Promise<[string, string][]> {
  return new Promise((resolve, reject) => {
    const malformed = () => reject(invalidRequest([{ pointer: "", detail: "must be a complete multipart form" }]));
    const fields: [string, string][] = [];
    try {
      const parser = new Busboy({ headers: headers as BusboyHeaders, limits: { files: 0 } });
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
