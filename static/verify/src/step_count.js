// V11: the papers counted again; the figures of tally, log and record; what follows from them.

import { Bad, say } from "./bytes.js";
import { count, elect, needed, settledNames } from "./count.js";
import { alike } from "./json.js";
import { checkFrame, checkRecorded } from "./record.js";
import { isCount, isList, isRecord, isText, isTruth, must } from "./shape.js";
import { ballotsOf, fault, spoiledAsLogged, storyOf, wholeTally } from "./votes.js";

const FIGURES = ["votes_for", "against", "abstain", "void", "not_voting", "returned", "valid", "invalid", "vacant"];
const RANKED = isRecord({
  name: isText, votes_for: isCount, against: isCount, abstain: isCount, blank: isCount, write_in: isTruth,
}, true);
const COUNTED = isRecord({
  ...Object.fromEntries(FIGURES.map((name) => [name, isCount])), ranking: isList(RANKED), elected: isList(isText),
  tied: isList(isText), formal: isList(isText), outcome: isText,
}, true);
const NO_HANDS = { votes_for: 0, against: 0, abstain: 0 };

/** The papers of a poll, or null where this profile does not show them. */
function papersOf(ctx, poll) {
  if (poll.mode === "named") return [...storyOf(poll).entering.values()].map(({ choice }) => ({ marks: choice, names: [] }));
  return ballotsOf(ctx, poll) === null ? null : poll.papers ?? null;
}

function recount(ctx, poll) {
  const tally = wholeTally(ctx, poll);
  const merged = tally.merges;
  const papers = papersOf(ctx, poll);
  if (merged.length !== settledNames(poll, papers ?? []).length) throw fault(poll, "归并的姓名与日志不符", "not as many merged names as were settled");
  if (papers === null) return false;
  if (!alike(merged, settledNames(poll, papers))) {
    throw fault(poll, "归并的姓名与日志不符", "the merged names are not those that were settled");
  }
  poll.sums = count(poll, papers, merged);
  if (!alike(poll.sums, tally.sums)) throw fault(poll, "重新计票与计票结果不同", "counted again, the figures are others than in the tally");
  return true;
}

const total = ({ votes_for, against, abstain }) => votes_for + against + abstain;

/** The figures of the log follow from the sums, the void envelopes and the hands counted beside. */
function checkLogged(ctx, poll) {
  const { counted, entered: hands = NO_HANDS } = poll.logged;
  const { sums, void: voided, cast, spoiled } = wholeTally(ctx, poll);
  if (!spoiledAsLogged(poll, spoiled)) throw fault(poll, "换票数与日志不符", "the spoiled papers are not those of the log");
  const silent = poll.rules.eligible - cast - total(hands);
  let [said, meant] = [[], []];
  if (sums.kind === "motion") {
    said = [counted.votes_for, counted.against, counted.abstain, counted.void, counted.not_voting];
    meant = [sums.for + hands.votes_for, sums.against + hands.against, sums.abstain + hands.abstain, voided.length, silent];
  } else {
    said = [counted.valid, counted.invalid, counted.returned, counted.not_voting, loggedLines(sums, counted.ranking)];
    meant = [sums.valid, sums.invalid + voided.length, cast, silent, tallyLines(sums)];
  }
  if (!alike(said, meant)) {
    throw fault(poll, "日志中的票数与计票结果不同", "the log has other figures than the tally");
  }
}

const byName = (a, b) => (a.name < b.name ? -1 : 1);
const descending = (a, b) => b - a;
const figuresOf = (sums, one) => (sums.kind === "evaluation" ? [one.for] : [one.for, one.against, one.abstain, one.blank]);

const tallyLines = (sums) => [
  sums.lines.map((one) => ({ name: one.id, votes: figuresOf(sums, one) })).sort(byName),
  (sums.write_ins ?? []).map((one) => one.votes).sort(descending),
];

/** Written names have numbers in the log: their votes are compared. */
const loggedLines = (sums, ranking) => [
  ranking.filter((one) => !one.write_in).map((one) => ({ name: one.name, votes: figuresOf(sums, { ...one, for: one.votes_for }) })).sort(byName),
  ranking.filter((one) => one.write_in).map((one) => one.votes_for).sort(descending),
];

/** Nobody who is left off the list of a pre-vote has more votes than somebody on it. */
function mostVotes({ ranking, formal, elected }) {
  const on = ranking.filter((line) => formal.includes(line.name)).map((line) => line.votes_for);
  const off = ranking.filter((line) => !formal.includes(line.name)).map((line) => line.votes_for);
  return on.length === formal.length && elected.length === 0 && off.every((votes) => on.every((least) => votes <= least));
}

/** A written name may be kept out by the rules of the office; whoever is printed may not. */
function checkOutcome(poll, record) {
  const { counted, declared } = poll.logged;
  const differs = fault(poll, "结果不是由票数得出的", "the outcome does not follow from the figures");
  if (declared && declared.outcome !== counted.outcome) throw differs;
  if (poll.rules.kind === "motion") {
    const adopted = counted.votes_for >= (needed(poll.rules) ?? 0) ? "adopted" : "not_adopted";
    if (counted.outcome !== adopted) throw differs;
  }
  if (poll.rules.kind !== "election" || poll.mode === "by_hand") return;
  if (record.round === "primary") {
    if (!mostVotes(counted)) throw differs;
    return;
  }
  const kept = (line) => !line.write_in || counted.elected.includes(line.name) || counted.tied.includes(line.name);
  const found = elect(poll.rules, counted.ranking.filter(kept));
  const { outcome, vacant } = counted;
  if (!alike(found, { outcome, elected: [...counted.elected].sort(), tied: [...counted.tied].sort(), vacant })) throw differs;
}

function describe(poll, again) {
  const { sums } = poll.tally;
  const figures = sums.kind === "motion"
    ? say(`赞成 ${sums.for}，反对 ${sums.against}，弃权 ${sums.abstain}`, `for ${sums.for}, against ${sums.against}, abstaining ${sums.abstain}`)
    : say(`有效 ${sums.valid}，无效 ${sums.invalid}`, `valid ${sums.valid}, invalid ${sums.invalid}`);
  const [zh, en] = again ? ["重新计票相同", "counted again, the same"] : ["本文件不含选票，未重新计票", "its ballots are not in this file, so not counted again"];
  return say(`${poll.id}：${figures.zh}；${zh}`, `${poll.id}: ${figures.en}; ${en}`);
}

/** V11. */
export async function countedAgain(ctx) {
  const facts = [];
  const records = new Map(ctx.record.polls.map((one) => [one.id, one]));
  const finished = [...ctx.polls.values()].filter(({ logged }) => logged.declared || logged.voided).map((poll) => poll.id);
  if (!alike(ctx.record.polls.map((one) => one.id).sort(), finished.sort())) {
    throw new Bad("会议记录中的表决与日志不符", "the sitting's record has other polls than were declared or voided");
  }
  for (const poll of ctx.polls.values()) poll.record = records.get(poll.id);
  for (const poll of ctx.polls.values()) {
    if (poll.record) checkFrame(poll, poll.record);
    if (!poll.logged.counted) continue;
    must(COUNTED, poll.logged.counted, `log ${poll.logged.counted.at} poll.counted.v1`);
    if (poll.mode !== "by_hand") {
      facts.push(describe(poll, recount(ctx, poll)));
      checkLogged(ctx, poll);
    }
    if (!poll.record || poll.logged.voided) continue; // a voided poll has no result that anything could follow from
    checkRecorded(poll, poll.record);
    checkOutcome(poll, poll.record);
  }
  return facts;
}
