/** The operations on users. */
import type { Contract } from "../generated/contract.ts";
import type { Handlers } from "./engine/http/service.ts";

export const users: Handlers<Contract, "users"> = {
  async list(request, { database }) {
    return database.page("user", request);
  },

  async create({ body: { name, age = null } }, { database }) {
    return database.insert("user", { name, age });
  },

  async listNamed({ path: { name } }, { database }) {
    return { user: await database.lookup("user", "name", name) };
  },

  async createNamed({ path: { name }, body: { age } }, { database }) {
    return { user: await database.insert("user", { name, age }) };
  },

  async read({ path: { id } }, { database }) {
    return database.find("user", id);
  },

  async update({ path: { id }, body, ifMatch }, { database }) {
    return database.update("user", id, body, { ifMatch });
  },

  async delete({ path: { id }, ifMatch }, { database }) {
    await database.delete("user", id, { ifMatch });
  },
};
