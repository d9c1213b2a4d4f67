import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import "../../spec/engine/parent.mjs";

const root = join(import.meta.dirname, "../..");
const temporary = mkdtempSync(join(tmpdir(), "test-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

// For these, any database will do, or none; all others run on both.
const once = [
  "access",
  "answers",
  "client",
  "client-*",
  "commands",
  "compare",
  "compile",
  "contracts",
  "deprecation",
  "dev",
  "docs",
  "docs-authorize",
  "events",
  "faults",
  "files",
  "fuzz",
  "gate",
  "hooks",
  "http",
  "input",
  "jwt",
  "lint",
  "main",
  "owasp",
  "proxies",
  "report",
  "repository",
  "router",
  "schema",
  "security",
];
// Processes, browsers, builds: left out by `npm run test:quick`.
const slow = ["commands", "faults", "docs", "docs-authorize", "dev", "main", "fuzz", "compile", "compare"];
// The longest first, each that waits beside one that works; dev copies what commands has made.
const long = [
  "commands",
  "faults",
  "docs-authorize",
  "docs",
  "files",
  "dev",
  "main",
  "fuzz",
  "contract",
  "compile",
  "compare",
  "package",
];
const inEngine = (names: string[]) => names.map((name) => `test/engine/${name}.test.ts`);
const isQuick = process.env.TEST_QUICK === "on";

/** The longest files first: at the end, no worker waits for the others. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place < 0 ? long.length : place;
    };
    return [...files].sort((one, other) => placeOf(one) - placeOf(other));
  }
}

// Files share a worker's modules: loading them anew for each file is a sixth of all work.
const common = {
  root,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  isolate: false,
  expect: { poll: { timeout: 20_000 } }, // For what comes in its own time, on a busy machine too.
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    provide: { changes: [], operations: [] },
    maxWorkers: availableParallelism() + 1, // Of those that work, some wait: for processes, browsers and clocks.
    ...(process.env.TEST_REPORT && {
      reporters: ["default", ["json", { outputFile: process.env.TEST_REPORT }]], // .ci/run counts from it.
    }),
    projects: [
      {
        test: {
          ...common,
          name: "sqlite",
          include: ["test/*.test.ts", "test/engine/*.test.ts"],
          exclude: isQuick ? [...inEngine(slow), "test/{package,tutorial}.test.ts"] : [],
          provide: { databases: `sqlite:${temporary}`, temporary },
        },
      },
      ...(isQuick ? [] : await postgres()),
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
    const reason = `PostgreSQL does not respond at TEST_POSTGRES_URL (${(error as Error).message})`;
    if (process.env.CI) throw new Error(`${reason}: start it, as .ci/run does`);
    console.warn(`Skipped on PostgreSQL: ${reason}.`);
    return [];
  }
  return [
    {
      test: {
        ...common,
        name: "postgres",
        include: ["test/*.test.ts", "test/engine/*.test.ts"],
        exclude: [...inEngine(once), "test/{package,tutorial}.test.ts"],
        provide: { databases, temporary },
        globalSetup: "test/engine/teardown.ts",
      },
    },
  ];
}
