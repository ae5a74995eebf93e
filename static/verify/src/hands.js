// Hands counted beside the keys, and shows of hands: what the log lets stand of them (docs/bundle.md section 7).

import { isCount, isList, isRecord, isText, must } from "./shape.js";
import { fault, storyOf } from "./votes.js";

const ADMITTED = isRecord({ voters: isList(isText) }, true);
const ENTERED = isRecord({ by: isText, votes_for: isCount, against: isCount, abstain: isCount }, true);

export const NO_HANDS = { votes_for: 0, against: 0, abstain: 0 };
export const totalOf = ({ votes_for, against, abstain }) => votes_for + against + abstain;

/** The figures that two tellers have entered alike; null where no two have. A count that differed lets all before it fall. */
export function handsOf({ logged }) {
  const tellers = new Map();
  let agreed = null;
  for (const { word, entry } of logged.hands) {
    const { by, votes_for, against, abstain } = must(ENTERED, entry, `hands.${word}.v1`);
    if (word === "differed") {
      tellers.clear();
      agreed = null;
      continue;
    }
    const figures = [votes_for, against, abstain].join(" ");
    tellers.set(figures, (tellers.get(figures) ?? new Set()).add(by));
    if (tellers.get(figures).size > 1) agreed = { votes_for, against, abstain };
  }
  return agreed;
}

/** Voters whose hands are counted beside the keys. */
export const admittedTo = ({ logged }) => (logged.admitted ? must(ADMITTED, logged.admitted, "hands.admitted.v1").voters : []);

/** Before the opening admitted, of the roster, without a paper; entered behind the close, in a motion without stations. */
function admittedWell(poll, voters) {
  const { admitted, opened } = poll.logged;
  const roster = new Set(poll.roster.map((one) => one.voter));
  const drawn = new Set(storyOf(poll).drawn.map((one) => one.voter));
  const timely = opened && admitted.at < opened.at;
  return timely && new Set(voters).size === voters.length && voters.every((voter) => roster.has(voter) && !drawn.has(voter));
}

function enteredWell({ rules, issuers, logged }) {
  const late = logged.hands.every(({ at }) => logged.closed && at > logged.closed.at);
  return late && rules.kind === "motion" && issuers.length === 0 && Boolean(logged.admitted);
}

/** Hands beside keys stand only where they may; where they are admitted, a count has them from two tellers. */
export function checkHands(poll) {
  const voters = admittedTo(poll);
  const well = poll.logged.hands.length === 0 || (enteredWell(poll) && admittedWell(poll, voters));
  const missing = voters.length > 0 && poll.logged.counted && handsOf(poll) === null;
  if (!well || missing) throw fault(poll, "举手票不合规定", "hands are counted that may not be, or not by two tellers alike");
}
