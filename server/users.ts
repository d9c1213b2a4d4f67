/** The operations on users. */
import type { Handlers } from "./contract.ts";
import type { Database } from "./database.ts";
import { readPage } from "./paging.ts";
import { rowsOf } from "./rows.ts";

export function users(database: Database): Handlers<"users"> {
  const insert = database.insertion("user");
  const byName = database.lookup("user", "name");
  const rows = rowsOf(database, "user");

  return {
    async list({ query }) {
      return readPage(database.read("user").select("*"), query, {
        name: ["name", "="],
        namePrefix: ["name", "begins"],
        minAge: ["age", ">="],
        maxAge: ["age", "<="],
        sort: { age: "nulls first" },
      });
    },

    async create({ body: { name, age = null } }) {
      return insert({ name, age });
    },

    async listNamed({ path: { name } }) {
      return { user: await byName(name) };
    },

    async createNamed({ path: { name }, body: { age } }) {
      return { user: await insert({ name, age }) };
    },

    async read({ path: { id } }) {
      return rows.find(id);
    },

    async update({ path: { id }, body, ifMatch }) {
      return rows.update(id, ifMatch, body);
    },

    async delete({ path: { id }, ifMatch }) {
      await rows.delete(id, ifMatch);
    },
  };
}
