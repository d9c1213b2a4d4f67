/** Good and bad input, one expected answer per case; and what a refusal costs: no database connection. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { parseTokens } from "../server/access.ts";
import { createApp } from "../server/app.ts";
import { openDatabase } from "../server/database.ts";
import { createHttpServer } from "../server/http.ts";
import { loadDocument } from "../server/openapi.ts";
import { createDatabase, defaults, serve, sha256, type TestServer } from "./server.ts";

let cases = 0;
afterAll(() => console.log(`input: ${cases} cases tried`));

const json = { "Content-Type": "application/json" };
const urlEncoded = { "Content-Type": "application/x-www-form-urlencoded" };

interface Case {
  /** What is sent, as a request's body or URL. */
  sent: string | Uint8Array<ArrayBuffer>;
  status: number;
  /** A place that the problem must name. */
  place?: string;
}

async function tryBodies(
  server: TestServer,
  path: string,
  headers: Record<string, string>,
  list: Case[],
): Promise<void> {
  for (const { sent, status, place } of list) {
    cases++;
    const before = await server.database("user").select();
    const answer = await server.request(path, { method: "POST", headers, body: sent });
    const shown = String(sent).slice(0, 80);
    expect([shown, answer.status]).toEqual([shown, status]);
    if (status < 300) continue;
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    const { errors = [] } = (await answer.json()) as { errors?: { pointer?: string; parameter?: string }[] };
    if (place !== undefined)
      expect([shown, errors.map((error) => error.pointer ?? error.parameter)]).toEqual([
        shown,
        expect.arrayContaining([place]),
      ]);
    expect(await server.database("user").select()).toEqual(before);
  }
}

const accept = (...bodies: Case["sent"][]): Case[] => bodies.map((sent) => ({ sent, status: 201 }));
const refuse = (place: string, ...bodies: Case["sent"][]): Case[] =>
  bodies.map((sent) => ({ sent, status: 400, place }));

describe("JSON", () => {
  test("takes every spelling of an integer in range, and refuses what is none", async () => {
    const server = await serve();
    const ages = (...texts: string[]) => texts.map((age) => `{"name":"a","age":${age}}`);
    await tryBodies(server, "/api/users", json, [
      ...accept(...ages("14", "14.0", "1.4e1", "140e-1", "-0", "0", "150", "null")),
      ...refuse(
        "/age",
        ...ages('"14"', "1.5", "1e400", "-1e400", "9007199254740993", "-1", "151", "true", "[]", "{}", '""'),
      ),
      ...refuse("", ...ages("014", "+14", "0x0e", "NaN", "Infinity", ".5", "5.", "1e", "- 1", "１４")),
    ]);
    expect(await server.database("user").distinct("age").orderBy("age").pluck("age").whereNotNull("age")).toEqual([
      0, 14, 150,
    ]);
  });

  test("refuses text that two readers could take for different values", async () => {
    const server = await serve();
    const bytes = (...parts: (string | number)[]) =>
      new Uint8Array(parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part)])));
    await tryBodies(server, "/api/users", json, [
      ...accept('{"name":"a"}', ' \t\r\n{ "name" : "a" } ', '{"n\\u0061me":"a"}', '{"name":"\\ud83d\\ude00"}'),
      ...refuse("/name", '{"name":"a","name":"b"}', '{"name":"a","name":"a"}', '{"name":"a","n\\u0061me":"a"}'),
      ...refuse("/age", '{"name":"a","age":1,"age":1}'),
      ...refuse(
        "/__proto__",
        '{"name":"a","__proto__":{"age":1}}',
        '{"name":"a","__proto__":null}',
        '{"name":"a","\\u005f_proto__":1}',
      ),
      ...refuse("/constructor", '{"name":"a","constructor":{"prototype":{"age":1}}}'),
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
      ...refuse("", "", " ", "null", "true", "14", '"a"', "[]", '[{"name":"a"}]', "//x", '{"name":"a"/**/}'),
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
    ]);
    const deep = await server.request("/api/users", { method: "POST", headers: json, body: "[".repeat(400_000) });
    expect(deep.status).toBe(413);
  });

  test("names a hundred values that break a rule, and how many there are", async () => {
    const server = await serve();
    const keys = Object.fromEntries(Array.from({ length: 6_500 }, (_, index) => [`x${index}`, 1]));
    const answer = await server.send("POST", "/api/users", { name: "a", ...keys });
    expect(answer.status).toBe(400);
    const { detail, errors } = (await answer.json()) as { detail: string; errors: unknown[] };
    expect(detail).toBe("The request breaks 6500 rules of the contract; the first 100 are named.");
    expect(errors).toHaveLength(100);
  });

  test("is read however long a text is, where the limit lets it in", async () => {
    const server = await serve({ bodyLimit: 30_000_000 });
    await tryBodies(server, "/api/users", json, [
      ...refuse("/name", `{"name":"${"a".repeat(20_000_000)}"}`, `{"name":"${"\\n".repeat(10_000_000)}"}`),
      ...accept('{"name":"\\\\"}', '{"name":"\\"a\\\\\\""}'),
    ]);
  });

  test("takes any name that the contract allows, whole, and refuses the rest", async () => {
    const server = await serve();
    const longest = Number(loadDocument().components.schemas.UserName?.maxLength);
    const names = [
      "a".repeat(longest),
      "𝒳".repeat(longest),
      "é",
      "e\u0301",
      "\u200f\u202eabc",
      "Robert'); drop table user;--",
      "\"'`\\",
      "%",
      "_",
      "null",
      "...",
      ".a",
      " ",
      "\u2028",
      "\ufdd0",
      "true",
    ];
    const bad = [
      "",
      "a".repeat(longest + 1),
      "𝒳".repeat(longest + 1),
      ".",
      "..",
      "\u0000",
      "\u001f",
      "a\nb",
      "\u007f",
      "\u0085",
    ];
    const bodies = (list: string[]) => list.map((name) => JSON.stringify({ name }));
    await tryBodies(server, "/api/users", json, [...accept(...bodies(names)), ...refuse("/name", ...bodies(bad))]);
    await tryBodies(
      server,
      "/api/users",
      json,
      refuse("/name", '{"name":1}', '{"name":null}', '{"name":["a"]}', '{"name":{"a":1}}', "{}"),
    );
    expect(await server.database("user").orderBy("id").pluck("name")).toEqual(names);
  });
});

describe("forms", () => {
  test("are flat, strict and in UTF-8", async () => {
    const server = await serve();
    const path = "/api/users/john";
    await tryBodies(server, path, urlEncoded, [
      ...["age=14", "age=%31%34", "&age=14&", "age=0", "age=150", "%61ge=14"].map((sent) => ({ sent, status: 200 })),
      ...refuse(
        "/age",
        "age=014",
        "age= 14",
        "age=14 ",
        "age=+14",
        "age=%2B14",
        "age=14.0",
        "age=1e1",
        "age=0x0e",
        "age=１４",
        "age=",
        "age",
        "age=NaN",
        "age=-0",
        "age=-1",
        "age=151",
        "age=1_4",
        "age=14%0A",
        "age=null",
      ),
      ...refuse("/age", "age=14&age=15", "age=14&age=14", "", "&", "=14", "Age=14", " age=14"),
      ...refuse("/age[]", "age[]=14", "age=14&age[]=14"),
      ...refuse("/age[x]", "age[x]=14"),
      ...refuse("/__proto__[age]", "__proto__[age]=14"),
      ...refuse("/__proto__", "__proto__=14", "age=14&__proto__=1"),
      ...refuse("/constructor", "age=14&constructor=1"),
      ...refuse("/name", "age=14&name=Marry"),
      ...refuse("/age", "age=%", "age=%4", "age=%zz", "age=%ff", "age=%C0%AF", "age=%00", "age=14%00"),
      ...refuse("/x7", `age=14&${Array.from({ length: 2_000 }, (_, index) => `x${index}=1`).join("&")}`),
      ...refuse("", new Uint8Array([...Buffer.from("age=14&x="), 0xff])),
    ]);
  });

  test("in many parts hold fields and no files", async () => {
    const server = await serve();
    const part = (head: string, value: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
    const multipart = { "Content-Type": "multipart/form-data; boundary=b" };
    await tryBodies(server, "/api/users/john", multipart, [
      { sent: `${part('name="age"', "14")}--b--\r\n`, status: 200 },
      { sent: `preamble\r\n${part('name="age"', "14")}--b--`, status: 200 },
      ...refuse(
        "/age",
        `${part('name="age"', "x")}--b--\r\n`,
        `${part('name="age"', "14")}${part('name="age"', "14")}--b--\r\n`,
      ),
      ...refuse("/age", "--b--\r\n", "--b--\r\n--"),
      ...refuse("/nick", `${part('name="age"', "14")}${part('name="nick"', "j")}--b--\r\n`),
      ...refuse("", part('name="age"', "14"), "", "--b", `${part('name="age"; filename="a.txt"', "14")}--b--\r\n`),
      ...refuse(
        "",
        new Uint8Array([
          ...Buffer.from('--b\r\nContent-Disposition: form-data; name="age"\r\n\r\n'),
          0xff,
          ...Buffer.from("\r\n--b--\r\n"),
        ]),
      ),
    ]);
    await tryBodies(server, "/api/users/john", { "Content-Type": "multipart/form-data" }, [{ sent: "x", status: 400 }]);
  });
});

describe("media types", () => {
  test("that are missing, not declared, in another charset or compressed are refused", async () => {
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
      cases++;
      const body = Buffer.from('{"name":"a"}');
      const answer = await server.request("/api/users", {
        method: "POST",
        body,
        headers: type === undefined ? {} : { "Content-Type": type },
      });
      expect([type, answer.status]).toEqual([type, status]);
      if (status === 415) expect(answer.headers.get("Accept-Post")).toBe("application/json");
    }
    for (const encoding of ["gzip", "br", "deflate", "zstd", "x", "gzip, identity"]) {
      cases++;
      const answer = await server.send("POST", "/api/users", { name: "a" }, { "Content-Encoding": encoding });
      expect([encoding, answer.status]).toEqual([encoding, 415]);
    }
    expect((await server.send("POST", "/api/users", { name: "a" }, { "Content-Encoding": "identity" })).status).toBe(
      201,
    );
    expect(
      (await server.send("PATCH", "/api/user/1", {}, { "Content-Type": "text/plain" })).headers.get("Accept-Patch"),
    ).toBe("application/merge-patch+json, application/json");
  });

  test("of the answer are negotiated", async () => {
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
      cases++;
      for (const path of ["/api/users", "/api/users/john"]) {
        const answer = await server.request(path, { headers: { Accept: accept } });
        expect([accept, answer.status]).toEqual([accept, status]);
      }
    }
    await server.client.users.create({ name: "a" });
    for (const [method, body] of [
      ["GET", undefined],
      ["PATCH", "{}"],
    ] as const)
      expect(
        (
          await server.request("/api/user/1", {
            method,
            ...(body && { body }),
            headers: { ...json, Accept: "text/html" },
          })
        ).status,
      ).toBe(406);
    expect(
      (
        await server.request("/api/users", {
          method: "POST",
          body: '{"name":"b"}',
          headers: { ...json, Accept: "text/html" },
        })
      ).status,
    ).toBe(406);
    expect(
      (
        await server.request("/api/users/b", {
          method: "POST",
          body: "age=1",
          headers: { ...urlEncoded, Accept: "text/html" },
        })
      ).status,
    ).toBe(406);
    expect(await server.database("user").select()).toHaveLength(1);
  });
});

describe("paths and queries", () => {
  test("are refused where they break a rule, naming the parameter", async () => {
    const server = await serve();
    const urls: [url: string, status: number, parameter?: string][] = [
      ["/api/users?limit=1", 200],
      ["/api/users?", 200],
      ["/api/users?&&limit=2&", 200],
      ["/api/users?sort=-age", 200],
      ["/api/users?name=%F0%9D%92%B3", 200],
      ["/api/users?name=a+b", 200],
      ...["014", "%201", "+1", "1.0", "1e1", "0x1", "%EF%BC%91", "", "NaN", "0", "101", "-1", "1,2"].map(
        (limit): [string, number, string] => [`/api/users?limit=${limit}`, 400, "limit"],
      ),
      ["/api/users?limit", 400, "limit"],
      ["/api/users?limit=1&limit=1", 400, "limit"],
      ["/api/users?limit[]=1", 400, "limit[]"],
      ["/api/users?Limit=1", 400, "Limit"],
      ["/api/users?colour=red", 400, "colour"],
      ["/api/users?__proto__=1", 400, "__proto__"],
      ["/api/users?constructor=1", 400, "constructor"],
      ["/api/users?=1", 400, ""],
      ["/api/users?sort=ID", 400, "sort"],
      ["/api/users?name=%", 400, "name"],
      ["/api/users?name=%ff", 400, "name"],
      ["/api/users?name=%00", 400, "name"],
      ["/api/users?n%61me=%00", 400, "name"],
      ["/api/users?%ff=1", 400],
      ["/api/user/1?x=1", 400, "x"],
      ...["%00", "%E0%A4", "%C0%AF", "%ED%A0%80", "%", "%zz", "%0a", "a".repeat(101)].map(
        (name): [string, number, string] => [`/api/users/${name}`, 400, "name"],
      ),
      ["/api/users/a%2Fb", 200],
      ["/api/users/%25", 200],
      ["/api/users/%E2%80%8F", 200],
      ["/api/users/a;b=c", 200],
      ...["0", "-1", "1.0", "01", "1e3", "%201", "one", "9007199254740992", "99999999999999999999", "1%00"].map(
        (id): [string, number, string] => [`/api/user/${id}`, 400, "id"],
      ),
      ["/api/user/9007199254740991", 404],
    ];
    for (const [url, status, parameter] of urls) {
      cases++;
      const answer = await server.request(url);
      expect([url, answer.status]).toEqual([url, status]);
      const { errors } = (await answer.json()) as { errors?: { parameter: string }[] };
      if (parameter !== undefined) expect([url, errors?.map((error) => error.parameter)]).toEqual([url, [parameter]]);
    }
  });

  test("are told together with what is wrong in the body", async () => {
    const server = await serve();
    const answer = await server.send("PATCH", "/api/user/0?x=1", { age: 151, nick: "j" });
    const { errors } = (await answer.json()) as { errors: Record<string, string>[] };
    expect(errors.map(({ parameter, pointer }) => parameter ?? pointer).sort()).toEqual(["/age", "/nick", "id", "x"]);
  });
});

test("a refused request takes no database connection", async () => {
  const database = await openDatabase(await createDatabase());
  onTestFinished(() => database.close());
  const log = pino({ level: "silent" });
  const app = createApp(database, {
    ...defaults,
    log,
    bodyLimit: 100,
    verify: false,
    tokens: parseTokens(`read:${sha256("reader")} write:${sha256("writer")}`),
    isReady: () => true,
  });
  const server = createHttpServer(app.callback(), defaults, log).listen(0);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  let taken = 0;
  for (const { client } of new Set([database.read, database.write])) client.pool.on("acquireRequest", () => taken++);

  const body = (text: string, headers: Record<string, string> = json): RequestInit => ({
    method: "POST",
    body: text,
    headers,
  });
  const refusals: [status: number, path: string, init?: RequestInit][] = [
    [401, "/api/users", { headers: { Authorization: "" } }],
    [401, "/api/users", { headers: bearer("stranger") }],
    [403, "/api/users", { ...body('{"name":"a"}'), headers: { ...json, ...bearer("reader") } }],
    [404, "/nothing"],
    [404, "/api/users/"],
    [405, "/api/users", { method: "PUT" }],
    [204, "/api/users", { method: "OPTIONS" }],
    [414, `/${"a".repeat(9_000)}`],
    [431, "/api/users", { headers: { X: "a".repeat(16_384) } }],
    [406, "/api/users", { headers: { Accept: "text/html" } }],
    [415, "/api/users", body("{}", { "Content-Type": "text/plain" })],
    [415, "/api/users", body("{}", { ...json, "Content-Encoding": "gzip" })],
    [413, "/api/users", body(`"${"a".repeat(100)}"`)],
    [400, "/api/users", body("{")],
    [400, "/api/users", body("{}")],
    [400, "/api/users/john", body("age=x", urlEncoded)],
    [400, "/api/users?limit=0"],
    [400, "/api/users?cursor=x"],
    [400, "/api/user/x"],
    [400, "/api/users/%ff"],
    [400, "/api/user/1", { method: "PATCH", body: "[]", headers: json }],
  ];
  for (const [status, path, init] of refusals)
    expect([
      path,
      (await fetch(url + path, { ...init, headers: { ...bearer("writer"), ...init?.headers } })).status,
    ]).toEqual([path, status]);
  expect(taken).toBe(0);
  await fetch(`${url}/api/users`, { headers: bearer("reader") });
  expect(taken).toBe(1);
});
