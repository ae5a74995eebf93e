// What waits for the scrutineer: one card for each decision, the newest first; where there is none, that is said too.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { decide } from "./line.js";
import { nameOf, titleOf } from "./names.js";
import { question, ticks } from "./polls.js";

const MORE = {
  countersign: (ask, view) => html`${question(ask.details)}${ticks(ask.details.checks, view)}`,
  respoil: (ask, view) => html`<p class="explain"><strong>${nameOf(view, ask.details.voter)}</strong> · ${t("station.papers", { count: ask.details.papers })}</p>
    ${ask.details.kid ? html`<p>${t("station.new_terminal", { seat: ask.details.seat })} <span class="print">${ask.details.kid.slice(0, 8)}</span></p>` : ""}`,
  tally: (ask) => html`<table>
    <thead><tr><th>${t("station.written")}</th><th>${t("station.into")}</th></tr></thead>
    <tbody>${ask.details.merges.map((row) => html`<tr><td>${row.written}</td><td>${row.into}</td></tr>`)}</tbody></table>`,
  forget: () => "",
};

const card = (ask, view) => html`
  <section class="sheet decide">
    <h2>${t(`station.ask_${ask.about}`)}</h2>
    <p class="explain">${ask.details.title ?? titleOf(view, ask.details.vote)}</p>
    ${MORE[ask.about](ask, view)}
    <p>${t(`station.ask_${ask.about}_how`)}</p>
    <div class="actions">
      <button type="button" class="primary" @click=${() => decide(ask.about, ask.subject, true)}>${t(`station.yes_${ask.about}`)}</button>
      <button type="button" @click=${() => decide(ask.about, ask.subject, false)}>${t("station.no")}</button>
    </div>
  </section>`;

const calm = (view) => html`
  <section class="sheet calm"><h2>${t("station.calm")}</h2><p>${t(view.polls.length ? "station.calm_how" : "station.calm_first")}</p></section>`;

export const asks = (view) => (view.asks.length ? view.asks.map((ask) => card(ask, view)) : calm(view));
