/** Requests: by the parts of the contract, and as sent. */
import fc from "fast-check";
import { isFile, type MediaType, type Parameter, type Schema } from "../../../server/engine/contract/document.ts";
import { separatorOf, typeIn } from "../../../spec/engine/examples.ts";
import { type FuzzedOperation, isJson } from "./contract.ts";
import type { Member, Notation } from "./notation.ts";
import type { Values } from "./values.ts";

/** The parameters of a path, percent-encoded. */
export type Path = Record<string, string>;

export interface Draft {
  /** Instead of the operation's. */
  method?: string;
  path: Path;
  /** The index of an existing resource that the path names instead. */
  resource?: number | undefined;
  /** Pairs, percent-encoded. */
  query: string[];
  headers: Record<string, string>;
  /** A type of "" means none. */
  body?: { type: string; bytes: Buffer } | undefined;
  /** The encoding of its text. */
  encode: (text: string) => string;
}

export type DraftEdit = (draft: Draft) => Draft;

/** Percent-encoding (RFC 3986): the minimum, everything, and plus signs for spaces in fields. */
const encodings: Draft["encode"][] = [
  encodeURIComponent,
  (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  (text) => encodeURIComponent(text).replaceAll("%20", "+"),
];

const boundary = "fuzz-7d1c9a";

export function pairsOf(members: Member[], { encode }: Draft): string[] {
  return members.map((member) => member.map(encode).join("="));
}

/** The items of lists, as one text. */
function joined(members: Member[], separator: string): Member[] {
  const texts = new Map<string, string[]>();
  for (const [name, text] of members) texts.set(name, [...(texts.get(name) ?? []), text]);
  return [...texts].map(([name, all]) => [name, all.join(separator)]);
}

type Put = (members: Member[], own: Parameter[]) => DraftEdit;

const putPath: Put = (members) => (draft) => {
  const encode = (text: string) => draft.encode(text).replaceAll("+", "%20");
  const encoded = members.map(([name, text]): Member => [name, encode(text)]);
  return { ...draft, resource: undefined, path: Object.fromEntries(joined(encoded, ",")) };
};

const putQuery: Put = (members, own) => (draft) => {
  const isJoined = ([each]: Member) => own.some((parameter) => parameter.name === each && isOneText(parameter));
  const lists = members.filter(isJoined).map(([name, text]): Member => [name, draft.encode(text)]);
  const pairs = own.flatMap((parameter) =>
    joined(
      lists.filter(([name]) => name === parameter.name),
      separatorOf(parameter),
    ).map(([name, text]) => `${draft.encode(name)}=${text}`),
  );
  return {
    ...draft,
    query: [
      ...pairsOf(
        members.filter((each) => !isJoined(each)),
        draft,
      ),
      ...pairs,
    ],
  };
};

const putHeaders: Put = (members) => (draft) => {
  const { Cookie } = draft.headers;
  return {
    ...draft,
    headers: { ...Object.fromEntries(joined(members, ", ")), ...(Cookie !== undefined && { Cookie }) },
  };
};

const putCookies: Put = (members) => (draft) => {
  const encoded = members.map(([name, text]): Member => [name, encodeURIComponent(text)]);
  const cookie = joined(encoded, ",")
    .map((pair) => pair.join("="))
    .join("; ");
  return { ...draft, headers: { ...draft.headers, ...(cookie && { Cookie: cookie }) } };
};

const places: [place: Parameter["in"], notation: Notation, put: Put][] = [
  ["path", "segment", putPath],
  ["query", "field", putQuery],
  ["header", "header", putHeaders],
  ["cookie", "segment", putCookies],
];

/** Whether a list is one text, whose items a separator parts. */
function isOneText({ in: place, explode, schema }: Parameter): boolean {
  return schema.type === "array" && (place !== "query" || explode === false);
}

/** The parameters of each place as an object, without cursors, which come from responses. */
export function parametersOf({ parameters, "x-paging": paging }: FuzzedOperation) {
  return places.map(([place, notation, put]) => {
    const own = parameters.filter((each) => each.in === place && each.name !== paging?.cursor);
    const properties = Object.fromEntries(
      own.map((each) => [each.name, { ...each.schema, ...(isOneText(each) && { separated: true }) }]),
    );
    const required = own.filter((each) => each.required).map(({ name }) => name);
    const schema: Schema = { type: "object", properties, required, additionalProperties: place !== "query" };
    return { schema, notation, put: (members: Member[]) => put(members, own) };
  });
}

export function putText(type: string): (text: string) => DraftEdit {
  return (text) => (draft) => ({ ...draft, body: { type, bytes: Buffer.from(text) } });
}

function putFile(type: string): (bytes: Uint8Array) => DraftEdit {
  return (bytes) => (draft) => ({ ...draft, body: { type, bytes: Buffer.from(bytes) } });
}

export function putForm(
  type: string,
  { schema, encoding = {} }: MediaType,
  values: Values,
): (members: Member[]) => DraftEdit {
  if (type === "application/x-www-form-urlencoded")
    return (members) => (draft) => putText(type)(pairsOf(members, draft).join("&"))(draft);
  if (type !== "multipart/form-data") throw new Error(`The fuzzer cannot write ${type}: teach it`);
  const files = values.filesIn(schema);
  const headersOf = (name: string) => {
    const types = encoding[name]?.contentType ?? "*/*";
    return files.has(name) ? `; filename="a"\r\nContent-Type: ${typeIn(types)}` : "";
  };
  return (members) => {
    const parts = members.map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${headersOf(name)}\r\n\r\n${value}\r\n`,
    );
    return putText(`${type}; boundary=${boundary}`)(`${parts.join("")}--${boundary}--\r\n`);
  };
}

export function bodiesOf(type: string, media: MediaType, values: Values): fc.Arbitrary<DraftEdit> {
  const { schema } = media;
  if (isFile(schema)) return fc.uint8Array({ minLength: 1, maxLength: 1_000 }).map(putFile(typeIn(type)));
  if (isJson(type)) return values.valid(schema, "json").map(putText(type));
  return values.members(schema, "field").map(putForm(type, media, values));
}

/** Requests that keep every rule. */
export function draftsOf(operation: FuzzedOperation, values: Values): fc.Arbitrary<Draft> {
  const { content = {}, required } = operation.requestBody ?? {};
  const bodies = Object.entries(content).map(([type, media]) => bodiesOf(type, media, values));
  const none = required ? [] : [fc.constant<DraftEdit>((draft) => draft)];
  const changes = [
    ...parametersOf(operation).map(({ schema, notation, put }) => values.members(schema, notation).map(put)),
    fc.oneof(...none, ...bodies),
  ];
  return fc
    .tuple(fc.constantFrom(...encodings), fc.nat(11), fc.tuple(...changes))
    .map(([encode, resource, changes]) => {
      const empty: Draft = { path: {}, query: [], headers: {}, encode };
      return { ...changes.reduce((draft, change) => change(draft), empty), resource };
    });
}

/** As sent, with the query in `path`. */
export type Request = ReturnType<typeof writeRequest>;

/** @param existing resources that it may be about */
export function writeRequest(operation: FuzzedOperation, draft: Draft, existing: { path: Path }[]) {
  const { method = operation.method, query, headers, body } = draft;
  const resource = draft.resource === undefined ? undefined : existing[draft.resource % (existing.length + 1)];
  const segments = { ...draft.path, ...resource?.path };
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => segments[name] ?? "");
  return {
    method,
    path: query.length > 0 ? `${path}?${query.join("&")}` : path,
    headers: { ...headers, ...(body?.type && { "Content-Type": body.type }) },
    ...(body && { body: body.bytes }),
  };
}

/** The parameters in a path, as they are encoded in it; undefined if it does not match the template. */
export function pathAt(template: string, path: string): Path | undefined {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "([^/?#]+)");
  const match = new RegExp(`^${escaped}$`).exec(path);
  return match ? Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ""])) : undefined;
}
