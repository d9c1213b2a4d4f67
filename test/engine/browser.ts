/** Debian's Chromium for tests of pages. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const hasBrowser = existsSync(executablePath);
if (!hasBrowser && process.env.CI)
  throw new Error("Chromium is missing: install Debian's package chromium, as .ci/run does");
if (!hasBrowser) console.warn("Skipped in the browser: Chromium is missing. Install it, or set CHROMIUM to its path.");

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
