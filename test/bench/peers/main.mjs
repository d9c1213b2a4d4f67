/** A peer: `node main.mjs HTTP STORE` with PORT and DATABASE_URL serves the same operations without validation. */
import { openStore } from "./stores.mjs";

const [http, store] = process.argv.slice(2);
const { listen } = await import(`./${http}.mjs`);
await listen(Number(process.env.PORT), await openStore(store, process.env.DATABASE_URL));
