/** Environment → settings → server → signals. The only file that reads process.env. */
import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { cleanEnv, makeValidator, str } from "envalid";
import pino from "pino";
import { parseTokens } from "./access.ts";
import { openDatabase } from "./database.ts";
import { gatherMetrics } from "./metrics.ts";
import { type RunningServer, startServer } from "./server.ts";
import { runWorkers, tellPrimary } from "./workers.ts";

const host = makeValidator((text: string) => {
  if (text.trim() !== "") return text; // Node listens on every interface where it is given none.
  throw new Error("must be an address to listen on, such as 127.0.0.1");
});

const databaseUrl = makeValidator((text: string) => {
  if (/^sqlite:\/\/[^/]/.test(text))
    throw new Error(
      "must be sqlite:FILE for a file in this folder, or sqlite:///FOLDER/FILE: // begins the name of a host",
    );
  if (/^sqlite:(?!:memory:).+$/.test(text) || /^postgres(ql)?:\/\/.+$/.test(text)) return text;
  throw new Error("must be sqlite:FILE or postgres://USER@HOST/DATABASE");
});

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

const tokens = makeValidator(parseTokens);
const tokensFile = makeValidator((path: string) => {
  const found = parseTokens(readTokens(path));
  if (found.length === 0) throw new Error("holds no token: who meant to protect the service would not have");
  return found;
});

/** Lines may be comments. */
function readTokens(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\s*#.*$/gm, "");
  } catch (error) {
    throw new Error(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

const origins = makeValidator((text: string) => {
  const all = text.split(/[\s,]+/).filter((origin) => origin !== "");
  const wrong = all.filter((origin) => !/^https?:\/\/[^/?#]+$/.test(origin));
  if (wrong.length === 0) return all;
  throw new Error("must be origins such as https://example.com, without a path, parted by spaces or commas");
});

function readSettings() {
  const environment = cleanEnv(
    process.env,
    {
      HOST: host({ default: "127.0.0.1" }),
      PORT: integer(0, 65535)({ default: 8000 }),
      DATABASE_URL: databaseUrl({ default: "sqlite:users.db" }),
      TOKENS: tokens({ default: [] }),
      TOKENS_FILE: tokensFile({ default: [] }),
      UNPROTECTED: str({ default: "off", choices: ["on", "off"] }),
      CORS_ORIGINS: origins({ default: [] }),
      RATE_LIMIT: integer(0, 1_000_000)({ default: 0 }),
      MAX_IN_FLIGHT: integer(1, 1_000_000)({ default: 2_000 }),
      BODY_LIMIT: integer(1, 2 ** 30)({ default: 65_536 }),
      REQUEST_TIMEOUT_MS: integer(100, 3_600_000)({ default: 30_000 }),
      WORKERS: workers({ default: 1 }),
      DRAIN_MS: integer(0, 60_000)({ default: 500 }),
      LOG_LEVEL: str({ default: "info", choices: ["debug", "info", "warn", "error", "silent"] }),
      DEVELOPMENT: str({ default: "off", choices: ["on", "off"] }),
      VERIFY_ANSWERS: str({ default: "off", choices: ["on", "off"] }),
    },
    {
      reporter({ errors }) {
        const faults = Object.entries(errors).map(([name, error]) => `${name}: ${error?.message}`);
        if (faults.length > 0) throw new Error(`Settings in the environment are wrong.\n  ${faults.join("\n  ")}`);
      },
    },
  );
  return {
    host: environment.HOST,
    port: environment.PORT,
    databaseUrl: environment.DATABASE_URL,
    tokens: [...environment.TOKENS, ...environment.TOKENS_FILE],
    unprotected: environment.UNPROTECTED === "on",
    corsOrigins: environment.CORS_ORIGINS,
    rateLimit: environment.RATE_LIMIT,
    mostInFlight: environment.MAX_IN_FLIGHT,
    bodyLimit: environment.BODY_LIMIT,
    workers: environment.WORKERS,
    logLevel: environment.LOG_LEVEL,
    development: environment.DEVELOPMENT === "on",
    verify: environment.VERIFY_ANSWERS === "on",
    requestTimeout: environment.REQUEST_TIMEOUT_MS,
    drain: environment.DRAIN_MS,
  };
}

async function main(): Promise<void> {
  if (process.argv.length > 2)
    throw new Error(
      "This takes no arguments: its settings are in the environment, as in PORT=8080 npm start, and the README lists them.",
    );
  const { logLevel, workers, ...settings } = readSettings();
  const output = createLogOutput();
  // The seam: in this mode the output takes bytes, which its types do not know.
  const write = (line: string) => output.write(Buffer.from(line) as unknown as string);
  const log = pino({ level: logLevel, base: null }, { write });
  if (workers > 1 && cluster.isPrimary) {
    await (await openDatabase(settings.databaseUrl)).close(); // Migrated once, before anyone serves.
    gatherMetrics();
    return announce(await runWorkers(workers, log));
  }
  const server = await startServer({ ...settings, migrate: cluster.isPrimary }, log);
  // More than one may come, such as to the group and from the primary: what has no listener would kill.
  process.on("SIGTERM", () => stop(server, output));
  // Ctrl-C reaches every process of a terminal: a worker leaves it to its primary.
  process.on("SIGINT", () => cluster.isPrimary && stop(server, output));
  if (cluster.isPrimary) announce(server.url);
  else tellPrimary(server.url);
}

/**
 * A system call for each line would cost as much as the request: lines wait half a second at most. Where they cannot be
 * written, as on a full disk, they wait until they can, and those beyond a megabyte are lost: requests do not wait.
 * It takes bytes: of text it would count all that waits anew at each line.
 */
function createLogOutput() {
  const output = pino.destination({
    contentMode: "buffer",
    sync: false,
    minLength: 16_000,
    maxLength: 1_000_000,
    periodicFlush: 500,
  });
  output.on("error", () => {
    output.flushSync = () => {}; // What pino calls at exit, where it would try for ever.
  });
  return output;
}

function announce(url: string): void {
  console.log(`The service answers at ${url}, its docs are at ${url}/docs`);
}

type LogOutput = ReturnType<typeof createLogOutput>;

let isStopping = false;

async function stop(server: RunningServer, output: LogOutput): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await server.stop();
  await new Promise((resolve) => output.flush(resolve));
  process.exit(0);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
