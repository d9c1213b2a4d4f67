/** The Location of what an operation creates: the path of the operation that reads it. */
import { parametersIn } from "./document.ts";

/** What a created resource's path is filled from. */
interface Created {
  /** The template of the path that creates. */
  path: string;
  /** The members of the response. */
  members: string[];
  /** The member that is the key, where the response is a kept model. */
  key: string | undefined;
}

/** Where the value of a path's parameter comes from. */
export interface Source {
  parameter: string;
  from: "request" | "response";
  name: string;
}

/** Finds each parameter of the path that reads; `missing` has those that cannot be known. */
export function locationSources(read: string, { path, members, key }: Created) {
  const names = parametersIn(read);
  const found = names.map((parameter): Source | undefined => {
    const upTo = read.slice(0, read.indexOf(`{${parameter}}`) + parameter.length + 2);
    if (path.startsWith(upTo)) return { parameter, from: "request", name: parameter }; // The same parent.
    if (members.includes(parameter)) return { parameter, from: "response", name: parameter };
    if (parameter === names.at(-1) && key !== undefined) return { parameter, from: "response", name: key };
    return parametersIn(path).includes(parameter) ? { parameter, from: "request", name: parameter } : undefined;
  });
  return {
    sources: found.filter((source) => source !== undefined),
    missing: names.filter((_, index) => found[index] === undefined),
  };
}
