// One layer of a sealed paper, opened with the shared secret that was shown of it (RFC 9180 section 5.1, base mode).
// Suite: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. Nothing here knows a private key.

import { join, utf8 } from "./bytes.js";
import { sharedPoint } from "./dleq.js";
import { KNOWN, knows } from "./sealer.js";

const SUITE = join(utf8("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 1));
const KEM = join(utf8("KEM"), Uint8Array.of(0, 0x10));
const VERSION = utf8("HPKE-v1");
const NONE = new Uint8Array();
export const ENC = 65;
const BOX = ENC + KNOWN; // where the ciphertext begins
export const LAYER = BOX + 16; // bytes that a layer is longer than what is in it

async function hmac(key, message) {
  const padded = key.length ? key : new Uint8Array(32); // the same key to HMAC; an empty one cannot be imported
  const imported = await crypto.subtle.importKey("raw", padded, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

const extract = (salt, label, ikm, suite = SUITE) => hmac(salt, join(VERSION, suite, utf8(label), ikm));

async function expand(key, label, info, length, suite = SUITE) {
  const message = join(Uint8Array.of(0, length), VERSION, suite, utf8(label), info, Uint8Array.of(1));
  return (await hmac(key, message)).subarray(0, length);
}

/** Key and nonce that follow from the shared secret. */
export async function schedule(shared, info) {
  const context = join(Uint8Array.of(0), await extract(NONE, "psk_id_hash", NONE), await extract(NONE, "info_hash", info));
  const secret = await extract(shared, "secret", NONE);
  return { key: await expand(secret, "key", context, 16), nonce: await expand(secret, "base_nonce", context, 12) };
}

/** What is in `sealed` (enc ‖ proof ‖ ciphertext), or null where this secret does not open it. */
export async function openLayer(shared, info, sealed) {
  if (sealed.length < LAYER) return null;
  const { key, nonce } = await schedule(shared, info);
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, imported, sealed.subarray(BOX)));
  } catch {
    return null;
  }
}

/** Whether a layer carries its sealer's proof; of one that does not, nothing more has to be shown. */
export const whole = (info, sealed) => knows(sealed.subarray(0, ENC), sealed.subarray(ENC, BOX), info, sealed.subarray(BOX));

/** Whether it is shown that the opener cannot open a layer: it lacks its sealer's proof, or `proof` is the opener's and the
 * layer does not open with its key (docs/protocol.md section 9). */
export async function shownUnopened(opener, proof, info, sealed) {
  if ((await whole(info, sealed)) !== (proof !== null)) return false;
  return proof === null || provedUnopened(opener, proof, info, sealed);
}

async function provedUnopened(opener, proof, info, sealed) {
  const enc = sealed.subarray(0, ENC), point = await sharedPoint(opener, enc, proof, info);
  if (point === null) return false;
  const key = await extract(NONE, "eae_prk", point.subarray(1, 33), KEM);
  const shared = await expand(key, "shared_secret", join(enc, opener), 32, KEM);
  return (await openLayer(shared, info, sealed)) === null;
}
