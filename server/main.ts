/** Environment → settings → server → signals. The only file that reads process.env. */
import { cleanEnv, makeValidator, str } from "envalid";
import pino from "pino";
import { type RunningServer, type Settings, startServer } from "./server.ts";

const databaseUrl = makeValidator((text: string) => {
  if (/^sqlite:(?!:memory:).+$/.test(text) || /^postgres(ql)?:\/\/.+$/.test(text)) return text;
  throw new Error("must be sqlite:FILE or postgres://USER@HOST/DATABASE");
});

const integer = (least: number, most: number) =>
  makeValidator((text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new Error(`must be a whole number from ${least} to ${most}`);
  });

function readSettings(): Settings & { logLevel: string } {
  const environment = cleanEnv(
    process.env,
    {
      HOST: str({ default: "127.0.0.1" }),
      PORT: integer(0, 65535)({ default: 8000 }),
      DATABASE_URL: databaseUrl({ default: "sqlite:users.db" }),
      BODY_LIMIT: integer(1, 2 ** 30)({ default: 65_536 }),
      REQUEST_TIMEOUT_MS: integer(100, 3_600_000)({ default: 30_000 }),
      DRAIN_MS: integer(0, 60_000)({ default: 500 }),
      LOG_LEVEL: str({ default: "info", choices: ["debug", "info", "warn", "error", "silent"] }),
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
    bodyLimit: environment.BODY_LIMIT,
    logLevel: environment.LOG_LEVEL,
    verify: environment.VERIFY_ANSWERS === "on",
    requestTimeout: environment.REQUEST_TIMEOUT_MS,
    drain: environment.DRAIN_MS,
  };
}

async function main(): Promise<void> {
  const { logLevel, ...settings } = readSettings();
  const log = pino({ level: logLevel, base: null });
  const server = await startServer(settings, log);
  console.log(`The service answers at ${server.url}, its docs are at ${server.url}/docs`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop(server));
}

async function stop(server: RunningServer): Promise<void> {
  await server.stop();
  process.exit(0);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
