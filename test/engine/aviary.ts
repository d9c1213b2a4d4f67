/** What tests need of the aviary. */
import { createClient } from "./aviary-client.ts";
import { service } from "./aviary-service.ts";
import { serving } from "./serving.ts";

export { type Client, createClient, createTestFetch } from "./aviary-client.ts";
export {
  allSpecies,
  birds,
  catches,
  concerts,
  document,
  nests,
  pictures,
  rings,
  service,
  songs,
  verifiers,
} from "./aviary-service.ts";

/** Starts a server that ends with the test. */
export const serve = serving(service, createClient);
