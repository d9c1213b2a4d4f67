import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { freePort } from "./port.ts";
import { temporaryFolder } from "./process.ts";
import { pebbleTree } from "./tree.ts";

/** The contract of pebbles with another operation, which has no handler yet. */
function withCount(spec: string): string {
  const read = "  /** Reads a pebble. */";
  expect(spec).toContain(read);
  const count = '  /** Counts pebbles. */\n  @get @route("/count") count(): PebbleCount | Refused;';
  return `${spec.replace(read, `${count}\n\n${read}`)}\n@example(#{ count: 1 })\nmodel PebbleCount { count: int32 }\n`;
}

/** `npm run dev` in a copy of the sources, once it serves. */
async function develop() {
  const tree = await pebbleTree();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn("npm", ["run", "dev", "--silent"], {
    cwd: tree.folder,
    detached: true, // A process group, as of a terminal: Ctrl-C reaches all of it.
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: `sqlite:${temporaryFolder()}/dev.db`,
      NO_COLOR: "1",
    },
  });
  const interrupt = (signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal);
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) interrupt("SIGKILL");
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  let read = 0;
  /** Waits for a text behind those that were waited for before. */
  const says = async (text: string) => {
    await expect.poll(() => output.slice(read)).toContain(text);
    read = output.indexOf(text, read) + text.length;
  };
  await says("The service answers at");
  const get = async (path: string) =>
    fetch(url + path).then(
      async (answer) => [answer.status, await answer.text()] as const,
      () => [0, ""] as const,
    );
  return {
    tree,
    url,
    says,
    output: () => output,
    interrupt,
    kill: () => child.kill("SIGKILL"),
    ended: once(child, "exit"),
    /** Saves as many editors do: another file takes the name. */
    save(name: string, text: string) {
      tree.write(`${name}.new`, text);
      renameSync(join(tree.folder, `${name}.new`), join(tree.folder, name));
    },
    serves: (path: string, status: number, text: string) =>
      expect.poll(() => get(path)).toEqual([status, expect.stringContaining(text)]),
  };
}

test("npm run dev serves every save, also to a browser, and the last version while there are errors", async () => {
  const { tree, url, says, output, save, serves, interrupt, ended } = await develop();
  const spec = tree.read("spec/pebbles.tsp");

  const handlers = tree.read("server/pebbles.ts");
  const edited = spec
    .replace("/** Reads a pebble. */", "/** Finds a pebble. */")
    .replace("@maxLength(100)", "@maxLength(99)");

  const browser = hasBrowser ? await launchBrowser() : undefined;
  onTestFinished(() => browser?.close());
  const page = await browser?.newPage();
  await page?.goto(`${url}/docs`);
  await page?.getByText("Reads a pebble", { exact: true }).waitFor();
  save("spec/pebbles.tsp", edited);
  await page?.getByText("Finds a pebble", { exact: true }).waitFor();
  await browser?.close();
  await serves("/openapi.json", 200, '"maxLength": 99');
  await says(" ms after the save.");
  expect(output().match(/after the save/g)).toHaveLength(1); // The start was no save.
  await says("breaking    PebbleName");

  save("spec/pebbles.tsp", spec.replace("@maxLength(100)", "@maxLength("));
  await says("The last version without errors is still served.");
  await serves("/openapi.json", 200, '"maxLength": 99');

  // An operation is served before it has a handler, and then with it.
  save("spec/pebbles.tsp", withCount(spec));
  await serves("/api/pebbles/count", 501, "write pebbles.count and list it in server/app.ts");
  await says("server/pebbles.ts:");
  save(
    "server/pebbles.ts",
    handlers.replace("  async read(", "  async count() {\n    return { count: 7 };\n  },\n\n  async read("),
  );
  await serves("/api/pebbles/count", 200, '{"count":7}');

  save("server/pebbles.ts", `${tree.read("server/pebbles.ts")}const x = ;\n`);
  await says("The last version without errors is still served.");
  await serves("/api/pebbles/count", 200, '{"count":7}');

  // Types are written once the server builds again.
  save("spec/pebbles.tsp", withCount(spec).replace("Counts pebbles", "Counts all pebbles"));
  await says("The last version without errors is still served.");
  save("server/pebbles.ts", tree.read("server/pebbles.ts").replace("const x = ;", ""));
  await expect.poll(() => tree.read("generated/api.ts")).toContain("Counts all pebbles");

  // Many saves at once, and a file that is away for a moment.
  tree.remove("server/pebbles.ts");
  for (let n = 0; n < 10; n++) save("spec/pebbles.tsp", spec.replace("@maxLength(100)", `@maxLength(${n + 20})`));
  tree.write("server/pebbles.ts", handlers);
  await serves("/openapi.json", 200, '"maxLength": 29,');
  await serves("/api/pebbles/count", 400, "id"); // What it was before there were counts.

  interrupt("SIGINT");
  await ended; // By the signal, as the shell between has it.
  await serves("/livez", 0, "");
});

test("npm run dev ends with npm, also where that is killed and can tell nobody", async () => {
  const { kill, serves } = await develop();
  await serves("/livez", 200, "");
  kill();
  await serves("/livez", 0, "");
});
