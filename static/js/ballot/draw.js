// Take the manifest of a poll and draw the ballot paper, before anyone marks (docs/protocol.md section 5).
import { b64, hashOf, same, unb64 } from "./bytes.js";
import { fields, open } from "./jws.js";
import { drawnLeaf } from "./log.js";
import { checkManifest } from "./manifest.js";
import { FRESH, REDRAW, change, papers, shownOf } from "./papers.js";
import { identity, say } from "./terminal.js";

/** Check the manifest of a poll that is new to this terminal or this member. */
export async function take(poll) {
  const { device, member } = identity();
  change(poll.vote, { ...FRESH, shown: shownOf(poll), member });
  change(poll.vote, { manifest: await checkManifest(poll, device.meeting, device.server) });
}

/** Draw; `first` says that the server knows of no earlier drawing. Resolves to the refusal or null. */
export async function draw(vote, first) {
  const { device, member } = identity(), { manifest } = papers.value[vote];
  const nonce = b64(crypto.getRandomValues(new Uint8Array(16)));
  const { answer, refusal, jws } = await say("issue", "issue", { vote, mh: manifest.mh, seat: device.seat, bl: {}, nonce });
  if (refusal) {
    change(vote, { refusal });
    return refusal;
  }
  const { payload } = await open(answer.issued, "issued", device.server);
  fields(payload, ["vote", "mh", "seat", "seq", "prev", "bs", "leaf_index", "leaf_hash"]);
  if (payload.vote !== vote || payload.mh !== manifest.mh || payload.seat !== device.seat) throw new Error("paper of another vote");
  // A paper drawn before answers with the leaf of that first drawing, whose nonce this page may not know any more.
  const leaf = await drawnLeaf(vote, member, b64(await hashOf(jws)));
  if (first && !same(leaf, unb64(payload.leaf_hash))) throw new Error("the drawn paper is not in the log as it was sent");
  const told = papers.value[vote].refusal; // why a cast was refused stays to be read, why drawing was refused is over
  change(vote, { drawn: true, seq: payload.seq, prev: payload.prev, refusal: REDRAW.has(told?.code) ? told : null });
  return null;
}
