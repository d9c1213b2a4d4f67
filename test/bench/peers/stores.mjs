/** The five statements that the peers need, one per request, on each driver and on Knex. */
import { createRequire } from "node:module";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);
const durable = "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full";
const sql = {
  named: "select * from user where name = ? order by id",
  read: "select * from user where id = ?",
  list: "select * from user where id > ? order by id limit ?",
  create: "insert into user (name, age) values (?, ?) returning *",
  update: "update user set age = ? where id = ? returning *",
};

export async function openStore(kind, url) {
  const file = url.replace(/^sqlite:/, "");
  if (kind === "shared") return onShared(url);
  if (kind === "sqlite3") return onSqlite3(file);
  if (kind === "better-sqlite3") return onBetterSqlite3(file);
  if (kind === "knex-pg") {
    require("pg").types.setTypeParser(20, Number); // 20 is bigint, which pg reads as a string.
    return onKnex({ client: "pg", connection: url, pool: { min: 0, max: 10 } });
  }
  const client = kind === "knex-sqlite3" ? "sqlite3" : betterSqlite3Client();
  return onKnex({
    client,
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection, done) {
        if (kind === "knex-sqlite3") return connection.exec(durable, done);
        connection.exec(durable);
        done(null, connection);
      },
    },
  });
}

/** Knex requires better-sqlite3 from where Knex is, which is not where the peers' packages are. */
function betterSqlite3Client() {
  const Client = require("knex/lib/dialects/better-sqlite3/index.js");
  return class extends Client {
    _driver() {
      return require("better-sqlite3");
    }
  };
}

function onKnex(config) {
  const table = require("knex")(config);
  return {
    named: (name) => table("user").where({ name }).orderBy("id").select("*"),
    read: (id) => table("user").where({ id }).first(),
    list: (after, limit) => table("user").where("id", ">", after).orderBy("id").limit(limit).select("*"),
    create: async (name, age) => (await table("user").insert({ name, age }, "*"))[0],
    update: async (id, age) => (await table("user").where({ id }).update({ age }, "*"))[0],
  };
}

/** The service's own way to the database, as its handlers have it. In TypeScript, so it takes `--import tsx`. */
async function onShared(url) {
  const { openDatabase } = await import("../../../server/database.ts");
  const database = await openDatabase(url);
  const insert = database.insertion("user");
  const byId = database.lookup("user", "id");
  const change = (id, age) => database.change((connection) => connection("user").where({ id }).update({ age }, "*"));
  return {
    named: database.lookup("user", "name"),
    read: async (id) => (await byId(id))[0],
    list: (after, limit) => database.read("user").where("id", ">", after).orderBy("id").limit(limit).select("*"),
    create: (name, age) => insert({ name, age }),
    update: async (id, age) => (await change(id, age))[0],
  };
}

function onBetterSqlite3(file) {
  const database = new (require("better-sqlite3"))(file);
  database.exec(durable);
  const statements = Object.fromEntries(Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]));
  return {
    named: (name) => statements.named.all(name),
    read: (id) => statements.read.get(id),
    list: (after, limit) => statements.list.all(after, limit),
    create: (name, age) => statements.create.get(name, age),
    update: (id, age) => statements.update.get(age, id),
  };
}

async function onSqlite3(file) {
  const { Database } = require("sqlite3");
  const database = new Database(file);
  await promisify(database.exec.bind(database))(durable);
  const prepare = (text, method) => {
    const statement = database.prepare(text);
    return promisify(statement[method].bind(statement));
  };
  // All of the rows even where one is wanted: `get` leaves the statement open behind it, and with it the write.
  const [named, read, list, create, update] = Object.values(sql).map((text) => prepare(text, "all"));
  return {
    named,
    read: async (id) => (await read(id))[0],
    list,
    create: async (name, age) => (await create(name, age))[0],
    update: async (id, age) => (await update(age, id))[0],
  };
}
