/** What server/app.ts hands to the service, held against the contract: the handlers and verifiers that are missing or too many. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { type Document, operationsIn, placeOf } from "../../server/engine/contract/document.ts";
import { type Finding, lineAt } from "./finding.ts";

/** Names by interface, and names. */
interface Implementation {
  handlers: Record<string, string[]>;
  verifiers: string[];
}

/** Runs in a thread, which ends with what the service has loaded. */
const script = `
  const { parentPort, workerData } = require("node:worker_threads");
  import(workerData)
    .then(({ service: { handlers, verifiers } }) => parentPort.postMessage({
      handlers: Object.fromEntries(Object.entries(handlers).map(([group, own]) => [group, Object.keys(own)])),
      verifiers: Object.keys(verifiers),
    }))
    .catch((error) => parentPort.postMessage(String(error?.message ?? error)));`;

/** Loads server/app.ts. @returns undefined where it does not build, and its error where it throws */
async function loadImplementation(root: string): Promise<Implementation | string | undefined> {
  mkdirSync(join(root, "dist"), { recursive: true });
  const outfile = join(root, "dist/implementation.mjs"); // As deep as dist/main.js, for its relative paths.
  const options = { bundle: true, packages: "external", platform: "node", format: "esm", logLevel: "silent" } as const;
  const isBuilt = await build({ ...options, entryPoints: [join(root, "server/app.ts")], outfile }).then(
    () => true,
    () => false,
  );
  if (!isBuilt) return undefined;
  const worker = new Worker(script, { eval: true, workerData: pathToFileURL(outfile).href });
  try {
    return await new Promise((resolve) =>
      worker
        .once("message", resolve)
        .once("error", ({ message }) => resolve(message))
        .once("exit", () => resolve("it ends its process")),
    );
  } finally {
    await worker.terminate();
  }
}

/** What is missing and too much, and where the compiler says the same in its words, at length. */
interface Misfits {
  findings: Finding[];
  /** Lines, or whole files. */
  covered: Omit<Finding, "text">[];
}

/** Nothing where server/app.ts does not build, which the compiler reports. */
export async function compareImplementation(root: string, document: Document): Promise<Misfits> {
  const nothing = { findings: [], covered: [] };
  if (!existsSync(join(root, "server/app.ts"))) return nothing;
  const implementation = await loadImplementation(root);
  if (implementation === undefined) return nothing;
  if (typeof implementation === "string")
    return { ...nothing, findings: [{ file: "server/app.ts", line: 1, text: `cannot be loaded: ${implementation}` }] };
  const operations = operationsIn(document).map((located) => ({ ...located, ...placeOf(located.operation) }));
  const { handlers } = implementation;
  const groups = [...new Set([...operations.map(({ group }) => group), ...Object.keys(handlers)])];
  const sources = sourcesIn(root);
  const app = new Map([...sources].filter(([file]) => file === "server/app.ts"));
  const list = placed(app, /\bhandlers\s*:/);
  const verifiers = verifierFindings(implementation, document, placed(sources, /\bverifiers\b/));
  const findings = [...groups.flatMap(groupFindings), ...verifiers];
  const gone = groups.filter((group) => !operations.some((each) => each.group === group));
  return {
    findings,
    covered: [
      ...findings.filter(({ line }) => line !== undefined),
      ...gone.flatMap((group) => [
        ...[...sources].flatMap(([file, text]) => (declaring(group).test(text) ? [{ file }] : [])),
        ...linesOf(app, new RegExp(`\\b${group}\\b`)),
      ]),
      ...(verifiers.length > 0 ? linesOf(sources, /\bverifiers\b|\bVerifiers</) : []),
    ],
  };

  function groupFindings(group: string): Finding[] {
    const own = handlers[group];
    const asked = operations.filter((each) => each.group === group);
    const names = asked.map(({ name }) => name);
    if (!own) return [{ ...list, text: `lists no ${group}: write server/${group}.ts, with ${names.join(", ")}` }];
    if (asked.length === 0)
      return [
        {
          ...list,
          text: `lists ${group}, which the contract does not have: remove it with its handlers, or give it its new name`,
        },
      ];
    const lacking = asked.filter(({ name }) => !own.includes(name));
    return [
      ...lacking.map(({ name, method, path, operation }) => ({
        ...placed(sources, declaring(group)),
        text: `lacks ${name}(), for ${operation.operationId}: ${method.toUpperCase()} ${path}`,
      })),
      ...own
        .filter((name) => !names.includes(name))
        .map((name) => ({
          ...placed(sources, declaring(group), new RegExp(`^\\s*(?:async\\s+)?\\*?\\s*${name}\\b`, "m")),
          text: `has ${name}(), which the contract does not have: remove it`,
        })),
    ];
  }
}

function declaring(group: string): RegExp {
  return new RegExp(`\\b(?:const|let|function)\\s+${group}\\b`);
}

/** The lines that a pattern is found in. */
function linesOf(sources: Map<string, string>, pattern: RegExp): Omit<Finding, "text">[] {
  return [...sources].flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [{ file, line: index + 1 }] : [])),
  );
}

function verifierFindings({ verifiers }: Implementation, document: Document, place: Omit<Finding, "text">): Finding[] {
  const schemes = Object.keys(document.components.securitySchemes ?? {});
  return [
    ...schemes
      .filter((scheme) => !verifiers.includes(scheme))
      .map((scheme) => ({ ...place, text: `lacks a verifier for the security scheme ${scheme}` })),
    ...verifiers
      .filter((scheme) => !schemes.includes(scheme))
      .map((scheme) => ({ ...place, text: `has a verifier for ${scheme}, which no operation demands: remove it` })),
  ];
}

/** The service's own modules, by their path: handlers and access.ts before app.ts, which lists them. */
function sourcesIn(root: string): Map<string, string> {
  const names = readdirSync(join(root, "server")).filter((name) => name.endsWith(".ts"));
  const inOrder = names.sort((one, other) => Number(one === "app.ts") - Number(other === "app.ts"));
  return new Map(inOrder.map((name) => [`server/${name}`, readFileSync(join(root, "server", name), "utf8")]));
}

/** The place of a pattern in the first module that has it; where another one is found behind it, that one's. */
function placed(sources: Map<string, string>, pattern: RegExp, inner?: RegExp): Omit<Finding, "text"> {
  for (const [file, text] of sources) {
    const at = text.search(pattern);
    if (at < 0) continue;
    const found = inner?.exec(text.slice(at));
    return { file, line: lineAt(text, found ? at + found.index + found[0].search(/\S/) : at) };
  }
  return { file: "server/app.ts" };
}
