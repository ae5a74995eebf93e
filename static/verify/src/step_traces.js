// V7, the void envelopes of a later level: each is shown, bad for its reason, and traced back to the vote it came from.

import { b64, fromB64, join, same, text, utf8 } from "./bytes.js";
import { parseCanonical } from "./json.js";
import { checked, readJws } from "./jws.js";
import { onCurve, sha256 } from "./keys.js";
import { ENC, openLayer } from "./layers.js";
import { faultsOf } from "./paper.js";
import { isB64, isBytes, isCount, isId, isList, isOne, isOneShape, isRecord, isText, must, orNull } from "./shape.js";
import { REASONS, fault, signerOf, storyOf } from "./votes.js";

const TWIN = isRecord({ item: isB64, secret: isBytes(32) });
const BAD = isRecord({ reason: isOne(...REASONS), item: isB64, secret: orNull(isBytes(32)), twin: orNull(TWIN) });
const ROWS = isList(isOneShape(isRecord({ trace: isText }), isRecord({ bad: BAD })));
const TRACE = isRecord({
  vote: isId, mh: isBytes(32), by: isText, level: isCount, item: isBytes(32), out: isBytes(32), secret: isBytes(32),
  voter: orNull(isId),
});

const infoOf = (poll, level, seat = "") => join(utf8(`mix|${level}|`), fromB64(poll.mh), utf8(seat));

/** What of an item is sealed: at T2 a token stands before it where it comes to level 1. */
function sealedIn(poll, level, item) {
  return poll.tier === "T2" && level === 1 ? item.subarray(2 + item[0] * 256 + item[1]) : item;
}

/** The inner text in what the last level opened: its length, the text, zeros (docs/protocol.md section 6). */
function unframed(poll, framed) {
  const length = framed[0] * 256 + framed[1];
  if (framed.length !== poll.pad || length + 2 > framed.length || framed.subarray(2 + length).some(Boolean)) return null;
  try {
    return parseCanonical(text(framed.subarray(2, 2 + length)));
  } catch {
    return null;
  }
}

/** Whether an item that came to `level` is bad for the reason that was given. */
async function isBad(poll, level, { reason, item, secret, twin }) {
  const sealed = sealedIn(poll, level, fromB64(item));
  if (secret === null) return reason === "not_opened" && twin === null && !onCurve(sealed.subarray(0, ENC));
  const opened = await openLayer(fromB64(secret), infoOf(poll, level), sealed);
  if ((reason === "repeated_key") !== (twin !== null)) return false;
  if (opened === null || reason === "not_opened") return opened === null && reason === "not_opened";
  const last = level === poll.mix.length - 1;
  if (twin === null) return last && (await faultsOf(poll, unframed(poll, opened))).includes(reason);
  const other = await openLayer(fromB64(twin.secret), infoOf(poll, level), sealedIn(poll, level, fromB64(twin.item)));
  if (other === null || twin.item === item) return false;
  if (!last) return same(opened.subarray(0, ENC), other.subarray(0, ENC));
  const [one, two] = [unframed(poll, opened), unframed(poll, other)];
  return one?.c?.pk !== undefined && one.c.pk === two?.c?.pk;
}

async function readTraces(ctx, poll, rows, path) {
  const traces = new Map();
  for (const { trace: raw } of rows.filter((row) => "trace" in row)) {
    const message = await readJws(raw, path);
    const by = poll.mix[message.payload?.level]?.id;
    const { payload } = await checked(message, by && signerOf(ctx, by), "trace", TRACE);
    const { vote, mh, voter } = payload;
    if (vote !== poll.id || mh !== poll.mh || payload.by !== by || (payload.level === 0) !== (voter !== null)) {
      throw fault(poll, "追溯声明属于另一次表决或另一层", "a trace of another poll or level");
    }
    traces.set(`${payload.level} ${payload.out}`, payload);
  }
  return traces;
}

/** The sealed paper of the voter's last vote and its seat; null where it was destroyed. */
async function castOf(ctx, poll, voter) {
  const entry = storyOf(poll).entering.get(voter);
  if (entry === undefined) throw fault(poll, "追溯到没有投票的人", "a trace leads to somebody who has not voted");
  const row = ctx.bundle.lines(`${poll.at}/cast.jsonl`)[storyOf(poll).cast.indexOf(entry)];
  if (!("jws" in row)) return null;
  const { payload } = await readJws(row.jws, poll.at); // V5 has looked at its signature
  return { ct: fromB64(payload.ct), seat: payload.seat };
}

/** From an item that came to `level` back to the voter, one trace of every level before; each trace serves once. */
async function traceBack(ctx, poll, traces, level, item) {
  let out = item;
  for (let before = level - 1; before >= 0; before--) {
    const key = `${before} ${b64(await sha256(out))}`;
    const trace = traces.get(key);
    if (trace === undefined) throw fault(poll, "有废票没有追溯", "a void envelope is not traced");
    traces.delete(key);
    const cast = before === 0 ? await castOf(ctx, poll, trace.voter) : null;
    if (before === 0 && cast === null) return trace.voter;
    const came = before === 0 ? cast.ct : await itemWith(ctx, poll, before - 1, trace.item);
    const found = came && (await openLayer(fromB64(trace.secret), infoOf(poll, before, cast?.seat), sealedIn(poll, before, came)));
    if (!found || b64(await sha256(came)) !== trace.item || !same(found, out)) {
      throw fault(poll, "追溯与信封不符", "a trace does not open the envelope that it names");
    }
    if (before === 0) return trace.voter;
    out = came;
  }
  return null;
}

async function itemWith(ctx, poll, level, hash) {
  for (const item of poll.items[level]) if (b64(await sha256(item)) === hash) return item;
  return null;
}

/** All of traces.jsonl: what a later level found bad, and the way back from each; nothing else. */
export async function checkTraces(ctx, poll, mixes) {
  const path = `${poll.at}/traces.jsonl`;
  const rows = must(ROWS, ctx.bundle.lines(path), path);
  const raw = ctx.bundle.rows(path);
  if (raw.some((row, at) => at > 0 && raw[at - 1] >= row)) throw fault(poll, "追溯未排序或有重复", "traces are not in order, or one of them stands twice");
  const traces = await readTraces(ctx, poll, rows, path);
  const found = mixes.map(() => []);
  for (const { bad } of rows.filter((row) => "bad" in row)) {
    const level = 1 + poll.items.findIndex((items) => items.some((item) => b64(item) === bad.item));
    const twin = bad.twin === null || (level && poll.items[level - 1].some((item) => b64(item) === bad.twin.item));
    if (level === 0 || !twin || !(await isBad(poll, level, bad))) throw fault(poll, "所示的信封并无所称的毛病", "what is shown is not bad for its reason");
    found[level].push(`${await traceBack(ctx, poll, traces, level, fromB64(bad.item))}\n${bad.reason}`);
  }
  const meant = mixes.map((mix) => mix.void.map(({ voter, reason }) => `${voter}\n${reason}`));
  const fits = mixes.every((_, level) => level === 0 || found[level].sort().join() === meant[level].sort().join());
  if (!fits || traces.size) throw fault(poll, "追溯与作废的信封不符", "the traces are not those of the void envelopes");
}
