/** JSON Web Tokens: by keys made here, a real JSON Web Key Set over HTTP, and the attacks that are known. */
import { createHmac } from "node:crypto";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openVerifiers } from "../../server/engine/http/access.ts";
import { jwt } from "../../server/engine/http/jwt.ts";
import { createLiveFiles } from "../../server/engine/http/live-files.ts";
import type { AnyVerifier, CallersOf, Verifiers } from "../../server/engine/http/service.ts";
import { readSettings } from "../../server/engine/http/settings.ts";
import { createClient } from "./notes/client.ts";
import type { Contract } from "./notes/generated/contract.ts";
import { service } from "./notes/service.ts";
import { temporaryFolder } from "./process.ts";
import { serving, startListening } from "./serving.ts";

const issuer = "https://login.example";
const audience = "notes";

interface Key {
  kid?: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

async function createKey(kid?: string, alg = "ES256"): Promise<Key> {
  return { ...(kid !== undefined && { kid }), alg, ...(await generateKeyPair(alg, { extractable: true })) };
}

async function keySet(...keys: Key[]): Promise<string> {
  const all = keys.map(async ({ kid, alg, publicKey }) => ({
    ...(await exportJWK(publicKey)),
    alg,
    use: "sig",
    ...(kid !== undefined && { kid }),
  }));
  return JSON.stringify({ keys: await Promise.all(all) });
}

/** A token of ada, who may do all with notes. */
function sign(
  { kid, alg, privateKey }: Key,
  claims: Record<string, unknown> = {},
  header: object = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    iss: issuer,
    aud: audience,
    sub: "ada",
    scope: "notes vault",
    iat: now,
    exp: now + 60,
    ...claims,
  })
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }), ...header })
    .sign(privateKey);
}

/** Serves notes to callers whose tokens are verified by keys at an address or in a file. */
async function serveJwt(jwks: string, Login: AnyVerifier = jwt()) {
  const files = createLiveFiles();
  const verified = { ...service, verifiers: { ...service.verifiers, Login } };
  const variables = { LOGIN_ISSUER: issuer, LOGIN_AUDIENCE: audience, LOGIN_JWKS: jwks };
  const server = await serving(
    verified,
    createClient,
  )({
    verifiers: openVerifiers(verified, variables, files.read).verifiers,
    files,
  });
  const ask = (token: string) => server.request("/notes", { headers: { Authorization: `Bearer ${token}` } });
  return { ...server, ask, statusFor: async (token: string) => (await ask(token)).status };
}

/** Publishes keys over HTTP. */
async function publish(text: string) {
  const published = { text, fetched: 0, isSilent: false, status: 200 };
  const server = createServer((_, response) => {
    published.fetched++;
    if (published.isSilent) return;
    response.writeHead(published.status, { "Content-Type": "application/json" }).end(published.text);
  });
  const url = await startListening(server);
  onTestFinished(() => server.closeAllConnections());
  return Object.assign(published, { url: `${url}/jwks.json`, close: () => server.close() });
}

describe("a token", () => {
  test("identifies its caller, by keys that are fetched once", async () => {
    const [key, other] = [await createKey("first"), await createKey("second", "RS256")];
    const published = await publish(await keySet(key, other));
    const server = await serveJwt(published.url);
    const [a, b] = [await sign(key), await sign(other, { sub: "bob" })];
    const create = (token: string) =>
      server.send("POST", "/notes", { text: "Sow." }, { Authorization: `Bearer ${token}` });
    const answers = await Promise.all([a, a, a, b, b].map(create));
    expect(await Promise.all(answers.map(async (each) => (await each.json()).owner))).toEqual([
      "ada",
      "ada",
      "ada",
      "bob",
      "bob",
    ]);
    expect(published.fetched).toBe(1);
  });

  test("has the scopes that it says, as a text or a list", async () => {
    const key = await createKey();
    const published = await publish(await keySet(key));
    const server = await serveJwt(published.url);
    for (const [claims, status] of [
      [{ scope: "notes" }, 200],
      [{ scope: undefined, scp: ["other", "notes"] }, 200],
      [{ scope: "note" }, 403],
      [{ scope: "notes-of-others" }, 403],
      [{ scope: undefined }, 403],
      [{ scope: { notes: true } }, 403],
      [{ scope: undefined, scp: [["notes"]] }, 403],
    ] as const)
      expect([claims, await server.statusFor(await sign(key, claims))]).toEqual([claims, status]);
  });

  test("may be read by a function of the service's own, which may decline it", async () => {
    const key = await createKey();
    const caller = ({ email, roles }: JWTPayload) =>
      email === undefined ? undefined : { id: String(email), scopes: roles as string[] };
    const server = await serveJwt((await publish(await keySet(key))).url, jwt({ caller }));
    const known = await sign(key, { email: "ada@example.com", roles: ["notes"] });
    const answer = await server.send("POST", "/notes", { text: "Sow." }, { Authorization: `Bearer ${known}` });
    expect((await answer.json()).owner).toBe("ada@example.com");
    expect(await server.statusFor(await sign(key))).toBe(401);
  });

  test("of the wrong issuer, audience or time, or without an end or a subject, is refused", async () => {
    const key = await createKey("first");
    const server = await serveJwt((await publish(await keySet(key))).url);
    const now = Math.floor(Date.now() / 1_000);
    const wrong: Record<string, unknown>[] = [
      { iss: "https://evil.example" },
      { iss: `${issuer}/` },
      { iss: undefined },
      { aud: "other" },
      { aud: ["other", "another"] },
      { aud: undefined },
      { exp: now - 30 },
      { exp: undefined },
      { nbf: now + 30 },
      { sub: undefined },
      { sub: "" },
      { sub: 7 },
      { sub: ["ada"] },
    ];
    for (const claims of wrong)
      expect([claims, await server.statusFor(await sign(key, claims))]).toEqual([claims, 401]);
    // Clocks may differ a little.
    for (const claims of [{ exp: now - 2 }, { nbf: now + 2 }, { aud: ["other", audience] }])
      expect([claims, await server.statusFor(await sign(key, claims))]).toEqual([claims, 200]);
  });

  test("that is forged is refused: no algorithm, a public key taken for a secret, keys of its own", async () => {
    const [key, evil] = [await createKey("first", "RS256"), await createKey("first", "RS256")];
    const published = await publish(await keySet(key));
    const server = await serveJwt(published.url);
    const valid = await sign(key);
    expect(await server.statusFor(valid)).toBe(200);
    const [header = "", payload = "", signature = ""] = valid.split(".");
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const hmac = (secret: string) => {
      const input = `${encode({ alg: "HS256", kid: "first" })}.${payload}`;
      return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    };
    const pem = await exportSPKI(key.publicKey);
    const own = await exportJWK(evil.publicKey);
    const forged: Record<string, string> = {
      "no algorithm": new UnsecuredJWT(claims).encode(),
      "none, in capitals": `${encode({ alg: "NONE" })}.${payload}.`,
      "no signature": `${header}.${payload}.`,
      "another's payload": `${header}.${encode({ ...claims, sub: "bob" })}.${signature}`,
      "the public key as a secret": hmac(pem),
      "the key set as a secret": hmac(published.text),
      "an empty secret": hmac(""),
      "another key under the same name": await sign(evil),
      "a key in its header": await sign(evil, {}, { jwk: own }),
      "an address of keys in its header": await sign(evil, {}, { jku: "http://127.0.0.1:9/jwks.json" }),
      "a path for a name": await sign(evil, {}, { kid: "../../../../dev/null" }),
      "a statement for a name": await sign(evil, {}, { kid: "' union select '' --" }),
      "a name of every object": await sign(evil, {}, { kid: "__proto__" }),
      "no name": await sign({ ...evil, kid: undefined as never }, {}, {}),
      "an extension that must be understood": `${encode({ alg: "RS256", crit: ["x"], x: 1 })}.${payload}.${signature}`,
      "another algorithm than its key's": await sign({ ...key, alg: "PS256" }).catch(() => "a.b.c"),
      "five parts": `${valid}.a.b`,
      "no parts": "token",
      "nothing but dots": "..",
    };
    for (const [attack, token] of Object.entries(forged))
      expect([attack, await server.statusFor(token)]).toEqual([attack, 401]);
    expect(await server.statusFor(`${header}.${"A".repeat(12_000)}.${signature}`)).toBe(401);
    expect(await server.statusFor("A".repeat(20_000))).toBe(431);
    expect(JSON.stringify(server.log)).not.toContain(signature);
    expect(await server.statusFor(valid)).toBe(200);
  });

  test("without the name of its key is tried with each", async () => {
    const keys = await Promise.all([createKey(), createKey(), createKey()]);
    const server = await serveJwt((await publish(await keySet(...keys))).url);
    for (const key of keys) expect(await server.statusFor(await sign(key))).toBe(200);
    expect(await server.statusFor(await sign(await createKey()))).toBe(401);
  });
});

test("a caller of a token has its claims, or what a function makes of them", () => {
  const all = service.verifiers as unknown as Verifiers<Contract>; // Cast: they are those of this contract.
  const verifiers = {
    ...all,
    Login: jwt(),
    Guest: jwt({ caller: ({ sub = "" }) => ({ id: sub, scopes: [], house: 7 }) }),
  } satisfies Verifiers<Contract>;
  const read = ({ Login, Guest }: Pick<CallersOf<typeof verifiers>, "Login" | "Guest">) => [
    Login.claims.iss,
    Guest.house,
  ];
  const Login = { id: "a", scopes: [], claims: { iss: issuer } };
  expect(read({ Login, Guest: { id: "b", scopes: [], house: 7 } })).toEqual([issuer, 7]);
});

describe("keys", () => {
  test("that cannot be fetched let nobody in, are not asked for at once again, and the service recovers", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const key = await createKey("first");
    const published = await publish(await keySet(key));
    const server = await serveJwt(published.url);
    const token = await sign(key);
    for (const [text, status] of [
      ["{}", 200],
      ["not JSON", 200],
      [published.text, 500],
      [published.text, 302],
    ] as const) {
      const before = published.text;
      Object.assign(published, { text, status });
      const refused = await server.ask(token);
      expect([text, status, refused.status, refused.headers.get("Retry-After")]).toEqual([text, status, 503, "5"]);
      Object.assign(published, { text: before, status: 200 });
      vi.advanceTimersByTime(1_100);
    }
    Object.assign(published, { isSilent: true, fetched: 0 });
    const evil = await createKey("first");
    const foreign = await sign(evil, { iss: "https://evil.example" });
    const answers = await Promise.all([token, await sign(evil), foreign, "a.b.c"].map(server.statusFor));
    expect(answers).toEqual([503, 503, 401, 401]); // What is no token of the issuer's needs no keys.
    expect([await server.statusFor(token), published.fetched]).toEqual([503, 1]);
    published.isSilent = false;
    vi.advanceTimersByTime(1_100);
    Object.assign(published, { text: "<html>", fetched: 0 });
    for (let guess = 0; guess < 5; guess++) await server.statusFor(await sign(evil));
    expect(published.fetched).toBe(1);
    Object.assign(published, { text: await keySet(key) });
    vi.advanceTimersByTime(1_100);
    expect(await server.statusFor(token)).toBe(200);
    published.close();
    expect(await server.statusFor(token)).toBe(200); // Cached.
  });

  test("that are rotated are fetched again, once in 30 seconds, and are forgotten after ten minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const [old, young] = [await createKey("old"), await createKey("young")];
    const published = await publish(await keySet(old));
    const server = await serveJwt(published.url);
    const statuses = async () => [await server.statusFor(await sign(old)), await server.statusFor(await sign(young))];
    expect(await statuses()).toEqual([200, 401]);
    published.text = await keySet(young);
    expect(await statuses()).toEqual([200, 401]);
    vi.advanceTimersByTime(31_000);
    for (let guesses = 0; guesses < 5; guesses++) await server.statusFor(await sign(await createKey("evil")));
    expect([published.fetched, ...(await statuses())]).toEqual([2, 401, 200]);
    published.close();
    vi.advanceTimersByTime(9 * 60_000);
    expect((await statuses())[1]).toBe(200);
    vi.advanceTimersByTime(2 * 60_000);
    expect(await statuses()).toEqual([503, 503]);
  });

  test("that nobody listens for are a 503", async () => {
    const published = await publish("{}");
    published.close();
    const server = await serveJwt(published.url);
    expect(await server.statusFor(await sign(await createKey()))).toBe(503);
    expect((await server.request("/notes")).status).toBe(401);
  });

  test("may be in a file, and are read again when it changes, without a restart", async () => {
    const [old, young] = [await createKey("old"), await createKey("young")];
    const folder = temporaryFolder();
    const file = join(folder, "jwks.json");
    // As orchestrators mount secrets: the file is a link, which is moved to the next version.
    const mount = (version: string, text: string) => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, "jwks.json"), text);
      symlinkSync(join(folder, version, "jwks.json"), `${file}.new`);
      renameSync(`${file}.new`, file);
    };
    mount("1", await keySet(old));
    const server = await serveJwt(file);
    const [before, after] = [await sign(old), await sign(young)];
    const statuses = async () => [await server.statusFor(before), await server.statusFor(after)];
    expect(await statuses()).toEqual([200, 401]);
    mount("2", await keySet(young));
    await expect.poll(statuses).toEqual([401, 200]);
    mount("3", "half a fi");
    const told = () => server.log.filter(({ file: named }) => named === file).map(({ reason }) => reason);
    await expect.poll(told).toContain("must be a JSON Web Key Set (RFC 7517)");
    expect(await statuses()).toEqual([401, 200]);
    rmSync(file);
    await expect.poll(told).toContain("cannot be read: ENOENT");
    expect(await statuses()).toEqual([401, 200]);
  });
});

test("a service whose callers need no credentials starts without the settings of tokens, as in tests", async () => {
  const verified = { ...service, verifiers: { ...service.verifiers, Login: jwt() } };
  const server = await serving(verified, createClient)();
  expect(await server.client.notes.list()).toEqual({ items: [] });
  const known = await serving(verified, createClient, { callers: { Login: { id: "ada", scopes: [], tenant: 1 } } })();
  expect(await known.client.notes.create({ text: "Sow." })).toMatchObject({ owner: "ada" });
});

test("settings of tokens that are missing or wrong are named with all others", () => {
  const verified = { ...service, verifiers: { ...service.verifiers, Login: jwt(), Guest: jwt() } };
  const read = () =>
    readSettings(
      { PORT: "x", LOGIN_ISSUER: issuer, LOGIN_AUDIENCE: audience, LOGIN_JWKS: "/nowhere/jwks.json" },
      verified,
    );
  expect(read).toThrow(/PORT: must be a whole number/);
  expect(read).toThrow(/LOGIN_JWKS: "\/nowhere\/jwks.json" cannot be read: ENOENT: name a file or an http\(s\) URL/);
  expect(read).toThrow(/GUEST_ISSUER, GUEST_AUDIENCE, GUEST_JWKS: must be set, for tokens of Guest/);
});
