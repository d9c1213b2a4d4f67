/** UUIDs of version 7 (RFC 9562, section 5.7): in order of their time, so that keys and pages follow the order of inserts. */
import { randomBytes } from "node:crypto";

/** The last 12 bits of a time: counts within a millisecond (RFC 9562, section 6.2, method 1). */
const mostPerMillisecond = 2 ** 12;

let time = 0;
let count = 0;

/** A new UUID, above all that this process has made before. */
export function createUuid(): string {
  const now = Date.now();
  if (now > time) [time, count] = [now, 0];
  else if (++count === mostPerMillisecond) [time, count] = [time + 1, 0]; // Ahead of the clock, which may also be set back.
  const random = randomBytes(8);
  random[0] = 0x80 | ((random[0] ?? 0) & 0x3f); // The variant.
  const hex = `${time.toString(16).padStart(12, "0")}7${count.toString(16).padStart(3, "0")}${random.toString("hex")}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
