/** What the docs show is what happens: every operation's example is sent, and answered as its example says. */
import { describe, expect, test } from "vitest";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { exampleAnswer, exampleRequests } from "./examples.ts";
import { serve } from "./server.ts";

const document = loadDocument();
const creations = allOperations.filter(({ operation }) => operation.location);

describe("the example of", () => {
  for (const { operation } of allOperations) {
    for (const { path, init } of exampleRequests(document, operation)) {
      test([operation.id, init.headers["Content-Type"]].filter(Boolean).join(" in "), async () => {
        const server = await serve();
        // What is created is the first; anything else is about what the creating examples made.
        for (const each of operation.method === "POST" ? [] : creations)
          for (const seed of exampleRequests(document, each.operation).slice(0, 1))
            await server.request(seed.path, seed.init);
        const answer = await server.request(path, init);
        expect(answer.status).toBeLessThan(300);
        const text = await answer.text();
        expect(text ? JSON.parse(text) : undefined, "the example in spec/").toEqual(
          exampleAnswer(document, operation, answer.status),
        );
      });
    }
  }
});
