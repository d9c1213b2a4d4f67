/** The fuzzer finds planted defects, and nothing else. */
import type { Context, Middleware } from "koa";
import { describe, expect, test } from "vitest";
import { type Document, dereference, operationsIn, type Schema } from "../../server/engine/contract/document.ts";
import { engineProblems, Problem } from "../../server/engine/contract/problem.ts";
import type { Database } from "../../server/engine/database/interface.ts";
import { contractTables } from "../../server/engine/database/tables.ts";
import type { Handler, Service } from "../../server/engine/http/service.ts";
import { document, service } from "./aviary.ts";
import { exampleRow } from "./examples.ts";
import { createFuzzer } from "./fuzz/fuzzer.ts";
import { listen, openTestDatabase } from "./serving.ts";

const fuzz = createFuzzer(document);
const operations = operationsIn(document);
const forms = operations.filter(
  ({ operation }) => operation.requestBody?.content["application/x-www-form-urlencoded"] !== undefined,
);

describe("finds", () => {
  /** The bound of an integer that anybody may send: what is tried whatever the seed. */
  const limit = document.paths["/api/birds"]?.get?.parameters.find(({ name }) => name === "limit");
  const maximum = Number(limit?.schema.maximum);

  const defects: [name: string, operation: string, violation: RegExp, plant: Plant][] = [
    // What the validator lets through may still violate a constraint of the database.
    [
      "a bound that is not enforced",
      "Birds_list",
      /just above .*: (answered 20\d instead of 400|failed with 500)/,
      without("maximum"),
    ],
    ["a length that is not enforced", "Birds_list", /too long: answered 20\d instead of 400/, without("maxLength")],
    [
      "a pattern that is not enforced",
      "Birds_create",
      /against the pattern: answered 20\d instead of 400/,
      without("pattern"),
    ],
    [
      "a member that may be missing",
      "Birds_create",
      /missing: (answered 20\d instead of 400|failed with 500|.* of its 20\d must have)/,
      without("required"),
    ],
    [
      "unknown members let in",
      "Birds_create",
      /unknown member "unknown": answered 20\d instead of 400/,
      without("additionalProperties"),
    ],
    [
      "a crash at one value",
      "Birds_list",
      new RegExp(`at the maximum: failed with 500[^]*${maximum}(?!\\d)`),
      handled((request) => {
        if (new RegExp(`:${maximum}[,}]`).test(JSON.stringify(request))) throw new Error("unlucky");
        return request;
      }),
    ],
    [
      "a status that is not declared",
      "Birds_create",
      /answered 202, which is not declared/,
      answered((context) => {
        if (context.status === 201) context.status = 202;
      }),
    ],
    [
      "a member that is not declared",
      "Birds_list",
      /of its 20\d must NOT have additional properties/,
      answered((context) => {
        if (context.status < 300) context.body = String(context.body).replace(/\}$/, ', "secret": 1}');
      }),
    ],
    ["a header that is missing", "Birds_create", /lacks ETag/, answered((context) => context.remove("ETag"))],
    [
      "a media type that is not declared",
      "Birds_list",
      /is text\/html, which is not declared/,
      answered((context) => {
        if (context.status < 300) context.type = "html";
      }),
    ],
    [
      "an error that tells the statement",
      "Birds_read",
      /tells what is inside/,
      answered((context) => {
        if (context.status === 404) context.body = String(context.body).replace(/There is/, "select * from x: $&");
      }),
    ],
    [
      "a problem that names no place",
      "Birds_list",
      /named another place/,
      answered((context) => {
        if (context.status === 400) context.body = String(context.body).replace(/"errors":.*\]/, '"errors":[]');
      }),
    ],
    [
      "a refused request that changes something",
      "Birds_create",
      /was refused, but changed what is listed/,
      answered(async (context, database) => {
        if (context.status === 400) await database.write("bird").insert(exampleRow(document, "bird"));
      }),
    ],
    [
      "a value that is not kept as it was sent",
      "Birds_create",
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
      "Birds_create",
      /answered 20\d instead of 412/,
      handled((request) => ({ ...request, ifMatch: undefined })),
    ],
    [
      "a deletion that deletes nothing",
      "Birds_create",
      /answered 20\d instead of 404/,
      { wrap: ({ read, ...others }) => ({ ...others, ...(read && { read, delete: read }) }) },
    ],
  ];

  // One of each kind of promise: finding all of them twice takes long.
  const twice = ["unknown members let in", "a status that is not declared", "a value that is not kept as it was sent"];

  for (const [name, operation, violation, plant] of defects) {
    const isTwice = twice.includes(name);
    test(`${name}${isTwice ? ", and again with the same seed" : ""}`, async () => {
      const findings = await findingsIn(operation, plant);
      expect(findings).toMatch(violation);
      expect(findings).toContain("\n  FUZZ_SEED=7 FUZZ_RUNS=");
      expect(findings).toMatch(/^ {2}.*curl .*http:\/\/SERVER\/api/m);
      if (isTwice) expect(withoutAnswers(await findingsIn(operation, plant))).toEqual(withoutAnswers(findings));
    });
  }

  /** Responses may hold what the service makes up, such as a time. */
  function withoutAnswers(findings: string): string {
    return findings.replace(/: ".*"$/gm, "");
  }

  /** The first that fuzzing an operation finds. */
  async function findingsIn(operation: string, plant: Plant): Promise<string> {
    const url = await servePlanted(plant);
    const { findings } = await fuzz(operation, url, { seed: 7, runs: 2, enough: 1 });
    return findings.join("\n").replaceAll(url, "http://SERVER");
  }
});

describe("lists in queries and forms", () => {
  const list = { type: "array", items: { enum: ["red", "green"], type: "string" }, minItems: 2, maxItems: 3 };
  const contract = withField("colours", list);
  const fuzz = createFuzzer(contract);

  for (const operation of ["Birds_list", ...forms.map(({ operation }) => operation.operationId)])
    test(`${operation} takes what fits, and is found to take too many`, async () => {
      const { findings } = await fuzz(operation, await servePlanted({ contract }), { seed: 1, runs: 1 });
      expect(findings.join("\n\n")).toBe("");
      const url = await servePlanted({ contract: withField("colours", { ...list, maxItems: 4 }) });
      const wrong = await fuzz(operation, url, { seed: 1, runs: 1, enough: 1 });
      expect(wrong.findings.join()).toMatch(/colours: 4 items: answered 200 instead of 400/);
    });
});

test("takes a declared refusal for what it is, such as a missing reference", async () => {
  const missing = document.paths["/api/bird/{id}"]?.get?.responses["404"];
  const contract = structuredClone(document);
  Object.assign(contract.paths["/api/birds"]?.post?.responses ?? {}, { 404: missing });
  const refuseSome: Plant = {
    wrap: ({ create, ...others }) => ({
      ...others,
      create: async (request, context) => {
        if (JSON.stringify((request as HandlerRequest).body).length % 2 === 0)
          throw new Problem(engineProblems.NotFound, "There is no such team.");
        return create?.(request, context);
      },
    }),
  };
  const findingsUnder = async (declared: Document) => {
    const url = await servePlanted({ ...refuseSome, contract: declared });
    return (await createFuzzer(declared)("Birds_create", url, { seed: 1, runs: 2, enough: 1 })).findings.join("\n\n");
  };
  expect(await findingsUnder(contract)).toBe("");
  expect(await findingsUnder(document)).toMatch(/\/status of its 404 must be/); // Nor is it any other problem.
});

test("leaves out what it cannot write, and says so once", async () => {
  const contract = withField("filter", { type: "object", properties: { name: { type: "string" } } });
  const told: string[] = [];
  const fuzz = createFuzzer(contract, (reason) => told.push(reason));
  for (const operation of ["Birds_list", "Birds_read"])
    expect(await fuzz(operation, await servePlanted({ contract }), { seed: 1, runs: 1 })).toMatchObject({
      findings: [],
    });
  expect(told).toEqual([
    "Concerts_listen is left out: its events may never end",
    expect.stringMatching(/^filter is left out: .* as field: teach it$/),
  ]);
});

/** The contract with another optional field, in a query and in forms. */
function withField(name: string, schema: Schema): Document {
  const changed = structuredClone(document);
  changed.paths["/api/birds"]?.get?.parameters.push({ name, in: "query", required: false, schema });
  for (const { operation } of forms)
    for (const { schema: form } of formsOf(changed, operation.operationId))
      Object.assign(dereference(form, changed).properties ?? {}, { [name]: schema });
  return changed;
}

/** The bodies of an operation, by media type. */
function formsOf(document: Document, id: string) {
  const { operation } = operationsIn(document).find((each) => each.operation.operationId === id) ?? {};
  return Object.values(operation?.requestBody?.content ?? {});
}

type BirdHandlers = Record<string, Handler>;
type HandlerRequest = { body?: unknown };

interface Plant {
  contract?: Document;
  middleware?: (database: Database) => Middleware;
  wrap?: (handlers: BirdHandlers) => BirdHandlers;
}

/** A validator that ignores a keyword. */
function without(keyword: string): Plant {
  return { contract: JSON.parse(JSON.stringify(document, (key, value) => (key === keyword ? undefined : value))) };
}

/** Spoils every response. */
function answered(spoil: (context: Context, database: Database) => void | Promise<void>): Plant {
  return {
    middleware: (database) => async (context, next) => {
      try {
        await next();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        context.status = error.status;
        context.set(error.headers);
        context.type = "application/problem+json";
        context.body = JSON.stringify(error);
      }
      await spoil(context, database);
    },
  };
}

/** Spoils every request to a handler. */
function handled(spoil: (request: HandlerRequest) => HandlerRequest): Plant {
  return {
    wrap: (handlers) =>
      Object.fromEntries(
        Object.entries(handlers).map(([name, handle]) => [
          name,
          async (request: object, context: Parameters<typeof handle>[1]) => handle(spoil(request), context),
        ]),
      ),
  };
}

async function servePlanted({ contract = document, middleware, wrap = (handlers) => handlers }: Plant) {
  const database = await openTestDatabase(service);
  const planted: Service = {
    ...service,
    document: contract,
    tables: contractTables(contract),
    handlers: { ...service.handlers, birds: wrap(service.handlers.birds ?? {}) },
    ...(middleware && { middleware: [middleware(database)] }),
  };
  return listen(planted, database, { verify: false });
}
