/** Koa and its router, without anything else. */
import Router from "@koa/router";
import Koa from "koa";
import { readPage } from "./pages.mjs";

export function listen(port, store) {
  const router = new Router()
    .get("/api/users", async (context) => {
      context.body = await readPage(store, context.query.limit, context.query.cursor);
    })
    .get("/api/users/:name", async (context) => {
      context.body = { user: await store.named(context.params.name) };
    })
    .post("/api/users/:name", async (context) => {
      const age = Number(new URLSearchParams(await readText(context.req)).get("age"));
      context.body = { user: await store.create(context.params.name, age) };
    })
    .get("/api/user/:id", async (context) => {
      context.body = await store.read(Number(context.params.id));
    })
    .patch("/api/user/:id", async (context) => {
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
