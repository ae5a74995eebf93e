// A proof that an opener used its own key: equal discrete logarithms on P-256 (Chaum and Pedersen, 1992; docs/protocol.md
// section 9). Everything here is public, so nothing has to take the same time.

import { join, number, same, utf8 } from "./bytes.js";
import { onCurve } from "./keys.js";

const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n; // SP 800-186 section 3.2.1.3
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const G = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
];
const POINT = 65;
export const PROOF = POINT + 64;

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

function times(scalar, point) {
  let [sum, doubled] = [null, point];
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}

const pairOf = (point) => [number(point.subarray(1, 33)), number(point.subarray(33))];
const bytesOf = (value) => Uint8Array.from(value.toString(16).padStart(64, "0").match(/../g), (two) => parseInt(two, 16));
const written = ([x, y]) => join(Uint8Array.of(4), bytesOf(x), bytesOf(y));

async function challenge(context, points) {
  const length = Uint8Array.of(context.length >> 8, context.length & 255);
  const message = join(utf8("yijue-dleq-v1|"), length, context, ...points);
  return number(new Uint8Array(await crypto.subtle.digest("SHA-512", message))) % N;
}

/** The point that a proof shows: `opener`'s private key times `enc`; null where it does not show that. */
export async function sharedPoint(opener, enc, proof, context) {
  const [shared, c, r] = [proof.subarray(0, POINT), number(proof.subarray(POINT, POINT + 32)), number(proof.subarray(POINT + 32))];
  const scalars = [c, r].every((one) => one > 0n && one < N - 1n);
  if (proof.length !== PROOF || !scalars || ![opener, enc, shared].every((one) => one.length === POINT && onCurve(one))) return null;
  const first = add(times(r, G), times(c, pairOf(opener)));
  const second = add(times(r, pairOf(enc)), times(c, pairOf(shared)));
  if (first === null || second === null) return null;
  const made = await challenge(context, [opener, enc, shared, written(first), written(second)]);
  return same(bytesOf(made), bytesOf(c)) ? shared : null;
}
