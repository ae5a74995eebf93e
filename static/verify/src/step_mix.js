// V7 and V8: the box went from hand to hand, nothing lost or added; at T2 every sealed paper carried its token.

import { b64, compare, fromB64, say, utf8 } from "./bytes.js";
import { each } from "./bundle.js";
import { alike } from "./json.js";
import { rootOf } from "./merkle.js";
import { tokenHolds, tokenOf } from "./paper.js";
import { checkTraces } from "./step_traces.js";
import { ballotsOf, counted, fault, mixOf, parties, storyOf, tallyOf } from "./votes.js";

const FEWEST = 5; // fewer could tell how each voted

/** Sorted, distinct, as many as said, and of this root. */
async function checkSet(poll, items, { m_out, out_root }, what) {
  if (items.length !== m_out) throw fault(poll, `${what}：份数不符`, `${what}: not as many as were signed for`);
  if (items.some((item, at) => at > 0 && compare(items[at - 1], item) >= 0)) {
    throw fault(poll, `${what}：未排序或有重复`, `${what}: not in order, or one of them twice`);
  }
  if (b64(await rootOf(items)) !== out_root) throw fault(poll, `${what}：与签名不符`, `${what}: not what was signed for`);
}

const sortedVoters = (list) => list.every(({ voter }, at) => at === 0 || list[at - 1].voter < voter);

/** Void envelopes are named and sorted. */
function checkVoid(poll, mix) {
  const voters = mix.void.map((one) => one.voter);
  const roll = new Set(poll.roster.map((one) => one.voter));
  const sorted = sortedVoters(mix.void);
  if (mix.m_in - mix.m_out !== voters.length || !sorted || voters.some((voter) => !roll.has(voter))) {
    throw fault(poll, `第 ${mix.level} 层的废票与数目不符`, `level ${mix.level}: the void envelopes do not account for its figures`);
  }
}

/** Whether the items that left a level are to be looked at: after the dispute they may be destroyed. */
const kept = (ctx, poll, level) => !poll.logged.destroyed || ctx.bundle.has(`${poll.at}/mix/${level}.jsonl`);

export function itemsOf(ctx, poll, level) {
  const path = `${poll.at}/mix/${level}.jsonl`;
  poll.items ??= [];
  poll.items[level] ??= ctx.bundle.lines(path).map(fromB64);
  return poll.items[level];
}

async function checkMixed(ctx, poll) {
  const mixes = await mixOf(ctx, poll);
  let before = { out_root: poll.close.cast_root, m_out: poll.close.cast };
  for (const [level, mix] of mixes.entries()) {
    if (mix.in_root !== before.out_root || mix.m_in !== before.m_out) {
      throw fault(poll, `第 ${level} 层收到的不是上一层交出的`, `level ${level} did not get what the one before gave`);
    }
    checkVoid(poll, mix);
    if (mix.m_out < FEWEST) throw fault(poll, `第 ${level} 层留下的不足 ${FEWEST} 份`, `level ${level} left fewer than ${FEWEST}`);
    const whole = ctx.profile === "full" && level + 1 < mixes.length && kept(ctx, poll, level);
    if (whole) await checkSet(poll, itemsOf(ctx, poll, level), mix, `mix/${level}.jsonl`);
    before = mix;
  }
  return mixes;
}

/** At T0 the server opened alone, by name nothing is opened: what the log and the tally say stands for a statement. */
function unmixed(ctx, poll) {
  const { void: voided } = tallyOf(ctx, poll);
  const { cast, cast_root } = poll.close;
  const out_root = poll.mode === "named" ? cast_root : poll.logged.counted.out_root;
  const mix = { level: 0, in_root: cast_root, out_root, m_in: cast, m_out: cast - voided.length, void: voided };
  checkVoid(poll, mix);
  if (poll.mode === "named" && voided.length) throw fault(poll, "记名票没有作废的信封", "a vote by name has no envelope that could be void");
  return [mix];
}

const inWords = (list) => list.map((one) => `${one.voter}\n${one.reason}`).sort();

function checkTallied(ctx, poll, mixes) {
  const { in_root, out_root, void: voided } = tallyOf(ctx, poll);
  const { counted } = poll.logged;
  const found = mixes.flatMap((mix) => mix.void);
  const voters = found.map((one) => one.voter);
  const roots = [mixes[0].in_root, mixes.at(-1).out_root];
  const same = alike([in_root, out_root], roots) && alike([counted.in_root, counted.out_root], roots) &&
    alike(inWords(voided), inWords(found)) && Array.isArray(counted.void_voters) && alike([...counted.void_voters].sort(), found.map((one) => one.voter).sort());
  const cast = storyOf(poll).entering;
  const strangers = ctx.profile === "full" && voters.some((voter) => !cast.has(voter));
  if (!same || strangers || new Set(voters).size !== voters.length || !sortedVoters(voided)) {
    throw fault(poll, "计票所依据的不是开箱所得", "the tally is not of what the opening gave");
  }
}

/** What later levels found stands in the log, voter by voter, and nothing else does. */
function checkLogged(poll, mixes) {
  const inWords = (list) => list.map((one) => one.join("\n")).sort();
  const later = mixes.slice(1).flatMap(({ level, void: voided }) => voided.map(({ voter, reason }) => [voter, reason, poll.mix[level].id]));
  const told = poll.logged.traced.map(({ voter, reason, found_by }) => [voter, reason, found_by]);
  if (poll.logged.marked && !alike(inWords(told), inWords(later))) {
    throw fault(poll, "日志所记的追查与拆封声明不符", "the log has other traces than the openers named");
  }
}

/** V7. */
export async function openedBoxes(ctx) {
  const facts = [];
  for (const poll of counted(ctx)) {
    const mixes = poll.issuers.length ? await checkMixed(ctx, poll) : unmixed(ctx, poll);
    const last = mixes.at(-1);
    const ballots = ballotsOf(ctx, poll);
    if (ballots !== null) await checkSet(poll, ballots.map(utf8), last, "ballots.jsonl");
    checkTallied(ctx, poll, mixes);
    checkLogged(poll, mixes);
    if (poll.issuers.length && ctx.profile === "full") await checkTraces(ctx, poll, mixes);
    if (poll.mode === "named") continue;
    const hands = parties(poll.mix.map((one) => one.id), " → ");
    const [came, went] = [poll.close.cast, last.m_out];
    facts.push(say(
      `${poll.id}：${hands.zh}，入 ${came}，出 ${went}，作废 ${came - went}`,
      `${poll.id}: ${hands.en}, ${came} in, ${went} out, ${came - went} void`,
    ));
  }
  return facts;
}

/** Every item has a good token of its own; what came without was void at level 0. */
async function checkTokens(ctx, poll) {
  const tokens = itemsOf(ctx, poll, 0).map((item) => tokenOf(poll, item));
  await each(tokens, async (token) => {
    if (!(await tokenHolds(poll, token))) throw fault(poll, "有信封没有有效凭证", "an item carries no good token");
  });
  if (new Set(tokens.map((token) => token.pk)).size !== tokens.length) {
    throw fault(poll, "有信封的凭证重复", "two items carry one token");
  }
  return tokens.length;
}

/** V8. */
export async function tokens(ctx) {
  if (ctx.profile === "public") return null;
  const facts = [];
  for (const poll of counted(ctx).filter((one) => one.tier === "T2")) {
    if (!kept(ctx, poll, 0)) {
      facts.push(say(`${poll.id}：凭证已随信封销毁，不能复核`, `${poll.id}: tokens destroyed, not looked at`));
      continue;
    }
    const count = await checkTokens(ctx, poll);
    facts.push(say(`${poll.id}：${count} 个信封逐一核对凭证`, `${poll.id}: the tokens of ${count} items`));
  }
  return facts;
}
