// One poll: its rule, how far it is, its figures, its outcome with the article, what may be done with it.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { timeLeft } from "./clock.js";
import { candidateList, electionTable, paperFigures } from "./election_table.js";
import { gradeFigures } from "./grades.js";
import { countBar, countFigures, figure, pressedFigures } from "./figures.js";
import { refusedSteps, stepButtons } from "./next_step.js";
import { minuted } from "./minuted.js";
import { phrased } from "./phrased.js";
import { editedMark } from "./reading.js";
import { recusedLine } from "./recused.js";
import { refusalLine } from "./refusal.js";
import { signatures } from "./stations_line.js";

export const pollCard = (poll, steps, view) => html`
  <article class="poll sheet ${poll.state}">
    <header>
      <h3>${phrased(poll.title)}</h3>
      <p class="chips">${pollChips(poll)}</p>
    </header>
    <p class="rule">${ruleLine(poll)}</p>
    ${poll.mode_note ? html`<p class="note mode-note">${say(poll.mode_note)}</p>` : nothing}
    ${recusedLine(poll.recused)}
    ${poll.reminder ? html`<p class="warning reminder">${say(poll.reminder)}</p>` : nothing}
    ${pollBody(poll)}
    ${signatures(poll)}
    ${minuted(poll)}
    ${stepButtons(steps.filter((step) => !step.refusal), view, true)}
    ${refusedSteps(steps.filter((step) => step.refusal), true)}
  </article>`;

/** State, secrecy, form, which press counts, and the label of a secret poll's tier. */
export const pollChips = (poll) => html`
  <span class="chip ${poll.state === "open" ? "live" : ""}">${t(`poll.${poll.state}`)}</span>
  ${poll.round && poll.round !== "first" ? html`<span class="chip now">${say(poll.round_label)}</span>` : nothing}
  ${poll.form === "show_of_hands" ? nothing : html`<span class="chip">${t(`secrecy.${poll.secrecy}`)}</span>`}
  <span class="chip">${t(`form.${poll.form}`)}</span>
  ${poll.form === "keypress" ? html`<span class="chip">${t(`press.${poll.press}`)}</span>` : nothing}
  ${poll.tier ? html`<span class="chip tier ${poll.tier === "T0" ? "warn" : "good"}">${say(poll.label)}</span>` : nothing}`;

const ruleLine = (poll) => (poll.kind === "evaluation" ? t(poll.needed === null ? "poll.rule_valid" : "poll.rule_grades") : needLine(poll));

const needLine = (poll) => html`
  ${poll.needed === null ? t("elections.rule_most") : t(poll.kind === "election" ? "poll.rule_election" : "poll.rule", { base: poll.base, needed: poll.needed })}
  ${poll.seats === null ? nothing : t(poll.round === "primary" ? "elections.rule_places" : "poll.rule_seats", { seats: poll.seats, candidates: poll.lines.length })}`;

const pollBody = (poll) => {
  if (poll.voided) return html`<p class="refused">${t("poll.voided_because", { reason: poll.voided.reason, by: poll.voided.by })}</p>`;
  if (poll.counts || poll.election || poll.evaluation) return resultBody(poll);
  return html`${poll.kind !== "motion" ? candidateList(poll) : nothing}${liveBody(poll)}`;
};

const HAND_FORMS = ["paper", "show_of_hands"];

/** A vote that tellers count: the papers as far as they are known. */
const handBody = ({ by_hand: told, eligible }) => html`
  <dl class="figures">
    ${figure("poll.eligible", eligible)}
    ${told.stock ? html`${figure("teller.printed", told.stock.printed)}${figure("teller.sealed", told.stock.sealed)}` : nothing}
    ${told.issued === null ? nothing : figure("poll.issued", told.issued)}
    ${told.return ? html`${figure("teller.returned", told.return.returned)}${figure("teller.accounted", told.accounted)}` : nothing}
  </dl>
  ${told.excess ?? told.missing ? html`<p class="why">${refusalLine(told.excess ?? told.missing)}</p>` : nothing}`;

const liveBody = (poll) => (HAND_FORMS.includes(poll.form) ? handBody(poll) : keysBody(poll));

const keysBody = (poll) => (poll.state === "announced"
  ? html`<p class="drawn">${t("poll.papers_drawn", { issued: poll.issued, eligible: poll.eligible })}</p>`
  : html`${pressedFigures(poll)}${clock(poll)}`);

const clock = (poll) => (timeLeft(poll) ? html`<p class="clock">${t("poll.remaining")} <strong>${timeLeft(poll)}</strong></p>` : nothing);

const resultBody = (poll) => html`
  ${poll.counts ? html`${countFigures(poll.counts, !HAND_FORMS.includes(poll.form))}${countBar(poll.counts)}` : nothing}
  ${poll.election ? html`${paperFigures(poll)}${electionTable(poll)}` : nothing}
  ${poll.evaluation ? gradeFigures(poll.evaluation) : nothing}
  ${outcomeLine(poll.outcome)}
  ${poll.announcement ? html`<blockquote class="announcement">${say(poll.announcement)}</blockquote>` : nothing}
  ${poll.announcement && poll.announcement_edited ? html`<p class="reading-foot">${editedMark(poll.announcement_edited)}</p>` : nothing}`;

const CARRIED = ["adopted", "decided", "elected"];

export const outcomeLine = (outcome) => (outcome ? html`
  <p class="outcome"><span class="seal ${CARRIED.includes(outcome.word) ? "" : "no"}">${say(outcome.label)}</span>
    <span>${say(outcome.explanation)} <span class="article">${say(outcome.citation) || outcome.authority.join(" · ")}</span></span></p>` : nothing);
