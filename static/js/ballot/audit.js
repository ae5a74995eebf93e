// After the count: all who count have signed one result, its leaves give its root, and this seat's own ballot is among them
// (docs/protocol.md section 10). The member learns "counted" or an alarm; nothing here ever knows a mark.
import { NoAnswer } from "../wire.js";
import { b64, concat, same, sha256, unb64 } from "./bytes.js";
import { read } from "./exact.js";
import { fields, open } from "./jws.js";
import { countersOf } from "./manifest.js";
import { patiently, reported } from "./patience.js";
import { signerOf, signers } from "./stations.js";
import { identity } from "./terminal.js";

const REASON_MOST = 200;
const LEAF_BYTES = 32, NODE = [0x01];
const ALIKE = ["tally", "out_root", "m"];

/** Whether as many have signed the count as must; who they are is for the check. */
export const complete = (poll, manifest) => (poll.tally ?? []).length === countersOf(manifest).length;

/** The root over leaf hashes in their order (RFC 6962 section 2.1). */
export async function treeRoot(leaves) {
  if (leaves.length === 0) return sha256(new Uint8Array());
  let level = leaves;
  while (level.length > 1) { // the last of an odd level goes up alone: the same tree as splitting at powers of two
    const above = [];
    for (let at = 0; at < level.length; at += 2) above.push(at + 1 < level.length ? await sha256(concat(NODE, level[at], level[at + 1])) : level[at]);
    level = above;
  }
  return level[0];
}

async function agreed(tally, manifest, keys) {
  const names = countersOf(manifest), found = new Map();
  for (const jws of tally) {
    const name = await signerOf(jws, names, keys);
    const { payload } = await open(jws, "tally", keys[name]);
    fields(payload, ["vote", "mh", "by", ...ALIKE]);
    if (payload.vote !== manifest.vote || payload.mh !== manifest.mh || payload.by !== name) throw new Error("the count of something else");
    found.set(name, payload);
  }
  if (found.size !== names.length) throw new Error(`the count is signed by ${[...found.keys()]} instead of ${names}`);
  const [first, ...others] = found.values();
  for (const other of others) if (ALIKE.some((name) => other[name] !== first[name])) throw new Error("two counts are signed");
  return first;
}

/** Throws unless the signed count holds and has this leaf (base64url) among its ballots; `keys`: who signs as S, A and B. */
export async function check(tally, manifest, output, leaf, keys = signers()) {
  fields(output, ["vote", "leaves"]);
  const bytes = unb64(output.leaves), count = await agreed(tally, manifest, keys);
  if (output.vote !== manifest.vote || bytes.length % LEAF_BYTES !== 0) throw new Error("the output of something else");
  const leaves = Array.from({ length: bytes.length / LEAF_BYTES }, (_, at) => bytes.subarray(at * LEAF_BYTES, (at + 1) * LEAF_BYTES));
  if (count.m !== leaves.length || !same(await treeRoot(leaves), unb64(count.out_root))) throw new Error("the ballots shown are not the ballots signed");
  if (!leaves.some((one) => b64(one) === leaf)) throw new Error("the ballot of this seat is not among those counted");
}

async function outputOf(vote) {
  const answer = await fetch(`/api/polls/${encodeURIComponent(vote)}/output`, { cache: "no-store" }).catch(() => null);
  if (answer === null || answer.status >= 500 || answer.status === 429) throw new NoAnswer("no output yet");
  if (!answer.ok) throw new Error(`the output is refused (${answer.status})`);
  return read(await answer.text());
}

/** Audit a complete count and tell the server; resolves to {amiss: "" or what is amiss, unheard: nobody took the complaint}. */
export async function audit(poll, manifest, leaf) {
  const amiss = await amissIn(poll, manifest, leaf), reason = amiss.slice(0, REASON_MOST);
  const heard = await reported("audited", { vote: poll.vote, mh: manifest.mh, seat: identity().device.seat, ok: amiss === "", reason });
  return { amiss, unheard: amiss !== "" && !heard };
}

async function amissIn(poll, manifest, leaf) {
  try {
    await check(poll.tally, manifest, await patiently(`${poll.vote} output`, () => outputOf(poll.vote)), leaf);
    return "";
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    console.warn(poll.vote, error.message);
    return error.message;
  }
}
