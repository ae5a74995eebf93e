// A ballot that its own terminal does not find in the count: what can show it is kept, sealed, from the cast to the audit, and
// after an alarm until the poll is gone. Only its member gives it out, knowing that it shows the vote (docs/protocol.md
// section 10): with it anybody finds out after which party the ballot is missing.
import { write } from "./exact.js";
import * as papersKept from "./held.js";
import { change, papers, pollOf } from "./papers.js";
import { identity } from "./terminal.js";

/** What shows a sealed paper: {ct, inner, token, ephemeral}; the keys of its layers in base64url. */
export async function showing({ ct, inner, token, ephemeral }) {
  const keys = await Promise.all(ephemeral.map((key) => crypto.subtle.exportKey("jwk", key).then(({ d }) => d)));
  return { ct, inner, token, ephemeral: keys };
}

/** Those that may still be needed: of the cast that was received last, and of one that is sent now. */
export const needed = ({ shows = {}, last }) => (shows[last] ? { [last]: shows[last] } : {});

/** After an alarm everything goes but what can show the cast that should be in the count: the one received last or, where the
 * receipt never came, `prev`. True when there is something to show. */
export async function keepFor(manifest, prev, amiss) {
  const held = await papersKept.get(manifest), last = held.last ?? prev, shows = needed({ ...held, last });
  await papersKept.put(manifest, { request: held.request, spoiled: held.spoiled, credentials: [], keys: {}, leaves: {}, last, shows, amiss });
  return Object.keys(shows).length > 0;
}

/** Make what shows this member's missing ballot; it stands on the page until it is put away. */
export async function show(vote) {
  const { manifest } = papers.value[vote], { device } = identity(), poll = pollOf(vote);
  const held = await papersKept.get(manifest), shown = held?.shows?.[held.last], { crv, kty, x, y } = device.server;
  if (!shown || !held.amiss) return;
  const { jws: cast, ...rest } = shown;
  const text = write({ v: 1, server: { crv, kty, x, y }, manifest: poll.manifest, lines: poll.lines, seat: device.seat, ...rest, cast });
  change(vote, { missing: text });
}

/** Put it away; it can be made again while the poll is here. */
export const hide = (vote) => change(vote, { missing: null });
