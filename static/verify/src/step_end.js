// V12 to V15: the totals fit, the count is signed, complaints are settled, the bundle is complete.

import { Bad, b64, hex, say } from "./bytes.js";
import { alike } from "./json.js";
import { checked, readJws } from "./jws.js";
import { sha256 } from "./keys.js";
import { isBytes, isCount, isId, isRecord, isText } from "./shape.js";
import { ballotsOf, byKeys, counted, fault, issuersOf, parties, signerOf, wholeTally } from "./votes.js";

const SIGNED = isRecord({
  vote: isId, mh: isBytes(32), by: isText, tally: isBytes(32), out_root: isBytes(32), m: isCount,
});

const papersIn = (sums) => (sums.kind === "motion" ? sums.for + sums.against + sums.abstain : sums.valid + sums.invalid);

/** V12. */
export async function fittingTotals(ctx) {
  const facts = [];
  for (const poll of counted(ctx)) {
    const { sums, void: voided, cast, issued } = wholeTally(ctx, poll);
    const papers = ballotsOf(ctx, poll)?.length ?? papersIn(sums);
    const { eligible } = poll.rules;
    const fits = papers === papersIn(sums) && papers + voided.length === cast && cast === poll.close.cast;
    if (!fits || cast > issued || issued > eligible || issued !== poll.close.issued) {
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
    const by = signers.slice(signers.indexOf(signed.at(-1)) + 1).find((one) => signerOf(ctx, one)?.kid === message.header.kid);
    const { payload } = await checked(message, by && signerOf(ctx, by), "tally", SIGNED);
    if (!alike(payload, { vote: poll.id, mh: poll.mh, by, tally: hash, out_root, m: cast - voided.length })) {
      throw fault(poll, `${by} 签的不是这份计票结果`, `${by} signed another tally`);
    }
    signed.push(by);
  }
  if (signers.some((by) => !signed.includes(by) && !(by !== "S" && ctx.log.lost.has(by)))) {
    throw fault(poll, "计票结果缺少签名", "a signature under the tally is missing");
  }
  return signed;
}

async function checkDocuments(ctx) {
  let known = 0;
  for (const name of ctx.bundle.below("documents/")) {
    const said = ctx.log.documents.get(name);
    if (said === undefined) continue;
    const hash = await sha256(ctx.bundle.bytes(`documents/${name}`));
    if (said !== b64(hash) && said !== hex(hash)) throw new Bad(`documents/${name} 与日志中的指纹不符`, `documents/${name} is not what the log names`);
    known += 1;
  }
  return known;
}

/** V13. */
export async function signedCounts(ctx) {
  const facts = [];
  for (const poll of counted(ctx)) {
    const signed = await checkSigned(ctx, poll);
    const lost = issuersOf(poll).filter((by) => !signed.includes(by));
    const [by, without] = [parties(signed), parties(lost)];
    const gone = lost.length ? say(`；${without.zh}已失联，没有签名`, `; ${without.en} was lost and has not signed`) : say("", "");
    facts.push(say(`${poll.id}：${by.zh}已签名${gone.zh}`, `${poll.id}: signed by ${by.en}${gone.en}`));
  }
  const known = await checkDocuments(ctx);
  if (known) facts.push(say(`文书 ${known} 份与日志中的指纹相符`, `${known} documents are what the log names`));
  return facts;
}

/** V14. */
export async function settledComplaints(ctx) {
  const all = [...ctx.log.polls.values()];
  const open_ = all.find((poll) => poll.declared && poll.complaints > poll.settled);
  if (open_) throw new Bad(`${open_.id}：有异议未处理即宣布`, `${open_.id}: declared with a complaint open`);
  const uncounted = all.find((poll) => poll.declared && !poll.counted);
  if (uncounted) throw new Bad(`${uncounted.id}：未计票即宣布`, `${uncounted.id}: declared uncounted`);
  const running = ctx.log.closedAt !== null && all.find((poll) => !poll.declared && !poll.voided);
  if (running) throw new Bad(`${running.id}：闭会时仍未宣布或作废`, `${running.id}: left running when the sitting closed`);
  const complaints = all.reduce((sum, poll) => sum + poll.complaints, 0);
  return [say(`异议 ${complaints} 件，均已处理`, `${complaints} complaints, all settled`)];
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
    if (full) want("issue.jsonl", true);
    if (closed) want("close.jws", true);
    if (done) for (const name of ["tally.json", "tally.jsonl"]) want(name, true);
    if (poll.mode === "secret") wantSecret(poll, want, full, Boolean(done));
  }
  return all;
}

function wantSecret(poll, want, full, done) {
  if (done && (full || fewPatterns(poll))) want("ballots.jsonl", true);
  if (poll.issuers.length === 0) return;
  if (full && done) want("traces.jsonl", true);
  want("countersigned.jsonl", true);
  if (done) for (const name of ["issued.jsonl", "mix.jsonl"]) want(name, true);
  if (full && done) for (let level = 0; level + 1 < poll.mix.length; level++) want(`mix/${level}.jsonl`, true);
}

/** Whether whole ballots are public (docs/bundle.md section 4); names written in keep them back. */
export function fewPatterns({ rules, tally }) {
  const papers = BigInt(papersIn(tally.sums));
  if (tally.sums.write_ins?.length) return false;
  return papers >= 20n * BigInt(rules.alphabet.length) ** BigInt(rules.lines);
}

const beside = (name) => /^log\/notes\/[0-9]+$/.test(name) || /^documents\/[^/]+$/.test(name);

/** V15. */
export async function complete(ctx) {
  for (const poll of byKeys(ctx)) if (poll.logged.counted) wholeTally(ctx, poll);
  const all = wanted(ctx);
  const missing = [...all].find(([name, must]) => must && !ctx.bundle.has(name));
  if (missing) throw new Bad(`缺少 ${missing[0]}`, `${missing[0]} is missing`);
  const strange = [...ctx.bundle.members.keys()].find((name) => !all.has(name) && !beside(name));
  if (strange) throw new Bad(`多出 ${strange}`, `${strange} does not belong here`);
  return [say(`成员 ${ctx.bundle.members.size} 个，不缺不多`, `${ctx.bundle.members.size} members, none missing, none beside`)];
}

