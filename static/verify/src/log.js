// The log as it is shown: what a verifier reads of its entries (docs/bundle.md section 3), gathered by poll.

import { Bad, fromB64, utf8 } from "./bytes.js";
import { leafHash } from "./merkle.js";
import {
  isAnything, isBytes, isCount, isId, isList, isMap, isRecord, isText, must, orNull,
} from "./shape.js";

const HIDDEN = isRecord({ leaf: isBytes(32) });
const ENTRY = isRecord({ type: isText }, true);
const PAPERS = isRecord({ documents: isMap(isText) }, true);

/** Entries that decide what there is to check; of the others each step takes what it needs, and compares it. */
const SHAPES = {
  "sitting.prepared.v1": PAPERS,
  "sitting.revised.v1": PAPERS,
  "trial.planned.v1": isRecord({ item: isText, draft: isRecord({ id: isText }, true) }, true),
  "station.enrolled.v1": isRecord({ station: isText }, true),
  "station.lost.v1": isRecord({ station: isText }, true),
  "item.disposed.v1": isRecord({ item: isText, disposition: isText }, true),
  "ballot.drawn.v1": isRecord({ voter: isText, jws: isText }, true),
  "ballot.cast.v1": isRecord({ voter: isText, jws: isText, seq: isAnything }, true),
  "terminal.replaced.v1": isRecord({ voter: isText, new_seat: isText, new_kid: isText }, true),
  "paper.spoiled.v1": isRecord({ voter: isText, by: isText }, true),
  "paper.checked.v1": isRecord({ key: isText }, true),
  "keys.forgotten.v1": isRecord({ station: isText }, true),
  "envelope.traced.v1": isRecord({ voter: isText, reason: isText, found_by: isText }, true),
  "poll.announced.v1": isRecord({
    poll: isId, item: isText, draft: isText, mh: isBytes(32), tier: orNull(isText), present: isCount, base: isCount,
    needed: isCount, threshold: isMap(isText), voters: isList(isRecord({ kid: isText, seat: isId, voter: isId })),
  }, true),
};

/** What an announcement has besides where the log is of the newer form; V11 looks at the rest of it. */
const ANNOUNCED = isRecord({ names: isBytes(32) }, true);

/** What a poll's own entries say, by the second word of their type. */
const OF_POLL = new Set([
  "ballot.drawn.v1", "ballot.cast.v1", "terminal.replaced.v1", "paper.spoiled.v1", "paper.checked.v1", "name.settled.v1",
  "envelope.traced.v1",
  "poll.opened.v1", "poll.closed.v1", "poll.counted.v1", "poll.voided.v1", "hands.entered.v1", "hands.differed.v1",
  "hands.admitted.v1", "result.declared.v1", "complaint.raised.v1", "complaint.settled.v1",
  "keys.destroyed.v1", "keys.forgotten.v1",
]);
const STORY = new Set(["drawn", "cast", "replaced", "spoiled"]);
const HANDS = new Set(["entered", "differed"]);
const ENDS = new Set(["declared", "voided"]);

export class Log {
  constructor() {
    this.leaves = [];
    this.hidden = 0;
    this.trials = new Set();
    this.lost = new Set();
    this.there = new Set();
    this.marked = false;
    this.opened = null;
    this.disposed = new Map();
    this.documents = new Map();
    this.polls = new Map();
    this.closedAt = null;
  }

  static async read(rows, entries) {
    const log = new Log();
    log.leaves = await Promise.all(
      entries.map((entry, at) => (HIDDEN(entry) === undefined ? fromB64(entry.leaf) : leafHash(utf8(rows[at])))),
    );
    entries.forEach((entry, at) => log.take(entry, at));
    return log;
  }

  take(entry, at) {
    if (HIDDEN(entry) === undefined) {
      this.hidden += 1;
      return;
    }
    must(ENTRY, entry, `log ${at}`);
    if (Object.hasOwn(SHAPES, entry.type)) must(SHAPES[entry.type], entry, `log ${at} ${entry.type}`);
    if (entry.type === "poll.announced.v1") this.announce(entry, at);
    else if (OF_POLL.has(entry.type)) this.ofPoll(entry, at);
    else if (entry.type === "sitting.closed.v1") this.closedAt = at;
    else if (entry.type === "sitting.opened.v1") this.opened = entry;
    else if (entry.type === "item.disposed.v1") this.disposed.set(entry.item, entry.disposition);
    else if (entry.type === "station.enrolled.v1") this.there.add(entry.station);
    else if (entry.type === "station.lost.v1") {
      this.lost.add(entry.station);
      this.there.delete(entry.station);
    }
    else if (entry.type === "trial.planned.v1") this.trials.add(`${entry.item}\n${entry.draft.id}`);
    else if (SHAPES[entry.type] === PAPERS) {
      for (const [name, hash] of Object.entries(entry.documents)) this.documents.set(name, hash);
    }
  }

  announce(entry, at) {
    if (this.polls.has(entry.poll)) throw new Bad(`${entry.poll} 提请了两次`, `${entry.poll} was announced twice`);
    this.marked ||= "names" in entry;
    if (this.marked) must(ANNOUNCED, entry, `log ${at} ${entry.type}`);
    this.polls.set(entry.poll, {
      id: entry.poll, at, announced: entry, trial: this.trials.has(`${entry.item}\n${entry.draft}`),
      marked: this.marked, story: [], settlings: [], settledAt: -1, hands: [], ends: 0, checked: new Set(),
      forgotten: [], traced: [], complaints: [], open: false, decided: null, afterwards: 0,
    });
  }

  ofPoll(entry, at) {
    const poll = this.polls.get(entry.poll);
    if (poll === undefined) return; // of no poll that was announced: it counts for none
    const word = entry.type.split(".")[1];
    if (STORY.has(word)) poll.story.push({ at, word, entry, leaf: this.leaves[at] });
    else if (word === "forgotten") poll.forgotten.push(entry.station);
    else if (word === "traced") poll.traced.push(entry);
    else if (word === "checked") {
      if (poll.closed === undefined) poll.checked.add(entry.key); // before anybody opens a box
    } else if (entry.type === "name.settled.v1") {
      poll.settlings.push(entry);
      poll.settledAt = at;
    }
    else if (HANDS.has(word)) poll.hands.push({ at, word, entry });
    else if (word === "raised") {
      poll.complaints.push({ at, entry, after: Boolean(poll.declared) });
      if (poll.declared) poll.afterwards += 1; // it stands on record and touches nothing
      else [poll.open, poll.decided] = [true, null];
    } else if (word === "settled") [poll.open, poll.decided] = [false, entry.reason ?? null];
    else poll[word] = { ...entry, at }; // its place in the log, not the time of day
    if (ENDS.has(word)) Object.assign(poll, { ends: poll.ends + 1, there: new Set(this.there) });
  }

  /** Announced polls that count for something, in their order. */
  get real() {
    return [...this.polls.values()].filter((poll) => !poll.trial);
  }
}

/** How many papers of a voter are spoiled: each takes the word of two tellers. */
class Spoiling {
  constructor() {
    this.said = new Map();
    this.done = new Map();
  }

  say({ voter, by }) {
    const tellers = (this.said.get(voter) ?? new Set()).add(by);
    this.said.set(voter, tellers.size < 2 ? tellers : new Set());
    if (tellers.size === 2) this.done.set(voter, this.of(voter) + 1);
  }

  of(voter) {
    return this.done.get(voter) ?? 0;
  }

  get all() {
    return [...this.done.values()].reduce((sum, count) => sum + count, 0);
  }
}

const NOBODY = { voter: null, seat: null, kid: null };

/** Who held which seat and terminal at each paper and vote of a poll; `entering`: each voter's last vote; `again`: papers
 * drawn in the place of others; `spoiled`: those that tellers recorded; `moves`: terminals replaced, and whether the voter
 * voted from there. */
export function timeline(poll) {
  const holders = new Map(poll.announced.voters.map((one) => [one.voter, one]));
  const spoiling = new Spoiling();
  const [drawn, cast, entering, moves] = [[], [], new Map(), []];
  for (const { at, word, entry, leaf } of poll.story) {
    const { voter, jws, seq } = entry;
    const holder = holders.get(voter) ?? NOBODY;
    const one = { at, leaf, holder, voter, jws, seq, before: entering.get(voter) ?? null, spoiled: spoiling.of(voter) };
    if (word === "replaced") {
      const next = { voter, seat: entry.new_seat, kid: entry.new_kid };
      if (holders.has(voter)) holders.set(voter, next); // the log moves a voter, it makes none
      moves.push({ ...next, voted: () => cast.some((vote) => vote.holder === next) });
    }
    else if (word === "spoiled") spoiling.say(entry);
    else if (word === "drawn") drawn.push(one);
    else {
      cast.push(one);
      entering.set(voter, one);
    }
  }
  const again = drawn.length - new Set(drawn.map((one) => one.voter)).size;
  return { drawn, cast, entering, again, moves, spoiled: spoiling.all };
}
