/** Reads request bodies: bytes within a limit, then the value in their media type. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { parse as parseContentType } from "content-type";
import {
  type Document,
  type DocumentOperation,
  dereference,
  filesIn,
  isFile,
  type MediaType,
  propertiesOf,
} from "../contract/document.ts";
import { invalidRequest, Problem } from "../contract/problem.ts";
import { type FieldReader, pointerTo, type SchemaCompiler, type ValueError } from "../contract/schema.ts";
import { chunksOf, readBytes } from "./bytes.ts";
import { type Checked, collectFields, type InvalidPlace, keepable, splitUrlEncoded } from "./fields.ts";
import { parseFields, parseForm } from "./forms.ts";
import { parseStrictJson } from "./json.ts";
import { isOfType, Uploads } from "./uploads.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

interface CheckedBody extends Checked<unknown> {
  /** Its files, to be released. */
  uploads?: Uploads;
}

interface Limits {
  /** Of bodies without files, and of the text beside files, in bytes. */
  ofText: number;
  /** Of bodies with files, in bytes. */
  ofFiles: number;
}

/** Reads and validates the bodies of one media type. */
interface TypeReader {
  /** The media type, which may have wildcards. */
  type: string;
  /** Whether its bytes are as they are, in whichever charset. */
  isFile: boolean;
  /** @returns undefined for an empty body */
  read(request: IncomingMessage, response: ServerResponse): Promise<CheckedBody | undefined>;
}

/**
 * Returns a function that reads and validates an operation's body; without a declared one it reads nothing. It throws
 * for an undeclared media type, a body above the limit, and one that cannot be parsed.
 * @param limit of bodies without files, in bytes
 */
export function bodyReader(
  { requestBody: declared, "x-max-bytes": ofFiles }: DocumentOperation,
  document: Document,
  compiler: SchemaCompiler,
  limit: number,
): (request: IncomingMessage, response: ServerResponse) => Promise<CheckedBody> {
  const absent = { value: undefined, errors: [] };
  if (!declared) return async () => absent;
  const types = Object.keys(declared.content);
  const limits = { ofText: limit, ofFiles: ofFiles ?? limit };
  const readers = Object.entries(declared.content).map(([type, media]) =>
    typeReader(type, media, document, compiler, limits),
  );
  const byType = new Map(readers.map((reader) => [reader.type, reader]));
  const ranges = readers
    .filter(({ type }) => type.endsWith("*"))
    .sort((one, other) => other.type.length - one.type.length);
  const inUtf8 = readers.some((reader) => reader.isFile) ? "" : ", in UTF-8";
  const [first] = Object.values(declared.content);
  const validate = first && !isFile(first.schema) ? compiler.validator(first.schema) : () => [];
  const none = () => (declared.required ? { value: undefined, errors: missing(validate) } : absent);

  return async (request, response) => {
    const { type, isUtf8 } = mediaTypeOf(request);
    const found = byType.get(type) ?? ranges.find((range) => type !== "" && isOfType(type, range.type));
    const reader = isUtf8 || found?.isFile ? found : undefined;
    if (!reader && !hasBody(request)) return none();
    if (!reader)
      throw new Problem(415, `The body must be ${types.join(" or ")}${inUtf8}, and its Content-Type must say so.`, {
        headers: { [request.method === "PATCH" ? "Accept-Patch" : "Accept-Post"]: types.join(", ") },
      });
    return (await reader.read(request, response)) ?? none();
  };
}

/** The members that an empty body lacks, or else the body itself. */
function missing(validate: (value: unknown) => ValueError[]): ValueError[] {
  const members = validate({});
  return members.length > 0 ? members : [{ pointer: "", detail: "is required" }];
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** The body's media type without its parameters; "" for none and a malformed one. */
function mediaTypeOf({ headers }: IncomingMessage): { type: string; isUtf8: boolean } {
  // Decompression is an attack surface, and no body of text is large enough to need it.
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    throw new Problem(415, "The body must not be compressed.", { headers: { "Accept-Encoding": "identity" } });
  try {
    const { type, parameters } = parseContentType(headers["content-type"] ?? "");
    return { type, isUtf8: (parameters.charset ?? "utf-8").toLowerCase() === "utf-8" };
  } catch {
    return { type: "", isUtf8: false };
  }
}

function typeReader(
  type: string,
  media: MediaType,
  document: Document,
  compiler: SchemaCompiler,
  limits: Limits,
): TypeReader {
  const { schema } = media;
  if (isFile(schema)) return { type, isFile: true, read: fileReader(limits) };
  const validate = compiler.validator(schema);
  const members = Object.entries(propertiesOf(schema, document));
  const readers = new Map(members.map(([name, each]) => [name, compiler.reader(each)]));
  if (filesIn(schema, document).size > 0)
    return { type, isFile: false, read: formReader(media, document, validate, readers, limits) };
  const parse = parserOf(type, readers);
  return {
    type,
    isFile: false,
    async read(request, response) {
      const bytes = await readBytes(request, response, limits.ofText);
      // An empty form is one without fields.
      if (bytes.length === 0 && type !== "application/x-www-form-urlencoded") return undefined;
      const value = await parse(bytes, request);
      return { value, errors: validate(value) };
    },
  };
}

/** Of a body that is a file. */
function fileReader({ ofFiles }: Limits): TypeReader["read"] {
  return (request, response) =>
    keeping(async (uploads) => {
      const { type } = mediaTypeOf(request);
      const value = await uploads.keep(chunksOf(request, response, ofFiles), { type, name: undefined });
      return value.size === 0 ? undefined : { value, errors: [], uploads };
    });
}

/** Of a form with files. */
function formReader(
  { schema, encoding = {} }: MediaType,
  document: Document,
  validate: (value: unknown) => ValueError[],
  readers: Map<string, FieldReader>,
  { ofText, ofFiles }: Limits,
): TypeReader["read"] {
  const properties = propertiesOf(schema, document);
  const allowed = new Map(
    [...filesIn(schema, document).keys()].map((name) => {
      const { type, maxItems = Number.POSITIVE_INFINITY } = dereference(properties[name], document);
      const types = (encoding[name]?.contentType ?? "application/octet-stream").split(",").map((each) => each.trim());
      return [name, { most: type === "array" ? maxItems : 1, types }];
    }),
  );
  const readText = (bytes: Buffer, name: string) => keepable(decode(bytes, placeInBody(name)), placeInBody(name));
  return (request, response) =>
    keeping(async (uploads) => {
      if (!hasBody(request)) return undefined;
      const chunks = chunksOf(request, response, ofFiles);
      const options = { allowed, uploads, decode: readText, limit: ofText };
      const { fields, files, errors } = await parseForm(chunks, request.headers, options);
      for (const [name] of fields) keepable(name, placeInBody(name));
      const value = collectFields(fields, readers, placeInBody);
      const all = [...errors, ...validate(value)];
      for (const [name, kept] of files) value[name] = readers.get(name)?.isList ? kept : kept[0];
      return { value, errors: all, uploads };
    });
}

/** Releases the uploads of a body that is refused. */
async function keeping<T extends { errors: unknown[] } | undefined>(
  read: (uploads: Uploads) => Promise<T>,
): Promise<T> {
  const uploads = new Uploads();
  let body: T | undefined;
  try {
    body = await read(uploads);
    return body;
  } finally {
    if (!body) uploads.release();
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
      const fields = await parseFields(bytes, request.headers);
      // A part may declare its own charset.
      for (const [name, value] of fields) for (const text of [name, value]) keepable(text, placeInBody(name));
      return collectFields(fields, readers, placeInBody);
    };
  return (bytes) => parseStrictJson(decode(bytes));
}

function placeInBody(name: string): InvalidPlace {
  return { pointer: pointerTo(name) };
}

function decode(bytes: Buffer, place: InvalidPlace = { pointer: "" }): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalidRequest([{ ...place, detail: "must be UTF-8" }]);
  }
}
