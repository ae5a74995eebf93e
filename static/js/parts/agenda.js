// The agenda: each item, how far it is, how it ended.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { recusedChip } from "./recused.js";

/** `shown` is the item looked at, `current` the one before the sitting; `pick(id)` looks at another. */
export const agendaView = (items, current, shown, pick) => html`
  <nav class="agenda" aria-label=${t("agenda.title")}>
    <h2 class="overline">${t("agenda.title")}</h2>
    <ol>${items.map((item) => entry(item, item.id === current, item.id === shown, pick))}</ol>
  </nav>`;

const entry = (item, isCurrent, isShown, pick) => html`
  <li class="${item.stage} ${isCurrent ? "current" : ""}">
    <button type="button" aria-current=${isShown ? "true" : "false"} @click=${() => pick(item.id)}>
      <span class="number">${item.number}</span>
      <span class="words">
        <span class="title">${say(item.title)}</span>
        <span class="chips">${itemState(item, isCurrent)}</span>
      </span>
    </button>
  </li>`;

export const itemState = (item, isCurrent) => html`
  ${item.disposition ? dispositionSeal(item.disposition) : html`<span class="chip ${isCurrent ? "now" : ""}">${t(`stage.${item.stage}`)}</span>`}
  <span class="note">${t(`item.${item.kind}`)}</span>
  ${recusedChip(item)}`;

const AGAINST = ["not_adopted", "withdrawn", "postponed"];

export const dispositionSeal = (disposition) => disposition
  ? html`<span class="seal ${AGAINST.includes(disposition.word) ? "no" : ""}">${say(disposition.label)}</span>` : nothing;
