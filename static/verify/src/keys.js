// Signatures and hashes, all by the browser's own WebCrypto. A key that cannot be read has signed nothing.

import { Bad, b64, fromB64, hex, join, number, octets, utf8 } from "./bytes.js";
import { canonicalBytes } from "./json.js";

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// P-256 (SEC 2): the field, the constant b, the order.
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The 65 bytes of a compressed point of 33; null where there is no such point. */
export function decompress(point) {
  if (point.length !== 33 || (point[0] !== 2 && point[0] !== 3)) return null;
  const x = number(point.subarray(1));
  if (x >= P) return null;
  const right = (((x * x - 3n) * x + B) % P + P) % P;
  const root = power(right, (P + 1n) / 4n, P);
  if ((root * root) % P !== right) return null;
  const y = Number(root & 1n) === (point[0] & 1) ? root : P - root;
  return join(Uint8Array.of(4), octets(x, 32), octets(y, 32));
}

/** Whether 65 bytes are a point of the curve. */
export function onCurve(point) {
  const [x, y] = [number(point.subarray(1, 33)), number(point.subarray(33))];
  return point[0] === 4 && x < P && y < P && (y * y - ((x * x - 3n) * x + B)) % P === 0n;
}

const known = new Map();

/** Import a key once; null where the browser refuses it. */
function imported(label, work) {
  if (!known.has(label)) known.set(label, work().catch(() => null));
  return known.get(label);
}

export const forgetKeys = () => known.clear();

const pointKey = (point) =>
  imported(`point ${b64(point)}`, () => crypto.subtle.importKey("raw", point, ECDSA, false, ["verify"]));

const rsaKey = (n) =>
  imported(`rsa ${n}`, () =>
    crypto.subtle.importKey(
      "jwk", { kty: "RSA", n, e: "AQAB", alg: "PS384" }, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"],
    ));

const noteKey = (bytes) =>
  imported(`note ${b64(bytes)}`, () => crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]));

async function holds(algorithm, key, signature, message) {
  return key !== null && crypto.subtle.verify(algorithm, key, signature, message);
}

/** ES256 over `message`, raw r‖s; a high s is refused. `point` has 65 bytes. */
export async function es256(point, signature, message) {
  if (point === null || signature.length !== 64) return false;
  const s = number(signature.subarray(32));
  if (s === 0n || s > N / 2n) return false;
  return holds(ECDSA, await pointKey(point), signature, message);
}

/** RSA-PSS with SHA-384 and a salt of 48 bytes, exponent 65537; `n` in b64 (RFC 9474). */
export async function pss(n, signature, message) {
  return holds({ name: "RSA-PSS", saltLength: 48 }, await rsaKey(n), signature, message);
}

export async function ed25519(bytes, signature, message) {
  return holds("Ed25519", await noteKey(bytes), signature, message);
}

export const pointOf = (jwk) => join(Uint8Array.of(4), fromB64(jwk.x), fromB64(jwk.y));

/** RFC 7638 thumbprint, in b64. */
export const thumbprint = async ({ crv, kty, x, y }) => b64(await sha256(canonicalBytes({ crv, kty, x, y })));

/** First 16 hexadecimal digits of SHA-256, in groups of four (docs/bundle.md section 6). */
export async function fingerprint(key) {
  const bytes = typeof key === "string" ? utf8(key) : canonicalBytes(key);
  return hex((await sha256(bytes)).subarray(0, 8)).replace(/(.{4})(?=.)/g, "$1 ");
}

/** Whether this browser can check everything: Bad with a sentence where it cannot. */
export async function ableBrowser() {
  if (!globalThis.crypto?.subtle) throw new Bad("此浏览器不能核对签名", "this browser cannot check signatures");
  if (typeof "".isWellFormed !== "function") throw new Bad("此浏览器版本过旧", "this browser is too old");
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
  } catch {
    throw new Bad(
      "此浏览器不能核对 Ed25519 签名；请用 Chromium 137、Firefox 130、Safari 17 或更新的版本",
      "this browser cannot check Ed25519 signatures; use Chromium 137, Firefox 130, Safari 17 or a newer one",
    );
  }
}
