// 换票: a paper that was drawn and is lost is issued anew, once two tellers have recorded it and every station agrees.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { busy, give } from "./command.js";
import { actions, openDialog } from "./dialog.js";
import { refusalNote } from "./refusal.js";
import { myName } from "./teller_entry.js";

const open = (poll) => poll.stations.length > 0 && ["announced", "open"].includes(poll.state);
const place = (one) => [one.seat, one.name].filter(Boolean).join(" · ");

/** Seats whose voter has drawn a paper of this vote, has not cast it, and is not waiting for another one already. */
const exchangeable = (poll, view) => view.seats.filter((seat) => seat.member && seat.votes?.[poll.vote] === "drawn"
  && !poll.exchanges.some((one) => one.done && one.voter === seat.member));

/** What has been recorded so far for this vote, and the button for another. */
export const exchanging = (poll, view) => (open(poll) ? html`
  <section class="panel exchange" data-vote=${poll.vote}>
    <h3 class="overline">${t("exchange.title")}</h3>
    ${poll.exchanges.length ? html`<ul>${poll.exchanges.map((one) => recorded(one, poll, view))}</ul>` : nothing}
    <p class="note">${t("exchange.explain")}</p>
    ${exchangeable(poll, view).length
      ? html`<button type="button" class="slim" ?disabled=${busy.value} @click=${() => askExchange([poll], view, null)}>${t("exchange.record")}</button>`
      : html`<p class="quiet">${t("exchange.nobody")}</p>`}
  </section>` : nothing);

const recorded = (one, poll, view) => html`
  <li><strong>${place(one)}</strong>
    <span>${one.done ? t("exchange.done") : t(mine(one) ? "exchange.by_me" : "exchange.by_other", { names: one.by.join("、") })}</span>
    ${one.done || mine(one) ? nothing : html`
      <button type="button" class="slim" ?disabled=${busy.value} @click=${() => askExchange([poll], view, one.voter)}>${t("exchange.second")}</button>`}</li>`;

const mine = (one) => one.by.includes(myName());

/** What a click on a seat of the map opens, or null where no vote has papers to exchange. */
export const seatExchange = (view) => {
  const polls = view.polls.filter(open);
  return polls.length ? (seat) => askExchange(polls.filter((poll) => exchangeable(poll, view).includes(seat)), view, seat.member) : null;
};

/** `voter`: the one who is meant already, or null; no vote at all: the dialog says that there is nothing to exchange. */
function askExchange(polls, view, voter) {
  const refusal = signal(null);
  const chosen = signal(polls[0]);
  const submit = async (event, close) => {
    event.preventDefault();
    const answer = await give("spoil_paper", { vote: chosen.value.vote, ...Object.fromEntries(new FormData(event.target)) });
    refusal.value = answer.refusal ?? null;
    if (answer.ok) close(answer);
  };
  return openDialog((close) => (polls.length ? html`
    <form @submit=${(event) => submit(event, close)}>
      <h2>${t("exchange.title")}</h2>
      <p class="explain">${say(chosen.value.title)}</p>
      ${polls.length > 1 ? choice(polls, chosen) : nothing}
      <label class="field"><span>${t("exchange.voter")}</span><select name="voter" required>
        ${voter ? nothing : html`<option value=""></option>`}
        ${exchangeable(chosen.value, view).filter((seat) => !voter || seat.member === voter).map((seat) => html`<option value=${seat.member}>${place(seat)}</option>`)}</select></label>
      <label class="field"><span>${t("ask.reason")}</span><textarea name="reason" required maxlength="400"></textarea></label>
      <p class="note">${t("exchange.two")}</p>
      ${refusalNote(refusal.value)}
      ${actions(html`
        <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
        <button type="submit" class="primary" ?disabled=${busy.value}>${t("exchange.record")}</button>`)}
    </form>` : html`
    <div class="body"><h2>${t("exchange.title")}</h2><p class="explain">${t("exchange.not_here")}</p>
      ${actions(html`<button type="button" @click=${() => close()}>${t("ask.close")}</button>`)}</div>`));
}

const choice = (polls, chosen) => html`
  <label class="field"><span>${t("map.which_poll")}</span>
    <select @change=${(event) => { chosen.value = polls.find((poll) => poll.vote === event.target.value); }}>
      ${polls.map((poll) => html`<option value=${poll.vote}>${say(poll.title)}</option>`)}</select></label>`;
