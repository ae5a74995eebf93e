// What a terminal does for every poll by itself, whenever there is news: check, draw, deliver, confirm.
import { NoAnswer } from "../wire.js";
import { audit, complete } from "./audit.js";
import { confirmation, report } from "./confirmation.js";
import { AGAIN_MS, deliver, prepareCast } from "./deliver.js";
import { draw, take } from "./draw.js";
import * as papersKept from "./held.js";
import * as kept from "./kept.js";
import { PASSING, change, keyOf, paperFor, papers, pollOf } from "./papers.js";
import { hide, keepFor } from "./missing.js";
import { discardAllBut, tellChecked } from "./sealed.js";
import { learn } from "./stations.js";
import { greeted, me, view } from "./terminal.js";

const OVER = new Set(["closed", "counted", "declared"]);
// A declared poll is no part of Me any more; what this browser keeps of it still says whether its vote was received.
const GONE = { eligible: false, drawn: true, seq: 0, prev: null, cast: false };
const busy = new Set(), wanted = new Set();
let standing = null;

/** Set every poll of the view to work. */
export function attend() {
  discardAllBut((view.value?.polls ?? []).filter(({ state }) => state === "open").map(({ vote }) => vote));
  sweep().catch((error) => { console.warn("sweep", error); });
  for (const poll of view.value?.polls ?? []) attendOne(poll.vote);
}

/** What was kept for polls that are void or gone is forgotten. */
async function sweep() {
  const votes = (view.value?.polls ?? []).filter(({ state }) => state !== "voided").map(({ vote }) => vote);
  if (!view.value || String(standing) === String(votes)) return;
  standing = votes;
  for (const vote of Object.keys(papers.value)) if (!votes.includes(vote) && papers.value[vote].missing) hide(vote);
  await papersKept.sweep(votes);
}

/** One poll at a time and never twice at once; news that come meanwhile are looked at afterwards. */
async function attendOne(vote) {
  if (busy.has(vote)) return void wanted.add(vote);
  busy.add(vote);
  try {
    if (await advance(vote)) setTimeout(attendOne, AGAIN_MS, vote);
  } catch (error) {
    failed(vote, error);
  }
  busy.delete(vote);
  return wanted.delete(vote) ? attendOne(vote) : undefined;
}

function failed(vote, error) {
  if (error instanceof NoAnswer) {
    if (greeted.value) setTimeout(attendOne, AGAIN_MS, vote);
    return;
  }
  console.error(vote, error);
  change(vote, { fault: error.message, sending: false });
}

/** Take the next steps of one poll; resolves to true when it should be tried again by itself. */
async function advance(vote) {
  const poll = pollOf(vote), mine = me.value?.polls[vote] ?? (poll && OVER.has(poll.state) ? GONE : undefined);
  if (!poll || !mine || !me.value.member) return false;
  await learn();
  if (paperFor(poll)?.member !== me.value.member) await take(poll);
  if (papers.value[vote].fault) return complain(poll);
  const record = await catchUp(vote, mine);
  if (record?.pending) await deliver(vote, record);
  await tellChecked(vote);
  if (mayDraw(poll, mine)) {
    const refusal = await draw(poll, mine);
    return refusal !== null && PASSING.has(refusal.code);
  }
  if (!OVER.has(poll.state)) return false;
  await confirm(poll);
  await finish(poll, mine);
  return false;
}

/** Say after the close why this paper could not be used: once. */
async function complain(poll) {
  const { complaint, manifest } = papers.value[poll.vote];
  if (complaint === null || !OVER.has(poll.state)) return false;
  change(poll.vote, { unheard: await report(poll, manifest, complaint), complaint: null });
  await papersKept.forget(manifest);
  return false;
}

/** Bring the paper to what the server and this browser's memory say; resolves to the kept cast, if any. */
async function catchUp(vote, mine) {
  const record = await kept.get("casts", keyOf(papers.value[vote]));
  const newer = mine.seq > papers.value[vote].seq ? { seq: mine.seq, prev: mine.prev } : {};
  const known = mine === GONE && papers.value[vote].received;
  if ((mine.spoiled ?? 0) > papers.value[vote].spoiled) change(vote, { drawn: false, spoiled: mine.spoiled });
  change(vote, { received: known || mine.cast || Boolean(record?.receipt), ...newer });
  return record;
}

function mayDraw(poll, mine) {
  const { drawn, received, lost } = papers.value[poll.vote];
  const done = poll.press === "first" && received;
  const barred = lost !== null && (mine.spoiled ?? 0) <= lost; // until tellers have recorded the paper as spoiled
  return (poll.state === "announced" || poll.state === "open") && mine.eligible && !drawn && !done && !barred;
}

/** Cast marks (one letter a line) and write-ins; resolves when the cast is kept and on its way. */
export async function cast(vote, marks, wi = []) {
  try {
    await prepareCast(vote, marks, wi);
  } catch (error) {
    return failed(vote, error);
  }
  return void attendOne(vote);
}

async function confirm(poll) {
  const paper = papers.value[poll.vote], key = keyOf(paper);
  const record = await kept.get("casts", key);
  if (!record?.receipt || paper.proven !== null) return;
  const { proven, unheard } = record.confirmed ? { proven: true, unheard: false } : await confirmation(poll, paper.manifest, record.receipt);
  change(poll.vote, { proven, unheard });
  if (proven === true) await kept.put("casts", key, { ...record, confirmed: true });
}

/** After the close of a secret poll: audit the count where there is something to look for, and forget. */
async function finish(poll, mine) {
  const paper = papers.value[poll.vote], key = keyOf(paper), { manifest } = paper;
  if (manifest.mode !== "secret" || paper.counted !== null) return;
  const record = await kept.get("casts", key);
  if (record?.audited !== undefined) return audited(poll.vote, manifest, record);
  const leaf = await leafFor(manifest, mine, record);
  if (leaf && poll.state !== "declared" && !(poll.state === "counted" && complete(poll, manifest))) return;
  const found = leaf && complete(poll, manifest) ? await audit(poll, manifest, leaf) : null;
  const showable = found?.amiss ? await keepFor(manifest, mine.prev, found.amiss) : false;
  if (!showable) await papersKept.forget(manifest);
  if (!leaf) return;
  const counted = found === null ? "unchecked" : found.amiss === "", unheard = paper.unheard || Boolean(found?.unheard);
  await kept.put("casts", key, { ...record, audited: counted, unheard });
  change(poll.vote, { counted, amiss: found?.amiss ?? null, unheard, showable });
}

/** What an earlier page of this terminal found; what it kept for its member is still there to be shown. */
async function audited(vote, manifest, { audited: counted, unheard = false }) {
  const held = counted === false ? await papersKept.get(manifest) : undefined;
  change(vote, { counted, unheard, amiss: held?.amiss ?? null, showable: held !== undefined });
}

/** The leaf to look for; where the receipt never came, the server's `prev` says which cast stands. */
async function leafFor(manifest, mine, record) {
  const held = await papersKept.get(manifest);
  if (!held || record?.pending) return undefined;
  return papersKept.leafOf(held) ?? held.leaves[mine.prev];
}
