/** What holds for any contract, held for one whose callers are known. */
import { createClient, createTestFetch } from "./notes/client.ts";
import { examples } from "./notes/generated/examples.ts";
import { service } from "./notes/service.ts";
import { serving } from "./serving.ts";
import { describeContract } from "./suite.ts";

const ada = { id: "ada", scopes: ["notes", "vault", "admin"] };
const callers = { Login: ada, ServiceKey: { id: "billing" }, Staff: { id: "ada" }, LinkKey: { id: "ada" } };

describeContract({
  service,
  serve: serving(service, createClient, { callers }),
  createClient,
  createTestFetch,
  examples,
  own: { tables: [], columns: ["note.deleted"] },
});
