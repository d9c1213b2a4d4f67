/** Hooks around handlers. */
import { describe, expect, test } from "vitest";
import { Answer, defineService, type ServiceDefinition } from "../../server/engine/http/service.ts";
import { createClient } from "./notes/client.ts";
import { type Contract, contract } from "./notes/generated/contract.ts";
import { doors, notes, service, verifiers } from "./notes/service.ts";
import { serving } from "./serving.ts";

type Around = NonNullable<ServiceDefinition<Contract, typeof verifiers>["around"]>;

/** Serves notes with hooks, to ada unless another credential is sent. */
async function serveAround(around: Around) {
  const { document, migrations } = service;
  const represent = { note: (row: { id: number; owner: string; text: string }) => ({ ...row, words: 1 }) };
  const hooked = defineService(contract, {
    ...{ name: "hooked", document, verifiers, represent, handlers: { notes, doors }, around },
    ...(migrations && { migrations }),
  });
  const server = await serving(hooked, createClient, {})();
  const headers = { Authorization: "Bearer ada.notes.vault.admin" };
  return { ...server, ...createClient({ baseUrl: server.url, headers, retries: 0 }) };
}

describe("hooks", () => {
  test("run around handlers, those of wider places further out, with operation, request and caller", async () => {
    const told: unknown[] = [];
    const server = await serveAround({
      "*": async ({ id, method, path }, request, { caller }, next) => {
        told.push([id, method, path, request, caller]);
        const answer = await next();
        told.push("*");
        return answer;
      },
      notes: async (_, __, ___, next) => {
        told.push("notes begins");
        return next();
      },
      "notes.create": async (_, { body }, { caller }, next) => {
        told.push(`${caller.id} writes ${body.text}`);
        return next();
      },
      "notes.read": async (_, { path }, __, next) => {
        told.push(path.id);
        return next();
      },
    });
    await server.notes.create({ text: "Sow." });
    await server.doors.hall();
    expect(told).toEqual([
      [
        "Notes_create",
        "POST",
        "/notes",
        expect.objectContaining({ body: { text: "Sow." } }),
        { id: "ada", scopes: ["notes", "vault", "admin"] },
      ],
      "notes begins",
      "ada writes Sow.",
      "*",
      ["Doors_hall", "GET", "/doors/hall", expect.anything(), { id: "ada", scopes: ["notes", "vault", "admin"] }],
      "*",
    ]);
  });

  test("refuse by throwing, respond instead of the handler, and change what it returns", async () => {
    const seen = new Map<number, Awaited<ReturnType<typeof notes.read>>>();
    const server = await serveAround({
      "notes.create": async (_, { body }, { problem }, next) => {
        if (body.text === "secret") throw problem("Forbidden", "Not here.", { headers: { "WWW-Authenticate": "x" } });
        return next();
      },
      "notes.read": async (_, { path: { id } }, __, next) => {
        const answer = seen.get(id) ?? (await next());
        seen.set(id, answer);
        return answer;
      },
      "doors.hall": async (_, __, ___, next) => {
        const answer = await next();
        return answer instanceof Answer ? answer : { ids: [...("ids" in answer ? answer.ids : []), "hook"] };
      },
    });
    await expect(server.notes.create({ text: "secret" })).rejects.toMatchObject({ name: "Forbidden" });
    const { id } = await server.notes.create({ text: "Sow." });
    await server.notes.read(id);
    await server.database("note").update({ text: "Changed past the service." });
    expect(await server.notes.read(id)).toMatchObject({ text: "Sow." });
    expect(await server.doors.hall()).toEqual({ ids: ["ada", "hook"] });
  });

  test("work in the transaction of an Idempotency-Key, and run no more when its response is repeated", async () => {
    let fails = true;
    let runs = 0;
    const server = await serveAround({
      "notes.create": async (_, __, { database }, next) => {
        runs++;
        await database.insert("note", { owner: "audit", text: "ada writes" });
        const answer = await next();
        if (fails) throw new Error("after the insert");
        return answer;
      },
    });
    const create = () => server.notes.create({ text: "Sow." }, { idempotencyKey: "key" });
    await expect(create()).rejects.toMatchObject({ status: 500 });
    expect(await server.database("note").select()).toEqual([]);
    fails = false;
    await create();
    await create();
    expect(await server.database("note").orderBy("id").pluck("owner")).toEqual(["audit", "ada"]);
    expect(runs).toBe(2);
  });

  test("hand the database of a transaction on, so that an audit and what it notes are kept together or not at all", async () => {
    let fails = false;
    const server = await serveAround({
      "*": async ({ id }, _, { database }, next) =>
        database.transaction(async (inside) => {
          const answer = await next({ database: inside });
          await inside.insert("note", { owner: "audit", text: id });
          if (fails) throw new Error("after both");
          return answer;
        }),
    });
    const owners = () => server.database("note").orderBy("id").pluck("owner");
    expect(await server.notes.create({ text: "Sow." })).toMatchObject({ owner: "ada", words: 1 });
    expect(await server.notes.list()).toMatchObject({ items: [{ text: "Sow." }] }); // Its filters and pages go along.
    expect(await owners()).toEqual(["ada", "audit", "audit"]);
    fails = true;
    await expect(server.notes.create({ text: "Reap." })).rejects.toMatchObject({ status: 500 });
    expect(await owners()).toEqual(["ada", "audit", "audit"]);
  });

  test("may undo what a handler has done and respond all the same, also under an Idempotency-Key", async () => {
    const server = await serveAround({
      "notes.create": async (_, __, { database }, next) => {
        const undone = database.transaction(async (inside) => {
          await next({ database: inside });
          throw new Error("undone");
        });
        return undone.catch(() => database.insert("note", { owner: "ada", text: "instead" }));
      },
    });
    const create = () => server.notes.create({ text: "Sow." }, { idempotencyKey: "key" });
    expect([await create(), await create()]).toMatchObject([{ text: "instead" }, { text: "instead" }]);
    expect(await server.database("note").pluck("text")).toEqual(["instead"]);
  });

  test("do not run for requests that are refused before", async () => {
    let runs = 0;
    const server = await serveAround({
      "*": async (_, __, ___, next) => {
        runs++;
        return next();
      },
    });
    expect((await server.request("/notes")).status).toBe(401);
    expect((await server.request("/nothing")).status).toBe(404);
    const headers = { Authorization: "Bearer ada.notes" };
    expect((await server.request("/notes?limit=0", { headers })).status).toBe(400);
    expect(runs).toBe(0);
  });

  test("are typed by their place", () => {
    const around: Around[] = [
      // @ts-expect-error No such interface.
      { bird: async (_, __, ___, next) => next() },
      // @ts-expect-error No such operation.
      { "notes.sing": async (_, __, ___, next) => next() },
      // @ts-expect-error No member title.
      { "notes.create": async (_, { body: { title } }, __, next) => (title ? next() : next()) },
      // @ts-expect-error A note is no text.
      { "notes.read": async () => "Sow." },
      // @ts-expect-error Nobody may be identified.
      { "doors.garden": async (_, __, { caller }, next) => (caller.id ? next() : next()) },
      // @ts-expect-error Not every operation declares it.
      { "*": async (_, __, { problem }) => Promise.reject(problem("NotFound", "Not here.")) },
      {
        notes: async (_, __, { problem }) =>
          Promise.reject(problem("InvalidRequest", "No.", { members: { errors: [] } })),
      },
    ];
    expect(around).toHaveLength(7);
  });
});
