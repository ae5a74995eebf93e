// The figures that a teller enters: the return of the papers, or the hands.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { busy } from "./command.js";
import { argsOf, enteredBy, sendEntry } from "./teller_entry.js";

const box = (name, key, value = null) => html`
  <label class="count-field"><span>${t(key)}</span><input type="number" name=${name} min="0" max="99999" step="1" inputmode="numeric" required .value=${value ?? ""}></label>`;

const form = (poll, command, by, explain, fields) => html`
  <form class="teller-form" @submit=${(event) => submit(event, poll.vote, command)}>
    <p class="explain">${t(explain)}</p>
    ${enteredBy(by)}
    <div class="count-fields">${fields}</div>
    <button type="submit" class="primary" ?disabled=${busy.value}>${t("teller.enter")}</button>
  </form>`;

async function submit(event, vote, command) {
  event.preventDefault();
  const sheet = event.target;
  if (await sendEntry(vote, command, argsOf(sheet))) sheet.reset();
}

export const returnForm = (poll) => form(poll, "report_return", poll.by_hand.return_by, "teller.return_explain",
  ["issued", "spoiled", "returned", "voters"].map((key) => box(key, `teller.${key}`)));

export const handsForm = (poll) => form(poll, "enter_hands", poll.by_hand.hands_by, "teller.hands_explain",
  ["for", "against", "abstain"].map((key) => box(key, `mark.${key}`)));
