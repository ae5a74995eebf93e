// The ballot paper: marks of one seat, signed by a key of this paper alone, padded, sealed (docs/protocol.md section 6).
import * as HPKE from "../../vendor/hpke.js";
import { b64, concat, unb64, utf8 } from "./bytes.js";
import { write } from "./exact.js";
import { lowS } from "./jws.js";

const ES256 = { name: "ECDSA", hash: "SHA-256" };
const suite = new HPKE.CipherSuite(HPKE.KEM_DHKEM_P256_HKDF_SHA256, HPKE.KDF_HKDF_SHA256, HPKE.AEAD_AES_128_GCM);

/** A fresh key for one paper: {privateKey, pk: compressed point of 33 bytes}. */
async function paperKey() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { privateKey: pair.privateKey, pk: concat([2 + (point[64] & 1)], point.subarray(1, 33)) };
}

/** 2-byte big-endian length ‖ inner ‖ zero bytes, `pad` bytes in all; throws when it does not fit. */
export function frame(inner, pad) {
  if (inner.length + 2 > pad) throw new Error("the paper is longer than the manifest allows");
  const framed = new Uint8Array(pad);
  framed.set([inner.length >> 8, inner.length & 0xff]);
  framed.set(inner, 2);
  return framed;
}

/** info of the one seal of tier T0. */
export const infoOf = (mhBytes, seat) => concat(utf8("mix|0|"), mhBytes, utf8(seat));

/** The signed inner text of a paper: marks text, wi list of write-ins in NFC. */
export async function fill(mh, marks, wi) {
  const { privateKey, pk } = await paperKey();
  const p = write({ mh, marks, wi });
  const raw = await crypto.subtle.sign(ES256, privateKey, utf8(`ballot|v1|${p}`));
  return write({ p, c: { pk: b64(pk), r: {}, s: {}, sig: b64(lowS(new Uint8Array(raw))) } });
}

/** Seal a filled paper to the one key of a T0 manifest, for this seat; enc ‖ ciphertext in base64url. */
export async function seal(inner, manifest, seat) {
  const framed = frame(utf8(inner), manifest.pad);
  const key = await suite.DeserializePublicKey(unb64(manifest.mix[0].pk));
  const sealed = await suite.Seal(key, framed, { info: infoOf(manifest.mhBytes, seat) });
  return b64(concat(sealed.encapsulatedSecret, sealed.ciphertext));
}
