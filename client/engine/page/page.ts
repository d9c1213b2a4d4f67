/** The home page of any contract: lists, creates and deletes the rows of each resource through the typed client. */
import { type Contract, fieldsOf, type Resource, resourcesIn } from "./resources.ts";

// Its methods are found by name: their types are the contract's, which this page meets at run time.
type Method = (...args: unknown[]) => Promise<unknown>;
type Client = Record<string, Record<string, Method>>;
type Row = Record<string, unknown>;

// The service may be shown under a path: the page's links have it.
const contractUrl = element("contract", HTMLAnchorElement).href;
const baseUrl = new URL(".", contractUrl).href;
const form = element("create", HTMLFormElement);
const token = element("token", HTMLFormElement);
const more = element("more", HTMLButtonElement);
const columns = element("columns", HTMLTableRowElement);
const rows = element("rows", HTMLTableSectionElement);
const problem = element("problem", HTMLParagraphElement);

/** @param createClient the client of the contract that is served */
export function showPage(createClient: (options: { baseUrl: string; token?: string }) => unknown): void {
  const connect = (token?: string) => createClient({ baseUrl, ...(token && { token }) }) as Client; // Cast: see Client.
  let client = connect();
  let resource: Resource | undefined;
  let nextCursor: string | undefined;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(form.querySelector("button"), async () => {
      if (!resource?.create) return;
      rows.prepend(rowOf((await call(resource.create, valuesOf(form))) as Row));
      form.reset();
    });
  });
  // Shown where the service has tokens; forgotten with the page.
  token.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(token.querySelector("button"), async () => {
      client = connect(String(new FormData(token).get("token"))); // Throws for what is no token.
      await showMore();
    });
  });
  more.addEventListener("click", () => attempt(more, showMore));
  // The second click of a double click might create another row, or delete the next one.
  const ignoreRepeated = (event: MouseEvent) => {
    if (event.detail < 2 || !(event.target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", ignoreRepeated, { capture: true });
  addEventListener("hashchange", () => location.reload());
  attempt(null, async () => {
    const response = await fetch(contractUrl);
    if (!response.ok) throw new Error("The service does not respond. Load the page again.");
    await show((await response.json()) as Contract);
  });

  async function show(contract: Contract): Promise<void> {
    document.title = contract.info.title;
    element("title", HTMLHeadingElement).textContent = contract.info.title;
    const resources = resourcesIn(contract);
    resource = resources.find(({ name }) => `#${name}` === location.hash) ?? resources[0];
    if (!resource) return;
    const links = resources.map(({ name }) =>
      Object.assign(document.createElement("a"), { href: `#${name}`, textContent: name }),
    );
    if (links.length > 1) element("resources", HTMLElement).append(...links);
    for (const { name, ...settings } of fieldsOf(resource, contract)) {
      const field = Object.assign(document.createElement("input"), {
        name,
        step: "any",
        autocomplete: "off",
        ...settings,
      });
      const label = document.createElement("label");
      label.append(name, field);
      form.lastElementChild?.before(label);
    }
    form.hidden = !resource.create;
    const headings = [...resource.columns, ""].map((textContent) =>
      Object.assign(document.createElement("th"), { textContent }),
    );
    columns.append(...headings);
    await showMore();
  }

  function call(operation: string, ...args: unknown[]): Promise<unknown> {
    const method = client[resource?.name ?? ""]?.[operation];
    if (!method) throw new Error(`the client has no ${operation}`);
    return method(...args);
  }

  async function showMore(): Promise<void> {
    if (!resource) return;
    const { list, items, cursor, nextCursor: next, newestFirst } = resource;
    const page = (await call(list, { ...newestFirst, ...(nextCursor && { [cursor]: nextCursor }) })) as Row;
    rows.append(...(page[items] as Row[]).map(rowOf));
    nextCursor = page[next] as string | undefined;
    more.hidden = nextCursor === undefined;
  }

  function rowOf(item: Row): HTMLTableRowElement {
    const row = document.createElement("tr");
    for (const name of resource?.columns ?? []) {
      const value = item[name];
      const cell = row.insertCell();
      cell.textContent = shown(value);
      if (value === null || (typeof value !== "string" && typeof value !== "object")) continue;
      cell.className = "text";
      cell.title = cell.textContent;
    }
    const cell = row.insertCell();
    const remove = resource?.remove;
    if (!remove) return row;
    const button = Object.assign(document.createElement("button"), { textContent: "Delete" });
    button.addEventListener("click", () =>
      attempt(button, async () => {
        await call(remove.operation, item[remove.key]).catch((error: Failure) => {
          if (error.status !== 404) throw error; // Otherwise it has been deleted elsewhere.
        });
        row.remove();
      }),
    );
    cell.append(button);
    return row;
  }
}

/** The filled fields, in the types of the contract. */
function valuesOf(form: HTMLFormElement): Row {
  const fields = [...form.querySelectorAll("input")].filter(({ value }) => value !== "");
  return Object.fromEntries(
    fields.map((field) => {
      if (field.type === "checkbox") return [field.name, field.checked];
      if (field.placeholder === "JSON") return [field.name, parsed(field.value)];
      return [field.name, field.type === "number" ? field.valueAsNumber : field.value];
    }),
  );
}

/** Invalid JSON is sent as it is: the service reports what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shown(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "–");
}

/** An error of the client, as far as the page reads it. */
interface Failure extends Error {
  status?: number;
  problem?: { errors?: { pointer?: string; parameter?: string; detail: string }[] };
}

/** Runs the work of a button, which is disabled meanwhile, and shows its error on the page. */
async function attempt(button: HTMLButtonElement | null, work: () => Promise<void>): Promise<void> {
  try {
    if (button) button.disabled = true;
    problem.textContent = "";
    await work();
    token.hidden = true;
  } catch (error) {
    const { name, message, problem: details } = error as Failure;
    token.hidden = name !== "Unauthorized";
    const places = (details?.errors ?? []).map(
      ({ pointer, parameter, detail }) => `${pointer?.slice(1) || parameter || "It"} ${detail.replace(/\.$/, "")}.`,
    );
    problem.textContent = places.join(" ") || message;
  } finally {
    if (button) button.disabled = false;
  }
}

function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`page.html lacks #${id}`);
  return found;
}
