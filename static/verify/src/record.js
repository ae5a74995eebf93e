// What sitting.json may say of the sitting and of each poll: all that is held against manifest, log and tally
// (docs/bundle.md section 7). What does not stand here is the server's word.

import { Bad } from "./bytes.js";
import { needed, writtenNames } from "./count.js";
import { NO_HANDS, admittedTo, handsOf, totalOf } from "./hands.js";
import { alike, canonical } from "./json.js";
import { readJws } from "./jws.js";
import { roundOf } from "./outcome.js";
import { isAnything, isCount, isId, isList, isRecord, isText, isTruth, must, orNull } from "./shape.js";
import { issuersOf, signerOf, storyOf, wholeTally } from "./votes.js";

const POLLS = isList(isRecord({ id: isId }, true));
const ATTENDED = isRecord({ members: isCount, present: isCount, needed: isCount }, true);
const NAMES = isList(isText);
const ROWS = isList(isRecord({
  name: isText, for: isCount, against: isCount, abstain: isCount, of_which_blank: isCount, write_in: isTruth,
}, true));
const VOIDED = isRecord({}, true);
const TIED = orNull(isRecord({ names: NAMES, seats: isCount }));

const inOrder = (rows) => rows.map(canonical).sort();
const alikeInAny = (a, b) => alike(inOrder(a), inOrder(b));

/** One thing that the record says, what it must be, and the name by which a fault tells it. */
class Held {
  constructor(what) {
    this.what = what;
  }

  is(field, said, meant) {
    if (!alike(said === undefined ? [] : [said], [meant])) {
      throw new Bad(`${this.what}：会议记录中的 ${field} 不符`, `${this.what}: ${field} of sitting.json is not what manifest and log say`);
    }
  }

  holds(field, truth) {
    this.is(field, Boolean(truth), true);
  }

  present(field, record) {
    this.holds(field, field in record);
  }

  absent(field, record) {
    this.holds(field, !(field in record));
  }
}

/** Of every poll: which question it was, to whom it was put, and whether it has a result. */
function checkFrame(held, poll, record) {
  const { rules, logged, mode, manifest } = poll;
  const { announced, voided, marked } = logged;
  const round = roundOf(poll);
  held.is("item", record.item, announced.item);
  held.is("title", record.title?.zh, manifest.title);
  held.is("kind", record.kind, rules.kind === "election" && round === "primary" ? "primary" : rules.kind);
  held.holds("round", isText(record.round) === undefined);
  if (marked) held.is("round", record.round, round);
  if (mode === "by_hand") held.present("secrecy", record);
  else held.is("secrecy", record.secrecy, mode);
  for (const name of ["base", "present", "eligible"]) held.is(name, record[name], rules[name]);
  held.is("tier", record.tier, manifest.tier);
  held.is("needed", record.needed, needed(rules));
  held.is("recused", record.recused, must(NAMES, announced.recused ?? [], "recused").length);
  held.holds("voided", voided ? VOIDED(record.voided) === undefined && Object.keys(record.voided).length > 0 : record.voided === null);
  if (voided) held.is("outcome", record.outcome, null);
}

/** Papers and votes of a poll by keys, and who has signed for them. */
async function checkPapers(ctx, held, poll, record) {
  const { logged, mode } = poll;
  if (mode === "by_hand") return;
  const done = logged.counted ? wholeTally(ctx, poll) : null;
  if (done) for (const name of ["issued", "cast"]) held.is(name, record[name], done[name]);
  const stations = issuersOf(poll).slice(1);
  if (stations.length) {
    held.present("spoiled", record);
    if (logged.declared && done) held.is("spoiled", record.spoiled, done.spoiled);
    const signed = done ? await signersOf(ctx, poll, stations) : new Set();
    held.is("stations", record.stations, stations.map((station) => ({ station, signed: signed.has(station) })));
  }
  if (ctx.profile === "full" && logged.marked) held.is("replaced", record.replaced ?? 0, storyOf(poll).moves.length);
}

/** The stations in whose name the tally is signed; V13 looks at the signatures themselves. */
async function signersOf(ctx, poll, stations) {
  const path = `${poll.at}/tally.jsonl`;
  const messages = await Promise.all(ctx.bundle.lines(path).map((raw) => readJws(raw, path)));
  const by = ({ header }) => stations.find((one) => [signerOf(ctx, one) ?? []].flat().some((key) => key.kid === header.kid));
  return new Set(messages.map(by));
}

const MARKS = { Y: "for", N: "against", A: "abstain" };

/** The list of a vote by name: everybody of the roster once, each with the mark of the vote that entered and the name frozen. */
function checkVotes(held, poll, record) {
  const listed = record.votes ?? [];
  const { entering } = storyOf(poll);
  held.holds("votes", Array.isArray(listed));
  if (record.votes === undefined && entering.size === 0) return;
  const beside = new Set(admittedTo(poll));
  const meant = poll.roster.filter(({ voter }) => !beside.has(voter)).map(({ voter }) => ({
    voter, mark: MARKS[entering.get(voter)?.choice] ?? "not_voting", ...(poll.names ? { name: poll.names.get(voter) } : {}),
  }));
  const said = listed.map((one) => ({ voter: one.voter, mark: one.mark, ...(poll.names ? { name: one.name } : {}) }));
  held.holds("votes", alikeInAny(said, meant));
}

function checkMotion(held, poll, record) {
  const { votes_for, against, abstain, void: voided, not_voting } = poll.logged.counted;
  held.is("counts", record.counts, { for: votes_for, against, abstain, void: voided, not_voting });
}

/** The written names by their numbers, or null where no ballots are shown. */
const writtenOf = (poll) => (poll.mode === "secret" && poll.papers ? writtenNames(poll, poll.papers) : null);

const lineNames = (poll) => new Map(poll.lines.map((line) => [line.id, line.name.zh]));

function checkBallots(held, poll, record) {
  for (const name of ["valid", "invalid", "returned"]) held.is(name, record[name], poll.logged.counted[name]);
}

function checkEvaluation(held, poll, record) {
  checkBallots(held, poll, record);
  const votes = new Map(poll.logged.counted.ranking.map((one) => [one.name, one.votes_for]));
  held.is("options", record.options, poll.lines.map(({ id, name }) => ({ name, votes: votes.get(id) })));
  held.is("grade", record.grade?.zh, poll.logged.counted.grade);
}

const figuresOf = ({ votes_for, against, abstain, blank }) => ({ for: votes_for, against, abstain: abstain + blank, of_which_blank: blank });

/** A line as the record writes it; a written name without it, for the log has a number in its place. */
const shownAs = (name, line) => ({ ...figuresOf(line), name: line.write_in ? null : name });

/** The record's ranking: printed lines with the log's figures, written names with their votes. Gives those names. */
function checkRanking(held, poll, record) {
  const names = lineNames(poll);
  must(ROWS, record.ranking, `${poll.id} ranking`);
  const said = record.ranking.map(({ write_in, name, for: votes_for, against, abstain, of_which_blank }) =>
    ({ for: votes_for, against, abstain, of_which_blank, name: write_in ? null : name }));
  held.holds("ranking", alikeInAny(said, poll.logged.counted.ranking.map((line) => shownAs(names.get(line.name), line))));
  const found = record.ranking.filter((one) => one.write_in).map(({ name, for: votes }) => ({ name, votes }));
  if (poll.mode !== "by_hand") held.holds("ranking", alikeInAny(found, poll.tally.sums.write_ins));
  held.holds("ranking", new Set(found.map((one) => one.name)).size === found.length);
  return new Map(found.map(({ name, votes }) => [name, votes]));
}

/** Names of persons as the record has them beside the ids of the log: a written one is that of its number where ballots are
 * shown, else one with as many votes. */
function checkWho(held, field, said, ids, poll, written) {
  const names = lineNames(poll);
  const votes = new Map(poll.logged.counted.ranking.map((line) => [line.name, line.votes_for]));
  held.holds(field, NAMES(said) === undefined && new Set(said.filter((name) => written.has(name))).size === said.filter((name) => written.has(name)).length);
  const numbered = writtenOf(poll);
  if (numbered) return held.holds(field, alike([...said].sort(), ids.map((id) => names.get(id) ?? numbered.get(id) ?? "").sort()));
  const printed = new Set(names.values());
  const found = said.map((name) => (printed.has(name) || !written.has(name) ? { name } : { written: written.get(name) }));
  held.holds(field, alikeInAny(found, ids.map((id) => (names.has(id) ? { name: names.get(id) } : { written: votes.get(id) }))));
}

function checkElection(held, poll, record) {
  checkBallots(held, poll, record);
  const { elected, formal, tied, tied_seats, vacant } = poll.logged.counted;
  held.is("seats", record.seats, poll.rules.max_yes);
  held.is("candidates", record.candidates, poll.lines.map((line) => line.name.zh));
  if (roundOf(poll) === "primary") held.is("places_left", record.places_left, poll.rules.max_yes - formal.length);
  else held.is("vacant", record.vacant, vacant);
  const written = checkRanking(held, poll, record);
  checkWho(held, "elected", record.elected ?? [], elected, poll, written);
  checkWho(held, "formal", record.formal ?? [], formal, poll, written);
  must(TIED, record.tied, `${poll.id} tied`);
  held.holds("tied", (record.tied === null) === (tied.length === 0));
  checkWho(held, "tied", record.tied?.names ?? [], tied, poll, written);
  if (record.tied) held.is("tied", record.tied.seats, tied_seats);
}

const RESULT = { motion: checkMotion, election: checkElection, evaluation: checkEvaluation };

function checkResult(held, poll, record) {
  const { counted } = poll.logged;
  const byHand = poll.mode === "by_hand";
  held.is("outcome", record.outcome, counted.outcome);
  for (const name of ["issued", "cast", "hands"]) held.present(name, record);
  const raised = byHand && !handsOf(poll) ? counted.returned : totalOf(handsOf(poll) ?? NO_HANDS);
  held.is("hands", record.hands, raised);
  if (poll.mode === "named") checkVotes(held, poll, record);
  RESULT[poll.rules.kind](held, poll, record);
}

export async function checkRecorded(ctx, poll) {
  const { record } = poll;
  const held = new Held(poll.id);
  checkFrame(held, poll, record);
  await checkPapers(ctx, held, poll, record);
  if (issuersOf(poll).length === 0) for (const name of ["spoiled", "stations"]) held.absent(name, record);
  if (poll.mode !== "named") held.absent("votes", record);
  if (poll.logged.declared && poll.logged.counted) checkResult(held, poll, record); // declared uncounted: V14
}

export const pollsOf = ({ record }) => must(POLLS, record.polls, "sitting.json.polls");

/** The polls that ended, each once; what became of the items; who was there at the opening. */
export function checkSitting(ctx) {
  const { record, log, polls } = ctx;
  const held = new Held("sitting.json");
  const ended = [...polls.values()].filter(({ logged }) => logged.declared || logged.voided).map((poll) => poll.id);
  held.holds("polls", alikeInAny(record.polls.map((one) => one.id), ended));
  for (const { id, disposition } of must(isList(isRecord({ id: isText, disposition: isAnything }, true)), record.items, "sitting.json.items")) {
    held.is(`items ${id} disposition`, disposition, log.disposed.get(id) ?? null);
  }
  const listed = new Set(record.items.map(({ id }) => id));
  held.holds("items", [...log.disposed.keys()].every((id) => listed.has(id)));
  if (log.opened === null) return;
  const { members, present, needed: quorum } = must(ATTENDED, log.opened, "sitting.opened.v1");
  const { attendance } = record;
  for (const [name, meant] of [["members", members], ["present_at_opening", present], ["quorum_needed", quorum]]) {
    held.is(`attendance ${name}`, attendance?.[name], meant);
  }
}
