// The votes that this station takes part in: what was checked, how many papers it issued, what it opened and counted.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { actions, openDialog } from "../parts/dialog.js";
import { figures } from "./figures.js";
import { destroy } from "./line.js";
import { nameOf } from "./names.js";

const TICK = { good: "✓", look: "!", bad: "✗" };

export const ticks = (checks, view) => html`<ul class="ticks">${checks.map((check) => html`
  <li><span class="tick ${check.state}" aria-hidden="true">${TICK[check.state]}</span>
    <span class=${check.state}>${t(`station.${check.state === "look" ? "look" : "check"}_${check.name}`)}<span class="only-heard"> ${t(`station.state_${check.state}`)}</span></span>
    ${check.about.length ? html`<span class="about">${check.about.map((id) => (check.name === "agenda" ? t(`station.differs_${id}`) : nameOf(view, id))).join("、")}</span>` : nothing}</li>`)}</ul>`;

/** What is asked, to compare with the printed agenda: the lines of the ballot and the rule. */
export const question = (poll) => html`
  <p class="rule">${t(poll.rules.max_yes ? "station.rule_seats" : "station.rule", {
    eligible: poll.rules.eligible, base: poll.rules.base, seats: poll.rules.max_yes ?? 0, share: share(poll.rules) })}</p>
  <ol class="asked">${poll.lines.map((line) => html`<li>${say(line.name)}</li>`)}</ol>`;

const share = ({ threshold, kind }) => Object.entries(threshold).map(([test, part]) => t(`station.${part === "0/1" ? (kind === "evaluation" ? "of_valid" : "most") : test}`, { part }))[0];

const step = (word, figure, state) => html`
  <li><span class="word">${t(`station.step_${word}`)}</span>
    ${figure === null ? nothing : html`<span class="figure">${figure}</span>`}
    <span class="state ${state ? "good" : "idle"}">${t(state ? `station.done_${word}` : "station.not_yet")}</span></li>`;

const steps = (poll) => html`<ol class="stations-steps">
  ${step("countersign", null, true)}
  ${step("issue", poll.issued, poll.issued > 0)}
  ${step("open", poll.box ? poll.box.m_in : null, poll.box)}
  ${step("count", poll.count ? poll.box?.void.length ?? 0 : null, poll.count)}
  ${step("sign", null, poll.count)}
</ol>`;

const voids = (poll, view) => (poll.void.length ? html`<h3>${t("station.void")}</h3><ul>${poll.void.map((row) => html`
  <li>${nameOf(view, row.voter)} · ${t(`station.reason_${row.reason}`)}</li>`)}</ul>` : nothing);

/** The scrutineer's own act: the server is told of it when it asks, and may be gone by then. */
const askDestroy = (poll) => openDialog((close) => html`
  <form @submit=${(event) => { event.preventDefault(); destroy(poll.vote); close(); }}>
    <h2>${t("station.destroy")}</h2>
    <p>${poll.title}</p>
    <p class="explain">${t(poll.count ? "station.destroy_how" : "station.destroy_unsigned")}</p>
    ${actions(html`<button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
      <button type="submit" class="danger">${t("station.yes_forget")}</button>`)}
  </form>`);

const card = (poll, view) => html`
  <section class="sheet station-poll">
    <header><h2>${poll.title}</h2><span class="chip now">${t(`station.tier_${poll.tier}`)}</span>
      ${poll.spoiled ? html`<span class="chip warn">${t("station.spoiled", { count: poll.spoiled })}</span>` : nothing}
      ${poll.forgotten ? html`<span class="chip">${t("station.forgotten")}</span>` : nothing}</header>
    ${steps(poll)}
    ${poll.count ? html`${figures(poll, poll.count.sums, poll.count.sums)}<p class="same">✓ ${t("station.same")}</p>` : nothing}
    ${voids(poll, view)}
    <details ?open=${!poll.box}><summary>${t("station.checked")}</summary>${question(poll)}${ticks(poll.checks, view)}
      <p class="note">${t("station.hash")} <span class="print long">${poll.mh}</span></p></details>
    ${poll.forgotten ? nothing : html`<p><button type="button" class="slim destroy" @click=${() => askDestroy(poll)}>${t("station.destroy")}</button></p>`}
  </section>`;

const earlier = (poll, view) => html`
  <details class="over"><summary><strong>${poll.title}</strong><span>${t("station.issued", { count: poll.issued })}</span>
    <span class=${poll.count ? "same" : "quiet"}>${t(poll.count ? "station.done_sign" : "station.not_yet")}</span></summary>${card(poll, view)}</details>`;

/** The newest vote in full, the others a line each. */
export const polls = (view) => view.polls.map((poll, place) => (place === 0 ? card(poll, view) : earlier(poll, view)));
