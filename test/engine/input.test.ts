/** Good and bad input, one expected status per case; and what a refusal costs: no database connection. */
import { describe, expect, test } from "vitest";
import type { Document, Schema } from "../../server/engine/contract/document.ts";
import { document, serve, service } from "./aviary.ts";
import { allRequests } from "./examples.ts";
import { serveHandlers } from "./handlers.ts";
import { defaults, listen, openTestDatabase, testTokens } from "./serving.ts";

const json = { "Content-Type": "application/json" };
const robin = { name: "robin", age: 14 };

interface Case {
  /** The request's body. */
  sent: string | Uint8Array<ArrayBuffer>;
  status: number;
  /** A place that the problem must name. */
  place?: string;
}

/** What a problem may say. */
interface Invalid {
  detail?: string;
  errors?: { pointer?: string; parameter?: string }[];
}

/** The models of bodies, in any media type. */
const thing: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 100, pattern: "^[^\\x01-\\x1F]+$" },
    size: { anyOf: [{ type: "integer", minimum: 0, maximum: 150 }, { type: "null" }] },
  },
};
const sized: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["size"],
  properties: { size: { type: "integer", minimum: 0, maximum: 150 } },
};

/** @returns the bodies that the handler was given */
async function tryBodies(
  type: string,
  schema: Schema,
  list: Case[],
  { bodyLimit = defaults.bodyLimit, parameters = "" } = {},
): Promise<unknown[]> {
  const edited: Document = structuredClone(document);
  Object.assign(edited.paths["/api/birds"]?.post?.requestBody ?? {}, { content: { [type]: { schema } } });
  const taken: unknown[] = [];
  const create = async ({ body }: { body?: unknown }) => {
    taken.push(body);
    return { id: 1, name: "robin", age: 14 };
  };
  const { request } = await serveHandlers({ birds: { create } }, { document: edited, bodyLimit });
  for (const { sent, status, place } of list) {
    const before = taken.length;
    const headers = { "Content-Type": type + parameters };
    const answer = await request("/api/birds", { method: "POST", headers, body: sent });
    const shown = String(sent).slice(0, 80);
    expect([shown, answer.status, taken.length - before]).toEqual([shown, status, status === 201 ? 1 : 0]);
    if (status === 201) continue;
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    const { errors = [] }: Invalid = await answer.json();
    if (place !== undefined)
      expect([shown, errors.map((error) => error.pointer ?? error.parameter)]).toEqual([
        shown,
        expect.arrayContaining([place]),
      ]);
  }
  return taken;
}

const accept = (...bodies: Case["sent"][]): Case[] => bodies.map((sent) => ({ sent, status: 201 }));
const refuse = (place: string, ...bodies: Case["sent"][]): Case[] =>
  bodies.map((sent) => ({ sent, status: 400, place }));

describe("JSON", () => {
  test("takes every spelling of an integer in range, and no other value", async () => {
    const sizes = (...texts: string[]) => texts.map((size) => `{"name":"a","size":${size}}`);
    const taken = await tryBodies("application/json", thing, [
      ...accept(...sizes("14", "14.0", "1.4e1", "140e-1", "-0", "0", "150", "null")),
      ...refuse(
        "/size",
        ...sizes('"14"', "1.5", "1e400", "-1e400", "9007199254740993", "-1", "151", "true", "[]", "{}", '""'),
      ),
      ...refuse("", ...sizes("014", "+14", "0x0e", "NaN", "Infinity", ".5", "5.", "1e", "- 1", "１４")),
    ]);
    const expected = [14, 14, 14, 14, 0, 0, 150, null];
    expect(JSON.stringify(taken)).toBe(JSON.stringify(expected.map((size) => ({ name: "a", size }))));
  });

  test("holds no number beyond a double, not even where any value will do", async () => {
    await tryBodies("application/json", {}, [
      ...accept("1e308", '{"e":"1e400"}', `{"e":${"1".repeat(300)}}`),
      ...refuse("", "1e400"),
      ...refuse("/a/1/b", '{"a":[1,{"b":-1E+999}]}', `{"a":[1,{"b":${"1".repeat(310)}}]}`),
    ]);
  });

  test("is refused where two parsers could read it differently", async () => {
    const bytes = (...parts: (string | number)[]) =>
      new Uint8Array(parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part)])));
    await tryBodies("application/json", thing, [
      ...accept('{"name":"a"}', ' \t\r\n{ "name" : "a" } ', '{"n\\u0061me":"a"}', '{"name":"\\ud83d\\ude00"}'),
      ...refuse("/name", '{"name":"a","name":"b"}', '{"name":"a","name":"a"}', '{"name":"a","n\\u0061me":"a"}'),
      ...refuse("/size", '{"name":"a","size":1,"size":1}'),
      ...refuse(
        "/__proto__",
        '{"name":"a","__proto__":{"size":1}}',
        '{"name":"a","__proto__":null}',
        '{"name":"a","\\u005f_proto__":1}',
      ),
      ...refuse("/constructor", '{"name":"a","constructor":{"prototype":{"size":1}}}'),
      ...refuse("/toString", '{"name":"a","toString":1}'),
      ...refuse("/hasOwnProperty", '{"name":"a","hasOwnProperty":1}'),
      ...refuse("/a~1b~0c", '{"name":"a","a/b~c":1}'),
      ...refuse(
        "",
        '\ufeff{"name":"a"}',
        '{"name":"a"}x',
        '{"name":"a"}{"name":"b"}',
        "{'name':'a'}",
        '{"name":"a",}',
        '{name:"a"}',
      ),
      ...refuse("/name", ""),
      ...refuse("", " ", "null", "true", "14", '"a"', "[]", '[{"name":"a"}]', "//x", '{"name":"a"/**/}'),
      ...refuse(
        "",
        bytes('{"name":"', 0xff, '"}'),
        bytes('{"name":"', 0xc0, 0xaf, '"}'),
        bytes('{"name":"', 0xed, 0xa0, 0x80, '"}'),
        bytes('{"name":"', 0xe2, 0x82, '"}'),
      ),
      ...refuse(
        "/name",
        '{"name":"\\ud800"}',
        '{"name":"\\udc00a"}',
        '{"name":"\\ud800\\ud800"}',
        '{"name":"a\\u0000b"}',
      ),
      ...refuse("", '{"name":"a\nb"}', '{"name":"a\u0000b"}', '{"name":"\\x41"}', '{"name":"\\u12"}'),
      ...refuse(
        "",
        "[".repeat(60_000),
        `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
        `{"name":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}`,
      ),
      { sent: "[".repeat(400_000), status: 413 },
    ]);
  });

  test("with many errors gets the first hundred, and their number", async () => {
    const server = await serve();
    const keys = Object.fromEntries(Array.from({ length: 6_500 }, (_, index) => [`x${index}`, 1]));
    const answer = await server.send("POST", "/api/birds", { name: "robin", ...keys });
    expect(answer.status).toBe(400);
    const { detail, errors }: Invalid = await answer.json();
    expect(detail).toBe("The request breaks 6500 rules of the contract; the first 100 are named.");
    expect(errors).toHaveLength(100);
  });

  test("may hold strings as long as the body limit", async () => {
    const cases = [
      ...refuse("/name", `{"name":"${"a".repeat(20_000_000)}"}`, `{"name":"${"\\n".repeat(10_000_000)}"}`),
      ...accept('{"name":"\\\\"}', '{"name":"\\"a\\\\\\""}'),
    ];
    await tryBodies("application/json", thing, cases, { bodyLimit: 30_000_000 });
  });
});

describe("forms", () => {
  test("may be empty where they need no field", async () => {
    const { required: _, ...optional } = sized;
    const taken = await tryBodies("application/x-www-form-urlencoded", optional, accept(""));
    expect(taken).toEqual([{}]);
  });

  test("are flat, strict and in UTF-8", async () => {
    await tryBodies("application/x-www-form-urlencoded", sized, [
      ...accept("size=14", "size=%31%34", "&size=14&", "size=0", "size=150", "s%69ze=14"),
      ...refuse(
        "/size",
        "size=014",
        "size= 14",
        "size=14 ",
        "size=+14",
        "size=%2B14",
        "size=14.0",
        "size=1e1",
        "size=0x0e",
        "size=１４",
        "size=",
        "size",
        "size=NaN",
        "size=-0",
        "size=-1",
        "size=151",
        "size=1_4",
        "size=14%0A",
        "size=null",
      ),
      ...refuse("/size", "size=14&size=15", "size=14&size=14", "", "&", "=14", "Size=14", " size=14"),
      ...refuse("/size[]", "size[]=14", "size=14&size[]=14"),
      ...refuse("/size[x]", "size[x]=14"),
      ...refuse("/__proto__[size]", "__proto__[size]=14"),
      ...refuse("/__proto__", "__proto__=14", "size=14&__proto__=1"),
      ...refuse("/constructor", "size=14&constructor=1"),
      ...refuse("/name", "size=14&name=Marry"),
      ...refuse("/size", "size=%", "size=%4", "size=%zz", "size=%ff", "size=%C0%AF", "size=%00", "size=14%00"),
      ...refuse("/x7", `size=14&${Array.from({ length: 2_000 }, (_, index) => `x${index}=1`).join("&")}`),
      ...refuse("", new Uint8Array([...Buffer.from("size=14&x="), 0xff])),
    ]);
    await tryBodies(
      "application/x-www-form-urlencoded",
      thing,
      refuse("/name", "name=%ED%A0%80", "name=%ED%B0%80a", "name=a%00b", "name=a%01b"),
    );
  });

  test("in multipart have fields and no files", async () => {
    const part = (head: string, value: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
    const cases = [
      ...accept(`${part('name="size"', "14")}--b--\r\n`),
      ...accept(`preamble\r\n${part('name="size"', "14")}--b--`),
      ...refuse(
        "/size",
        `${part('name="size"', "x")}--b--\r\n`,
        `${part('name="size"', "14")}${part('name="size"', "14")}--b--\r\n`,
      ),
      ...refuse("/size", "--b--\r\n", "--b--\r\n--"),
      ...refuse("/nick", `${part('name="size"', "14")}${part('name="nick"', "j")}--b--\r\n`),
      ...refuse("/size", ""),
      ...refuse("", part('name="size"', "14"), "--b", `${part('name="size"; filename="a.txt"', "14")}--b--\r\n`),
      ...refuse(
        "",
        new Uint8Array([
          ...Buffer.from('--b\r\nContent-Disposition: form-data; name="size"\r\n\r\n'),
          0xff,
          ...Buffer.from("\r\n--b--\r\n"),
        ]),
      ),
    ];
    await tryBodies("multipart/form-data", sized, cases, { parameters: "; boundary=b" });
    await tryBodies("multipart/form-data", sized, [{ sent: "x", status: 400 }]);
    const text = (head: string, ...value: number[]) =>
      new Uint8Array([
        ...Buffer.from(`--b\r\nContent-Disposition: form-data; name="name"\r\n${head}\r\n`),
        ...value,
        ...Buffer.from("\r\n--b--\r\n"),
      ]);
    // A lone surrogate in UTF-16, whose bytes are UTF-8, too.
    const strings = [
      ...accept(text("", 0xd8, 0x80)),
      ...refuse(
        "/name",
        text("", 0x61, 0, 0x62),
        text("Content-Type: text/plain; charset=utf-16le\r\n", 0x61, 0xd8, 0x80, 0x62),
      ),
      ...refuse("", text("", 0xed, 0xa0, 0x80)),
    ];
    await tryBodies("multipart/form-data", thing, strings, { parameters: "; boundary=b" });
  });
});

describe("media types", () => {
  test("that are missing, undeclared, in another charset or compressed are refused", async () => {
    const server = await serve();
    const types: [type: string | undefined, status: number][] = [
      ["application/json", 201],
      ["Application/JSON", 201],
      ["application/json; charset=utf-8", 201],
      ['application/json;charset="UTF-8"', 201],
      ["application/json; profile=x", 201],
      [undefined, 415],
      ["", 415],
      ["text/plain", 415],
      ["application/json; charset=utf-16", 415],
      ["application/json; charset=iso-8859-1", 415],
      ["application/json; charset", 415],
      ["application/jsonx", 415],
      ["application/x-www-form-urlencoded", 415],
      ["application/merge-patch+json", 415],
      ["application/*", 415],
      ["json", 415],
      ["application/json, text/plain", 415],
    ];
    for (const [type, status] of types) {
      const body = Buffer.from(JSON.stringify(robin));
      const answer = await server.request("/api/birds", {
        method: "POST",
        body,
        headers: type === undefined ? {} : { "Content-Type": type },
      });
      expect([type, answer.status]).toEqual([type, status]);
      if (status === 415) expect(answer.headers.get("Accept-Post")).toBe("application/json");
    }
    for (const encoding of ["gzip", "br", "deflate", "zstd", "x", "gzip, identity"]) {
      const answer = await server.send("POST", "/api/birds", robin, { "Content-Encoding": encoding });
      expect([encoding, answer.status]).toEqual([encoding, 415]);
    }
    expect((await server.send("POST", "/api/birds", robin, { "Content-Encoding": "identity" })).status).toBe(201);
    for (const { method, operation, path, init } of allRequests(document)) {
      if (!operation.requestBody || "*/*" in operation.requestBody.content) continue;
      const answer = await server.request(path, { ...init, headers: { "Content-Type": "text/plain" } });
      const accepted = answer.headers.get(method === "patch" ? "Accept-Patch" : "Accept-Post");
      const types = Object.keys(operation.requestBody.content).join(", ");
      expect([operation.operationId, answer.status, accepted]).toEqual([operation.operationId, 415, types]);
    }
  });

  test("of the response are negotiated", async () => {
    const server = await serve();
    const accepts: [accept: string, status: number][] = [
      ["*/*", 200],
      ["application/*", 200],
      ["application/json", 200],
      ["text/html, application/json;q=0.1", 200],
      ["text/html,*/*;q=0.8", 200],
      ["text/html", 406],
      ["application/xml, text/*", 406],
      ["application/json;q=0", 406],
      ["*/*, application/json;q=0", 406],
    ];
    for (const [accept, status] of accepts) {
      for (const path of ["/api/birds", "/api/birds/robin"]) {
        const answer = await server.request(path, { headers: { Accept: accept } });
        expect([accept, answer.status]).toEqual([accept, status]);
      }
    }
    await server.client.birds.create(robin);
    for (const { operation, path, init } of allRequests(document)) {
      const { operationId, responses } = operation;
      if (!Object.entries(responses).some(([status, { content }]) => status.startsWith("2") && content)) continue;
      const answer = await server.request(path, { ...init, headers: { ...init.headers, Accept: "text/html" } });
      expect([operationId, answer.status]).toEqual([operationId, 406]);
    }
    expect(await server.database("bird").select()).toHaveLength(1);
  });
});

describe("paths and queries", () => {
  test("are refused where they break a rule, by the name of the parameter", async () => {
    const server = await serve();
    const urls: [url: string, status: number, parameter?: string][] = [
      ["/api/birds?limit=1", 200],
      ["/api/birds?", 200],
      ["/api/birds?&&limit=2&", 200],
      ["/api/birds?sort=-id", 200],
      ["/api/birds?name=%F0%9D%92%B3", 200],
      ["/api/birds?name=a+b", 200],
      ...["014", "%201", "+1", "1.0", "1e1", "0x1", "%EF%BC%91", "", "NaN", "0", "101", "-1", "1,2"].map(
        (limit): [string, number, string] => [`/api/birds?limit=${limit}`, 400, "limit"],
      ),
      ["/api/birds?limit", 400, "limit"],
      ["/api/birds?limit=1&limit=1", 400, "limit"],
      ["/api/birds?limit[]=1", 400, "limit[]"],
      ["/api/birds?Limit=1", 400, "Limit"],
      ["/api/birds?colour=red", 400, "colour"],
      ["/api/birds?__proto__=1", 400, "__proto__"],
      ["/api/birds?constructor=1", 400, "constructor"],
      ["/api/birds?=1", 400, ""],
      ["/api/birds?sort=ID", 400, "sort"],
      ["/api/birds?name=%", 400, "name"],
      ["/api/birds?name=%ff", 400, "name"],
      ["/api/birds?name=%00", 400, "name"],
      ["/api/birds?n%61me=%00", 400, "name"],
      ["/api/birds?%ff=1", 400],
      ["/api/bird/1?x=1", 400, "x"],
      ...["%00", "%E0%A4", "%C0%AF", "%ED%A0%80", "%", "%zz", "%0a", "a".repeat(101)].map(
        (name): [string, number, string] => [`/api/birds/${name}`, 400, "name"],
      ),
      ...["yes", "1", "TRUE", "", "null"].map((value): [string, number, string] => [
        `/api/bird/1/nests?occupied=${value}`,
        400,
        "occupied",
      ]),
      ...["sky", "", "tree,ground", "tree&places=sky", "tree&places=tree&places=tree&places=tree"].map(
        (value): [string, number, string] => [`/api/bird/1/nests?places=${value}`, 400, "places"],
      ),
      ["/api/bird/1/nests?occupied=false&places=tree&places=ground", 404],
      ["/api/birds/a%2Fb", 200],
      ["/api/birds/%25", 200],
      ["/api/birds/%E2%80%8F", 400, "name"],
      ["/api/birds/a;b=c", 200],
      ...["0", "-1", "1.0", "01", "1e3", "%201", "one", "9007199254740992", "99999999999999999999", "1%00"].map(
        (id): [string, number, string] => [`/api/bird/${id}`, 400, "id"],
      ),
      [`/api/bird/${Number.MAX_SAFE_INTEGER}`, 404],
    ];
    for (const [url, status, parameter] of urls) {
      const answer = await server.request(url);
      expect([url, answer.status]).toEqual([url, status]);
      const { errors }: Invalid = await answer.json();
      if (parameter !== undefined) expect([url, errors?.map((error) => error.parameter)]).toEqual([url, [parameter]]);
    }
  });

  test("are reported together with headers and body", async () => {
    const server = await serve();
    const headers = { "Idempotency-Key": "a b" };
    const answer = await server.send("POST", "/api/birds/%01?x=1", { nick: "j" }, headers);
    const { errors = [] }: Invalid = await answer.json();
    const places = errors.map(({ parameter, pointer }) => parameter ?? pointer);
    expect(new Set(places)).toEqual(new Set(["name", "x", "Idempotency-Key", "/nick", "/age"]));
  });
});

test("a refused request takes no database connection", async () => {
  const database = await openTestDatabase(service);
  const url = await listen(service, database, {
    bodyLimit: 100,
    verify: false,
    tokens: testTokens("read:reader", "write:writer"),
  });
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  let taken = 0;
  for (const { client } of new Set([database.read, database.write])) client.pool.on("acquireRequest", () => taken++);

  const body = (text: string, headers: Record<string, string> = json): RequestInit => ({
    method: "POST",
    body: text,
    headers,
  });
  const refusals: [status: number, path: string, init?: RequestInit][] = [
    [401, "/api/birds", { headers: { Authorization: "" } }],
    [401, "/api/birds", { headers: bearer("stranger") }],
    [403, "/api/birds", { ...body('{"name":"a"}'), headers: { ...json, ...bearer("reader") } }],
    [404, "/nothing"],
    [404, "/api/birds/"],
    [405, "/api/birds", { method: "PUT" }],
    [204, "/api/birds", { method: "OPTIONS" }],
    [414, `/${"a".repeat(9_000)}`],
    [431, "/api/birds", { headers: { X: "a".repeat(16_384) } }],
    [406, "/api/birds", { headers: { Accept: "text/html" } }],
    [415, "/api/birds", body("{}", { "Content-Type": "text/plain" })],
    [415, "/api/birds", body("{}", { ...json, "Content-Encoding": "gzip" })],
    [413, "/api/birds", body(`"${"a".repeat(100)}"`)],
    [400, "/api/birds", body("{")],
    [400, "/api/birds", body("{}")],
    [400, "/api/birds?limit=0"],
    [400, "/api/birds?cursor=x"],
    [400, "/api/bird/x"],
    [400, "/api/birds/%ff"],
    [400, "/api/birds", body("[]")],
    [400, "/api/bird/1/nests?places=sky"],
  ];
  for (const [status, path, init] of refusals)
    expect([
      path,
      (await fetch(url + path, { ...init, headers: { ...bearer("writer"), ...init?.headers } })).status,
    ]).toEqual([path, status]);
  expect(taken).toBe(0);
  await fetch(`${url}/api/birds`, { headers: bearer("reader") });
  expect(taken).toBeGreaterThan(0);
});
