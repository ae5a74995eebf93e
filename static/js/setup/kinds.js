// What each kind of item begins with: its votes, and the words it may end in as far as its votes can come to them.
import { t } from "../words.js";
import { add, at, freshId, put } from "./draft.js";
import { law } from "./server.js";

export const KINDS = ["procedural", "roster", "report", "decision", "appointment", "election", "removal", "recall", "resignation", "question", "evaluation"];
export const kindChoices = () => KINDS.map((kind) => [kind, t(`setup.kind_${kind}`)]);

/** Kinds whose votes are each on one person, with what the vote does to the person. */
export const PERSONAL = { appointment: "appoint", removal: "remove", recall: "remove", resignation: "resign" };
const VOTED = ["procedural", "roster", "decision"];
const RESULTS = ["adopted", "not_adopted", "decided", "elected"];
const GRADES = [{ zh: "满意", en: "Satisfied" }, { zh: "基本满意", en: "Basically satisfied" }, { zh: "不满意", en: "Not satisfied" }];

export const motion = (more = {}) => ({ id: freshId("vote"), kind: "motion", title: {}, secrecy: "named", form: "keypress", press: "last", time_limit: 60, ...more });

export const election = (more = {}) => ({
  id: freshId("election"), kind: "election", title: {}, secrecy: "secret", form: "paper", press: "last",
  office: law.value?.offices[0]?.word, post: {}, seats: 1, write_ins: true, ...(at(["meeting", "body"]) === "standing_committee" ? { by_election: true } : {}), ...more,
});

export const evaluation = () => ({ id: freshId("evaluation"), kind: "evaluation", title: {}, secrecy: "secret", form: "keypress", press: "last", time_limit: 60, options: GRADES });

const somebody = (kind) => ({ act: PERSONAL[kind], post: {} });
export const personal = (kind) => motion({ secrecy: "secret", person: somebody(kind) });

/** One vote on several people together, which the organ that may has to decide on first; all of them are named. */
export const merged = (kind) => motion({ secrecy: "secret", part: "merged", persons: [somebody(kind), somebody(kind)] });

/** One more whom a merged vote is on. */
export const another = (kind, path) => add([...path, "persons"], somebody(kind));

function firstVotes(kind) {
  if (kind === "election") return [election()];
  if (kind === "evaluation") return [evaluation()];
  if (PERSONAL[kind]) return [personal(kind)];
  return VOTED.includes(kind) ? [motion()] : [];
}

/** A new item of a kind. */
export function newItem(kind) {
  const item = { id: freshId("item"), kind, title: {}, poll: firstVotes(kind) };
  if (kind === "report") item.reporter = { office: {}, kind: "delegated" };
  if (!item.poll.length) delete item.poll;
  return { ...item, dispositions: endings(item) };
}

/** The words an item may end in: what the law has for its kind, without results where nothing is voted on. */
export function endings(item) {
  const lawful = (law.value?.dispositions[item.kind] ?? []).map((one) => one.word);
  if (item.poll?.length) return lawful;
  const left = lawful.filter((word) => !RESULTS.includes(word));
  return left.length ? left : lawful;
}

/** Change the votes of an item; what it may end in follows. */
export function putVotes(path, votes) {
  put([...path, "poll"], votes.length ? votes : undefined);
  put([...path, "dispositions"], endings(at(path)));
}
