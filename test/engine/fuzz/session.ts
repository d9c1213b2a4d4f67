/** Sends requests in sequence, and validates every response. */
import { Agent, request as openRequest } from "node:http";
import { text as readText } from "node:stream/consumers";
import { type FuzzedContract, type FuzzedOperation, isList } from "./contract.ts";
import { curl } from "./curl.ts";
import { type Draft, type Path, pathAt, type Request, writeRequest } from "./drafts.ts";
import { breachOf, nextPair, type Reply } from "./replies.ts";

export type Session = ReturnType<typeof createSession>;

export function createSession(contract: FuzzedContract, url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const count = { cases: 0, requests: 0 };
  /** Existing resources, by the template of their path. */
  const resources: { template: string; path: Path }[] = [];
  let trace: string[] = [];
  let snapshot: string | undefined;

  /** A broken promise, with the requests that led to it as commands. */
  const violation = (message: string) => new Error(message, { cause: trace.join("\n") });

  async function send(operation: FuzzedOperation, draft: Draft): Promise<Reply> {
    // About one of the resources at its path, or above it.
    const about = resources.filter(({ template }) => `${operation.path}/`.startsWith(`${template}/`));
    const request = writeRequest(operation, draft, about);
    trace.push(curl(url, request));
    const answer = await exchange(request);
    if (answer.status < 400) snapshot = undefined;
    const breach = breachOf(operation, answer, contract);
    if (breach) throw violation(`${breach}: ${JSON.stringify(answer.text.slice(0, 500))}`);
    return answer;
  }

  /** Without fetch, which normalises paths such as `/..`. */
  async function exchange({ body, ...request }: Request): Promise<Reply> {
    count.requests++;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => reject(violation(`gave no answer: ${error}`));
      const sent = openRequest({ agent, hostname, port, timeout: 10_000, ...request }, (answer) => {
        const { statusCode: status = 0, headers } = answer;
        readText(answer).then((text) => resolve({ status, headers, text }), fail);
      });
      sent.on("timeout", () => sent.destroy(new Error("timeout")));
      sent.on("error", fail);
      sent.end(body);
    });
  }

  /** All lists without parameters, page by page. */
  async function takeSnapshot(): Promise<string> {
    const pages: string[] = [];
    for (const list of contract.operations.filter(isList)) {
      for (let pair: string | undefined = ""; pair !== undefined; ) {
        const { text } = await exchange({ method: "GET", path: `${list.path}?${pair}`, headers: {} });
        pages.push(text);
        pair = nextPair(list, text);
      }
    }
    return pages.join("\n");
  }

  return {
    count,
    violation,
    send,
    /** Begins a case, whose requests are reported if it fails. */
    begin(): void {
      count.cases++;
      trace = [];
    },
    /** Creates something for later requests; a refusal does not matter here. */
    async create(operation: FuzzedOperation, draft: Draft, template: string): Promise<void> {
      const answer = await send(operation, draft).catch(() => undefined);
      const path = pathAt(template, answer?.headers.location ?? "");
      if (path) resources.push({ template, path });
    },
    /** What is listed; cached while no request has succeeded since. */
    async snapshot(isFresh = false): Promise<string> {
      if (isFresh || snapshot === undefined) snapshot = await takeSnapshot();
      return snapshot;
    },
    close(): void {
      agent.destroy();
    },
  };
}
