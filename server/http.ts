/** What Node's own HTTP parser refuses, or would let pass, answered as every other problem is. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import { allMethods } from "./openapi.ts";
import { watchLoad } from "./overload.ts";
import { Problem, unavailable } from "./problem.ts";

const longestUrl = 8 * 1024;
const largestHeaders = 16 * 1024;

export interface HttpOptions {
  /** How long a request may take to arrive, in ms; its headers 10 seconds of that at most. */
  requestTimeout: number;
  /** How many requests may be under way; more are refused. */
  mostInFlight: number;
}

export function createHttpServer(
  handle: RequestListener,
  { requestTimeout, mostInFlight }: HttpOptions,
  log: Logger,
): Server {
  const load = watchLoad(mostInFlight);
  const server = createServer({
    // Room for both, so that what is too long can be told apart below.
    maxHeaderSize: longestUrl + largestHeaders,
    headersTimeout: Math.min(10_000, requestTimeout),
    requestTimeout,
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
    requireHostHeader: false, // Node would answer without a body.
  });
  server.maxHeadersCount = 0; // Their size bounds them: Node would drop those beyond a number, unseen by any check.
  const current = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  const serve: RequestListener = (request, response) => {
    current.set(request.socket, { request, response });
    // Before all else: what is refused must cost next to nothing, or there is no time left for the others.
    if (load.isOverloaded() && !isWatching(request)) return send(response, overloaded);
    load.inFlight++;
    response.once("close", () => load.inFlight--);
    handle(request, response);
  };
  server.on("request", serve);
  server.on("checkContinue", serve); // Who reads the body says when to go on.
  server.on("checkExpectation", (_, response: ServerResponse) => {
    send(response, write(new Problem(417, "The only expectation that is met is 100-continue.")));
  });
  server.once("close", () => load.stop());
  server.on("connect", (_, socket: Duplex) => {
    refuse(socket, new Problem(405, "This is no proxy.", { headers: { Allow: allMethods.join(", ") } }));
  });
  server.on("clientError", (error: ParserError, socket) => {
    const problem = problemOf(error);
    log.info({ status: problem.status, code: error.code }, "refused by the parser");
    const { request, response } = current.get(socket) ?? {};
    if (!socket.writable || error.code === "ECONNRESET" || (response?.headersSent && !response.writableEnded)) {
      socket.destroy();
      // Behind a request that is still being answered: its answer goes first.
    } else if (request?.complete && response && !response.writableFinished) {
      response.once("close", () => refuse(socket, problem));
    } else {
      refuse(socket, problem);
    }
  });
  return server;
}

interface ParserError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

function problemOf({ code, rawPacket }: ParserError): Problem {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new Problem(408, "The request did not arrive in time.");
  if (code !== "HPE_HEADER_OVERFLOW") return new Problem(400, "This is no HTTP/1.1 request (RFC 9112).");
  const firstLine = rawPacket?.indexOf("\n") ?? 0;
  return firstLine === -1 || firstLine > longestUrl ? urlTooLong() : headersTooLarge();
}

function urlTooLong(): Problem {
  return new Problem(414, `A URL has at most ${longestUrl} bytes.`);
}

function headersTooLarge(): Problem {
  return new Problem(431, `Headers have at most ${largestHeaders} bytes.`);
}

function write(problem: Problem) {
  const body = JSON.stringify(problem);
  const headers = {
    ...problem.headers,
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    Connection: "close",
  };
  return { status: problem.status, headers, body };
}

/** Written once, since it is sent when there is no time. */
const overloaded = write(unavailable("There is more to do than can be done in time. Try again."));

function send(response: ServerResponse, { status, headers, body }: ReturnType<typeof write>): void {
  response.writeHead(status, headers).end(body);
}

/** Whoever has to know how it is with the service is told most of all when there is too much to do. */
function isWatching({ url = "" }: IncomingMessage): boolean {
  return ["/livez", "/readyz", "/metrics"].includes(url);
}

/** Answers on the bare socket, where there is no request to respond to. */
function refuse(socket: Duplex, problem: Problem): void {
  const { status, headers, body } = write(problem);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${problem.title}\r\n${lines.join("")}\r\n${body}`);
  socket.once("finish", () => socket.destroy());
}

/** Refuses what the parser lets pass although it is too large, or could be read in two ways (RFC 9112, section 11.2). */
export function checkFraming(): Middleware {
  return (context, next) => {
    const { req } = context;
    if ((req.url ?? "").length > longestUrl) throw urlTooLong();
    let size = 0;
    let hosts = 0;
    for (let index = 0; index < req.rawHeaders.length; index++) {
      const text = req.rawHeaders[index] ?? "";
      size += text.length + 2;
      if (index % 2 === 0 && text.length === 4 && text.toLowerCase() === "host") hosts++;
    }
    if (size > largestHeaders) throw headersTooLarge();
    if (!hasPath(context)) throw new Problem(400, "The request's target is no address (RFC 9112, section 3.2).");
    if (hosts > 1 || (hosts === 0 && req.httpVersion !== "1.0")) throw new Problem(400, "A request has one Host.");
    if (!hostAndPort.test(req.headers.host ?? "")) throw new Problem(400, "Host is a name or an address, and a port.");
    const coding = req.headers["transfer-encoding"];
    if (coding !== undefined && req.httpVersion === "1.0")
      throw new Problem(400, "HTTP/1.0 has no transfer codings.", { headers: { Connection: "close" } });
    if (coding !== undefined && coding.toLowerCase() !== "chunked")
      throw new Problem(501, "The only transfer coding is chunked.", { headers: { Connection: "close" } });
    // It is not met, but the parser takes what follows for another protocol, and drops it.
    if (req.headers.upgrade !== undefined) context.set("Connection", "close");
    return next();
  };
}

/** RFC 9110, section 7.2. */
const hostAndPort = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?$/i;

/** Whether the request's target leads to a path: where it is absolute and in tatters, Koa would throw when asked for it. */
function hasPath(context: Context): boolean {
  try {
    return (/^[/*]/.test(context.url) || URL.canParse(context.url)) && typeof context.path === "string";
  } catch {
    return false;
  }
}
