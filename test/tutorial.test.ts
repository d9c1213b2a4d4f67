import { execFile, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClient, type Models } from "../client/index.ts";
import type { operations } from "../generated/contract.ts";
import { service } from "../server/app.ts";
import { freePort } from "./engine/port.ts";
import { endWithThis, starting, temporaryFolder } from "./engine/process.ts";
import { serving } from "./engine/serving.ts";

const serve = serving(service, createClient);
const start = starting(join(import.meta.dirname, "../dist/main.js"));

const run = promisify(execFile);
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const python = "/usr/bin/python3"; // Debian's own, which Debian's packages of Flask are for.
const hasFlask = has(python, "-c", "import flask_restful, flask_sqlalchemy");
const hasTools = has("curl", "--version") && has("sqlite3", "--version");
if (!hasTools) missing("The transcript", "curl and sqlite3");
if (!hasFlask) missing("The comparison with Flask", "python3-flask-restful and python3-flask-sqlalchemy");

function missing(what: string, packages: string): void {
  if (process.env.CI) throw new Error(`${what} needs Debian's packages ${packages}, as .ci/run installs them`);
  console.warn(`Skipped: ${what} needs Debian's packages ${packages}.`);
}

// A contract that departs from the tutorial's does not compile here.
type Form = Record<keyof Models["NewNamedUserForm"], string>;
type Path = Filled<typeof operations.users.createNamed.path> & Filled<typeof operations.users.listNamed.path>;
type Filled<Template> = Template extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${After}`
  : never;

describe("the tutorial", () => {
  test.skipIf(!hasTools)("works as written, with curl and sqlite3", async () => {
    const folder = temporaryFolder();
    const url = await start({}, folder).url;
    const curl = async (...args: string[]) => (await run("curl", ["-i", "-s", ...args])).stdout;
    expect(await curl("-d", "age=14", "-X", "POST", `${url}/api/users/john`)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(await curl("-d", "age=65", "-X", "POST", `${url}/api/users/Marry`)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    const { stdout } = await run("sqlite3", ["users.db", "select * from user"], { cwd: folder });
    expect(stdout).toMatch(/^1\|john\|14\b.*\n2\|Marry\|65\b.*\n$/); // Further columns may follow.
    const answer = await curl("-X", "GET", `${url}/api/users/john`);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ user: [{ age: 14, id: 1, name: "john" }] });
  });

  test.skipIf(!hasTools)("leaves a users.db that is taken over, row by row", async () => {
    const folder = temporaryFolder();
    const sqlite = async (sql: string) => (await run("sqlite3", ["users.db", sql], { cwd: folder })).stdout;
    // As Flask-SQLAlchemy makes it, with a table that refers to it, a view and an index of the same name as ours.
    await sqlite(`create table user (id INTEGER NOT NULL, name VARCHAR(100) NOT NULL, age INTEGER, PRIMARY KEY (id));
      create index user_name on user (name);
      create table post (id INTEGER NOT NULL, user_id INTEGER, PRIMARY KEY (id), FOREIGN KEY (user_id) REFERENCES user (id));
      create view adult as select name from user where age > 17;
      insert into user values (1, 'john', 14), (3, 'Marry', null), (4, '', 1), (5, 'old', 151), (6, 'odd', 'abc'), (7, 'last', 90);
      insert into user values (8, '..', 1), (9, '  ', 1), (10, 'a' || char(10) || 'b', 1), (9007199254740993, 'far', 1);
      insert into post values (1, 3)`);
    const server = start({}, folder);
    const users = async (name: string) => (await (await fetch(`${await server.url}/api/users/${name}`)).json()).user;
    expect(await users("john")).toEqual([{ id: 1, name: "john", age: 14 }]);
    expect(await users("Marry")).toEqual([{ id: 3, name: "Marry", age: null }]);
    expect(await users("old")).toEqual([]);
    expect(await sqlite("select id from user order by id")).toBe("1\n3\n7\n");
    expect(await sqlite("select id from tutorial_user order by id")).toBe("4\n5\n6\n8\n9\n10\n9007199254740993\n");
    expect(await sqlite("select name from adult")).toBe("last\n");
    const stays = "of the tutorial's table stays in tutorial_user";
    for (const id of [4, 8, 9, 10])
      expect(server.output()).toContain(`Row ${id} ${stays}: its name does not fit the contract.`);
    for (const id of [5, 6]) expect(server.output()).toContain(`Row ${id} ${stays}: its age is not 0 to 150 or null.`);
    const created = await fetch(`${await server.url}/api/users/next`, {
      method: "POST",
      body: new URLSearchParams({ age: "1" }),
    });
    expect((await created.json()).user.id).toBe(8);
  });

  test.skipIf(!hasFlask)("gets the same statuses and JSON from Flask and from this service", async () => {
    const ours = (await serve()).url;
    const theirs = await startFlask();
    const form = (age: string) => ({ method: "POST", body: new URLSearchParams({ age } satisfies Form) });
    const multipart = new FormData();
    multipart.set("age", "33");
    const requests: [path: Path, init?: RequestInit][] = [
      ["/api/users/john"],
      ["/api/users/john", form("14")],
      ["/api/users/Marry", form("65")],
      ["/api/users/john", form("0")],
      ["/api/users/john", { method: "POST", body: multipart }],
      ["/api/users/john"],
      ["/api/users/Marry"],
      ["/api/users/JOHN"],
      ["/api/users/Zo%C3%AB%20%F0%9D%92%B3", form("99")],
      ["/api/users/Zo%C3%AB%20%F0%9D%92%B3"],
      ["/api/users/O'Neil;--", form("1")],
      ["/api/users/O'Neil;--"],
      ["/api/users/john", { method: "HEAD" }],
      ["/api/users/john", { method: "DELETE" }],
      ["/api/users/"],
      ["/api/users/john", form("old")],
      ["/api/users/john", form("")],
      ["/api/users/john"],
    ];
    for (const [path, init] of requests) {
      const [our, their] = await Promise.all([fetch(ours + path, init), fetch(theirs + path, init)]);
      const request = `${init?.method ?? "GET"} ${path}`;
      expect([request, our.status]).toEqual([request, their.status]);
      if (our.ok && init?.method !== "HEAD")
        expect([request, await our.json()]).toMatchObject([request, await their.json()]);
    }
  });

  async function startFlask(): Promise<string> {
    const port = await freePort();
    const flask = spawn(python, ["-m", "flask", "--app", "tutorial", "run", "--port", String(port)], {
      cwd: join(import.meta.dirname, "bench/peers"),
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: `sqlite:///${temporaryFolder()}/flask.db`,
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    onTestFinished(() => void flask.kill());
    endWithThis(flask);
    for await (const line of createInterface(flask.stderr)) if (line.includes("Running on")) break;
    flask.stderr.resume(); // Its log must not fill the pipe.
    return `http://127.0.0.1:${port}`;
  }
});
