/** The settings of a service, from environment variables; every invalid one is named at once. */
import { availableParallelism } from "node:os";
import { cleanEnv, makeValidator, str } from "envalid";
import type { ReadFile } from "../contract/callers.ts";
import { isNear } from "../contract/words.ts";
import { openVerifiers, scopesOf } from "./access.ts";
import { createLiveFiles } from "./live-files.ts";
import { isProxy } from "./proxies.ts";
import type { Service } from "./service.ts";
import { parseTokens, parseTokensFile } from "./tokens.ts";

const host = makeValidator((text: string) => {
  if (text.trim() !== "") return text.replace(/^\[(.*)\]$/, "$1"); // Node listens on every interface for an empty one.
  throw new Error("must be an address to listen on, such as 127.0.0.1");
});

const databaseUrl = makeValidator((text: string) => {
  if (/^sqlite:\/\/[^/]/.test(text))
    throw new Error(
      "must be sqlite:FILE for a file in this folder, or sqlite:///FOLDER/FILE: the name of a host follows //",
    );
  if (/^sqlite:(?!:memory:).+$/.test(text)) return text;
  if (!/^postgres(ql)?:\/\/./.test(text)) throw new Error("must be sqlite:FILE or postgres://USER@HOST/DATABASE");
  return postgresUrl(text);
});

const replicaUrl = makeValidator((text: string) => {
  if (/^postgres(ql)?:\/\/./.test(text)) return postgresUrl(text);
  throw new Error("must be postgres://USER@HOST/DATABASE: SQLite has no replicas");
});

function postgresUrl(text: string): string {
  if (/^\w+:\/\/[^/]*,/.test(text))
    throw new Error("must name one host: for several, a proxy such as HAProxy that follows the primary");
  if (URL.canParse(text)) return text;
  throw new Error("must be postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded");
}

const workers = makeValidator((text: string) => {
  if (text === "auto") return availableParallelism();
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new Error("must be a whole number from 1 to 999, or auto");
});

const integer = (least: number, most: number) =>
  makeValidator((text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new Error(`must be a whole number from ${least} to ${most}`);
  });

const tokens = (scopes: Set<string>) => makeValidator((text: string) => parseTokens(text, scopes));
const tokensFile = (scopes: Set<string>, read: ReadFile) =>
  makeValidator((path: string) => read(path, (text) => parseTokensFile(text, scopes)));

function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter((each) => each !== "");
}

const origins = makeValidator((text: string) => {
  const all = listed(text);
  const wrong = all.filter((origin) => !/^https?:\/\/[^/?#]+$/.test(origin) || !URL.canParse(origin));
  // As browsers send it: in lower case, without the scheme's own port.
  if (wrong.length === 0) return all.map((origin) => new URL(origin).origin);
  throw new Error("must be origins such as https://example.com, without a path, separated by spaces or commas");
});

const proxies = makeValidator((text: string) => {
  const all = listed(text);
  const wrong = all.find((each) => !isProxy(each));
  if (wrong === undefined) return all;
  throw new Error(
    "must be addresses, CIDR blocks such as 10.0.0.0/8, loopback, linklocal or uniquelocal, separated by spaces or " +
      `commas; ${JSON.stringify(wrong)} is none of them`,
  );
});

/** Beside those of the contract. */
const ownPaths = ["/docs", "/openapi.json", "/openapi.yaml", "/livez", "/readyz", "/metrics"];

const pathPrefix = ({ document }: Service) =>
  makeValidator((text: string) => {
    if (text === "") return text;
    if (!/^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/.test(text))
      throw new Error("must be a path such as /svc: letters, digits and -._~ behind each slash, and none at the end");
    // A proxy may strip the prefix or not: where a path of the service begins with it, one could not tell.
    const taken = [...Object.keys(document.paths), ...ownPaths].find((path) => `${path}/`.startsWith(`${text}/`));
    if (taken === undefined) return text;
    throw new Error(`must not be where paths of the service begin, such as ${taken}: a proxy puts it before them`);
  });

/** @throws for invalid settings; the message is for people */
export function readSettings(variables: NodeJS.ProcessEnv, service: Service) {
  const { databaseUrl: defaultUrl } = service;
  const scopes = scopesOf(service);
  const files = createLiveFiles();
  const specs = {
    HOST: host({ default: "127.0.0.1" }),
    PORT: integer(0, 65535)({ default: 8000 }),
    DATABASE_URL: databaseUrl({ default: defaultUrl ?? "sqlite:service.db" }),
    DATABASE_READ_URL: replicaUrl({ default: undefined }),
    TOKENS: tokens(scopes)({ default: [] }),
    TOKENS_FILE: tokensFile(scopes, files.read)({ default: undefined }),
    UNPROTECTED: str({ default: "off", choices: ["on", "off"] }),
    TRUSTED_PROXIES: proxies({ default: [] }),
    PATH_PREFIX: pathPrefix(service)({ default: undefined }),
    CORS_ORIGINS: origins({ default: [] }),
    RATE_LIMIT: integer(0, 1_000_000)({ default: 0 }),
    MAX_IN_FLIGHT: integer(1, 1_000_000)({ default: 2_000 }),
    BODY_LIMIT: integer(1, 2 ** 30)({ default: 65_536 }),
    REQUEST_TIMEOUT_MS: integer(100, 3_600_000)({ default: 30_000 }),
    KEEP_ALIVE_MS: integer(0, 3_600_000)({ default: 65_000 }),
    WORKERS: workers({ default: 1 }),
    DRAIN_MS: integer(0, 60_000)({ default: 500 }),
    LOG_LEVEL: str({ default: "info", choices: ["debug", "info", "warn", "error", "silent"] }),
    DEVELOPMENT: str({ default: "off", choices: ["on", "off"] }),
    VERIFY_ANSWERS: str({ default: "off", choices: ["on", "off"] }),
  };
  const { verifiers, faults: verifierFaults } = openVerifiers(service, variables, files.read);
  const environment = cleanEnv(variables, specs, {
    reporter({ errors }) {
      const faults = Object.entries(errors).map(([name, error]) => `${name}: ${error?.message}`);
      faults.push(...verifierFaults, ...misspelt(variables, Object.keys(specs)));
      const isEmbedded = (variables.DATABASE_URL ?? defaultUrl ?? "sqlite:").startsWith("sqlite:");
      if (isEmbedded && variables.DATABASE_READ_URL && !errors.DATABASE_READ_URL)
        faults.push("DATABASE_READ_URL: SQLite has no replicas");
      if (faults.length > 0) throw new Error(`Settings in the environment are invalid:\n  ${faults.join("\n  ")}`);
    },
  });
  return {
    host: environment.HOST,
    port: environment.PORT,
    databaseUrl: environment.DATABASE_URL,
    ...(environment.DATABASE_READ_URL && { replicaUrl: environment.DATABASE_READ_URL }),
    tokens: environment.TOKENS,
    ...(environment.TOKENS_FILE && { fileTokens: environment.TOKENS_FILE }),
    verifiers,
    files,
    unprotected: environment.UNPROTECTED === "on",
    trustedProxies: environment.TRUSTED_PROXIES,
    pathPrefix: environment.PATH_PREFIX ?? "",
    corsOrigins: environment.CORS_ORIGINS,
    rateLimit: environment.RATE_LIMIT,
    mostInFlight: environment.MAX_IN_FLIGHT,
    bodyLimit: environment.BODY_LIMIT,
    workers: environment.WORKERS,
    logLevel: environment.LOG_LEVEL,
    development: environment.DEVELOPMENT === "on",
    verify: environment.VERIFY_ANSWERS === "on",
    requestTimeout: environment.REQUEST_TIMEOUT_MS,
    keepAlive: environment.KEEP_ALIVE_MS,
    drain: environment.DRAIN_MS,
  };
}

/** Variables whose names are one slip away from a setting that is not there. */
function misspelt(variables: NodeJS.ProcessEnv, settings: string[]): string[] {
  const missing = settings.filter((name) => variables[name] === undefined);
  return Object.keys(variables)
    .filter((name) => !settings.includes(name))
    .flatMap((name) => {
      const meant = missing.find((setting) => isSlip(name.toUpperCase(), setting));
      return meant ? [`${name}: is no setting; did you mean ${meant}?`] : [];
    });
}

/** Other software has variables too: TOKEN is one of these, and POST is as near to HOST as to PORT. */
function isSlip(name: string, setting: string): boolean {
  if (`${name}S` === setting || name === `${setting}S`) return false;
  const isShort = setting.length < 5;
  return isShort ? [...name].sort().join() === [...setting].sort().join() : isNear(name, setting);
}
