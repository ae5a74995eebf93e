// An item by itself: number, title, who reports, which papers lie on the table, how it ended.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { itemState } from "./agenda.js";
import { phrased } from "./phrased.js";
import { recusedOfItem } from "./recused.js";

export const itemHead = (item, isCurrent) => html`
  <header class="item-head">
    <p class="overline">${t("item.number", { number: item.number })}</p>
    <h2>${phrased(item.title)}</h2>
    <p class="chips">${itemState(item, isCurrent)}</p>
    ${item.reporter ? html`<p class="reporter">${t("item.reporter", { name: item.reporter.name, office: say(item.reporter.office) })}</p>` : nothing}
    ${item.papers.length ? html`<p class="papers"><span class="quiet">${t("item.papers")}</span> ${item.papers.map((paper) => html`<span>${say(paper.title)}</span>`)}</p>` : nothing}
    ${recusedOfItem(item)}
    ${ending("ask.reason", item.disposition?.reason)}
    ${ending("item.consent", item.disposition?.consent && say(item.disposition.consent))}
    ${ending("ask.to", item.disposition?.to)}
    ${ending("item.due", item.disposition?.due)}
    ${ending("ask.next", item.disposition?.next)}
  </header>`;

const ending = (key, value) => (value ? html`<p class="reason"><span class="quiet">${t(key)}</span> ${value}</p>` : nothing);
