/** A small contract for tests of tools, which tell of any: an edit of the service's own does not reach them. */
import type { OpenApiDocument, OpenApiResponse, Schema } from "../server/openapi.ts";

// Spread into it is what the contract's makers read, and the server does not.
export function userContract(): OpenApiDocument {
  const refused = answer("What went wrong.", "Problem", "application/problem+json");
  return {
    info: { title: "Users", version: "1.0.0" },
    paths: {
      "/api/users": {
        get: {
          operationId: "Users_list",
          ...{
            description: "Lists users.",
            "x-paging": { items: "items", cursor: "cursor", nextCursor: "nextCursor" },
          },
          parameters: [
            { name: "name", in: "query", schema: model("UserName") },
            { name: "namePrefix", in: "query", schema: model("UserName") },
            { name: "minAge", in: "query", schema: model("Age") },
            { name: "maxAge", in: "query", schema: model("Age") },
            { name: "sort", in: "query", schema: model("UserSort") },
            { name: "cursor", in: "query", schema: { type: "string", maxLength: 2000 } },
          ],
          responses: { "200": answer("The users.", "UserPage"), default: refused },
        },
        post: {
          operationId: "Users_create",
          ...{ description: "Creates a user.", "x-location": "Users_read" },
          parameters: [],
          requestBody: { required: true, content: { "application/json": { schema: model("NewUser") } } },
          responses: {
            "201": {
              ...answer("The user.", "User"),
              headers: { Location: { required: true, schema: { type: "string", format: "uri-reference" } } },
            },
            default: refused,
          },
        },
      },
      "/api/user/{id}": {
        get: {
          operationId: "Users_read",
          ...{ description: "Reads a user." },
          parameters: [{ name: "id", in: "path", required: true, schema: model("UserId") }],
          responses: {
            "200": answer("The user.", "User"),
            "404": answer("Nobody has this id.", "NotFoundProblem", "application/problem+json"),
            default: refused,
          },
        },
      },
    },
    components: {
      schemas: {
        UserId: { type: "integer", format: "int64", minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1] },
        UserName: { type: "string", minLength: 1, maxLength: 100, examples: ["john"] },
        Age: {
          type: "integer",
          format: "int32",
          minimum: 0,
          maximum: 150,
          description: "Whole years.",
          examples: [14],
        },
        UserSort: { type: "string", enum: ["id", "-id", "name", "-name", "age", "-age"] },
        User: {
          "x-table": "user",
          type: "object",
          required: ["id", "name", "age"],
          properties: {
            id: model("UserId"),
            name: model("UserName"),
            age: { anyOf: [model("Age"), { type: "null" }] },
          },
          examples: [{ id: 1, name: "john", age: 14 }],
        },
        NewUser: {
          type: "object",
          required: ["name"],
          properties: {
            name: model("UserName"),
            age: { anyOf: [model("Age"), { type: "null" }], default: null },
          },
          examples: [{ name: "john", age: 14 }],
        },
        UserPage: {
          type: "object",
          required: ["items"],
          properties: { items: { type: "array", items: model("User") }, nextCursor: { type: "string" } },
          examples: [{ items: [{ id: 1, name: "john", age: 14 }] }],
        },
        NotFoundProblem: {
          type: "object",
          required: ["type", "title", "status"],
          properties: {
            type: { type: "string", enum: ["/docs/problems#not-found"] },
            title: { type: "string", enum: ["Not found"] },
            status: { type: "integer", enum: [404] },
          },
        },
        Problem: {
          type: "object",
          required: ["title"],
          properties: { title: { type: "string" } },
        },
      },
      ...{ securitySchemes: { ReadToken: { type: "http", scheme: "Bearer" } } },
    },
  };
}

function model(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function answer(description: string, of: string, type = "application/json"): OpenApiResponse & { description: string } {
  return { description, content: { [type]: { schema: model(of) } } };
}
