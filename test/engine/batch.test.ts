import { describe, expect, test } from "vitest";
import { Problem } from "../../server/engine/contract/problem.ts";
import { createSharing, Failure, gather } from "../../server/engine/database/batch.ts";
import { serve, service } from "./aviary.ts";
import { openTestDatabase } from "./serving.ts";

const range = (length: number) => Array.from({ length }, (_, index) => index);

describe("concurrent requests", () => {
  test("each get their own response", async () => {
    const { client, database } = await serve();
    const created = await Promise.all(range(200).map((n) => client.birds.create({ name: `n${n % 50}`, age: 14 })));
    for (const [n, bird] of created.entries()) expect(bird).toMatchObject({ name: `n${n % 50}` });
    expect(new Set(created.map(({ id }) => id)).size).toBe(200);
    expect(await database("bird").orderBy("id")).toEqual([...created].sort((a, b) => a.id - b.id));
    const read = await Promise.all(created.map(({ id }) => client.birds.read(id)));
    expect(read).toEqual(created);
    const named = await Promise.all(range(50).map((n) => client.birds.listNamed(`n${n}`)));
    for (const [n, { bird }] of named.entries()) {
      expect(bird.map(({ name }) => name)).toEqual(Array(4).fill(`n${n}`));
      expect(bird.map(({ id }) => id)).toEqual(bird.map(({ id }) => id).sort((a, b) => a - b));
    }
  });

  test("read what their callers wrote before", async () => {
    const { client } = await serve();
    await Promise.all(
      range(32).map(async (n) => {
        const { id } = await client.birds.create({ name: `n${n}` });
        expect((await client.birds.list({ sort: "-id", limit: 100 })).items.map((bird) => bird.id)).toContain(id);
        for (const time of range(3)) {
          const name = `n${n} ${time}`;
          const bird = await client.birds.update(id, { name });
          const read = [client.birds.read(id), client.birds.listNamed(name), client.birds.listNamed(`n${n}`)];
          expect(await Promise.all<unknown>(read)).toEqual([bird, { bird: [bird] }, { bird: [] }]);
        }
      }),
    );
  });
});

describe("a failed write", () => {
  test("fails alone among inserts", async () => {
    const database = await openTestDatabase(service);
    const outcomes = await Promise.allSettled(
      range(30).map((n) => database.insert("bird", { name: n % 10 === 5 ? "" : `n${n}`, age: null })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      range(30).map((n) => (n % 10 === 5 ? "rejected" : "fulfilled")),
    );
    const kept = range(30).flatMap((n) => (n % 10 === 5 ? [] : [`n${n}`]));
    expect((await database.read("bird").pluck("name")).sort()).toEqual(kept.sort());
  });

  test("fails alone among changes of all kinds", async () => {
    const database = await openTestDatabase(service);
    const insert = (name: string) => database.insert("bird", { name, age: null });
    const { id } = await insert("a");
    const set = (name: string) => database.change("bird", (rows) => rows.where({ id }).update({ name }, "*"));
    const outcomes = await Promise.allSettled([
      insert("b"),
      set("a1"),
      set(""),
      set("a2"),
      insert(""),
      database.change("bird", (rows) => rows.where({ name: "nobody" }).delete()),
      insert("d"),
    ]);
    expect(outcomes.map(({ status }) => status[0])).toEqual([..."ffrfrff"]);
    expect(await database.read("bird").pluck("name").orderBy("name")).toEqual([
      expect.stringMatching(/^a[12]$/),
      "b",
      "d",
    ]);
  });
});

test("concurrent writes of all kinds share one commit", async () => {
  const database = await openTestDatabase(service);
  const { id } = await database.insert("bird", { name: "a", age: null });
  const statements: string[] = [];
  database.write.on("query", ({ sql }: { sql: string }) => statements.push(sql));
  await Promise.all([
    database.insert("bird", { name: "b", age: null }),
    database.change("bird", (rows) => rows.where({ id }).update({ name: "c" })),
    database.transaction((inside) => inside.insert("bird", { name: "d", age: null })),
  ]);
  expect(statements.filter((sql) => sql.startsWith("COMMIT"))).toHaveLength(1);
  expect(statements.filter((sql) => /^(insert|update)/.test(sql))).toHaveLength(3);
});

describe("sharing", () => {
  test("runs once for equal keys in one turn, and again for later calls", async () => {
    const share = createSharing();
    const runs: string[] = [];
    const read = (key: string) => share(key, async () => runs.push(key));
    const together = ["a", "b", "a", "a"].map(read);
    expect(runs).toEqual([]);
    await together[0];
    const later = read("a");
    expect(await Promise.all([...together, later])).toEqual([1, 2, 1, 1, 3]);
    expect(runs).toEqual(["a", "b", "a"]);
  });

  test("rejects all calls that share a failed run, and no later ones", async () => {
    const share = createSharing();
    let runs = 0;
    const read = () =>
      share("a", async () => {
        runs++;
        if (runs === 1) throw new Error("once");
        return runs;
      });
    const outcomes = await Promise.allSettled([read(), read()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await read()).toBe(2);
  });
});

describe("gather", () => {
  test("batches the calls of one turn, and those that arrive meanwhile into the next batch", async () => {
    const runs: number[][] = [];
    const finish: (() => void)[] = [];
    const call = gather<number, number>(async (inputs) => {
      runs.push(inputs);
      await new Promise<void>((resolve) => finish.push(resolve));
      return inputs.map((input) => input * 2);
    });
    const outputs = [call(1), call(2)];
    await expect.poll(() => runs).toEqual([[1, 2]]);
    outputs.push(call(3), call(4));
    finish.shift()?.();
    await expect
      .poll(() => runs)
      .toEqual([
        [1, 2],
        [3, 4],
      ]);
    finish.shift()?.();
    expect(await Promise.all(outputs)).toEqual([2, 4, 6, 8]);
  });

  test("rejects a call with its own failure, and all calls when the run throws", async () => {
    const odd = gather<number, number>(async (inputs) => {
      if (inputs.includes(9)) throw new Error("all");
      return inputs.map((input) => (input % 2 ? input : new Failure(new Error(`even ${input}`))));
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((input) => odd(input)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(odd(9)).rejects.toThrow("all");
    expect(await odd(1)).toBe(1);
  });

  test("refuses calls with 503 while too many wait, and serves the waiting ones", async () => {
    const finish: (() => void)[] = [];
    const call = gather<number, number>((inputs) => new Promise((resolve) => finish.push(() => resolve(inputs))));
    const calls = range(6_000).map((input) => call(input));
    for (const refused of calls.slice(5_000)) {
      const reason = await refused.catch((error: unknown) => error);
      expect(reason).toBeInstanceOf(Problem);
      expect(reason).toMatchObject({ status: 503, headers: { "Retry-After": "1" } });
    }
    const taken = Promise.all(calls.slice(0, 5_000));
    for (let runs = 1; runs <= 10; runs++) {
      await expect.poll(() => finish.length).toBe(1);
      finish.shift()?.();
    }
    expect(await taken).toEqual(range(5_000));
  });
});
