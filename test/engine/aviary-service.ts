/** The aviary: a service of the engine's own contract, which tests serve, also as a process. */
import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readDocument } from "../../server/engine/contract/document.ts";
import { Answer, defineService, type Handlers, type Upload, type Verifiers } from "../../server/engine/http/service.ts";
import { tokens } from "../../server/engine/http/tokens.ts";
import { postings, representSpecimen, specimens } from "./constructs.ts";
import { type Contract, contract } from "./generated/contract.ts";

export const birds: Handlers<Contract, "birds"> = {
  async list(request, { database }) {
    return database.page("bird", request);
  },

  async create({ body: { name, age = null } }, { database }) {
    return database.insert("bird", { name, age });
  },

  async listNamed({ path: { name } }, { database }) {
    return { bird: await database.lookup("bird", "name", name) };
  },

  async createNamed({ path: { name }, body: { age } }, { database }) {
    return { bird: await database.insert("bird", { name, age }) };
  },

  async read({ path: { id } }, { database }) {
    return database.find("bird", id);
  },

  async update({ path: { id }, body, ifMatch }, { database }) {
    return database.update("bird", id, body, { ifMatch });
  },

  async delete({ path: { id }, ifMatch }, { database }) {
    await database.delete("bird", id, { ifMatch });
  },
};

export const nests: Handlers<Contract, "nests"> = {
  async list(request, { database }) {
    await database.find("bird", request.path.id);
    // Names of path parameters are filters, too: only nests of this bird.
    return database.list("nest", request);
  },

  async create({ path: { id }, body }, { database, problem }) {
    await database.find("bird", id);
    const { place, width, materials, occupied = false, spot = null, built = null } = body;
    const others = await database.lookup("nest", "birdId", id);
    const other = others.find((nest) => place === "house" && nest.place === "house");
    if (other) throw problem("Occupied", "The bird has a nest in a house.", { members: { nestId: other.id } });
    return database.insert("nest", { birdId: id, place, width, materials, occupied, spot, built });
  },

  async read({ path: { id } }, { database }) {
    return database.find("nest", id);
  },

  async update({ path: { id }, body, ifMatch }, { database }) {
    return database.update("nest", id, body, { ifMatch });
  },

  async delete({ path: { id }, ifMatch }, { database }) {
    await database.delete("nest", id, { ifMatch });
  },
};

export const allSpecies: Handlers<Contract, "allSpecies"> = {
  async list(request, { database }) {
    return database.page("species", request);
  },

  async create({ body }, { database }) {
    return database.insert("species", body);
  },

  async read({ path: { slug } }, { database }) {
    return database.find("species", slug);
  },

  async update({ path: { slug }, body, ifMatch }, { database }) {
    return database.update("species", slug, body, { ifMatch });
  },

  async delete({ path: { slug }, ifMatch }, { database }) {
    await database.delete("species", slug, { ifMatch });
  },
};

export const rings: Handlers<Contract, "rings"> = {
  async list(request, { database }) {
    return database.page("ring", request);
  },

  async create({ body: { id, code, birdId, species = null } }, { database }) {
    return database.insert("ring", { id, code, birdId, species });
  },

  async read({ path: { ringId } }, { database }) {
    return database.find("ring", ringId);
  },

  async update({ path: { ringId }, body, ifMatch }, { database }) {
    return database.update("ring", ringId, body, { ifMatch });
  },

  async delete({ path: { ringId }, ifMatch }, { database }) {
    await database.delete("ring", ringId, { ifMatch });
  },
};

export const catches: Handlers<Contract, "catches"> = {
  async list(request, { database }) {
    return database.list("catch", request);
  },

  async create({ body }, { database }) {
    return database.insert("catch", body);
  },

  async read({ path: { number } }, { database }) {
    return database.find("catch", number);
  },
};

export const songs: Handlers<Contract, "songs"> = {
  async count({ query: { name } }, { database }) {
    const rows = database.query("bird").count({ count: "*" });
    const [row] = await (name === undefined ? rows : rows.where({ name }));
    const count = Number(row?.count);
    return new Answer(200, { count }, { "X-Most": count });
  },

  async names(_, { database }) {
    const names = await database.query("bird").orderBy("id").pluck("name");
    return ["name", ...names].map((name) => `${name}\n`).join("");
  },

  async rehearse({ body, headers }) {
    if (headers["X-Loudness"] !== undefined) return new Answer(202, { ticket: randomUUID() }, { "X-Position": 1 });
    return new Answer(200, body, {});
  },

  async whistle() {},
};

const digest = async ({ size, type, name, stream }: Upload) => {
  const hash = createHash("sha256");
  await pipeline(stream(), hash);
  return { size, type, ...(name !== undefined && { name }), sha256: hash.digest("hex") };
};

export const pictures: Handlers<Contract, "pictures"> = {
  async draw({ path: { size } }) {
    return Buffer.alloc(size, "picture");
  },

  async drawLive({ path: { size } }) {
    return Readable.from(
      (function* () {
        for (let left = size; left > 0; left -= 1_000) yield Buffer.alloc(Math.min(left, 1_000), "live");
      })(),
    );
  },

  async mirror({ body }) {
    return body;
  },

  async print({ body }) {
    return digest(body);
  },

  async bind({ body: { title, cover, others = [] } }) {
    const prints = [];
    for (const each of [cover, ...others]) prints.push(await digest(each));
    return { title, prints };
  },
};

export const concerts: Handlers<Contract, "concerts"> = {
  async *listen({ query: { verses }, lastEventId = "0" }) {
    for (let number = Number(lastEventId) + 1; number <= verses; number++) {
      yield { event: "rest", data: { seconds: 2 } };
      yield { event: "verse", data: { number, words: "tweet" }, id: String(number) };
    }
  },
};

export const document = readDocument(new URL("./generated/openapi.json", import.meta.url));

export const verifiers = { ReadToken: tokens("read"), WriteToken: tokens("write") } satisfies Verifiers<Contract>;

export const service = defineService(contract, {
  name: "aviary",
  document,
  verifiers,
  represent: { specimen: representSpecimen },
  handlers: { birds, nests, allSpecies, rings, catches, songs, pictures, concerts, specimens, postings },
  migrations: new URL("./migrations/", import.meta.url),
  databaseUrl: "sqlite:aviary.db",
});
