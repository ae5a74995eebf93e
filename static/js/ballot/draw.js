// Take the manifest of a poll and draw the ballot paper, before anyone marks (docs/protocol.md section 5).
import { b64, hashOf, same, unb64 } from "./bytes.js";
import { complete, make } from "./credentials.js";
import * as papersKept from "./held.js";
import { fields, open, sign } from "./jws.js";
import { drawnLeaf } from "./log.js";
import { checkManifest } from "./manifest.js";
import { FRESH, REDRAW, change, papers, shownOf } from "./papers.js";
import { restore, unsaved } from "./sealed.js";
import { countersigned, fingerprints, signers } from "./stations.js";
import { identity, refusalIn, tell } from "./terminal.js";

/** Check the manifest of a poll that is new to this terminal or this member. */
export async function take(poll) {
  const { device, member } = identity();
  change(poll.vote, { ...FRESH, shown: shownOf(poll), member });
  change(poll.vote, { manifest: await checkManifest(poll, device.meeting, device.server) });
  await restore(poll.vote);
}

/** What is kept of the paper, made anew and kept before anything is sent; null while the stations have not all signed. */
async function heldFor(poll, manifest, spoiled) {
  const held = await papersKept.get(manifest);
  if (held && held.spoiled >= spoiled) return held;
  if (!await countersigned(poll, manifest)) return null;
  const { bl, ...made } = await make(manifest);
  const nonce = b64(crypto.getRandomValues(new Uint8Array(16))), { device } = identity();
  const request = await sign("issue", { vote: poll.vote, mh: manifest.mh, seat: device.seat, bl, nonce }, device);
  const fresh = papersKept.fresh(request, spoiled, made);
  await papersKept.put(manifest, fresh);
  return fresh;
}

/** Draw, `mine` being what Me says of this poll. Resolves to the refusal or null. */
export async function draw(poll, mine) {
  const { vote } = poll, { manifest } = papers.value[vote], spoiled = mine.spoiled ?? 0;
  const held = await heldFor(poll, manifest, spoiled);
  if (held === null) return null;
  change(vote, { stations: await fingerprints(manifest), lost: null, opening: unsaved(vote) });
  const answer = await tell("issue", held.request), refusal = await refusalIn(answer, held.request);
  if (refusal) {
    change(vote, { refusal, lost: refusal.code === "ballot.drawn_already" ? spoiled : null });
    return refusal;
  }
  const payload = await readIssued(vote, manifest, answer.issued, held);
  await credit(vote, manifest, held, payload.bs);
  const told = papers.value[vote].refusal; // why a cast was refused stays to be read, why drawing was refused is over
  change(vote, { drawn: true, spoiled: held.spoiled, seq: payload.seq, prev: payload.prev, refusal: REDRAW.has(told?.code) ? told : null });
  return null;
}

async function readIssued(vote, manifest, issued, held) {
  const { device, member } = identity();
  const { payload } = await open(issued, "issued", device.server);
  fields(payload, ["vote", "mh", "seat", "seq", "prev", "bs", "leaf_index", "leaf_hash"]);
  fields(payload.bs, manifest.issuers.map(({ id }) => id));
  if (payload.vote !== vote || payload.mh !== manifest.mh || payload.seat !== device.seat) throw new Error("paper of another vote");
  const leaf = await drawnLeaf(vote, member, b64(await hashOf(held.request)));
  if (!same(leaf, unb64(payload.leaf_hash))) throw new Error("the drawn paper is not in the log as it was sent");
  return payload;
}

/** Take every issuer's signatures; one that does not hold is complained about after the close, with the answer's hash. */
async function credit(vote, manifest, held, bs) {
  if (manifest.issuers.length === 0) return;
  const given = {};
  for (const { id } of manifest.issuers) given[id] = await blindSigned(vote, manifest, held, id, bs[id]);
  try {
    await papersKept.put(manifest, { ...held, credentials: await complete(manifest, held.credentials, given) });
  } catch (error) {
    const evidence = await Promise.all(Object.entries(bs).map(async ([id, jws]) => `${id}:${b64(await hashOf(jws))}`));
    change(vote, { complaint: `${error.message} (${evidence.join(" ")})` });
    throw error;
  }
}

async function blindSigned(vote, manifest, held, id, jws) {
  const { payload } = await open(jws, "blind-signed", signers()[id]);
  fields(payload, ["vote", "mh", "seat", "by", "of", "bs"]);
  fields(payload.bs, manifest.levels.map(String));
  const about = [payload.vote, payload.mh, payload.seat, payload.by, payload.of];
  const wanted = [vote, manifest.mh, identity().device.seat, id, b64(await hashOf(held.request))];
  if (about.join() !== wanted.join()) throw new Error(`the answer of ${id} is about something else`);
  return payload.bs;
}
