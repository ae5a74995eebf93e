// A proof that whoever sealed a layer knows the private key of its point: Schnorr's, over all that the layer is
// (docs/protocol.md section 6).

import { utf8 } from "./bytes.js";
import { challenge, combined, G, lengthOf, scalarsOf } from "./points.js";

export const KNOWN = 64;

/** Whether the proof between `enc` and `box` holds for a layer of this info. */
export async function knows(enc, proof, info, box) {
  const scalars = scalarsOf(proof);
  if (scalars === null) return false;
  const [c, r] = scalars, first = combined(r, G, c, enc);
  return first !== null && (await challenge(utf8("yijue-sealer-v1|"), lengthOf(info), info, enc, first, box)) === c;
}
