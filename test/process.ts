/** The service as people start it: the build, in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const main = join(import.meta.dirname, "../dist/main.js");

export interface Started {
  process: ChildProcess;
  /** Where it answers; rejects with what it printed if it ends before. */
  url: Promise<string>;
  /** All that it has printed. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "user-service-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface StartOptions {
  /** What its standard output is, if not what is read here: then nobody learns the address. */
  stdout?: number;
  /** Whether it leads a group of its own, as what a terminal or a supervisor starts does. */
  detached?: boolean;
}

/** Starts it on a free port in an empty folder; it ends with the test at the latest. */
export function start(
  environment: Record<string, string> = {},
  folder = temporaryFolder(),
  options: StartOptions = {},
): Started {
  return run([main], environment, folder, options);
}

/** Starts a copy of the tree from its sources. Returns where it answers. */
export function startIn(tree: string): Promise<string> {
  return run(["--import", "tsx", "server/main.ts"], {}, tree).url;
}

function run(
  args: string[],
  environment: Record<string, string>,
  folder: string,
  { stdout, detached = false }: StartOptions = {},
): Started {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: "0", ...environment },
    stdio: ["ignore", stdout ?? "pipe", "pipe"],
    detached,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const [, found] = /answers at (http:\S+),/.exec(output) ?? [];
      if (found) resolve(found);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    ended.then(() => reject(new Error(output)));
  });
  url.catch(() => {}); // Who starts it to see it fail does not wait for an address.
  return { process: child, url, output: () => output, ended };
}
