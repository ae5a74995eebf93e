// Every item with its disposition and its polls: nothing deliberated without a decision.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { itemState } from "./agenda.js";
import { electionTable, paperFigures } from "./election_table.js";
import { countFigures } from "./figures.js";
import { outcomeLine, pollChips } from "./poll_card.js";
import { recusedLine } from "./recused.js";

export const ledgerOfItems = (view) => html`
  <h2>${t("secretary.agenda")}</h2>
  <ol class="item-ledger">${view.items.map((item) => entry(item, view.polls.filter((poll) => poll.item === item.id)))}</ol>`;

const entry = (item, polls) => html`
  <li>
    <span class="number">${item.number}</span>
    <div>
      <h3>${say(item.title)}</h3>
      <p class="chips">${itemState(item, false)}</p>
      ${item.reporter ? html`<p class="note">${t("item.reporter", { name: item.reporter.name, office: say(item.reporter.office) })}</p>` : nothing}
      ${item.disposition?.reason ? html`<p class="note">${t("ask.reason")} · ${item.disposition.reason}</p>` : nothing}
      ${polls.map(pollLine)}
    </div>
  </li>`;

const pollLine = (poll) => html`
  <div class="poll-line">
    <p><strong>${say(poll.title)}</strong></p>
    <p class="chips">${pollChips(poll)}</p>
    ${recusedLine(poll.recused)}
    ${poll.voided ? html`<p class="note">${t("poll.voided_because", { reason: poll.voided.reason, by: poll.voided.by })}</p>` : nothing}
    ${poll.counts ? countFigures(poll.counts) : nothing}
    ${poll.election ? html`${paperFigures(poll)}${electionTable(poll)}` : nothing}
    ${outcomeLine(poll.outcome)}
  </div>`;
