import type { Knex } from "knex";

/** Responses to requests under an Idempotency-Key. */
export async function up(database: Knex): Promise<void> {
  if (await database.schema.hasTable("idempotency")) {
    // Version 1 had this table among the service's migrations.
    await database("knex_migrations").where({ name: "002_idempotency" }).delete();
    return;
  }
  await database.schema.createTable("idempotency", (table) => {
    table.text("key").primary();
    table.text("fingerprint").notNullable();
    table.text("answer").notNullable();
    table.bigInteger("created").notNullable().index();
  });
}
