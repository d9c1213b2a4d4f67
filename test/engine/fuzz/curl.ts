/** Requests as commands for a POSIX shell. */
import type { Request } from "./drafts.ts";

export function curl(url: string, { method, path, headers, body }: Request): string {
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  // curl declares a form by default.
  if (body && !headers["Content-Type"]) fields.push("-H 'Content-Type:'");
  const target = [`-X ${method}`, ...fields, quote(url + path)].join(" ");
  const text = body?.toString() ?? "";
  const isPlain = /^[ -~]*$/.test(text);
  if (!body) return `curl -gsi --path-as-is ${target}`;
  if (isPlain) return `curl -gsi --path-as-is --data-raw ${quote(text)} ${target}`;
  return `printf %b ${quote(escapeBytes(body))} | curl -gsi --path-as-is --data-binary @- ${target}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `printf %b` reads it: bytes that are not printable as octal numbers. */
function escapeBytes(bytes: Buffer): string {
  const short: Record<string, string> = { "\r": "\\r", "\n": "\\n", "\t": "\\t", "\\": "\\\\" };
  return bytes
    .toString("latin1")
    .replace(/[^ -~]|\\/g, (byte) => short[byte] ?? `\\0${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
