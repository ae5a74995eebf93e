// V5 and V6: votes cast and votes that enter the opening, each in the log and in its place.

import { b64, compare, fromB64, say, tell } from "./bytes.js";
import { each } from "./bundle.js";
import { canonical } from "./json.js";
import { digestOf, readJws } from "./jws.js";
import { rootOf } from "./merkle.js";
import { isB64, isBytes, isId, isList, isOneShape, isRecord, isText, must } from "./shape.js";
import { fromHolder } from "./step_issue.js";
import { VOTE, byKeys, fault, firstGiven, storyOf, tallyOf } from "./votes.js";

const DIGEST = isRecord({ digest: isBytes(32) });
const MESSAGE = isRecord({ jws: isText });
const CAST = isRecord({ ...VOTE, ct: isB64 });
const NAMED = isRecord({ ...VOTE, voter: isId, choice: isText });

function checkPlace(poll, drawn, entry) {
  const { opened, closed } = poll.logged;
  if (entry.holder.voter === null) throw fault(poll, "有票来自名册以外的人", "a vote of somebody who is not on the roster");
  const had = drawn.find((one) => one.voter === entry.voter);
  if (had === undefined || had.at > entry.at) throw fault(poll, "有未领票而投票的", "a vote of somebody who has drawn no paper");
  if (!opened || entry.at < opened.at || (closed && entry.at > closed.at)) {
    throw fault(poll, "有表决时间以外的票", "a vote before the opening or after the close");
  }
  const seq = (entry.before?.seq ?? 0) + 1;
  if (entry.seq !== seq || (poll.rules.press === "first" && seq > 1)) {
    throw fault(poll, "改投次序不连续", "the votes of a voter are not numbered without a gap");
  }
}

/** pad, 81 bytes at T0, from T1 on 145 for each layer, and at T2 the token with its length (docs/protocol.md section 6). */
function sealedLength({ pad, mix, tier, issuers }) {
  const of = (length) => Object.fromEntries(issuers.map(({ id }) => [id, b64(new Uint8Array(length))]));
  const token = canonical({ pk: b64(new Uint8Array(33)), r: of(32), s: of(256), sig: b64(new Uint8Array(64)) });
  return pad + (tier === "T0" ? 81 : 145 * mix.length) + (tier === "T2" ? 2 + token.length : 0);
}

async function checkCast(ctx, poll, raw, entry) {
  const message = await readJws(raw, `${poll.at}/cast.jsonl`);
  if (digestOf(message) !== entry.jws) throw fault(poll, "有一票不在日志中", "a vote is not in the log");
  const named = poll.mode === "named";
  if (named && ctx.profile === "public" && message.header.kid !== entry.holder.kid) {
    entry.moved = true;
    entry.holder = holderAsSaid(ctx, message, entry);
  }
  await fromHolder(ctx, poll, message, entry, named ? "named" : "cast", named ? NAMED : CAST);
  const { seq, prev, voter, choice, ct } = message.payload;
  if (seq !== entry.seq || prev !== (entry.before?.jws ?? null)) throw fault(poll, "改投次序不符", "a vote replaces another one than the log says");
  if (!named && fromB64(ct).length !== sealedLength(poll)) throw fault(poll, "信封长度不符", "an envelope of another length");
  if (!named) return;
  if (voter !== entry.voter || choice.length !== 1 || !poll.rules.alphabet.includes(choice)) {
    throw fault(poll, "记名票的姓名或票意不符", "a vote by name of another voter, or with an unknown mark");
  }
  entry.choice = choice;
}

/** The public is not shown who moved to which seat: seat and terminal are taken as the vote names them. */
const holderAsSaid = (ctx, { header, payload }, { voter }) =>
  ctx.keys.devices.has(header.kid) ? { voter, kid: header.kid, seat: payload.seat } : { voter, kid: "", seat: "" };

async function checkCasts(ctx, poll) {
  const path = `${poll.at}/cast.jsonl`;
  const { drawn, cast } = storyOf(poll);
  const given = must(isList(isOneShape(MESSAGE, DIGEST)), ctx.bundle.lines(path), path);
  if (given.length !== cast.length) throw fault(poll, "票数与日志条数不符", "not as many votes as the log has");
  cast.forEach((entry) => checkPlace(poll, drawn, entry));
  let gone = 0;
  await each(given, async (one, at) => {
    if ("jws" in one) return checkCast(ctx, poll, one.jws, cast[at]);
    gone += 1;
    if (!poll.logged.destroyed) throw fault(poll, "有信封不在文件中，而日志没有销毁的记录", "an envelope is not here, and the log does not have its destruction");
    if (poll.mode === "named" || one.digest !== cast[at].jws) throw fault(poll, "有一票不在日志中", "a vote is not in the log");
  });
  return { votes: given.length, gone, moved: cast.filter((one) => one.moved).length };
}

/** Terminals that the log replaced in mid-poll: by name nothing but the server says that they were the voter's. */
const moved = (poll) => storyOf(poll).moves.map(({ voter, seat, voted }) => {
  const [zh, en] = voted() ? ["并由此投票", "and voted from there"] : ["未由此投票", "and did not vote from there"];
  return tell(
    `${poll.id}：${voter} 在表决中换到座席 ${seat} 的终端，${zh}（是谁的终端，只由服务器担保）`,
    `${poll.id}: ${voter} was moved to the terminal of seat ${seat}, ${en} (whose terminal it is, is the server’s word)`,
  );
});

/** V5. */
export async function castVotes(ctx) {
  const polls = byKeys(ctx).filter((poll) => ctx.profile === "full" || poll.mode === "named");
  if (polls.length === 0 && ctx.profile === "public") return null;
  let [votes, gone, elsewhere] = [0, 0, 0];
  for (const poll of polls) {
    const found = await checkCasts(ctx, poll);
    [votes, gone, elsewhere] = [votes + found.votes, gone + found.gone, elsewhere + found.moved];
  }
  return [
    say(`投票 ${votes} 次，均有座席签名并在日志中`, `${votes} votes, each signed by its seat and in the log`),
    ...(gone ? [say(`其中 ${gone} 个信封已按期销毁，只余指纹`, `${gone} of the envelopes have been destroyed; their hashes are left`)] : []),
    ...(elsewhere ? [tell(`其中 ${elsewhere} 票来自名册以外的终端（公开文件不列换机记录）`, `${elsewhere} of them by another terminal than the roster’s (a public file does not show who moved)`)] : []),
    ...polls.flatMap(moved),
  ];
}

/** The hashes of the votes that enter, sorted; in public they are all that is shown of a secret box. */
function enteringOf(ctx, poll) {
  if (ctx.profile === "full" || poll.mode === "named") {
    return [...storyOf(poll).entering.values()].map((one) => fromB64(one.jws)).sort(compare);
  }
  const path = `${poll.at}/cast.jsonl`;
  const given = must(isList(DIGEST), ctx.bundle.lines(path), path).map((one) => one.digest);
  if (given.some((one, at) => at > 0 && given[at - 1] >= one)) throw fault(poll, "信封指纹未排序", "the hashes are not in order");
  return given.map(fromB64).sort(compare);
}

async function checkEntering(ctx, poll) {
  const entering = enteringOf(ctx, poll);
  const root = b64(await rootOf(entering));
  const figures = [entering.length, poll.close.cast, poll.logged.closed.cast];
  const roots = [poll.close.cast_root];
  if (poll.logged.counted) {
    const tally = tallyOf(ctx, poll);
    figures.push(tally.cast);
    roots.push(poll.logged.counted.cast_root);
    if (poll.issuers.length) figures.push(await firstGiven(ctx, poll));
  }
  if (new Set(figures).size !== 1) throw fault(poll, `入箱票数不一致：${figures.join("、")}`, `the votes that enter differ: ${figures.join(", ")}`);
  if (roots.some((one) => one !== root)) throw fault(poll, "入箱选票与截止声明不符", "the votes that enter are not those of the close statement");
  poll.entered = entering.length;
  return entering.length;
}

/** V6. */
export async function enteringVotes(ctx) {
  const facts = [];
  for (const poll of byKeys(ctx)) {
    if (poll.logged.counted && !poll.logged.closed) throw fault(poll, "未截止即计票", "counted without having been closed");
    if (!poll.logged.closed) {
      if (ctx.profile === "public" && poll.mode === "secret" && ctx.bundle.lines(`${poll.at}/cast.jsonl`).length) {
        throw fault(poll, "未截止的表决没有入箱的票", "no vote has entered a poll that was never closed");
      }
      continue;
    }
    const cast = await checkEntering(ctx, poll);
    facts.push(say(`${poll.id}：入箱 ${cast} 票`, `${poll.id}: ${cast} votes enter`));
  }
  return facts;
}
