import { describe, expect, test } from "vitest";
import { type Document, type DocumentOperation, eventsOf, type Schema } from "../../server/engine/contract/document.ts";
import { bump, type ContractChange, changesBetween } from "../../spec/engine/compare.ts";
import { document } from "./aviary.ts";

type Edit = (contract: Document) => void;

const operation = ({ paths }: Document, method: string, path: string) => paths[path]?.[method] as DocumentOperation; // Cast: of the aviary.
const model = ({ components }: Document, name: string) => components.schemas[name] as Schema; // Cast: the same.

function edited(...edits: Edit[]): Document {
  const contract = structuredClone(document);
  for (const edit of edits) edit(contract);
  return contract;
}

const withOtherProblem: Edit = (contract) => {
  const { content = {}, headers = {} } = operation(contract, "post", "/api/birds").responses["409"] ?? {};
  const { schema } = content["application/problem+json"] ?? {};
  const missing = { $ref: "#/components/schemas/NotFoundProblem" };
  content["application/problem+json"] = { schema: { anyOf: [missing, schema ?? {}] } };
  delete headers["Retry-After"]?.required;
};

const orNull = { anyOf: [{ $ref: "#/components/schemas/Place" }, { type: "null" }] };

/** Each at a place of its own, so that they can be compared at once. */
const edits: Record<string, [edit: Edit, expected: Partial<ContractChange>]> = {
  "a tighter limit": [
    (contract) => Object.assign(model(contract, "Age"), { maximum: 90 }),
    { impact: "breaking", place: expect.stringMatching(/^Age \(Birds_list, Birds_create, /) },
  ],
  "a smaller file": [
    (contract) => Object.assign(operation(contract, "post", "/api/pictures/mirrored"), { "x-max-bytes": 5 }),
    { impact: "breaking", place: "Pictures_mirror", words: "x-max-bytes: 2000000000 → 5" },
  ],
  "callers who have to identify themselves": [
    (contract) =>
      Object.assign(operation(contract, "put", "/api/songs/whistle"), { security: [{ ReadToken: ["loud"] }] }),
    { impact: "breaking", place: "Songs_whistle", words: "callers: anyone → ReadToken<loud>" },
  ],
  "callers who are no longer let in": [
    (contract) => Object.assign(operation(contract, "get", "/api/catches"), { security: [{ WriteToken: [] }] }),
    { impact: "breaking", place: "Catches_list", words: "callers: ReadToken or WriteToken → WriteToken" },
  ],
  "further callers": [
    (contract) => Object.assign(operation(contract, "get", "/api/songs/count"), { security: [{ WriteToken: [] }, {}] }),
    { impact: "compatible", place: "Songs_count", words: "callers: ReadToken or WriteToken → WriteToken or anyone" },
  ],
  "a larger file": [
    (contract) => Object.assign(operation(contract, "put", "/api/pictures/printed"), { "x-max-bytes": 9e9 }),
    { impact: "compatible", place: "Pictures_print", words: "x-max-bytes: 2000000000 → 9000000000" },
  ],
  "a file of fewer types": [
    (contract) => {
      const form = operation(contract, "post", "/api/pictures/albums").requestBody?.content["multipart/form-data"];
      Object.assign(form?.encoding?.cover ?? {}, { contentType: "image/png" });
    },
    { impact: "breaking", words: "contentType: image/png, image/jpeg → image/png" },
  ],
  "a removed event": [
    (contract) => delete eventsOf(operation(contract, "get", "/api/concert"))?.rest,
    { impact: "breaking", place: "Concerts_listen answer 200 text/event-stream x-events rest", words: "removed" },
  ],
  "a description": [
    (contract) => Object.assign(model(contract, "BirdId"), { description: "A number." }),
    { impact: "docs only", words: expect.stringMatching(/^description: .* → A number\.$/) },
  ],
  "a new member of a response": [
    (contract) => Object.assign(model(contract, "BirdPage").properties ?? {}, { total: { type: "integer" } }),
    { impact: "compatible", place: "BirdPage.total (Birds_list)", words: "added" },
  ],
  "a filter by another operator": [
    (contract) =>
      Object.assign(operation(contract, "get", "/api/birds").parameters[0]?.["x-filter"] ?? {}, { operator: "<" }),
    { impact: "breaking", place: "Birds_list name", words: "filters by = → <" },
  ],
  "a renamed parameter": [
    (contract) => Object.assign(operation(contract, "get", "/api/birds").parameters[4] ?? {}, { name: "order" }),
    { impact: "breaking", place: "Birds_list order" },
  ],
  "a moved operation": [
    ({ paths }) => {
      paths["/api/songs/number"] = paths["/api/songs/count"] ?? {};
      delete paths["/api/songs/count"];
    },
    {
      impact: "breaking",
      place: "Songs_count",
      words: "moved from GET /api/songs/count to GET /api/songs/number",
    },
  ],
  "a renamed operation, which a location leads to": [
    (contract) => {
      operation(contract, "get", "/api/nest/{id}").operationId = "Nests_get";
      operation(contract, "post", "/api/bird/{id}/nests")["x-location"] = "Nests_get";
    },
    { impact: "breaking", place: "Nests_get", words: "was Nests_read" },
  ],
  "another status": [
    (contract) => {
      const { responses } = operation(contract, "put", "/api/songs/whistle");
      responses["200"] = { description: "Whistled.", content: { "application/json": { schema: { type: "string" } } } };
      delete responses["204"];
    },
    { impact: "breaking", place: "Songs_whistle answer 200", words: "Response 204 became 200" },
  ],
  "a new operation with a model of its own": [
    ({ paths, components }) => {
      components.schemas.Clutch = { type: "integer" };
      const content = { "application/json": { schema: { $ref: "#/components/schemas/Clutch" } } };
      paths["/api/eggs"] = { get: { operationId: "Eggs_count", parameters: [], responses: { "200": { content } } } };
    },
    { impact: "compatible", place: "Eggs_count", words: "added" },
  ],
  "a request's member that is no longer nullable": [
    (contract) =>
      Object.assign(model(contract, "BirdPatch").properties ?? {}, {
        age: { $ref: "#/components/schemas/Age", description: "Null if unknown." },
      }),
    { impact: "breaking", place: "BirdPatch.age (Birds_update)", words: "no longer nullable" },
  ],
  "a response's member that is nullable": [
    (contract) => Object.assign(model(contract, "Nest").properties ?? {}, { place: orNull }),
    { impact: "breaking", place: expect.stringMatching(/^Nest\.place \(/), words: "nullable" },
  ],
  "a request's member that is nullable": [
    (contract) => Object.assign(model(contract, "NestPatch").properties ?? {}, { place: orNull }),
    { impact: "compatible", place: "NestPatch.place (Nests_update)", words: "nullable" },
  ],
  "a member that becomes read-only": [
    (contract) =>
      Object.assign(model(contract, "Nest").properties ?? {}, {
        id: { allOf: [{ $ref: "#/components/schemas/NestId" }], readOnly: true },
      }),
    { impact: "compatible", place: expect.stringMatching(/^Nest\.id \(/), words: "readOnly: none → true" },
  ],
  "a deprecation": [
    (contract) => {
      const read = operation(contract, "get", "/api/bird/{id}");
      Object.assign(read, { deprecated: true, "x-deprecated": { since: "2026-10-01", sunset: "2027-04-01" } });
      read.description += " Deprecated since 2026-10-01; goes away on 2027-04-01.";
    },
    { impact: "compatible", place: "Birds_read", words: "deprecated, goes away on 2027-04-01" },
  ],
  "a removed operation": [
    ({ paths }) => delete paths["/api/songs/names"],
    { impact: "breaking", place: "Songs_names", words: "removed" },
  ],
  "paging that is gone": [
    (contract) => delete operation(contract, "get", "/api/birds")["x-paging"],
    { impact: "breaking", place: "Birds_list", words: "no longer paged" },
  ],
  "a response that is gone": [
    (contract) => delete operation(contract, "delete", "/api/bird/{id}").responses["412"],
    { impact: "breaking", place: "Birds_delete answer 412" },
  ],
  "a problem at a status that has one": [
    withOtherProblem,
    { impact: "compatible", place: "Birds_create answer 409 NotFoundProblem", words: "added" },
  ],
};

describe("changes of a contract", () => {
  test("are not those that follow from others: the statuses that no problem type has", async () => {
    const withStatuses = (statuses: number[]): Edit => {
      return (contract) => Object.assign(model(contract, "ProblemStatus"), { enum: statuses });
    };
    expect(await changesBetween(edited(withStatuses([402])), edited(withStatuses([402, 405])))).toEqual([]);
  });

  test("are reported in words, with their impact, and nothing else is", async () => {
    const all = await changesBetween(edited(), edited(...Object.values(edits).map(([edit]) => edit)));
    for (const [what, [, expected]] of Object.entries(edits))
      expect([what, all]).toEqual([what, expect.arrayContaining([expect.objectContaining(expected)])]);
    // A status that became another one has a body now.
    const others = all.filter(({ place }) => place === "Songs_whistle answer 200");
    expect(all.length - others.length).toBe(Object.keys(edits).length - 1);
    expect(others).toHaveLength(2);
  });

  test("are few where a problem leaves a status with others, and where a whole interface goes", async () => {
    const all = await changesBetween(
      edited(withOtherProblem),
      edited(({ paths }) => {
        for (const path of Object.keys(paths)) if (path.includes("nest")) delete paths[path];
      }),
    );
    expect(all.map(({ place, words, impact }) => [place, words, impact])).toEqual([
      ["Birds_create answer 409 NotFoundProblem", expect.stringMatching(/^removed/), "breaking"],
      ...["list", "create", "read", "delete", "update"].map((name) => [`Nests_${name}`, "removed", "breaking"]),
    ]);
  });

  test("ask for a version by their impact", () => {
    const change = (impact: ContractChange["impact"]): ContractChange => ({ impact, place: "", words: "" });
    expect(bump("1.2.3", [])).toBe("1.2.3");
    expect(bump("1.2.3", [change("docs only")])).toBe("1.2.4");
    expect(bump("1.2.3", [change("docs only"), change("compatible")])).toBe("1.3.0");
    expect(bump("1.2.3", [change("compatible"), change("breaking")])).toBe("2.0.0");
  });
});
