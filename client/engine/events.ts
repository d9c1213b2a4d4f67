/** Iterates over the events of an operation (HTML Standard, section 9.2). */
import { pauseBefore, wait, within } from "./retries.ts";

interface ReceivedEvent {
  event: string;
  data: unknown;
  id: string | undefined;
}

/** How long a connection may be silent, in ms: services send comments more often. */
const silence = 45_000;

/**
 * Goes on behind the last event where a connection is lost; ends where the service ends the stream.
 * @param connect opens the stream of events after the one with this id
 */
export async function* eventsFrom(
  connect: (lastId: string | undefined) => Promise<ReadableStream<Uint8Array>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReceivedEvent, void> {
  let id: string | undefined;
  for (let lost = 1; ; lost++) {
    const reader = (await connect(id)).getReader();
    const decoder = new TextDecoder();
    let text = "";
    try {
      for (;;) {
        // Rejects where the connection is lost, or silent.
        const read = await within(silence, signal, () => reader.read()).catch(() => undefined);
        if (!read) break;
        if (read.done) return;
        text += decoder.decode(read.value, { stream: true });
        const frames = text.split(/\r?\n\r?\n/);
        text = frames.pop() ?? "";
        for (const frame of frames) {
          const fields: Record<string, string> = {};
          for (const line of frame.split(/\r?\n/)) {
            const [, name = "", value = ""] = /^(\w+): ?(.*)/s.exec(line) ?? [];
            fields[name] = name === "data" && fields.data ? `${fields.data}\n${value}` : value;
          }
          const { event = "message", data } = fields;
          id = fields.id ?? id;
          if (data === undefined) continue; // A comment.
          lost = 0;
          yield { event, data: JSON.parse(data), id };
        }
      }
    } finally {
      reader.cancel().catch(() => {}); // Lost, or no longer wanted.
    }
    await within(Number.POSITIVE_INFINITY, signal, (ended) => wait(pauseBefore(lost), ended));
  }
}
