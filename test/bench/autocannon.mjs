/** Reads a load from standard input, sends it with autocannon, prints the result; load.ts has the types of both. */
import { text } from "node:stream/consumers";
import autocannon from "autocannon";

const { url, connections, seconds, requests } = JSON.parse(await text(process.stdin));
const share = requests.length / connections;
// Autocannon's percentiles are whole milliseconds: too coarse for a server on the same machine.
const times = [];
let failed = 0;
let connected = 0;

const started = performance.now();
const instance = autocannon({
  url,
  connections,
  duration: seconds,
  sampleInt: 50, // It ends with a sample.
  requests: requests.slice(0, 1),
  setupClient(client) {
    client.setRequests(requests.slice(connected * share, (connected + 1) * share));
    connected += 1;
  },
});
instance.on("response", (_client, status, _bytes, milliseconds) => {
  if (status >= 200 && status < 300) times.push(milliseconds);
  else failed += 1;
});
instance.on("reqError", () => {
  failed += 1;
});
await instance;

const elapsed = (performance.now() - started) / 1000;
times.sort((a, b) => a - b);
const percentile = (share) => times[Math.floor(share * (times.length - 1))] ?? 0;
const result = { seconds: elapsed, succeeded: times.length, failed, p50: percentile(0.5), p99: percentile(0.99) };
process.stdout.write(JSON.stringify(result));
