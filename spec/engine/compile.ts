/** Compiles a TypeSpec contract to an OpenAPI document and its types, in one process. */
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Diagnostic, Program } from "@typespec/compiler";
import type { Document } from "../../server/engine/contract/document.ts";
import { faultsIn } from "./lint.ts";
import { createLocator } from "./locate.ts";
import { polish } from "./polish.ts";

/** A contract that compiles and breaks no rule. */
export interface CompiledContract {
  document: Document;
}

export const banner = "// Made by `npm run generate`. Do not edit.\n";

export function createCompiler(root: string) {
  typesThread ??= startTypesThread(root);
  const { write } = typesThread;
  const last = new Map<string, Program>();
  return {
    /** @returns undefined once the contract's errors are printed */
    async compile(spec: string): Promise<CompiledContract | undefined> {
      // Imported late: loading them is most of the work, and the thread has to start first.
      const [
        compiler,
        { getOpenAPI3 },
        { completeDocument, completeOperations, flowFaults, operationIdOf, readProgram, schemesOf },
      ] = await Promise.all([import("@typespec/compiler"), import("@typespec/openapi3"), import("./program.ts")]);
      const { compile, formatDiagnostic, listServices, NodeHost } = compiler;
      /** Prints diagnostics with file:line:column and their line. @returns whether one is an error */
      const print = (diagnostics: readonly Diagnostic[]) => {
        // Diagnostics about an unknown type follow from its being unknown.
        const causes = diagnostics.filter(({ message }) => !/\bErrorType\b/.test(message));
        for (const diagnostic of causes.length > 0 ? causes : diagnostics)
          console.error(formatDiagnostic(diagnostic, { pretty: true, pathRelativeTo: process.cwd() }));
        const date = diagnostics.map(dateIn).find((each) => each !== undefined);
        if (date) console.error(`TypeSpec does not take strings for dates: write ${date}.`);
        return diagnostics.some(({ severity }) => severity === "error");
      };

      const program = await compile(NodeHost, spec, { noEmit: true }, last.get(spec));
      last.set(spec, program);
      if (print(program.diagnostics)) return undefined;
      if (listServices(program).length !== 1) throw new Error(`${spec} must declare one @service.`);
      const schemes = schemesOf(program);
      const locate = createLocator(program, compiler, operationIdOf(program), schemes);
      const report = (faults: string[]) => {
        for (const fault of faults)
          console.error(`${[locate(fault), "contract"].filter(Boolean).join(" - ")}: ${fault}`);
        return faults.length > 0;
      };
      const { explicit, faults, ...left } = readProgram(program);
      if (report(faults)) return undefined;
      const [record] = await getOpenAPI3(program, {
        "openapi-versions": ["3.1.0"],
        "seal-object-schemas": true,
        "experimental-parameter-examples": "data",
      });
      if (!record || record.versioned || !record.document.components?.schemas)
        throw new Error(`${spec} must declare a @service with models, and without versions.`);
      print(record.diagnostics);
      if (record.diagnostics.length > 0) {
        console.error("The document would lack what the emitter warns of: write it in another way.");
        return undefined;
      }

      // Through JSON: the emitter sets members to undefined, and uses some objects twice.
      const document: Document = JSON.parse(JSON.stringify(record.document));
      const eventFaults = completeDocument(program, document, left);
      polish(document);
      completeOperations(program, document);
      return report([...flowFaults(schemes), ...eventFaults, ...faultsIn(document, explicit)])
        ? undefined
        : { document };
    },
    /** The text of `api.ts`, by its name. */
    async typesOf({ document }: CompiledContract): Promise<Map<string, string>> {
      return new Map([["api.ts", banner + (await write(document))]]);
    },
  };
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
