/**
 * Makes `generated/` from the TypeSpec contract in `spec/`, in one process:
 * TypeSpec → openapi.json → api.ts (types) and operations.ts (the run-time table).
 */

import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { Diagnostic } from "@typespec/compiler";
import { fullFormats } from "ajv-formats/dist/formats.js";

/** The part of an OpenAPI document that is read or changed here. */
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes?: Record<string, { type: string; scheme?: string }> };
  security?: Requirement[];
}

/** One way to be allowed: every scheme that it names; none for anyone. */
type Requirement = Record<string, string[]>;

interface Operation {
  operationId: string;
  security?: Requirement[];
  summary?: string;
  description?: string;
  parameters: { name: string; in: string; required?: boolean; schema: Schema; example?: unknown; explode?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  "x-paging"?: object;
  "x-location"?: string;
}

interface Schema {
  $ref?: string;
  type?: unknown;
  format?: unknown;
  allOf?: Schema[];
  enum?: unknown[];
  examples?: unknown[];
  properties?: Record<string, Schema>;
  unevaluatedProperties?: { not?: object };
  additionalProperties?: boolean;
  /** The table that keeps the model. */
  "x-table"?: string;
  /** False for a member that the model's table does not keep. */
  "x-column"?: boolean;
}

type Table = Record<string, Record<string, TableRow>>;
type TableRow = ReturnType<typeof rowOf>;

const methods = ["get", "put", "post", "delete", "patch"];
/** The client's own settings of a call, which stand beside the contract's parameters in its options. */
const callSettings = ["signal", "headers", "timeout", "retries"];
const banner = "// Made from spec/ by `npm run generate`. Do not edit.\n";

/** Compiles the contract. Returns the text of each generated file by name, or undefined once its errors are printed. */
export async function generate(spec: string): Promise<Map<string, string> | undefined> {
  const types = startTypesThread();
  try {
    return await generateFiles(spec, types);
  } finally {
    await types.terminate();
  }
}

async function generateFiles(spec: string, types: Worker): Promise<Map<string, string> | undefined> {
  // Imported here, as loading them is most of the work, and the thread has to start before.
  const [{ compile, formatDiagnostic, NodeHost }, { getOpenAPI3 }] = await Promise.all([
    import("@typespec/compiler"),
    import("@typespec/openapi3"),
  ]);
  /** Prints each diagnostic as file:line:column, with its line. Returns whether one of them is an error. */
  const tell = (diagnostics: readonly Diagnostic[]) => {
    for (const diagnostic of diagnostics)
      console.error(formatDiagnostic(diagnostic, { pretty: true, pathRelativeTo: process.cwd() }));
    return diagnostics.some(({ severity }) => severity === "error");
  };

  const program = await compile(NodeHost, join(spec, "main.tsp"), { noEmit: true });
  if (tell(program.diagnostics)) return undefined;
  const [record] = await getOpenAPI3(program, {
    "openapi-versions": ["3.1.0"],
    "seal-object-schemas": true,
    "experimental-parameter-examples": "data",
  });
  if (!record || record.versioned) throw new Error("spec/main.tsp declares one service, without versions");
  if (tell(record.diagnostics)) return undefined;

  const document = record.document as unknown as Document; // The emitter's types cover OpenAPI 3.0 to 3.2 at once.
  const faults = [...polish(document), ...faultsIn(document)];
  for (const fault of faults) console.error(`spec: ${fault}`);
  if (faults.length > 0) return undefined;

  const table: Table = {};
  for (const { path, method, operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    table[group] = { ...table[group], [name]: rowOf(path, method, operation, document.security ?? []) };
  }
  types.postMessage(document);
  const [text] = (await once(types, "message")) as [string];
  return new Map([
    ["openapi.json", `${JSON.stringify(document, null, 2)}\n`],
    ["api.ts", `${banner}${text}${serviceInterface(document)}${tablesInterface(document)}`],
    ["operations.ts", `${banner}${constant("operations", table)}\n${constant("problems", problemsIn(document))}`],
  ]);
}

/** Loading openapi-typescript, with all of TypeScript, takes as long as the rest: a thread does it meanwhile. */
function startTypesThread(): Worker {
  return new Worker(new URL("../spec/types-thread.cjs", import.meta.url));
}

/** Puts into the document what the emitter cannot say, and names what no validator would enforce. */
function* polish(document: Document): Generator<string> {
  const schemas = schemasIn(document);
  const composed = new Set(schemas.flatMap((schema) => schema.allOf ?? []).map(({ $ref }) => $ref));
  const names = new Map(Object.entries(document.components.schemas).map(([name, schema]) => [schema, name]));
  for (const schema of schemas) {
    // The same promise for a model that is not composed, in the word that every OpenAPI tool understands.
    if (
      schema.unevaluatedProperties?.not &&
      !schema.allOf &&
      !composed.has(`#/components/schemas/${names.get(schema)}`)
    ) {
      delete schema.unevaluatedProperties;
      schema.additionalProperties = false;
    }
    if (typeof schema.format === "string" && !(schema.format in fullFormats))
      yield `no validator knows the format "${schema.format}": constrain the scalar with @minValue, @maxValue or @pattern`;
  }
  for (const { operation } of operationsIn(document)) {
    const [sentence] = operation.description?.split(/(?<=\.)\s/) ?? [];
    if (sentence) operation.summary ??= sentence.replace(/\.$/, "");
    // The emitter seals every model but those of multipart forms.
    const form = resolve(operation.requestBody?.content["multipart/form-data"]?.schema, document);
    if (form?.properties) form.additionalProperties ??= false;
    for (const parameter of operation.parameters) {
      const [example] = resolve(parameter.schema, document)?.examples ?? [];
      if (parameter.required && example !== undefined) parameter.example = example; // Docs fill it in.
    }
  }
}

/** What the server or the client could not keep to. */
function* faultsIn(document: Document): Generator<string> {
  const operations = operationsIn(document).map(({ operation }) => operation);
  for (const [name, { type, scheme }] of Object.entries(document.components.securitySchemes ?? {}))
    if (!/^[A-Z]\w*Token$/.test(name) || type !== "http" || scheme?.toLowerCase() !== "bearer")
      yield `${name}: the server knows bearer tokens, each a model named for its scope: ReadToken is BearerAuth`;
  for (const operation of operations) {
    const { operationId, parameters, "x-location": location } = operation;
    if (!/^[A-Z]\w*_[a-z]\w*$/.test(operationId))
      yield `${operationId}: an operation lives in an interface, and is named Interface_operation`;
    for (const { name } of parameters.filter(({ name, in: place }) => place === "query" && callSettings.includes(name)))
      yield `${operationId}: the query parameter "${name}" would hide the client's own setting`;
    for (const { name, schema, explode } of parameters)
      if (resolve(schema, document)?.type === "array" && explode === false)
        yield `${operationId}: the list "${name}" needs @query(#{ explode: true }): that is how the client sends it`;
    if (location && !operations.some((each) => each.operationId === location))
      yield `${operationId}: x-location names ${location}, which does not exist`;
  }
}

function resolve(schema: Schema | undefined, document: Document): Schema | undefined {
  return schema?.$ref ? document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
}

function placeOf({ operationId }: Operation): { group: string; name: string } {
  const [group = "", name = ""] = operationId.split("_");
  return { group: group.charAt(0).toLowerCase() + group.slice(1), name };
}

/** A row of the run-time table: what a server routes by and a client sends by. */
function rowOf(path: string, method: string, operation: Operation, security: Requirement[]) {
  const namesIn = (place: string) => operation.parameters.filter((each) => each.in === place).map(({ name }) => name);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    query: namesIn("query"),
    headers: namesIn("header"),
    body: Object.keys(operation.requestBody?.content ?? {}),
    scopes: (operation.security ?? security).flatMap(Object.keys).map(scopeOf),
    ...(operation["x-paging"] && { paging: operation["x-paging"] }),
    ...(operation["x-location"] && { location: operation["x-location"] }),
  };
}

/** "read", of "ReadToken". */
function scopeOf(scheme: string): string {
  return scheme.replace(/Token$/, "").toLowerCase();
}

/** The operations by interface, each under the contract's own sentence. */
function serviceInterface(document: Document): string {
  const groups = new Map<string, string[]>();
  for (const { operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    const filled = operation.parameters.filter((each) => each.in === "query" && "default" in each.schema);
    const names = filled.map((each) => JSON.stringify(each.name)).join(" | ") || "never";
    const sentence = operation.description?.replaceAll("*/", "*\\/").replaceAll("\n", " ");
    const lines = groups.get(group) ?? [];
    if (sentence) lines.push(`/** ${sentence} */`);
    groups.set(group, [
      ...lines,
      `${name}: operations[${JSON.stringify(operation.operationId)}] & { filled: ${names} };`,
    ]);
  }
  const members = [...groups].map(([group, lines]) => `    ${group}: {\n        ${lines.join("\n        ")}\n    };\n`);
  return `/** The operations by interface; \`filled\` names the query parameters that have a default. */
export interface Service {\n${members.join("")}}\n`;
}

/** The models that are kept, by the table of their rows. */
function tablesInterface(document: Document): string {
  const members = Object.entries(document.components.schemas).flatMap(([model, { "x-table": table, properties }]) => {
    if (!table) return [];
    const elsewhere = Object.entries(properties ?? {}).filter(([, property]) => property["x-column"] === false);
    const type = `components["schemas"][${JSON.stringify(model)}]`;
    const row = elsewhere.length
      ? `Omit<${type}, ${elsewhere.map(([name]) => JSON.stringify(name)).join(" | ")}>`
      : type;
    return [`    ${JSON.stringify(table)}: ${row};\n`];
  });
  return `/** The models that are kept, by the table of their rows. */
export interface Tables {\n${members.join("")}}\n`;
}

/** The problems that callers can act on, by name: what never differs from one occurrence to the next. */
function problemsIn(document: Document): Record<string, object> {
  return Object.fromEntries(
    Object.entries(document.components.schemas).flatMap(([name, { properties }]) => {
      const [type, title, status] = [properties?.type, properties?.title, properties?.status].map(
        (each) => each?.enum?.[0],
      );
      return name.endsWith("Problem") && type && title && status
        ? [[name.slice(0, -"Problem".length), { type, title, status }]]
        : [];
    }),
  );
}

function constant(name: string, value: unknown): string {
  return `export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`;
}

function operationsIn(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Every object in the document that may be a schema; examples are data. */
function schemasIn(node: unknown): Schema[] {
  if (typeof node !== "object" || node === null) return [];
  const children = Object.entries(node).flatMap(([key, child]) => (/^examples?$/.test(key) ? [] : schemasIn(child)));
  return [node, ...children];
}

/** Writes what differs and removes what is no longer made; with `check`, only tells. Returns what differed. */
export function write(files: Map<string, string>, folder: string, check: boolean): string[] {
  mkdirSync(folder, { recursive: true });
  const stale = [...files].filter(([name, text]) => {
    const path = join(folder, name);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  const orphans = readdirSync(folder).filter((name) => !files.has(name));
  if (!check) {
    for (const [name, text] of stale) writeFileSync(join(folder, name), text);
    for (const name of orphans) rmSync(join(folder, name), { recursive: true });
  }
  return [...stale.map(([name]) => name), ...orphans];
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { check: { type: "boolean", default: false }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(
      "npm run generate              makes generated/ from spec/\nnpm run generate -- --check   writes nothing; fails when generated/ is not what spec/ makes",
    );
    process.exit();
  }
  const spec = join(import.meta.dirname, "../spec"); // From the source as from the build.
  const files = await generate(spec);
  if (!files) {
    console.error("generated/ is left as it was: mend the errors above and run `npm run generate` again.");
    process.exit(1);
  }
  const changed = write(files, join(spec, "../generated"), values.check);
  if (values.check && changed.length > 0) {
    console.error(`generated/ is not what spec/ makes: ${changed.join(", ")}. Run \`npm run generate\`.`);
    process.exit(1);
  }
  console.log(changed.length > 0 ? `generated/: wrote ${changed.join(", ")}` : "generated/ is up to date");
}
