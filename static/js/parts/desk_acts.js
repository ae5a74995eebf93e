// What the desk does about a member: another seat, recusal from an item, signing in by hand.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { busy, give } from "./command.js";
import { actions, openDialog } from "./dialog.js";
import { refusalNote } from "./refusal.js";

const option = (value, words) => html`<option value=${value}>${words}</option>`;

/** Seats a member can take over: a terminal stands there and nobody is signed in at it. */
export const freeSeats = (seats) => seats.filter((other) => other.device === "enrolled" && !(other.member && other.attendance === "present"));

export const askMove = (seat, view) => askWith("move_member", { member: seat.member }, seat, html`
  <label class="field"><span>${t("act.to_seat")}</span><select name="seat" required>
    ${freeSeats(view.seats).map((other) => option(other.seat, freeSeat(other)))}</select></label>`);

const freeSeat = (other) => [other.seat, other.member ? `${other.name}, ${t(`attendance.${other.attendance ?? "absent"}`)}` : t("spare.word"),
  other.online ? null : t("map.offline")].filter(Boolean).join(" · ");

export const askRecuse = (seat, view) => askWith("recuse", { member: seat.member }, seat, html`
  <label class="field"><span>${t("act.from_item")}</span><select name="item" required>
    ${view.items.filter((item) => item.stage !== "disposed" && !item.recused?.some((one) => one.member === seat.member)).map((item) => option(item.id, `${item.number} · ${say(item.title)}`))}</select></label>
  ${reason()}`);

export const askSeatIn = (seat, view) => askWith("sign_in_member", { seat: seat.seat }, seat, html`
  <label class="field"><span>${t("act.member")}</span><select name="member" required>
    <option value=""></option>
    ${view.absent.map((one) => option(one.id, [one.name, one.group, one.seat, one.role === "member" ? null : t(`member.${one.role}`)].filter(Boolean).join(" · ")))}</select></label>
  ${reason()}`);

const reason = () => html`<label class="field"><span>${t("ask.reason")}</span><textarea name="reason" required maxlength="400"></textarea></label>`;

/** A dialog with the given fields; it stays open on a refusal and says why. */
function askWith(command, args, seat, fields) {
  const refusal = signal(null);
  const submit = async (event, close) => {
    event.preventDefault();
    const answer = await give(command, { ...args, ...Object.fromEntries(new FormData(event.target)) });
    refusal.value = answer.refusal ?? null;
    if (answer.ok) close(answer);
  };
  return openDialog((close) => html`
    <form @submit=${(event) => submit(event, close)}>
      <h2>${t(`act.${command}`)}</h2>
      <p class="explain">${[seat.seat, seat.name].filter(Boolean).join(" · ")}</p>
      ${fields}
      ${refusalNote(refusal.value)}
      ${actions(html`
        <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
        <button type="submit" class="primary" ?disabled=${busy.value}>${t("ask.yes")}</button>`)}
    </form>`);
}
