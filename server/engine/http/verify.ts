/** Validates every response against the contract, in tests and in development. */
import type { Context, Middleware } from "koa";
import { type DocumentOperation, isFile, operationsIn } from "../contract/document.ts";
import type { Operation } from "../contract/handlers.ts";
import { engineProblems, Problem, type ProblemType } from "../contract/problem.ts";
import { type SchemaCompiler, schemaCompiler } from "../contract/schema.ts";
import { catchProblems } from "./catch.ts";
import type { Service } from "./service.ts";

/** Turns a response that the contract does not declare into a 500 that names the violation. */
export function verifyAnswers({ contract, document }: Service): Middleware {
  const compiler = schemaCompiler(document);
  const problems = Object.values(contract.problems);
  const verifiers = new Map(
    operationsIn(document).map(({ operation }) => [operation.operationId, verifier(operation, problems, compiler)]),
  );
  return (context, next) =>
    catchProblems(context, async () => {
      const earlier = Object.keys(context.response.headers);
      await next();
      const { id } = (context.state.operation as Operation | undefined) ?? {};
      const violation = id ? verifiers.get(id)?.(context) : unmatched(context);
      if (!violation) return;
      for (const name of Object.keys(context.response.headers)) if (!earlier.includes(name)) context.remove(name);
      throw new Problem(500, `${id ?? "The service"} breaks the contract: ${violation}`);
    });
}

/** Refused before its operation was known: a 400 is what all of them declare. */
function unmatched({ status, body }: Context): string | undefined {
  if (status !== engineProblems.InvalidRequest.status) return undefined;
  const { type, errors } = JSON.parse(String(body)) as { type?: string; errors?: unknown };
  if (type === engineProblems.InvalidRequest.type && Array.isArray(errors)) return undefined;
  return "its 400 is not the InvalidRequest that every operation declares";
}

function verifier({ responses }: DocumentOperation, problems: ProblemType[], compiler: SchemaCompiler) {
  const declared = new Map(
    Object.entries(responses).map(([status, { content = {}, headers = {} }]) => [
      status,
      {
        content: new Map(
          Object.entries(content).map(([type, media]) => [
            type,
            isFile(media.schema) || media["x-events"] ? ("stream" as const) : compiler.validator(media.schema),
          ]),
        ),
        headers: Object.entries(headers).map(([name, { required, schema }]) => ({
          name,
          required,
          reader: compiler.reader(schema),
          validate: compiler.validator(schema),
        })),
      },
    ]),
  );
  // A status with a problem type must be declared by itself: `default` is for all others.
  const typed = new Set(problems.map(({ status }) => status));

  return ({ status, type, body, response }: Context): string | undefined => {
    // A part of a file is a success like the whole.
    const answer =
      declared.get(String(status === 206 ? 200 : status)) ?? (typed.has(status) ? undefined : declared.get("default"));
    if (!answer) return `it answered ${status}, which it does not declare`;
    for (const { name, required, reader, validate } of answer.headers) {
      const value: unknown = response.get(name); // As the handler set it: a number or a list, too.
      if (value === undefined && required) return `its ${status} lacks the header ${name}`;
      const read = () =>
        reader.isList ? [value].flat().map((each) => reader.read(String(each))) : reader.read(String(value));
      const [error] = value === undefined ? [] : validate(read());
      if (error) return `the header ${name} of its ${status} ${error.detail}`;
    }
    if (answer.content.size === 0) return body ? `its ${status} has a body` : undefined;
    const validate = answer.content.get(type);
    if (!validate) return `its ${status} is ${type || "without a media type"}`;
    if (validate === "stream") return undefined; // Any bytes are a file; events are validated as they are sent.
    const [error] = validate(type.startsWith("text/") ? body : JSON.parse(String(body)));
    return error && `${error.pointer || "the body"} of its ${status} ${error.detail}`;
  };
}
