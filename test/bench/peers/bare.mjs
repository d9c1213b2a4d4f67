/** The lower bound: node:http with hand-written routing. */
import { createServer } from "node:http";
import { readPage } from "./pages.mjs";

export function listen(port, store) {
  createServer(async (request, response) => {
    try {
      const body = JSON.stringify(await respond(request, store));
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
      response.end(body);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(port, "127.0.0.1");
}

async function respond(request, store) {
  const { method, url } = request;
  if (url.startsWith("/api/bird/")) {
    const id = Number(url.slice("/api/bird/".length));
    return method === "GET" ? store.read(id) : store.update(id, JSON.parse(await readText(request)).age);
  }
  if (url.startsWith("/api/birds/")) {
    const name = decodeURIComponent(url.slice("/api/birds/".length));
    if (method === "GET") return { bird: await store.named(name) };
    return { bird: await store.create(name, Number((await readText(request)).slice("age=".length))) };
  }
  const query = new URLSearchParams(url.slice(url.indexOf("?")));
  return readPage(store, query.get("limit") ?? undefined, query.get("cursor") ?? undefined);
}

function readText(request) {
  return new Promise((resolve, reject) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => resolve(text));
    request.on("error", reject);
  });
}
