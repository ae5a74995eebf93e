// Every reader of JSON that a browser has here, outside one: a text comes in (base64, a line each), and out goes what the
// terminal's and the second verifier's make of it: canonical, or null where it is refused.

import { createInterface } from "node:readline";
import { read, write } from "../../static/js/ballot/exact.js";
import { canonical, parseBytes } from "../../static/verify/src/json.js";

function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

for await (const line of createInterface({ input: process.stdin })) {
  const bytes = new Uint8Array(Buffer.from(line, "base64"));
  const found = [attempt(() => write(read(decoder.decode(bytes)))), attempt(() => canonical(parseBytes(bytes)))];
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
