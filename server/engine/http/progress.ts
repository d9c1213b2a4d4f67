/** Ends exchanges that make no progress, however large their bodies are. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Bytes that have to arrive, or leave, in a period. */
const stride = 65_536;

/**
 * A request has to arrive within a period, and each further 64 KiB of it within another. Its response has to be read within
 * two periods, and each further 64 KiB within two more; while a handler has nothing to send, nobody can read it.
 * @param period in ms
 * @param late called where a request does not arrive in time
 */
export function watchProgress(
  request: IncomingMessage,
  response: ServerResponse,
  period: number,
  late: () => void,
): void {
  const { socket } = request;
  let received = socket.bytesRead;
  let sent = 0;
  let waited = 0;
  const timer = setInterval(() => {
    if (!request.complete) {
      if (socket.destroyed) return clearInterval(timer);
      if (socket.bytesRead - received < stride) {
        clearInterval(timer);
        return late();
      }
      received = socket.bytesRead;
      return;
    }
    if (response.closed) return clearInterval(timer);
    const delivered = socket.bytesWritten - socket.writableLength;
    const isRead = delivered - sent >= stride || (response.headersSent && socket.writableLength === 0);
    waited = isRead ? 0 : waited + 1;
    sent = delivered;
    if (waited < 2) return;
    clearInterval(timer);
    socket.destroy();
  }, period).unref();
  response.once("close", () => request.complete && clearInterval(timer));
}
