/** Finds what a fault of the contract is about in its `.tsp` files. */
import { relative } from "node:path";
import type { Operation, Program, SourceLocation, Type } from "@typespec/compiler";
import { wholeOf } from "./models.ts";

type Compiler = typeof import("@typespec/compiler");

/**
 * Returns a function from a fault, such as "Bird.age: has no …", to a place such as "spec/birds.tsp:12:3".
 * @param idOf the operationId of an operation
 * @param schemes the models of security schemes, by name: templates are not among the program's models
 */
export function createLocator(
  root: string,
  program: Program,
  { getSourceLocation, navigateProgram, resolveEncodedName }: Compiler,
  idOf: (operation: Operation) => string,
  schemes: ReadonlyMap<string, Type>,
): (fault: string) => string | undefined {
  const types = new Map<string, Type>(schemes);
  const add = (name: string, type: Type) => {
    if (!types.has(name)) types.set(name, type);
  };
  const addNamed = (type: Type & { name?: string | undefined }) => type.name && add(type.name, type);
  navigateProgram(program, {
    model(model) {
      addNamed(model);
      for (const property of model.properties.values())
        add(`${model.name}.${resolveEncodedName(program, property, "application/json")}`, property);
    },
    union: (union) => void addNamed(union),
    enum: (each) => void addNamed(each),
    scalar: (scalar) => void addNamed(scalar),
    operation(operation) {
      add(idOf(operation), operation);
      for (const parameter of operation.parameters.properties.values())
        add(`${idOf(operation)} ${parameter.name}`, parameter);
    },
  });

  return (fault) => {
    const [place = ""] = fault.replace(/^the (?:example|default) of (\S+( \S+)?) is wrong/, "$1").split(":");
    const [, quoted = ""] = /"([^"]+)"/.exec(fault) ?? [];
    for (const name of [`${place} ${quoted}`, `${place}.${quoted}`, ...shorter(place)]) {
      // The emitter, and the engine after it, name request models by their model.
      const type = types.get(name) ?? types.get(wholeOf(name.replace(/Input(Body)*$/, "")));
      const location = type && getSourceLocation(type, { locateId: true });
      if (!location || location.isSynthetic) continue;
      return placeIn(root, location);
    }
    return undefined;
  };
}

/** A place such as "spec/birds.tsp:12:3", in a folder. */
export function placeIn(root: string, { file, pos }: SourceLocation): string {
  const { line, character } = file.getLineAndCharacterOfPosition(pos);
  return `${relative(root, file.path)}:${line + 1}:${character + 1}`;
}

/** "Bird.spot.high", "Bird.spot", "Bird". */
function shorter(place: string): string[] {
  const parts = place.split(/(?=[. ])/);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join(""));
}
