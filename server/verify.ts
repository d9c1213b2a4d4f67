/** Holds every answer against the contract, in tests and in development. */
import type { Context, Middleware } from "koa";
import { problems } from "../generated/operations.ts";
import { allOperations, describe, type OpenApiDocument, type OpenApiOperation, type Operation } from "./openapi.ts";
import { catchProblems, Problem } from "./problem.ts";
import { type SchemaCompiler, schemaCompiler } from "./schema.ts";

/** A middleware that turns an answer which the contract does not declare into a 500 that names the violation. */
export function verifyAnswers(document: OpenApiDocument): Middleware {
  const compiler = schemaCompiler(document);
  const verifiers = new Map(
    allOperations.map(({ operation }) => [operation.id, verifier(describe(document, operation), compiler)]),
  );
  return (context, next) =>
    catchProblems(context, async () => {
      await next();
      const { id } = (context.state.operation as Operation | undefined) ?? {};
      const violation = id && verifiers.get(id)?.(context);
      if (violation) throw new Problem(500, `${id} breaks the contract: ${violation}`);
    });
}

function verifier({ responses }: OpenApiOperation, compiler: SchemaCompiler) {
  const declared = new Map(
    Object.entries(responses).map(([status, { content = {}, headers = {} }]) => [
      status,
      {
        content: new Map(Object.entries(content).map(([type, { schema }]) => [type, compiler.validator(schema)])),
        headers: Object.entries(headers).map(([name, { required, schema }]) => ({
          name,
          required,
          reader: compiler.reader(schema),
          validate: compiler.validator(schema),
        })),
      },
    ]),
  );
  const actionable = new Set<number>(Object.values(problems).map(({ status }) => status));

  return ({ status, type, body, response }: Context): string | undefined => {
    const answer = declared.get(String(status)) ?? (actionable.has(status) ? undefined : declared.get("default"));
    if (!answer) return `it answered ${status}, which it does not declare`;
    for (const { name, required, reader, validate } of answer.headers) {
      const value: unknown = response.get(name); // A number or a list too, as the handler gave it.
      if (value === undefined && required) return `its ${status} lacks the header ${name}`;
      const [error] = value === undefined ? [] : validate(reader.read(String(value)));
      if (error) return `the header ${name} of its ${status} ${error.detail}`;
    }
    if (answer.content.size === 0) return body ? `its ${status} has a body` : undefined;
    const validate = answer.content.get(type);
    if (!validate) return `its ${status} is ${type || "without a media type"}`;
    const [error] = validate(type.startsWith("text/") ? body : JSON.parse(String(body)));
    return error && `${error.pointer || "the body"} of its ${status} ${error.detail}`;
  };
}
