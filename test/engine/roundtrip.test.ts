/** Random values of every type: from the client through HTTP into a database and back, exactly equal. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schema } from "../../server/engine/contract/document.ts";
import { document, serve } from "./aviary.ts";
import { readContract } from "./fuzz/contract.ts";
import { isKept } from "./fuzz/replies.ts";
import { createValues } from "./fuzz/values.ts";
import type { Types } from "./generated/contract.ts";

type Specimen = Types["models"]["Specimen"];
type SpecimenInput = Types["models"]["SpecimenInput"];

const seed = Number(process.env.FUZZ_SEED || 1);
/** Models of each kind. */
const runs = Number(process.env.FUZZ_RUNS || 15);
const values = createValues(readContract(document), (reason) => expect(reason).toBe(""));

const arbitraries = new Map<string, fc.Arbitrary<string>>();

/** Random values of a model, as a client has them: without -0, which JSON does not write. */
function samplesOf<Model>(name: string, numRuns: number, offset = 0): Model[] {
  const schema: Schema = { $ref: `#/components/schemas/${name}` };
  const texts = arbitraries.get(name) ?? values.valid(schema, "json"); // Made once, as it takes long.
  arbitraries.set(name, texts);
  return fc.sample(texts, { seed: seed + offset, numRuns }).map((text) => JSON.parse(JSON.stringify(JSON.parse(text))));
}

/** The order of both databases: numbers by value, texts by their bytes, null first. */
function compare(one: unknown, other: unknown): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (typeof one === "string") return Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
  return Number(one) - Number(other);
}

describe(`random values of every type (FUZZ_SEED=${seed})`, () => {
  test("come back as they were sent, also under an Idempotency-Key, If-Match and replaced as a whole", async () => {
    const { specimens } = (await serve()).client;
    const inputs = samplesOf<SpecimenInput>("SpecimenInput", runs);
    const others = samplesOf<SpecimenInput>("SpecimenInput", runs, 1);
    const patches = samplesOf<Partial<SpecimenInput>>("SpecimenPatch", runs);
    const lives = inputs.map(async (input, index) => {
      const created = await specimens.create(input, { idempotencyKey: `key-${index}` });
      const replayed = await specimens.create(input, { idempotencyKey: `key-${index}` });
      const { data, response } = await specimens.read(created.id).withResponse();
      expect([isKept(input, data), created, replayed], JSON.stringify([input, data])).toEqual([true, data, data]);
      const other = others[index] ?? input;
      const replaced = await specimens.replace(created.id, other, { ifMatch: response.headers.get("ETag") });
      expect(isKept(other, replaced), JSON.stringify([other, replaced])).toBe(true);
      const patch: Partial<SpecimenInput> = patches[index] ?? input;
      const changed = await specimens.update(created.id, patch, { ifMatch: "*" });
      expect(isKept(patch, changed), JSON.stringify([patch, changed])).toBe(true);
      expect({ ...replaced, ...patch, notes: changed.notes, drawer: changed.drawer }).toEqual(changed);
      expect(await specimens.read(created.id)).toEqual(changed);
    });
    await Promise.all(lives);
  });

  test("are refused with the place of what is wrong, and leave nothing behind", async () => {
    const server = await serve();
    const schema: Schema = { $ref: "#/components/schemas/SpecimenInput" };
    const broken = values.variants(schema, "json").filter(({ breaks }) => breaks);
    for (const { rule, pointer, values } of broken)
      for (const text of new Set(fc.sample(values, { seed, numRuns: 2 }))) {
        const headers = { "Content-Type": "application/json" };
        const answer = await server.request("/api/specimens", { method: "POST", headers, body: text });
        const { errors = [] } = await answer.json();
        const places = new Set(errors.map((error: { pointer: string }) => error.pointer));
        expect([rule, text, answer.status, [...places]]).toEqual([rule, text, 400, [pointer]]);
      }
    expect(await server.client.specimens.list().toArray({ limit: 1 })).toEqual([]);
  });

  test("are found by every filter, in every order, page by page", async () => {
    const { specimens } = (await serve()).client;
    const all: Specimen[] = [];
    for (const input of samplesOf<SpecimenInput>("SpecimenInput", 2 * runs)) all.push(await specimens.create(input));
    const list = (query: NonNullable<Parameters<typeof specimens.list>[0]>) =>
      specimens.list({ ...query, "page[size]": 7 }).toArray({ limit: all.length + 1 });
    for (const order of ["id", "shelf-mark", "exact", "maybe"] as const) {
      const sorted = [...all].sort((a, b) => compare(a[order], b[order]) || a.id - b.id);
      expect([order, await list({ order })]).toEqual([order, sorted]);
      const descending = `-${order}` as const;
      expect([descending, await list({ order: descending })]).toEqual([descending, sorted.reverse()]);
    }
    for (const { given_name, select, small, large, exact, serial, found, "shelf-mark": mark } of all.slice(0, 8)) {
      const start = [...given_name][0] ?? "";
      const marks = /[|]/.test(mark) ? [] : [mark];
      const filters: [Parameters<typeof list>[0], (specimen: Specimen) => boolean][] = [
        [{ given_name }, (each) => each.given_name === given_name],
        [{ given_name_prefix: start }, (each) => each.given_name.startsWith(start)],
        [{ selected: select }, (each) => each.select === select],
        [{ "small[lt]": small }, (each) => each.small < small],
        [{ "small[gt]": small }, (each) => each.small > small],
        [{ large: [large] }, (each) => each.large === large],
        [{ "exact[lte]": exact, "exact[gte]": exact }, (each) => each.exact === exact],
        [{ serial }, (each) => each.serial === serial],
        [{ foundBy: found }, (each) => each.found <= found],
        [{ "shelf-marks": marks }, (each) => marks.length === 0 || marks.includes(each["shelf-mark"])],
      ];
      await Promise.all(
        filters.map(async ([query, isFound]) =>
          expect([query, await list(query)]).toEqual([query, all.filter(isFound)]),
        ),
      );
    }
  });

  test("are sent in paths, queries, headers and cookies alike", async () => {
    const { postings } = (await serve()).client;
    const texts = samplesOf<string>("Label", 300);
    const visible = texts.filter((text) => /^[!-~]+$/.test(text) && !text.includes(","));
    const unparted = texts.filter((text) => !text.includes(" "));
    for (let at = 0; at < 40; at++) {
      const [marks, words] = [texts.slice(at, at + 3), unparted.slice(at, at + 2)];
      const xTags = [visible[at % visible.length] ?? "a", "b"];
      const sent = { marks, words, session: texts[at] ?? "", limit: at, limitHeader: at - 20 };
      const crumbs = [at, 2];
      expect(await postings.echo([at, -1], { ...sent, crumbIds: crumbs, xTags })).toEqual({
        ids: [at, -1],
        ...sent,
        crumbs,
        tags: xTags,
      });
    }
  });
});
