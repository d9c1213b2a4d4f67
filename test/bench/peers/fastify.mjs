/** Fastify with response schemas, from which it compiles serialisers, as its documentation advises. */
import Fastify from "fastify";
import { readPage } from "./pages.mjs";

const bird = {
  type: "object",
  properties: { id: { type: "integer" }, name: { type: "string" }, age: { type: "integer", nullable: true } },
};
const response = (schema) => ({ schema: { response: { 200: schema } } });
const envelope = (schema) => response({ type: "object", properties: { bird: schema } });
const page = { items: { type: "array", items: bird }, nextCursor: { type: "string" } };

export async function listen(port, store) {
  const app = Fastify();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  app.get("/api/birds", response({ type: "object", properties: page }), ({ query }) =>
    readPage(store, query.limit, query.cursor),
  );
  app.get("/api/birds/:name", envelope({ type: "array", items: bird }), async ({ params }) => ({
    bird: await store.named(params.name),
  }));
  app.post("/api/birds/:name", envelope(bird), async ({ params, body }) => ({
    bird: await store.create(params.name, Number(body.age)),
  }));
  app.get("/api/bird/:id", response(bird), async ({ params }) => store.read(Number(params.id)));
  app.patch("/api/bird/:id", response(bird), async ({ params, body }) => store.update(Number(params.id), body.age));
  await app.listen({ port, host: "127.0.0.1" });
}
