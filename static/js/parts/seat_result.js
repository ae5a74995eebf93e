// How a poll ended, as the server published it; nothing is added up here.
import { html, nothing } from "../../vendor/lit-html.js";
import { known, say, t } from "../words.js";
import { personName, rowName } from "./row_name.js";
import { MARKS, markIcon, markWord } from "./seat_marks.js";

const COUNTED = { Y: "for", N: "against", A: "abstain" };
const outcomeWord = (outcome) => {
  const word = outcome?.word ?? outcome;
  return say(outcome?.label) || (known(`ballot.outcome.${word}`) ? t(`ballot.outcome.${word}`) : String(word ?? ""));
};
const verdict = (outcome) => (outcome
  ? html`<p class="seal ${["adopted", "decided", "elected"].includes(outcome.word ?? outcome) ? "" : "no"}">${outcomeWord(outcome)}</p>` : nothing);

const motion = ({ counts, outcome, needed, base }) => html`
  <dl class="seat-counts">
    ${Object.entries(COUNTED).map(([letter, word]) => html`<div class=${MARKS[letter]}><dt>${markIcon(letter)}${markWord(letter)}</dt><dd>${counts[word]}</dd></div>`)}
    ${counts.void ? html`<div><dt>${t("ballot.void")}</dt><dd>${counts.void}</dd></div>` : nothing}
    ${counts.not_voting === undefined || counts.not_voting === null ? nothing : html`<div><dt>${t("ballot.not_voting")}</dt><dd>${counts.not_voting}</dd></div>`}
  </dl>
  ${verdict(outcome)}
  ${needed === undefined || needed === null ? nothing : html`<p class="quiet">${t("ballot.needed", { base, needed })}</p>`}`;

const cell = (number) => html`<td class="figure">${number}</td>`;

const nameOf = (row, lines) =>
  rowName(row, lines, (number) => t("ballot.write_in", { number }), () => html` <span class="chip">${t("ballot.write_in_short")}</span>`);

const election = ({ elected, ranking, outcome }, lines) => html`
  ${verdict(outcome)}
  ${elected.length ? html`<p class="elected"><span class="overline">${t("ballot.elected")}</span> <strong>${elected.map((name) => personName(name, lines)).join(t("common.comma"))}</strong></p>` : nothing}
  <table>
    <thead><tr><th>${t("ballot.name")}</th>${Object.keys(COUNTED).map((letter) => html`<th class="figure">${markWord(letter)}</th>`)}</tr></thead>
    <tbody>${ranking.map((row) => html`<tr><td>${nameOf(row, lines)}</td>
      ${Object.values(COUNTED).map((word) => cell(row[word]))}</tr>`)}</tbody>
  </table>`;

const evaluation = ({ options, grade, invalid }) => html`
  <p class="seal">${say(grade)}</p>
  <dl class="seat-counts">
    ${options.map(({ name, votes }) => html`<div><dt>${say(name)}</dt><dd>${votes}</dd></div>`)}
    ${invalid ? html`<div><dt>${t("ballot.void")}</dt><dd>${invalid}</dd></div>` : nothing}
  </dl>`;

const RESULTS = { motion, evaluation };

/** The published result of a poll, or nothing. */
export const resultOf = (poll) => (poll.result
  ? html`<section class="seat-result" aria-label=${t("ballot.result")}>${poll.kind === "election" ? election(poll.result, poll.lines) : RESULTS[poll.kind](poll.result)}</section>` : nothing);
