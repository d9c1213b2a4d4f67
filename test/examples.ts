/** Requests as the contract's examples have them: what the docs show, made for a server. */
import type { Tables } from "knex/types/tables.js";
import type { Call, Client } from "../client/client.ts";
import { answers } from "../generated/examples.ts";
import { operations } from "../generated/operations.ts";
import { allOperations, describe, loadDocument, type OpenApiDocument, type Operation } from "../server/openapi.ts";
import type { Document } from "../spec/document.ts";
import { bodyExample, callOf, exampleOf } from "../spec/examples.ts";

const contract = loadDocument() as unknown as Document; // The seam: the same document, as its maker sees it.

export interface ExampleRequest {
  path: string;
  init: { method: string; headers: Record<string, string>; body?: string };
}

/** One request for each media type that an operation takes. */
export function exampleRequests(document: OpenApiDocument, operation: Operation): ExampleRequest[] {
  const { parameters, requestBody } = describe(document, operation);
  const made = document as unknown as Document; // The same seam.
  const needed = parameters.filter(({ required }) => required);
  const valuesIn = (place: string): [string, string][] =>
    needed
      .filter((each) => each.in === place)
      .flatMap(({ name, schema }) =>
        [exampleOf(schema, made)].flat().map((value): [string, string] => [name, String(value)]),
      );
  const inPath = new Map(valuesIn("path"));
  const query = new URLSearchParams(valuesIn("query"));
  const headers = Object.fromEntries(valuesIn("header"));
  const path =
    operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(inPath.get(name) ?? "")) +
    (query.size > 0 ? `?${query}` : "");
  const { method } = operation;
  const content = Object.entries(requestBody?.content ?? {});
  if (content.length === 0) return [{ path, init: { method, headers } }];
  return content.map(([type, media]) => {
    const sent = encode(type, bodyExample(media, made));
    return { path, init: { method, ...sent, headers: { ...headers, ...sent.headers } } };
  });
}

/** Wider than they are, so that they can be asked by any name. */
const expected: Record<string, Record<string, { status: number; headers: object; body?: unknown }>> = answers;

/** The call of each operation as the docs show it, of any client, and what the contract says that it is answered. */
export const exampleCalls = allOperations.map(({ group, name, operation }) => {
  const described = describe(loadDocument(), operation) as unknown as Parameters<typeof callOf>[1]; // The same seam.
  const [text = ""] = /client\..*?\)(?=;|\) console)/.exec(callOf(operation.path, described, contract)) ?? [];
  const call = new Function("client", `return ${text}`) as (client: Client) => Call<unknown, Error>;
  return { operation, call, answer: expected[group]?.[name] };
});

/** The paths that tests write out. One that does not compile has moved: it has to in all of test/. */
export type WrittenOut = [
  At<typeof operations.users.list.path, "/api/users">,
  At<typeof operations.users.create.path, "/api/users">,
  At<typeof operations.users.listNamed.path, "/api/users/{name}">,
  At<typeof operations.users.createNamed.path, "/api/users/{name}">,
  At<typeof operations.users.read.path, "/api/user/{id}">,
];
type At<Path extends Place, Place> = Path;

/** Where the contract has one user. */
export function userAt(id: number | string): string {
  return operations.users.read.path.replace(/\{\w+\}/, String(id));
}

type NewUser = Parameters<Client["users"]["create"]>[0];

/** A user to create: what a test does not say of it is as in the contract's example. */
export function newUser(own: Partial<NewUser> = {}): NewUser {
  const media = contract.paths[operations.users.create.path]?.post?.requestBody?.content["application/json"];
  return { ...(media && (bodyExample(media, contract) as NewUser)), ...own } as NewUser;
}

/** The body that an operation answers with a status; undefined for none. */
export function exampleAnswer(document: OpenApiDocument, operation: Operation, status: number): unknown {
  const made = document as unknown as Document; // The same seam.
  const { content = {} } = made.paths[operation.path]?.[operation.method.toLowerCase()]?.responses[status] ?? {};
  const [media] = Object.values(content);
  return media && bodyExample(media, made);
}

/** A row without its id: what a test does not say of it is as in the contract's example of the model. */
export function exampleRow<Table extends keyof Tables & string>(
  table: Table,
  own: Partial<Tables[Table]> = {},
): Tables[Table] {
  const model = Object.values(contract.components.schemas).find((schema) => schema["x-table"] === table) ?? {};
  const isColumn = (name: string) => name !== "id" && model.properties?.[name]?.["x-column"] !== false;
  const members = Object.entries(exampleOf(model, contract) as object).filter(([name]) => isColumn(name));
  return { ...Object.fromEntries(members), ...own } as Tables[Table];
}

function encode(type: string, value: unknown) {
  const fields = () => Object.entries(value as Record<string, unknown>).map(([name, each]) => [name, String(each)]);
  if (type === "application/x-www-form-urlencoded")
    return { headers: { "Content-Type": type }, body: new URLSearchParams(fields()).toString() };
  if (type !== "multipart/form-data") return { headers: { "Content-Type": type }, body: JSON.stringify(value) };
  const parts = fields().map(
    ([name, text]) => `--example\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  return { headers: { "Content-Type": `${type}; boundary=example` }, body: `${parts.join("")}--example--\r\n` };
}
