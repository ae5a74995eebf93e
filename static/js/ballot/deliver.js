// Cast: seal, sign, keep, and send the same bytes until there is a receipt or a refusal that stands (section 6).
import { b64, hashOf, same, unb64 } from "./bytes.js";
import { fields, open, sign } from "./jws.js";
import * as kept from "./kept.js";
import { castLeaf } from "./log.js";
import * as papersKept from "./held.js";
import { needed, showing } from "./missing.js";
import { outputLeaf } from "./paper.js";
import { PASSING, REDRAW, change, keyOf, papers } from "./papers.js";
import { takeSealed } from "./sealed.js";
import { greeted, identity, refusalIn, tell } from "./terminal.js";

// Between two deliveries of the same bytes while the server says "try again" or says nothing.
export const AGAIN_MS = 1500;
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Make and keep the cast. `marks` is one letter a line, `wi` the write-ins; they are held nowhere in clear after this. */
export async function prepareCast(vote, marks, wi) {
  const { device, member } = identity(), { manifest, seq, prev } = papers.value[vote];
  change(vote, { sending: true, refusal: null });
  const common = { vote, mh: manifest.mh, seat: device.seat, seq, prev };
  const event = manifest.mode === "secret" ? "cast" : "named";
  const jws = event === "named" ? await sign(event, { ...common, voter: member, choice: marks }, device)
    : await sealedCast(manifest, common, marks, wi);
  const key = keyOf(papers.value[vote]), earlier = await kept.get("casts", key);
  await kept.put("casts", key, { receipt: null, ...earlier, pending: { event, jws, seq, voter: member } });
}

/** The JWS of a sealed paper; before it exists outside this function, the leaf it will be in the count, and what can
 * show it, are kept, sealed. */
async function sealedCast(manifest, common, marks, wi) {
  const made = await takeSealed(common.vote, marks, wi), held = await papersKept.get(manifest);
  const jws = await sign("cast", { ...common, ct: made.ct }, identity().device), digest = b64(await hashOf(jws));
  const leaves = { ...held.leaves, [digest]: b64(await outputLeaf(made.inner)) };
  await papersKept.put(manifest, { ...held, leaves, shows: { ...needed(held), [digest]: { jws, ...await showing(made) } } });
  return jws;
}

/** Deliver the pending cast of a record; throws NoAnswer when the connection is lost, to go on after the next greeting. */
export async function deliver(vote, record) {
  const { event, jws } = record.pending;
  change(vote, { sending: true });
  for (;;) {
    const answer = await tell(event, jws).catch((error) => { if (!greeted.value) throw error; });
    const refusal = answer ? await refusalIn(answer, jws) : null;
    if (answer && !refusal) return receive(vote, record, answer.receipt);
    if (refusal && !PASSING.has(refusal.code)) return drop(vote, record, refusal);
    change(vote, { refusal });
    await wait(AGAIN_MS);
  }
}

async function receive(vote, record, receipt) {
  const { device } = identity(), { manifest } = papers.value[vote], { jws, seq, voter } = record.pending;
  const { payload } = await open(receipt, "receipt", device.server);
  fields(payload, ["mh", "seat", "seq", "leaf_index", "leaf_hash"]);
  if (payload.mh !== manifest.mh || payload.seat !== device.seat || payload.seq !== seq) throw new Error("receipt of another cast");
  const { leaf_index, leaf_hash } = payload, digest = b64(await hashOf(jws));
  const honest = same(await castLeaf(vote, voter, seq, digest), unb64(leaf_hash));
  const doubt = honest ? null : "the receipt names another leaf than this cast";
  const held = manifest.mode === "secret" ? await papersKept.get(manifest) : undefined;
  if (held) await papersKept.put(manifest, { ...held, last: digest, shows: needed({ ...held, last: digest }) });
  await kept.put("casts", keyOf(papers.value[vote]), { pending: null, receipt: { leaf_index, leaf_hash, doubt } });
  change(vote, { sending: false, received: true, refusal: null, seq: seq + 1, prev: digest });
}

async function drop(vote, record, refusal) {
  await kept.put("casts", keyOf(papers.value[vote]), { ...record, pending: null });
  change(vote, { sending: false, refusal, drawn: papers.value[vote].drawn && !REDRAW.has(refusal.code) });
}
