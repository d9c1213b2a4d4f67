// Ends this process with the command that has started it, however that ends: npm hands on few signals, and none of its own death.
import { readFileSync } from "node:fs";

/** This process's parent, and above it npm and the shells that it starts; where there is no /proc, the parent alone. */
function starters() {
  const pids = [process.ppid];
  try {
    for (;;) {
      // Such as "12 (npm run dev) S 11 …": a name may hold anything.
      const [, name, parent] = /\((.*)\) . (\d+)/s.exec(readFileSync(`/proc/${pids.at(-1)}/stat`, "utf8")) ?? [];
      if (!/^(sh|node|npm)\b/.test(name) || Number(parent) <= 1) return pids;
      pids.push(Number(parent));
    }
  } catch {
    return pids;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

const parent = process.ppid;
const all = starters();
setInterval(() => {
  if (process.ppid !== parent || !all.every(isAlive)) process.kill(process.pid, "SIGTERM");
}, 500).unref();
