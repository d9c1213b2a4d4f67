// @ts-check
/** The decorators of http.tsp: each becomes an extension of the OpenAPI document. TypeSpec imports JavaScript only. */
import { getTypeName, isKey, navigateProgram, resolveEncodedName, walkPropertiesInherited } from "@typespec/compiler";
import { getExtensions, setExtension } from "@typespec/openapi";

/**
 * @import { DecoratorContext, Model, ModelProperty, Program, Type } from "@typespec/compiler"
 * @typedef {"restrict" | "cascade" | "set null"} OnDelete
 */

const uniques = Symbol.for("contract.unique");
const references = Symbol.for("contract.references");
const filters = Symbol.for("contract.filter");

/**
 * @param {DecoratorContext} context
 * @param {Model | ModelProperty} target
 * @param {...string} members
 */
export function $unique({ program }, target, ...members) {
  if (target.kind === "ModelProperty") {
    if (members.length > 0)
      report(program, target, `@unique above a member takes no names: write @unique("a", "b") above its model`);
    program.stateMap(uniques).set(target, [[target.name]]);
    return;
  }
  if (members.length === 0) report(program, target, `@unique above a model names its members: write @unique("a", "b")`);
  for (const name of members)
    if (!target.properties.has(name))
      report(program, target, `@unique names "${name}", which is not a member of ${target.name}`);
  const others = program.stateMap(uniques).get(target) ?? [];
  program.stateMap(uniques).set(target, [members, ...others]); // The last decorator runs first.
}

/**
 * @param {DecoratorContext} context
 * @param {ModelProperty} target
 * @param {ModelProperty} member
 * @param {OnDelete} [onDelete]
 */
export function $references({ program }, target, member, onDelete = "restrict") {
  program.stateMap(references).set(target, { member, onDelete });
}

/**
 * @param {DecoratorContext} context
 * @param {ModelProperty} target
 * @param {ModelProperty | Type} member or false
 * @param {string} [operator]
 */
export function $filter({ program }, target, member, operator = "=") {
  if (member.kind === "ModelProperty") program.stateMap(filters).set(target, { member, operator });
  else setExtension(program, target, "x-filter", false);
}

/**
 * Writes the extensions of models that tables keep, once each model has its own: a member may be in several models.
 * @param {Program} program
 */
export function $onValidate(program) {
  const models = keptModels(program);
  /** @type {Set<Type | undefined>} */
  const kept = new Set();
  for (const model of models) {
    const members = [...walkPropertiesInherited(model)];
    for (const type of [model, ...members.flatMap(sourcesOf)]) kept.add(type);
    const keys = members.filter((member) => isKey(program, member));
    if (keys.length > 1) report(program, model, `${model.name} has several members with @key: a table has one key`);
    if (keys[0]) setExtension(program, model, "x-key", columnOf(program, keys[0]));
    const columns = new Map(members.map((member) => [member.name, columnOf(program, member)]));
    /** @type {string[][]} */
    const together = [...members, model].flatMap((type) => program.stateMap(uniques).get(type) ?? []);
    if (together.length > 0) {
      const unique = together.map((names) => names.map((name) => columns.get(name) ?? name));
      setExtension(program, model, "x-unique", unique);
    }
    const referring = members.flatMap((target) => {
      const reference = referenceOf(program, target);
      return reference ? [[columnOf(program, target), reference]] : [];
    });
    if (referring.length > 0) setExtension(program, model, "x-references", Object.fromEntries(referring));
  }
  for (const target of targetsOf(program, uniques))
    if (!sourcesOf(target).some((type) => kept.has(type))) reportTableless(program, target, "@unique");
  for (const target of targetsOf(program, references))
    if (!sourcesOf(target).some((type) => kept.has(type))) reportTableless(program, target, "@references");
  for (const target of targetsOf(program, filters)) {
    const { member, operator } = program.stateMap(filters).get(target);
    if (tableNamedBy(program, target, "@filter", member) !== undefined)
      setExtension(program, target, "x-filter", { column: columnOf(program, member), operator });
  }
}

/** @param {Program} program */
function keptModels(program) {
  /** @type {Model[]} */
  const models = [];
  navigateProgram(program, {
    model(model) {
      if (tableOf(program, model) !== undefined) models.push(model);
    },
  });
  return models;
}

/**
 * The name of a member in the document, and so that of its column.
 * @param {Program} program
 * @param {ModelProperty} member
 */
function columnOf(program, member) {
  return resolveEncodedName(program, member, "application/json");
}

/**
 * A member, and those that it was copied from, such as by a spread; or a model.
 * @param {Model | ModelProperty} target
 * @returns {Type[]}
 */
function sourcesOf(target) {
  const source = target.kind === "ModelProperty" ? target.sourceProperty : undefined;
  return [target, ...(source ? sourcesOf(source) : [])];
}

/**
 * @param {Program} program
 * @param {ModelProperty} target
 */
function referenceOf(program, target) {
  const { member, onDelete } = program.stateMap(references).get(target) ?? {};
  const table = member && tableNamedBy(program, target, "@references", member);
  if (table === undefined) return undefined;
  const key = [...walkPropertiesInherited(member.model)].find((each) => isKey(program, each));
  const column = columnOf(program, member);
  if (column !== (key ? columnOf(program, key) : "id") && !program.stateMap(uniques).has(member))
    report(program, target, `@references takes the key of ${member.model.name}, or a member with @unique`);
  if (onDelete === "set null" && !isNullable(target.type))
    report(program, target, `@references with "set null" needs a member that may be null: write T | null`);
  return { table, column, onDelete };
}

/**
 * @param {Program} program
 * @param {symbol} state
 */
function targetsOf(program, state) {
  // Cast: nothing else can have the decorators.
  return /** @type {(Model | ModelProperty)[]} */ ([...program.stateMap(state).keys()]);
}

/**
 * @param {Program} program
 * @param {Model} [model]
 * @returns {string | undefined}
 */
function tableOf(program, model) {
  return model && getExtensions(program, model).get("x-table");
}

/**
 * @param {Program} program
 * @param {Model | ModelProperty} target
 * @param {string} decorator
 * @param {ModelProperty} member
 */
function tableNamedBy(program, target, decorator, member) {
  const table = tableOf(program, member.model);
  if (table !== undefined) return table;
  const copy = keptModels(program)
    .flatMap((model) => [...walkPropertiesInherited(model)])
    .find((each) => each !== member && sourcesOf(each).includes(member));
  const instead = copy
    ? `write ${decorator}(${getTypeName(copy)}), which is the kept model's own`
    : 'write @extension("x-table", "its_name") above the model';
  report(program, target, `${decorator} names ${getTypeName(member)}, but no table keeps its model: ${instead}`);
  return undefined;
}

/**
 * @param {Program} program
 * @param {Model | ModelProperty} target
 * @param {string} decorator
 */
function reportTableless(program, target, decorator) {
  report(program, target, `${decorator} needs a table: write @extension("x-table", "its_name") above the model`);
}

/** @param {Type} type */
function isNullable(type) {
  return (
    type.kind === "Union" &&
    [...type.variants.values()].some((each) => "name" in each.type && each.type.name === "null")
  );
}

/**
 * @param {Program} program
 * @param {Type} target
 * @param {string} message
 */
function report(program, target, message) {
  program.reportDiagnostic({ code: "contract", severity: "error", message, target });
}
