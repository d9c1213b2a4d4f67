/** The five statements of the peers, with each driver and with Knex: one per request. */
import { createRequire } from "node:module";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);
const durable = "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full";
const sql = {
  named: "select * from bird where name = ? order by id",
  read: "select * from bird where id = ?",
  list: "select * from bird where id > ? order by id limit ?",
  create: "insert into bird (name, age) values (?, ?) returning *",
  update: "update bird set age = ? where id = ? returning *",
};

export async function openStore(kind, url) {
  const file = url.replace(/^sqlite:/, "");
  if (kind === "engine") return onEngine(url);
  if (kind === "sqlite3") return onSqlite3(file);
  if (kind === "better-sqlite3") return onBetterSqlite3(file);
  if (kind === "knex-pg") {
    require("pg").types.setTypeParser(20, Number); // 20 is bigint, which pg returns as a string.
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

/** Knex requires better-sqlite3 from its own folder, where the peers' packages are not installed. */
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
    named: (name) => table("bird").where({ name }).orderBy("id").select("*"),
    read: (id) => table("bird").where({ id }).first(),
    list: (after, limit) => table("bird").where("id", ">", after).orderBy("id").limit(limit).select("*"),
    create: async (name, age) => (await table("bird").insert({ name, age }, "*"))[0],
    update: async (id, age) => (await table("bird").where({ id }).update({ age }, "*"))[0],
  };
}

/** The engine's database, as its handlers use it; subjects.ts builds it. */
async function onEngine(url) {
  const { openDatabase } = await import("../../../dist/bench/database.js");
  const database = await openDatabase(url, { tables: [], migrate: false });
  return {
    named: (name) => database.lookup("bird", "name", name),
    read: (id) => database.find("bird", id),
    list: (after, limit) => database.query("bird").where("id", ">", after).orderBy("id").limit(limit),
    create: (name, age) => database.insert("bird", { name, age }),
    update: (id, age) => database.update("bird", id, { age }),
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
  // `all` even for one row: `get` leaves the statement open, and with it the write.
  const [named, read, list, create, update] = Object.values(sql).map((text) => prepare(text, "all"));
  return {
    named,
    read: async (id) => (await read(id))[0],
    list,
    create: async (name, age) => (await create(name, age))[0],
    update: async (id, age) => (await update(age, id))[0],
  };
}
