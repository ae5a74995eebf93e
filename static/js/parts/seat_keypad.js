// Sign-in at the seat: a keypad for somebody of eighty, by PIN or by badge number.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { signIn } from "../ballot/terminal.js";
import { t } from "../words.js";
import { refusalBox } from "./seat_head.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const MOST = 32;
const START = { method: "pin", value: "", refusal: null, waiting: false, lost: false };
const state = signal(START);

const change = (patch) => { state.value = { ...state.value, ...patch }; };
const type = (value) => change({ value: value.trim().slice(0, MOST), refusal: null, lost: false });

async function enter(event) {
  event.preventDefault();
  const { method, value, waiting } = state.value;
  if (value === "" || waiting) return;
  change({ waiting: true, refusal: null, lost: false });
  try {
    const refusal = await signIn(method, value);
    state.value = { ...START, method, refusal };
  } catch (error) {
    console.warn(error);
    change({ waiting: false, lost: true });
  }
}

const methodButton = (method, now) => html`
  <button type="button" aria-pressed=${now === method} @click=${() => { state.value = { ...START, method }; }}>${t(`seat.sign_in.${method}`)}</button>`;

const field = (method, value) => html`
  <input name="secret" type=${method === "pin" ? "password" : "text"} inputmode="none" autocomplete="off" spellcheck="false"
    aria-label=${t(`seat.sign_in.${method}`)} .value=${value} @input=${(event) => type(event.target.value)}>`;

export const keypad = (online) => {
  const { method, value, refusal, waiting, lost } = state.value;
  return html`
    <form class="keypad" @submit=${enter}>
      <h2 tabindex="-1" data-focus>${t("seat.sign_in.title")}</h2>
      <div class="methods" role="group" aria-label=${t("seat.sign_in.method")}>${methodButton("pin", method)}${methodButton("badge", method)}</div>
      ${field(method, value)}
      <div class="digits">
        ${DIGITS.map((digit) => html`<button type="button" @click=${() => type(value + digit)}>${digit}</button>`)}
        <button type="button" class="word" @click=${() => type(value.slice(0, -1))} aria-label=${t("seat.sign_in.back_long")}>${t("seat.sign_in.back")}</button>
        <button type="submit" class="primary word" ?disabled=${value === "" || waiting || !online}>${t(waiting ? "common.wait" : "seat.sign_in.enter")}</button>
      </div>
      <div aria-live="assertive">${refusalBox(refusal)}${lost ? html`<p class="refused">${t("error.no_answer")}</p>` : nothing}</div>
    </form>`;
};
