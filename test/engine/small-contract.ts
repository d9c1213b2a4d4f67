/** A small contract as a document, for tests of the tools. */
import type { Document, DocumentResponse, Schema } from "../../server/engine/contract/document.ts";

export function birdContract(): Document {
  const refused = answer("What went wrong.", "Problem", "application/problem+json");
  return {
    info: { title: "Birds", version: "1.0.0" },
    paths: {
      "/api/birds": {
        get: {
          operationId: "Birds_list",
          description: "Lists birds.",
          "x-paging": { items: "items", cursor: "cursor", nextCursor: "nextCursor" },
          parameters: [
            { name: "name", in: "query", schema: model("BirdName"), "x-filter": { column: "name", operator: "=" } },
            {
              name: "namePrefix",
              in: "query",
              schema: model("BirdName"),
              "x-filter": { column: "name", operator: "startsWith" },
            },
            { name: "minAge", in: "query", schema: model("Age"), "x-filter": { column: "age", operator: ">=" } },
            { name: "maxAge", in: "query", schema: model("Age"), "x-filter": { column: "age", operator: "<=" } },
            { name: "sort", in: "query", schema: model("BirdSort") },
            { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100, default: 20 } },
            { name: "cursor", in: "query", schema: { type: "string", maxLength: 2000, examples: ["c"] } },
          ],
          responses: { "200": answer("The birds.", "BirdPage"), default: refused },
        },
        post: {
          operationId: "Birds_create",
          description: "Creates a bird.",
          "x-location": "Birds_read",
          parameters: [],
          requestBody: { required: true, content: { "application/json": { schema: model("NewBird") } } },
          responses: {
            "201": {
              ...answer("The bird.", "Bird"),
              headers: { Location: { required: true, schema: { type: "string", format: "uri-reference" } } },
            },
            default: refused,
          },
        },
      },
      "/api/bird/{id}": {
        get: {
          operationId: "Birds_read",
          description: "Reads a bird.",
          parameters: [{ name: "id", in: "path", required: true, schema: model("BirdId") }],
          responses: {
            "200": answer("The bird.", "Bird"),
            "404": answer("There is no such bird.", "NotFoundProblem", "application/problem+json"),
            default: refused,
          },
        },
      },
    },
    components: {
      schemas: {
        BirdId: { type: "integer", format: "int64", minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1] },
        BirdName: { type: "string", minLength: 1, maxLength: 100, examples: ["john"] },
        Age: {
          type: "integer",
          format: "int32",
          minimum: 0,
          maximum: 150,
          description: "Whole years.",
          examples: [14],
        },
        BirdSort: { type: "string", enum: ["id", "-id", "name", "-name", "age", "-age"] },
        Bird: {
          "x-table": "bird",
          type: "object",
          required: ["id", "name", "age"],
          properties: {
            id: model("BirdId"),
            name: model("BirdName"),
            age: { anyOf: [model("Age"), { type: "null" }] },
          },
          examples: [{ id: 1, name: "john", age: 14 }],
        },
        NewBird: {
          type: "object",
          required: ["name"],
          properties: {
            name: model("BirdName"),
            age: { anyOf: [model("Age"), { type: "null" }], default: null },
          },
          examples: [{ name: "john", age: 14 }],
        },
        BirdPage: {
          type: "object",
          required: ["items"],
          properties: { items: { type: "array", items: model("Bird") }, nextCursor: { type: "string" } },
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
      securitySchemes: {
        ReadToken: { type: "http", scheme: "Bearer" },
        Login: { type: "oauth2" },
        Key: { type: "apiKey", in: "header", name: "X-Key" },
        OtherKey: { type: "apiKey", in: "header", name: "x-key" },
        QueryKey: { type: "apiKey", in: "query", name: "key" },
      },
    },
  };
}

function model(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function answer(description: string, of: string, type = "application/json"): DocumentResponse {
  return { description, content: { [type]: { schema: model(of) } } };
}
