import type { Knex } from "knex";

/** What requests under an Idempotency-Key were answered. */
export async function up(database: Knex): Promise<void> {
  await database.schema.createTable("idempotency", (table) => {
    table.text("key").primary();
    table.text("fingerprint").notNullable();
    table.text("answer").notNullable();
    table.bigInteger("created").notNullable().index();
  });
}

export async function down(database: Knex): Promise<void> {
  await database.schema.dropTable("idempotency");
}
