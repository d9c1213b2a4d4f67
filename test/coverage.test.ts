/** Reads what the servers of all other tests answered: whatever the contract declares must have happened. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { allOperations, describe as describeOperation, loadDocument } from "../server/openapi.ts";

const folder = inject("answers");
const lines = readdirSync(folder)
  .filter((file) => file.endsWith(".jsonl"))
  .flatMap((file) => readFileSync(join(folder, file), "utf8").trim().split("\n"))
  .map((line) => JSON.parse(line) as { operation?: string; status: number; type?: string });

describe("the tests have seen", () => {
  for (const { operation } of allOperations) {
    const { responses } = describeOperation(loadDocument(), operation);
    const answers = lines.filter((line) => line.operation === operation.id);
    for (const [status, { content }] of Object.entries(responses)) {
      for (const type of content ? Object.keys(content) : [undefined]) {
        test(`${operation.id} answer ${[status, type].join(" ")}`, () => {
          const matches = answers.filter((answer) =>
            status === "default" ? !(answer.status in responses) : answer.status === Number(status),
          );
          expect(new Set(matches.map((answer) => answer.type))).toContain(type);
        });
      }
    }
  }
});

test("no answer was a breach of the contract", () => {
  expect(lines.length).toBeGreaterThan(0);
  const undeclared = lines.filter(({ operation: id, status }) => {
    const operation = allOperations.find((each) => each.operation.id === id)?.operation;
    const { responses = {} } = operation ? describeOperation(loadDocument(), operation) : {};
    return operation && !(status in responses) && !("default" in responses);
  });
  expect(undeclared).toEqual([]);
});
