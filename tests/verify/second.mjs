// The second verifier outside a browser: one path of a bundle a line comes in, [exit code, first step that fails] goes out.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { NoBundle } from "../../static/verify/src/bytes.js";
import { openBundle, verify } from "../../static/verify/src/verify.js";

async function verdict(path) {
  try {
    const { first } = await verify(openBundle(new Uint8Array(readFileSync(path))), null);
    return first === null ? [0, null] : [1, first];
  } catch (wrong) {
    if (!(wrong instanceof NoBundle)) throw wrong;
    return [2, null];
  }
}

for await (const path of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await verdict(path))}\n`);
}
