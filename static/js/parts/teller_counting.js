// What two tellers do with a vote that no terminal takes: the hands, or the return, the heaps, the doubtful papers, the sum.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { busy } from "./command.js";
import { figure } from "./figures.js";
import { refusalLine } from "./refusal.js";
import { sendEntry, told } from "./teller_entry.js";
import { handsForm, returnForm } from "./teller_figures.js";
import { heapsView } from "./teller_heaps.js";
import { papersView } from "./teller_papers.js";

/** Whether tellers are at work on it, or about to be. */
export const beingCounted = (poll) => Boolean(poll.by_hand) && ["announced", "open", "closed"].includes(poll.state);

export const counting = (poll) => (beingCounted(poll) ? html`
  <section class="sheet teller" data-vote=${poll.vote}>
    <h2>${say(poll.title)}</h2>
    <p class="chips"><span class="chip">${t(`form.${poll.form}`)}</span><span class="chip ${poll.state === "open" ? "live" : ""}">${t(`poll.${poll.state}`)}</span></p>
    ${stage(poll)}
    ${told(poll.vote)}
  </section>` : nothing);

const stage = (poll) => {
  if (poll.state === "announced" || poll.state === "open") return waiting(poll);
  return poll.form === "paper" ? onPaper(poll) : handsForm(poll);
};

const waiting = (poll) => html`<p class="quiet">${t(poll.form === "paper" ? "teller.wait_box" : "teller.wait_hands")}</p>
  ${poll.by_hand.stock ? stockFigures(poll.by_hand) : nothing}`;

const stockFigures = ({ stock, issued }) => html`
  <dl class="figures">
    ${figure("teller.printed", stock.printed)}${figure("teller.sealed", stock.sealed)}
    ${issued === null ? nothing : figure("poll.issued", issued)}
  </dl>`;

const onPaper = (poll) => {
  const back = poll.by_hand.return;
  if (!back) return html`${stockFigures(poll.by_hand)}${returnForm(poll)}`;
  return html`
    <dl class="figures">${["issued", "spoiled", "returned", "voters"].map((key) => figure(`teller.${key}`, back[key]))}
      ${figure("teller.accounted", poll.by_hand.accounted, "strong")}</dl>
    ${poll.by_hand.excess ? html`<div class="refused" role="alert">${refusalLine(poll.by_hand.excess)}<p>${t("teller.chair_declares")}</p></div>` : tallying(poll)}`;
};

const tallying = (poll) => html`
  ${heapsView(poll)}
  ${papersView(poll)}
  ${poll.by_hand.missing
    ? html`<p class="why">${refusalLine(poll.by_hand.missing)}</p>`
    : html`<button type="button" class="primary big" ?disabled=${busy.value} @click=${() => sendEntry(poll.vote, "count_papers", {})}>${t("teller.count")}</button>`}`;
