/** Rate limits: of each caller's requests, and of guesses at credentials. */
import { isIPv6 } from "node:net";
import { engineProblems, Problem } from "../contract/problem.ts";

/** A request's attempt to authenticate. */
export interface Guess {
  /** Called before a credential is verified. @throws TooManyRequests beyond the limit, where a right guess must not be told from a wrong one */
  begin(): void;
  /** Called for a credential that is declined. */
  decline(): void;
  /** Called when all is verified: an attempt counts where a credential was declined. */
  end(): void;
}

export type RateLimiter = ReturnType<typeof createRateLimiter>;

/** @param limit requests, and wrong guesses, in a second; 0 for any number */
export function createRateLimiter(limit: number) {
  const requests = createCounter();
  const guesses = createCounter();
  const refuse = () => {
    throw new Problem(engineProblems.TooManyRequests, `One caller may send ${limit} requests in a second.`, {
      headers: { "Retry-After": "1" },
    });
  };
  return {
    /** @throws TooManyRequests */
    count(caller: string): void {
      if (limit > 0 && requests.add(caller, 1) > limit) refuse();
    },
    guess(address: string): Guess {
      const network = networkOf(address);
      let isCounted = false;
      let isWrong = false;
      return {
        begin() {
          if (limit === 0 || isCounted) return;
          // Counted now: others must not be verified meanwhile.
          if (guesses.add(network, 0) >= limit) refuse();
          guesses.add(network, 1);
          isCounted = true;
        },
        decline() {
          isWrong = true;
        },
        end() {
          if (isCounted && !isWrong) guesses.add(network, -1);
        },
      };
    },
  };
}

/** Fixed windows of one second: at their end, all counts are dropped. */
function createCounter() {
  let second = 0;
  const counts = new Map<string, number>();
  return {
    /** @returns the count, which is never negative */
    add(key: string, change: number): number {
      const now = Math.floor(Date.now() / 1_000);
      if (now !== second) counts.clear();
      second = now;
      const count = Math.max((counts.get(key) ?? 0) + change, 0);
      counts.set(key, count);
      return count;
    },
  };
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
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
