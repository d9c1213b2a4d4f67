/** Child processes: each leads a process group, whose CPU and memory are measured, and which is killed as a whole. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

export interface Command {
  command: string;
  args: string[];
  /** Its whole environment, but for PATH and HOME. */
  environment?: NodeJS.ProcessEnv;
  folder?: string;
}

export interface Server {
  /** Without a slash at the end. */
  url: string;
  /** Since its start; undefined where there is no /proc. */
  usage(): Usage | undefined;
  /** By SIGKILL. */
  kill(): Promise<void>;
}

export interface Usage {
  cpuSeconds: number;
  peakMegabytes: number;
}

/** How long a server may take to start, in ms. */
const startDeadline = 30_000;
/** The leaders of process groups. */
const running = new Set<number>();

/** Runs a command to its end. @throws with its output, when it fails or takes more than `seconds` */
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
  child.stdin?.on("error", () => {}); // It may end without reading; its exit code decides.
  child.stdin?.end(input);
  const [code, signal] = await once(child, "close");
  clearTimeout(deadline);
  const call = `${command.command} ${command.args.join(" ")}`;
  if (code !== 0) throw new Error(`${call} ended with ${code ?? signal}: ${tail(output + errors)}`, { cause: output });
  return { output, seconds: (performance.now() - started) / 1000 };
}

/**
 * Starts a server and waits for its first response, of any status.
 * @param read gets what it prints; without one that is thrown away
 * @throws with its errors, when there is none
 */
export async function serve(
  command: Command,
  url: string,
  path: string,
  read?: (text: string) => void,
): Promise<Server> {
  const child = launch(command, ["ignore", read ? "pipe" : "ignore", "pipe"]);
  child.stdout?.on("data", (chunk) => read?.(String(chunk)));
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
  while (!(await responds(url + path))) {
    if (ended || performance.now() > deadline) {
      await kill();
      throw new Error(`it does not respond: ${tail(errors) || "it printed no error"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { url, kill, usage: () => (child.pid === undefined ? undefined : usageOf(child.pid)) };
}

async function responds(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function launch({ command, args, environment = {}, folder }: Command, stdio: ("ignore" | "pipe")[]): ChildProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, {
    stdio,
    detached: true, // Leads a process group, so that its children are measured and killed with it.
    env: { PATH, HOME, ...environment },
    ...(folder !== undefined && { cwd: folder }),
  });
  const { pid } = child;
  if (pid !== undefined) {
    const kill = () => killGroup(pid);
    running.add(pid);
    process.once("exit", kill);
    child.once("exit", () => {
      kill(); // Its children may outlive it.
      process.off("exit", kill);
      running.delete(pid);
    });
  }
  return child;
}

/** Unless its leader has ended: another process may have its id by now. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined || !running.has(leader)) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

/** The sum over a process group. */
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
      const ticks = field(14) + field(15) + field(16) + field(17); // utime, stime, cutime, cstime
      total.cpuSeconds += ticks / 100; // Linux reports 100 ticks a second, whatever its timer does.
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
