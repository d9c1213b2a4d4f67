/** In development: the docs reload when the contract has changed. */
import { PassThrough } from "node:stream";
import type { Middleware } from "koa";

const path = "/docs/changes";

/** Sends the version of the contract to each listener; they reconnect when the service restarts. */
export function announceContract(version: string, stopping: AbortSignal): Middleware {
  const listeners = new Set<PassThrough>();
  stopping.addEventListener("abort", () => {
    for (const listener of listeners) listener.end(); // Open streams would delay the stop.
  });
  return async (context, next) => {
    if (context.path !== path || context.method !== "GET" || stopping.aborted) return next();
    const listener = new PassThrough();
    listeners.add(listener);
    listener.once("close", () => listeners.delete(listener));
    listener.write(`retry: 100\ndata: ${version}\n\n`);
    context.type = "text/event-stream";
    context.body = listener;
  };
}

/** For a page's script. */
export const reloadScript = (pathPrefix: string) => `let served;
new EventSource("${pathPrefix}${path}").onmessage = ({ data }) => {
  if (served !== undefined && served !== data) location.reload();
  served = data;
};
`;
