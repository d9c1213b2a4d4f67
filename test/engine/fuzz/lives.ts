/** Sequences of requests: what is created can be read, changed, listed and deleted, and is gone then. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type FuzzedOperation, isJson, isList } from "./contract.ts";
import { type Draft, type Path, pathAt } from "./drafts.ts";
import { isKept, isOwnRefusal, membersOf, parseJson, type Reply } from "./replies.ts";
import type { Session } from "./session.ts";

/** An operation with requests that keep its rules. */
export interface Subject {
  operation: FuzzedOperation;
  drafts: fc.Arbitrary<Draft>;
}

/** A request with a condition that holds or fails. */
interface Step {
  operation: FuzzedOperation;
  draft: Draft;
  condition: "none" | "current" | "stale";
}

function stepsOf({ operation, drafts }: Subject): fc.Arbitrary<Step> {
  const condition = fc.constantFrom<Step["condition"][]>("none", "current", "stale");
  return fc.record({ operation: fc.constant(operation), draft: drafts, condition });
}

/** @param read the operation at the created resource's Location */
export function checkLives(create: Subject, { operation: read }: Subject, subjects: Subject[], session: Session) {
  const there = subjects.filter(({ operation }) => operation.path === read.path);
  const lasting = there.filter(({ operation }) => ["GET", "PATCH", "PUT"].includes(operation.method));
  const removals = there.filter(({ operation }) => operation.method === "DELETE");
  const isListed = subjects.some(({ operation }) => operation.path === create.operation.path && isList(operation));
  const isKeyed = create.operation.parameters.some(({ name }) => name === "Idempotency-Key");
  const steps = fc.array(fc.oneof(...lasting.map(stepsOf)), { maxLength: 6 });

  return fc.asyncProperty(create.drafts, steps, fc.tuple(...removals.map(stepsOf)), async (birth, steps, [parting]) => {
    session.begin();
    const before = await session.snapshot();
    const key = isKeyed ? { "Idempotency-Key": `${create.operation.operationId}-${session.count.cases}` } : {};
    birth = { ...birth, headers: { ...birth.headers, ...key } };
    const created = await session.send(create.operation, birth);
    if (isOwnRefusal(created, create.operation)) return;
    expectStatus(created, "2xx");
    const path = pathAt(read.path, created.headers.location ?? "");
    if (!path) throw session.violation(`Location ${created.headers.location} is no ${read.path}`);
    let current = await readBack(path);
    expectKept(create.operation, birth, created, current);
    const after = await session.snapshot();
    if (isListed && after === before) throw session.violation("what was created is not listed");
    if (isKeyed) await expectReplay(birth, created, after);
    for (const step of steps) current = await take(step, path, current);
    if (!parting) return;
    const { answer, applied } = await send(parting, path, current);
    expectStatus(answer, applied === "stale" ? "412" : "2xx");
    if (applied === "stale") expectStatus((await send(parting, path)).answer, "2xx");
    for (const step of [readStep(path), parting, ...steps])
      if (step.operation.responses[404]) expectStatus((await send(step, path)).answer, "404");
    if ((await session.snapshot()) !== before) throw session.violation("what was deleted has left a trace");
  });

  /** A repeated key repeats the response, and changes nothing. */
  async function expectReplay(birth: Draft, created: Reply, after: string): Promise<void> {
    const { status, text, headers } = await session.send(create.operation, birth);
    if (!isDeepStrictEqual([status, text, headers.location], [created.status, created.text, created.headers.location]))
      throw session.violation(`answered ${status} ${text} to what it had answered ${created.status} ${created.text}`);
    if ((await session.snapshot(true)) !== after)
      throw session.violation("was sent again under its key, and done again");
  }

  /** Takes a step, and returns the resource afterwards. */
  async function take(step: Step, path: Path, current: Reply): Promise<Reply> {
    const { answer, applied } = await send(step, path, current);
    if (step.operation === read) {
      expectStatus(answer, applied === "current" ? "304" : "200");
      return current;
    }
    const isRefused = answer.status !== 404 && isOwnRefusal(answer, step.operation);
    if (!isRefused) expectStatus(answer, applied === "stale" ? "412" : "2xx");
    const now = await readBack(path);
    if (applied !== "stale" && !isRefused) expectKept(step.operation, step.draft, answer, now);
    else if (now.text !== current.text) throw session.violation("an update was refused, but changed something");
    return now;
  }

  async function readBack(path: Path): Promise<Reply> {
    const { answer } = await send(readStep(path), path);
    expectStatus(answer, "200");
    return answer;
  }

  function readStep(path: Path): Step {
    const draft = { path, query: [], headers: {}, encode: encodeURIComponent };
    return { operation: read, draft, condition: "none" };
  }

  /** With the step's condition, if the contract has one and a current version is given. */
  async function send({ operation, draft, condition }: Step, path: Path, current?: Reply) {
    const name = operation.method === "GET" ? "If-None-Match" : "If-Match";
    const etag = operation.parameters.some((each) => each.name === name) && current?.headers.etag;
    const applied = etag ? condition : "none";
    const own = Object.entries(draft.headers).filter(([name]) => !/^If-(None-)?Match$/.test(name));
    const tag = applied === "current" ? String(etag) : '"of another version"';
    const headers = Object.fromEntries(applied === "none" ? own : [...own, [name, tag]]);
    // Optional query parameters may change its meaning, such as a dry run.
    const needed = operation.parameters.filter((each) => each.in === "query" && each.required);
    const query = draft.query.filter((pair) => needed.some((each) => pair.startsWith(`${each.name}=`)));
    return { answer: await session.send(operation, { ...draft, path, query, resource: undefined, headers }), applied };
  }

  /** What was sent is read back; so is the response, if both have the same schema. */
  function expectKept(operation: FuzzedOperation, { body }: Draft, answer: Reply, now: Reply): void {
    const sent = body && isJson(body.type) ? membersOf(body.bytes.toString()) : {};
    const kept = membersOf(now.text);
    for (const [name, value] of Object.entries(sent))
      if (Object.hasOwn(kept, name) && !isKept(value, kept[name]))
        throw session.violation(`keeps ${JSON.stringify(kept[name])} as ${name}, not ${JSON.stringify(value)}`);
    const { content, headers = {} } = operation.responses[answer.status] ?? {};
    if (!isDeepStrictEqual(content, read.responses[now.status]?.content)) return;
    if (!isDeepStrictEqual(parseJson(answer.text), parseJson(now.text)))
      throw session.violation(`answered ${answer.text}, but ${now.text} is read`);
    if (headers.ETag && answer.headers.etag !== now.headers.etag)
      throw session.violation(`answered the ETag ${answer.headers.etag}, but ${now.headers.etag} is read`);
  }

  function expectStatus({ status, text }: Reply, expected: string): void {
    if (expected === "2xx" ? status >= 300 : String(status) !== expected)
      throw session.violation(`answered ${status} instead of ${expected}: ${text}`);
  }
}
