// A proof that an opener used its own key: equal discrete logarithms on P-256 (Chaum and Pedersen, 1992; docs/protocol.md
// section 9).

import { utf8 } from "./bytes.js";
import { challenge, combined, G, lengthOf, scalarsOf } from "./points.js";

const POINT = 65;
export const PROOF = POINT + 64;

/** The point that a proof shows: `opener`'s private key times `enc`; null where it does not show that. */
export async function sharedPoint(opener, enc, proof, context) {
  const [shared, scalars] = [proof.subarray(0, POINT), scalarsOf(proof.subarray(POINT))];
  if (scalars === null) return null;
  const [c, r] = scalars;
  const [first, second] = [combined(r, G, c, opener), combined(r, enc, c, shared)];
  if (first === null || second === null) return null;
  const made = await challenge(utf8("yijue-dleq-v1|"), lengthOf(context), context, opener, enc, shared, first, second);
  return made === c ? shared : null;
}
