// A thread of generate.ts: OpenAPI document in, text of its types out. In plain JavaScript, since a thread starts
// without what may have translated generate.ts; and by require, as importing TypeScript's one large file has Node parse
// it twice more.
const { parentPort } = require("node:worker_threads");
// Found before either is loaded, which takes long: the folder may be gone by then, as in tests.
const [ofTypes, ofTypeScript] = ["openapi-typescript", "typescript"].map((name) => require.resolve(name));
const { default: openapiTS, astToString } = require(ofTypes);
const { factory } = require(ofTypeScript);

/** Files are blobs; the types of handlers and of the client's methods have their own ways to give and get them. */
const transform = ({ format }) => (format === "binary" ? factory.createTypeReferenceNode("Blob") : undefined);

parentPort.on("message", (document) => {
  openapiTS(document, { defaultNonNullable: false, transform }).then(
    (types) => parentPort.postMessage({ text: astToString(types) }),
    (error) => parentPort.postMessage({ error }),
  );
});
