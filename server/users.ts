/** The operations on users. */
import type { components } from "../generated/api.ts";
import type { Handlers } from "./contract.ts";
import type { Database } from "./database.ts";
import { readPage, whereBegins } from "./paging.ts";
import { rowsOf } from "./rows.ts";

type User = components["schemas"]["User"];

export function users(database: Database): Handlers<"users"> {
  const insert = database.insertion("user");
  const byName = database.lookup("user", "name");
  const rows = rowsOf(database, "user");

  return {
    async list({ query: { sort, limit, cursor, ...filters } }) {
      const { name, namePrefix, minAge, maxAge } = filters;
      const found = database.read("user").select("*");
      if (name !== undefined) found.where({ name });
      if (namePrefix !== undefined) whereBegins(found, "name", namePrefix);
      if (minAge !== undefined) found.where("age", ">=", minAge);
      if (maxAge !== undefined) found.where("age", "<=", maxAge);
      return readPage<User>(found, { sort, limit, cursor }, filters, ["age"]);
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
