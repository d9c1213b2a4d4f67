/** A service as people start it: its build, in a process of its own. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

export interface Started {
  process: ChildProcess;
  /** Its address; rejects with its output if it ends first. */
  url: Promise<string>;
  /** Its output so far. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Deleted with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface StartOptions {
  /** A file descriptor for its standard output; without one it is read here, for the address. */
  stdout?: number;
  /** Whether it leads its own process group, as under a terminal or a supervisor. */
  detached?: boolean;
}

/**
 * @param main the built service, such as `dist/main.js`
 * @returns a function that starts it on a free port in an empty folder; it ends with the test at the latest
 */
export function starting(main: string) {
  return (environment: Record<string, string> = {}, folder = temporaryFolder(), options: StartOptions = {}): Started =>
    spawnService(main, environment, folder, options);
}

function spawnService(
  main: string,
  environment: Record<string, string>,
  folder: string,
  { stdout, detached = false }: StartOptions = {},
): Started {
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: "0", DRAIN_MS: "0", ...environment },
    stdio: ["ignore", stdout ?? "pipe", "pipe"],
    detached,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  endWithThis(child);
  let output = "";
  // Cast: Node's types know no arguments of events.
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
  url.catch(() => {}); // Tests of failing starts do not wait for an address.
  return { process: child, url, output: () => output, ended };
}

/** Ends a process with this one, however this one ends: a shell waits for the end of its input. */
export function endWithThis(child: ChildProcess, signal = "KILL"): void {
  const script = `read -r _; kill -${signal} ${child.pid}`;
  const guard = spawn("sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.unref();
  child.once("exit", () => guard.kill());
}

/** Runs a command to its end. @returns its exit code, and its output with its errors */
export async function run(cwd: string, command: string, args: string[]) {
  const { stdout, stderr, code } = await promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", TEST_REPORT: "" }, // Tests that it runs are not this run's.
  }).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { code, output: stdout + stderr };
}
