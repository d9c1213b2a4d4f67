/** Files: how fast they pass through the engine, and how much memory that takes. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Data } from "./data.ts";
import { type Section, show } from "./report.ts";
import { type Subject, start } from "./subjects.ts";

const chunk = 65_536;

/** @param size in bytes, a multiple of 64 KiB */
export async function measureFiles(subject: Subject, data: Data, size: number): Promise<Section> {
  const database = await data.copy("sqlite");
  const server = await start(subject, database.url);
  const before = server.usage()?.peakMegabytes;
  const sent = createHash("sha256");
  const bytes = Readable.from(
    (function* () {
      for (let left = size; left > 0; left -= chunk) {
        const next = Buffer.alloc(chunk, left.toString(36));
        sent.update(next);
        yield next;
      }
    })(),
  );
  const started = performance.now();
  const up = request(`${server.url}/api/pictures/mirrored`, {
    method: "POST",
    headers: { "Content-Type": "image/png", "Content-Length": size },
  });
  const responding = once(up, "response") as Promise<[IncomingMessage]>; // Cast: Node's types know no arguments of events.
  await pipeline(bytes, up);
  const [response] = await responding;
  const arrived = performance.now();
  const received = createHash("sha256");
  await pipeline(response, received);
  const ended = performance.now();
  const after = server.usage()?.peakMegabytes;
  await server.kill();
  await database.drop();
  if (sent.digest("hex") !== received.digest("hex")) throw new Error("the file that came back is another one");
  const megabytes = size / 2 ** 20;
  const speeds = [arrived - started, ended - arrived].map((ms) => (megabytes / ms) * 1_000);
  const growth = before === undefined || after === undefined ? undefined : after - before;
  return {
    title: "files: one up to a temporary file, and the same one down",
    columns: ["MiB", "up, MiB/s", "down, MiB/s", "more memory, MiB"],
    rows: [[String(megabytes), ...speeds.map(show), show(growth)]],
    notes: ["Sender and receiver, which compute checksums, share the machine with the service."],
    data: { megabytes, speeds, growth },
  };
}
