import { createClient, createTestFetch, serve, service } from "./aviary.ts";
import { examples } from "./generated/examples.ts";
import { describeContract } from "./suite.ts";

describeContract({
  service,
  serve,
  createClient,
  createTestFetch,
  examples,
  async further({ request, send }) {
    const nest = { place: "house", width: 1, materials: [] };
    await send("POST", "/api/birds", { name: "robin" });
    await send("POST", "/api/bird/1/nests", nest);
    await send("POST", "/api/bird/1/nests", nest); // Occupied.
    await send("POST", "/api/songs/rehearsals", { words: [] }, { "X-Loudness": "3" }); // 202.
    await request("/api/postings/report", { headers: { Accept: "text/csv" } });
  },
});
