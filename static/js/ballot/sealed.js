// A paper that is sealed and not yet cast: its check code stands on the screen, and only then the member casts it or has it
// checked instead (docs/protocol.md section 11). A terminal cannot know which, so it cannot cheat only where nobody looks.
// What is sealed is in memory only and gone with the next step; an opening is kept until somebody has saved it.
import { unb64, sha256 } from "./bytes.js";
import { NoAnswer } from "../wire.js";
import { read, write } from "./exact.js";
import * as papersKept from "./held.js";
import { fill, sealShowing } from "./paper.js";
import { PASSING, change, papers, pollOf } from "./papers.js";
import { identity, say } from "./terminal.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // base32, RFC 4648 section 6
const CODE_LETTERS = 26, GROUP = 4; // 130 bits: two papers with one code cost a lying terminal 2 to the 65th tries
const ready = new Map();

async function sealNow(vote, marks, wi) {
  const { manifest } = papers.value[vote], held = await papersKept.get(manifest);
  if (!held) throw new Error("the paper that was drawn is not in this browser any more");
  const inner = await fill(manifest.mh, marks, wi, held);
  const shared = manifest.issuers.length > 0 && Object.keys(held.leaves).length > 0; // its ballot key stands under a vote already
  return { marks, wi, inner, shared, ...await sealShowing(inner, manifest, identity().device.seat, held) };
}

/** The check code of a sealed paper (base64url): letters of base32 in groups. */
export async function codeOf(ct) {
  const bits = Array.from(await sha256(unb64(ct)), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = Array.from({ length: CODE_LETTERS }, (_, at) => LETTERS[parseInt(bits.slice(5 * at, 5 * at + 5), 2)]);
  return letters.map((letter, at) => (at > 0 && at % GROUP === 0 ? ` ${letter}` : letter)).join("");
}

/** Seal these marks and show their check code; what was sealed before for this vote is forgotten. There is no code where an
 * opening would show the ballot key of a vote that is in the box, and so which ballot of the count is this seat's. */
export async function prepare(vote, marks, wi) {
  discard(vote);
  if (papers.value[vote].manifest.mode !== "secret") return;
  const coming = {};
  ready.set(vote, coming); // another preparation, a cast or the close takes its place: then this one is late
  try {
    const made = await sealNow(vote, marks, wi), code = made.shared ? null : await codeOf(made.ct);
    if (ready.get(vote) !== coming) return;
    ready.set(vote, made);
    change(vote, { code, opening: unsaved(vote) });
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

/** The opening that nobody has saved yet, or null. */
export const unsaved = (vote) => (papers.value[vote].opening?.saved ? null : papers.value[vote].opening);

/** Somebody has the opening: it is not kept any more. */
export async function saved(vote) {
  const { manifest, opening } = papers.value[vote];
  await papersKept.forgetOpening(manifest);
  change(vote, { opening: { ...opening, saved: true } });
}

/** After a reload: an opening that was kept is shown again, and the paper it is of serves nobody. */
export async function restore(vote) {
  const { manifest } = papers.value[vote];
  const opening = manifest.mode === "secret" ? await papersKept.getOpening(manifest) : undefined;
  if (!opening) return;
  const held = manifest.issuers.length ? await papersKept.get(manifest) : undefined;
  if (held && held.spoiled <= opening.spoiled) await papersKept.forget(manifest); // stopped between keeping and forgetting
  const { keys, ...rest } = opening;
  change(vote, { opening: rest });
}

/** Tell the server that a paper was checked: no ballot under its key counts any more. Throws NoAnswer to be called again. */
export async function tellChecked(vote) {
  const { manifest, opening } = papers.value[vote];
  if (!opening || opening.told) return;
  const { refusal } = await say("checked", "checked", { vote, mh: manifest.mh, seat: identity().device.seat, pk: opening.pk });
  if (refusal) console.warn(vote, refusal.code);
  if (PASSING.has(refusal?.code)) throw new NoAnswer(refusal.code);
  const told = { ...papers.value[vote].opening, told: true };
  if (!told.saved) await papersKept.putOpening(manifest, told);
  change(vote, { opening: told });
}

/** Have the sealed paper checked instead of casting it: its opening is given out, and it can never be cast. */
export async function challenge(vote) {
  const made = ready.get(vote), { manifest, code, spoiled } = papers.value[vote], { device } = identity();
  if (!made?.ct || !code) return;
  discard(vote);
  const poll = pollOf(vote), { crv, kty, x, y } = device.server;
  const keys = await Promise.all(made.ephemeral.map((key) => crypto.subtle.exportKey("jwk", key).then(({ d }) => d)));
  const text = write({ v: 1, server: { crv, kty, x, y }, manifest: poll.manifest, lines: poll.lines, seat: device.seat,
    ct: made.ct, inner: made.inner, token: made.token, ephemeral: keys });
  const pk = read(made.inner).c.pk, told = manifest.issuers.length === 0; // at T0 no key is anybody's before it is used
  const opening = { text, code, spoiled, pk, told, saved: false };
  await papersKept.putOpening(manifest, opening).catch((error) => { console.warn("not kept", error); });
  if (manifest.issuers.length) await papersKept.forget(manifest); // before it is shown: shown credentials serve nobody again
  const lost = manifest.issuers.length ? { drawn: false, lost: spoiled } : {};
  change(vote, { opening, ...lost });
}
