// The proof between the point and the ciphertext of a layer that its sealer knows the point's key: Schnorr's, over all that
// the layer is (docs/protocol.md section 6).
import { concat, unb64, utf8 } from "./bytes.js";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // n of P-256, SP 800-186 section 3.2.1.3
const SCALAR_BYTES = 32;

const number = (bytes) => bytes.reduce((whole, byte) => (whole << 8n) | BigInt(byte), 0n);
const scalar = (value) => Uint8Array.from({ length: SCALAR_BYTES }, (_, at) => Number((value >> BigInt(8 * (SCALAR_BYTES - 1 - at))) & 0xffn));
const secretOf = async (key) => number(unb64((await crypto.subtle.exportKey("jwk", key)).d));

/** c ‖ r, 64 bytes; `key` is the ephemeral private key (extractable) of `enc`, `nonce` a fresh pair but in tests. */
export async function proofOf(key, info, enc, ciphertext, nonce = null) {
  const pair = nonce ?? (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]));
  const first = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const said = concat(utf8("yijue-sealer-v1|"), [info.length >> 8, info.length & 0xff], info, enc, first, ciphertext);
  const c = number(new Uint8Array(await crypto.subtle.digest("SHA-512", said))) % ORDER;
  const r = (((await secretOf(pair.privateKey)) - c * (await secretOf(key))) % ORDER + ORDER) % ORDER;
  return concat(scalar(c), scalar(r));
}
