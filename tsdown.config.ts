import { defineConfig } from "tsdown";

// Three builds of one tree: the server, the home page's script, and the client as it is published.
export default defineConfig([
  {
    name: "service",
    entry: ["server/main.ts", "server/migrations/*.ts"],
    root: "server",
    outDir: "dist",
    outExtensions: () => ({ js: ".js" }),
    sourcemap: true,
    dts: false,
    logLevel: "error",
  },
  {
    name: "service",
    entry: ["client/page.ts"],
    outDir: "dist",
    outExtensions: () => ({ js: ".js" }),
    platform: "browser",
    deps: { alwaysBundle: [/./], onlyBundle: false },
    minify: true,
    dts: false,
    clean: false,
    logLevel: "error",
  },
  {
    name: "client",
    cwd: "client",
    entry: ["client.ts", "testing.ts"],
    tsconfig: "../tsconfig.json",
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
    platform: "neutral",
    dts: true,
    logLevel: "error",
  },
]);
