/** Files that pages load: each under a name with a hash of its content, so that it may be cached for ever. */
import { hash } from "node:crypto";
import { createRequire } from "node:module";
import { parse } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const { resolve } = createRequire(import.meta.url);

/**
 * Those that `npm run build` compresses.
 * @param page the folder of the built home page
 */
export function assetFiles(page: URL | undefined): Record<string, string | URL> {
  return {
    "swagger-ui.css": resolve("swagger-ui-dist/swagger-ui.css"),
    "swagger-ui.js": resolve("swagger-ui-dist/swagger-ui-bundle.js"),
    "oauth2-redirect.js": resolve("swagger-ui-dist/oauth2-redirect.js"),
    ...(page && { "page.css": new URL("page.css", page), "page.js": new URL("page.js", page) }),
  };
}

/** The name that an asset is served under, such as `swagger-ui.0123456789abcdef.js`. */
export function hashedName(name: string, content: string | Buffer): string {
  const { name: stem, ext } = parse(name);
  return `${stem}.${hash("sha256", content).slice(0, 16)}${ext}`;
}

/** Content codings (RFC 9110, section 8.4.1), the smallest first. */
export const codings = ["br", "gzip"] as const;
export type Coding = (typeof codings)[number];

/** The file that the build keeps an asset's compressed content in. */
export function compressedName(hashed: string, coding: Coding): string {
  return `${hashed}.${coding === "br" ? "br" : "gz"}`;
}

/** @param effort the best takes seconds per megabyte, and the quick one a thirtieth of that */
export function compress(content: Buffer, coding: Coding, effort: "quick" | "best"): Promise<Buffer> {
  const isBest = effort === "best";
  if (coding === "gzip") return promisify(gzip)(content, { level: isBest ? 9 : 6 });
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: isBest ? constants.BROTLI_MAX_QUALITY : 5,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return promisify(brotliCompress)(content, { params });
}
