/** The home page's script: lists, creates and deletes users through the typed client, with what members they have. */
import { operations } from "../generated/operations.ts";
import { createClient, InvalidRequest, Unauthorized } from "./client.ts";

let { users } = createClient({ baseUrl: location.origin });
type User = Awaited<ReturnType<typeof users.create>>;
type NewUser = Parameters<typeof users.create>[0];

let nextCursor: string | undefined;

const form = element("create", HTMLFormElement);
const token = element("token", HTMLFormElement);
const more = element("more", HTMLButtonElement);
const columns = element("columns", HTMLTableRowElement);
const rows = element("users", HTMLTableSectionElement);
const problem = element("problem", HTMLParagraphElement);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const filled = fields.filter(({ value }) => value !== "");
  const user = Object.fromEntries(
    filled.map((field) => {
      if (field.type === "checkbox") return [field.name, field.checked];
      if (field.placeholder === "JSON") return [field.name, parsed(field.value)];
      return [field.name, field.type === "number" ? field.valueAsNumber : field.value];
    }),
  );
  attempt(async () => {
    rows.prepend(rowOf(await users.create(user as NewUser))); // The fields are the contract's.
    form.reset();
  });
});
// Asked for by a service that has tokens, and forgotten with the page.
token.addEventListener("submit", (event) => {
  event.preventDefault();
  ({ users } = createClient({ baseUrl: location.origin, token: String(new FormData(token).get("token")) }));
  attempt(showPage);
});
more.addEventListener("click", () => attempt(showPage));
let fields: HTMLInputElement[] = [];
attempt(async () => {
  fields = await showFields();
  await showPage();
});

/** A field for each member of a new user, as the served contract has them. */
async function showFields(): Promise<HTMLInputElement[]> {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) throw new Error("The service cannot answer now. Load the page again.");
  const { components, paths } = (await answer.json()) as Contract;
  const { schema } = paths[operations.users.create.path]?.post?.requestBody.content["application/json"] ?? {};
  const { properties = {}, required = [] } = resolve(schema ?? {}, components.schemas);
  const types: Record<string, string> = { integer: "number", number: "number", boolean: "checkbox" };
  return Object.entries(properties).map(([name, schema]) => {
    const field = document.createElement("input");
    const { type: kind = "" } = resolve(schema, components.schemas);
    const type = types[kind] ?? "text";
    Object.assign(field, {
      name,
      type,
      placeholder: kind === "array" || kind === "object" ? "JSON" : "",
      step: "any",
      required: required.includes(name) && type !== "checkbox",
      autocomplete: "off",
    });
    const label = document.createElement("label");
    label.append(name, field);
    form.lastElementChild?.before(label);
    return field;
  });
}

interface Schema {
  $ref?: string;
  type?: string;
  /** The first says what it is; another may be null. */
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}

type Schemas = Record<string, Schema | undefined>;

interface Contract {
  components: { schemas: Schemas };
  paths: Record<string, { post?: { requestBody: { content: Record<string, { schema: Schema }> } } }>;
}

function resolve(schema: Schema, schemas: Schemas): Schema {
  const other = schema.anyOf?.[0] ?? schemas[schema.$ref?.split("/").at(-1) ?? ""];
  return other ? resolve(other, schemas) : schema;
}

/** What is no JSON is sent as it is: the service says what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function showPage(): Promise<void> {
  const page = await users.list({ sort: "-id", ...(nextCursor && { cursor: nextCursor }) });
  rows.append(...page.items.map(rowOf));
  nextCursor = page.nextCursor;
  more.hidden = nextCursor === undefined;
}

function rowOf(user: User): HTMLTableRowElement {
  columns.replaceChildren(
    ...[...Object.keys(user), ""].map((name) => Object.assign(document.createElement("th"), { textContent: name })),
  );
  const row = document.createElement("tr");
  for (const value of Object.values(user)) row.insertCell().textContent = shown(value);
  const cell = row.insertCell();
  const button = document.createElement("button");
  button.textContent = "Delete";
  button.addEventListener("click", () =>
    attempt(async () => {
      const remove = "delete" in users && users.delete;
      if (typeof remove === "function") await remove(user.id);
      row.remove();
    }),
  );
  if ("delete" in users) cell.append(button); // As long as the contract has it.
  return row;
}

function shown(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "–");
}

/** Does something, and says on the page what went wrong with it. */
async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    problem.textContent = "";
    await work();
    token.hidden = true;
  } catch (error) {
    token.hidden = !(error instanceof Unauthorized);
    const errors = error instanceof InvalidRequest ? error.problem.errors : [];
    const places = errors.map(
      ({ pointer, parameter, detail }) => `${pointer?.slice(1) || parameter || "It"} ${detail}.`,
    );
    problem.textContent = places.join(" ") || (error as Error).message;
  }
}

function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`page.html lacks #${id}`);
  return found;
}
