/** How values are written in the places of a request. */
import type { Schema } from "../../../server/engine/contract/document.ts";

/** A field is a query parameter or part of a form; a segment is one of the path. */
export type Notation = "json" | "field" | "segment" | "header";

/** A name with what is written for it. */
export type Member = [name: string, written: string];

/** Whether a text can be sent at all, valid or not. */
export const sendable: Record<Notation, (text: string) => boolean> = {
  json: () => true,
  field: (text) => text.isWellFormed(),
  segment: (text) => text !== "" && text.isWellFormed(),
  // Field values (RFC 9110, section 5.5) of visible ASCII.
  header: (text) => /^[!-~]([ -~]*[!-~])?$/.test(text),
};

export function write(value: unknown, notation: Notation): string {
  return notation === "json" ? JSON.stringify(value) : String(value);
}

/** A schema whose values the fuzzer cannot write. */
export class UnknownKind extends Error {
  constructor(schema: Schema, notation: Notation) {
    super(`the fuzzer cannot write ${JSON.stringify(schema)} as ${notation}: teach it`);
  }
}

export function pointerTo(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** "a/b", of "/a~1b/0". */
export function nameIn(pointer: string): string {
  return (pointer.split("/")[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}
