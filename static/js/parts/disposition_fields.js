// The fields of a disposition: which one, and what the chosen word must have on record.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

const line = (name) => html`<label class="field"><span>${t(`ask.${name}`)}</span><input name=${name} required maxlength="120"></label>`;
const lines = (name) => html`<label class="field"><span>${t(`ask.${name}`)}</span><textarea name=${name} required maxlength="400"></textarea></label>`;
const day = (name) => html`<label class="field"><span>${t(`ask.${name}`)}</span><input name=${name} type="date" required min=${today()}></label>`;

const organ = (name, list) => html`<label class="field"><span>${t(`ask.${name}`)}</span><select name=${name} required>
  ${list.map((one) => html`<option value=${one.organ}>${say(one.label)}</option>`)}</select></label>`;

/** Who must have proposed it, where the rules of this meeting want that, and who may agree: nobody else's consent is taken. */
const agreed = ({ proposers = [], organs = [] }) => html`
  ${proposers.length ? organ("proposed_by", proposers) : nothing}${organ("by", organs)}`;

/** What each word asks for; a word that a vote has earned asks for nothing. */
const FIELDS = {
  forwarded: () => [line("to"), day("due")],
  postponed: (one) => [lines("reason"), agreed(one), lines("next")],
  withdrawn: (one) => [lines("reason"), agreed(one)],
  authorised: (one) => [lines("reason"), agreed(one)],
};

/** Today's date here as the date field writes it: YYYY-MM-DD. */
const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

/** `chosen` is a signal with the word of the disposition, or null. */
export const dispositionFields = (allowed, args, chosen) => html`
  ${args.disposition ? nothing : html`
    <fieldset class="choices" @change=${(event) => { chosen.value = event.target.value; }}>
      <legend class="overline">${t("ask.disposition")}</legend>
      ${allowed.map(choice)}
    </fieldset>`}
  ${FIELDS[chosen.value]?.(allowed.find((one) => one.word === chosen.value) ?? {}) ?? nothing}`;

const choice = (one) => html`
  <label class="choice"><input type="radio" name="disposition" value=${one.word} required> ${say(one.label)}</label>`;
