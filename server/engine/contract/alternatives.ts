/** Unions of models: the variant that fits the value is chosen, and only its rules and defaults apply. */
import type { Ajv2020, ErrorObject } from "ajv/dist/2020.js";
import type { DataValidateFunction } from "ajv/dist/types/index.js";

/**
 * Adds a keyword with the meaning of anyOf. Ajv's anyOf ignores the defaults of some variants, fills in those of others
 * before it knows whether they apply, and reports the errors of all.
 * @param trying compiles like `filling`, but fills in no defaults
 */
export function addAlternatives(filling: Ajv2020, trying: Ajv2020): void {
  for (const ajv of [filling, trying]) {
    const compile = (schemas: object[]): DataValidateFunction => {
      const choose: DataValidateFunction = (value, context) => {
        const failed: ErrorObject[][] = [];
        for (const schema of schemas) {
          const attempt = trying.compile(schema); // Cached by Ajv; compiled late, since models may be recursive.
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

/** The errors of the likeliest variant: of the value's type, with its literals, and then with the fewest errors. */
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

/** Such as a discriminator. */
function isWrongLiteral({ keyword, instancePath, params }: ErrorObject): boolean {
  return keyword === "enum" && params.allowedValues.length === 1 && /^\/[^/]+$/.test(instancePath);
}
