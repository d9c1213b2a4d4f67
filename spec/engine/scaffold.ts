/** The files of a new resource: contract, handlers and tests. */
import { withArticle } from "../../server/engine/contract/words.ts";

/** The names of a resource: fruitStands, fruitStand, FruitStands, FruitStand, fruit_stand, fruit-stands. */
export interface ResourceNames {
  many: string;
  one: string;
  Many: string;
  One: string;
  table: string;
  path: string;
}

export function namesOf(many: string, one = singular(many)): ResourceNames {
  const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const separated = (name: string, by: string) => name.replace(/[A-Z]/g, (letter) => by + letter.toLowerCase());
  return { many, one, Many: capital(many), One: capital(one), table: separated(one, "_"), path: separated(many, "-") };
}

/** The singular of a regular English plural. */
function singular(plural: string): string {
  if (plural.endsWith("ies")) return `${plural.slice(0, -3)}y`;
  return /(s|x|z|ch|sh)es$/.test(plural) ? plural.slice(0, -2) : plural.replace(/s$/, "");
}

/** The files that hold a resource by its name. */
export function filesNamed({ many }: Pick<ResourceNames, "many">): string[] {
  return [`spec/${many}.tsp`, `server/${many}.ts`, `test/${many}.test.ts`];
}

/** In the examples of a new resource. */
export const exampleName = "first";

/** @param hasReaders whether more callers may read than write */
export const specOf = ({ many, one, Many, One, table, path }: ResourceNames, hasReaders = true) => `using Http;
using OpenAPI;

namespace Service;

/** Generated, from 1, never reused. */
@minValue(1)
@maxValue(9007199254740991)
@example(1)
scalar ${One}Id extends int64;

/** 1 to 100 characters (code points). */
@minLength(1)
@maxLength(100)
@example("${exampleName}")
scalar ${One}Name extends string;

@extension("x-table", "${table}")
@example(#{ id: 1, name: "${exampleName}" })
model ${One} {
  id: ${One}Id;
  name: ${One}Name;
}

@example(#{ name: "${exampleName}" })
model New${One} {
  name: ${One}Name;
}

/** The members to change (RFC 7396). */
@example(#{ name: "second" })
model ${One}Patch {
  name?: ${One}Name;
}

/** Ascending, or descending with a \`-\`; ties by id in the same direction. */
enum ${One}Sort {
  id,
  idDescending: "-id",
  name,
  nameDescending: "-name",
}

@example(#{ items: #[#{ id: 1, name: "${exampleName}" }] })
model ${One}Page {
  items: ${One}[];

  /** The \`cursor\` of the next page; absent on the last page. */
  nextCursor?: string;
}

@tag("${Many}")
@route("/api/${path}")
interface ${Many} {
  /** Lists ${many}, a page at a time. */
  ${hasReaders ? "@useAuth(Readers)" : ""}
  @get
  @extension(
    "x-paging",
    #{ items: "items", cursor: "cursor", nextCursor: "nextCursor" }
  )
  list(
    /** Only ${many} with exactly this name. */
    @query
    @filter(${One}.name)
    name?: ${One}Name,

    @query sort?: ${One}Sort = ${One}Sort.id,

    /** ${Many} per page. */
    @query
    @minValue(1)
    @maxValue(100)
    limit?: int32 = 20,

    /** The \`nextCursor\` of a page with the same filters and sort. */
    @query cursor?: Cursor,
  ): {
    /** The next page, as \`rel="next"\` (RFC 8288). */
    @header("Link") link?: string;

    @body page: ${One}Page;
  } | Refused;

  /** Creates ${withArticle(one)}. */
  @post
  @extension("x-location", "${Many}_read")
  create(...Once, @body body: New${One}): {
    @statusCode _: 201;

    /** The path of the new ${one}. */
    @header("Location") @format("uri-reference") location: string;

    ...Tagged<${One}>;
  } | OnceRefused;

  /** Reads ${withArticle(one)}. */
  ${hasReaders ? "@useAuth(Readers)" : ""}
  @get
  @route("/{id}")
  read(@path id: ${One}Id, ...IfNoneMatch): Tagged<${One}> | Unchanged | NotFound | Refused;

  /** Updates ${withArticle(one)}. */
  @opExample(#{
    parameters: #{
      id: 1,
      contentType: "application/merge-patch+json",
      patch: #{ name: "second" },
    },
    returnType: #{ eTag: "\\"x\\"", body: #{ id: 1, name: "second" } },
  })
  @patch(#{ implicitOptionality: false })
  @route("/{id}")
  update(
    @path id: ${One}Id,
    ...IfMatch,
    @header contentType: "application/merge-patch+json" | "application/json",
    @body patch: ${One}Patch,
  ): Tagged<${One}> | NotFound | PreconditionFailed | Refused;

  /** Deletes ${withArticle(one)}. */
  @delete
  @route("/{id}")
  delete(@path id: ${One}Id, ...IfMatch):
    | void
    | NotFound
    | PreconditionFailed
    | Refused;
}
`;

export const handlersOf = ({ many, table }: ResourceNames) => `/** The operations on ${many}. */
import type { Contract } from "../generated/contract.ts";
import type { Handlers } from "./engine/http/service.ts";

export const ${many}: Handlers<Contract, "${many}"> = {
  async list(request, { database }) {
    return database.page("${table}", request);
  },

  async create({ body: { name } }, { database }) {
    return database.insert("${table}", { name });
  },

  async read({ path: { id } }, { database }) {
    return database.find("${table}", id);
  },

  async update({ path: { id }, body, ifMatch }, { database }) {
    return database.update("${table}", id, body, { ifMatch });
  },

  async delete({ path: { id }, ifMatch }, { database }) {
    await database.delete("${table}", id, { ifMatch });
  },
};
`;

export const testOf = ({ many, one, Many }: ResourceNames) => `import { describe, expect, test } from "vitest";
import { createClient, NotFound, PreconditionFailed } from "../client/index.ts";
import { service } from "../server/app.ts";
import { serving } from "./engine/serving.ts";

const serve = serving(service, createClient);

describe("${Many}", () => {
  test("are created, read, updated and deleted", async () => {
    const { ${many} } = (await serve()).client;
    expect(await ${many}.create({ name: "a" })).toMatchObject({ id: 1, name: "a" });
    expect(await ${many}.update(1, { name: "b" })).toMatchObject({ id: 1, name: "b" });
    expect(await ${many}.read(1)).toMatchObject({ id: 1, name: "b" });
    await ${many}.delete(1);
    await expect(${many}.read(1)).rejects.toThrow(NotFound);
  });

  test("are listed page by page, filtered and sorted by name", async () => {
    const { ${many} } = (await serve()).client;
    for (const name of ["b", "a", "d", "c"]) await ${many}.create({ name });
    const sorted = await ${many}.list({ sort: "-name", limit: 3 }).toArray({ limit: 9 });
    expect(sorted.map(({ name }) => name)).toEqual(["d", "c", "b", "a"]);
    expect((await ${many}.list({ name: "a" })).items.map(({ id }) => id)).toEqual([2]);
  });

  test("are changed only by callers who know the current ${one}", async () => {
    const { ${many} } = (await serve()).client;
    const { response } = await ${many}.create({ name: "a" }).withResponse();
    const ifMatch = response.headers.get("ETag");
    await ${many}.update(1, { name: "b" }, { ifMatch });
    await expect(${many}.update(1, { name: "c" }, { ifMatch })).rejects.toThrow(PreconditionFailed);
    await expect(${many}.delete(1, { ifMatch })).rejects.toThrow(PreconditionFailed);
    expect(await ${many}.read(1)).toMatchObject({ id: 1, name: "b" });
  });
});
`;
