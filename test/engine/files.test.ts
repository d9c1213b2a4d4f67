import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { request as openRequest } from "node:http";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setImmediate, setTimeout } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Document } from "../../server/engine/contract/document.ts";
import { startServer } from "../../server/engine/http/server.ts";
import { fileAt, type KnownFile, type Upload } from "../../server/engine/http/service.ts";
import { createClient, document, serve, service } from "./aviary.ts";
import { createDatabase } from "./databases.ts";
import { serveHandlers } from "./handlers.ts";
import { temporaryFolder } from "./process.ts";
import { defaults, recordedLog } from "./serving.ts";

const picture = randomBytes(300_000);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const png = { "Content-Type": "image/png" };
// Cast: the DOM's types lack `duplex`, which Node needs for streams.
const mirror = (body: BodyInit, headers: Record<string, string> = png) =>
  ({ method: "POST", body, headers, duplex: "half" }) as RequestInit;

/** The aviary's document, with another limit of an operation's files. */
function withLimit(path: string, method: string, limit: number): Document {
  const edited = structuredClone(document);
  const operation = edited.paths[path]?.[method];
  if (operation) operation["x-max-bytes"] = limit;
  return edited;
}

/** A folder for temporary files, until the test ends. */
function watchTemporary(): () => string[] {
  const folder = temporaryFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => readdirSync(folder);
}

/** The files of a folder that this process has open, also those that it has deleted. */
function filesOpenIn(folder: string): string[] {
  const files = readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return []; // The one that has read the folder.
    }
  });
  return files.filter((file) => file.startsWith(folder));
}

describe("a file", () => {
  test("arrives as it was sent, and is sent as the handler has it", async () => {
    const { request } = await serve();
    const answer = await request("/api/pictures/mirrored", mirror(picture));
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "image/png"]);
    expect(answer.headers.get("Content-Length")).toBe(String(picture.length));
    expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(sha256(picture));
  });

  test("may be of any declared type, in any charset, and is told by it", async () => {
    const { request } = await serve();
    for (const [type, told] of [
      ["image/jpeg", "image/jpeg"],
      ["IMAGE/PNG; charset=latin1", "image/png"],
    ] as const) {
      const answer = await request("/api/pictures/mirrored", mirror("bytes", { "Content-Type": type }));
      expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, told]);
    }
    const any = await request("/api/pictures/printed", {
      ...mirror("bytes", { "Content-Type": "x/y" }),
      method: "PUT",
    });
    expect(await any.json()).toEqual({ size: 5, type: "x/y", sha256: sha256(Buffer.from("bytes")) });
    const range = await request("/api/pictures/printed", {
      ...mirror("bytes", { "Content-Type": "*/*" }),
      method: "PUT",
    });
    expect((await range.json()).type).toBe("application/octet-stream"); // As Swagger UI sends it.
  });

  test("of another type, without one, compressed or empty is refused", async () => {
    const { request } = await serve();
    const cases: [headers: Record<string, string>, body: string, status: number][] = [
      [{ "Content-Type": "image/gif" }, "bytes", 415],
      [{ "Content-Type": "image/*" }, "bytes", 415],
      [{ "Content-Type": "png" }, "bytes", 415],
      [{ ...png, "Content-Encoding": "gzip" }, "bytes", 415],
      [png, "", 400],
    ];
    for (const [headers, body, status] of cases) {
      const answer = await request("/api/pictures/mirrored", mirror(body, headers));
      expect([headers, answer.status]).toEqual([headers, status]);
    }
    const answer = await request("/api/pictures/mirrored", mirror("bytes", { "Content-Type": "image/gif" }));
    expect(answer.headers.get("Accept-Post")).toBe("image/png, image/jpeg");
  });

  test("has at most the declared bytes, whatever bodies without files may have, and none reaches a handler", async () => {
    const handled: number[] = [];
    const handler = async ({ body }: { body: Upload }) => {
      handled.push(body.size);
      return body;
    };
    const { request } = await serveHandlers(
      // Cast: its document has the type.
      { pictures: { mirror: handler as never } },
      { document: withLimit("/api/pictures/mirrored", "post", 100_000), bodyLimit: 10 },
    );
    const streamed = (size: number) => Readable.toWeb(Readable.from([Buffer.alloc(size)])) as BodyInit; // Cast: DOM and Node name it differently.
    for (const body of [Buffer.alloc(100_000), streamed(100_000)])
      expect((await request("/api/pictures/mirrored", mirror(body))).status).toBe(200);
    for (const body of [Buffer.alloc(100_001), streamed(100_001), streamed(900_000)]) {
      const refused = await request("/api/pictures/mirrored", mirror(body));
      expect([refused.status, (await refused.json()).detail]).toEqual([413, "A body has at most 100000 bytes."]);
    }
    expect(handled).toEqual([100_000, 100_000]);
  });

  test("that is announced as too large is refused before it is sent", async () => {
    const { url } = await serve();
    const sent = openRequest(`${url}/api/pictures/mirrored`, {
      method: "POST",
      headers: { ...png, "Content-Length": 2_000_000_001, Expect: "100-continue" },
    });
    sent.flushHeaders();
    const [answer] = await once(sent, "response");
    expect(answer.statusCode).toBe(413);
    sent.destroy();
  });

  test("leaves nothing behind: not after a success, an error, a refusal, nor when its caller leaves", async () => {
    const left = watchTemporary();
    const during: string[][] = [];
    const sizes: number[] = [];
    let fail = false;
    const handler = async ({ body }: { body: Upload }) => {
      during.push(left());
      if (fail) throw new Error("of the handler"); // Before it has read the file.
      sizes.push((await buffer(body.stream())).length);
      return body;
    };
    const { request } = await serveHandlers({ pictures: { mirror: handler as never } });
    await (await request("/api/pictures/mirrored", mirror(picture))).arrayBuffer();
    for (fail of [false, true, false, true])
      await (await request("/api/pictures/mirrored", mirror(picture))).arrayBuffer();
    const leaving = new AbortController();
    let pulls = 0;
    const endless = new ReadableStream({
      async pull(stream) {
        if (leaving.signal.aborted) return stream.close(); // Or Node would read on for seconds.
        stream.enqueue(Buffer.alloc(1_000));
        await setImmediate();
        if (++pulls === 100) leaving.abort();
      },
    });
    await request("/api/pictures/mirrored", { ...mirror(endless), signal: leaving.signal }).catch(() => {});
    expect(sizes).toEqual(Array(3).fill(picture.length));
    expect(during).toEqual(Array(5).fill([]));
    await expect.poll(left).toEqual([]); // The last request may have just begun.
    await expect.poll(() => filesOpenIn(tmpdir()), { timeout: 5_000 }).toEqual([]); // Before the garbage is collected.
  });
});

describe("a form with files", () => {
  const form = (...parts: [name: string, value: string | Blob, fileName?: string][]) => {
    const body = new FormData();
    for (const [name, value, fileName] of parts)
      if (typeof value === "string") body.append(name, value);
      else body.append(name, value, fileName);
    return { method: "POST", body };
  };
  const cover = new Blob([picture], { type: "image/png" });
  const small = (type: string) => new Blob(["small"], { type });

  test("has text beside them, and lists of them", async () => {
    const { request } = await serve();
    const sent = form(
      ["others", small("audio/x"), "a.wav"],
      ["title", "Größe"],
      ["cover", cover, "../über\u202e\\cover.png"],
      ["others", small(""), "..."],
    );
    const answer = await request("/api/pictures/albums", sent);
    const other = { size: 5, sha256: sha256(Buffer.from("small")) };
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        title: "Größe",
        prints: [
          { size: picture.length, type: "image/png", name: "cover.png", sha256: sha256(picture) },
          { ...other, type: "audio/x", name: "a.wav" },
          { ...other, type: "application/octet-stream", name: "..." },
        ],
      },
    ]);
  });

  test("is refused with the place of each fault", async () => {
    const { request } = await serve();
    const title: [string, string] = ["title", "t"];
    const cases: [sent: ReturnType<typeof form>, errors: [pointer: string, detail: string][]][] = [
      [form(title), [["/cover", "is required"]]],
      [form(title, ["cover", small("image/gif")]), [["/cover", "must be image/png or image/jpeg, not image/gif"]]],
      [form(title, ["cover", cover], ["cover", cover]), [["/cover", "must not be repeated"]]],
      [form(title, ["cover", "text"]), [["/cover", "must be image/png or image/jpeg, not text/plain"]]],
      [form(["title", small("text/plain")], ["cover", cover]), [["/title", "must not be a file"]]],
      [
        form(title, ["cover", cover], ["more", cover]),
        [
          ["/more", "must not be a file"],
          ["/more", "is an unknown property"],
        ],
      ],
      [form(["title", "t".repeat(51)], ["cover", cover]), [["/title", "must have at most 50 characters"]]],
      [form(title, ["cover", cover], ...Array(4).fill(["others", cover])), [["/others", "must have at most 3 items"]]],
    ];
    for (const [sent, expected] of cases) {
      const answer = await request("/api/pictures/albums", sent);
      const { errors = [] } = await answer.json();
      const told = errors.map(({ pointer, detail }: Record<string, string>) => [pointer, detail]);
      expect([answer.status, told]).toEqual([400, expected]);
    }
  });

  test("that is malformed, cut off or not UTF-8 is refused", async () => {
    const left = watchTemporary();
    const { request } = await serve();
    const part = (name: string, text: string, more = "") =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;
    const file = part("cover", "bytes", '; filename="a.png"\r\nContent-Type: image/png');
    for (const body of [
      "",
      "x",
      `${part("title", "t")}${file}`,
      `${part("title", "t")}${file}--b`,
      `${part("title", "t")}${file.slice(0, -20)}`,
      `${part("title", "\xff")}${file}--b--\r\n`,
      `${part("title", "\0")}${file}--b--\r\n`,
      `${part("title", "t").replace(' name="title"', "")}${file}--b--\r\n`,
    ]) {
      const headers = { "Content-Type": "multipart/form-data; boundary=b" };
      const bytes = Buffer.from(body, "latin1");
      const answer = await request("/api/pictures/albums", { method: "POST", headers, body: bytes });
      expect([body, answer.status]).toEqual([body, 400]);
    }
    expect(left()).toEqual([]);
  });

  test("has as much text as any body, and as many files as declared, in as many bytes", async () => {
    const { request } = await serve({ bodyLimit: 100 });
    const text = await request("/api/pictures/albums", form(["title", "t".repeat(101)], ["cover", cover]));
    expect([text.status, (await text.json()).detail]).toEqual([413, "The text of a form has at most 100 bytes."]);
    const big = new Blob([Buffer.alloc(2_000_000)], { type: "image/png" });
    expect((await request("/api/pictures/albums", form(["title", "t"], ["cover", big]))).status).toBe(413);
  });
});

describe("a part of a file", () => {
  const whole = Buffer.alloc(100, "picture");
  const ranged = async (headers: Record<string, string>, path = "/api/picture/100", method = "GET") => {
    const { request } = await serve();
    const answer = await request(path, { method, headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, range: answer.headers.get("Content-Range"), bytes, headers: answer.headers };
  };

  test("is sent where its length is known", async () => {
    const cases: [range: string, start: number, end: number][] = [
      ["bytes=0-0", 0, 0],
      ["bytes=10-19", 10, 19],
      ["bytes=90-", 90, 99],
      ["bytes=90-1000", 90, 99],
      ["bytes=-10", 90, 99],
      ["bytes=-1000", 0, 99],
      ["Bytes=0-9", 0, 9],
    ];
    for (const [range, start, end] of cases) {
      const part = await ranged({ Range: range });
      expect([range, part.status, part.range]).toEqual([range, 206, `bytes ${start}-${end}/100`]);
      expect(part.bytes).toEqual(whole.subarray(start, end + 1));
      expect(part.headers.get("Content-Length")).toBe(String(end - start + 1));
    }
  });

  test("is refused beyond its end, with its length", async () => {
    for (const range of ["bytes=100-", "bytes=1000-1001", "bytes=-0"]) {
      const { status, range: told } = await ranged({ Range: range });
      expect([range, status, told]).toEqual([range, 416, "bytes */100"]);
    }
  });

  test("is the whole where the range is malformed, one of several, or of another method", async () => {
    for (const range of ["bytes=", "bytes=-", "bytes=a-b", "bytes=5-1", "bytes=0-1,4-5", "lines=0-1", "0-1"]) {
      const { status, bytes, headers } = await ranged({ Range: range });
      expect([range, status, bytes]).toEqual([range, 200, whole]);
      expect(headers.get("Accept-Ranges")).toBe("bytes");
    }
    const head = await ranged({ Range: "bytes=0-1" }, "/api/picture/100", "HEAD");
    expect([head.status, head.headers.get("Content-Length")]).toEqual([200, "100"]);
    const live = await ranged({ Range: "bytes=0-1" }, "/api/picture/100/live");
    expect([live.status, live.bytes.length, live.headers.get("Accept-Ranges")]).toEqual([200, 100, null]);
  });

  test("depends on If-Range, and a copy that is current needs none", async () => {
    const eTag = (await ranged({})).headers.get("ETag") ?? "";
    expect((await ranged({ Range: "bytes=0-1", "If-Range": eTag })).status).toBe(206);
    for (const other of ['"other"', `W/${eTag}`, new Date().toUTCString()])
      expect((await ranged({ Range: "bytes=0-1", "If-Range": other })).status).toBe(200);
    const known = await ranged({ Range: "bytes=0-1", "If-None-Match": eTag });
    expect([known.status, known.bytes.length, known.headers.get("ETag")]).toEqual([304, 0, eTag]);
  });
});

describe("a file on its way out", () => {
  const serveLive = async (live: () => unknown) => serveHandlers({ pictures: { drawLive: async () => live() } });
  const path = "/api/picture/1/live";

  test("has the headers of GET for HEAD, and is not read", async () => {
    const { request } = await serve();
    for (const each of ["/api/picture/100", "/api/picture/100/live"]) {
      const [get, head] = [await request(each), await request(each, { method: "HEAD" })];
      expect([await head.text(), (await get.text()).length]).toEqual(["", 100]);
      for (const name of ["Content-Type", "Content-Length", "ETag", "Accept-Ranges"])
        expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
    let isDestroyed = false;
    const stream = new Readable({
      read() {
        this.push("x");
      },
      destroy(_, done) {
        isDestroyed = true;
        done(null);
      },
    });
    const live = await serveLive(() => stream);
    await live.request(path, { method: "HEAD" });
    await expect.poll(() => isDestroyed).toBe(true);
  });

  test("that fails at once is an error like others", async () => {
    const folder = temporaryFolder();
    const absent: KnownFile = { size: 1, stream: () => Readable.from(failing(0)) };
    const ended = new Readable({ read: () => void ended.destroy() }); // Without an error.
    for (const file of [absent, Readable.from(failing(0)), ended]) {
      const { request, log } = await serveLive(() => file);
      const answer = await request(path);
      expect([answer.status, answer.headers.get("Content-Type")]).toEqual([500, "application/problem+json"]);
      expect(log.map(({ msg }) => msg)).toEqual(["request failed"]);
    }
    await expect(fileAt(`${folder}/absent`)).rejects.toThrow("ENOENT");
  });

  test.each([
    ["a stream", () => Readable.from(failing(3))],
    ["a file", () => ({ size: 300_000, stream: () => Readable.from(failing(3)) })],
    ["a file that has become shorter", () => ({ size: 300_000, stream: () => Readable.from(chunks(3)) })],
    ["a file that has become longer", () => ({ size: 120_000, stream: () => Readable.from(chunks(3)) })],
  ])("that fails half way ends the connection, so that no part passes for the whole: %s", async (_, live) => {
    const { request, log } = await serveLive(live);
    await expect(request(path).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    await expect.poll(() => log.map(({ msg }) => msg)).toContain("response broken off");
    expect(JSON.stringify(log)).not.toContain("a secret");
  });

  test("waits for its reader, and ends where the reader leaves", async () => {
    let read = 0;
    let isDestroyed = false;
    const endless = new Readable({
      read() {
        read += 65_536;
        this.push(Buffer.alloc(65_536));
      },
      destroy(_, done) {
        isDestroyed = true;
        done(null);
      },
    });
    const { request, log } = await serveLive(() => endless);
    const answer = await request(path);
    await expect.poll(() => read).toBeGreaterThan(65_536);
    const before = read;
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(read).toBeLessThan(before + 50_000_000); // Sockets hold some megabytes.
    await reader?.cancel();
    await expect.poll(() => isDestroyed).toBe(true);
    await expect.poll(() => log.map(({ msg }) => msg)).toEqual(["request", "response not finished"]);
  });

  test("from a disk has a type, a name and an ETag that changes with it", async () => {
    const { request } = await serveLive(async () => fileAt(import.meta.filename, { name: 'a "name".ts' }));
    const answer = await request(path);
    expect(answer.headers.get("Content-Disposition")).toBe(
      `attachment; filename="a _name_.ts"; filename*=UTF-8''a%20%22name%22.ts`,
    );
    expect(await answer.text()).toContain("changes with it");
    expect((await fileAt(import.meta.filename)).eTag).toMatch(/^"[a-z0-9]+-[a-z0-9]+"$/);
  });
});

describe("the client", () => {
  const streamOf = (bytes: Uint8Array) =>
    new ReadableStream<Uint8Array>({
      start(stream) {
        for (let at = 0; at < bytes.length; at += 50_000) stream.enqueue(bytes.subarray(at, at + 50_000));
        stream.close();
      },
    });

  test("sends a blob in its own type, bytes and a stream in the first declared one, and receives a blob", async () => {
    const { client } = await serve();
    const cases: [sent: Parameters<typeof client.pictures.mirror>[0], type: string][] = [
      [new Blob([picture], { type: "image/jpeg" }), "image/jpeg"],
      [new Blob([picture]), "image/png"],
      [new Uint8Array(picture), "image/png"],
      [streamOf(picture), "image/png"],
    ];
    for (const [sent, type] of cases) {
      const blob = await client.pictures.mirror(sent);
      expect([blob.type, sha256(await blob.bytes())]).toEqual([type, sha256(picture)]);
    }
    expect((await client.pictures.print(new Blob(["x"]))).type).toBe("application/octet-stream");
    const { data, response } = await client.pictures.draw(100, { headers: { Range: "bytes=0-6" } }).withResponse();
    expect([response.status, await data.text()]).toEqual([206, "picture"]);
  });

  test("sends a form with files", async () => {
    const { client } = await serve();
    const cover = new File([picture], "a.png", { type: "image/png" });
    const { title, prints } = await client.pictures.bind({ title: "ü", cover, others: [new Blob(["1"]), cover] });
    expect([title, ...prints.map(({ name, size }) => [name, size])]).toEqual([
      "ü",
      ["a.png", picture.length],
      ["blob", 1],
      ["a.png", picture.length],
    ]);
  });

  test("receives a stream, which no time limit ends, but the signal does", async () => {
    const pausing = async function* () {
      for (let index = 0; ; index++) {
        yield Buffer.alloc(1_000);
        if (index > 3) await setTimeout(100);
      }
    };
    const { url } = await serveHandlers({ pictures: { drawLive: async () => Readable.from(pausing()) } });
    const { pictures } = createClient({ baseUrl: url, retries: 0 });
    const limits = { timeout: 500, totalTimeout: 500 };
    await expect(pictures.drawLive(1, limits)).rejects.toThrow("No complete response within 500 ms");
    const ending = new AbortController();
    const stream = await pictures.drawLive(1, { ...limits, stream: true, signal: ending.signal });
    let received = 0;
    const reading = async () => {
      for await (const chunk of stream) {
        received += chunk.length;
        if (received > 11_000) ending.abort(new Error("enough"));
      }
    };
    await expect(reading()).rejects.toThrow("enough");
  });

  test("gets problems as ever, and does not send a stream twice", async () => {
    let sent = 0;
    const refuse = async () => {
      sent++;
      return Response.json({ status: 503 }, { status: 503 });
    };
    const { pictures } = createClient({ baseUrl: "http://service.test", fetch: refuse });
    const call = pictures.print(streamOf(picture), { headers: { "Content-Type": "x/y" } });
    await expect(call).rejects.toMatchObject({ status: 503 });
    expect(sent).toBe(1);
    const { client } = await serve();
    await expect(client.pictures.mirror(new Blob(["x"], { type: "image/gif" }))).rejects.toMatchObject({ status: 415 });
  });
});

describe("a slow connection", () => {
  const period = 500;

  test("may take as long as it makes progress", async () => {
    const { request } = await serve({ requestTimeout: period });
    let sent = 0;
    const slow = new ReadableStream({
      async pull(stream) {
        await setTimeout(period / 10);
        stream.enqueue(Buffer.alloc(100_000));
        if (++sent === 30) stream.close();
      },
    });
    const answer = await request("/api/pictures/mirrored", mirror(slow));
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 3_000_000]);
  });

  test("is refused with 408 where an upload stops, and leaves nothing behind", async () => {
    const left = watchTemporary();
    const { request } = await serve({ requestTimeout: period });
    let sent = 0;
    const stopping = new ReadableStream({
      async pull(stream) {
        if (++sent <= 3) stream.enqueue(Buffer.alloc(50_000));
        else await new Promise(() => {});
      },
    });
    expect((await request("/api/pictures/mirrored", mirror(stopping))).status).toBe(408);
    expect(left()).toEqual([]);
  });

  test("ends where a download is not read, but not where its handler has nothing to send", async () => {
    let isDestroyed = false;
    const endless = () =>
      new Readable({
        read() {
          this.push(Buffer.alloc(65_536));
        },
        destroy(_, done) {
          isDestroyed = true;
          done(null);
        },
      });
    const pausing = async function* () {
      yield Buffer.from("first");
      await setTimeout(period * 5);
      yield Buffer.from("second");
    };
    const handler = ({ path: { size } }: { path: { size: number } }) =>
      Promise.resolve(size === 0 ? endless() : Readable.from(pausing()));
    const server = await startServer(
      // Cast: its document has the type.
      {
        ...service,
        handlers: { ...service.handlers, pictures: { ...service.handlers.pictures, drawLive: handler as never } },
      },
      { ...defaults, requestTimeout: period, databaseUrl: await createDatabase() },
      recordedLog().log,
    );
    onTestFinished(() => server.stop());
    const unread = await fetch(`${server.url}/api/picture/0/live`);
    const paused = await fetch(`${server.url}/api/picture/1/live`);
    expect(await paused.text()).toBe("firstsecond");
    await expect.poll(() => isDestroyed).toBe(true);
    await expect(unread.arrayBuffer()).rejects.toThrow();
  });
});

function* chunks(count: number) {
  for (let index = 0; index < count; index++) yield Buffer.alloc(50_000);
}

function* failing(count: number) {
  yield* chunks(count);
  throw new Error("the disk is gone");
}
