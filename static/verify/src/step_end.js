// V12 to V15: the totals fit, the count is signed, complaints are settled, the bundle is complete.

import { Bad, b64, say, tell } from "./bytes.js";
import { checkGone } from "./gone.js";
import { admittedTo, handsOf, totalOf } from "./hands.js";
import { alike } from "./json.js";
import { checked, digestOf, keyOf, readJws } from "./jws.js";
import { sha256 } from "./keys.js";
import { checkDocuments } from "./sheet.js";
import { isBytes, isCount, isId, isOne, isRecord, isText, must } from "./shape.js";
import { ballotsOf, byKeys, counted, fault, issuersOf, parties, signerOf, wholeTally } from "./votes.js";

const SIGNED = isRecord({
  vote: isId, mh: isBytes(32), by: isText, tally: isBytes(32), out_root: isBytes(32), m: isCount,
});

/** Hands are the word of the tellers: they are told with their number, and are no more than could raise them. */
function checkHandsFit(poll, most) {
  const hands = handsOf(poll);
  if (hands === null) return [];
  const number = totalOf(hands);
  if (number > most) throw fault(poll, `举手 ${number} 多于 ${most}`, `${number} hands are more than ${most}`);
  return [tell(`${poll.id}：举手 ${number}（监票人所报，只由监票人担保）`, `${poll.id}: ${number} hands (the word of the tellers)`)];
}

const papersIn = (sums) => (sums.kind === "motion" ? sums.for + sums.against + sums.abstain : sums.valid + sums.invalid);

/** V12. */
export async function fittingTotals(ctx) {
  const facts = [];
  for (const poll of ctx.polls.values()) {
    const most = poll.mode === "by_hand" ? poll.rules.eligible : admittedTo(poll).length;
    facts.push(...checkHandsFit(poll, most));
  }
  for (const poll of counted(ctx)) {
    const { sums, void: voided, cast, issued } = wholeTally(ctx, poll);
    const beside = admittedTo(poll).length;
    const papers = ballotsOf(ctx, poll)?.length ?? papersIn(sums);
    const { eligible } = poll.rules;
    const fits = papers === papersIn(sums) && papers + voided.length === cast && cast === poll.close.cast;
    if (!fits || cast > issued || issued + beside > eligible || issued !== poll.close.issued) {
      throw fault(poll, "票数不相符", "the totals do not fit");
    }
    facts.push(say(
      `${poll.id}：选票 ${papers} + 作废 ${voided.length} = 入箱 ${cast} ≤ 发票 ${issued} ≤ 名册 ${eligible}`,
      `${poll.id}: ballots ${papers} + void ${voided.length} = entered ${cast} ≤ issued ${issued} ≤ electorate ${eligible}`,
    ));
  }
  return facts;
}

async function checkSigned(ctx, poll) {
  const path = `${poll.at}/tally.jsonl`;
  const signers = poll.issuers.length ? issuersOf(poll) : ["S"];
  const given = ctx.bundle.lines(path);
  const { out_root, cast, void: voided } = wholeTally(ctx, poll);
  const hash = b64(await sha256(ctx.bundle.bytes(`${poll.at}/tally.json`)));
  const signed = [];
  for (const raw of given) {
    const message = await readJws(raw, path);
    const by = signers.slice(signers.indexOf(signed.at(-1)) + 1).find((one) => keyOf(message, [signerOf(ctx, one) ?? []].flat()));
    const { payload } = await checked(message, by && signerOf(ctx, by), "tally", SIGNED);
    if (!alike(payload, { vote: poll.id, mh: poll.mh, by, tally: hash, out_root, m: cast - voided.length })) {
      throw fault(poll, `${by} 签的不是这份计票结果`, `${by} signed another tally`);
    }
    signed.push(by);
  }
  const excused = (by) => by !== "S" && !(poll.logged.declared && poll.logged.there.has(by));
  if (signers.some((by) => !signed.includes(by) && !excused(by))) {
    throw fault(poll, "计票结果缺少签名", "a signature under the tally is missing");
  }
  return signed;
}

/** V13. */
export async function signedCounts(ctx) {
  const facts = [];
  for (const poll of counted(ctx)) {
    const signed = await checkSigned(ctx, poll);
    const lost = issuersOf(poll).filter((by) => !signed.includes(by));
    const [by, without] = [parties(signed), parties(lost)];
    const why = poll.logged.declared ? say("已失联，没有签名", "was lost and has not signed") : say("没有签名（计票未宣布）", "had no declared count to sign");
    const gone = lost.length ? say(`；${without.zh}${why.zh}`, `; ${without.en} ${why.en}`) : say("", "");
    const saying = lost.length ? tell : say;
    facts.push(saying(`${poll.id}：${by.zh}已签名${gone.zh}`, `${poll.id}: signed by ${by.en}${gone.en}`));
  }
  return [...facts, ...await checkGone(ctx), ...await checkDocuments(ctx)];
}

/** V14. */
export async function settledComplaints(ctx) {
  const all = ctx.log.real;
  const open_ = all.find((poll) => poll.declared && poll.open);
  if (open_) throw new Bad(`${open_.id}：有异议未处理即宣布`, `${open_.id}: declared with a complaint open`);
  const uncounted = all.find((poll) => poll.declared && !poll.counted);
  if (uncounted) throw new Bad(`${uncounted.id}：未计票即宣布`, `${uncounted.id}: declared uncounted`);
  const running = all.find((poll) => !poll.declared && !poll.voided);
  if (running) throw new Bad(`${running.id}：闭会时仍未宣布或作废`, `${running.id}: left running when the sitting closed`);
  if (ctx.log.closedAt === null) throw new Bad("日志中没有闭会", "the log does not have the end of the sitting");
  const signed = await signedComplaints(ctx);
  for (const poll of ctx.polls.values()) checkRecordedComplaints(ctx, poll);
  const complaints = all.reduce((sum, poll) => sum + poll.complaints.length, 0);
  const late = all.reduce((sum, poll) => sum + poll.afterwards, 0);
  return [
    say(`异议 ${complaints} 件，宣布前的均已处理；${signed} 件有席位签名的原文`,
      `${complaints} complaints, those before a declaration all settled; ${signed} with the seat’s signed message`),
    ...(late ? [tell(`异议 ${late} 件是宣布结果以后提出的，不改变结果，须查明`,
      `complaints raised after a declaration: ${late}; the result stands, look into them`)] : []),
  ];
}

const COMPLAINT = isRecord({ vote: isId, mh: isBytes(32), seat: isId, ok: isOne(false), reason: isText });
const RAISED = isRecord({ seat: isText, reason: isText }, true);
const KINDS = { log: "confirm", count: "audited" };

/** The complaints of a poll whose message was filed; older logs have complaints without. */
const filedOf = (poll) => poll.logged.complaints.filter(({ entry }) => typeof entry.jws === "string" && entry.jws !== "");

async function checkComplaint(ctx, poll, raw, { entry }) {
  const message = await readJws(raw, `${poll.at}/complaints.jsonl`);
  const wrong = fault(poll, "有异议与日志不符", "a complaint is not what the log says");
  const { kid } = message.header;
  const places = [
    ...poll.logged.announced.voters,
    ...poll.logged.story.filter(({ word }) => word === "replaced").map((one) => ({ seat: one.entry.new_seat, kid: one.entry.new_kid })),
  ];
  if (!places.some((one) => one.seat === entry.seat && one.kid === kid)) throw wrong;
  const kind = KINDS["about" in entry ? entry.about : "log"];
  const { payload } = await checked(message, ctx.keys.devices.get(kid), kind, COMPLAINT);
  const said = { vote: poll.id, mh: poll.mh, seat: entry.seat, ok: false, reason: entry.reason };
  if (!alike(payload, said) || digestOf(message) !== entry.jws) throw wrong;
}

/** sitting.json has a seat's reasons together, those before the declaration first, and what the chair decided. */
function checkRecordedComplaints({ record }, poll) {
  const rows = new Map();
  for (const { entry, after } of poll.logged.complaints) {
    const { seat, reason } = must(RAISED, entry, `${poll.id} complaint.raised.v1`);
    const row = rows.get(`${after} ${seat}`) ?? { seat, reason: "", after };
    rows.set(`${after} ${seat}`, { ...row, reason: [row.reason, reason].filter((one) => one !== "").join(" / ") });
  }
  const meant = rows.size ? { complaints: [...rows.values()], settled: poll.logged.decided } : {};
  const found = record.polls.find(({ id }) => id === poll.id) ?? {};
  const said = Object.fromEntries(["complaints", "settled"].filter((name) => Object.hasOwn(found, name)).map((name) => [name, found[name]]));
  if (!alike(said, meant)) throw fault(poll, "会议记录中的异议与日志不符", "sitting.json has other complaints than the log");
}

/** How many complaints stand with their message; in a full bundle each is the seat's own signed word. */
async function signedComplaints(ctx) {
  let number = 0;
  for (const poll of byKeys(ctx)) {
    const rows = filedOf(poll);
    number += rows.length;
    if (ctx.profile !== "full" || rows.length === 0) continue;
    const given = ctx.bundle.lines(`${poll.at}/complaints.jsonl`);
    if (given.length !== rows.length) throw fault(poll, "异议数与日志条数不符", "not as many complaints as the log has");
    for (const [at, raw] of given.entries()) await checkComplaint(ctx, poll, raw, rows[at]);
  }
  return number;
}

/** Member → whether it must be there. */
function wanted(ctx) {
  const names = ["index.json", "index.jws", "VERSION", "sitting.json", "keys.json", "log/entries.jsonl", "log/checkpoint"];
  const all = new Map(names.map((name) => [name, true]));
  const full = ctx.profile === "full";
  for (const poll of ctx.polls.values()) {
    const want = (name, must) => all.set(`${poll.at}/${name}`, must);
    want("manifest.jws", true);
    want("lines.json", true);
    if (poll.mode === "by_hand") continue;
    const { closed, counted: done } = poll.logged;
    for (const name of ["roster.jsonl", "cast.jsonl"]) want(name, true);
    if (poll.logged.marked && (full || poll.mode === "named")) want("names.jsonl", true);
    if (full) want("issue.jsonl", true);
    if (full && filedOf(poll).length) want("complaints.jsonl", true);
    if (closed) want("close.jws", true);
    if (poll.logged.forgotten.length) want("forgotten.jsonl", true);
    if (done) for (const name of ["tally.json", "tally.jsonl"]) want(name, true);
    if (poll.mode === "secret") wantSecret(poll, want, full, Boolean(done));
  }
  return all;
}

function wantSecret(poll, want, full, done) {
  if (done && full) want("ballots.jsonl", true);
  else if (done && fewPatterns(poll)) want("ballots.jsonl", false);
  if (poll.issuers.length === 0) return;
  if (full && done) want("traces.jsonl", true);
  want("countersigned.jsonl", true);
  if (done) for (const name of ["issued.jsonl", "mix.jsonl"]) want(name, true);
  // what left a level is destroyed with the envelopes, and may be there before
  if (full && done) for (let level = 0; level + 1 < poll.mix.length; level++) want(`mix/${level}.jsonl`, !poll.logged.destroyed);
}

/** Whether whole ballots may be public (docs/bundle.md section 4); a name on any of them keeps them back. */
export function fewPatterns({ rules, tally, papers }) {
  const many = BigInt(papersIn(tally.sums));
  if (papers?.some((paper) => paper.names.length)) return false;
  return many >= 20n * BigInt(rules.alphabet.length) ** BigInt(rules.lines);
}

const free = (name) => /^log\/notes\/[0-9]+$/.test(name) || /^documents\/[^/]+$/.test(name);

/** V15. */
export async function complete(ctx) {
  for (const poll of byKeys(ctx)) if (poll.logged.counted) wholeTally(ctx, poll);
  const all = wanted(ctx);
  const missing = [...all].find(([name, must]) => must && !ctx.bundle.has(name));
  if (missing) throw new Bad(`缺少 ${missing[0]}`, `${missing[0]} is missing`);
  const strange = [...ctx.bundle.members.keys()].find((name) => !all.has(name) && !free(name));
  if (strange) throw new Bad(`多出 ${strange}`, `${strange} does not belong here`);
  return [say(`成员 ${ctx.bundle.members.size} 个，不缺不多`, `${ctx.bundle.members.size} members, none missing, none beside`)];
}

