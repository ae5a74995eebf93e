// What a full bundle says of one voter: whether a paper was issued in her name, whether a vote was cast, whether it is void.
// Of use only once every step holds: V3 to V5 have then held log, terminals' signatures and issuers' lists together. Never
// here: how anybody voted, which no bundle knows.

import { say } from "./bytes.js";
import { issuersOf, parties, storyOf } from "./votes.js";

const HIDDEN = say("公开文件不显示谁领过票、投过票，请用完整文件。", "A public bundle does not show who drew a paper and who cast a vote: ask for the full one.");

/** The void envelope of this voter, if hers is one. */
const voidOf = (poll, voter) => (poll.logged.counted ? poll.tally?.void.find((one) => one.voter === voter) : undefined);

function votedIn(poll, voter) {
  const { drawn, cast } = storyOf(poll);
  const [took, gave] = [drawn, cast].map((rows) => rows.some((one) => one.voter === voter));
  const bad = voidOf(poll, voter);
  const [zhVoid, enVoid] = bad ? [`，作废（${bad.reason}）`, `, void (${bad.reason})`] : ["", ""];
  const signers = parties(issuersOf(poll).length && poll.logged.counted ? issuersOf(poll) : ["S"]);
  return say(
    `${took ? "领了票" : "没有领票"}，${gave ? "投了票" : "没有投票"}${zhVoid}（签名确认领票人的：${signers.zh}）。`,
    `a paper was ${took ? "issued" : "not issued"}, a vote ${gave ? "cast" : "not cast"}${enVoid} (who drew papers is signed by: ${signers.en}).`,
  );
}

function inPoll(poll, voter) {
  if (poll.mode === "by_hand") return say("人工计票，没有领票记录。", "counted by hand; nothing is recorded of who voted.");
  if (!poll.roster.some((one) => one.voter === voter)) return say("不在名册上，没有领票。", "not on the roster; nothing was issued.");
  return votedIn(poll, voter);
}

/** One sentence for each vote, in the order of their announcement: [id or null, sentence]. */
export function aboutVoter({ profile, polls }, voter) {
  if (profile === "public") return [[null, HIDDEN]];
  return [...polls.values()].map((poll) => [poll.id, inPoll(poll, voter)]);
}

/** Everybody on a roster, by id, with the name that an announcement froze where there is one. */
export function votersOf({ polls }) {
  const found = new Map();
  for (const poll of polls.values()) {
    for (const { voter } of poll.roster ?? []) found.set(voter, poll.names?.get(voter) ?? found.get(voter) ?? "");
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
