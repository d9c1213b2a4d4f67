/** Child processes: each leads a process group, is measured and ends together with its own children. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

export interface Command {
  command: string;
  args: string[];
  /** All that it sees of the environment beside PATH and HOME. */
  environment?: NodeJS.ProcessEnv;
  folder?: string;
}

export interface Service {
  /** Where it answers, without a slash at the end. */
  url: string;
  /** What it has used since its start; undefined where there is no /proc. */
  usage(): Usage | undefined;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
}

export interface Usage {
  cpuSeconds: number;
  peakMegabytes: number;
}

const startDeadline = 30_000;
const running = new Set<number>();
process.on("exit", () => running.forEach(killGroup));

/** Runs to the end. @throws with what it printed, when it fails or takes more than `seconds` */
export async function run(command: Command, input = "", seconds = 600): Promise<{ output: string; seconds: number }> {
  const started = performance.now();
  const child = launch(command, ["pipe", "pipe", "pipe"]);
  const deadline = setTimeout(() => killGroup(child.pid), seconds * 1000);
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdin?.on("error", () => {}); // It may end without reading; its exit code tells.
  child.stdin?.end(input);
  const [code, signal] = await once(child, "close");
  clearTimeout(deadline);
  const call = `${command.command} ${command.args.join(" ")}`;
  if (code !== 0) throw new Error(`${call} ended with ${code ?? signal}: ${tail(output + errors)}`, { cause: output });
  return { output, seconds: (performance.now() - started) / 1000 };
}

/** Starts a server and waits for its first answer. @throws with what it printed, when there is none */
export async function serve(command: Command, url: string, path: string): Promise<Service> {
  const child = launch(command, ["ignore", "ignore", "pipe"]);
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors = (errors + chunk).slice(-4000);
  });
  let ended = false;
  const closed = once(child, "close").then(
    () => {
      ended = true;
    },
    (error: Error) => {
      ended = true;
      errors += error.message;
    },
  );
  const kill = async () => {
    killGroup(child.pid);
    await closed;
  };

  const deadline = performance.now() + startDeadline;
  while (!(await answers(url + path))) {
    if (ended || performance.now() > deadline) {
      await kill();
      throw new Error(`it does not answer: ${tail(errors) || "and printed nothing"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { url, kill, usage: () => (child.pid === undefined ? undefined : usageOf(child.pid)) };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function launch({ command, args, environment = {}, folder }: Command, stdio: ("ignore" | "pipe")[]): ChildProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, {
    stdio,
    detached: true, // A group of its own, so that its children are found and ended with it.
    env: { PATH, HOME, ...environment },
    ...(folder !== undefined && { cwd: folder }),
  });
  const { pid } = child;
  if (pid !== undefined) {
    running.add(pid);
    child.once("exit", () => {
      killGroup(pid);
      running.delete(pid);
    });
  }
  return child;
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined || !running.has(leader)) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // All of it has ended already.
  }
}

/** Adds up the whole process group. */
function usageOf(leader: number): Usage | undefined {
  const total = { cpuSeconds: 0, peakMegabytes: 0 };
  try {
    for (const entry of readdirSync("/proc")) {
      const stat = /^\d+$/.test(entry) && readProcess(entry, "stat");
      if (!stat) continue;
      // The second field is the program's name and may hold spaces; proc(5) counts from one, this array from the third.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const field = (number: number) => Number(fields[number - 3]);
      if (field(5) !== leader) continue;
      const ticks = field(14) + field(15) + field(16) + field(17); // Its own and its ended children's, user and system.
      total.cpuSeconds += ticks / 100; // Linux shows programs 100 ticks a second, whatever its own clock does.
      total.peakMegabytes += Number(/VmHWM:\s*(\d+) kB/.exec(readProcess(entry, "status") ?? "")?.[1] ?? 0) / 1024;
    }
  } catch {
    return undefined;
  }
  return total.cpuSeconds > 0 ? total : undefined;
}

function readProcess(pid: string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined; // It has ended since the folder was read.
  }
}

function tail(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ").slice(-400);
}
