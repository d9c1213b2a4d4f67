/** What the docs show is what happens: every operation's example is sent, and answered as its example says. */
import { describe, expect, test } from "vitest";
import { allOperations, describe as describeOperation, loadDocument } from "../server/openapi.ts";
import { type ExampleRequest, exampleAnswer, exampleRequests } from "./examples.ts";
import { serve } from "./server.ts";

const document = loadDocument();
const creations = allOperations.filter(({ operation }) => "201" in describeOperation(document, operation).responses);

describe("the example of", () => {
  for (const { group, operation } of allOperations) {
    const own = creations.filter((each) => each.group === group);
    const others = creations.filter((each) => each.group !== group);
    for (const request of exampleRequests(document, operation)) {
      test([operation.id, request.init.headers["Content-Type"]].filter(Boolean).join(" in "), async () => {
        // What is created is the first; anything else is about what the creating examples made, and no more than it needs.
        const rounds = operation.method === "POST" ? [[], others, creations] : [own, creations];
        let answer = new Response(null, { status: 404 });
        let sent: string[] = [];
        for (const seeds of rounds) {
          if (answer.ok) break;
          const seeded = await serveWith(seeds);
          if (!seeded) continue;
          answer = await seeded.send(request);
          sent = seeded.sent;
        }
        expect(answer.status).toBeLessThan(300);
        const text = await answer.text();
        const expected = exampleAnswer(document, operation, answer.status);
        const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
        const made = withoutMadeUp(isJson ? JSON.parse(text) : text || undefined, expected, sent);
        expect(made, "the example in spec/").toEqual(expected);
      });
    }
  }
});

interface Seeded {
  send(request: ExampleRequest): Promise<Response>;
  /** All that was sent. */
  sent: string[];
}

/** A server with what the examples create; undefined where one of them is always refused. */
async function serveWith(seeds: typeof creations): Promise<Seeded | undefined> {
  const server = await serve();
  const sent: string[] = [];
  const send = ({ path, init }: ExampleRequest) => {
    sent.push(`${decodeURIComponent(path)} ${init.body}`);
    return server.request(path, init);
  };
  const refused: typeof creations = [];
  for (const seed of seeds)
    for (const first of exampleRequests(document, seed.operation).slice(0, 1))
      if (!(await send(first)).ok) refused.push(seed);
  if (refused.length === 0) return { send, sent };
  // What refers to another comes behind it, on a new server: what was refused may have taken an id.
  const order = [...seeds.filter((seed) => !refused.includes(seed)), ...refused];
  return order.every((seed, index) => seed === seeds[index]) ? undefined : serveWith(order);
}

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
