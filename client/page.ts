/** The home page's script: lists, creates and deletes users through the typed client. */
import { createClient, InvalidRequest, type Models, Unauthorized } from "./client.ts";

let { users } = createClient({ baseUrl: location.origin });
let nextCursor: string | undefined;

const form = element("create", HTMLFormElement);
const token = element("token", HTMLFormElement);
const more = element("more", HTMLButtonElement);
const rows = element("users", HTMLTableSectionElement);
const problem = element("problem", HTMLParagraphElement);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = String(new FormData(form).get("name"));
  const age = String(new FormData(form).get("age")).trim();
  attempt(async () => {
    rows.prepend(rowOf(await users.create({ name, age: age === "" ? null : Number(age) })));
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
attempt(showPage);

async function showPage(): Promise<void> {
  const page = await users.list({ sort: "-id", ...(nextCursor && { cursor: nextCursor }) });
  rows.append(...page.items.map(rowOf));
  nextCursor = page.nextCursor;
  more.hidden = nextCursor === undefined;
}

function rowOf({ id, name, age }: Models["User"]): HTMLTableRowElement {
  const row = document.createElement("tr");
  for (const text of [id, name, age ?? "–"]) row.insertCell().textContent = String(text);
  const button = document.createElement("button");
  button.textContent = "Delete";
  button.addEventListener("click", () =>
    attempt(async () => {
      await users.delete(id);
      row.remove();
    }),
  );
  row.insertCell().append(button);
  return row;
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
