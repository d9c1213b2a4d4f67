// The house: which folder may import which. `npm run check` enforces it; types and JSON count.
const engines = "^(spec|server|client|test)/engine/";
const generated = "^(generated|test/engine/generated|test/engine/notes/generated)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      comment: "Modules that import each other cannot be understood apart.",
      from: {},
      to: { circular: true },
    },
    {
      name: "engine-knows-no-api",
      severity: "error",
      comment: "An engine serves any contract: it imports nothing outside engine folders.",
      from: { path: engines },
      to: { path: "^(spec|generated|server|client|test)/", pathNot: engines },
    },
    {
      name: "engine-takes-the-contract-as-an-argument",
      severity: "error",
      comment: "The generated contract of the engine's tests is for those tests alone.",
      from: { path: "^(spec|server|client)/engine/" },
      to: { path: "^test/" },
    },
    {
      name: "generated-imports-error-classes-only",
      severity: "error",
      comment: "generated/errors.ts extends the client engine's error.",
      from: { path: generated },
      to: { pathNot: `${generated}|^client/engine/errors\\.ts$` },
    },
    {
      name: "server-and-client-know-neither-each-other-nor-the-tools",
      severity: "error",
      from: { path: "^(server|client)/" },
      to: { path: "^(spec|server|client|test)/", pathNot: "^$1/" },
    },
    {
      name: "http-database-contract",
      severity: "error",
      comment: "server/engine: http → database → contract.",
      from: { path: "^server/engine/(contract|database)/" },
      to: { path: "^server/engine/(http|database)/", pathNot: "^server/engine/$1/" },
    },
    {
      name: "tools-know-the-server-engine-alone",
      severity: "error",
      from: { path: "^spec/" },
      to: { path: "^(generated|client|test)/" },
    },
    {
      name: "one-module-for-openapi-fetch",
      severity: "error",
      comment: "Its authors have ended it: it must be easy to replace.",
      from: { pathNot: "^client/engine/requests\\.ts$" },
      to: { path: "node_modules/openapi-fetch/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|node_modules/(?!openapi-fetch))" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
      extensions: [".ts", ".mts", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
