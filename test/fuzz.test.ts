import { once } from "node:events";
import Koa, { type Context, type Middleware } from "koa";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { operations } from "../generated/operations.ts";
import { createAccess } from "../server/access.ts";
import { implement } from "../server/app.ts";
import type { Implementation } from "../server/contract.ts";
import { type Database, openDatabase } from "../server/database.ts";
import {
  allOperations,
  describe as describeOperation,
  loadDocument,
  type OpenApiDocument,
  type Schema,
} from "../server/openapi.ts";
import { catchProblems, Problem } from "../server/problem.ts";
import { createRouter } from "../server/router.ts";
import { dereference } from "../server/schema.ts";
import { users } from "../server/users.ts";
import { exampleRow } from "./examples.ts";
import { createFuzzer } from "./fuzz/fuzzer.ts";
import { createDatabase, defaults, serve } from "./server.ts";

const document = loadDocument();
const fuzz = createFuzzer(document);
const forms = allOperations.filter(({ operation }) => operation.body.includes("application/x-www-form-urlencoded"));
const ids = allOperations.map(({ operation }) => operation.id);

describe("every operation keeps the contract:", () => {
  const { FUZZ_RUNS, FUZZ_SEED } = process.env;
  const runs = Number(FUZZ_RUNS ?? 3);
  // The same requests each time, so that a check is red for a reason; a long run looks for what they miss.
  const seed = Number(FUZZ_SEED ?? (FUZZ_RUNS ? Math.floor(Math.random() * 2 ** 31) : 1));
  const total = { cases: 0, requests: 0 };
  afterAll(() => console.log(`Fuzzed: ${total.cases} cases, ${total.requests} requests, FUZZ_SEED=${seed}`));

  for (const operation of ids) {
    test(operation, { timeout: FUZZ_RUNS ? 0 : 60_000 }, async () => {
      const { url } = await serve();
      const { cases, requests, findings } = await fuzz(operation, url, { seed, runs });
      total.cases += cases;
      total.requests += requests;
      expect(findings.join("\n\n")).toBe("");
    });
  }
});

describe("finds", () => {
  /** The bound of an integer that anybody may send: what is tried whatever the seed. */
  const limit = document.paths["/api/users"]?.get?.parameters.find(({ name }) => name === "limit");
  const maximum = Number(limit?.schema.maximum);

  const own = ids.filter((id) => id.startsWith("Users_")); // What is planted is of their kind.
  const deletes = ids.includes("Users_delete");

  const defects: [name: string, violation: RegExp, plant: Plant][] = [
    // Where the validator lets something through, the database may still hold against it.
    [
      "a bound that is not enforced",
      /just above .*: (answered 20\d instead of 400|failed with 500)/,
      without("maximum"),
    ],
    ["a length that is not enforced", /too long: answered 20\d instead of 400/, without("maxLength")],
    ["a pattern that is not enforced", /against the pattern: answered 20\d instead of 400/, without("pattern")],
    [
      "a member that may be missing",
      /missing: (answered 20\d instead of 400|failed with 500|.* of its 20\d must have)/,
      without("required"),
    ],
    [
      "unknown members let in",
      /unknown member "unknown": answered 20\d instead of 400/,
      without("additionalProperties"),
    ],
    [
      "a crash at one value",
      new RegExp(`at the maximum: failed with 500[^]*${maximum}(?!\\d)`),
      handled((request) => {
        if (new RegExp(`:${maximum}[,}]`).test(JSON.stringify(request))) throw new Error("unlucky");
        return request;
      }),
    ],
    [
      "a status that is not declared",
      /answered 202, which is not declared/,
      answered((context) => {
        if (context.status === 201) context.status = 202;
      }),
    ],
    [
      "a member that is not declared",
      /of its 20\d must NOT have additional properties/,
      answered((context) => {
        if (context.status < 300) context.body = String(context.body).replace(/\}$/, ', "secret": 1}');
      }),
    ],
    ["a header that is missing", /lacks ETag/, answered((context) => context.remove("ETag"))],
    [
      "a media type that is not declared",
      /is text\/html, which is not declared/,
      answered((context) => {
        if (context.status < 300) context.type = "html";
      }),
    ],
    [
      "an error that tells the statement",
      /tells what is inside/,
      answered((context) => {
        if (context.status === 404) context.body = String(context.body).replace(/There is/, "select * from x: $&");
      }),
    ],
    [
      "a problem that names no place",
      /named another place/,
      answered((context) => {
        if (context.status === 400) context.body = String(context.body).replace(/"errors":.*\]/, '"errors":[]');
      }),
    ],
    [
      "a refused request that changes something",
      /was refused, but changed what is listed/,
      answered(async (context, database) => {
        if (context.status === 400) await database.write("user").insert(exampleRow("user"));
      }),
    ],
    [
      "a value that is not kept as it was sent",
      /keeps ".*" as \w+, not "/,
      handled(({ body = null, ...request }) => ({
        ...request,
        body: JSON.parse(JSON.stringify(body), (key, value) =>
          key === "name" ? [...value].slice(0, 3).join("") : value,
        ),
      })),
    ],
    [
      "a condition that is ignored",
      /answered 20\d instead of 412/,
      handled((request) => ({ ...request, ifMatch: undefined })),
    ],
    ...(deletes
      ? [
          [
            "a deletion that deletes nothing",
            /answered 20\d instead of 404/,
            { wrap: (all) => Object.assign(all, { delete: all.read }) }, // Which answers whatever a delete may.
          ] satisfies [string, RegExp, Plant],
        ]
      : []),
  ];

  // Of each kind of promise one, as to find all of them twice takes long.
  const twice = ["unknown members let in", "a status that is not declared", "a value that is not kept as it was sent"];

  for (const [name, violation, plant] of defects) {
    const isTwice = twice.includes(name);
    test(`${name}${isTwice ? ", and again with the same seed" : ""}`, async () => {
      const first = await fuzzUntilFound(plant, own);
      expect(first.findings).toMatch(violation);
      expect(first.findings).toContain("\n  FUZZ_SEED=7 FUZZ_RUNS=");
      expect(first.findings).toMatch(/^ {2}.*curl .*http:\/\/SERVER\/api/m);
      if (!isTwice) return;
      const second = await fuzzUntilFound(plant, [first.operation]);
      expect(withoutAnswers(second.findings)).toEqual(withoutAnswers(first.findings));
    });
  }

  /** An answer may hold what the service makes up, such as a time. */
  function withoutAnswers(findings: string): string {
    return findings.replace(/: ".*"$/gm, "");
  }

  /** Fuzzes each operation, on a server of its own, until one breaks its promises. */
  async function fuzzUntilFound(plant: Plant, candidates: string[]) {
    for (const operation of candidates) {
      const url = await servePlanted(plant);
      const { findings } = await fuzz(operation, url, { seed: 7, runs: 2, enough: 1 });
      if (findings.length > 0) return { operation, findings: findings.join("\n").replaceAll(url, "http://SERVER") };
    }
    return { operation: "", findings: "" };
  }
});

describe("lists in queries and forms", () => {
  const list = { type: "array", items: { enum: ["red", "green"], type: "string" }, minItems: 2, maxItems: 3 };
  const contract = withField("colours", list);
  const fuzz = createFuzzer(contract);

  for (const operation of [operations.users.list.id, ...forms.map(({ operation }) => operation.id)])
    test(`${operation} takes what fits, and is found to take too many`, async () => {
      const { findings } = await fuzz(operation, await servePlanted({ contract }), { seed: 1, runs: 1 });
      expect(findings.join("\n\n")).toBe("");
      const url = await servePlanted({ contract: withField("colours", { ...list, maxItems: 4 }) });
      const wrong = await fuzz(operation, url, { seed: 1, runs: 1, enough: 1 });
      expect(wrong.findings.join()).toMatch(/colours: 4 items: answered 200 instead of 400/);
    });
});

test("a refusal that the contract declares is none of its rules broken, as of what does not exist", async () => {
  const missing = document.paths[operations.users.read.path]?.get?.responses["404"];
  const contract = structuredClone(document);
  Object.assign(contract.paths["/api/users"]?.post?.responses ?? {}, { 404: missing });
  const refuseSome: Plant = {
    wrap: ({ create, ...all }) => ({
      ...all,
      create: async (request) => {
        if (JSON.stringify(request.body).length % 2 === 0) throw new Problem("NotFound", "There is no such team.");
        return create(request);
      },
    }),
  };
  const findingsUnder = async (declared: OpenApiDocument) => {
    const url = await servePlanted({ ...refuseSome, contract: declared });
    return (
      await createFuzzer(declared)(operations.users.create.id, url, { seed: 1, runs: 2, enough: 1 })
    ).findings.join("\n\n");
  };
  expect(await findingsUnder(contract)).toBe("");
  expect(await findingsUnder(document)).toMatch(/answered 404/);
});

test("leaves out what there is no way to write, and says so once", async () => {
  const contract = withField("filter", { type: "object", properties: { name: { type: "string" } } });
  const told: string[] = [];
  const fuzz = createFuzzer(contract, (reason) => told.push(reason));
  for (const operation of [operations.users.list.id, operations.users.read.id])
    expect(await fuzz(operation, await servePlanted({ contract }), { seed: 1, runs: 1 })).toMatchObject({
      findings: [],
    });
  expect(told).toEqual([expect.stringMatching(/^filter is left out: .* as field: teach it$/)]);
});

/** The contract with another optional field, in a query and in forms. */
function withField(name: string, schema: Schema): OpenApiDocument {
  const changed = structuredClone(document);
  changed.paths["/api/users"]?.get?.parameters.push({ name, in: "query", required: false, schema });
  for (const { operation } of forms)
    for (const { schema: form } of Object.values(describeOperation(changed, operation).requestBody?.content ?? {}))
      Object.assign(dereference(form, changed).properties ?? {}, { [name]: schema });
  return changed;
}

interface Plant {
  contract?: OpenApiDocument;
  middleware?: (database: Database) => Middleware;
  wrap?: (handlers: Implementation["users"]) => Implementation["users"];
}

type HandlerRequest = { body?: unknown };

/** A validator that knows nothing of a keyword. */
function without(keyword: string): Plant {
  return { contract: JSON.parse(JSON.stringify(document, (key, value) => (key === keyword ? undefined : value))) };
}

/** Something that happens to every answer. */
function answered(spoil: (context: Context, database: Database) => void | Promise<void>): Plant {
  return {
    middleware: (database) => async (context, next) => {
      await next();
      await spoil(context, database);
    },
  };
}

/** Something that happens to what every handler is given. */
function handled(spoil: (request: HandlerRequest) => HandlerRequest): Plant {
  return {
    wrap: (handlers) =>
      new Proxy(handlers, {
        get: (target, name) => async (request: HandlerRequest) => Reflect.get(target, name)(spoil(request)),
      }),
  };
}

async function servePlanted({
  contract = document,
  middleware,
  wrap = (handlers) => handlers,
}: Plant): Promise<string> {
  const database = await openDatabase(await createDatabase());
  const app = new Koa();
  if (middleware) app.use(middleware(database));
  app.use(catchProblems);
  app.use(
    createRouter(contract, {
      ...defaults,
      database,
      implement: (on) => ({ ...implement(on), users: wrap(users(on)) }),
      access: createAccess(defaults),
    }),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await database.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}
