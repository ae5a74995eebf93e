// The page before a ballot is sent: what it says, line by line, in words and shapes.
import { html, nothing } from "../../vendor/lit-html.js";
import { forget } from "../ballot/filling.js";
import { cast } from "../ballot/votes.js";
import { say, t } from "../words.js";
import { checkCode } from "./check_code.js";
import { MARKS, markIcon, markWord } from "./seat_marks.js";

/** Send what was judged good; the page forgets it in the same breath. */
export function send(poll, judged) {
  forget(poll.vote);
  cast(poll.vote, judged.marks, judged.wi);
}

const row = (name, letter, extra = "", word = markWord(letter)) => html`
  <li class="line ${MARKS[letter]}"><strong class="name">${name}</strong><span class="given ${MARKS[letter]}">${markIcon(letter)}${word}${extra}</span></li>`;

/** In an evaluation a line is chosen or it is not; nobody is for or against a grade. */
const gradeWord = (poll, letter) => (poll.kind === "evaluation" ? t(letter === "Y" ? "ballot.grade_chosen" : "ballot.grade_not") : markWord(letter));

/** A line without a mark says how it counts. */
const lineRow = ({ name }, letter, poll, rules) => (letter === "B" && rules.blank === "for"
  ? row(say(name), "Y", t("ballot.unmarked_for")) : row(say(name), letter, "", gradeWord(poll, letter)));

export const ballotReview = (poll, rules, judged, ready, paper, { back, go }) => html`
  <section class="ballot reviewing">
    <h3 tabindex="-1" data-focus>${t("ballot.review_title")}</h3>
    <ol class="lines">
      ${poll.lines.map((line, at) => lineRow(line, judged.marks[at], poll, rules))}
      ${judged.wi.map((name) => row(name, "Y", t("ballot.written_in")))}
    </ol>
    <p class="rule">${poll.kind === "evaluation" ? nothing : t("ballot.review_count", { chosen: judged.chosen })} ${t(`ballot.press.${poll.press}`)}</p>
    ${checkCode(poll, paper)}
  </section>
  <div class="ballot-foot two">
    <button type="button" class="giant" @click=${back}>${t("ballot.change")}</button>
    <button type="button" class="primary giant send" ?disabled=${!ready} @click=${go}>${t("ballot.send")}</button>
  </div>`;
