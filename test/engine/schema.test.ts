/** Any model that TypeSpec may declare is validated, filled in and written as the contract says. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type SchemaCompiler, schemaCompiler } from "../../server/engine/contract/schema.ts";
import { createCompiler } from "../../spec/engine/compile.ts";
import { temporaryFolder } from "./process.ts";

const root = join(import.meta.dirname, "../..");

const odd = `
import "${join(root, "spec/engine/http.tsp")}";
using Http;
using OpenAPI;
@service(#{ title: "Odd" })
@info(#{ version: "1.0.0" })
@server("/", "This service")
@useAuth(Writers)
namespace Odds;
@minLength(1) @maxLength(50) scalar Word extends string;
@minValue(1) @maxValue(1000) scalar Number extends int32;
@externalDocs("https://example.com/circles")
model Circle { kind: "circle"; radius: Number; fill?: Word = "white" }
@extension("x-colour", "red")
model Square { kind: "square"; side: Number; fill?: Word = "red" }
@discriminated(#{ envelope: "none", discriminatorPropertyName: "kind" })
union Shape { circle: Circle, square: Square }
model Meow { meow: Word; loud?: boolean = false }
model Bark { bark: Word }
model Address { street: Word; zip?: Word = "0000" }
model Base { title: Word }
model Derived extends Base { size: Number }
model Tree { label: Word; @maxItems(9) branches?: (Tree | Word)[] }
@minItems(1) @maxItems(9) model Numbers is Number[];
model Labels { ...Record<Word>; name: Word }
@encode(string) scalar Large extends int64;
@encode(string) scalar Amount extends decimal;
model Filled { amount?: Amount = 0.12345678901234567890; large?: Large = 9223372036854775807; sizes?: Record<Number> | null = #{ s: 1 }; part?: Derived | null = #{ title: "a", size: 1 } }
@example(#{ shape: #{ kind: "circle", radius: 1 } })
model Odd {
  shape?: Shape;
  either?: Circle | Square;
  sound?: Meow | Bark;
  address?: Address | null;
  inline?: { x: Number; y?: Number = 1 } | null;
  mixed?: Word | Number;
  derived?: Derived;
  tree?: Tree;
  labels?: Labels;
  counts?: Record<Number>;
  time?: plainTime;
  moment?: plainTime | Numbers;
  example?: { format?: Word; anyOf?: Word; oneOf?: Address };
  any?: unknown;
  maybe?: unknown | null;
  more?: Record<unknown | null>;
  word?: unknown | Word;
  filled?: Filled | null;
  @minValueExclusive(0) @maxValueExclusive(1) share?: float64;
}
@route("/api/odds")
interface Oddities {
  /** Changes it. */
  @put put(@body odd: Odd): Odd | Refused;
}
`;

describe("a model", () => {
  let compiled: Promise<SchemaCompiler> | undefined;
  /** Compiled once, by the first test that asks. */
  const compiler = () => {
    compiled ??= compile();
    return compiled;
  };
  async function compile(): Promise<SchemaCompiler> {
    const file = join(temporaryFolder(), "main.tsp");
    writeFileSync(file, odd);
    const { document } = await createCompiler(root).compile(file);
    if (!document) throw new Error("the contract does not compile");
    return schemaCompiler(document);
  }

  const schema = { $ref: "#/components/schemas/Odd" };
  /** The rules that a value breaks, or the value with its defaults. */
  const check = async (value: object) => {
    const filled = structuredClone(value);
    const errors = (await compiler()).validator(schema)(filled);
    return errors.length > 0 ? errors.map(({ pointer, detail }) => `${pointer} ${detail}`) : filled;
  };
  const written = async (value: object) => JSON.parse((await compiler()).serialiser(schema)(value));

  test.each<[what: string, value: object, filled?: object]>([
    [
      "the first of a union",
      { shape: { kind: "circle", radius: 1 } },
      { shape: { kind: "circle", radius: 1, fill: "white" } },
    ],
    ["another of a union", { shape: { kind: "square", side: 1 } }, { shape: { kind: "square", side: 1, fill: "red" } }],
    [
      "one of two models",
      { either: { kind: "square", side: 1 } },
      { either: { kind: "square", side: 1, fill: "red" } },
    ],
    ["one of two models without literals", { sound: { bark: "a" } }],
    ["the other one, with its default", { sound: { meow: "a" } }, { sound: { meow: "a", loud: false } }],
    ["a model or null", { address: { street: "a" } }, { address: { street: "a", zip: "0000" } }],
    ["null or a model", { address: null, inline: null }],
    ["an inline model or null", { inline: { x: 2 } }, { inline: { x: 2, y: 1 } }],
    ["text or a number", { mixed: "a" }],
    ["a number or text", { mixed: 7 }],
    ["a model that extends another", { derived: { title: "a", size: 1 } }],
    [
      "a model that holds itself",
      { tree: { label: "a", branches: ["b", { label: "c", branches: [{ label: "d" }] }] } },
    ],
    ["any members beside its own", { labels: { name: "a", colour: "red" }, counts: { a: 1, b: 2 } }],
    ["a time of day", { time: "12:00:00", moment: "23:59:59.5" }],
    ["a member of a keyword's name", { example: { format: "a", anyOf: "b", oneOf: { street: "c", zip: "0000" } } }],
    ["anything", { any: { a: [1, null, "b"] } }],
    ["anything or null", { maybe: { a: 1 }, more: { a: 1, b: "b", c: null, d: [{}] }, word: null }],
    ["a list in place of anything", { maybe: [1], word: 5 }],
    [
      "a record and a model that extends another",
      { filled: {} },
      {
        filled: {
          ...{ amount: "0.1234567890123456789", large: "9223372036854775807" },
          ...{ sizes: { s: 1 }, part: { title: "a", size: 1 } },
        },
      },
    ],
  ])("%s gets its defaults, and is written whole", async (_, value, filled = value) => {
    expect(await check(value)).toEqual(filled);
    expect(await written(filled)).toEqual(filled);
  });

  test.each<[value: object, told: string[]]>([
    [{ shape: { kind: "square" } }, ["/shape/side is required"]],
    [
      { shape: { kind: "square", radius: 1, side: 0 } },
      ["/shape/radius is an unknown property", "/shape/side must be at least 1"],
    ],
    [{ shape: { kind: "star" } }, ["/shape/kind must be circle or square"]],
    [{ shape: { radius: 1 } }, ["/shape/kind is required"]],
    [{ shape: null }, ["/shape must be an object"]],
    [{ either: { kind: "circle", radius: "1" } }, ["/either/radius must be an integer"]],
    [{ sound: { bark: "" } }, ["/sound/bark must have at least 1 character"]],
    [{ address: { street: 5 } }, ["/address/street must be a string"]],
    [{ address: 5 }, ["/address must be an object or null"]],
    [{ inline: { x: 2, z: 1 } }, ["/inline/z is an unknown property"]],
    [{ mixed: true }, ["/mixed must be a string or an integer"]],
    [{ derived: { title: "a", size: 1, extra: 1 } }, ["/derived/extra is an unknown property"]],
    [
      { tree: { label: "a", branches: [{ label: "b", branches: [{}] }] } },
      ["/tree/branches/0/branches/0/label is required"],
    ],
    [{ tree: { label: "a", branches: Array(10).fill("b") } }, ["/tree/branches must have at most 9 items"]],
    [{ moment: [] }, ["/moment must have at least 1 item"]],
    [{ share: 1 }, ["/share must be below 1"]],
    [{ share: 0 }, ["/share must be above 0"]],
    [{ labels: { name: "a", colour: 5 } }, ["/labels/colour must be a string"]],
    [{ time: "12:00" }, ["/time must be a time, such as 12:00:00"]],
    [{ time: "12:00:00Z" }, ["/time must be a time, such as 12:00:00"]],
    [{ example: { a: 1 } }, ["/example/a is an unknown property"]],
  ])("%j is refused with the rules that it breaks, and no others", async (value, told) => {
    expect(await check(value)).toEqual(told);
  });

  test("is written without undeclared members, at any depth", async () => {
    expect(
      await written({
        secret: 1,
        address: { street: "a", secret: 1 },
        derived: { title: "a", size: 1, secret: 1 },
      }),
    ).toEqual({
      address: { street: "a", zip: "0000" },
      derived: { title: "a", size: 1 },
    });
  });
});
