/** Single requests: those that break a rule are refused, those that keep all are accepted. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { FuzzedOperation } from "./contract.ts";
import type { Draft } from "./drafts.ts";
import { isOwnRefusal, nextPair, type Reply } from "./replies.ts";
import type { Session } from "./session.ts";
import type { Place, Trial } from "./trials.ts";

/** @param compares whether refusals are held to change nothing, which takes many requests each */
export function checkTrial(
  operation: FuzzedOperation,
  { refusal, drafts }: Trial,
  session: Session,
  { compares = false } = {},
) {
  return fc.asyncProperty(drafts, async (draft) => {
    session.begin();
    if (refusal) await refuse(draft, refusal);
    else await accept(draft);
  });

  /** Names the place of the mistake, and changes nothing. */
  async function refuse(draft: Draft, { status, place }: NonNullable<Trial["refusal"]>): Promise<void> {
    const before = compares && (await session.snapshot());
    const answer = await session.send(operation, draft);
    // A handler may miss what the path names before it reads the cursor.
    const isMissed = isCursor(place) && answer.status === 404 && isOwnRefusal(answer, operation);
    if (isMissed) return;
    if (answer.status !== status) throw session.violation(`answered ${answer.status} instead of ${status}`);
    if (place && !namesOnly(place, answer))
      throw session.violation(`named another place than ${JSON.stringify(place)}: ${answer.text}`);
    if (compares && (await session.snapshot(true)) !== before)
      throw session.violation("was refused, but changed what is listed");
  }

  function isCursor(place: Place | undefined): boolean {
    const cursor = operation["x-paging"]?.cursor;
    return place !== undefined && "parameter" in place && place.parameter === cursor;
  }

  /** And so is the request for the next page. */
  async function accept(draft: Draft): Promise<void> {
    const answer = await session.send(operation, draft);
    const { status, text } = answer;
    const isRedirect = status >= 300 && status in operation.responses && status < 400 && status !== 304;
    if (!isRedirect && !isAcceptance(status, draft) && !isOwnRefusal(answer, operation))
      throw session.violation(`answered ${status}: ${text}`);
    const next = nextPair(operation, text);
    if (next === undefined) return;
    const { status: later } = await session.send(operation, { ...draft, query: [...draft.query, next] });
    if (later >= 300) throw session.violation(`answered its own cursor with ${later}`);
  }
}

function namesOnly(place: Place, { text }: Reply): boolean {
  const { errors = [] } = JSON.parse(text) as { errors?: object[] };
  const told = errors.map((error) => ({ ...error, detail: "" }));
  return told.length > 0 && told.every((error) => isDeepStrictEqual(error, { ...place, detail: "" }));
}

/** Whether a status accepts a valid request: its condition may fail, its key be in use. */
function isAcceptance(status: number, { headers }: Draft): boolean {
  if (status === 304) return "If-None-Match" in headers;
  if (status === 412) return "If-Match" in headers;
  if (status === 422) return "Idempotency-Key" in headers;
  return status < 300;
}
