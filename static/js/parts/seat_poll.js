// One poll as its member sees it: the question, where the vote stands, the paper while it is open, the result after.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { ballotPaper } from "./ballot_paper.js";
import { opened } from "./check_code.js";
import { timeLeft } from "./clock.js";
import { motionPaper } from "./motion_paper.js";
import { grouped } from "./grouped.js";
import { missing } from "./missing.js";
import { phrased } from "./phrased.js";
import { refusalBox } from "./seat_head.js";
import { resultOf } from "./seat_result.js";
import { statusBox, statusOf } from "./seat_status.js";

const station = ({ station: name, fingerprint }) => html`<span class="chip">${t("ballot.station", { name })} <code>${grouped(fingerprint)}</code></span>`;

const rules = (poll, { stations = [], manifest } = {}) => html`
  <p class="chips"><span class="chip">${t(`ballot.mode.${poll.mode}`)}</span>
    <span class="chip">${t(`ballot.press_short.${poll.press}`)}</span>
    ${manifest?.tier ? html`<span class="chip tier ${manifest.tier === "T0" ? "warn" : ""}">${t(`ballot.tier.${manifest.tier}`)}</span>` : nothing}
    <span class="chip ${poll.state === "open" ? "live" : ""}">${t(`ballot.state.${poll.state}`)}</span>
    ${stations.map(station)}</p>`;

const countdown = (poll) => (timeLeft(poll) === null ? nothing
  : html`<p class="countdown" role="timer"><span>${t("ballot.time_left")}</span> <strong>${timeLeft(poll)}</strong></p>`);

function paperOf(poll, paper, mine) {
  if (poll.state !== "open" || !mine?.eligible || !paper?.manifest || paper.fault) return nothing;
  if (!paper.drawn && paper.lost !== null) return nothing; // nothing to mark until the paper has been exchanged
  if (poll.press === "first" && (paper.received || paper.sending)) return nothing;
  const ready = paper.drawn && !paper.sending;
  return (poll.kind === "motion" ? motionPaper : ballotPaper)(poll, paper.manifest.rules, ready, paper);
}

export function pollPage(poll, paper, mine) {
  const sheet = paperOf(poll, paper, mine);
  return html`
    <article class="seat-poll kind-${poll.kind} ${sheet === nothing ? "still" : "voting"}" data-vote=${poll.vote} data-state=${poll.state}>
      <header>
        <div><h2 tabindex="-1">${phrased(poll.title)}</h2>${rules(poll, paper)}</div>
        ${countdown(poll)}
      </header>
      ${statusBox(statusOf(poll, paper, mine))}
      ${paper?.fault || paper?.amiss ? html`<p class="note" lang="en">${paper.fault ?? paper.amiss}</p>` : nothing}
      ${refusalBox(paper?.refusal)}
      ${opened(poll, paper)}
      ${missing(poll, paper)}
      ${sheet}
      ${resultOf(poll)}
    </article>`;
}

/** When several polls stand side by side: one button each, with where this seat's vote stands. */
export const pollTabs = (polls, current, papers, me, choose) => (polls.length < 2 ? nothing : html`
  <nav class="poll-tabs" aria-label=${t("seat.polls", { polls: polls.length })}>
    ${polls.map((poll) => html`
      <button type="button" aria-current=${poll.vote === current.vote ? "true" : nothing} @click=${() => choose(poll.vote)}>
        <strong>${say(poll.title)}</strong><span class="chip ${poll.state === "open" ? "live" : ""}">${t(`ballot.state.${poll.state}`)}</span>
        ${me.polls[poll.vote]?.cast || papers[poll.vote]?.received ? html`<span class="chip good">✓ ${t("ballot.received_short")}</span>` : nothing}
      </button>`)}
  </nav>`);
