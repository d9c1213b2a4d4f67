/** Alternatives of models: the one that is meant is told by what was sent, and only its rules and defaults count. */
import type { Ajv2020, ErrorObject } from "ajv/dist/2020.js";
import type { DataValidateFunction } from "ajv/dist/types/index.js";

/**
 * Adds a keyword that means what anyOf does. Ajv's own leaves out the defaults of some alternatives, writes those of
 * others into the value before it knows whether they are meant, and tells the errors of all.
 * @param trying compiles like `filling`, but fills in no defaults
 */
export function addAlternatives(filling: Ajv2020, trying: Ajv2020): void {
  for (const ajv of [filling, trying]) {
    const compile = (schemas: object[]): DataValidateFunction => {
      const choose: DataValidateFunction = (value, context) => {
        const failed: ErrorObject[][] = [];
        for (const schema of schemas) {
          const attempt = trying.compile(schema); // Kept by Ajv. Not before it is needed: a model may hold itself.
          if (attempt(value)) {
            ajv.compile(schema)(value);
            return true;
          }
          failed.push(attempt.errors ?? []);
        }
        choose.errors = likelyOf(failed).map((error) => ({
          ...error,
          instancePath: `${context?.instancePath ?? ""}${error.instancePath}`,
        }));
        return false;
      };
      return choose;
    };
    ajv.addKeyword({ keyword: "alternatives", schemaType: "array", compile });
  }
}

/** The errors of the alternative that was meant: of its type, with its literals, and then with the fewest errors. */
function likelyOf(failed: ErrorObject[][]): ErrorObject[] {
  const ofType = failed.filter((errors) => !errors.some(isWrongType));
  if (ofType.length === 0) return failed.flat().filter(isWrongType);
  const named = ofType.filter((errors) => !errors.some(isWrongLiteral));
  if (named.length === 0 && ofType.length > 1) return ofType.flat().filter(isWrongLiteral);
  const [likely = []] = (named.length > 0 ? named : ofType).sort((one, other) => one.length - other.length);
  return likely;
}

function isWrongType({ keyword, instancePath }: ErrorObject): boolean {
  return keyword === "type" && instancePath === "";
}

/** Such as that of kind, which tells a circle from a square. */
function isWrongLiteral({ keyword, instancePath, params }: ErrorObject): boolean {
  return keyword === "enum" && params.allowedValues.length === 1 && /^\/[^/]+$/.test(instancePath);
}
