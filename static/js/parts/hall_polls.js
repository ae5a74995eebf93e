// What is being voted on, and how it ended: one poll fills the wall, several share it.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { timeLeft } from "./clock.js";
import { countBar, doneKey, leftKey } from "./figures.js";
import { gradeFigures } from "./grades.js";
import { hallElection } from "./hall_election.js";
import { bigCounts, bigFigure, hallVoided, verdict } from "./hall_figures.js";
import { phrased } from "./phrased.js";
import { recusedLine } from "./recused.js";

export const hallPolls = ({ polls }) => {
  const valid = polls.filter((poll) => !poll.voided);
  const shown = valid.length ? valid : polls.slice(-1);
  return html`<section class="hall-polls n${roomFor(shown.length)}">${shown.map(hallPoll)}</section>`;
};

/** One, two, three, four or six places on the wall. */
const roomFor = (count) => [1, 1, 2, 3, 4][count] ?? 6;

const hallPoll = (poll) => html`
  <article class="hall-poll ${poll.state} ${poll.kind} ${poll.trial ? "trial" : ""}">
    <header><h2>${phrased(poll.title)}</h2><p class="sub">${rules(poll)}</p>${recusedLine(poll.recused)}</header>
    ${body(poll)}
  </article>`;

/** Secrecy, which press counts, the label of the tier: what a voter must know before pressing. */
const rules = (poll) => [poll.round && poll.round !== "first" ? say(poll.round_label) : "", poll.form === "show_of_hands" ? "" : t(`secrecy.${poll.secrecy}`), poll.form === "keypress" ? t(`press.${poll.press}`) : t(`form.${poll.form}`),
  poll.tier ? say(poll.label) : ""].filter(Boolean).join(" · ");

const body = (poll) => {
  if (poll.voided) return hallVoided(poll);
  if (poll.election) return hallElection(poll);
  if (poll.counts) return result(poll);
  if (poll.evaluation) return html`${gradeFigures(poll.evaluation)}${verdict(poll.outcome)}`;
  if (poll.state === "announced") return announced(poll);
  return CALLS[poll.form] && poll.form !== "keypress" ? byHand(poll) : voting(poll);
};

const names = (poll) => (poll.kind !== "motion" ? html`<ol class="names">${poll.lines.map((line) => html`<li>${say(line.name)}</li>`)}</ol>` : nothing);

const announced = (poll) => html`${names(poll)}<p class="call">${t("hall.soon")}</p>
  ${poll.by_hand ? nothing : html`<p class="sub">${t("poll.papers_drawn", { issued: poll.issued, eligible: poll.eligible })}</p>`}`;

const CALLS = { keypress: "hall.press_now", paper: "hall.paper_now", show_of_hands: "hall.hands_now" };

/** Tellers count: what people do now, and the papers as far as two tellers have agreed on them. */
const byHand = (poll) => html`
  ${names(poll)}
  <p class="call">${t(poll.state === "open" ? CALLS[poll.form] : "hall.hands_counting")}</p>
  <dl class="row">
    ${bigFigure("poll.eligible", poll.eligible)}
    ${poll.by_hand.issued === null ? nothing : bigFigure("poll.issued", poll.by_hand.issued, "strong")}
    ${poll.by_hand.return ? bigFigure("election.returned", poll.by_hand.return.returned, "strong") : nothing}
  </dl>`;

const voting = (poll) => html`
  ${names(poll)}
  ${poll.state === "open" ? html`<p class="call">${t(CALLS[poll.form] ?? "hall.mark_now")}</p>` : html`<p class="call">${t("hall.counting")}</p>`}
  <dl class="row">
    ${bigFigure(doneKey(poll), poll.pressed, "strong")}
    ${bigFigure(leftKey(poll), poll.not_pressed, "silent")}
    ${timeLeft(poll) ? bigFigure("poll.remaining", timeLeft(poll)) : nothing}
  </dl>
  <progress max=${poll.eligible || 1} value=${poll.pressed} aria-label=${t(doneKey(poll))}></progress>`;

const result = (poll) => html`
  ${bigCounts(poll)}
  ${countBar(poll.counts, poll.show_not_pressed)}
  ${verdict(poll.outcome)}
  ${poll.outcome ? html`<p class="sub">${say(poll.outcome.explanation)}</p>` : nothing}`;
