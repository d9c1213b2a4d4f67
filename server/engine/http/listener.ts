/** The HTTP server: limits, and problem details for what Node's parser refuses. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import { Problem, unavailable } from "../contract/problem.ts";
import { watchLoad } from "./overload.ts";

const longestUrl = 8 * 1024;
const largestHeaders = 16 * 1024;

export interface HttpOptions {
  /** How long a request may take to arrive, in ms; its headers 10 seconds of that at most. */
  requestTimeout: number;
  /** Requests in flight; more are refused. */
  mostInFlight: number;
}

interface ListenerOptions extends HttpOptions {
  /** For the Allow header of CONNECT. */
  methods: string[];
}

export function createHttpServer(
  handle: RequestListener,
  { requestTimeout, mostInFlight, methods }: ListenerOptions,
  log: Logger,
): Server {
  const load = watchLoad(mostInFlight);
  const server = createServer({
    // Room for both, so that what is too long can be told apart below.
    maxHeaderSize: longestUrl + largestHeaders,
    headersTimeout: Math.min(10_000, requestTimeout),
    requestTimeout,
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
    requireHostHeader: false, // Node's own response would have no body.
  });
  server.maxHeadersCount = 0; // Their size is limited instead: Node would drop excess headers before any check.
  const current = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  const serve: RequestListener = (request, response) => {
    current.set(request.socket, { request, response });
    // Before all else: a refusal must cost next to nothing.
    if (load.isOverloaded() && !isWatching(request)) return send(response, overloaded);
    load.inFlight++;
    response.once("close", () => load.inFlight--);
    handle(request, response);
  };
  server.on("request", serve);
  server.on("checkContinue", serve); // Reading the body sends 100 Continue.
  server.on("checkExpectation", (_, response: ServerResponse) => {
    send(response, write(new Problem(417, "The only supported expectation is 100-continue.")));
  });
  server.once("close", () => load.stop());
  server.on("connect", (_, socket: Duplex) => {
    refuse(socket, new Problem(405, "This is not a proxy.", { headers: { Allow: methods.join(", ") } }));
  });
  server.on("clientError", (error: ParserError, socket) => {
    const problem = problemOf(error);
    log.info({ status: problem.status, code: error.code }, "refused by the parser");
    const { request, response } = current.get(socket) ?? {};
    if (!socket.writable || error.code === "ECONNRESET" || (response?.headersSent && !response.writableEnded)) {
      socket.destroy();
      // Pipelined behind a request in progress, whose response goes first.
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
  if (code !== "HPE_HEADER_OVERFLOW") return new Problem(400, "This is not a valid HTTP/1.1 request (RFC 9112).");
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

/** Serialised once. */
const overloaded = write(unavailable("The service is overloaded. Try again."));

function send(response: ServerResponse, { status, headers, body }: ReturnType<typeof write>): void {
  response.writeHead(status, headers).end(body);
}

/** Probes and metrics are served under overload too. */
function isWatching({ url = "" }: IncomingMessage): boolean {
  return ["/livez", "/readyz", "/metrics"].includes(url);
}

/** Responds on the socket, where the parser has made no request. */
function refuse(socket: Duplex, problem: Problem): void {
  const { status, headers, body } = write(problem);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${problem.title}\r\n${lines.join("")}\r\n${body}`);
  socket.once("finish", () => socket.destroy());
}

/** Refuses requests that Node's parser accepts although they are too large or ambiguous (RFC 9112, section 11.2). */
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
    if (!hasPath(context)) throw new Problem(400, "The request target is malformed (RFC 9112, section 3.2).");
    if (hosts > 1 || (hosts === 0 && req.httpVersion !== "1.0"))
      throw new Problem(400, "A request has exactly one Host.");
    if (!hostAndPort.test(req.headers.host ?? ""))
      throw new Problem(400, "Host must be a name or an address, with an optional port.");
    const coding = req.headers["transfer-encoding"];
    if (coding !== undefined && req.httpVersion === "1.0")
      throw new Problem(400, "HTTP/1.0 has no transfer codings.", { headers: { Connection: "close" } });
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
