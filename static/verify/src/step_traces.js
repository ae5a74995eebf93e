// V7, the void envelopes: each is shown, bad for its reason, and traced back to the vote it came from.

import { b64, fromB64, join, same, text, utf8 } from "./bytes.js";
import { alike, parse } from "./json.js";
import { checked, keyOf, readJws } from "./jws.js";
import { sha256 } from "./keys.js";
import { PROOF } from "./dleq.js";
import { ENC, openLayer, shownUnopened, whole } from "./layers.js";
import { faultsOf, tokenHolds, tokenOf } from "./paper.js";
import { isB64, isBytes, isCount, isId, isList, isOne, isOneShape, isRecord, isText, must, orNull } from "./shape.js";
import { REASONS, fault, signerOf, storyOf } from "./votes.js";

const TWIN = isRecord({ item: isB64, secret: isBytes(32) });
const BAD = isRecord({
  reason: isOne(...REASONS), item: isB64, secret: orNull(isBytes(32)), twin: orNull(TWIN), proof: orNull(isBytes(PROOF)),
});
const ROWS = isList(isOneShape(isRecord({ trace: isText }), isRecord({ unopened: isText }), isRecord({ bad: BAD })));
const UNOPENED = isRecord({
  vote: isId, mh: isBytes(32), by: isText, item: isBytes(32), proof: isBytes(PROOF), voter: isId,
});
const TRACE = isRecord({
  vote: isId, mh: isBytes(32), by: isText, level: isCount, item: isBytes(32), out: isBytes(32), secret: isBytes(32),
  voter: orNull(isId),
});

/** HPKE info of the layer that comes to a level: at level 0 the seat belongs to it, at level 1 of T2 the token's key. */
const infoOf = (poll, level, bound = new Uint8Array()) => join(utf8(`mix|${level}|`), fromB64(poll.mh), bound);

/** The same for an item of a later level; null where it lacks its level's token. */
function infoIn(poll, level, item) {
  if (poll.tier !== "T2" || level !== 1) return infoOf(poll, level);
  const token = tokenOf(poll, item);
  return token && infoOf(poll, level, fromB64(token.pk));
}

/** What of an item is sealed: at T2 a token stands before it where it comes to level 1. */
function sealedIn(poll, level, item) {
  return poll.tier === "T2" && level === 1 ? item.subarray(2 + item[0] * 256 + item[1]) : item;
}

/** The inner text in what the last level opened: its length, the text, zeros (docs/protocol.md section 6). */
function unframed(poll, framed) {
  const length = framed[0] * 256 + framed[1];
  if (framed.length !== poll.pad || length + 2 > framed.length || framed.subarray(2 + length).some(Boolean)) return null;
  try {
    return parse(text(framed.subarray(2, 2 + length)));
  } catch {
    return null;
  }
}

/** Why an opened paper is bad: the first of its faults in the order in which every opener looks; "" for none. */
const ORDER = ["form", "signature", "credential", "paper", "wrong_manifest", "marks", "write_ins"];
async function reasonOf(poll, ballot) {
  const faults = await faultsOf(poll, ballot);
  return ORDER.find((one) => faults.includes(one)) ?? "";
}

/** Whether an item that came to `level` is bad for the reason that was given. */
async function isBad(poll, level, { reason, item: given, secret, twin, proof }) {
  const item = fromB64(given), sealed = sealedIn(poll, level, item), info = infoIn(poll, level, item);
  if (info === null) return false;
  if (reason === "not_opened") {
    if (secret !== null || twin !== null) return false;
    return shownUnopened(fromB64(poll.mix[level].pk), proof && fromB64(proof), info, sealed);
  }
  if (secret === null || proof !== null || (reason === "repeated_key") !== (twin !== null)) return false;
  const opened = await openLayer(fromB64(secret), info, sealed);
  if (opened === null) return false;
  const last = level === poll.mix.length - 1;
  if (twin === null) return last && (await reasonOf(poll, unframed(poll, opened))) === reason;
  const second = fromB64(twin.item), place = infoIn(poll, level, second);
  const other = place && (await openLayer(fromB64(twin.secret), place, sealedIn(poll, level, second)));
  if (other === null || twin.item === given) return false;
  if (!last) return same(opened.subarray(0, ENC), other.subarray(0, ENC));
  const [one, two] = [unframed(poll, opened), unframed(poll, other)];
  const good = (await reasonOf(poll, one)) === "" && (await reasonOf(poll, two)) === "";
  return good && one.c.pk === two.c.pk;
}

/** The key with which a level was stated: a station that was replaced since has another one now. */
async function openerOf(ctx, poll, level) {
  const path = `${poll.at}/mix.jsonl`, by = poll.mix[level]?.id;
  return by && keyOf(await readJws(ctx.bundle.lines(path)[level], path, "mix"), [signerOf(ctx, by)].flat());
}

/** Every trace by what it leads to; those by which level 0 shows what it names itself stand apart. */
async function readTraces(ctx, poll, rows, path, first) {
  const [traces, own] = [new Map(), []];
  for (const { trace: raw } of rows.filter((row) => "trace" in row)) {
    const message = await readJws(raw, path);
    const by = poll.mix[message.payload?.level]?.id;
    const { payload } = await checked(message, await openerOf(ctx, poll, message.payload?.level), "trace", TRACE);
    const { vote, mh, voter } = payload;
    if (vote !== poll.id || mh !== poll.mh || payload.by !== by || (payload.level === 0) !== (voter !== null)) {
      throw fault(poll, "追溯声明属于另一次表决或另一层", "a trace of another poll or level");
    }
    const key = `${payload.level} ${payload.out}`;
    if (payload.level === 0 && first.has(voter)) own.push(payload);
    else if (traces.has(key)) throw fault(poll, "同一件票追溯了两次", "an item is traced twice");
    else traces.set(key, payload);
  }
  return { traces, own };
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

/** Why each of these items may not go on to level 1, or "" where it may (docs/protocol.md section 9). */
async function whyNot(poll, items) {
  const carries = poll.tier === "T2";
  const found = await Promise.all(items.map(async (item) => {
    const token = carries ? tokenOf(poll, item) : null;
    const good = !carries || (await tokenHolds(poll, token).catch(() => false));
    if (!good) return null;
    const sealed = sealedIn(poll, 1, item);
    return { pk: token?.pk, enc: b64(sealed.subarray(0, ENC)), own: await whole(infoIn(poll, 1, item), sealed) };
  }));
  const like = (key, value) => found.filter((one) => one && one[key] === value);
  return found.map((one) => {
    if (one === null) return "token";
    if (carries && like("pk", one.pk).length > 1) return "repeated_key";
    const twins = like("enc", one.enc); // of those with one enc the one goes on that was made for its own token
    const copied = twins.length > 1 && !(one.own && twins.filter(({ own }) => own).length === 1);
    return copied || !one.own ? "repeated_key" : "";
  });
}

/** The envelopes of which level 0 says that they do not open, by their voters. */
async function readUnopened(ctx, poll, rows, path) {
  const found = [];
  const [{ id: by }] = poll.mix;
  for (const { unopened: raw } of rows.filter((row) => "unopened" in row)) {
    const { payload } = await checked(await readJws(raw, path), await openerOf(ctx, poll, 0), "unopened", UNOPENED);
    if (payload.vote !== poll.id || payload.mh !== poll.mh || payload.by !== by) {
      throw fault(poll, "拆不开的声明属于另一次表决", "what does not open is of another poll");
    }
    found.push(payload);
  }
  return found;
}

/** Each envelope that is said not to open does not: the opener's key proves it, or it lacks its sealer's proof. */
async function checkUnopened(poll, mix, casts, unopened) {
  for (const { voter, reason } of mix.void) {
    if (reason !== "not_opened" || casts.get(voter) === null) continue;
    const { ct, seat } = casts.get(voter), shown = unopened.find((one) => one.voter === voter);
    const held = shown === undefined || b64(await sha256(ct)) === shown.item;
    const proof = shown ? fromB64(shown.proof) : null;
    if (!held || !(await shownUnopened(fromB64(poll.mix[0].pk), proof, infoOf(poll, 0, utf8(seat)), ct))) {
      throw fault(poll, "没有证明第 0 层所称拆不开的信封确实拆不开", "level 0 does not show of an envelope that it does not open");
    }
  }
}

/** What level 0 names as void: each shown to be bad, as far as the votes are there. */
async function checkFirst(ctx, poll, mix, own, unopened) {
  const bad = mix.void.filter(({ reason }) => reason !== "not_opened");
  const order = (list) => list.map(({ voter }) => voter).sort().join("\n");
  const knows = ["not_opened", "form", "token", "repeated_key"]; // all that level 0 can know
  if (!mix.void.every(({ reason }) => knows.includes(reason))) throw fault(poll, "第 0 层不可能知道的理由", "a reason that level 0 cannot know");
  if (order(own) !== order(bad)) throw fault(poll, "第 0 层有废票没有出示", "level 0 does not show what it names as void");
  const said = mix.void.filter(({ reason }) => reason === "not_opened").map(({ voter }) => voter);
  const proved = new Set(unopened.map(({ voter }) => voter));
  if (proved.size !== unopened.length || ![...proved].every((voter) => said.includes(voter))) {
    throw fault(poll, "拆不开的证明与废票不符", "a proof of an envelope that level 0 does not say is unopened");
  }
  const casts = new Map();
  for (const { voter } of mix.void) casts.set(voter, await castOf(ctx, poll, voter));
  await checkUnopened(poll, mix, casts, unopened);
  const stated = new Map(bad.map(({ voter, reason }) => [voter, reason]));
  const everybody = ![...casts.values()].includes(null); // a key is repeated in another envelope, which may be gone
  const there = own.filter(({ voter }) => casts.get(voter) && (everybody || stated.get(voter) !== "repeated_key"));
  const items = [];
  for (const trace of there) {
    const { ct, seat } = casts.get(trace.voter);
    const item = await openLayer(fromB64(trace.secret), infoOf(poll, 0, utf8(seat)), ct);
    if (!item || b64(await sha256(ct)) !== trace.item || b64(await sha256(item)) !== trace.out) {
      throw fault(poll, "追溯与信封不符", "a trace does not open the envelope that it names");
    }
    items.push(item);
  }
  const reasons = await whyNot(poll, items);
  if (there.some(({ voter }, at) => stated.get(voter) !== reasons[at])) {
    throw fault(poll, "所示的信封并无所称的毛病", "what is shown is not bad for its reason");
  }
}

/** The traces that lead to an item, level 0 first, each of which serves once; null where one is missing. */
function wayTo(poll, traces, hash) {
  const found = [];
  const top = poll.mix.slice(0, -1).findLastIndex((_, level) => traces.has(`${level} ${hash}`));
  for (let level = top, out = hash; level >= 0; level -= 1) {
    const key = `${level} ${out}`, trace = traces.get(key);
    if (trace === undefined) return null;
    traces.delete(key);
    found.unshift(trace);
    out = trace.item;
  }
  return found.length ? found : null;
}

/** The items that left a level, by their hashes; null where they were destroyed. */
async function givenBy(ctx, poll, level) {
  const path = `${poll.at}/mix/${level}.jsonl`;
  if (!ctx.bundle.has(path)) return null;
  poll.given ??= [];
  const hashed = async (item) => [b64(await sha256(item)), item];
  poll.given[level] ??= new Map(await Promise.all(ctx.bundle.lines(path).map(fromB64).map(hashed)));
  return poll.given[level];
}

/** What a trace opens, to which it must lead; `cast` is where the way begins, `came` what came to a later level. */
async function through(poll, trace, cast, came) {
  const { level, item: hash, out, secret } = trace;
  const info = level === 0 ? infoOf(poll, 0, utf8(cast.seat)) : infoIn(poll, level, came);
  const found = info && (await openLayer(fromB64(secret), info, sealedIn(poll, level, came)));
  if (!found || b64(await sha256(came)) !== hash || b64(await sha256(found)) !== out) {
    throw fault(poll, "追溯与信封不符", "a trace does not open the envelope that it names");
  }
  return found;
}

/** Each trace opens what came to its level, out of the voter's vote, to what left it, as far as these are there. */
async function follow(ctx, poll, way) {
  const cast = await castOf(ctx, poll, way[0].voter);
  let came = cast && cast.ct;
  for (const trace of way) {
    const given = await givenBy(ctx, poll, trace.level);
    if (came) came = await through(poll, trace, cast, came);
    if (given && !given.has(trace.out)) {
      throw fault(poll, `所追溯的并非第 ${trace.level} 层交出的`, `what is traced did not leave level ${trace.level}`);
    }
    if (given) came = given.get(trace.out);
  }
}

/** Of what repeats a key both are void: the other one came to that level, too, and is shown and traced itself. */
function checkTwins(poll, shown) {
  const named = new Set(shown.filter(({ bad }) => bad.twin).map(({ bad, way }) => `${way.length} ${bad.item}`));
  if (shown.some(({ bad, way }) => bad.twin && !named.has(`${way.length} ${bad.twin.item}`))) {
    throw fault(poll, "重复密钥的另一个信封没有作废", "the other envelope of a repeated key is not void");
  }
}

/** All of traces.jsonl: what a later level found bad, and the way back from each; nothing else. */
export async function checkTraces(ctx, poll, mixes) {
  const path = `${poll.at}/traces.jsonl`;
  const rows = must(ROWS, ctx.bundle.lines(path), path);
  const raw = ctx.bundle.rows(path);
  if (raw.some((row, at) => at > 0 && raw[at - 1] >= row)) throw fault(poll, "追溯未排序或有重复", "traces are not in order, or one of them stands twice");
  const first = new Set(mixes[0].void.map(({ voter }) => voter));
  const { traces, own } = await readTraces(ctx, poll, rows, path, first);
  await checkFirst(ctx, poll, mixes[0], own, await readUnopened(ctx, poll, rows, path));
  const [found, shown] = [mixes.map(() => []), []];
  for (const { bad } of rows.filter((row) => "bad" in row)) {
    const way = wayTo(poll, traces, b64(await sha256(fromB64(bad.item))));
    if (way === null) throw fault(poll, "有废票没有追溯", "a void envelope is not traced");
    if (!(await isBad(poll, way.length, bad))) throw fault(poll, "所示的信封并无所称的毛病", "what is shown is not bad for its reason");
    await follow(ctx, poll, way);
    shown.push({ bad, way });
    found[way.length].push(`${way[0].voter}\n${bad.reason}`);
  }
  checkTwins(poll, shown);
  const meant = mixes.map((mix) => mix.void.map(({ voter, reason }) => `${voter}\n${reason}`));
  const fits = mixes.every((_, level) => level === 0 || alike(found[level].sort(), meant[level].sort()));
  if (!fits || traces.size) throw fault(poll, "追溯与作废的信封不符", "the traces are not those of the void envelopes");
}
