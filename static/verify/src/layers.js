// One layer of a sealed paper, opened with the shared secret that was shown of it (RFC 9180 section 5.1, base mode).
// Suite: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. Nothing here knows a private key.

import { join, utf8 } from "./bytes.js";

const SUITE = join(utf8("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 1));
const VERSION = utf8("HPKE-v1");
const NONE = new Uint8Array();
export const ENC = 65;

async function hmac(key, message) {
  const padded = key.length ? key : new Uint8Array(32); // the same key to HMAC; an empty one cannot be imported
  const imported = await crypto.subtle.importKey("raw", padded, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

const extract = (salt, label, ikm) => hmac(salt, join(VERSION, SUITE, utf8(label), ikm));

async function expand(key, label, info, length) {
  const message = join(Uint8Array.of(0, length), VERSION, SUITE, utf8(label), info, Uint8Array.of(1));
  return (await hmac(key, message)).subarray(0, length);
}

/** Key and nonce that follow from the shared secret. */
export async function schedule(shared, info) {
  const context = join(Uint8Array.of(0), await extract(NONE, "psk_id_hash", NONE), await extract(NONE, "info_hash", info));
  const secret = await extract(shared, "secret", NONE);
  return { key: await expand(secret, "key", context, 16), nonce: await expand(secret, "base_nonce", context, 12) };
}

/** What is in `sealed` (enc ‖ ciphertext), or null where this secret does not open it. */
export async function openLayer(shared, info, sealed) {
  if (sealed.length < ENC + 16) return null;
  const { key, nonce } = await schedule(shared, info);
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, imported, sealed.subarray(ENC)));
  } catch {
    return null;
  }
}
