/** What the docs show is what happens: every operation's example is sent, and answered as its example says. */
import { describe, expect, test } from "vitest";
import { allOperations, loadDocument } from "../server/openapi.ts";
import { type ExampleRequest, exampleAnswer, exampleRequests } from "./examples.ts";
import { serve } from "./server.ts";

const document = loadDocument();
const creations = allOperations.filter(({ operation }) => operation.location);

describe("the example of", () => {
  for (const { group, operation } of allOperations) {
    const own = creations.filter((each) => each.group === group);
    const others = creations.filter((each) => each.group !== group);
    for (const request of exampleRequests(document, operation)) {
      test([operation.id, request.init.headers["Content-Type"]].filter(Boolean).join(" in "), async () => {
        const server = await serve();
        const sent: string[] = [];
        const send = ({ path, init }: ExampleRequest) => {
          sent.push(`${decodeURIComponent(path)} ${init.body}`);
          return server.request(path, init);
        };
        /** What refers to another is tried again once that is there. */
        const create = async (seeds: typeof creations): Promise<boolean> => {
          const refused: typeof creations = [];
          for (const seed of seeds)
            for (const first of exampleRequests(document, seed.operation).slice(0, 1))
              if (!(await send(first)).ok) refused.push(seed);
          return refused.length < seeds.length ? create(refused) : refused.length === 0;
        };
        // What is created is the first; anything else is about what the creating examples made, and no more than it needs.
        const rounds = operation.method === "POST" ? [[], others, creations] : [own, creations];
        let answer = new Response(null, { status: 404 });
        for (const seeds of rounds) {
          if (answer.ok) break;
          if (await create(seeds)) answer = await send(request);
        }
        expect(answer.status).toBeLessThan(300);
        const text = await answer.text();
        const expected = exampleAnswer(document, operation, answer.status);
        const made = withoutMadeUp(text ? JSON.parse(text) : undefined, expected, sent);
        expect(made, "the example in spec/").toEqual(expected);
      });
    }
  }
});

/**
 * An answer with the example's text wherever the service makes one up, such as a time: where nothing that was sent has
 * it. That it is of the declared kind is verified with every answer.
 */
function withoutMadeUp(answer: unknown, example: unknown, sent: string[]): unknown {
  if (typeof answer === "string" && typeof example === "string")
    return sent.some((each) => each.includes(example)) ? answer : example;
  if (typeof answer !== "object" || typeof example !== "object" || answer === null || example === null) return answer;
  const members = Object.entries(answer).map(([key, value]) => [
    key,
    withoutMadeUp(value, (example as Record<string, unknown>)[key], sent),
  ]);
  return Array.isArray(answer) ? members.map(([, value]) => value) : Object.fromEntries(members);
}
