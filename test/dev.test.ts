import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { temporaryFolder } from "./process.ts";
import { copyTree } from "./tree.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** `npm run dev` in a copy of the tree, once it serves. */
async function develop() {
  const tree = copyTree();
  await tree.commit();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn("npm", ["run", "dev", "--silent"], {
    cwd: tree.folder,
    detached: true, // A group of its own, as a terminal makes: Ctrl-C reaches all of it.
    env: { ...process.env, PORT: String(port), DATABASE_URL: `sqlite:${temporaryFolder()}/dev.db`, NO_COLOR: "1" },
  });
  const interrupt = (signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal);
  onTestFinished(() => {
    if (child.exitCode === null) interrupt("SIGKILL");
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const says = (text: string) => expect.poll(() => output, { timeout: 20_000 }).toContain(text);
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
    interrupt,
    ended: once(child, "exit"),
    /** Saves as many editors do: another file takes the name. */
    save(name: string, text: string) {
      tree.write(`${name}.new`, text);
      renameSync(join(tree.folder, `${name}.new`), join(tree.folder, name));
    },
    serves: (path: string, status: number, text: string) =>
      expect.poll(() => get(path), { timeout: 20_000 }).toEqual([status, expect.stringContaining(text)]),
  };
}

test("npm run dev serves what was saved, and what was served before while there are errors", async () => {
  const { tree, says, save, serves, interrupt, ended } = await develop();
  const spec = tree.read("spec/users.tsp");
  const handlers = tree.read("server/users.ts");

  save("spec/users.tsp", spec.replace("@maxValue(150)", "@maxValue(149)"));
  await serves("/openapi.json", 200, '"maximum": 149');
  await says("breaking    Age");

  save("spec/users.tsp", spec.replace("@maxValue(150)", "@maxValue("));
  await says("The last good contract is served on until these are mended.");
  await serves("/openapi.json", 200, '"maximum": 149');

  // An operation is served before it has a handler, and then with it.
  const count =
    '  /** Counts users. */\n  @get @route("/user-count") count(): UserCount | Refused;\n\n  /** Reads a user. */';
  const counted = "\n@example(#{ count: 1 })\nmodel UserCount { count: int32 }\n";
  save("spec/users.tsp", spec.replace("  /** Reads a user. */", count) + counted);
  await serves("/api/user-count", 501, "write count() in server/users.ts");
  await says("server/users.ts:");
  save(
    "server/users.ts",
    handlers.replace("    async read(", "    async count() {\n      return { count: 7 };\n    },\n\n    async read("),
  );
  await serves("/api/user-count", 200, '{"count":7}');

  save("server/users.ts", `${handlers}const x = ;\n`);
  await says("What was served before is served on until these are mended.");
  await serves("/api/user-count", 200, '{"count":7}');

  // Many saves at once, and a file that is away for a moment.
  tree.remove("server/users.ts");
  for (let n = 0; n < 10; n++) save("spec/users.tsp", spec.replace("@maxValue(150)", `@maxValue(${n + 20})`));
  tree.write("server/users.ts", handlers);
  await serves("/openapi.json", 200, '"maximum": 29,');
  await serves("/api/user-count", 404, "");

  interrupt("SIGINT");
  await ended; // By the signal, as the shell between has it.
  await serves("/livez", 0, "");
}, 60_000);

test.skipIf(!hasBrowser)(
  "the docs in a browser show what was saved by themselves",
  async () => {
    const { tree, url, save } = await develop();
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`${url}/docs`);
    await page.getByText("Reads a user", { exact: true }).waitFor();
    save("spec/users.tsp", tree.read("spec/users.tsp").replace("/** Reads a user. */", "/** Finds a user. */"));
    await page.getByText("Finds a user", { exact: true }).waitFor();
  },
  60_000,
);
