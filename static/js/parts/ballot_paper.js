// An election ballot: the names in the order of the paper, a mark for each, write-ins, and how many may still be chosen.
import { html, nothing } from "../../vendor/lit-html.js";
import { draftOf, edit, judge } from "../ballot/filling.js";
import { discard, prepare } from "../ballot/sealed.js";
import { say, t } from "../words.js";
import { ballotReview, send } from "./ballot_review.js";
import { markIcon, markWord, MARKS } from "./seat_marks.js";

const put = (list, at, value) => list.map((old, index) => (index === at ? value : old));

function mark(poll, rules, at, letter) {
  const { marks } = draftOf(poll, rules);
  if (rules.kind === "evaluation") { // one grade: choosing another lets go of the first
    return edit(poll, rules, { marks: marks.map((old, index) => (index === at && old !== letter ? letter : "B")) });
  }
  const untouched = rules.alphabet.includes("B") ? "B" : null;
  edit(poll, rules, { marks: put(marks, at, marks[at] === letter ? untouched : letter) });
}

const wordOf = (rules, letter) => (rules.kind === "evaluation" ? t("ballot.grade") : markWord(letter));

const markButton = (poll, rules, at, letter, given) => html`
  <button type="button" class="mark ${MARKS[letter]}" data-mark=${letter} aria-pressed=${String(given === letter)}
    aria-label=${`${say(poll.lines[at].name)} ${wordOf(rules, letter)}`} @click=${() => mark(poll, rules, at, letter)}>
    ${markIcon(letter)}<span>${wordOf(rules, letter)}</span></button>`;

const line = (poll, rules, at, given) => html`
  <li class="line" data-line=${at}>
    <span class="place" aria-hidden="true">${at + 1}</span>
    <strong class="name">${say(poll.lines[at].name)}</strong>
    <div class="line-marks" role="group" aria-label=${say(poll.lines[at].name)}>
      ${[...rules.alphabet].filter((letter) => letter !== "B").map((letter) => markButton(poll, rules, at, letter, given))}
    </div>
  </li>`;

const writeIn = (poll, rules, draft, at, open) => html`
  <label class="line write-in">
    <span class="place">${t("ballot.write_in", { number: at + 1 })}</span>
    <input name="wi-${at}" autocomplete="off" spellcheck="false" .value=${draft.wi[at]} ?disabled=${!open && draft.wi[at] === ""}
      @input=${(event) => edit(poll, rules, { wi: put(draftOf(poll, rules).wi, at, event.target.value) })}>
  </label>`;

const writeIns = (poll, rules, draft, rows) => (rules.writein_max === 0 ? nothing : html`
  <fieldset class="write-ins">
    <legend>${t("ballot.write_ins")} <span class="quiet">${t(rows === 0 ? "ballot.write_ins_none" : "ballot.write_ins_some", { rows })}</span></legend>
    ${draft.wi.map((_, at) => writeIn(poll, rules, draft, at, at < rows))}
  </fieldset>`);

const blankIsFor = (rules) => rules.blank === "for";

/** What the paper says as it will be read (docs/protocol.md section 9): a blank that counts as for takes a seat like any other. */
function judgeAsRead(poll, rules, draft) {
  if (!blankIsFor(rules)) return judge(poll, rules, draft);
  const read = judge(poll, rules, { ...draft, marks: draft.marks.map((mark) => (mark === "B" ? "Y" : mark)) });
  const problems = read.problems.map((one) => (one.key === "ballot.problem.over" ? { ...one, key: "ballot.problem.over_for" } : one));
  return { ...read, problems, marks: draft.marks.join(""), blank: draft.marks.filter((mark) => mark === "B").length };
}

const leftLine = (poll, rules, judged) => {
  if (rules.kind === "evaluation") {
    const at = judged.marks.indexOf("Y");
    return html`<strong>${at < 0 ? t("ballot.grade_none") : say(poll.lines[at].name)}</strong>`;
  }
  return judged.left === null ? nothing : html`<strong>${t("ballot.left", { left: judged.left })}</strong>
      <span>${t(blankIsFor(rules) ? "ballot.left_of_for" : "ballot.left_of", { chosen: judged.chosen, most: rules.max_yes, blank: judged.blank })}</span>`;
};

function review(poll, rules, { marks, wi }) {
  edit(poll, rules, { page: "review" });
  prepare(poll.vote, marks, wi);
}

function change(poll, rules) {
  discard(poll.vote);
  edit(poll, rules, { page: "mark" });
}

const foot = (poll, rules, judged, ready) => html`
  <div class="ballot-foot">
    <p class="left" aria-live="polite">${leftLine(poll, rules, judged)}</p>
    <div class="problems" id="why-not" aria-live="polite">${judged.problems.map(({ key, values }) => html`<p class="refused">${t(key, values)}</p>`)}</div>
    <button type="button" class="primary giant review" ?disabled=${!ready || judged.problems.length > 0} aria-describedby="why-not"
      @click=${() => review(poll, rules, judged)}>${t("ballot.review")}</button>
  </div>`;

const markRule = (rules) => {
  if (!rules.alphabet.includes("B")) return "ballot.rule_each";
  return blankIsFor(rules) ? "ballot.rule_blank_for" : "ballot.rule_blank";
};

const ruleOf = (rules) => (rules.kind === "evaluation" ? t("ballot.rule_grade")
  : html`${t(rules.max_yes === null ? "ballot.rule_free" : "ballot.rule", { most: rules.max_yes })} ${t(markRule(rules))}`);

/** The paper of an open election or evaluation, or the review of it before it is sent. */
export function ballotPaper(poll, rules, ready, paper) {
  const draft = draftOf(poll, rules), judged = judgeAsRead(poll, rules, draft);
  if (draft.page === "review" && judged.problems.length === 0) {
    return ballotReview(poll, rules, judged, ready, paper, { back: () => change(poll, rules), go: () => send(poll, judged) });
  }
  return html`
    <section class="ballot">
      <p class="rule">${ruleOf(rules)}</p>
      <ol class="lines">${poll.lines.map((_, at) => line(poll, rules, at, draft.marks[at]))}</ol>
      ${writeIns(poll, rules, draft, judged.rows)}
    </section>
    ${foot(poll, rules, judged, ready)}`;
}
