import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { defineConfig } from "vitest/config";
import { operations } from "./generated/operations.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where each test makes its own database: a folder for SQLite, a server for PostgreSQL. */
    databases: string;
    /** A folder for what the servers of all tests answered; the contract coverage reads it. */
    answers: string;
  }
}

const temporary = mkdtempSync(join(tmpdir(), "user-service-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

// Promises about answers and data: kept on every database. The other tests meet none, or bring their own.
const onEveryDatabase = [
  "test/{router,batch,paging,input,idempotency,examples,database,drift,change,client}.test.ts",
  ...Object.keys(operations).map((resource) => `test/${resource}.test.ts`),
];
const last = "test/coverage.test.ts";
// Files share a worker's modules: to load them anew for each is a sixth of all the work.
const common = { testTimeout: 120_000, hookTimeout: 120_000, isolate: false };

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(), // One less by default, which on two cores is half.
    // Where .ci/run counts from.
    ...(process.env.TEST_REPORT && {
      reporters: ["default", ["json", { outputFile: process.env.TEST_REPORT }]],
    }),
    projects: [
      {
        test: {
          ...common,
          name: "sqlite",
          include: ["test/*.test.ts"],
          exclude: [last],
          provide: { databases: `sqlite:${temporary}`, answers: temporary },
        },
      },
      ...(await postgres()),
      {
        // Reads what the others recorded, so it runs behind them.
        test: {
          ...common,
          name: "contract",
          include: [last],
          sequence: { groupOrder: 1 },
          provide: { databases: "", answers: temporary },
        },
      },
    ],
  },
});

async function postgres() {
  const databases = process.env.TEST_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const client = new pg.Client({ connectionString: databases, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    const reason = `PostgreSQL does not answer at TEST_POSTGRES_URL (${(error as Error).message})`;
    if (process.env.CI) throw new Error(`${reason}: start it, as .ci/run does`);
    console.warn(`Skipped on PostgreSQL: ${onEveryDatabase}. ${reason}.`);
    return [];
  }
  return [
    {
      test: {
        ...common,
        name: "postgres",
        include: onEveryDatabase,
        provide: { databases, answers: temporary },
        globalSetup: "test/databases.ts",
      },
    },
  ];
}
