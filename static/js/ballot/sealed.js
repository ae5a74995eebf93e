// A paper that is sealed and not yet cast: its check code stands on the screen, and only then the member casts it or has it
// checked instead (docs/protocol.md section 11). A terminal cannot know which, so it cannot cheat only where nobody looks.
// What is held here is in memory only and gone with the next step.
import { unb64, sha256 } from "./bytes.js";
import { write } from "./exact.js";
import * as papersKept from "./held.js";
import { fill, sealShowing } from "./paper.js";
import { change, papers, pollOf } from "./papers.js";
import { identity } from "./terminal.js";

const CODE_BYTES = 4;
const ready = new Map();

async function sealNow(vote, marks, wi) {
  const { manifest } = papers.value[vote], held = await papersKept.get(manifest);
  if (!held) throw new Error("the paper that was drawn is not in this browser any more");
  const inner = await fill(manifest.mh, marks, wi, held);
  return { marks, wi, inner, ...await sealShowing(inner, manifest, identity().device.seat, held) };
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Seal these marks and show their check code; what was sealed before for this vote is forgotten. */
export async function prepare(vote, marks, wi) {
  discard(vote);
  if (papers.value[vote].manifest.mode !== "secret") return;
  const coming = {};
  ready.set(vote, coming); // another preparation, a cast or the close takes its place: then this one is late
  try {
    const made = await sealNow(vote, marks, wi), code = hex((await sha256(unb64(made.ct))).subarray(0, CODE_BYTES));
    if (ready.get(vote) !== coming) return;
    ready.set(vote, made);
    change(vote, { code, opening: null });
  } catch (error) {
    console.error(vote, error);
    change(vote, { fault: error.message });
  }
}

/** Forget what is sealed for votes that are none of these. */
export function discardAllBut(open) {
  for (const vote of ready.keys()) if (!open.includes(vote)) discard(vote);
}

/** Forget what is sealed and not cast. */
export function discard(vote) {
  ready.delete(vote);
  if (papers.value[vote]?.code) change(vote, { code: null });
}

/** {inner, ct} of these marks: what stands under the code, where that was shown, else sealed now. */
export async function takeSealed(vote, marks, wi) {
  const made = ready.get(vote);
  discard(vote);
  return made && made.marks === marks && String(made.wi) === String(wi) ? made : sealNow(vote, marks, wi);
}

/** Have the sealed paper checked instead of casting it: its opening is given out, and it can never be cast. */
export async function challenge(vote) {
  const made = ready.get(vote), { manifest, code, spoiled } = papers.value[vote], { device } = identity();
  if (!made?.ct) return;
  discard(vote);
  if (manifest.issuers.length) await papersKept.forget(manifest); // before it is shown: shown credentials serve nobody again
  const poll = pollOf(vote), { crv, kty, x, y } = device.server;
  const keys = await Promise.all(made.ephemeral.map((key) => crypto.subtle.exportKey("jwk", key).then(({ d }) => d)));
  const text = write({ v: 1, server: { crv, kty, x, y }, manifest: poll.manifest, lines: poll.lines, seat: device.seat,
    ct: made.ct, inner: made.inner, token: made.token, ephemeral: keys });
  const lost = manifest.issuers.length ? { drawn: false, lost: spoiled } : {};
  change(vote, { opening: { text, code }, ...lost });
}
