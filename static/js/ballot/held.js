// A paper between drawing and audit: request, credentials, blinding, and the leaf of what was cast. Kept from before the
// request is sent, sealed by a key of this terminal that nobody can read; dropped as soon as the count is audited.
import { text, utf8 } from "./bytes.js";
import { wrapping } from "./device.js";
import { read, write } from "./exact.js";
import * as kept from "./kept.js";
import { identity } from "./terminal.js";

const NONCE_BYTES = 12;

/** A paper just made, before its request is sent. */
export const fresh = (request, spoiled, { credentials, keys }) => ({ request, spoiled, credentials, keys, leaves: {}, last: null });

/** The leaf that must stand in the output of the count, base64url; undefined where no vote of this terminal was received. */
export const leafOf = (held) => (held.last === null ? undefined : held.leaves[held.last]);

const OPENING = "opening"; // the end of the place of what a checked paper said

const place = ({ vote, mh }, ...more) => {
  const { device, member } = identity();
  return JSON.stringify([device.meeting, vote, mh, device.seat, member, ...more]);
};

async function unsealed(key) {
  const found = await kept.get("papers", key);
  if (!found) return undefined;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, await wrapping(identity().device), found.sealed);
    return { ...read(text(new Uint8Array(plain))), keys: found.keys };
  } catch (error) {
    console.warn("a kept paper cannot be opened", error.name);
    return undefined;
  }
}

async function seal(key, { keys, ...rest }) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await wrapping(identity().device), utf8(write(rest)));
  await kept.put("papers", key, { iv, sealed, keys });
}

/** The paper kept under this manifest for who sits here, or undefined; one that cannot be opened is as if it were not there. */
export const get = (manifest) => unsealed(place(manifest));
/** Keep it; the keys are not extractable and stay keys, all else is sealed. */
export const put = (manifest, held) => seal(place(manifest), held);
export const forget = (manifest) => kept.drop("papers", place(manifest));

/** What was given out of a paper that was checked, {text, code, spoiled}: kept until somebody has saved it. */
export const getOpening = (manifest) => unsealed(place(manifest, OPENING));
export const putOpening = (manifest, opening) => seal(place(manifest, OPENING), { ...opening, keys: {} });
export const forgetOpening = (manifest) => kept.drop("papers", place(manifest, OPENING));

/** Forget the papers of this meeting whose poll is none of these votes. */
export async function sweep(votes) {
  for (const key of await kept.keys("papers")) {
    const [meeting, vote] = JSON.parse(key);
    if (meeting === identity().device.meeting && !votes.includes(vote)) await kept.drop("papers", key);
  }
}
