// The figures of sitting.json beside those of the log and the tally (docs/bundle.md section 5, V11).

import { needed } from "./count.js";
import { alike, canonical } from "./json.js";
import { fault, storyOf } from "./votes.js";

const plainCounts = (one) => ({
  for: one.votes_for, against: one.against, abstain: one.abstain, void: one.void, not_voting: one.not_voting,
});

/** A line as the record has it: `abstain` holds the blank ones too. */
const recordedLine = (one) => [one.name, one.for, one.against, one.abstain, one.write_in];
const shownLine = (one, name) => [name, one.votes_for, one.against, one.abstain + one.blank, one.write_in];
const inOrder = (rows) => rows.map(canonical).sort();

/** Names for the lines of the log; those of written names stand in the tally, which has no numbers for them. */
function namedLines(poll) {
  const names = new Map(poll.lines.map((line) => [line.id, line.name.zh]));
  const printed = poll.logged.counted.ranking.filter((one) => !one.write_in);
  const written = poll.tally?.sums.write_ins ?? [];
  return [
    ...printed.map((one) => shownLine(one, names.get(one.name) ?? one.name)),
    ...written.map(({ name, votes }) => [name, votes, 0, 0, true]),
  ];
}

function sameElected(poll, record) {
  const { elected } = poll.logged.counted;
  const printed = new Map(poll.lines.map((line) => [line.id, line.name.zh]));
  const names = elected.filter((id) => printed.has(id)).map((id) => printed.get(id));
  const said = Array.isArray(record.elected) ? record.elected : [];
  return said.length === elected.length && names.every((name) => said.includes(name));
}

function sameElection(poll, record) {
  const { counted } = poll.logged;
  const ranking = Array.isArray(record.ranking) ? record.ranking : [];
  const shown = poll.mode === "by_hand" ? ranking.filter((one) => !one.write_in) : ranking;
  return alike([record.valid, record.invalid], [counted.valid, counted.invalid]) &&
    alike(inOrder(shown.map(recordedLine)), inOrder(namedLines(poll))) &&
    (record.round === "primary" || sameElected(poll, record));
}

function sameEvaluation(poll, record) {
  const { counted } = poll.logged;
  const names = new Map(poll.lines.map((line) => [line.id, line.name.zh]));
  const options = Array.isArray(record.options) ? record.options : [];
  return alike([record.valid, record.invalid], [counted.valid, counted.invalid]) &&
    alike(
      inOrder(options.map((one) => [one.name?.zh, one.votes])),
      inOrder(counted.ranking.map((one) => [names.get(one.name), one.votes_for])),
    );
}

const SAME = {
  motion: (poll, record) => alike(record.counts ?? null, plainCounts(poll.logged.counted)),
  election: sameElection,
  evaluation: sameEvaluation,
};

/** What frames the figures, of every poll: whom the shares are taken of. */
export function checkFrame(poll, record) {
  const { base, present, eligible } = poll.rules;
  const secrecy = poll.mode === "by_hand" ? record.secrecy : poll.mode;
  const framed = alike(
    [record.base, record.needed, record.present, record.eligible, record.tier, record.secrecy],
    [base, needed(poll.rules), present, eligible, poll.tier, secrecy],
  );
  if (!framed || Boolean(record.voided) !== Boolean(poll.logged.voided)) {
    throw fault(poll, "会议记录中的基数、到会数或应投数不符", "the sitting's record frames it in other figures");
  }
}

const MARKS = { Y: "for", N: "against", A: "abstain" };

/** The list of a vote by name: everybody of the roster once, each with the mark of the vote that entered. */
function sameVotes(poll, record) {
  if (record.votes === undefined && poll.tally.cast === 0) return true;
  const beside = new Set(poll.logged.admitted?.voters ?? []);
  const { entering } = storyOf(poll);
  const meant = poll.roster
    .filter(({ voter }) => !beside.has(voter))
    .map(({ voter }) => [voter, MARKS[entering.get(voter)?.choice] ?? "not_voting"]);
  return Array.isArray(record.votes) && alike(inOrder(record.votes.map((one) => [one.voter, one.mark])), inOrder(meant));
}

export function checkRecorded(poll, record) {
  const { counted } = poll.logged;
  const paper = poll.mode === "by_hand" || (record.cast === poll.tally.cast && record.issued === poll.tally.issued);
  if (poll.mode === "named" && !sameVotes(poll, record)) {
    throw fault(poll, "会议记录中的记名名单与所投的票不符", "the sitting's list of votes by name is not that of the votes");
  }
  if (!SAME[poll.rules.kind](poll, record) || record.outcome !== counted.outcome || !paper) {
    throw fault(poll, "会议记录中的票数与日志不同", "the sitting's record has other figures than the log");
  }
}
