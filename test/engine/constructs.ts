/** Handlers of what `constructs.tsp` declares. */
import { Answer, type Handlers } from "../../server/engine/http/service.ts";
import type { Contract, Types } from "./generated/contract.ts";

type Specimen = Types["models"]["Specimen"];

/** A row, with what is kept elsewhere. */
export function representSpecimen(row: Omit<Specimen, "drawer">): Specimen {
  return { ...row, drawer: row.small < 0 ? "cold" : "egg" };
}

export const specimens: Handlers<Contract, "specimens"> = {
  async list(request, { database }) {
    const { items, nextCursor } = await database.page("specimen", request);
    return { specimens: items, ...(nextCursor !== undefined && { next_page: nextCursor }) };
  },

  async create({ body }, { database }) {
    return database.insert("specimen", body);
  },

  async read({ path: { id } }, { database }) {
    return database.find("specimen", id);
  },

  async replace({ path: { id }, body, ifMatch }, { database }) {
    return database.update("specimen", id, body, { ifMatch });
  },

  async update({ path: { id }, body, ifMatch }, { database }) {
    return database.update("specimen", id, body, { ifMatch });
  },

  async delete({ path: { id }, ifMatch }, { database }) {
    await database.delete("specimen", id, { ifMatch });
  },
};

export const postings: Handlers<Contract, "postings"> = {
  async echo({ path, query: { marks, words, limit, timeout }, headers, cookies: { session, "crumb-ids": crumbs } }) {
    const { "X-Tags": tags, Limit: limitHeader } = headers;
    const echo = { ids: path["long-ids"], marks, words, tags, session, crumbs, limit, limitHeader };
    return new Answer(200, echo, { "X-Tags": tags, ...(timeout !== undefined && { "X-Timeout": timeout }) });
  },

  async find({ path: { id } }, { database }) {
    const [found] = await database.lookup("specimen", "id", id);
    return found ? new Answer(302, undefined, { Location: `/api/specimens/${id}` }) : new Answer(404, undefined, {});
  },

  async cancel({ path: { id } }) {
    if (id === 13) return new Answer(422, { reasons: ["too late"] }, { "X-Why": "unlucky" });
    if (id > 13) return new Answer(422, { reasons: [] }, {});
    return new Answer(200, { number: id, ...(id > 5 && { remark: "long" }) }, {});
  },

  async report(_, { accepted }) {
    return accepted === "text/csv" ? "reason\nnone\n" : { reasons: ["none"] };
  },
};
