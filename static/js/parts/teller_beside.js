// Members who attend by video raise hands beside a vote by keys: chosen before the vote opens, by a decision on record.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { busy, giveAndTell } from "./command.js";

const undrawn = (view, poll) => view.seats.filter((seat) => seat.attendance === "present" && seat.votes?.[poll.vote] === "none");

export const besideKeys = (view, poll) => {
  const seats = undrawn(view, poll);
  const organs = view.items.find((item) => item.id === poll.item)?.track?.organs.remote ?? []; // none where no video is admitted
  return poll.state === "announced" && poll.form === "keypress" && poll.kind === "motion" && !poll.by_hand && seats.length && organs.length ? html`
    <details class="beside"><summary>${t("teller.beside")}</summary>
      <p class="explain">${t("teller.beside_explain")}</p>
      <form class="teller-form" @submit=${(event) => submit(event, poll)}>
        <ul class="beside-list">${seats.map((seat) => html`
          <li><label><input type="checkbox" name="voters" value=${seat.member}> ${seat.seat} ${seat.name}</label></li>`)}</ul>
        <label class="field"><span>${t("teller.decided_by")}</span><select name="decided_by" required>
          ${organs.map((one) => html`<option value=${one.organ}>${say(one.label)}</option>`)}</select></label>
        <label class="field"><span>${t("ask.reason")}</span><input type="text" name="reason" required maxlength="200"></label>
        <button type="submit" ?disabled=${busy.value}>${t("teller.enter")}</button>
      </form>
    </details>` : nothing;
};

function submit(event, poll) {
  event.preventDefault();
  const said = new FormData(event.target);
  giveAndTell("admit_hands", {
    vote: poll.vote, voters: said.getAll("voters"), decided_by: said.get("decided_by"), reason: said.get("reason"),
  });
}
