// Points of P-256 added and multiplied, for proofs about discrete logarithms (docs/protocol.md sections 6 and 9). Everything
// here is public, so nothing has to take the same time.

import { join, number, octets } from "./bytes.js";
import { onCurve } from "./keys.js";

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn; // SEC 2: the field, and the order
export const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SCALAR = 32;
export const G = join(
  Uint8Array.of(4),
  octets(0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n, SCALAR),
  octets(0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n, SCALAR),
);

const mod = (value) => ((value % P) + P) % P;

function inverse(value) {
  let [rest, other, factor, next] = [mod(value), P, 1n, 0n];
  while (rest > 1n) {
    const times = other / rest;
    [rest, other, factor, next] = [other - times * rest, rest, next - times * factor, factor];
  }
  return mod(factor);
}

/** Two affine points added; null is the point at infinity. */
function add(one, other) {
  if (one === null || other === null) return one ?? other;
  const [[x1, y1], [x2, y2]] = [one, other];
  if (x1 === x2 && mod(y1 + y2) === 0n) return null;
  const slope = x1 === x2 ? mod((3n * x1 * x1 - 3n) * inverse(2n * y1)) : mod((y2 - y1) * inverse(x2 - x1));
  const x = mod(slope * slope - x1 - x2);
  return [x, mod(slope * (x1 - x) - y1)];
}

/** r times one point and c times another, added (Shamir's way: one doubling for both): 65 bytes, null for none. */
export function combined(r, one, c, other) {
  if (![one, other].every((point) => point.length === 65 && onCurve(point))) return null;
  const pairOf = (point) => [number(point.subarray(1, 33)), number(point.subarray(33))];
  const [first, second] = [pairOf(one), pairOf(other)], both = add(first, second);
  let sum = null;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    sum = add(sum, sum);
    const [a, b] = [(r >> bit) & 1n, (c >> bit) & 1n];
    if (a || b) sum = add(sum, a && b ? both : a ? first : second);
  }
  return sum && join(Uint8Array.of(4), octets(sum[0], SCALAR), octets(sum[1], SCALAR));
}

/** The two scalars of a proof of 64 bytes, each from 1 to n - 2; null for others. */
export function scalarsOf(proof) {
  const found = [number(proof.subarray(0, SCALAR)), number(proof.subarray(SCALAR))];
  return proof.length === 2 * SCALAR && found.every((one) => one > 0n && one < ORDER - 1n) ? found : null;
}

/** What a proof's challenge is: SHA-512 over all this, mod n. */
export async function challenge(...said) {
  return number(new Uint8Array(await crypto.subtle.digest("SHA-512", join(...said)))) % ORDER;
}

export const lengthOf = (context) => Uint8Array.of(context.length >> 8, context.length & 255);
