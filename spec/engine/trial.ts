/** Runs the service's tests on tables as the contract asks for, and says which promises no longer hold. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { TestCase, TestModule, Vitest } from "vitest/node";
import { type LocatedOperation, placeOf } from "../../server/engine/contract/document.ts";
import { pendingStatements } from "./draft.ts";
import { type Finding, findingAt } from "./finding.ts";

export interface Trial {
  /**
   * Runs the examples of operations, and the tests that mention their interfaces or paths.
   * @param locate where an operation of the contract is
   */
  run(
    operations: LocatedOperation[],
    locate?: (place: string) => string | undefined,
    signal?: AbortSignal,
  ): Promise<Finding[]>;
  close(): Promise<void>;
}

/** The promises of any contract are kept in `test/engine/suite.ts`: of these, the report runs the examples. */
const suite = "the contract";
const examples = `${suite} shows by example what happens:`;

/** Keeps what takes long to load: a second run takes half of the first one's time. */
export function createTrial(root: string): Trial {
  let started: Promise<Vitest> | undefined;
  return {
    async run(operations, locate, signal) {
      const changes = await pendingStatements(root).catch(() => undefined);
      const files = testsOf(root, operations);
      if (!changes || files.length === 0) return []; // Why migrations fail is reported by itself.
      if (started) forgetModules(await started);
      started ??= startVitest(root);
      const vitest = await started;
      const cancel = () => void vitest.cancelCurrentRun("keyboard-input");
      signal?.addEventListener("abort", cancel);
      vitest.provide("changes", changes);
      const ids = operations.map(({ operation }) => operation.operationId).join("|");
      vitest.setGlobalTestNamePattern(new RegExp(`^(?!${suite} )|^${examples} (${ids})( |$)`));
      const specifications = await vitest.globTestSpecifications(files);
      const { exitCode } = process;
      const { testModules } = await vitest.runTestSpecifications(specifications, true);
      process.exitCode = exitCode; // Failures are this report's to judge.
      signal?.removeEventListener("abort", cancel);
      return testModules.flatMap((module) => findingsIn(module, root, locate));
    },
    async close() {
      await (await started)?.close();
    },
  };
}

/** The tests of the contract, and those that mention an interface of these operations, or a path up to its first parameter. */
function testsOf(root: string, operations: LocatedOperation[]): string[] {
  const folder = join(root, "test");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".test.ts")) : [];
  const groups = new Set(operations.map(({ operation }) => placeOf(operation).group));
  const mentions = [...groups].map((group) => new RegExp(`\\b${group}\\b`));
  const paths = operations.map(({ path }) => String(path.split("{")[0]));
  return files
    .map((name) => join(folder, name))
    .filter((file) => {
      const text = readFileSync(file, "utf8");
      return (
        text.includes("describeContract(") ||
        mentions.some((group) => group.test(text)) ||
        paths.some((path) => text.includes(path))
      );
    });
}

/** Any file may have been saved since the last run. */
function forgetModules(vitest: Vitest): void {
  const environments = vitest.projects.flatMap(({ vite }) => Object.values(vite.environments));
  const files = environments.flatMap(({ moduleGraph }) => [...moduleGraph.fileToModulesMap.keys()]);
  for (const file of new Set(files)) if (!file.includes("/node_modules/")) vitest.invalidateFile(file);
}

async function startVitest(root: string): Promise<Vitest> {
  const { createVitest } = await import("vitest/node"); // Loaded late: most reports run no tests.
  return createVitest("test", {
    root,
    config: join(root, "test/engine/vitest.config.ts"),
    watch: false,
    maxWorkers: 1, // Each more loads the service once more.
    project: ["sqlite"],
    reporters: [{}],
    pool: "threads", // They end with this process, however it ends.
    passWithNoTests: true,
  });
}

function findingsIn(module: TestModule, root: string, locate?: (place: string) => string | undefined): Finding[] {
  const file = relative(root, module.moduleId);
  return [
    ...module.errors().map(({ message }) => ({ file, text: `does not run: ${message}` })),
    ...[...module.children.allTests("failed")].map((test) => failureOf(test, file, root, locate)),
  ];
}

function failureOf(
  test: TestCase,
  file: string,
  root: string,
  locate?: (place: string) => string | undefined,
): Finding {
  const [error] = test.result().errors ?? [];
  const reason = error?.message.split("\n")[0] ?? "fails";
  const frame = error?.stacks?.find((each) => relative(root, each.file) === file);
  if (frame) return { file, line: frame.line, column: frame.column, text: `${test.fullName}: ${reason}` };
  // Promises of any contract are about an operation of this one.
  const place = locate?.(test.name.split(" ")[0] ?? "");
  return place ? findingAt(place, `${test.name}: ${reason}`) : { file, text: `${test.fullName}: ${reason}` };
}
