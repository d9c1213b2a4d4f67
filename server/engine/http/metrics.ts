/** Metrics for Prometheus: the duration of requests, and what the process uses. */
import cluster, { type Worker } from "node:cluster";
import { setTimeout as wait } from "node:timers/promises";
import type { Middleware } from "koa";
import { AggregatorRegistry, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { unavailable } from "../contract/problem.ts";
import type { Access } from "./access.ts";
import { refuseMethod } from "./router.ts";

// One per process, since it measures the process.
const registry = new Registry();
const durations = new Histogram({
  name: "http_request_duration_seconds",
  help: "How long requests took, by operation of the contract.",
  labelNames: ["operation", "method", "status"],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});
/** A cache: looking a histogram up by its labels costs more than observing. */
const labelled = new Map<string, { observe(seconds: number): void }>();
let isMeasuring = false;

export function observeRequest(operation: string, method: string, status: number, milliseconds: number): void {
  const key = `${operation} ${method} ${status}`;
  let duration = labelled.get(key);
  if (!duration) {
    duration = durations.labels(operation, method, String(status));
    labelled.set(key, duration);
  }
  duration.observe(milliseconds / 1_000);
}

function startMeasuring(): void {
  if (isMeasuring) return;
  isMeasuring = true;
  collectDefaultMetrics({ register: registry });
  if (!cluster.isWorker) return;
  AggregatorRegistry.setRegistries([registry]);
  new AggregatorRegistry(); // Listens for the primary's requests.
}

/** Serves /metrics to tokens of that scope; to anyone where callers need no credentials. */
export function serveMetrics(access: Access): Middleware {
  startMeasuring();
  return async (context, next) => {
    if (context.path !== "/metrics") return next();
    await access.authoriseMetrics(context);
    if (context.method !== "GET" && context.method !== "HEAD") return refuseMethod(context, ["GET", "HEAD"]);
    context.type = Registry.PROMETHEUS_CONTENT_TYPE;
    context.body = await (cluster.isWorker ? askPrimary() : registry.metrics());
  };
}

const question = "metrics of all workers?";
/** How long the primary waits for its workers, in ms. */
const longestWait = 2_000;
/** How long a worker waits for the primary, in ms. */
const patience = longestWait + 1_000;

/** In the primary: aggregates the metrics of all workers for the one that was asked. */
export function gatherMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on("message", async (worker: Worker, message: unknown) => {
    if (message !== question) return;
    // While a worker hangs, there are no aggregated metrics.
    const waited = wait(longestWait, undefined, { ref: false });
    const metrics = await Promise.race([all.clusterMetrics().catch(() => undefined), waited]);
    if (worker.isConnected()) worker.send({ question, metrics });
  });
}

/** Shared by concurrent requests. */
let asked: Promise<string> | undefined;

function askPrimary(): Promise<string> {
  asked ??= new Promise<string>((resolve, reject) => {
    const end = (metrics: string | undefined) => {
      process.off("message", read);
      clearTimeout(timer);
      if (metrics === undefined) reject(unavailable("Not all workers respond. Try again.", 5));
      else resolve(metrics);
    };
    const read = (message: { question?: string; metrics?: string }) => {
      if (message.question === question) end(message.metrics);
    };
    const timer = setTimeout(end, patience);
    process.on("message", read);
    process.send?.(question);
  }).finally(() => {
    asked = undefined;
  });
  return asked;
}
