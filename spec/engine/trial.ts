/** Runs the service's tests on tables as the contract asks for, and says which promises no longer hold. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { TestCase, TestModule, Vitest } from "vitest/node";
import { type LocatedOperation, placeOf } from "../../server/engine/contract/document.ts";
import { buildClient, buildService } from "./build.ts";
import { pendingStatements } from "./draft.ts";
import { type Finding, findingAt } from "./finding.ts";
import { filesIn } from "./prose.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Statements that turn the migrated tables into those that the contract asks for. */
    changes: string[];
    /** The ids of the operations that are tried; none for all. */
    operations: string[];
  }
}

export interface TrialOptions {
  /** Those that have changed: tests that mention neither their interfaces nor their paths are left out. */
  operations: LocatedOperation[];
  /** Whether to build the service for tests that start it as people do: its own migrations have to fit the contract. */
  isBuilt: boolean;
  /** Where an operation of the contract is. */
  locate?: ((place: string) => string | undefined) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Trial {
  run(options: TrialOptions): Promise<Finding[]>;
  close(): Promise<void>;
}

/** Of the promises of any contract and client, the fuzzer's and the package's take longest and reveal least about an edit. */
const tried = /^(?!the contract is kept by every operation, whatever is sent|the client's package )/;

/** Keeps what takes long to load: a second run takes half of the first one's time. */
export function createTrial(root: string): Trial {
  let started: Promise<Vitest> | undefined;
  return {
    async run({ operations, isBuilt, locate, signal }) {
      const changes = await pendingStatements(root).catch(() => undefined);
      const files = testsOf(root, operations, isBuilt);
      if (!changes || files.length === 0 || signal?.aborted) return []; // Why migrations fail is reported by itself.
      if (isBuilt) await Promise.all([buildService(root), buildClient(root)]);
      if (started) forgetModules(await started);
      started ??= startVitest(root);
      const vitest = await started;
      const cancel = () => void vitest.cancelCurrentRun("keyboard-input");
      signal?.addEventListener("abort", cancel);
      vitest.provide("changes", changes);
      const ids = operations.map(({ operation }) => operation.operationId);
      vitest.provide("operations", ids);
      vitest.setGlobalTestNamePattern(tried);
      const specifications = await vitest.globTestSpecifications(files);
      const { exitCode } = process;
      const { testModules } = await vitest.runTestSpecifications(specifications, true).finally(() => {
        process.exitCode = exitCode; // Failures are this report's to judge.
        signal?.removeEventListener("abort", cancel);
      });
      const findings = testModules.flatMap((module) => findingsIn(module, root, locate));
      return findings.filter((each, index) => findings.findIndex((other) => isDeepStrictEqual(each, other)) === index);
    },
    async close() {
      await (await started)?.close();
    },
  };
}

/** Some need the built client, and some start the built service. */
function testsOf(root: string, operations: LocatedOperation[], isBuilt: boolean): string[] {
  const groups = new Set(operations.map(({ operation }) => placeOf(operation).group));
  const mentions = [...groups].map((group) => new RegExp(`\\b${group}\\b`));
  const paths = operations.map(({ path }) => String(path.split("{")[0]));
  return filesIn(root, "test", ".test.ts")
    .map((file) => join(root, file))
    .filter((file) => {
      const text = readFileSync(file, "utf8");
      if (/\b(describePackage|starting)\(/.test(text) && !isBuilt) return false;
      const isMentioned = mentions.some((group) => group.test(text)) || paths.some((path) => text.includes(path));
      return isMentioned || /\bdescribe(Contract|Package)\(/.test(text);
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

function findingsIn(module: TestModule, root: string, locate: TrialOptions["locate"]): Finding[] {
  const file = relative(root, module.moduleId);
  return [
    ...module.errors().map(({ message }) => ({ file, text: `does not run: ${message}` })),
    ...[...module.children.allTests("failed")].map((test) => failureOf(test, file, root, locate)),
  ];
}

function failureOf(test: TestCase, file: string, root: string, locate: TrialOptions["locate"]): Finding {
  const [error] = test.result().errors ?? [];
  const reason = error ? reasonOf(error) : "fails";
  const frame = error?.stacks?.find((each) => relative(root, each.file) === file);
  if (frame) return { file, line: frame.line, column: frame.column, text: `${test.fullName}: ${reason}` };
  // Promises of any contract are about an operation of this one.
  const [operationId = ""] = test.name.split(" ");
  const place = locate?.(operationId);
  return place ? findingAt(place, `${operationId}: ${reason}`) : { file, text: `${test.fullName}: ${reason}` };
}

/** The first line of an error, and the last, which says more of what a process has printed; of a problem, the first rule. */
function reasonOf(error: { message: string }): string {
  const lines = error.message.split("\n").filter((line) => line.trim() !== "");
  const [first = "", last = ""] = [lines[0], lines.length > 1 ? lines.at(-1) : ""];
  const { pointer, parameter, detail } = (error as { problem?: Partial<InvalidRequest> }).problem?.errors?.[0] ?? {};
  const rule = detail ? `: ${pointer ?? parameter} ${detail}` : "";
  return `${first.trim()}${last ? ` … ${last.trim()}` : ""}${rule}`;
}

/** As far as it is read here. */
interface InvalidRequest {
  errors: { pointer?: string; parameter?: string; detail: string }[];
}
