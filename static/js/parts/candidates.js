// The lists of an election in the making: who is nominated and by whom, how many may stand, in what order, and the fixing.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { askEarly, askFix, askNominate, askWithdraw } from "./candidates_asks.js";
import { askFurther, askNames } from "./candidates_rounds.js";
import { listed, chooseOrder, include, move, drag, orderOf } from "./candidates_order.js";
import { busy, give, giveAndTell } from "./command.js";
import { tellRefusal } from "./notices.js";
import { refusalLine } from "./refusal.js";

/** The secretary's place for all lists of the sitting. */
export const candidatesPlace = (view) => html`
  <h2>${t("secretary.elections")}</h2>
  <p class="explain">${t("elections.explain")}</p>
  ${rounds(view.elections?.due ?? [])}
  ${view.elections?.contests.length ? lists(view.elections.contests, view) : html`<p class="quiet">${t("elections.none")}</p>`}`;

/** The rounds that are due, each with one button and the article that asks for it. */
const rounds = (dues) => dues.map((due) => html`
  <div class="verdict warn due"><span>${say(due.title)} <span class="quiet">${say(due.citation)}</span></span>
    <button type="button" class="plain" ?disabled=${busy.value} @click=${() => planRound(due)}>${t("elections.plan", { round: say(due.label) })}</button></div>`);

const planRound = (due) => (due.round === "further" ? askFurther(due)
  : giveAndTell("plan_round", { item: due.item, draft: due.draft, round: due.round }));

/** The lists of one item, on the operator's console; a list that was voted on is shown by its poll. */
export const candidatesOf = (view, item) => {
  const here = (view.elections?.contests ?? []).filter((contest) => contest.item === item.id && contest.state !== "held");
  return here.length ? lists(here, view) : nothing;
};

const lists = (contests, view) => html`<div class="contests">${contests.map((contest) => card(contest, view))}</div>`;

const card = (contest, view) => html`
  <section class="contest" aria-label=${say(contest.title)}>
    <header><h3>${say(contest.title)}</h3>
      <span class="chips"><span class="chip">${say(contest.round_label)}</span><span class="chip ${contest.state === "open" ? "warn" : "good"}">${t(`elections.state_${contest.state}`)}</span>
        ${contest.order ? html`<span class="chip">${say(contest.order.label)}</span>` : nothing}</span></header>
    ${hint(contest)}
    ${contest.open ? working(contest, view) : still(contest)}
    ${contest.withdrawn.length ? gone(contest) : nothing}
  </section>`;

/** How many may stand, by the law and by the method, and what it says of those who do now. */
const hint = (contest) => html`
  <p class="lawful-range">${t("elections.seats", { seats: contest.seats })}
    ${contest.least === null ? nothing : t(contest.most === null ? "elections.range_open" : contest.least === contest.most ? "elections.range_one" : "elections.range", { least: contest.least, most: contest.most })}
    ${contest.fixed_surplus === null ? nothing : t("elections.fixed", { stand: contest.seats + contest.fixed_surplus, surplus: contest.fixed_surplus })}
    ${contest.law ? html`<span class="quiet">${say(contest.law)}</span>` : nothing}</p>
  ${contest.open ? verdict(contest) : nothing}
  ${contest.gap ? html`<p class="note">${say(contest.gap)}</p>` : nothing}
  ${(contest.namesakes ?? []).map((one) => html`<p class="verdict warn namesake">${say(one)}</p>`)}
  ${contest.earliest ? html`<p class="note earliest">${say(contest.earliest.text)} ${say(contest.earliest.citation)}</p>` : nothing}
  ${contest.incompatible ? html`<p class="note incompatible">${say(contest.incompatible.text)} ${say(contest.incompatible.citation)}</p>` : nothing}
  ${contest.deputies_only ? html`<p class="note">${t("elections.deputies_only")}</p>` : nothing}`;

const verdict = (contest) => {
  const stand = contest.standing.length;
  if (!stand) return nothing;
  if (contest.verdict === "refused") return html`<div class="verdict refused">${refusalLine(contest.refusal)}</div>`;
  if (contest.cut !== null && !contest.tied.length) return html`<p class="verdict good">${t("elections.cut", { places: contest.cut })}</p>`;
  if (contest.tied.length) return html`<p class="verdict warn">${t("elections.tie_at_cut", { places: contest.places_left })}</p>`;
  return html`<p class="verdict ${contest.verdict === "lawful" ? "good" : "warn"}">${t(`elections.verdict_${contest.verdict}`, { stand })}</p>`;
};

const working = (contest, view) => html`
  ${contest.standing.length ? standing(contest) : html`<p class="quiet">${t("elections.nobody")}</p>`}
  <div class="steps">
    ${contest.nominable ? html`<button type="button" class="plain" ?disabled=${busy.value} @click=${() => askNominate(contest, view)}>${t("elections.nominate")}</button>` : nothing}
    ${contest.standing.length ? fixing(contest) : nothing}
  </div>
  ${contest.unsettled?.length && contest.order_rule ? html`<details class="note"><summary>${t("elections.unsettled", { count: contest.unsettled.length })}</summary>
    <ul>${contest.unsettled.map((pair) => html`<li>${say(pair)}</li>`)}</ul></details>` : nothing}`;

const fixing = (contest) => html`
  <label class="order"><span>${t("elections.order")}</span>
    <select .value=${orderOf(contest)} @change=${(event) => chooseOrder(contest, event.target.value)}>
      ${Object.entries(contest.order_labels).filter(([word]) => word === "by_hand" || contest.orders[word]).map(([word, label]) => html`
        <option value=${word} ?selected=${word === orderOf(contest)}>${say(label)}</option>`)}</select></label>
  <button type="button" class=${contest.state === "fixed" ? "plain" : "primary"} ?disabled=${busy.value || contest.verdict === "refused"} @click=${() => fix(contest)}>${t(contest.state === "fixed" ? "elections.fix_again" : "elections.fix")}</button>`;

/** A tie at the cut and a list that is fixed before the days are over are put on record with a reason. */
async function fix(contest) {
  if (contest.tied.length) return askFix(contest, listed(contest));
  const answer = await give("fix_slate", { item: contest.item, draft: contest.draft, candidates: listed(contest).filter((row) => row.on).map((row) => row.id), order: orderOf(contest) });
  if (answer.refusal?.code === "nominate.early") return askEarly(contest, listed(contest), answer.refusal);
  if (answer.refusal) tellRefusal(answer.refusal);
  return answer;
}

const standing = (contest) => {
  const people = new Map(contest.standing.map((one) => [one.id, one]));
  const rows = listed(contest).filter((row) => people.has(row.id));
  const off = contest.standing.filter((one) => !rows.some((row) => row.id === one.id));
  return html`
    <ol class="standing">${rows.map((row, place) => line(contest, people.get(row.id), row, place, rows.length))}</ol>
    ${off.length ? html`<p class="note">${t("elections.not_listed")}${off.map((one) => html` <span class="off">${say(one.name)} ${votes(one)}</span>`)}</p>` : nothing}`;
};

const line = (contest, one, row, place, last) => html`
  <li draggable="true" class=${row.on ? "" : "left-off"} @dragstart=${(event) => drag.start(event, contest, one.id)} @dragover=${drag.over} @drop=${(event) => drag.drop(event, contest, one.id)}>
    <span class="move">
      <button type="button" class="slim" ?disabled=${place === 0} aria-label=${t("elections.up", { name: say(one.name) })} @click=${() => move(contest, one.id, -1)}>↑</button>
      <button type="button" class="slim" ?disabled=${place === last - 1} aria-label=${t("elections.down", { name: say(one.name) })} @click=${() => move(contest, one.id, 1)}>↓</button></span>
    <strong>${say(one.name)}</strong>
    <span class="by">${backing(one, contest)} ${votes(one)}
      ${row.tied ? html`<label class="tied"><input type="checkbox" .checked=${row.on} @change=${(event) => include(contest, one.id, event.target.checked)}> ${t("elections.tied_in")}</label>` : nothing}</span>
    <button type="button" class="slim" ?disabled=${busy.value} @click=${() => askWithdraw(contest, one)}>${t("elections.withdraw")}</button>
  </li>`;

const backing = (one, contest) => {
  if (one.by) return t("elections.by_organ", { organ: say(one.by) });
  if (one.signers.length) return html`<span title=${one.signers.join("、")}>${t("elections.by_deputies", { first: one.signers[0], count: one.signers.length })}</span>`;
  return t(contest.round === "further" ? "elections.by_ballot" : "elections.by_agenda");
};

const votes = (one) => (one.for === null ? nothing : html`<span class="chip">${t("elections.primary_votes", { votes: one.for })}</span>`);

const still = (contest) => html`<p class="quiet">${contest.list.map((id) => say(contest.standing.find((one) => one.id === id)?.name)).filter(Boolean).join("、")}</p>`;

const gone = (contest) => html`<ul class="withdrawn note">${contest.withdrawn.map((one) => html`
  <li>${t("elections.withdrawn", { name: say(one.name), reason: one.reason, by: one.agreed })}</li>`)}</ul>`;

/** Names written in that tellers may settle before the declaration. */
export const writtenNames = (written, view) => (written?.length ? html`
  <section class="written"><h3 class="overline">${t("elections.written")}</h3>
    ${written.map((one) => html`
      <ul>${one.names.map((name) => html`<li><strong>${name.name}</strong> ${t("elections.votes", { votes: name.for })}
        ${name.merged.length ? html`<span class="note">${t("elections.merged", { names: name.merged.join("、") })}</span>` : nothing}
        <span class="chip ${name.settled ? "good" : "warn"}">${name.settled ? name.deputy ?? t("elections.not_deputy") : t("elections.unknown")}</span></li>`)}</ul>
      ${one.refusal ? html`<div class="verdict refused">${refusalLine(one.refusal)}</div>` : nothing}
      ${view.role === "scrutineer" ? html`<button type="button" class="plain" ?disabled=${busy.value} @click=${() => askNames(one, view)}>${t("elections.settle")}</button>` : nothing}`)}
  </section>` : nothing);
