/** The operations on users. */
import type { Knex } from "knex";
import type { components } from "../generated/api.ts";
import type { Handlers } from "./contract.ts";
import type { Database } from "./database.ts";
import { readPage, whereBegins } from "./paging.ts";
import { Problem } from "./problem.ts";

type User = components["schemas"]["User"];

export function users(database: Database): Handlers<"users"> {
  const insert = database.insertion("user");
  const byId = database.lookup("user", "id");
  const byName = database.lookup("user", "name");

  async function find(id: number): Promise<User> {
    const [user] = await byId(id);
    if (!user) throw unknown(id);
    return user;
  }

  /** Changes the one user, as long as it is the one that If-Match names: the condition is part of the statement. */
  async function change<T>(
    id: number,
    ifMatch: ((current: User) => void) | undefined,
    statement: (row: Knex.QueryBuilder<User>) => Promise<T | undefined>,
  ): Promise<T> {
    for (;;) {
      const current = ifMatch && (await find(id));
      if (current) ifMatch(current);
      const changed = await database.change((connection) => statement(connection("user").where(current ?? { id })));
      if (changed) return changed;
      if (!current) throw unknown(id);
    }
  }

  return {
    async list({ query: { sort, limit, cursor, ...filters } }) {
      const { name, namePrefix, minAge, maxAge } = filters;
      const rows = database.read("user").select("*");
      if (name !== undefined) rows.where({ name });
      if (namePrefix !== undefined) whereBegins(rows, "name", namePrefix);
      if (minAge !== undefined) rows.where("age", ">=", minAge);
      if (maxAge !== undefined) rows.where("age", "<=", maxAge);
      return readPage<User>(rows, { sort, limit, cursor }, filters, ["age"]);
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
      return find(id);
    },

    async update({ path: { id }, body, ifMatch }) {
      // The id is set to itself, so that an empty patch is a statement too.
      return change(id, ifMatch, async (row) => {
        const [updated] = await row.update({ id, ...body }, "*");
        return updated;
      });
    },

    async delete({ path: { id }, ifMatch }) {
      await change(id, ifMatch, (row) => row.delete());
    },
  };
}

function unknown(id: number): Problem {
  return new Problem("NotFound", `There is no user ${id}.`);
}
