// Credentials (docs/protocol.md section 5): fresh keys that every issuer signs without seeing them, RFC 9474.
// What lies here is secret until the count is audited; it is kept sealed (held.js) and then forgotten.
import { RSABSSA } from "../../vendor/blindrsa.js";
import { b64, concat, unb64, utf8 } from "./bytes.js";
import { lowS } from "./jws.js";

const ES256 = { name: "ECDSA", hash: "SHA-256" };
const PREFIX_BYTES = 32;
const suite = RSABSSA.SHA384.PSS.Randomized();

/** A fresh P-256 key that signs in this browser and can be read by nobody: {privateKey, pk: compressed point of 33 bytes}. */
export async function freshKey() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { privateKey: pair.privateKey, pk: concat([2 + (point[64] & 1)], point.subarray(1, 33)) };
}

/** ES256 over bytes, raw r‖s with low s. */
export async function signed(privateKey, bytes) {
  return lowS(new Uint8Array(await crypto.subtle.sign(ES256, privateKey, bytes)));
}

/** The issuers' keys of a manifest by name, as the library wants them. */
export async function issuerKeys({ issuers }) {
  const imported = issuers.map(({ id, n }) => crypto.subtle.importKey("jwk", { kty: "RSA", n, e: "AQAB", alg: "PS384", ext: true },
    { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]).then((key) => [id, key]));
  return new Map(await Promise.all(imported));
}

/** m_l: what the issuers sign, without its prefix. */
export const messageOf = (level, mhBytes, pk) => concat(utf8(`cred-v1|${level}|`), mhBytes, pk);
const prepared = (one, name, mhBytes) => concat(unb64(one.r[name]), messageOf(one.level, mhBytes, unb64(one.pk)));

/** Fresh credentials for every level: {credentials: [{level, pk, r, inv, s}], keys: {level: CryptoKey}, bl}. All bytes are base64url. */
export async function make(manifest) {
  const issuers = await issuerKeys(manifest), made = { credentials: [], keys: {}, bl: {} };
  for (const level of manifest.levels) {
    const { privateKey, pk } = await freshKey();
    const one = { level, pk: b64(pk), r: {}, inv: {}, s: {} }, hidden = {};
    for (const [name, key] of issuers) {
      one.r[name] = b64(crypto.getRandomValues(new Uint8Array(PREFIX_BYTES)));
      const { blindedMsg, inv } = await suite.blind(key, prepared(one, name, manifest.mhBytes));
      one.inv[name] = b64(inv);
      hidden[name] = b64(blindedMsg);
    }
    made.credentials.push(one);
    made.keys[level] = privateKey;
    made.bl[level] = hidden;
  }
  return made;
}

/** The credentials with every issuer's signature; `given` is {issuer: {level: base64url}}. Throws naming one that does not hold. */
export async function complete(manifest, credentials, given) {
  const issuers = await issuerKeys(manifest), done = [];
  for (const one of credentials) {
    const s = {};
    for (const [name, key] of issuers) {
      s[name] = await suite.finalize(key, prepared(one, name, manifest.mhBytes), unb64(given[name][one.level]), unb64(one.inv[name]))
        .then(b64, (cause) => { throw new Error(`blind-signed ${name} ${one.level}: the issuer's signature does not hold`, { cause }); });
    }
    done.push({ ...one, s });
  }
  return done;
}

/** A credential as a vote carries it, its key having signed these bytes. */
export async function shown({ pk, r, s }, privateKey, bytes) {
  return { pk, r, s, sig: b64(await signed(privateKey, bytes)) };
}
