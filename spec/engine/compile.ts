/** Compiles a TypeSpec contract to an OpenAPI document and its types, in one process. */
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Diagnostic, Program } from "@typespec/compiler";
import type { Document } from "../../server/engine/contract/document.ts";
import { $onValidate } from "./decorators.js";
import { type Finding, findingAt } from "./finding.ts";
import { faultsIn } from "./lint.ts";
import { createLocator, placeIn } from "./locate.ts";
import { polish } from "./polish.ts";

/** A contract, and what is wrong with it. */
export interface CompiledContract {
  /** Undefined where TypeSpec refuses it. A contract that breaks rules alone has one, so that all else can be held against it. */
  document: Document | undefined;
  faults: Finding[];
  /** Where a place of the contract is, such as "Birds_list" or "Bird.age". */
  locate(place: string): string | undefined;
}

export const banner = "// Made by `npm run generate`. Do not edit.\n";

export function createCompiler(root: string) {
  typesThread ??= startTypesThread(root);
  const { write } = typesThread;
  const last = new Map<string, Program>();
  return {
    async compile(spec: string): Promise<CompiledContract> {
      // Imported late: loading them is most of the work, and the thread has to start first.
      const [
        compiler,
        { getOpenAPI3 },
        { completeDocument, completeOperations, flowFaults, operationIdOf, readProgram, schemesOf },
      ] = await Promise.all([import("@typespec/compiler"), import("@typespec/openapi3"), import("./program.ts")]);
      const { compile, getSourceLocation, listServices, NodeHost } = compiler;
      const reported = (diagnostics: readonly Diagnostic[]) => findingsOf(root, diagnostics, getSourceLocation);

      const program = await compile(NodeHost, spec, { noEmit: true }, last.get(spec));
      last.set(spec, program);
      const errors = program.diagnostics.filter(({ severity }) => severity === "error");
      // Values that do not fit are those of examples and defaults: the rest of the contract can be held against all else.
      const isValid = errors.every(({ code }) => misfits.includes(code));
      if (!isValid) return { document: undefined, faults: reported(program.diagnostics), locate: () => undefined };
      if (errors.length > 0) $onValidate(program); // TypeSpec leaves it out.
      const diagnostics = reported(program.diagnostics); // The emitter adds its own.
      const [service, ...others] = listServices(program);
      if (!service || others.length > 0) throw new Error(`${spec} must declare one @service.`);
      const schemes = schemesOf(program);
      const locate = createLocator(root, program, compiler, operationIdOf(program), schemes);
      const whole = placeIn(root, getSourceLocation(service.type));
      const located = (faults: string[]) => faults.map((fault) => findingAt(locate(fault) ?? whole, fault));
      const { explicit, faults, ...left } = readProgram(program);
      const records = await getOpenAPI3(program, {
        "openapi-versions": ["3.1.0"],
        "seal-object-schemas": true,
        "experimental-parameter-examples": "data",
      }).catch((error: Error) => {
        if (faults.length + errors.length > 0) return undefined; // The emitter fails at some of them.
        throw error;
      });
      if (!records) return { document: undefined, faults: [...diagnostics, ...located(faults)], locate };
      const [record] = records;
      if (!record || record.versioned || !record.document.components?.schemas)
        throw new Error(`${spec} must declare a @service with models, and without versions.`);
      // What the emitter warns of would be missing in the document.
      if (record.diagnostics.length > 0)
        return { document: undefined, faults: [...located(faults), ...reported(record.diagnostics)], locate };

      // Through JSON: the emitter sets members to undefined, and uses some objects twice.
      const document: Document = JSON.parse(JSON.stringify(record.document));
      const eventFaults = completeDocument(program, document, left);
      polish(document);
      completeOperations(program, document);
      const broken = [...faults, ...flowFaults(schemes), ...eventFaults, ...faultsIn(document, explicit)];
      // Examples that do not fit are not in the document: that they are missing follows.
      const causes = errors.length > 0 ? broken.filter((fault) => !/\bexample\b/.test(fault)) : broken;
      return { document, faults: [...diagnostics, ...located(causes)], locate };
    },
    /** The text of `api.ts`, by its name. */
    async typesOf(document: Document): Promise<Map<string, string>> {
      return new Map([["api.ts", banner + (await write(document))]]);
    },
  };
}

/** TypeSpec's codes for values that are not of their type. */
const misfits = [
  "unassignable",
  "missing-property",
  "unexpected-property",
  "property-unassignable",
  "property-required",
];

/** What TypeSpec reports, at its place. Diagnostics about an unknown type follow from its being unknown. */
function findingsOf(
  root: string,
  diagnostics: readonly Diagnostic[],
  getSourceLocation: typeof import("@typespec/compiler")["getSourceLocation"],
): Finding[] {
  const causes = diagnostics.filter(({ message }) => !/\bErrorType\b/.test(message));
  return (causes.length > 0 ? causes : diagnostics).map((diagnostic) => {
    const { code, message, target } = diagnostic;
    const source = typeof target === "symbol" ? undefined : getSourceLocation(target, { locateId: true });
    const date = dateIn(diagnostic);
    const hint = date ? ` TypeSpec does not take strings for dates: write ${date}.` : "";
    return findingAt(source ? placeIn(root, source) : "", `${code}: ${message}${hint}`);
  });
}

/** How the string that was given for a date or time is written, which TypeSpec does not say. */
function dateIn({ code, message }: Diagnostic): string | undefined {
  const [text, time] = /"\d{4}-\d\d-\d\d(T[^"]*)?"/.exec(message) ?? [];
  if (code !== "unassignable" || !text) return undefined;
  return `${time ? "utcDateTime" : "plainDate"}.fromISO(${text})`;
}

/** One for all compilers. */
let typesThread: ReturnType<typeof startTypesThread> | undefined;

/** Loading openapi-typescript, with all of TypeScript, takes as long as the rest: a thread does it meanwhile. */
function startTypesThread(root: string) {
  const thread = new Worker(join(root, "spec/engine/types-thread.cjs"));
  thread.unref();
  /** Its messages carry no name: requests take turns. */
  let turn: Promise<unknown> = Promise.resolve();
  return {
    /** @returns the types of a document, as text */
    async write(document: Document): Promise<string> {
      const asked = turn.then(() => {
        thread.ref(); // Keep the process alive for this message alone.
        thread.postMessage(document);
        return (once(thread, "message") as Promise<[{ text: string; error?: Error }]>).finally(() => thread.unref());
      });
      turn = asked.catch(() => {}); // Its own caller sees the failure.
      const [{ text, error }] = await asked;
      if (error) throw error;
      return text;
    },
  };
}
