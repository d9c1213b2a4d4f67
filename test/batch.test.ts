import { describe, expect, onTestFinished, test } from "vitest";
import { Failure, gather, share } from "../server/batch.ts";
import { type Database, openDatabase } from "../server/database.ts";
import { Problem } from "../server/problem.ts";
import { exampleRow, newUser } from "./examples.ts";
import { createDatabase, serve } from "./server.ts";

async function open(): Promise<Database> {
  const database = await openDatabase(await createDatabase());
  onTestFinished(() => database.close());
  return database;
}

function insertion(database: Database): (name: string) => Promise<{ id: number }> {
  const insert = database.insertion("user");
  return (name) => insert(exampleRow("user", { name }));
}

const range = (length: number) => Array.from({ length }, (_, index) => index);

describe("requests that arrive together", () => {
  test("each get the answer that is theirs", async () => {
    const { client, database } = await serve();
    const created = await Promise.all(range(200).map((n) => client.users.create(newUser({ name: `n${n % 50}` }))));
    for (const [n, user] of created.entries()) expect(user).toMatchObject({ name: `n${n % 50}` });
    expect(new Set(created.map(({ id }) => id)).size).toBe(200);
    expect(await database("user").orderBy("id")).toEqual([...created].sort((a, b) => a.id - b.id));
    const read = await Promise.all(created.map(({ id }) => client.users.read(id)));
    expect(read).toEqual(created);
    const named = await Promise.all(range(50).map((n) => client.users.listNamed(`n${n}`)));
    for (const [n, { user }] of named.entries()) {
      expect(user.map(({ name }) => name)).toEqual(Array(4).fill(`n${n}`));
      expect(user.map(({ id }) => id)).toEqual(user.map(({ id }) => id).sort((a, b) => a - b));
    }
  });

  test("read what was written before them", async () => {
    const { client } = await serve();
    await Promise.all(
      range(64).map(async (n) => {
        const { id } = await client.users.create(newUser({ name: `n${n}` }));
        expect((await client.users.list({ sort: "-id", limit: 100 })).items.map((user) => user.id)).toContain(id);
        for (const time of range(5)) {
          const name = `n${n} ${time}`;
          const user = await client.users.update(id, { name });
          const read = [client.users.read(id), client.users.listNamed(name), client.users.listNamed(`n${n}`)];
          expect(await Promise.all<unknown>(read)).toEqual([user, { user: [user] }, { user: [] }]);
        }
      }),
    );
  });
});

describe("a write that fails", () => {
  test("fails alone among inserts", async () => {
    const database = await open();
    const insert = insertion(database);
    const outcomes = await Promise.allSettled(range(30).map((n) => insert(n % 10 === 5 ? "" : `n${n}`)));
    expect(outcomes.map(({ status }) => status)).toEqual(
      range(30).map((n) => (n % 10 === 5 ? "rejected" : "fulfilled")),
    );
    const kept = range(30).flatMap((n) => (n % 10 === 5 ? [] : [`n${n}`]));
    expect((await database.read("user").pluck("name")).sort()).toEqual(kept.sort());
  });

  test("fails alone among changes of all kinds", async () => {
    const database = await open();
    const insert = insertion(database);
    const { id } = await insert("a");
    const set = (name: string) =>
      database.change((connection) => connection("user").where({ id }).update({ name }, "*"));
    const outcomes = await Promise.allSettled([
      insert("b"),
      set("a1"),
      set(""),
      set("a2"),
      insert(""),
      database.change((connection) => connection("user").where({ name: "nobody" }).delete()),
      insert("d"),
    ]);
    expect(outcomes.map(({ status }) => status[0])).toEqual([..."ffrfrff"]);
    expect(await database.read("user").pluck("name").orderBy("name")).toEqual([
      expect.stringMatching(/^a[12]$/),
      "b",
      "d",
    ]);
  });
});

test("writes of all kinds that arrive together share one commit, where the disk is waited for", async () => {
  const database = await open();
  const insert = insertion(database);
  const { id } = await insert("a");
  const statements: string[] = [];
  database.write.on("query", ({ sql }: { sql: string }) => statements.push(sql));
  await Promise.all([
    insert("b"),
    database.change((connection) => connection("user").where({ id }).update({ name: "c" })),
    database.transaction((inside) => insertion(inside)("d")),
  ]);
  expect(statements.filter((sql) => sql.startsWith("COMMIT"))).toHaveLength(1);
  expect(statements.filter((sql) => /^(insert|update)/.test(sql))).toHaveLength(3);
});

describe("share", () => {
  test("runs once for equal calls of one turn, and again for who comes later", async () => {
    const runs: { page: number }[] = [];
    const read = share(async (input: { page: number }) => runs.push(input));
    const together = [1, 2, 1, 1].map((page) => read({ page }));
    expect(runs).toEqual([]);
    await together[0];
    const later = read({ page: 1 });
    expect(await Promise.all([...together, later])).toEqual([1, 2, 1, 1, 3]);
    expect(runs.map(({ page }) => page)).toEqual([1, 2, 1]);
  });

  test("tells a failure to all who share it, and to nobody later", async () => {
    let runs = 0;
    const read = share(async (_: number) => {
      runs++;
      if (runs === 1) throw new Error("once");
      return runs;
    });
    const outcomes = await Promise.allSettled([read(1), read(1)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await read(1)).toBe(2);
  });
});

describe("gather", () => {
  test("runs together what comes in one turn, and what comes meanwhile behind it", async () => {
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

  test("tells each its own failure, and all what the run throws", async () => {
    const odd = gather<number, number>(async (inputs) => {
      if (inputs.includes(9)) throw new Error("all");
      return inputs.map((input) => (input % 2 ? input : new Failure(new Error(`even ${input}`))));
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((input) => odd(input)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(odd(9)).rejects.toThrow("all");
    expect(await odd(1)).toBe(1);
  });

  test("refuses calls at once when too many wait, and takes them again later", async () => {
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
