/** What the docs show is what happens: every operation's example is sent, and answered as its example says. */
import { describe, expect, test } from "vitest";
import { answers } from "../generated/examples.ts";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { exampleRequests } from "./examples.ts";
import { serve } from "./server.ts";

const document = loadDocument();
/** Wider than they are, so that they can be asked by any name. */
const expected: Record<string, Record<string, { status: number; body?: unknown }>> = answers;
const creations = allOperations.filter(({ operation }) => operation.location);

describe("the example of", () => {
  for (const { group, name, operation } of allOperations) {
    for (const { path, init } of exampleRequests(document, operation)) {
      test([operation.id, init.headers["Content-Type"]].filter(Boolean).join(" in "), async () => {
        const server = await serve();
        // What is created is the first; anything else is about what the creating examples made.
        for (const each of operation.method === "POST" ? [] : creations)
          for (const seed of exampleRequests(document, each.operation).slice(0, 1))
            await server.request(seed.path, seed.init);
        const answer = await server.request(path, init);
        const { status, body } = expected[group]?.[name] ?? {};
        const text = await answer.text();
        expect([answer.status, text ? JSON.parse(text) : undefined], "the example in spec/").toEqual([status, body]);
      });
    }
  }
});
