// The ballot paper: marks of one seat, signed by a key of this paper alone, padded, sealed in layers (docs/protocol.md section 6).
import * as HPKE from "../../vendor/hpke.js";
import { b64, concat, sha256, unb64, utf8 } from "./bytes.js";
import { freshKey, shown } from "./credentials.js";
import { write } from "./exact.js";
import { proofOf } from "./sealer.js";

const LEAF = [0x00];
const NOTHING = { credentials: [], keys: {} }; // what a paper of T0 was issued

const twoBytes = (length) => [length >> 8, length & 0xff];

/** 2-byte big-endian length ‖ inner ‖ zero bytes, `pad` bytes in all; throws when it does not fit. */
export function frame(inner, pad) {
  if (inner.length + 2 > pad) throw new Error("the paper is longer than the manifest allows");
  const framed = new Uint8Array(pad);
  framed.set(twoBytes(inner.length));
  framed.set(inner, 2);
  return framed;
}

/** info of one layer: the outermost is bound to the seat (bytes), at T2 the one behind it to the key of the token. */
export const infoOf = (mhBytes, bound, place = 0) => concat(utf8(`mix|${place}|`), mhBytes, bound);

/** The leaf that an inner text is in the output of the count. */
export const outputLeaf = (inner) => sha256(concat(LEAF, utf8(inner)));

/** The signed inner text of a paper: marks text, wi list of write-ins in NFC; at T0 its ballot key is made here. */
export async function fill(mh, marks, wi, issued = NOTHING) {
  const one = issued.credentials.at(-1), p = write({ mh, marks, wi });
  const fresh = one ? null : await freshKey();
  const credential = one ?? { pk: b64(fresh.pk), r: {}, s: {} };
  return write({ p, c: await shown(credential, one ? issued.keys[one.level] : fresh.privateKey, utf8(`ballot|v1|${p}`)) });
}

/** HPKE whose ephemeral private keys are put in front of `ephemeral`: whoever holds them can show what a layer says. */
function suiteShowing(ephemeral) {
  const kem = () => ({
    ...HPKE.KEM_DHKEM_P256_HKDF_SHA256(),
    async GenerateKeyPair() {
      const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
      ephemeral.unshift(pair.privateKey);
      return pair;
    },
  });
  return new HPKE.CipherSuite(kem, HPKE.KDF_HKDF_SHA256, HPKE.AEAD_AES_128_GCM);
}

async function sealed(suite, manifest, bound, place, plain, ephemeral) {
  const key = await suite.DeserializePublicKey(unb64(manifest.mix[place].pk)), info = infoOf(manifest.mhBytes, bound, place);
  const { encapsulatedSecret: enc, ciphertext } = await suite.Seal(key, plain, { info });
  const proved = manifest.mix.length > 1; // at T0 the server opens alone, and nobody has to be shown anything
  return concat(enc, proved ? await proofOf(ephemeral[0], info, enc, ciphertext) : [], ciphertext);
}

/** The token of T2: the credential of the first of several levels, whose key signs what it stands before. */
const tokenFor = async ({ credentials: [one], keys }, layer) => write(await shown(one, keys[one.level], concat(utf8("token|v1|"), layer)));

/** Seal a filled paper for every opener of the manifest, the last one's layer first: {ct (base64url), token (text or null),
 * ephemeral (private keys of the layers, the outermost first)}. Token and keys are to show this one paper with, or to forget. */
export async function sealShowing(inner, manifest, seat, issued = NOTHING) {
  const ephemeral = [], suite = suiteShowing(ephemeral);
  let layer = frame(utf8(inner), manifest.pad), token = null;
  const tokenKey = issued.credentials.length > 1 ? unb64(issued.credentials[0].pk) : [];
  for (let place = manifest.mix.length - 1; place > 0; place -= 1) {
    layer = await sealed(suite, manifest, place === 1 ? tokenKey : [], place, layer, ephemeral);
  }
  if (issued.credentials.length > 1) {
    token = await tokenFor(issued, layer);
    layer = concat(twoBytes(utf8(token).length), utf8(token), layer);
  }
  return { ct: b64(await sealed(suite, manifest, utf8(seat), 0, layer, ephemeral)), token, ephemeral };
}

/** The same where nothing is ever to be shown. */
export const seal = async (...what) => (await sealShowing(...what)).ct;
