// Hands counted beside the keys, and shows of hands: what the log lets stand of them (docs/bundle.md section 7).

import { isCount, isList, isRecord, isText, must } from "./shape.js";
import { fault, storyOf } from "./votes.js";

const ADMITTED = isRecord({ voters: isList(isText) }, true);
const ENTERED = isRecord({ by: isText, votes_for: isCount, against: isCount, abstain: isCount }, true);

export const NO_HANDS = { votes_for: 0, against: 0, abstain: 0 };
export const totalOf = ({ votes_for, against, abstain }) => votes_for + against + abstain;

/** The figures that two tellers have entered alike; null where no two have. A teller's later figures take the place of her
 * own, a count that differed lets all before it fall, and behind two alike there is nothing more to enter. */
export function handsOf(poll) {
  const tellers = new Map();
  let agreed = null;
  for (const { word, entry } of poll.logged.hands) {
    const { by, votes_for, against, abstain } = must(ENTERED, entry, `hands.${word}.v1`);
    if (agreed) throw fault(poll, "两名监票人已一致，其后又有举手录入", "hands were entered behind two tellers’ that were alike");
    if (word === "differed") {
      tellers.clear();
      continue;
    }
    const figures = [votes_for, against, abstain].join(" ");
    if ([...tellers].some(([teller, theirs]) => teller !== by && theirs === figures)) agreed = { votes_for, against, abstain };
    tellers.set(by, figures);
  }
  return agreed;
}

/** Voters whose hands are counted beside the keys. */
export const admittedTo = ({ logged }) => (logged.admitted ? must(ADMITTED, logged.admitted, "hands.admitted.v1").voters : []);

/** In a motion without stations, before the opening; persons of the roster, each once, without a paper. */
function admittedWell(poll, voters) {
  const { rules, issuers, logged: { admitted, opened } } = poll;
  const roster = new Set(poll.roster.map((one) => one.voter));
  const drawn = new Set(storyOf(poll).drawn.map((one) => one.voter));
  const timely = !opened || admitted.at < opened.at;
  return timely && rules.kind === "motion" && issuers.length === 0
    && new Set(voters).size === voters.length && voters.every((voter) => roster.has(voter) && !drawn.has(voter));
}

/** Where hands are admitted, behind the close. */
function enteredWell({ logged: { admitted, opened, closed, hands } }) {
  return hands.length === 0 || Boolean(admitted && opened && closed && hands.every(({ at }) => at > closed.at));
}

/** Hands beside keys stand only where they may; where they are admitted, a count has them from two tellers. */
export function checkHands(poll) {
  const { admitted, counted } = poll.logged;
  const well = enteredWell(poll) && (!admitted || admittedWell(poll, admittedTo(poll)));
  const missing = admitted && counted && handsOf(poll) === null;
  if (!well || missing) throw fault(poll, "举手票不合规定", "hands are counted that may not be, or not by two tellers alike");
}
