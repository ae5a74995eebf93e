// V11: the papers counted again; the figures of tally, log and record; what follows from them.

import { say, tell } from "./bytes.js";
import { count, settledNames, writtenNames } from "./count.js";
import { NO_HANDS, checkHands, handsOf, totalOf } from "./hands.js";
import { alike } from "./json.js";
import { checkMinutes } from "./minutes.js";
import { GRADE, checkOutcome, fallen } from "./outcome.js";
import { checkRecorded, checkSitting, pollsOf } from "./record.js";
import { isCount, isId, isList, isOne, isRecord, isText, isTruth, must, orNull } from "./shape.js";
import { ballotsOf, fault, spoiledAsLogged, storyOf, wholeTally } from "./votes.js";

const FIGURES = ["votes_for", "against", "abstain", "void", "not_voting", "returned", "valid", "invalid", "vacant", "tied_seats"];
const RANKED = isRecord({
  name: isText, votes_for: isCount, against: isCount, abstain: isCount, blank: isCount, write_in: isTruth,
}, true);
const COUNTED = isRecord({
  ...Object.fromEntries(FIGURES.map((name) => [name, isCount])), ranking: isList(RANKED), elected: isList(isText),
  tied: isList(isText), formal: isList(isText), outcome: isText, grade: orNull(isText),
}, true);

/** Written names that tellers settled; who is meant by them is a member's id, or nobody's. */
const SETTLED = isRecord({ names: isList(isText), into: isText }, true);
const DEPUTY = orNull(isId);

function checkSettled({ logged }) {
  for (const entry of logged.settlings) {
    must(SETTLED, entry, "name.settled.v1");
    must(DEPUTY, entry.deputy ?? null, "name.settled.v1 deputy");
  }
}

/** The papers of a poll, or null where this profile does not show them. */
function papersOf(ctx, poll) {
  if (poll.mode === "named") return [...storyOf(poll).entering.values()].map(({ choice }) => ({ marks: choice, names: [] }));
  return ballotsOf(ctx, poll) === null ? null : poll.papers ?? null;
}

/** How many names went into each line, and how many into others: all that can be compared where no ballot is shown. */
function intoLines(poll, merged) {
  const lines = new Set(poll.lines.map((line) => line.id));
  return merged.map(({ into }) => (lines.has(into) ? into : "")).sort();
}

function recount(ctx, poll) {
  const tally = wholeTally(ctx, poll);
  const merged = tally.merges;
  const papers = papersOf(ctx, poll);
  const names = papers && writtenNames(poll, papers);
  const settled = settledNames(poll, names ?? new Map());
  const unknown = papers && settled.some(({ number }) => !names.has(number));
  const said = settled.map(({ written, into }) => ({ written, into }));
  if (unknown || !alike(...(papers ? [merged, said] : [intoLines(poll, merged), intoLines(poll, said)]))) {
    throw fault(poll, "归并的姓名与日志不符", "the merged names are not those that were settled");
  }
  if (papers === null) return false;
  poll.sums = count(poll, papers, merged);
  if (!alike(poll.sums, tally.sums)) throw fault(poll, "重新计票与计票结果不同", "counted again, the figures are others than in the tally");
  return true;
}

/** The figures of the log follow from the sums, the void envelopes and the hands counted beside. */
function checkLogged(ctx, poll) {
  const tally = wholeTally(ctx, poll);
  if (!spoiledAsLogged(poll, tally.spoiled)) throw fault(poll, "换票数与日志不符", "the spoiled papers are not those of the log");
  const { counted } = poll.logged;
  const meant = FOLLOW[tally.sums.kind](tally, handsOf(poll) ?? NO_HANDS);
  const returned = meant.valid + meant.invalid;
  const figures = { ...meant, returned, not_voting: poll.rules.eligible - returned };
  const said = Object.fromEntries(Object.keys(figures).map((name) => [name, counted[name]]));
  if (!alike(said, figures) || !alike(...linesOf(tally.sums, counted.ranking))) {
    throw fault(poll, "日志中的票数与计票结果不同", "the log has other figures than the tally");
  }
}

function motionFigures({ sums, void: voided }, hands) {
  const votes = { votes_for: sums.for + hands.votes_for, against: sums.against + hands.against, abstain: sums.abstain + hands.abstain };
  return { ...votes, void: voided.length, valid: totalOf(votes), invalid: voided.length };
}

const NO_VOTES = { votes_for: 0, against: 0, abstain: 0, void: 0 };
const electionFigures = ({ sums, void: voided }) => ({ ...NO_VOTES, valid: sums.valid, invalid: sums.invalid + voided.length });
const gradeFigures = (tally) => ({ ...electionFigures(tally), void: tally.void.length });
const FOLLOW = { motion: motionFigures, election: electionFigures, evaluation: gradeFigures };

const NUMBER = /^w[1-9][0-9]*$/;

/** Every line once, and every written name once by its number; where ballots are shown, the number of that very name. */
function checkRows(poll) {
  const { ranking } = poll.logged.counted;
  const { kind } = poll.rules;
  const lines = kind === "motion" ? [] : poll.lines.map((line) => line.id);
  const numbers = ranking.filter((one) => one.write_in).map((one) => one.name);
  const names = printed(ranking).map((one) => one.name);
  const well = (kind === "election" ? alike(names.sort(), [...lines].sort()) : alike(ranking.map((one) => one.name), lines) && numbers.length === 0)
    && numbers.every((name) => NUMBER.test(name) && !lines.includes(name)) && new Set(numbers).size === numbers.length;
  if (!well || !rowsAsWritten(poll, ranking)) throw fault(poll, "日志中的各行与选票不符", "the rows of the log are not the lines and the written names");
}

/** Whether each written row has the votes of the name with its number. */
function rowsAsWritten(poll, ranking) {
  if (poll.rules.kind !== "election" || poll.mode !== "secret" || !poll.papers) return true;
  const names = writtenNames(poll, poll.papers);
  const said = ranking.filter((one) => one.write_in).map((one) => ({ name: names.get(one.name) ?? "", votes: one.votes_for }));
  return alike(said.sort(byName), [...poll.tally.sums.write_ins].sort(byName));
}

/** What tellers counted by hand adds up, whatever their heaps were. */
function checkAddedUp({ rules, logged: { counted } }) {
  const { valid, invalid, void: voided, returned, not_voting, ranking, void_voters } = counted;
  const votes = totalOf(counted);
  const marks = printed(ranking).map((line) => totalOf(line) + line.blank);
  const fits = {
    motion: () => valid === votes && invalid === voided,
    election: () => votes === 0 && voided === 0 && marks.every((sum) => sum === valid),
    evaluation: () => votes === 0 && voided <= invalid && marks.reduce((sum, one) => sum + one, 0) === valid,
  };
  return fits[rules.kind]() && returned === valid + invalid && returned + not_voting === rules.eligible && alike(void_voters ?? null, []);
}

/** The hands of a show of hands are its figures; what tellers counted on paper is not in the bundle. */
function checkShown(poll) {
  const { counted, hands } = poll.logged;
  if (!checkAddedUp(poll)) throw fault(poll, "监票人清点的票数自相矛盾", "the tellers’ figures do not add up");
  if (hands.length === 0) return;
  const { votes_for, against, abstain } = counted;
  if (!alike({ votes_for, against, abstain }, handsOf(poll))) {
    throw fault(poll, "日志中的票数不是监票人所报的举手数", "the log has other figures than the tellers’ hands");
  }
}

const byName = (a, b) => (a.name < b.name ? -1 : 1);
const descending = (a, b) => b - a;
const printed = (ranking) => ranking.filter((one) => !one.write_in);
const written = (ranking) => ranking.filter((one) => one.write_in).map((one) => one.votes_for).sort(descending);

const gradeRow = (one) => [one.name, one.votes_for, one.against, one.abstain, one.blank, one.write_in];

/** The lines of the log and those of the sums, to be compared: written names have numbers in the log, so by their votes. */
function linesOf(sums, ranking) {
  if (sums.kind === "motion") return [ranking, []];
  if (sums.kind === "evaluation") return [ranking.map(gradeRow), sums.lines.map((one) => gradeRow({ ...NO_VOTES, blank: 0, name: one.id, votes_for: one.for, write_in: false }))];
  const said = printed(ranking).map(({ name, votes_for, against, abstain, blank }) => ({ name, votes_for, against, abstain, blank }));
  const meant = sums.lines.map(({ id, for: votes_for, against, abstain, blank }) => ({ name: id, votes_for, against, abstain, blank }));
  return [
    [said.sort(byName), written(ranking)],
    [meant.sort(byName), sums.write_ins.map((one) => one.votes).sort(descending)],
  ];
}

function describe(poll, again) {
  const { sums } = poll.tally;
  const figures = sums.kind === "motion"
    ? say(`赞成 ${sums.for}，反对 ${sums.against}，弃权 ${sums.abstain}`, `for ${sums.for}, against ${sums.against}, abstaining ${sums.abstain}`)
    : say(`有效 ${sums.valid}，无效 ${sums.invalid}`, `valid ${sums.valid}, invalid ${sums.invalid}`);
  const [zh, en] = again ? ["重新计票相同", "counted again, the same"] : ["本文件不含选票，未重新计票", "its ballots are not in this file, so not counted again"];
  return say(`${poll.id}：${figures.zh}；${zh}`, `${poll.id}: ${figures.en}; ${en}`);
}

const NEWER = isRecord({
  members: isCount, recused: isList(isText), round: isText, falls: isList(isOne("unknown", "no_deputy")),
  grading: orNull(isRecord({ grades: isList(GRADE), otherwise: isText })),
}, true);

/** What the report owes to its reader beside the figures. */
function owed(poll) {
  const names = poll.rules.kind === "election" ? fallen(poll).map((line) => line.name) : [];
  const older = poll.rules.kind === "election" && !poll.logged.marked && poll.logged.counted.ranking.some((line) => line.write_in);
  return [
    ...(names.length ? [tell(`${poll.id}：另选姓名 ${names.join("、")} 达到须得票数而未当选，是谁、能否任职只由监票人担保`, `${poll.id}: written names that reach the number and elect nobody: ${names.join(", ")}; who they are and whether they may hold the office is the tellers’ word`)] : []),
    ...(older ? [tell(`${poll.id}：较早的日志不写明哪些另选姓名不能当选，未当选的只由服务器担保`, `${poll.id}: an older log does not say which written names elect nobody; that is the server’s word`)] : []),
  ];
}

/** The figures of one poll by what is in the bundle; true where it was counted again. */
function checkCounted(ctx, poll, facts) {
  must(COUNTED, poll.logged.counted, `log ${poll.logged.counted.at} poll.counted.v1`);
  if (poll.mode === "by_hand") {
    checkShown(poll);
  } else {
    facts.push(describe(poll, recount(ctx, poll)));
    checkLogged(ctx, poll);
  }
  checkRows(poll);
  checkOutcome(poll);
  facts.push(...owed(poll));
}

/** V11. */
export async function countedAgain(ctx) {
  const facts = [];
  const records = new Map(pollsOf(ctx).map((one) => [one.id, one]));
  for (const poll of ctx.polls.values()) poll.record = records.get(poll.id);
  checkSitting(ctx);
  for (const poll of ctx.polls.values()) {
    if (poll.logged.marked) must(NEWER, poll.logged.announced, `log ${poll.logged.at} poll.announced.v1`);
    if (poll.logged.ends > 1) throw fault(poll, "既已宣布又作废，或者重复", "it was declared or voided more than once");
    checkSettled(poll);
    poll.hands = handsOf(poll);
    if (poll.mode !== "by_hand") checkHands(poll);
    if (poll.logged.counted) checkCounted(ctx, poll, facts);
    if (poll.record) await checkRecorded(ctx, poll);
    if (poll.record) checkMinutes(ctx, poll);
  }
  return [...facts, ...(ctx.polls.size ? [UNHELD] : [])];
}

const UNHELD = say(
  "会议记录中的播报词、说明、职务、组别、时间等文字没有核对，只由服务器担保",
  "announcements, explanations, offices, groups, times and other words of the record are held against nothing: they are the server’s word",
);
