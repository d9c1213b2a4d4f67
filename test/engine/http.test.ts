/** Bytes that no HTTP client would send, over a bare socket. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { promisify } from "node:util";
import type { Middleware } from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../../server/engine/http/listener.ts";
import { allMethods } from "../../server/engine/http/service.ts";
import { createClient, serve, service } from "./aviary.ts";
import { recordedLog, serving, startListening } from "./serving.ts";

/** Sends bytes, and reads until the server closes or has sent as many answers as asked for. */
async function exchange(
  { url }: { url: string },
  parts: (string | Buffer)[],
  answers = Number.POSITIVE_INFINITY,
): Promise<Answer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = Buffer.alloc(0);
  const closed = once(socket, "close");
  socket.on("error", () => {}); // A reset ends the exchange as a close does.
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (parse(received).length >= answers) socket.destroy();
  });
  await once(socket, "connect");
  for (const part of parts) socket.write(part);
  await closed;
  return parse(received);
}

interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

function parse(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end === -1) return answers;
    const [line = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const headers = new Headers(
      lines.map((each): [string, string] => {
        const [name = "", value = ""] = each.split(/: (.*)/s);
        return [name, value];
      }),
    );
    const status = Number(line.split(" ")[1]);
    const length = status === 100 || status === 204 ? 0 : Number(headers.get("Content-Length"));
    const start = end + 4;
    if (rest.length < start + length) return answers;
    answers.push({ status, headers, body: rest.subarray(start, start + length).toString() });
    rest = rest.subarray(start + length);
  }
}

const host = "Host: x\r\n";
const json = "Content-Type: application/json\r\n";
const post = `POST /api/birds HTTP/1.1\r\n${host}`;
const body = '{"name":"robin"}';
const size = body.length;
const chunk = `${size.toString(16)}\r\n${body}\r\n`;

/** Bytes, and the statuses of the answers; the connection is closed behind the last. */
const refused: [what: string, sent: string, statuses: number[]][] = [
  ["no HTTP at all", "hello\r\n\r\n", [400]],
  ["TLS on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", [400]],
  ["an unknown version", `GET / HTTP/9.9\r\n${host}\r\n`, [505]],
  ["a later minor version", `GET / HTTP/1.2\r\n${host}\r\n`, [505]],
  ["HTTP/2 without a preface", `GET /livez HTTP/2.0\r\n${host}\r\n`, [505]],
  ["lines without CR", "GET /livez HTTP/1.1\nHost: x\n\n", [400]],
  ["HTTP/3", `GET /livez HTTP/3.0\r\n${host}\r\n`, [505]],
  ["a method that does not exist", `BREW / HTTP/1.1\r\n${host}\r\n`, [400]],
  ["a space before a header's colon", `GET /livez HTTP/1.1\r\nHost : x\r\n\r\n`, [400]],
  ["a header without a colon", `GET /livez HTTP/1.1\r\n${host}nonsense\r\n\r\n`, [400]],
  ["NUL in a header", `GET /livez HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, [400]],
  ["a bare CR in a header", `GET /livez HTTP/1.1\r\n${host}X: a\rb\r\n\r\n`, [400]],
  ["a folded header", `GET /livez HTTP/1.1\r\n${host}X: a\r\n b\r\nConnection: close\r\n\r\n`, [400]],
  [
    "Content-Length beside Transfer-Encoding",
    `${post}${json}Content-Length: ${size}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  [
    "Transfer-Encoding before Content-Length",
    `${post}${json}Transfer-Encoding: chunked\r\nContent-Length: ${size}\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  [
    "two different Content-Lengths",
    `${post}${json}Content-Length: ${size}\r\nContent-Length: ${size + 1}\r\n\r\n${body}`,
    [400],
  ],
  [
    "twice the same Content-Length",
    `${post}${json}Content-Length: ${size}\r\nContent-Length: ${size}\r\n\r\n${body}`,
    [400],
  ],
  ["a list as Content-Length", `${post}${json}Content-Length: ${size}, ${size}\r\n\r\n${body}`, [400]],
  ["a signed Content-Length", `${post}${json}Content-Length: +${size}\r\n\r\n${body}`, [400]],
  ["a negative Content-Length", `${post}${json}Content-Length: -${size}\r\n\r\n${body}`, [400]],
  ["a Content-Length beyond any number", `${post}${json}Content-Length: 99999999999999999999\r\n\r\n${body}`, [400]],
  ["an invalid chunk size", `${post}${json}Transfer-Encoding: chunked\r\n\r\nx\r\n${body}\r\n0\r\n\r\n`, [400]],
  ["a chunk longer than its size", `${post}${json}Transfer-Encoding: chunked\r\n\r\n3\r\n${body}\r\n0\r\n\r\n`, [400]],
  [
    "another transfer coding",
    `${post}${json}Transfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n${chunk}0\r\n\r\n`,
    [501],
  ],
  [
    "a transfer coding in disguise",
    `${post}${json}Transfer-Encoding: xchunked\r\nConnection: close\r\n\r\n${body}`,
    [400],
  ],
  [
    "chunked that is not last",
    `${post}${json}Transfer-Encoding: chunked, identity\r\nConnection: close\r\n\r\n${body}`,
    [400],
  ],
  ["two Hosts", `GET /livez HTTP/1.1\r\n${host}Host: y\r\nConnection: close\r\n\r\n`, [400]],
  [
    "a second Host after 2,000 headers",
    `GET /livez HTTP/1.1\r\n${host}Connection: close\r\n${"X: a\r\n".repeat(2_000)}${host}\r\n`,
    [400],
  ],
  ["an invalid Host", "GET /livez HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n", [400]],
  ["a malformed absolute URL", `GET http://[::1/api/birds HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, [400]],
  [
    "chunks in HTTP/1.0",
    `POST /api/birds HTTP/1.0\r\n${json}Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`,
    [400],
  ],
  ["no Host", "GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n", [400]],
  ["CONNECT", `CONNECT example.org:443 HTTP/1.1\r\n${host}\r\n`, [405]],
  ["TRACE", `TRACE /api/birds HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, [405]],
  ["PROPFIND", `PROPFIND /api/birds HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, [405]],
  ["an unknown expectation", `${post}${json}Expect: the best\r\nContent-Length: ${size}\r\n\r\n${body}`, [417]],
  ["a URL over 8 KiB", `GET /${"a".repeat(8 * 1024)} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, [414]],
  ["a URL over all limits", `GET /${"a".repeat(60 * 1024)} HTTP/1.1\r\n${host}\r\n`, [414]],
  [
    "headers over 16 KiB",
    `GET /livez HTTP/1.1\r\n${host}X: ${"a".repeat(16 * 1024)}\r\nConnection: close\r\n\r\n`,
    [431],
  ],
  ["headers over all limits", `GET /livez HTTP/1.1\r\n${host}X: ${"a".repeat(60 * 1024)}\r\n\r\n`, [431]],
  ["a body over 64 KiB", `${post}${json}Content-Length: 65537\r\n\r\n${"a".repeat(65_537)}`, [413]],
  [
    "a body over 64 KiB in chunks",
    `${post}${json}Transfer-Encoding: chunked\r\n\r\n${`1000\r\n${"a".repeat(4096)}\r\n`.repeat(17)}0\r\n\r\n`,
    [413],
  ],
  ["a body announced as far too large", `${post}${json}Content-Length: 99999999\r\n\r\n`, [413]],
  [
    "garbage behind a request, which is answered first",
    `GET /livez HTTP/1.1\r\n${host}\r\ngarbage\r\n\r\n`,
    [200, 400],
  ],
  [
    "a smuggled request behind a wrong length",
    `${post}${json}Content-Length: ${size}\r\n\r\n${body}GARBAGE / HTTP/1.1\r\n\r\n`,
    [201, 400],
  ],
];

describe("over a bare socket", () => {
  test("malformed, ambiguous and oversized requests get a problem, and the connection is closed", async () => {
    const server = await serve();
    let created = 0;
    for (const [sent, bytes, statuses] of refused) {
      const answers = await exchange(server, [Buffer.from(bytes, "latin1")]);
      expect([sent, answers.map(({ status }) => status)]).toEqual([sent, statuses]);
      const last = answers.at(-1);
      const problem = JSON.parse(last?.body ?? "");
      expect([sent, problem]).toEqual([sent, expect.objectContaining({ status: statuses.at(-1) })]);
      expect([sent, problem.detail]).toEqual([sent, expect.any(String)]);
      const headers = ["Content-Type", "Connection"].map((name) => last?.headers.get(name));
      expect([sent, ...headers]).toEqual([sent, "application/problem+json", "close"]);
      for (const name of ["Date", "X-Request-Id", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"])
        expect([sent, name, last?.headers.get(name)]).toEqual([sent, name, expect.any(String)]);
      const logged = server.log.find(({ requestId }) => requestId === last?.headers.get("X-Request-Id"));
      expect([sent, logged?.status]).toEqual([sent, statuses.at(-1)]);
      if (last?.status === 400) {
        expect([sent, problem.type]).toEqual([sent, "/docs/problems#invalid-request"]);
        expect([sent, problem.errors]).toEqual([sent, [expect.objectContaining({ detail: expect.any(String) })]]);
      }
      if (last?.status === 405)
        expect([sent, last.headers.get("Allow")]).toEqual([sent, expect.stringContaining("GET")]);
      created += statuses.filter((status) => status === 201).length;
      expect([sent, await server.database("bird").pluck("name")]).toEqual([sent, Array(created).fill("robin")]);
    }
    const metrics = await (await server.request("/metrics")).text();
    expect(metrics).toMatch(/operation="none",method="none",status="400"\} \d/);
  });

  test("a missing body is refused with the members that it lacks", async () => {
    const server = await serve();
    for (const headers of ["", json]) {
      const [answer] = await exchange(server, [`${post}${headers}Content-Length: 0\r\n\r\n`], 1);
      const errors = [{ pointer: "/name", detail: "is required" }];
      expect([answer?.status, JSON.parse(answer?.body ?? "").errors]).toEqual([400, errors]);
    }
  });

  test("a client that never reads its response is disconnected", async () => {
    const { log } = recordedLog();
    const options = { requestTimeout: 100, keepAlive: 5_000, methods: [] };
    const server = createHttpServer((_, response) => response.end(Buffer.alloc(50_000_000)), options, log);
    const { hostname, port } = new URL(await startListening(server));
    let connected = 0;
    server.on("connection", () => connected++);
    const clients = Array.from({ length: 20 }, () => connect(Number(port), hostname).pause());
    onTestFinished(() => {
      for (const client of clients) client.destroy();
    });
    for (const client of clients) client.on("error", () => {}).write(`GET / HTTP/1.1\r\n${host}\r\n`);
    const connections = () => promisify(server.getConnections.bind(server))();
    await expect.poll(() => connected).toBe(20);
    await expect.poll(connections).toBe(0);
  });

  test("Expect: 100-continue is met only where the body will be read", async () => {
    const server = await serve();
    const expecting = `Expect: 100-continue\r\nConnection: close\r\n`;
    const wanted = await exchange(server, [
      `${post}${json}${expecting}Content-Length: ${size}\r\n\r\n`,
      Buffer.from(body, "latin1"),
    ]);
    expect(wanted.map(({ status }) => status)).toEqual([100, 201]);
    const unwanted = await exchange(server, [`${post}${expecting}Content-Length: ${size}\r\n\r\n`], 1);
    expect(unwanted.map(({ status }) => status)).toEqual([415]);
    const large = await exchange(server, [`${post}${json}${expecting}Content-Length: 65537\r\n\r\n`], 1);
    expect(large.map(({ status }) => status)).toEqual([413]);
  });

  test("dots in a path are not resolved", async () => {
    const server = await serve();
    for (const name of [".", "..", "%2e", "%2E%2e"]) {
      const [answer] = await exchange(server, [`GET /api/birds/${name} HTTP/1.1\r\n${host}\r\n`], 1);
      expect([name, answer?.status]).toEqual([name, 400]);
    }
    const [above] = await exchange(server, [`GET /docs/../../etc/passwd HTTP/1.1\r\n${host}\r\n`], 1);
    expect(above?.status).toBe(404);
  });

  test("pipelined requests are answered in order", async () => {
    const server = await serve();
    const get = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n`;
    const answers = await exchange(
      server,
      [get("/api/birds/robin") + get("/livez") + get("/nothing") + get("/readyz")],
      4,
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 200]);
  });

  test("a Host is a name or an address, with an optional port", async () => {
    const server = await serve();
    for (const name of ["", "x", "x:", "a-b.example:80", "127.0.0.1:8000", "[::1]", "[::1]:8000", "a%20b"]) {
      const [answer] = await exchange(server, [`GET /livez HTTP/1.1\r\nHost: ${name}\r\n\r\n`], 1);
      expect([name, answer?.status]).toEqual([name, 200]);
    }
  });

  test("OPTIONS * lists the methods of the service", async () => {
    const [answer] = await exchange(await serve(), [`OPTIONS * HTTP/1.1\r\n${host}\r\n`], 1);
    expect(answer?.status).toBe(204);
    expect(answer?.headers.get("Allow")?.split(", ").sort()).toEqual(allMethods(service).sort());
    expect(allMethods(service).sort()).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);
  });

  test("an upgrade is ignored, and the connection is closed", async () => {
    const upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
    const get = `GET /livez HTTP/1.1\r\n${host}`;
    const answers = await exchange(await serve(), [`${get}${upgrade}\r\n${get}\r\n`]);
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(answers[0]?.headers.get("Connection")).toBe("close");
  });

  test("an absolute URL's authority counts, whatever Host says", async () => {
    const server = await serve({ unprotected: false }); // Without tokens, foreign names are refused.
    const status = async (target: string, name: string) =>
      (await exchange(server, [`GET ${target}/api/birds HTTP/1.1\r\nHost: ${name}\r\n\r\n`], 1))[0]?.status;
    expect(await status("http://localhost", "evil.example")).toBe(200);
    expect(await status("http://evil.example", "localhost")).toBe(421);
    expect(await status("", "evil.example")).toBe(421);
  });

  test("an absolute URL is as good as a path, and a hostile Host is never repeated", async () => {
    const server = await serve();
    const [absolute] = await exchange(
      server,
      [`GET http://evil.example/api/birds?limit=1 HTTP/1.1\r\nHost: evil.example\r\n\r\n`],
      1,
    );
    expect(absolute?.status).toBe(200);
    for (const name of ["a", "b"]) await server.client.birds.create({ name });
    const [page] = await exchange(server, [`GET /api/birds?limit=1 HTTP/1.1\r\nHost: evil.example\r\n\r\n`], 1);
    expect(page?.headers.get("Link")).toMatch(/^<\/api\/birds\?/);
    expect(JSON.stringify([...(page?.headers ?? [])]) + page?.body).not.toContain("evil");
  });

  test("a request that does not arrive in time gets 408", async () => {
    const server = await serve({ requestTimeout: 200 });
    const halfBody = await exchange(server, [`${post}${json}Content-Length: ${size}\r\n\r\n{`]);
    expect(halfBody.map(({ status }) => status)).toEqual([408]);
    const halfHeaders = await exchange(server, ["GET /livez HTTP/1.1\r\nHost: "]);
    expect(halfHeaders.map(({ status }) => status)).toEqual([408]);
    expect(await server.database("bird").select()).toEqual([]);
  });

  test("a caller who leaves in the middle of a body changes nothing", async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.url);
    for (let index = 0; index < 20; index++) {
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.write(`${post}${json}Content-Length: 600\r\n\r\n${body}`);
      socket.destroy();
      await once(socket, "close");
    }
    expect((await server.request("/livez")).status).toBe(200);
    expect(await server.database("bird").select()).toEqual([]);
    expect(server.log.filter(({ status }) => Number(status) >= 500)).toEqual([]);
  });

  test("no header overrides the method", async () => {
    const server = await serve();
    await server.client.birds.create({ name: "robin" });
    for (const name of ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
      expect((await server.request("/api/bird/1", { headers: { [name]: "DELETE" } })).status).toBe(200);
    expect((await server.request("/api/bird/1")).status).toBe(200);
  });
});

test("middleware beside the contract answers as the README of server/engine shows, and all else goes on", async () => {
  const readme = readFileSync(new URL("../../server/engine/README.md", import.meta.url), "utf8");
  const [, snippet = ""] = /```js\nmiddleware: (\[[^`]+\]),\n```/.exec(readme) ?? [];
  const middleware: Middleware[] = new Function(`return ${snippet}`)();
  const server = await serving({ ...service, middleware }, createClient)();
  const answer = await server.request("/legacy/ping");
  expect([answer.status, await answer.text(), answer.headers.has("X-Request-Id")]).toEqual([200, "pong", true]);
  expect((await server.request("/api/birds")).status).toBe(200);
});
