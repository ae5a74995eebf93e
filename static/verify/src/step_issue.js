// V3 and V4: papers drawn and papers issued, each message under its signer and in the log.

import { b64, compare, say, utf8 } from "./bytes.js";
import { each } from "./bundle.js";
import { alike } from "./json.js";
import { checked, digestOf, open, readJws } from "./jws.js";
import { rootOf } from "./merkle.js";
import { isBytes, isCount, isId, isList, isRecord, isText, must } from "./shape.js";
import { VOTE, byKeys, eachOf, fault, issuersOf, parties, signerOf, spoiledAsLogged, storyOf } from "./votes.js";

const MESSAGES = isList(isRecord({ jws: isText, answer: isText }));
const CLOSE = isRecord({ mh: isBytes(32), issued: isCount, cast: isCount, cast_root: isText });
const ISSUE_CLOSE = isRecord({
  vote: isId, mh: isBytes(32), by: isText, issued: isCount, spoiled: isCount, voters_root: isBytes(32),
});

function issueShapes(poll) {
  const blinded = eachOf(poll.levels.map(String), eachOf(issuersOf(poll), isBytes(256)));
  const issue = isRecord({ vote: isId, mh: isBytes(32), seat: isId, bl: blinded, nonce: isBytes(16) });
  const issued = isRecord({
    ...VOTE, bs: eachOf(issuersOf(poll), isText), leaf_index: isCount, leaf_hash: isBytes(32),
  });
  const signed = isRecord({
    vote: isId, mh: isBytes(32), seat: isId, by: isText, of: isBytes(32),
    bs: eachOf(poll.levels.map(String), isBytes(256)),
  });
  return { issue, issued, signed };
}

/** The device that held the voter's seat at that time has signed. */
export async function fromHolder(ctx, poll, message, { holder }, typ, shape) {
  await checked(message, ctx.keys.devices.get(holder.kid), typ, shape);
  const { vote, mh, seat } = message.payload;
  if (vote !== poll.id || mh !== poll.mh || seat !== holder.seat) {
    throw fault(poll, "消息属于另一次表决或另一座席", "a message of another poll or seat");
  }
}

async function checkIssue(ctx, poll, shapes, { jws, answer }, entry) {
  const message = await readJws(jws, `${poll.at}/issue.jsonl`);
  if (digestOf(message) !== entry.jws) throw fault(poll, "领票消息不在日志中", "a paper was drawn that is not in the log");
  await fromHolder(ctx, poll, message, entry, "issue", shapes.issue);
  const { payload } = await open(answer, ctx.keys.server, "issued", shapes.issued, `${poll.at}/issue.jsonl`);
  const { seat } = message.payload;
  const { vote, mh, seat: answered, seq, prev, leaf_index, leaf_hash } = payload;
  const last = entry.before;
  const meant = [poll.id, poll.mh, seat, entry.at, b64(entry.leaf), (last?.seq ?? 0) + 1, last?.jws ?? null];
  if (!alike([vote, mh, answered, leaf_index, leaf_hash, seq, prev], meant)) {
    throw fault(poll, "发票答复与日志不符", "the answer to a drawn paper is not what the log says");
  }
  for (const by of issuersOf(poll)) {
    const one = await open(payload.bs[by], signerOf(ctx, by), "blind-signed", shapes.signed, `${poll.at}/issue.jsonl`);
    const { bs, ...rest } = one.payload;
    if (!alike(rest, { vote: poll.id, mh: poll.mh, seat, by, of: entry.jws })) {
      throw fault(poll, "发票方签的是另一请求", "an issuer signed another request");
    }
  }
}

/** From T1 on a voter draws once, and once more for each spoiled paper. */
function checkOnce(poll, drawn) {
  if (poll.issuers.length === 0) return;
  const times = new Map();
  for (const { voter, spoiled } of drawn) {
    times.set(voter, (times.get(voter) ?? 0) + 1);
    if (times.get(voter) > 1 + spoiled) throw fault(poll, "有人多领了票", "somebody has drawn a paper too many");
  }
}

/** V3. */
export async function drawnPapers(ctx) {
  if (ctx.profile === "public") return null;
  let papers = 0;
  for (const poll of byKeys(ctx)) {
    const given = must(MESSAGES, ctx.bundle.lines(`${poll.at}/issue.jsonl`), `${poll.at}/issue.jsonl`);
    const { drawn } = storyOf(poll);
    checkOnce(poll, drawn);
    if (given.length !== drawn.length) throw fault(poll, "领票消息与日志条数不符", "not as many papers as the log has");
    const shapes = issueShapes(poll);
    await each(given, (one, at) => checkIssue(ctx, poll, shapes, one, drawn[at]));
    papers += given.length;
  }
  return [say(`领票 ${papers} 次，均有座席签名并在日志中`, `${papers} papers drawn, each signed by its seat and in the log`)];
}

async function readClose(ctx, poll) {
  const path = `${poll.at}/close.jws`;
  if (!poll.logged.closed) return null;
  const { payload } = await open(ctx.bundle.text(path), ctx.keys.server, "close", CLOSE, path);
  if (payload.mh !== poll.mh) throw fault(poll, "截止声明属于另一次表决", "the close statement is of another poll");
  return payload;
}

async function readIssueCloses(ctx, poll) {
  const issuers = poll.logged.counted ? issuersOf(poll) : [];
  const path = `${poll.at}/issued.jsonl`;
  const given = issuers.length ? ctx.bundle.lines(path) : [];
  if (given.length !== issuers.length) throw fault(poll, "发票声明份数不符", "not one statement of each issuer");
  const all = [];
  for (const [at, by] of issuers.entries()) {
    const { payload } = await open(given[at], signerOf(ctx, by), "issue-close", ISSUE_CLOSE, path);
    const { issued, spoiled, voters_root, ...rest } = payload;
    if (!alike(rest, { vote: poll.id, mh: poll.mh, by })) throw fault(poll, "发票声明属于另一次表决", "a statement of another poll");
    all.push({ issued, spoiled, voters_root });
  }
  return all;
}

async function checkIssued(ctx, poll) {
  const statements = await readIssueCloses(ctx, poll);
  const [first] = statements;
  const [{ issued }, logged] = [poll.close, poll.logged.closed.issued];
  const figures = [issued, logged, ...statements.map((one) => one.issued)];
  if (ctx.profile === "full" || poll.mode === "named") {
    const voters = [...new Set(storyOf(poll).drawn.map((one) => one.voter))];
    figures.push(voters.length);
    const root = first && b64(await rootOf(voters.map(utf8).sort(compare)));
    if (first && first.voters_root !== root) throw fault(poll, "领票人与日志不符", "the voters issued to are not those of the log");
  }
  if (new Set(figures).size !== 1 || statements.some((one) => !alike(one, first))) {
    throw fault(poll, `发票数不一致：${figures.join("、")}`, `the papers issued differ: ${figures.join(", ")}`);
  }
  if (first && !spoiledAsLogged(poll, first.spoiled)) throw fault(poll, "换票数与日志不符", "the spoiled papers are not those of the log");
  return issued;
}

/** V4. */
export async function issuedPapers(ctx) {
  const facts = [];
  for (const poll of byKeys(ctx)) {
    poll.close = await readClose(ctx, poll);
    if (poll.close === null) continue;
    const issued = await checkIssued(ctx, poll);
    const who = parties(["S", ...issuersOf(poll).slice(1)]);
    facts.push(say(`${poll.id}：发票 ${issued} 张（${who.zh}）`, `${poll.id}: ${issued} papers issued (${who.en})`));
  }
  return facts;
}
