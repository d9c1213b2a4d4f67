/** Server-sent events (HTML Standard, section 9.2). */
import { Readable } from "node:stream";
import type { Context } from "koa";
import { type Document, type DocumentOperation, eventsOf } from "../contract/document.ts";
import { unavailable } from "../contract/problem.ts";
import { schemaCompiler } from "../contract/schema.ts";
import { begun } from "./downloads.ts";

export interface SentEvent {
  event: string;
  data: unknown;
  id?: string | undefined;
}

export interface EventOptions {
  /** How often a stream without events shows that it lives, in ms: proxies end connections that are silent. */
  heartbeat?: number;
  /** Aborted when the service stops. */
  stopping: AbortSignal;
  /** Whether every event is validated against the contract. */
  verify: boolean;
}

/** How long a response waits for its first event, in ms: until then, what the handler throws is a problem like any other. */
const patience = 1_000;
const usualHeartbeat = 15_000;
const comment = ":\n\n";

/**
 * Returns a function that turns the events of a handler into a stream, which has begun; undefined for an operation without
 * events.
 */
export function eventSender(operation: DocumentOperation, document: Document, options: EventOptions) {
  const events = eventsOf(operation);
  if (!events) return undefined;
  const { stopping, heartbeat = usualHeartbeat } = options;
  const write = frameWriter(operation.operationId, events, document, options);
  const open = new Set<Frames>();
  stopping.addEventListener("abort", () => {
    for (const frames of open) frames.destroy(); // Callers take up where they were, elsewhere.
  });
  return async (context: Context, handled: AsyncIterable<SentEvent>): Promise<Readable> => {
    if (stopping.aborted) throw unavailable("Shutting down.");
    const frames = new Frames(handled[Symbol.asyncIterator](), write, heartbeat);
    open.add(frames);
    frames.once("close", () => open.delete(frames));
    const left = () => frames.destroy();
    context.res.once("close", left);
    try {
      await frames.begun();
    } finally {
      context.res.off("close", left); // From here on it is the response's body.
    }
    context.set("X-Accel-Buffering", "no"); // nginx would keep events back.
    return frames;
  };
}

/** Events as text. It asks its handler for the next one when the caller has taken the last one. */
class Frames extends Readable {
  readonly #events: AsyncIterator<SentEvent>;
  readonly #write: (event: SentEvent) => string;
  readonly #beat: NodeJS.Timeout;
  #isWaiting = false;

  constructor(events: AsyncIterator<SentEvent>, write: (event: SentEvent) => string, heartbeat: number) {
    super({ highWaterMark: 1 });
    this.#events = events;
    this.#write = write;
    this.#beat = setInterval(() => {
      if (this.readableLength === 0) this.push(comment);
    }, heartbeat);
  }

  /** Waits for the first event, but not for long. @throws what the handler throws until then */
  begun(): Promise<void> {
    const late = setTimeout(() => this.push(comment), patience);
    return begun(this).finally(() => clearTimeout(late));
  }

  override _read(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#events
      .next()
      .then(({ done, value }) => {
        this.#isWaiting = false;
        this.push(done ? null : this.#write(value));
      })
      .catch((error) => this.destroy(error));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#beat);
    // Runs its `finally`, once it waits for nothing else.
    this.#events.return?.().catch(() => {});
    done(error);
  }
}

function frameWriter(
  operationId: string,
  events: NonNullable<ReturnType<typeof eventsOf>>,
  document: Document,
  { verify }: EventOptions,
): (event: SentEvent) => string {
  const compiler = schemaCompiler(document);
  const kinds = new Map(
    Object.entries(events).map(([name, schema]) => [
      name,
      { validate: compiler.validator(schema), serialise: compiler.serialiser(schema) },
    ]),
  );
  return ({ event, data, id }) => {
    const kind = kinds.get(event);
    if (!kind)
      throw new Error(`${operationId} breaks the contract: it sent the event ${event}, which it does not declare`);
    const [error] = verify ? kind.validate(structuredClone(data)) : []; // A copy: defaults are filled in.
    if (error)
      throw new Error(`${operationId} breaks the contract: ${error.pointer || "the data"} of ${event} ${error.detail}`);
    if (id !== undefined && /[\0\r\n]/.test(id)) throw new Error(`${operationId}: the id of an event has a line break`);
    const lines = [
      ...(event === "message" ? [] : [`event: ${event}`]),
      ...(id === undefined ? [] : [`id: ${id}`]),
      `data: ${kind.serialise(data)}`,
    ];
    return `${lines.join("\n")}\n\n`;
  };
}
