// The second verifier outside a browser: one path of a bundle a line comes in, [exit code, first step that fails] goes out.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { NoBundle } from "../../static/verify/src/bytes.js";
import { openBundle, verify } from "../../static/verify/src/verify.js";

/** Ends a verification at the first step that fails; the page goes on, for its reader wants to know about the others. */
class Failed extends Error {}

async function told(number, { state }) {
  if (state === "bad") throw Object.assign(new Failed(), { number });
}

async function verdict(path) {
  try {
    await verify(openBundle(new Uint8Array(readFileSync(path))), null, told);
    return [0, null];
  } catch (wrong) {
    if (wrong instanceof Failed) return [1, wrong.number];
    if (wrong instanceof NoBundle) return [2, null];
    throw wrong;
  }
}

for await (const path of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await verdict(path))}\n`);
}
