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

// Points as [X, Y, Z] with x = X/Z² and y = Y/Z³, so that one inverse at the end is enough; Z = 0 is the point at infinity.
const INFINITY = [1n, 1n, 0n];

function doubled([x, y, z]) {
  if (z === 0n) return INFINITY;
  const [square, fourth] = [mod(y * y), mod(z * z)];
  const slope = mod(3n * (x - fourth) * (x + fourth)); // a = -3
  const middle = mod(4n * x * square);
  const next = mod(slope * slope - 2n * middle);
  return [next, mod(slope * (middle - next) - 8n * square * square), mod(2n * y * z)];
}

function add(one, other) {
  if (one[2] === 0n) return other;
  if (other[2] === 0n) return one;
  const [[x1, y1, z1], [x2, y2, z2]] = [one, other];
  const [s1, s2] = [mod(z1 * z1), mod(z2 * z2)];
  const [u1, u2, t1, t2] = [mod(x1 * s2), mod(x2 * s1), mod(y1 * s2 * z2), mod(y2 * s1 * z1)];
  if (u1 === u2) return t1 === t2 ? doubled(one) : INFINITY;
  const [h, r] = [mod(u2 - u1), mod(t2 - t1)];
  const h2 = mod(h * h), h3 = mod(h2 * h), v = mod(u1 * h2);
  const x = mod(r * r - h3 - 2n * v);
  return [x, mod(r * (v - x) - t1 * h3), mod(h * z1 * z2)];
}

/** r times one point and c times another, added (Shamir's way: one doubling for both): 65 bytes, null for none. */
export function combined(r, one, c, other) {
  if (![one, other].every((point) => point.length === 65 && onCurve(point))) return null;
  const pointOf = (bytes) => [number(bytes.subarray(1, 33)), number(bytes.subarray(33)), 1n];
  const [first, second] = [pointOf(one), pointOf(other)], both = add(first, second);
  let sum = INFINITY;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    sum = doubled(sum);
    const [a, b] = [(r >> bit) & 1n, (c >> bit) & 1n];
    if (a || b) sum = add(sum, a && b ? both : a ? first : second);
  }
  if (sum[2] === 0n) return null;
  const down = inverse(sum[2]), down2 = mod(down * down);
  return join(Uint8Array.of(4), octets(mod(sum[0] * down2), SCALAR), octets(mod(sum[1] * down2 * down), SCALAR));
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
