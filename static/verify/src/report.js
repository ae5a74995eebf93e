// What the page shows of a sitting once it has been read: plain figures, no elements.

import { needed } from "./count.js";
import { NO_HANDS, totalOf } from "./hands.js";
import { roundOf } from "./outcome.js";
import { WORDS } from "./words.js";

function motionRows(poll, record) {
  const recorded = record.counts ?? {};
  const hands = poll.hands ?? NO_HANDS;
  const again = poll.sums && {
    for: poll.sums.for + hands.votes_for, against: poll.sums.against + hands.against,
    abstain: poll.sums.abstain + hands.abstain,
    void: poll.entered - poll.sums.for - poll.sums.against - poll.sums.abstain,
    not_voting: poll.rules.eligible - poll.entered - totalOf(hands),
  };
  return ["for", "against", "abstain", "void", "not_voting"].map((word) => ({
    label: WORDS[word], recorded: recorded[word], again: again?.[word],
  }));
}

const three = (one) => `${one.for} / ${one.against ?? 0} / ${(one.abstain ?? 0) + (one.blank ?? 0)}`;

/** Candidates in ballot order, then names written in; recorded and counted here. */
function electionRows(poll, record) {
  const ranking = Array.isArray(record.ranking) ? record.ranking : [];
  const of = (name, written) => ranking.find((one) => one.name === name && one.write_in === written);
  const again = new Map(poll.sums?.lines.map((line) => [line.id, line]));
  const rows = poll.lines.map(({ id, name }) => {
    const recorded = of(name.zh, false);
    return {
      label: name, recorded: recorded && three(recorded), again: again.has(id) ? three(again.get(id)) : undefined,
      elected: poll.logged.counted.elected.includes(id),
    };
  });
  const written = [...ranking.filter((one) => one.write_in), ...(poll.sums?.write_ins ?? [])];
  const names = new Set(written.map((one) => one.name));
  for (const name of names) {
    const counted = poll.sums?.write_ins.find((one) => one.name === name);
    rows.push({
      label: { zh: name, en: name }, written: true, recorded: of(name, true)?.for,
      again: poll.sums ? counted?.votes ?? 0 : undefined, elected: (record.elected ?? []).includes(name),
    });
  }
  return rows;
}

function evaluationRows(poll, record) {
  const options = Array.isArray(record.options) ? record.options : [];
  return poll.lines.map(({ id, name }) => ({
    label: name, recorded: options.find((one) => one.name?.zh === name.zh)?.votes,
    again: poll.sums?.lines.find((line) => line.id === id)?.for,
  }));
}

function paperRows(poll, record) {
  const voided = poll.tally ? poll.tally.void.length : 0;
  return [
    { label: WORDS.valid, recorded: record.valid, again: poll.sums?.valid },
    { label: WORDS.invalid, recorded: record.invalid, again: poll.sums && poll.sums.invalid + voided },
  ];
}

const ROWS = { motion: motionRows, election: electionRows, evaluation: evaluationRows };

function hashes(poll) {
  return [
    [WORDS.hash_mh, poll.mh], [WORDS.hash_roster, poll.roster_hash], [WORDS.hash_close, poll.close?.cast_root],
    [WORDS.hash_out, poll.tally?.out_root], [WORDS.hash_tally, poll.tallyHash],
  ].filter(([, hash]) => hash);
}

/** One poll as it is shown, or null where the file was not read so far. */
export function describePoll(poll) {
  const { record, rules, logged } = poll;
  if (!record || !logged) return null;
  const shown = {
    id: poll.id, title: poll.manifest.title, translated: record.title?.en ?? "", hands: totalOf(poll.hands ?? NO_HANDS), tier: poll.mode === "secret" ? poll.tier : poll.mode,
    kind: rules.kind, outcome: poll.logged.counted?.outcome ?? null, grade: poll.logged.counted?.grade ?? null, voided: Boolean(poll.logged.voided),
    needed: rules.kind === "evaluation" || roundOf(poll) === "primary" ? null : needed(rules), rows: [], papers: [],
    recounted: Boolean(poll.sums), byHand: poll.mode === "by_hand", hashes: hashes(poll),
  };
  if (shown.voided || !poll.logged.counted) return shown;
  shown.rows = ROWS[rules.kind](poll, record);
  if (rules.kind !== "motion") shown.papers = paperRows(poll, record);
  return shown;
}
