// @ts-check
/** The decorators of http.tsp: each becomes an extension of the OpenAPI document. TypeSpec imports JavaScript only. */
import { getTypeName, isKey, navigateProgram, walkPropertiesInherited } from "@typespec/compiler";
import { getExtensions, setExtension } from "@typespec/openapi";

/**
 * @import { DecoratorContext, Model, ModelProperty, Program, Type } from "@typespec/compiler"
 * @typedef {"restrict" | "cascade" | "set null"} OnDelete
 * @typedef {{ member: ModelProperty, onDelete: OnDelete }} Reference
 * @typedef {{ member: ModelProperty, operator: string }} Filter
 */

const references = Symbol.for("contract.references");
const filters = Symbol.for("contract.filters");

/**
 * @param {DecoratorContext} context
 * @param {Model | ModelProperty} target
 * @param {...string} members
 */
export function $unique({ program }, target, ...members) {
  if (target.kind === "ModelProperty") {
    if (members.length > 0)
      report(program, target, `@unique above a member takes no names: write @unique("a", "b") above its model`);
    setExtension(program, target, "x-unique", true);
    return;
  }
  if (members.length === 0) report(program, target, `@unique above a model names the members: write @unique("a", "b")`);
  for (const name of members)
    if (!target.properties.has(name))
      report(program, target, `@unique names "${name}", which is not a member of ${target.name}`);
  const others = getExtensions(program, target).get("x-unique") ?? [];
  setExtension(program, target, "x-unique", [members, ...others]); // The last decorator runs first.
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
 * Writes the extensions that name a table, once every model has its own.
 * @param {Program} program
 */
export function $onValidate(program) {
  navigateProgram(program, {
    model(model) {
      const keys = [...walkPropertiesInherited(model)].filter((member) => isKey(program, member));
      if (keys.length === 0 || tableOf(program, model) === undefined) return;
      if (keys.length > 1) report(program, model, `${model.name} has several members with @key: a table has one key`);
      setExtension(program, model, "x-key", keys[0]?.name);
    },
  });
  for (const [target, { member, onDelete }] of entriesOf(program, references)) {
    const table = requireTable(program, target, "@references", member);
    if (table === undefined) continue;
    const isUnique = getExtensions(program, member).has("x-unique");
    if (member.name !== keyOf(program, member.model) && !isUnique)
      report(program, target, `@references takes the key of ${member.model?.name}, or a member with @unique`);
    if (onDelete === "set null" && !isNullable(target.type))
      report(program, target, `@references with "set null" needs a member that may be null: write T | null`);
    setExtension(program, target, "x-references", { table, column: member.name, onDelete });
  }
  for (const [target, { member, operator }] of entriesOf(program, filters)) {
    if (requireTable(program, target, "@filter", member))
      setExtension(program, target, "x-filter", { column: member.name, operator });
  }
}

/**
 * @param {Program} program
 * @param {symbol} state
 * @returns {[ModelProperty, any][]}
 */
function entriesOf(program, state) {
  // Cast: as the decorators have set it.
  return /** @type {[ModelProperty, any][]} */ ([...program.stateMap(state)]);
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
 * @param {Model} [model]
 */
function keyOf(program, model) {
  return (model && getExtensions(program, model).get("x-key")) ?? "id";
}

/**
 * @param {Program} program
 * @param {ModelProperty} target
 * @param {string} decorator
 * @param {ModelProperty} member
 */
function requireTable(program, target, decorator, member) {
  const table = tableOf(program, member.model);
  if (table === undefined)
    report(
      program,
      target,
      `${decorator} names ${getTypeName(member)}, but no table keeps its model: write @extension("x-table", "its_name") above the model`,
    );
  return table;
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
