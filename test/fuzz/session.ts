/** Requests sent one after the other to one server, and every answer held against the contract. */
import { Agent, request as openRequest } from "node:http";
import { text as readText } from "node:stream/consumers";
import { type Answer, breachOf, nextPair } from "./answers.ts";
import { type Contract, type FuzzedOperation, isList } from "./contract.ts";
import { curl } from "./curl.ts";
import { type Draft, type Path, pathAt, type Request, writeRequest } from "./drafts.ts";

export type Session = ReturnType<typeof createSession>;

export function createSession(contract: Contract, url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const count = { cases: 0, requests: 0 };
  /** What there is, by the template of its path. */
  const resources: { template: string; path: Path }[] = [];
  let trace: string[] = [];
  let snapshot: string | undefined;

  /** A broken promise, caused by the requests as commands. */
  const violation = (message: string) => new Error(message, { cause: trace.join("\n") });

  async function send(operation: FuzzedOperation, draft: Draft): Promise<Answer> {
    // About one of the resources at its path or above.
    const about = resources.filter(({ template }) => `${operation.path}/`.startsWith(`${template}/`));
    const request = writeRequest(operation, draft, about);
    trace.push(curl(url, request));
    const answer = await exchange(request);
    if (answer.status < 400) snapshot = undefined;
    const breach = breachOf(operation, answer, contract);
    if (breach) throw violation(`${breach}: ${JSON.stringify(answer.text.slice(0, 500))}`);
    return answer;
  }

  /** Past `fetch`, which would tidy paths such as `/..` up. */
  async function exchange({ body, ...request }: Request): Promise<Answer> {
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

  /** All that can be listed without knowing anything, page by page. */
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
    /** Begins another case, whose requests are told if it fails. */
    begin(): void {
      count.cases++;
      trace = [];
    },
    /** Creates something for later requests to be about; how that is answered is no matter yet. */
    async create(operation: FuzzedOperation, draft: Draft, template: string): Promise<void> {
      const answer = await send(operation, draft).catch(() => undefined);
      const path = pathAt(template, answer?.headers.location ?? "");
      if (path) resources.push({ template, path });
    },
    /** What can be listed: as it was last, if nothing was done since but in vain. */
    async snapshot(isFresh = false): Promise<string> {
      if (isFresh || snapshot === undefined) snapshot = await takeSnapshot();
      return snapshot;
    },
    close(): void {
      agent.destroy();
    },
  };
}
