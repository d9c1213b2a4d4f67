/** The HTTP server: limits, and problem details for what Node's parser refuses. */
import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import { invalidRequest, Problem } from "../contract/problem.ts";
import { logRefusal } from "./access-log.ts";
import { watchProgress } from "./progress.ts";

const longestUrl = 8 * 1024;
const largestHeaders = 16 * 1024;

/** Headers of every response; pages relax some of them. */
export const usualHeaders = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
};

export interface HttpOptions {
  /** How long a request may take to arrive, in ms, and each further 64 KiB; its headers 10 seconds of that at most. */
  requestTimeout: number;
  /** How long an idle connection stays open, in ms: longer than a proxy in front keeps its own. */
  keepAlive: number;
}

interface ListenerOptions extends HttpOptions {
  /** For the Allow header of CONNECT. */
  methods: string[];
}

export function createHttpServer(
  handle: RequestListener,
  { requestTimeout, keepAlive, methods }: ListenerOptions,
  log: Logger,
): Server {
  const server = createServer({
    // Room for both, so that what is too long can be told apart below.
    maxHeaderSize: longestUrl + largestHeaders,
    headersTimeout: Math.min(10_000, requestTimeout),
    requestTimeout: 0, // Node's would be for all of an upload.
    keepAliveTimeout: keepAlive,
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
    requireHostHeader: false, // Node's own response would have no body.
  });
  server.maxHeadersCount = 0; // Their size is limited instead: Node would drop excess headers before any check.
  const current = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  const serve: RequestListener = (request, response) => {
    current.set(request.socket, { request, response });
    watchProgress(request, response, requestTimeout, () => {
      server.emit("clientError", Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), request.socket);
    });
    handle(request, response);
  };
  server.on("request", serve);
  server.on("checkContinue", serve); // Reading the body sends 100 Continue.
  server.on("checkExpectation", serve); // checkFraming refuses it.
  server.on("connect", (_, socket: Duplex) => {
    refuse(socket, new Problem(405, "This is not a proxy.", { headers: { Allow: methods.join(", ") } }));
  });
  server.on("clientError", (error: ParserError, socket) => {
    const { request, response } = current.get(socket) ?? {};
    if (!socket.writable || error.code === "ECONNRESET" || (response?.headersSent && !response.writableEnded)) {
      socket.destroy();
      // Pipelined behind a request in progress, whose response goes first.
    } else if (request?.complete && response && !response.writableFinished) {
      response.once("close", () => refuse(socket, problemOf(error)));
    } else if (request?.listenerCount("error") && response) {
      response.shouldKeepAlive = false;
      request.emit("error", problemOf(error)); // The pending read of its body fails, which becomes the response.
    } else {
      refuse(socket, problemOf(error));
    }
  });
  return server;

  /** Responds on the socket, where the parser has made no request. */
  function refuse(socket: Duplex, problem: Problem): void {
    const requestId = randomUUID();
    const body = JSON.stringify(problem);
    const headers = {
      Date: new Date().toUTCString(),
      "X-Request-Id": requestId,
      ...usualHeaders,
      ...problem.headers,
      "Content-Type": "application/problem+json",
      "Content-Length": Buffer.byteLength(body),
      Connection: "close",
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join("")}\r\n${body}`);
    socket.once("finish", () => socket.destroy());
    logRefusal(log, { requestId, status: problem.status });
  }
}

interface ParserError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

function problemOf({ code, rawPacket }: ParserError): Problem {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new Problem(408, "The request did not arrive in time.");
  // The parser also means a version without CR behind it.
  if (code === "HPE_INVALID_VERSION" && !/^[^\n]* HTTP\/1\.[01]\n/.test(String(rawPacket))) return unsupportedVersion();
  if (code !== "HPE_HEADER_OVERFLOW") return malformed("must be a valid HTTP/1.1 request (RFC 9112)");
  const firstLine = rawPacket?.indexOf("\n") ?? 0;
  return firstLine === -1 || firstLine > longestUrl ? urlTooLong() : headersTooLarge();
}

function urlTooLong(): Problem {
  return new Problem(414, `A URL has at most ${longestUrl} bytes.`);
}

function headersTooLarge(): Problem {
  return new Problem(431, `Headers have at most ${largestHeaders} bytes.`);
}

function unsupportedVersion(): Problem {
  return new Problem(505, "The supported versions are HTTP/1.0 and HTTP/1.1.", { headers: { Connection: "close" } });
}

/** What operations declare for every 400. */
function malformed(detail: string, parameter?: string): Problem {
  return invalidRequest([{ ...(parameter !== undefined && { parameter }), detail }]);
}

/** Refuses requests that Node's parser accepts although they are too large or ambiguous (RFC 9112, section 11.2). */
export function checkFraming(): Middleware {
  return (context, next) => {
    const { req } = context;
    if ((req.url ?? "").length > longestUrl) throw urlTooLong();
    let size = 0;
    let hosts = 0;
    let authorizations = 0;
    for (let index = 0; index < req.rawHeaders.length; index++) {
      const text = req.rawHeaders[index] ?? "";
      size += text.length + 2;
      if (index % 2 !== 0) continue;
      if (text.length === 4 && text.toLowerCase() === "host") hosts++;
      if (text.length === 13 && text.toLowerCase() === "authorization") authorizations++;
    }
    if (size > largestHeaders) throw headersTooLarge();
    if (req.httpVersionMajor !== 1) throw unsupportedVersion();
    if (!hasPath(context)) throw malformed("the request target must be valid (RFC 9112, section 3.2)");
    if (hosts > 1 || (hosts === 0 && req.httpVersion !== "1.0")) throw malformed("must be sent exactly once", "Host");
    if (authorizations > 1) throw malformed("must not be repeated", "Authorization"); // Node would take the first.
    if (!hostAndPort.test(req.headers.host ?? ""))
      throw malformed("must be a name or an address, with an optional port", "Host");
    // The authority of an absolute target counts, whatever Host says (RFC 9112, section 3.2.2).
    if (!/^[/*]/.test(context.url)) req.headers.host = new URL(context.url).host;
    const { expect } = req.headers;
    if (expect !== undefined && req.httpVersion !== "1.0" && expect.toLowerCase() !== "100-continue")
      throw new Problem(417, "The only supported expectation is 100-continue.", { headers: { Connection: "close" } });
    const coding = req.headers["transfer-encoding"];
    if (coding !== undefined && req.httpVersion === "1.0") {
      context.set("Connection", "close");
      throw malformed("must not be sent in HTTP/1.0", "Transfer-Encoding");
    }
    if (coding !== undefined && coding.toLowerCase() !== "chunked")
      throw new Problem(501, "The only supported transfer coding is chunked.", { headers: { Connection: "close" } });
    // No upgrade is supported, and the parser drops what follows as another protocol.
    if (req.headers.upgrade !== undefined) context.set("Connection", "close");
    return next();
  };
}

/** RFC 9110, section 7.2. */
const hostAndPort = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?$/i;

/** Whether the request target has a path: of a malformed absolute one, Koa throws. */
function hasPath(context: Context): boolean {
  try {
    return (/^[/*]/.test(context.url) || URL.canParse(context.url)) && typeof context.path === "string";
  } catch {
    return false;
  }
}
