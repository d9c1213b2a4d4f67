/** Two contracts in one program: a second one as plain values, whose table has the aviary's name and other columns. */
import { describe, expect, test } from "vitest";
import { createClient } from "../../client/engine/client.ts";
import { ApiError } from "../../client/engine/errors.ts";
import type { Document, DocumentResponse, Schema } from "../../server/engine/contract/document.ts";
import { isPostgres } from "../../server/engine/database/dialect.ts";
import { defineService, type Handlers } from "../../server/engine/http/service.ts";
import {
  allSpecies,
  document as aviary,
  birds,
  catches,
  concerts,
  createClient as createAviaryClient,
  nests,
  pictures,
  rings,
  serve,
  songs,
  verifiers,
} from "./aviary.ts";
import { postings, representSpecimen, specimens } from "./constructs.ts";
import { type Contract, contract } from "./generated/contract.ts";
import { listen, openTestDatabase } from "./serving.ts";

interface Sighting {
  id: number;
  species: string;
  wild: boolean;
}

interface ProblemOf<Type> {
  type: Type;
  title: string;
  status: number;
  detail: string;
}

interface Types {
  services: {
    sightings: {
      create: {
        parameters: { query?: never; header?: never; path?: never };
        requestBody: { content: { "application/json": Omit<Sighting, "id"> } };
        responses: {
          201: { headers: { Location: string }; content: { "application/json": Sighting } };
          410: { headers: object; content: { "application/problem+json": ProblemOf<"/extinct"> & { since: number } } };
        };
        filled: never;
        problems: "Extinct";
      };
      read: {
        parameters: { query?: never; header?: never; path: { id: number } };
        requestBody?: never;
        responses: {
          200: { headers: object; content: { "application/json": Sighting } };
          404: { headers: object; content: { "application/problem+json": ProblemOf<"/docs/problems#not-found"> } };
        };
        path: [id: number];
        filled: never;
        problems: "NotFound";
      };
    };
  };
  tables: { bird: { row: Sighting; key: "id"; insert: Omit<Sighting, "id"> } };
  problems: { Extinct: { members: { since: number } }; NotFound: object };
}

const operations = {
  sightings: {
    create: {
      id: "Sightings_create",
      method: "POST",
      path: "/sightings",
      query: {},
      headers: {},
      body: ["application/json"],
      answers: { 201: ["application/json"] },
      idempotent: false,
      security: [{}],
      location: "Sightings_read",
    },
    read: {
      id: "Sightings_read",
      method: "GET",
      path: "/sightings/{id}",
      query: {},
      headers: {},
      body: [],
      answers: { 200: ["application/json"] },
      idempotent: true,
      security: [{}],
    },
  },
} as const;

const problems = {
  Extinct: { type: "/extinct", title: "Extinct", status: 410 },
  NotFound: { type: "/docs/problems#not-found", title: "Not found", status: 404 },
} as const;

interface Second {
  readonly operations: typeof operations;
  readonly problems: typeof problems;
  readonly securitySchemes: Record<never, never>;
  readonly types?: Types;
}

const second: Second = { operations, problems, securitySchemes: {} };

class Extinct extends ApiError {
  override readonly name = "Extinct";
  declare readonly type: "/extinct";
  declare readonly problem: ProblemOf<"/extinct"> & { since: number };
}

class NotFound extends ApiError {
  override readonly name = "NotFound";
  declare readonly type: "/docs/problems#not-found";
}

const errors = { Extinct, NotFound };

const answer = (type: string, schema: Schema): DocumentResponse => ({ content: { [type]: { schema } } });
const refused = answer("application/problem+json", { type: "object" });
const model = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const members = { species: { type: "string" }, wild: { type: "boolean" } };
const location = { Location: { required: true, schema: { type: "string" } } };

const document: Document = {
  info: { title: "Sightings", version: "1.0.0" },
  paths: {
    "/sightings": {
      post: {
        operationId: "Sightings_create",
        parameters: [],
        requestBody: { required: true, content: { "application/json": { schema: model("NewBird") } } },
        responses: {
          201: { ...answer("application/json", model("Bird")), headers: location },
          410: refused,
          default: refused,
        },
      },
    },
    "/sightings/{id}": {
      get: {
        operationId: "Sightings_read",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
        responses: { 200: answer("application/json", model("Bird")), 404: refused, default: refused },
      },
    },
  },
  components: {
    schemas: {
      Bird: {
        "x-table": "bird",
        type: "object",
        required: ["id", "species", "wild"],
        properties: { id: { type: "integer" }, ...members },
      },
      NewBird: { type: "object", required: ["species", "wild"], properties: members, additionalProperties: false },
    },
  },
};

const sightings: Handlers<Second, "sightings"> = {
  async create({ body: { species, wild } }, { database, problem }) {
    if (species === "dodo") throw problem("Extinct", "There are no more dodos.", { members: { since: 1662 } });
    return database.insert("bird", { species, wild });
  },

  async read({ path: { id } }, { database }) {
    return database.find("bird", id);
  },
};

const service = defineService(second, { name: "sightings", document, verifiers: {}, handlers: { sightings } });

test("two services of two contracts respond side by side, each from its own database", async () => {
  const server = await serve();
  const database = await openTestDatabase(service);
  await database.write.raw(
    isPostgres(database.write)
      ? "create table bird (id bigint generated by default as identity primary key, species text, wild boolean)"
      : "create table bird (id integer primary key autoincrement, species text, wild integer) strict",
  );
  const url = await listen(service, database);
  const client = createClient(second, errors, { baseUrl: url });

  const [robin, wren] = await Promise.all([
    server.client.birds.create({ name: "robin", age: 14 }),
    client.sightings.create({ species: "wren", wild: true }),
  ]);
  expect([robin, wren]).toEqual([
    { id: 1, name: "robin", age: 14 },
    { id: 1, species: "wren", wild: true },
  ]);
  const read = await Promise.all([server.client.birds.read(robin.id), client.sightings.read(wren.id)]);
  expect(read).toEqual([robin, wren]);
  expect(await server.database("bird").pluck("name")).toEqual(["robin"]);
  expect(await database.query("bird").pluck("species")).toEqual(["wren"]);

  const extinct = await client.sightings.create({ species: "dodo", wild: false }).result();
  expect(extinct.error).toBeInstanceOf(Extinct);
  expect(extinct.error?.name === "Extinct" && extinct.error.problem.since).toBe(1662);
  const missing = await client.sightings.read(7).result();
  expect(missing.error?.name).toBe("NotFound");
  const invalid = { method: "POST", body: '{"name":"robin"}', headers: { "Content-Type": "application/json" } };
  expect((await fetch(`${url}/sightings`, invalid)).status).toBe(400);
  expect((await fetch(`${url}/api/birds`)).status).toBe(404);
  expect((await server.request("/sightings/1")).status).toBe(404);
  for (const [address, title] of [
    [server.url, aviary.info.title],
    [url, "Sightings"],
  ])
    expect(await (await fetch(`${address}/openapi.json`)).json()).toMatchObject({ info: { title } });
});

test("a service does not start under the document of another contract", () => {
  const define = () =>
    defineService(second, { name: "mixed", document: aviary, verifiers: {}, handlers: { sightings } });
  expect(define).toThrow("openapi.json lacks Sightings_create: run `npm run generate`");
});

describe("the compiler refuses", () => {
  const { create, read } = sightings;

  test("services with missing, extra and foreign handlers", () => {
    const unused = () => {
      const named = { name: "x", document, verifiers: {} };
      const guarded = { ...named, verifiers, represent: { specimen: representSpecimen } };
      // @ts-expect-error No handler of read.
      defineService(second, { ...named, handlers: { sightings: { create } } });
      // @ts-expect-error No operation more.
      defineService(second, { ...named, handlers: { sightings: { create, read, more: read } } });
      // @ts-expect-error No interface of the contract has a handler.
      defineService(second, { ...named, handlers: {} });
      // @ts-expect-error No interface birds.
      defineService(second, { ...named, handlers: { sightings, birds } });
      // @ts-expect-error The handlers of another contract.
      defineService(contract, { ...guarded, handlers: { sightings } });
      const others = { allSpecies, birds, catches, concerts, nests, pictures, postings, rings, specimens };
      // @ts-expect-error The handlers of another interface.
      defineService(contract, { ...guarded, handlers: { ...others, songs: birds } });
      return defineService(contract, { ...guarded, handlers: { ...others, songs } });
    };
    expect(unused).toBeTypeOf("function");
  });

  test("handlers with wrong bodies, statuses and headers", () => {
    const own: Partial<Handlers<Second, "sightings">>[] = [
      // @ts-expect-error A body of another type.
      { read: async () => ({ id: 1, species: 2, wild: true }) },
      // @ts-expect-error A member is missing.
      { read: async () => ({ id: 1, species: "wren" }) },
      // @ts-expect-error No body.
      { read: async () => {} },
      // @ts-expect-error A row of another contract's table.
      { read: birds.read },
    ];
    const song: Partial<Handlers<Contract, "songs">>[] = [
      // @ts-expect-error One of two successes has to be named.
      { rehearse: async ({ body }) => body },
      // @ts-expect-error A required header is missing.
      { count: async () => ({ count: 1 }) },
      // @ts-expect-error No body is declared.
      { whistle: async () => "tweet" },
    ];
    expect([own.length, song.length]).toEqual([4, 3]);
  });

  test("requests, problems, tables and columns that the contract lacks", () => {
    const own: Handlers<Second, "sightings"> = {
      async create({ body, ...rest }, { database, problem }) {
        // @ts-expect-error No path parameter.
        const { path } = rest;
        // @ts-expect-error No query parameter.
        const { query } = rest;
        // @ts-expect-error No header.
        const { headers } = rest;
        // @ts-expect-error No If-Match.
        const { ifMatch } = rest;
        // @ts-expect-error No member age.
        body.age;
        // @ts-expect-error Members of the problem are missing.
        problem("Extinct", "None is left.");
        // @ts-expect-error Not declared by this operation.
        problem("NotFound", `${[path, query, headers, ifMatch]}`);
        // @ts-expect-error No such table.
        database.find("brid", 1);
        // @ts-expect-error A table of another contract.
        database.find("nest", 1);
        // @ts-expect-error An id is a number.
        database.find("bird", "1");
        // @ts-expect-error No such column.
        database.lookup("bird", "name", "wren");
        // @ts-expect-error A column's value of another type.
        database.lookup("bird", "species", 1);
        // @ts-expect-error No such column.
        database.query("bird").where({ name: "wren" });
        // @ts-expect-error No such column.
        database.update("bird", 1, { name: "wren" });
        // @ts-expect-error A column is missing.
        database.insert("bird", { species: "wren" });
        // @ts-expect-error A column too many.
        return database.insert("bird", { species: "wren", wild: true, age: 1 });
      },
      read,
    };
    expect(Object.keys(own)).toEqual(["create", "read"]);
  });

  test("client calls with misspelt options, wrong arguments and unknown operations", () => {
    const unused = () => {
      // @ts-expect-error A misspelt option of the client.
      createClient(second, errors, { baseURL: "" });
      const client = createClient(second, errors, { baseUrl: "http://service.test" });
      // @ts-expect-error A misspelt option of a call.
      client.sightings.read(1, { timeOut: 1 });
      // @ts-expect-error An id is a number.
      client.sightings.read("1");
      // @ts-expect-error A member is missing.
      client.sightings.create({ species: "wren" });
      // @ts-expect-error No such operation.
      client.sightings.remove(1);
      // @ts-expect-error An interface of another contract.
      client.birds.read(1);
      // @ts-expect-error A misspelt query parameter.
      createAviaryClient().birds.list({ limt: 1 });
    };
    expect(unused).toBeTypeOf("function");
  });
});
