/** Reads and validates path, query and header parameters. */
import { type Parameter, parametersIn, type Schema } from "../contract/document.ts";
import type { SchemaCompiler } from "../contract/schema.ts";
import type { Checked } from "./body.ts";
import { collectFields, decodePercent, type InvalidPlace, splitUrlEncoded } from "./fields.ts";

export type Values = Record<string, unknown>;

interface ParameterSource {
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
 */
export function parameterReader(template: string, parameters: Parameter[], compiler: SchemaCompiler) {
  const segments = parametersIn(template);
  const path = fieldsOf(parameters, "path", compiler);
  const query = fieldsOf(parameters, "query", compiler);
  const header = fieldsOf(parameters, "header", compiler);
  const validate = compiler.validator({
    type: "object",
    properties: { path: path.schema, query: query.schema, headers: header.schema },
  });

  return (source: ParameterSource): Checked<{ path: Values; query: Values; headers: Values }> => {
    const values = {
      path: Object.fromEntries(
        segments.map((name, index) => [
          name,
          path.read(name, decodePercent(source.captures[index] ?? "", placeOf(name))),
        ]),
      ),
      query: collectFields(splitUrlEncoded(source.querystring, placeOf), query.readers, placeOf),
      headers: {} as Values,
    };
    for (const name of header.readers.keys()) {
      const text = source.header(name);
      if (text !== undefined) values.headers[name] = header.read(name, text);
    }
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
  const schema: Schema = {
    type: "object",
    properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    required: own.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
  return {
    readers,
    read: (name: string, text: string) => readers.get(name)?.read(text),
    schema,
  };
}
