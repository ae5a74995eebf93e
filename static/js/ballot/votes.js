// What a terminal does for every poll by itself, whenever there is news: check, draw, deliver, confirm.
import { NoAnswer } from "../wire.js";
import { confirmation } from "./confirmation.js";
import { AGAIN_MS, PASSING, deliver, prepareCast } from "./deliver.js";
import { draw, take } from "./draw.js";
import * as kept from "./kept.js";
import { change, keyOf, paperFor, papers, pollOf } from "./papers.js";
import { greeted, me, view } from "./terminal.js";

const OVER = new Set(["closed", "counted", "declared"]);
// A declared poll is no part of Me any more; what this browser keeps of it still says whether its vote was received.
const GONE = { eligible: false, drawn: true, seq: 0, prev: null, cast: false };
const busy = new Set(), wanted = new Set();

/** Set every poll of the view to work. */
export function attend() {
  for (const poll of view.value?.polls ?? []) attendOne(poll.vote);
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
  if (paperFor(poll)?.member !== me.value.member) await take(poll);
  if (papers.value[vote].fault) return false;
  const record = await catchUp(vote, mine);
  if (record?.pending) await deliver(vote, record);
  if (mayDraw(poll, mine)) {
    const refusal = await draw(vote, !mine.drawn);
    return refusal !== null && PASSING.has(refusal.code);
  }
  if (OVER.has(poll.state)) await confirm(poll);
  return false;
}

/** Bring the paper to what the server and this browser's memory say; resolves to the kept cast, if any. */
async function catchUp(vote, mine) {
  const record = await kept.get("casts", keyOf(papers.value[vote]));
  const newer = mine.seq > papers.value[vote].seq ? { seq: mine.seq, prev: mine.prev } : {};
  const known = mine === GONE && papers.value[vote].received;
  change(vote, { received: known || mine.cast || Boolean(record?.receipt), ...newer });
  return record;
}

function mayDraw(poll, mine) {
  const { drawn, received } = papers.value[poll.vote];
  const done = poll.press === "first" && received;
  return (poll.state === "announced" || poll.state === "open") && mine.eligible && !drawn && !done;
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
  if (!record?.receipt || paper.counted !== null) return;
  const counted = record.confirmed ? true : await confirmation(poll, paper.manifest, record.receipt);
  change(poll.vote, { counted });
  if (counted === true) await kept.put("casts", key, { ...record, confirmed: true });
}
