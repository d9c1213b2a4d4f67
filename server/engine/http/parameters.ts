/** Reads and validates path, query, header and cookie parameters. */
import { type Parameter, parametersIn, type Schema } from "../contract/document.ts";
import type { SchemaCompiler } from "../contract/schema.ts";
import {
  type Checked,
  collectFields,
  cookiesIn,
  decodePercent,
  type InvalidPlace,
  itemsIn,
  splitUrlEncoded,
} from "./fields.ts";

export type Values = Record<string, unknown>;

/** The parameters of a request, by their place. */
export interface ParameterValues {
  path: Values;
  query: Values;
  headers: Values;
  cookies: Values;
}

export interface ParameterSource {
  /** Path segments as they were sent, in the order of the template. */
  captures: string[];
  /** Without the question mark. */
  querystring: string;
  /** A request header; undefined where there is none. */
  header(name: string): string | undefined;
}

/**
 * Returns a function that reads the declared parameters. It throws InvalidRequest for one that cannot be decoded.
 * @param template the path, such as `/fruits/{id}`
 * @param keys query parameters that are credentials
 */
export function parameterReader(
  template: string,
  parameters: Parameter[],
  compiler: SchemaCompiler,
  keys: readonly string[],
) {
  const segments = parametersIn(template);
  const path = fieldsOf(parameters, "path", compiler);
  const query = fieldsOf(parameters, "query", compiler);
  const header = fieldsOf(parameters, "header", compiler);
  const cookie = fieldsOf(parameters, "cookie", compiler);
  const validate = compiler.validator({
    type: "object",
    properties: { path: path.schema, query: query.schema, headers: header.schema, cookies: cookie.schema },
  });

  return (source: ParameterSource): Checked<ParameterValues> => {
    const sent = cookie.readers.size > 0 ? cookiesIn(source.header("Cookie") ?? "") : undefined;
    const fields = splitUrlEncoded(source.querystring, placeOf, query.separators);
    const values = {
      path: path.read((name) => source.captures[segments.indexOf(name)], decodePercent),
      query: collectFields(
        fields.filter(([name]) => !keys.includes(name)),
        query.readers,
        placeOf,
      ),
      headers: header.read(source.header, (text) => text.trim()),
      cookies: cookie.read((name) => sent?.get(name)?.[0], decodePercent),
    };
    const errors = validate(values).map(({ pointer, detail }) => ({
      ...placeOf(nameIn(pointer)),
      detail: detail.replace("unknown property", "unknown parameter"),
    }));
    return { value: values, errors };
  };
}

function placeOf(parameter: string): InvalidPlace {
  return { parameter };
}

/** "ids", of "/query/ids/0". */
function nameIn(pointer: string): string {
  return (pointer.split("/")[2] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}

function fieldsOf(parameters: Parameter[], place: Parameter["in"], compiler: SchemaCompiler) {
  const own = parameters.filter((parameter) => parameter.in === place);
  const readers = new Map(own.map(({ name, schema }) => [name, compiler.reader(schema)]));
  const separators = new Map(
    own.flatMap((each): [string, RegExp][] => {
      const reader = readers.get(each.name);
      const isOneField = place !== "query" || each.explode === false;
      return reader?.isList && isOneField ? [[each.name, separatorOf(each, reader.isText)]] : [];
    }),
  );
  const schema: Schema = {
    type: "object",
    properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    required: own.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
  return {
    readers,
    separators,
    /** The declared parameters that are there. */
    read(textOf: (name: string) => string | undefined, decode: (text: string, place: InvalidPlace) => string): Values {
      const values: Values = {}; // No member is named __proto__.
      for (const [name, reader] of readers) {
        const text = textOf(name);
        if (text === undefined) continue;
        const read = (each: string) => reader.read(decode(each, placeOf(name)));
        const separator = separators.get(name);
        values[name] = separator ? itemsIn(text, separator).map(read) : read(text);
      }
      return values;
    },
    schema,
  };
}

/** What separates the items of a list in one text (OpenAPI 3.1, 4.8.12.2), which many clients encode beside all else. */
function separatorOf({ style }: Parameter, isText: boolean): RegExp {
  if (style === "pipeDelimited") return /\||%7C/i;
  if (style === "spaceDelimited") return / |%20/;
  return isText ? /,/ : /,|%2C/i; // In texts, an encoded comma is one of the text.
}
