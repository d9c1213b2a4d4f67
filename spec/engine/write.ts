/** The files of `generated/`: the contract as values, and their types. */
import type { SecurityScheme } from "../../server/engine/contract/callers.ts";
import {
  type Document,
  type DocumentOperation,
  dereference,
  eventsOf,
  isFile,
  type LocatedOperation,
  modelOf,
  operationsIn,
  parametersIn,
  placeOf,
  problemMembers,
  problemsOf,
  securityOf,
} from "../../server/engine/contract/document.ts";
import type { ProblemType } from "../../server/engine/contract/problem.ts";
import { visible } from "../../server/engine/contract/words.ts";
import { contractTables, keyIn } from "../../server/engine/database/tables.ts";
import { banner } from "./compile.ts";
import { answersIn, callOf, optionsOf, problemAnswersIn, separatorOf } from "./examples.ts";
import { problemsIn } from "./polish.ts";

type ProblemAnswers = ReturnType<typeof problemAnswersIn>;

/** @param errorsModule the client engine's errors, as `errors.ts` imports them */
export function filesOf(document: Document, errorsModule: string): Map<string, string> {
  const problems = problemsIn(document);
  const answers = problemAnswersIn(document, problems);
  const examples = { answers: answersIn(document), problems: answers };
  return new Map([
    ["openapi.json", `${visible(JSON.stringify(document, null, 2))}\n`],
    ["contract.ts", contractModule(document, problems, answers)],
    ["errors.ts", errorsModuleText(problems, document, errorsModule)],
    ["models.ts", modelsModule(problems, document)],
    [
      "examples.ts",
      `${banner}/** A response of each operation and problem. */\nexport const examples = ${json(examples)} as const;\n`,
    ],
  ]);
}

function contractModule(document: Document, problems: Record<string, ProblemType>, answers: ProblemAnswers): string {
  const operations: Record<string, Record<string, object>> = {};
  for (const located of operationsIn(document)) {
    const { group, name } = placeOf(located.operation);
    operations[group] = { ...operations[group], [name]: factsOf(located, document) };
  }
  return `${banner}import type { components, operations as Operations } from "./api.ts";

/** What requests are routed and sent by, by interface and name. */
export const operations = ${json(operations)} as const;

/** The problem types that have a name. */
export const problems = ${json(problems)} as const;

/** How callers identify themselves. */
export const securitySchemes = ${json(securitySchemesOf(document))} as const;

/** Of types only. */
export interface Types {
  models: components["schemas"];
${servicesInterface(document)}${tablesInterface(document)}${problemsInterface(document, problems, answers)}}

export interface Contract {
  readonly operations: typeof operations;
  readonly problems: typeof problems;
  readonly securitySchemes: typeof securitySchemes;
  /** Of types only: never set. */
  readonly types?: Types;
}

export const contract: Contract = { operations, problems, securitySchemes };
`;
}

/** What requests are read and sent by. */
function securitySchemesOf({ components: { securitySchemes = {} } }: Document): Record<string, SecurityScheme> {
  const facts = Object.entries(securitySchemes).map(([name, scheme]): [string, SecurityScheme] => {
    // Its case does not matter (RFC 9110, section 11.1).
    if (scheme.type === "http") return [name, { type: "http", scheme: scheme.scheme.toLowerCase() }];
    if (scheme.type === "apiKey") return [name, { type: "apiKey", in: scheme.in, name: scheme.name }];
    return [name, { type: scheme.type }];
  });
  return Object.fromEntries(facts);
}

function factsOf({ path, method, operation }: LocatedOperation, document: Document) {
  const options = optionsOf(operation);
  const namesIn = (place: string) =>
    Object.fromEntries(
      options
        .filter(({ parameter }) => parameter.in === place)
        .map(({ option, parameter }) => [option, parameter.name]),
    );
  const cookies = namesIn("cookie");
  const separators = Object.fromEntries(
    operation.parameters.flatMap(({ name, in: place, explode, style, schema }) =>
      (place === "cookie" || (place === "query" && explode === false)) && dereference(schema, document).type === "array"
        ? [[name, separatorOf({ style })]]
        : [],
    ),
  );
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    query: namesIn("query"),
    headers: namesIn("header"),
    ...(Object.keys(cookies).length > 0 && { cookies }),
    ...(Object.keys(separators).length > 0 && { separators }),
    body: Object.keys(operation.requestBody?.content ?? {}),
    answers: Object.fromEntries(
      Object.entries(operation.responses)
        .map(([status, { content = {} }]): [string, string[]] => [
          status,
          Object.keys(content).filter((type) => type !== "application/problem+json"),
        ])
        .filter(([status, types]) => /^[23]/.test(status) || (status !== "default" && types.length > 0)),
    ),
    ...(sendsFiles(operation) && { files: true }),
    ...(eventsOf(operation) && { events: true }),
    idempotent: isIdempotent(method, operation),
    security: securityOf(operation, document),
    ...(operation["x-paging"] && { paging: operation["x-paging"] }),
    ...(operation["x-location"] && { location: operation["x-location"] }),
  };
}

/** Whether its successes are files. */
function sendsFiles({ responses }: DocumentOperation): boolean {
  return Object.entries(responses).some(
    ([status, { content = {} }]) =>
      status.startsWith("2") && Object.values(content).some(({ schema }) => isFile(schema)),
  );
}

/**
 * Idempotent by its method (RFC 9110, section 9.2.2), or a merge patch, which sets members to given values (RFC 7396).
 */
function isIdempotent(method: string, { requestBody }: DocumentOperation): boolean {
  const [type] = Object.keys(requestBody?.content ?? {});
  return ["get", "put", "delete"].includes(method) || type === "application/merge-patch+json";
}

/** The operations by interface, each with the contract's own sentence and an example call. */
function servicesInterface(document: Document): string {
  const groups = new Map<string, string[]>();
  for (const { path, operation } of operationsIn(document)) {
    const { group, name } = placeOf(operation);
    const filled = operation.parameters.filter((each) => each.in === "query" && "default" in each.schema);
    const declared = Object.entries(operation.responses)
      .filter(([status]) => status !== "default")
      .flatMap(([, response]) => problemsOf(response))
      .map((problem) => modelOf(problem).replace(/Problem$/, ""));
    const lines = [
      ...(operation.description ? [operation.description] : []),
      ...argumentsOf(path, operation, document),
      ...(operation.deprecated ? ["@deprecated"] : []),
      `@example ${callOf(path, operation, document)}`,
    ];
    const type = `Operations[${JSON.stringify(operation.operationId)}]`;
    const inPath = parametersIn(path).map(
      (each) => `${identifierOf(each)}: ${type}["parameters"]["path"][${JSON.stringify(each)}]`,
    );
    groups.set(group, [
      ...(groups.get(group) ?? []),
      comment(lines).replaceAll("\n", "\n      "),
      `${name}: ${type} & {`,
      ...(inPath.length > 0 ? [`  path: [${inPath.join(", ")}];`] : []),
      ...optionMembers(operation, type),
      ...eventTypes(operation),
      `  filled: ${union(filled.map((each) => each.name))};`,
      `  problems: ${union(declared)};`,
      "};",
    ]);
  }
  const members = [...groups].map(([group, lines]) => `    ${group}: {\n      ${lines.join("\n      ")}\n    };\n`);
  return `  /** The operations by interface: \`path\` has the path's parameters in order; query parameters with a default are \`filled\`. */
  services: {\n${members.join("")}  };\n`;
}

/** The data of each event, by the event's name. */
function eventTypes(operation: DocumentOperation): string[] {
  const members = Object.entries(eventsOf(operation) ?? {}).map(
    ([name, data]) => `    ${JSON.stringify(name)}: components["schemas"][${JSON.stringify(modelOf(data))}];`,
  );
  return members.length > 0 ? ["  events: {", ...members, "  };"] : [];
}

/** The options of the client's method that do not have the names of query parameters, such as `ifMatch`. */
function optionMembers(operation: DocumentOperation, type: string): string[] {
  const renamed = optionsOf(operation).filter(
    ({ option, parameter }) => parameter.in !== "query" || option !== parameter.name,
  );
  const members = renamed.flatMap(({ option, parameter: { name, in: place, required, description } }) => [
    ...(description ? [`    ${comment([description])}`] : []),
    `    ${option}${required ? "" : "?"}: NonNullable<${type}["parameters"][${JSON.stringify(place)}]>[${JSON.stringify(name)}];`,
  ]);
  const queries = renamed.filter(({ parameter }) => parameter.in === "query").map(({ parameter }) => parameter.name);
  return [
    ...(members.length > 0 ? ["  options: {", ...members, "  };"] : []),
    ...(queries.length > 0 ? [`  renamed: ${union(queries)};`] : []),
  ];
}

/** A name as the client's methods have it: `tripId`, of `trip-id`. */
function identifierOf(name: string): string {
  return name.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase()).replace(/^(?=\d)/, "_");
}

/** A tag for each argument of the client's method that the contract describes, itself or by its type. */
function argumentsOf(path: string, { parameters, requestBody }: DocumentOperation, document: Document): string[] {
  const inPath = parameters.filter((each) => each.in === "path");
  const [body] = Object.values(requestBody?.content ?? {});
  const described = [
    ...parametersIn(path).map((name) => ({ name, ...inPath.find((each) => each.name === name) })),
    ...(body ? [{ name: "body", ...body }] : []),
  ].map(({ name, schema, description = dereference(schema, document).description }) => ({
    name: identifierOf(name),
    description,
  }));
  return described.flatMap(({ name, description }) => (description ? [`@param ${name} ${description}`] : []));
}

function union(names: string[]): string {
  return names.map((name) => JSON.stringify(name)).join(" | ") || "never";
}

/** Each table: its rows are its model, without the members that have no column. */
function tablesInterface(document: Document): string {
  const tables = contractTables(document);
  const members = Object.entries(document.components.schemas).flatMap(([model, { "x-table": table, properties }]) => {
    if (!table) return [];
    const elsewhere = Object.entries(properties ?? {}).filter(([, property]) => property["x-column"] === false);
    const type = `components["schemas"][${JSON.stringify(model)}]`;
    const row = elsewhere.length > 0 ? `Omit<${type}, ${union(elsewhere.map(([name]) => name))}>` : type;
    const { name, type: kind, isUuid } = keyIn(tables.find((each) => each.name === table)?.columns ?? []);
    const key = JSON.stringify(name);
    const own = isUuid ? ` & { ${key}?: ${type}[${key}] | undefined }` : "";
    const insert = kind === "id" || isUuid ? `Omit<${row}, ${key}>${own}` : row;
    const members = [
      `row: ${row}`,
      `key: ${key}`,
      `insert: ${insert}`,
      ...(elsewhere.length > 0 ? [`model: ${type}`] : []),
    ];
    return [`    ${JSON.stringify(table)}: {\n${members.map((each) => `      ${each};\n`).join("")}    };\n`];
  });
  return `  /** Each table: its rows, the column of its key, what an insert takes, and what callers see of a row, where that differs. */\n  tables: {\n${members.join("")}  };\n`;
}

/** What has to be given with each problem: its extension members and its headers. */
function problemsInterface(document: Document, problems: Record<string, ProblemType>, answers: ProblemAnswers): string {
  const members = Object.keys(problems).map((name) => {
    const { headers = {} } = answers[name] ?? {}; // No operation may declare it yet.
    const model = `${name}Problem`;
    const { properties = {}, required = [] } = document.components.schemas[model] ?? {};
    const own = Object.keys(properties).filter((each) => !problemMembers.includes(each));
    const isNeeded = own.some((each) => required.includes(each));
    const needed = Object.keys(headers).filter((each) => each !== "Content-Type");
    const parts = [
      ...(own.length > 0
        ? [`members${isNeeded ? "" : "?"}: Pick<components["schemas"]["${model}"], ${union(own)}>;`]
        : []),
      ...(needed.length > 0 ? [`headers: Record<${union(needed)}, string>;`] : []),
    ];
    return `    ${name}: {${parts.map((part) => `\n      ${part}`).join("")}${parts.length > 0 ? "\n    " : ""}};\n`;
  });
  return `  /** What each problem carries beside the members of every problem. */\n  problems: {\n${members.join("")}  };\n`;
}

/** An error class of the client for each problem, under its name. */
function errorsModuleText(problems: Record<string, ProblemType>, document: Document, errorsModule: string): string {
  const classes = Object.entries(problems).map(([name, { type, status }]) => {
    const { description } = document.components.schemas[`${name}Problem`] ?? {};
    return `${description ? `${comment([description])}\n` : ""}export class ${classOf(name)} extends ApiError {
  override readonly name = ${JSON.stringify(classOf(name))};
  declare readonly type: ${JSON.stringify(type)};
  declare readonly status: ${status};
  declare readonly problem: components["schemas"]["${name}Problem"];
}
`;
  });
  return `${banner}import { ApiError } from "${errorsModule}";
import type { components } from "./api.ts";

${classes.join("\n")}`;
}

/** A name without the namespaces that it is in. */
function classOf(name: string): string {
  return name.replaceAll(".", "");
}

/** A type for each model, except those named as an error class: `NotFound` beside `NotFoundProblem`. */
function modelsModule(problems: Record<string, ProblemType>, { components: { schemas } }: Document): string {
  const types = Object.entries(schemas)
    .filter(([name]) => !Object.hasOwn(problems, name))
    .map(([name, { description }]) => {
      const words = description ? `${comment([description])}\n` : "";
      return `${words}export type ${classOf(name)} = components["schemas"]["${name}"];\n`;
    });
  return `${banner}import type { components } from "./api.ts";\n\n${types.join("\n")}`;
}

function comment(lines: string[]): string {
  const text = lines.map((line) => line.replaceAll("*/", "*\\/").replaceAll("\n", " "));
  return text.length > 1 ? `/**\n${text.map((line) => ` * ${line}\n`).join("")} */` : `/** ${text.join("")} */`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
