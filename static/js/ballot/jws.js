// Signed messages: JWS compact, ES256, low-s, header exactly alg, kid, typ (docs/protocol.md section 1, RFC 7515).
import { CompactSign, compactVerify, calculateJwkThumbprint } from "../../vendor/jose.js";
import { b64, text, unb64, utf8 } from "./bytes.js";
import { read, write } from "./exact.js";

// The order of P-256 (SEC 2, secp256r1); a signature has two spellings, s and n - s, and ours is the smaller.
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF = ORDER / 2n;
const MOST_BYTES = 16_384; // docs/protocol.md section 1: "a message of more than 16,384 bytes is refused"

const toNumber = (bytes) => BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
const toBytes = (number) => Uint8Array.from(number.toString(16).padStart(64, "0").match(/../g), (pair) => parseInt(pair, 16));

/** The same raw signature r‖s (64 bytes) with s ≤ n/2. */
export function lowS(signature) {
  const s = toNumber(signature.subarray(32));
  if (s <= HALF) return signature;
  const lowered = Uint8Array.from(signature);
  lowered.set(toBytes(ORDER - s), 32);
  return lowered;
}

/** RFC 7638 thumbprint of a public JWK, base64url. */
export const kidOf = (jwk) => calculateJwkThumbprint({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }, "sha256");

/** Sign a payload as `typ` with the device key {privateKey, kid}; resolves to the compact JWS. */
export async function sign(typ, payload, key) {
  const signer = new CompactSign(utf8(write(payload))).setProtectedHeader({ alg: "ES256", kid: key.kid, typ });
  const [header, body, signature] = (await signer.sign(key.privateKey)).split(".");
  return `${header}.${body}.${b64(lowS(unb64(signature)))}`;
}

/** Throws unless value is an object with exactly these fields. */
export function fields(value, names) {
  const found = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.keys(value).sort() : null;
  if (found === null || found.join() !== [...names].sort().join()) throw new Error(`fields ${found}, wanted ${names}`);
  return value;
}

/** Payload and payload bytes of a JWS of this `typ` by the key `jwk`; throws when anything is not as it must be. */
export async function open(jws, typ, jwk) {
  const parts = typeof jws === "string" ? jws.split(".") : [];
  if (parts.length !== 3 || jws.length > MOST_BYTES) throw new Error("not a compact JWS");
  const header = fields(read(text(unb64(parts[0]))), ["alg", "kid", "typ"]);
  if (header.alg !== "ES256" || header.typ !== typ) throw new Error(`${header.alg} ${header.typ}, wanted ES256 ${typ}`);
  if (header.kid !== await kidOf(jwk)) throw new Error("signed by another key");
  if (toNumber(unb64(parts[2]).subarray(32)) > HALF) throw new Error("a high-s signature");
  const { payload: bytes } = await compactVerify(jws, { ...jwk, alg: "ES256" }, { algorithms: ["ES256"] });
  const payload = read(text(bytes));
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) throw new Error("a payload is an object");
  return { payload, bytes };
}
