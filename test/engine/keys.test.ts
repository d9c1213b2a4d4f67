/** Keys of every kind, unique members and references: as the contract says so, without code of their own in handlers. */
import { describe, expect, test } from "vitest";
import { conflictIn } from "../../server/engine/database/errors.ts";
import { createUuid } from "../../server/engine/database/uuid.ts";
import { serve, service } from "./aviary.ts";
import { openTestDatabase } from "./serving.ts";

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const codes = (count: number) => Array.from({ length: count }, (_, index) => `R${index + 10}`);

async function serveBird() {
  const server = await serve();
  await server.client.birds.create({ name: "robin" });
  return server;
}

describe("a UUID key", () => {
  test("is made by the service, in the order of creation, and is what Location ends with", async () => {
    const { client, send } = await serveBird();
    const response = await send("POST", "/api/rings", { code: "R1", birdId: 1 });
    const first = (await response.json()) as { id: string };
    expect(first.id).toMatch(version7);
    expect(response.headers.get("Location")).toBe(`/api/rings/${first.id}`);
    const second = await client.rings.create({ code: "R2", birdId: 1 });
    expect((await client.rings.list()).items).toEqual([first, second]);
  });

  test("may be given instead", async () => {
    const { client } = await serveBird();
    const id = "00000000-0000-4000-8000-000000000001";
    expect(await client.rings.create({ id, code: "R1", birdId: 1 })).toMatchObject({ id });
    expect(await client.rings.read(id)).toMatchObject({ code: "R1" });
  });

  test("is a UUID of version 7, each above the last one, also of many in a millisecond", () => {
    const all = Array.from({ length: 20_000 }, createUuid);
    expect(all.every((each) => version7.test(each))).toBe(true);
    expect([...new Set(all)].sort()).toEqual(all);
  });
});

describe("a given key", () => {
  test("finds, changes and deletes its row", async () => {
    const { client } = await serve();
    const species = { slug: "parus-major", name: "Great tit" };
    expect(await client.allSpecies.create(species)).toEqual(species);
    expect(await client.allSpecies.update("parus-major", { name: "Tit" })).toMatchObject({ name: "Tit" });
    expect(await client.allSpecies.update("parus-major", {})).toEqual({ ...species, name: "Tit" });
    await client.allSpecies.delete("parus-major");
    await expect(client.allSpecies.read("parus-major")).rejects.toThrow("There is no species parus-major.");
  });

  test("is refused if it is taken", async () => {
    const { client } = await serve();
    await client.allSpecies.create({ slug: "a", name: "A" });
    await expect(client.allSpecies.create({ slug: "a", name: "B" })).rejects.toMatchObject({
      name: "Conflict",
      message: expect.stringContaining("Another species has this slug."),
    });
  });

  test("orders pages, and positions them", async () => {
    const { client } = await serve();
    for (const slug of ["d", "a", "c", "b", "e"]) await client.allSpecies.create({ slug, name: slug });
    const all = await client.allSpecies.list({ limit: 2 }).toArray({ limit: 9 });
    expect(all.map(({ slug }) => slug)).toEqual(["a", "b", "c", "d", "e"]);
  });
});

describe("any key", () => {
  test("breaks ties of a sort, in its direction, nulls included", async () => {
    const { client } = await serveBird();
    await client.allSpecies.create({ slug: "a", name: "a" });
    for (const [index, code] of codes(6).entries())
      await client.rings.create({ code, birdId: 1, species: index % 2 ? "a" : null });
    const sorted = await client.rings.list({ sort: "-species", limit: 1 }).toArray({ limit: 9 });
    expect(sorted.map(({ code }) => code)).toEqual(["R15", "R13", "R11", "R14", "R12", "R10"]);
  });

  test("may have another name than id", async () => {
    const { client, databaseUrl } = await serveBird();
    const { id: ringId } = await client.rings.create({ code: "R1", birdId: 1 });
    const caught = await client.catches.create({ ringId, day: "2026-05-01" });
    expect(caught).toEqual({ number: 1, ringId, day: "2026-05-01" });
    expect(await client.catches.read(1)).toEqual(caught);
    expect(await client.catches.list({ ringId })).toEqual([caught]);
    const database = await openTestDatabase(service, databaseUrl);
    expect(await database.update("catch", 1, { day: "2026-05-02" })).toEqual({ ...caught, day: "2026-05-02" });
    await database.delete("catch", 1);
    await expect(client.catches.read(1)).rejects.toThrow("There is no catch 1.");
  });

  test("brings each of many concurrent callers their own row", async () => {
    const database = await openTestDatabase(service);
    const { id: birdId } = await database.insert("bird", { name: "robin", age: null });
    const rows = await Promise.all(
      codes(300)
        .reverse()
        .map(async (code, index) => [
          code,
          await database.insert("ring", {
            ...(index % 3 === 0 && { id: `ffffffff-0000-4000-8000-${String(900 - index).padStart(12, "0")}` }),
            code,
            birdId,
            species: null,
          }),
          await database.insert("species", { slug: `s${code.toLowerCase()}`, name: code }),
        ]),
    );
    for (const [code, ring, species] of rows) {
      expect(ring).toMatchObject({ code });
      expect(species).toMatchObject({ name: code });
      expect(await database.find("ring", ring.id)).toEqual(ring);
    }
  });

  test("fails one of a batch that is taken, and none of its neighbours", async () => {
    const database = await openTestDatabase(service);
    const slugs = ["a", "b", "a", "c", "b"];
    const outcomes = await Promise.all(
      slugs.map((slug, index) =>
        database.insert("species", { slug, name: `n${index}` }).catch((error) => conflictIn(error)?.columns),
      ),
    );
    expect(outcomes).toEqual([
      { slug: "a", name: "n0" },
      { slug: "b", name: "n1" },
      ["slug"],
      { slug: "c", name: "n3" },
      ["slug"],
    ]);
  });

  test("is kept with a response under an Idempotency-Key, which is gone with its row", async () => {
    const { client, send } = await serveBird();
    const once = () => send("POST", "/api/rings", { code: "R1", birdId: 1 }, { "Idempotency-Key": "k" });
    const first = await once();
    const again = await once();
    expect([again.status, again.headers.get("Location")]).toEqual([201, first.headers.get("Location")]);
    const ring = (await first.json()) as { id: string };
    expect(await again.json()).toEqual(ring);
    await client.rings.delete(ring.id);
    expect((await once()).status).toBe(410);
  });

  test("changes under If-Match only the version that it names", async () => {
    const { client } = await serveBird();
    const { response, data } = await client.rings.create({ code: "R1", birdId: 1 }).withResponse();
    const ifMatch = response.headers.get("ETag");
    await client.rings.update(data.id, { code: "R2" }, { ifMatch });
    await expect(client.rings.update(data.id, { code: "R3" }, { ifMatch })).rejects.toThrow("read it again");
    await expect(client.rings.delete(data.id, { ifMatch })).rejects.toThrow("read it again");
  });
});

describe("a conflict", () => {
  test("with another row is named by its members, without values", async () => {
    const { client, log } = await serveBird();
    const { id: ringId } = await client.rings.create({ code: "R1", birdId: 1 });
    const other = await client.rings.create({ code: "R2", birdId: 1 });
    await expect(client.rings.create({ code: "R1", birdId: 1 })).rejects.toMatchObject({
      status: 409,
      problem: { type: "/docs/problems#conflict", detail: "Another ring has this code." },
    });
    await expect(client.rings.update(other.id, { code: "R1" })).rejects.toThrow("Another ring has this code.");
    await client.catches.create({ ringId, day: "2026-05-01" });
    const again = client.catches.create({ ringId, day: "2026-05-01" });
    await expect(again).rejects.toThrow("Another catch has this ringId and day.");
    expect(log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  test("with what does not exist is named by its member", async () => {
    const { client } = await serveBird();
    await expect(client.rings.create({ code: "R1", birdId: 9 })).rejects.toThrow("There is no such bird (birdId).");
    const { id } = await client.rings.create({ code: "R1", birdId: 1 });
    await expect(client.rings.update(id, { species: "unknown" })).rejects.toThrow(
      "There is no such species (species).",
    );
    expect(await client.rings.read(id)).toMatchObject({ species: null });
  });

  test("with what refers to a row keeps the row", async () => {
    const { client } = await serveBird();
    const { id: ringId } = await client.rings.create({ code: "R1", birdId: 1 });
    await client.catches.create({ ringId, day: "2026-05-01" });
    await expect(client.rings.delete(ringId)).rejects.toThrow("A catch refers to this ring (ringId).");
    expect(await client.rings.read(ringId)).toMatchObject({ code: "R1" });
  });

  test("in a transaction is reported alike, and leaves nothing of it", async () => {
    const database = await openTestDatabase(service);
    const { id: birdId } = await database.insert("bird", { name: "robin", age: null });
    const ring = await database.insert("ring", { code: "R1", birdId, species: null });
    await database.insert("catch", { ringId: ring.id, day: "2026-05-01" });
    const attempts: ((inside: typeof database) => Promise<unknown>)[] = [
      (inside) => inside.delete("ring", ring.id),
      (inside) => inside.insert("ring", { code: "R2", birdId: birdId + 1, species: null }),
      (inside) => inside.insert("ring", { code: "R1", birdId, species: null }),
    ];
    const reported = [];
    for (const attempt of attempts)
      reported.push(
        await database
          .transaction(async (inside) => {
            await inside.insert("species", { slug: "a", name: "a" });
            await attempt(inside as typeof database);
          })
          .catch(conflictIn),
      );
    expect(reported).toMatchObject([
      { rule: "reference", table: "catch", isInUse: true },
      { rule: "reference", table: "ring", columns: ["birdId"], isInUse: false },
      { rule: "unique", table: "ring", columns: ["code"] },
    ]);
    expect(await database.query("species")).toEqual([]);
  });

  test("under an Idempotency-Key is not kept, and leaves nothing half written", async () => {
    const { client, send, database } = await serveBird();
    const { id } = await client.rings.create({ code: "R1", birdId: 1 });
    const kept = await database("idempotency").orderBy("key");
    const once = () => send("POST", "/api/rings", { code: "R1", birdId: 1 }, { "Idempotency-Key": "k" });
    const taken = await once();
    expect(await taken.json()).toMatchObject({ status: 409, detail: "Another ring has this code." });
    const lost = await send("POST", "/api/rings", { code: "R9", birdId: 9 }, { "Idempotency-Key": "l" });
    expect(await lost.json()).toMatchObject({ status: 409, detail: "There is no such bird (birdId)." });
    expect(await database("idempotency").orderBy("key")).toEqual(kept);
    await client.rings.delete(id);
    expect((await once()).status).toBe(201);
  });

  test("is a failure where the contract declares none", async () => {
    const { client, database } = await serveBird();
    await database.schema.alterTable("bird", (table) => table.unique(["name"]));
    await expect(client.birds.create({ name: "robin" })).rejects.toMatchObject({ status: 500 });
  });
});

describe("a reference", () => {
  test("deletes with the other row, or becomes null, as the contract says", async () => {
    const { client } = await serveBird();
    await client.allSpecies.create({ slug: "a", name: "a" });
    const { id } = await client.rings.create({ code: "R1", birdId: 1, species: "a" });
    await client.allSpecies.delete("a");
    expect(await client.rings.read(id)).toMatchObject({ species: null });
    await client.birds.delete(1);
    await expect(client.rings.read(id)).rejects.toThrow(/There is no ring/);
  });
});
