/** A service that knows its callers. Deleted notes are kept, and marked. */
import { readDocument } from "../../../server/engine/contract/document.ts";
import {
  type CallersOf,
  type Context,
  defineService,
  type Handlers,
  type Verifiers,
} from "../../../server/engine/http/service.ts";
import { type Contract, contract } from "./generated/contract.ts";

/** Of "ada.notes.vault", the caller ada with two scopes; undefined for what has none. */
function verifyLogin(token: string) {
  const [id = "", ...scopes] = token.split(".");
  return scopes.length > 0 ? { id, scopes } : undefined;
}

export const verifiers = {
  Login: verifyLogin,
  Guest: verifyLogin,
  Session: async (cookie) => (cookie.startsWith("session-") ? { id: cookie.slice(8) } : undefined),
  ServiceKey: (key) => (key.startsWith("service-") ? { id: key, name: "a service" } : undefined),
  LinkKey: (key) => (key === "key-1" ? { id: "link" } : undefined),
  Staff: ({ username, password }) => (password === `${username}'s` ? { id: username } : undefined),
} satisfies Verifiers<Contract>;

export type Callers = CallersOf<typeof verifiers>;

/** The caller's notes that are not deleted. */
const own = ({ database, caller }: Context<Contract, "notes", Callers>) =>
  database.rowsOf("note", { where: { owner: caller.id, deleted: null } });

export const notes: Handlers<Contract, "notes", Callers> = {
  async list(request, context) {
    return own(context).page(request);
  },

  async create({ body }, context) {
    return own(context).insert(body);
  },

  async read({ path: { id } }, context) {
    return own(context).find(id);
  },

  async update({ path: { id }, body, ifMatch }, context) {
    return own(context).update(id, body, { ifMatch });
  },

  async delete({ path: { id }, ifMatch }, context) {
    await own(context).update(id, { deleted: Date.now() }, { ifMatch });
  },
};

export const doors: Handlers<Contract, "doors", Callers> = {
  async vault(_, { caller }) {
    return { ids: "Login" in caller ? [caller.Login.id, caller.ServiceKey.id] : [caller.id] };
  },

  async garden(_, { caller }) {
    return { ids: caller ? [caller.id] : [] };
  },

  async hall(_, { caller }) {
    return { ids: [caller.id] };
  },

  async window(_, { caller }) {
    return { ids: [caller.id] };
  },

  async street(_, { caller }) {
    return { ids: caller ?? [] };
  },
};

export const service = defineService(contract, {
  name: "notes",
  document: readDocument(new URL("./generated/openapi.json", import.meta.url)),
  verifiers,
  represent: { note: (note) => ({ ...note, words: note.text.split(/\s+/).length }) },
  handlers: { notes, doors },
  migrations: new URL("./migrations/", import.meta.url),
  databaseUrl: "sqlite:notes.db",
});
