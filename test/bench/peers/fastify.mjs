/** Fastify with its serialisers compiled from schemas, as its documentation advises. */
import Fastify from "fastify";
import { readPage } from "./pages.mjs";

const user = {
  type: "object",
  properties: { id: { type: "integer" }, name: { type: "string" }, age: { type: "integer", nullable: true } },
};
const answer = (schema) => ({ schema: { response: { 200: schema } } });
const envelope = (schema) => answer({ type: "object", properties: { user: schema } });
const page = { items: { type: "array", items: user }, nextCursor: { type: "string" } };

export async function listen(port, store) {
  const app = Fastify();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  app.get("/api/users", answer({ type: "object", properties: page }), ({ query }) =>
    readPage(store, query.limit, query.cursor),
  );
  app.get("/api/users/:name", envelope({ type: "array", items: user }), async ({ params }) => ({
    user: await store.named(params.name),
  }));
  app.post("/api/users/:name", envelope(user), async ({ params, body }) => ({
    user: await store.create(params.name, Number(body.age)),
  }));
  app.get("/api/user/:id", answer(user), async ({ params }) => store.read(Number(params.id)));
  app.patch("/api/user/:id", answer(user), async ({ params, body }) => store.update(Number(params.id), body.age));
  await app.listen({ port, host: "127.0.0.1" });
}
