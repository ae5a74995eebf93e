// The scrutineers' stations as a terminal knows them: each key is learnt the first time it is shown, and never again.
import { remember, sameKey } from "./device.js";
import { kidOf, open, fields } from "./jws.js";
import { read } from "./exact.js";
import { text, unb64 } from "./bytes.js";
import { stationsOf } from "./manifest.js";
import { identity, view } from "./terminal.js";

/** Remember the stations that this terminal did not know. */
export async function learn() {
  const { device } = identity(), known = device.stations ?? {};
  const unknown = (view.value.stations ?? []).filter(({ station }) => known[station] === undefined);
  if (unknown.length === 0) return;
  await remember(device, { stations: { ...known, ...Object.fromEntries(unknown.map(({ station, jwk }) => [station, jwk])) } });
}

/** Who signs as S, A and B. */
export const signers = () => ({ S: identity().device.server, ...identity().device.stations });

/** [{station, fingerprint}] of those who take part in a vote, to be compared with what stands on their own screens. */
export async function fingerprints(manifest) {
  const keys = signers();
  return Promise.all(stationsOf(manifest).map(async (station) => ({ station, fingerprint: (await kidOf(keys[station])).slice(0, 8) })));
}

const kidNamed = (jws) => read(text(unb64(String(jws).split(".")[0]))).kid;

/** By which of these parties a JWS says it is signed, `keys` by name; throws when by none. */
export async function signerOf(jws, names, keys) {
  const kid = kidNamed(jws);
  for (const name of names) if (keys[name] && await kidOf(keys[name]) === kid) return name;
  throw new Error("signed by a key that has no part in this vote");
}

/** Whether every station of the manifest has countersigned it; throws for a statement or a key that does not hold. */
export async function countersigned(poll, manifest, keys = signers(), shown = view.value?.stations ?? []) {
  const names = stationsOf(manifest), found = new Set();
  for (const { station, jwk } of shown) {
    if (names.includes(station) && keys[station] && !sameKey(jwk, keys[station])) throw new Error(`station ${station} shows another key than before`);
  }
  for (const jws of poll.countersigned ?? []) {
    const name = await signerOf(jws, names, keys);
    const { payload } = await open(jws, "countersign", keys[name]);
    fields(payload, ["meeting", "vote", "mh", "station"]);
    const { meeting, vote, mh, station } = payload;
    if (meeting !== manifest.meeting || vote !== manifest.vote || mh !== manifest.mh || station !== name) throw new Error("countersigned something else");
    found.add(name);
  }
  return names.every((name) => found.has(name));
}
