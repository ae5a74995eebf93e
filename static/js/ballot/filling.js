// A ballot while it is being filled: what it says so far, and why it may not be sent yet. Held in this page only.
import { signal } from "../../vendor/signals-core.js";
import { utf8 } from "./bytes.js";

const BETWEEN_HAN = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu;

/** vote → {marks: letters, wi: texts, page: "mark" or "review", chosen: letter or null, checking}; gone once it is sent. */
const drafts = signal({});

const fresh = (poll, rules) => ({
  marks: poll.lines.map(() => (rules.alphabet.includes("B") ? "B" : null)),
  wi: Array.from({ length: rules.writein_max }, () => ""), page: "mark", chosen: null, checking: false,
});

/** The draft of a poll as it stands. */
export const draftOf = (poll, rules) => drafts.value[poll.vote] ?? fresh(poll, rules);
/** Change some fields of a draft. */
export function edit(poll, rules, patch) {
  drafts.value = { ...drafts.value, [poll.vote]: { ...draftOf(poll, rules), ...patch } };
}
/** Forget a draft: it is sent, or its poll is over. */
export function forget(vote) {
  const { [vote]: gone, ...others } = drafts.value;
  if (gone !== undefined) drafts.value = others;
}
/** Forget every draft whose poll is not open any more. */
export function forgetAllBut(open) {
  for (const vote of Object.keys(drafts.value)) if (!open.includes(vote)) forget(vote);
}

/** A name as it is compared and sent: NFC, trimmed, and without the space that print puts between two characters. */
export const tidy = (name) => name.normalize("NFC").trim().replace(/\s+/g, " ").replace(BETWEEN_HAN, "");

const count = (marks, letter) => marks.filter((mark) => mark === letter).length;

/** {marks, wi, chosen, left (null without a limit), rows, blank, problems: [{key, values}]} of a draft. No problems: it may be sent. */
export function judge(poll, rules, draft) {
  const wi = draft.wi.map(tidy).filter((name) => name !== "");
  const chosen = count(draft.marks, "Y") + wi.length;
  const rows = rules.writein_opposed ? Math.min(rules.writein_max, count(draft.marks, "N")) : rules.writein_max;
  const left = rules.max_yes === null ? null : Math.max(0, rules.max_yes - chosen);
  const filled = { chosen, rows, most: rules.max_yes, unmarked: count(draft.marks, null) };
  const blank = draft.marks.filter((mark) => mark === "B" || mark === null).length;
  return { marks: draft.marks.join(""), wi, chosen, left, rows, blank, problems: [...problemsOf(filled, wi), ...namesAmiss(poll, rules, wi)] };
}

function problemsOf({ chosen, rows, most, unmarked }, wi) {
  const problems = [];
  if (most !== null && chosen > most) problems.push({ key: "ballot.problem.over", values: { chosen, most } });
  if (wi.length > rows) problems.push({ key: "ballot.problem.opposed", values: { written: wi.length, rows } });
  if (unmarked > 0) problems.push({ key: "ballot.problem.unmarked", values: { unmarked } });
  return problems;
}

function namesAmiss(poll, rules, wi) {
  const candidates = new Set(poll.lines.flatMap(({ name }) => [tidy(name.zh), tidy(name.en)]));
  return wi.flatMap((name, at) => {
    if (candidates.has(name)) return [{ key: "ballot.problem.candidate", values: { name } }];
    if (wi.indexOf(name) !== at) return [{ key: "ballot.problem.twice", values: { name } }];
    return utf8(name).length > rules.writein_bytes ? [{ key: "ballot.problem.long", values: { name } }] : [];
  });
}
