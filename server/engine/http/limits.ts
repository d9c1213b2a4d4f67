/** Rate limits: of each caller's requests, and of wrong credentials. */
import { isIPv6 } from "node:net";
import { engineProblems, Problem } from "../contract/problem.ts";

/** The verifications at one address. */
interface Attempts {
  /** When the wrong ones were counted, in seconds. */
  second: number;
  wrong: number;
  pending: number;
  waiting: (() => void)[];
}

/** Verifies a credential; returns undefined for a wrong one. */
type Run<T> = () => T | undefined | Promise<T | undefined>;

/** @param limit requests of a caller, and wrong credentials from an address, in a second; 0 for any number */
export function createRateLimiter(limit: number) {
  const counts = new Map<string, number>();
  const attempts = new Map<string, Attempts>();
  let current = 0;

  /** Windows of one second: at their end, all counts are dropped. */
  function startWindow(): void {
    const now = Math.floor(Date.now() / 1_000);
    if (now === current) return;
    current = now;
    counts.clear();
    for (const [address, { pending, waiting }] of attempts)
      if (pending + waiting.length === 0) attempts.delete(address);
  }

  function attemptsAt(address: string): Attempts {
    const known = attempts.get(address) ?? { second: current, wrong: 0, pending: 0, waiting: [] };
    if (known.second !== current) Object.assign(known, { second: current, wrong: 0 });
    attempts.set(address, known);
    return known;
  }

  return {
    /** @throws TooManyRequests */
    count(caller: string): void {
      if (limit === 0) return;
      startWindow();
      const count = (counts.get(caller) ?? 0) + 1;
      counts.set(caller, count);
      if (count > limit) throw tooMany(`One caller may send ${limit} requests in a second.`);
    },

    /**
     * Verifies a credential. At the limit, none is verified, so that the refusal says nothing about it; while others are
     * being verified that may turn out to be wrong, it waits for them.
     * @throws TooManyRequests
     */
    verify<T>(address: string, run: Run<T>): ReturnType<Run<T>> {
      return limit === 0 ? run() : verifyInTurn(networkOf(address), run);
    },
  };

  async function verifyInTurn<T>(network: string, run: Run<T>): Promise<T | undefined> {
    for (;;) {
      startWindow();
      const { wrong, pending, waiting } = attemptsAt(network);
      if (wrong >= limit) throw tooMany("Too many wrong credentials have come from this address.");
      if (wrong + pending < limit) break;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    attemptsAt(network).pending++;
    let isWrong = true;
    try {
      const found = await run();
      isWrong = found === undefined;
      return found;
    } catch (error) {
      isWrong = error instanceof Problem && error.status < 500; // Otherwise nothing is known of the credential.
      throw error;
    } finally {
      startWindow();
      const own = attemptsAt(network);
      own.pending--;
      if (isWrong) own.wrong++;
      for (const resume of own.waiting.splice(0)) resume();
    }
  }
}

function tooMany(detail: string): Problem {
  return new Problem(engineProblems.TooManyRequests, detail, { headers: { "Retry-After": "1" } });
}

/** The address, or the /64 network of an IPv6 address, of which one caller usually has all (RFC 6177). */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  if (tail !== undefined) {
    const rest = tail.split(":").filter(Boolean);
    while (groups.length + rest.length < 8) groups.push("0");
    groups.push(...rest);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return network.join(":");
}
