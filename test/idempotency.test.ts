import { describe, expect, test } from "vitest";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { contractTables } from "../server/tables.ts";
import { exampleRequests, newUser } from "./examples.ts";
import { serve, type TestServer } from "./server.ts";

const document = loadDocument();
const keyed = allOperations
  .filter(({ operation }) => operation.headers.includes("Idempotency-Key"))
  .flatMap(({ operation }) => exampleRequests(document, operation).map((request) => ({ operation, ...request })));

/** Sends a request under a key. */
function send(server: TestServer, { path, init }: (typeof keyed)[number], key: string, query = "") {
  return server.request(path + query, { ...init, headers: { ...init.headers, "Idempotency-Key": key } });
}

/** How many rows there are of whatever the contract keeps. */
async function count({ database }: TestServer): Promise<number> {
  const rows = await Promise.all(contractTables(document).map(({ name }) => database(name as "user").select()));
  return rows.flat().length;
}

describe("a request under an Idempotency-Key", () => {
  test("is carried out once, and answered alike whenever it is sent again", async () => {
    const server = await serve();
    for (const [index, request] of keyed.entries()) {
      const first = await send(server, request, `key-${index}`);
      const again = await send(server, request, `key-${index}`);
      for (const header of ["Location", "ETag", "Content-Type"])
        expect(again.headers.get(header)).toBe(first.headers.get(header));
      expect([again.status, await again.text()]).toEqual([first.status, await first.text()]);
      expect([first.ok, await count(server)]).toEqual([true, index + 1]);
    }
  });

  test("is refused where the key belongs to another request", async () => {
    const server = await serve();
    for (const [index, request] of keyed.entries()) {
      await send(server, request, `key-${index}`);
      const headers = { "Idempotency-Key": `key-${index}` };
      const answer = await server.send("POST", "/api/users", newUser({ name: "other" }), headers);
      expect([request.path, answer.status, await answer.json()]).toMatchObject([
        request.path,
        422,
        { title: "Idempotency-Key reused" },
      ]);
    }
    expect(await count(server)).toBe(keyed.length);
  });

  test("waits for nobody while the first one runs", async () => {
    const server = await serve();
    for (const [index, request] of keyed.entries()) {
      let first: Promise<Response> | undefined;
      await server.database.transaction(async (lock) => {
        // On SQLite a transaction has the only lock there is; on PostgreSQL it takes this table's.
        await lock("idempotency").insert({ key: `x${index}`, fingerprint: "", answer: "", created: Date.now() });
        if (lock.client.config.client === "pg") await lock.raw("lock table idempotency");
        const both = [send(server, request, `key-${index}`), send(server, request, `key-${index}`)];
        const early = await Promise.race(both);
        expect([early.status, early.headers.get("Retry-After")]).toEqual([409, "1"]);
        first = Promise.all(both).then((all) => all.find(({ status }) => status !== 409) as Response);
      });
      expect((await first)?.ok).toBe(true);
      expect(await count(server)).toBe(index + 1);
    }
  });

  test("is not kept where it was refused: mended, it is carried out under the same key", async () => {
    const server = await serve();
    const headers = { "Idempotency-Key": "key" };
    expect((await server.send("POST", "/api/users", newUser({ name: "" }), headers)).status).toBe(400);
    expect((await server.send("POST", "/api/users", newUser(), headers)).status).toBe(201);
  });

  test("is another one after 24 hours", async () => {
    const server = await serve();
    const [request] = keyed;
    if (!request) throw new Error("no operation takes a key");
    await send(server, request, "key");
    await server.database("idempotency").update({ created: Date.now() - 24 * 60 * 60 * 1_000 - 1_000 });
    await send(server, request, "key");
    expect(await count(server)).toBe(2);
    expect(await server.database("idempotency").select()).toHaveLength(1);
  });

  test("leaves neither a user nor an answer where it fails half way", async () => {
    const server = await serve();
    await server.database.schema.alterTable("idempotency", (table) => table.dropColumn("answer"));
    const answers = await Promise.all(keyed.map((request, index) => send(server, request, `key-${index}`)));
    for (const { status } of answers) expect(status).toBe(500);
    expect(await count(server)).toBe(0);
  });

  test("happens once among many at the same time, whatever happens beside it", async () => {
    const server = await serve();
    const [request] = keyed;
    if (!request) throw new Error("no operation takes a key");
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        if (index % 3 === 0) return server.send("POST", "/api/users", newUser({ name: `other${index}` }));
        return send(server, request, `key-${index % 2}`);
      }),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await count(server)).toBe(20 + 2);
  });
});
