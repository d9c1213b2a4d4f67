/** Server-sent events: what the program has of them, and OpenAPI 3.1 has no form for. */
import type { Program, Type } from "@typespec/compiler";
import type { HttpOperation } from "@typespec/http";
import { getStreamMetadata } from "@typespec/http/experimental";
import { isTerminalEvent } from "@typespec/sse";
import type { Document, DocumentOperation, Schema } from "../../server/engine/contract/document.ts";

const type = "text/event-stream";

/** The union behind `SSEStream<Union>`; undefined for other operations. */
function streamOf(program: Program, { responses }: HttpOperation): Type | undefined {
  return responses
    .flatMap((each) => each.responses)
    .map((content) => getStreamMetadata(program, content))
    .find((stream) => stream?.contentTypes.includes(type))?.streamType;
}

/**
 * Writes the events of an operation into the document, each with its data's schema.
 * @returns what they cannot be, each with what to write instead
 */
export function describeEvents(
  program: Program,
  operation: HttpOperation,
  described: DocumentOperation,
  { components: { schemas } }: Document,
): string[] {
  const media = described.responses["200"]?.content?.[type];
  const stream = streamOf(program, operation);
  const { operationId } = described;
  if (!media) return [];
  if (stream?.kind !== "Union")
    return [
      `${operationId}: has a response in ${type} without events: write SSEStream<Events>, with @events union Events`,
    ];
  const faults: string[] = [];
  const events: Record<string, Schema> = {};
  for (const variant of stream.variants.values()) {
    const { name, type: data } = variant;
    const event = typeof name === "string" ? name : "message"; // Unnamed variants have symbols.
    const model = "name" in data && typeof data.name === "string" ? data.name : "";
    if (isTerminalEvent(program, variant))
      faults.push(`${operationId}: a stream ends when its handler returns: remove @terminalEvent`);
    else if (event in events) faults.push(`${operationId}: two events have the name "${event}": name the variants`);
    else if (!schemas[model])
      faults.push(`${operationId}: the data of the event "${event}" is no named model: write ${event}: OwnModel`);
    else events[event] = { $ref: `#/components/schemas/${model}` };
  }
  media["x-events"] = events;
  return faults;
}
