import { describe, expect, test } from "vitest";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import { deleteExpired } from "../../server/engine/http/idempotency.ts";
import { document, serve, service } from "./aviary.ts";
import { allRequests } from "./examples.ts";
import { listen, openTestDatabase, testTokens } from "./serving.ts";

type Server = Awaited<ReturnType<typeof serve>>;

const keyed = allRequests(document).filter(({ operation }) =>
  operation.parameters.some(({ name }) => name === "Idempotency-Key"),
);

/** Sends a request under a key. */
function send(server: Server, { path, init }: Pick<(typeof keyed)[number], "path" | "init">, key: string) {
  return server.request(path, { ...init, headers: { ...init.headers, "Idempotency-Key": key } });
}

/** The number of rows in all tables of the contract. */
async function count({ database }: Server): Promise<number> {
  const rows = await Promise.all(service.tables.map(({ name }) => database(name).select()));
  return rows.flat().length;
}

const create = {
  path: "/api/birds",
  init: { method: "POST", body: '{"name":"robin"}', headers: { "Content-Type": "application/json" } },
};

describe("a request under an Idempotency-Key", () => {
  test("runs once, and gets the same response whenever it is sent again", async () => {
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

  test("is the same whatever the order of its members", async () => {
    const server = await serve();
    const bodies = ['{"name":"robin","age":14}', '{ "age": 14, "name": "robin" }'];
    for (const body of bodies) {
      const request = { ...create, init: { ...create.init, body } };
      expect((await send(server, request, "key")).status).toBe(201);
    }
    expect(await count(server)).toBe(1);
  });

  test("is refused with 422 where the key belongs to another request", async () => {
    const server = await serve();
    for (const [index, request] of keyed.entries()) {
      await send(server, request, `key-${index}`);
      const headers = { "Idempotency-Key": `key-${index}` };
      const answer = await server.send("POST", "/api/birds", { name: "other" }, headers);
      expect([request.path, answer.status, await answer.json()]).toMatchObject([
        request.path,
        422,
        { title: "Idempotency-Key reused" },
      ]);
    }
    expect(await count(server)).toBe(keyed.length);
  });

  test("is refused with 409 while the first one runs", async () => {
    const server = await serve();
    for (const [index, request] of keyed.entries()) {
      let first: Promise<Response | undefined> | undefined;
      await server.database.transaction(async (lock) => {
        // On SQLite a transaction has the only lock there is; on PostgreSQL it takes this table's.
        await lock("idempotency").insert({ key: `x${index}`, fingerprint: "", answer: "", created: Date.now() });
        if (isPostgres(lock)) await lock.raw("lock table idempotency");
        const both = [send(server, request, `key-${index}`), send(server, request, `key-${index}`)];
        const early = await Promise.race(both);
        expect([early.status, early.headers.get("Retry-After")]).toEqual([409, "1"]);
        first = Promise.all(both).then((all) => all.find(({ status }) => status !== 409));
      });
      expect((await first)?.ok).toBe(true);
      expect(await count(server)).toBe(index + 1);
    }
  });

  test("that was refused can be corrected under the same key", async () => {
    const server = await serve();
    const headers = { "Idempotency-Key": "key" };
    expect((await server.send("POST", "/api/birds", { name: "" }, headers)).status).toBe(400);
    expect((await server.send("POST", "/api/bird/7/nests", {}, headers)).status).toBe(400);
    expect((await server.send("POST", "/api/birds", { name: "robin" }, headers)).status).toBe(201);
  });

  test("runs again after 24 hours", async () => {
    const server = await serve();
    await send(server, create, "key");
    await server.database("idempotency").update({ created: Date.now() - 24 * 60 * 60 * 1_000 - 1_000 });
    await send(server, create, "key");
    expect(await count(server)).toBe(2);
    expect(await server.database("idempotency").select()).toHaveLength(1);
  });

  test("is told that what it wrote has been deleted, and keeps nothing of it", async () => {
    const server = await serve();
    for (const [index, request] of keyed.entries()) {
      const first = await send(server, request, `key-${index}`);
      const rows = await Promise.all(service.tables.map(({ name }) => server.database(name).select()));
      for (const { name } of service.tables.toReversed()) await server.database(name).delete();
      const again = await send(server, request, `key-${index}`);
      const wrote = rows.flat().length > 0;
      expect([request.path, again.status]).toEqual([request.path, wrote ? 410 : first.status]);
      if (wrote)
        expect(await again.json()).toMatchObject({ detail: "What this request wrote has been deleted since." });
      expect((await send(server, request, `key-${index}`)).status).toBe(again.status);
    }
    const kept = await server.database("idempotency").where("answer", "like", "%robin%");
    expect(kept).toEqual([]);
  });

  test("is forgotten once it has expired, outside of other requests", async () => {
    const server = await serve();
    const database = await openTestDatabase(service, server.databaseUrl);
    await send(server, create, "old");
    await server.database("idempotency").update({ created: Date.now() - 25 * 60 * 60 * 1_000 });
    await send(server, create, "new");
    await deleteExpired(database);
    expect(await server.database("idempotency").select()).toHaveLength(1);
    const statements: string[] = [];
    database.write.on("query", ({ sql }) => statements.push(sql));
    const url = await listen(service, database);
    await fetch(url + create.path, { ...create.init, headers: { ...create.init.headers, "Idempotency-Key": "other" } });
    expect(statements.filter((sql) => /^delete/i.test(sql))).toEqual([]);
  });

  test("leaves neither rows nor a response where it fails half way", async () => {
    const server = await serve();
    await server.database("bird").insert({ name: "robin", age: null });
    await server.database.schema.alterTable("idempotency", (table) => table.dropColumn("answer"));
    const answers = await Promise.all(keyed.map((request, index) => send(server, request, `key-${index}`)));
    for (const { status } of answers) expect(status).toBe(500);
    expect(await count(server)).toBe(1);
  });

  test("runs once among many concurrent ones, whatever runs beside it", async () => {
    const server = await serve();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        if (index % 3 === 0) return server.send("POST", "/api/birds", { name: `other${index}` });
        return send(server, create, `key-${index % 2}`);
      }),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await count(server)).toBe(20 + 2);
  });

  test("belongs to its caller: another caller's request under the same key runs", async () => {
    const tokens = testTokens("write:one", "write:other");
    const server = await serve({ tokens });
    for (const [token, name] of [
      ["one", "robin"],
      ["other", "wren"],
      ["one", "robin"],
    ]) {
      const headers = { "Idempotency-Key": "key", Authorization: `Bearer ${token}` };
      const answer = await server.send("POST", "/api/birds", { name }, headers);
      expect([answer.status, await answer.json()]).toMatchObject([201, { name }]);
    }
    expect(await count(server)).toBe(2);
  });
});
