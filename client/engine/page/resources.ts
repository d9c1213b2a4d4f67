/** What of a contract the home page shows: its paged lists, with what creates and deletes their items. */

/** The part of an OpenAPI document that the page reads. */
export interface Contract {
  info: { title: string };
  components: { schemas: Record<string, Schema | undefined> };
  paths: Record<string, Record<string, Operation | undefined> | undefined>;
}

interface Operation {
  operationId: string;
  parameters: { name: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content } | undefined>;
  "x-method"?: { group: string; name: string };
  "x-paging"?: { items: string; cursor: string; nextCursor: string; sort?: string };
  "x-location"?: string;
}

type Content = Record<string, { schema: Schema } | undefined>;

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  /** The first says what it is; another may be null. */
  anyOf?: Schema[];
  /** The models that it extends. */
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  /** The member that identifies it. */
  "x-key"?: string;
}

/** An interface of the client: the names of its operations, and of the members that pages are made of. */
export interface Resource {
  name: string;
  list: string;
  items: string;
  cursor: string;
  nextCursor: string;
  newestFirst: Record<string, string>;
  /** The members of an item. */
  columns: string[];
  create: string | undefined;
  body: Schema | undefined;
  remove: { operation: string; key: string } | undefined;
}

export function resourcesIn({ paths, components }: Contract): Resource[] {
  return Object.entries(paths).flatMap(([path, methods]) => {
    const { get: list, post: create } = methods ?? {};
    const paging = list?.["x-paging"];
    if (!list || !paging || path.includes("{")) return [];
    const { group, name } = placeOf(list);
    const { sort: sortName = "sort", ...members } = paging;
    const sort = list.parameters.find((each) => each.name === sortName);
    const orders = sort && resolve(sort.schema, components.schemas).enum;
    const { schema: page = {} } = list.responses["200"]?.content?.["application/json"] ?? {};
    const { items: item = {} } = resolve(membersOf(page, components.schemas)[paging.items] ?? {}, components.schemas);
    const body = create?.requestBody?.content["application/json"]?.schema;
    const read = create?.["x-location"];
    const [onePath = "", one] = Object.entries(paths).find(([, each]) => each?.get?.operationId === read) ?? [];
    const [, parameter = ""] = /\{([^}]+)\}$/.exec(onePath) ?? [];
    const columns = Object.keys(membersOf(item, components.schemas));
    const { "x-key": declared = "id" } = resolve(item, components.schemas);
    const key = [parameter, declared].find((each) => columns.includes(each));
    return [
      {
        ...members,
        name: group.charAt(0).toLowerCase() + group.slice(1),
        list: name,
        newestFirst: orders?.includes(`-${key}`) ? { [sortName]: `-${key}` } : {},
        columns,
        create: body && create && placeOf(create).name,
        body,
        remove: key && one?.delete ? { operation: placeOf(one.delete).name, key } : undefined,
      },
    ];
  });
}

/** Interface and name, as the client has them. */
function placeOf({ operationId, "x-method": own }: Operation): { group: string; name: string } {
  const [group = "", name = ""] = own ? [own.group, own.name] : operationId.split("_");
  return { group, name };
}

/** A field for each member of a new item. */
export function fieldsOf({ body }: Resource, { components }: Contract) {
  const { required = [] } = resolve(body ?? {}, components.schemas);
  const types: Record<string, string> = { integer: "number", number: "number", boolean: "checkbox" };
  return Object.entries(membersOf(body ?? {}, components.schemas)).map(([name, schema]) => {
    const { type: kind = "" } = resolve(schema, components.schemas);
    const type = types[kind] ?? "text";
    return {
      name,
      type,
      placeholder: kind === "array" || kind === "object" ? "JSON" : "",
      required: required.includes(name) && type !== "checkbox",
    };
  });
}

type Schemas = Contract["components"]["schemas"];

function membersOf(schema: Schema, schemas: Schemas): Record<string, Schema> {
  const { allOf = [], properties = {} } = resolve(schema, schemas);
  return Object.assign({}, ...allOf.map((part) => membersOf(part, schemas)), properties);
}

function resolve(schema: Schema, schemas: Schemas): Schema {
  const other = schema.anyOf?.[0] ?? schemas[schema.$ref?.split("/").at(-1) ?? ""];
  return other ? resolve(other, schemas) : schema;
}
