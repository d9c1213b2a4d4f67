/** Koa and its router alone. */
import Router from "@koa/router";
import Koa from "koa";
import { readPage } from "./pages.mjs";

export function listen(port, store) {
  const router = new Router()
    .get("/api/birds", async (context) => {
      context.body = await readPage(store, context.query.limit, context.query.cursor);
    })
    .get("/api/birds/:name", async (context) => {
      context.body = { bird: await store.named(context.params.name) };
    })
    .post("/api/birds/:name", async (context) => {
      const age = Number(new URLSearchParams(await readText(context.req)).get("age"));
      context.body = { bird: await store.create(context.params.name, age) };
    })
    .get("/api/bird/:id", async (context) => {
      context.body = await store.read(Number(context.params.id));
    })
    .patch("/api/bird/:id", async (context) => {
      const { age } = JSON.parse(await readText(context.req));
      context.body = await store.update(Number(context.params.id), age);
    });
  new Koa().use(router.routes()).listen(port, "127.0.0.1");
}

async function readText(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
