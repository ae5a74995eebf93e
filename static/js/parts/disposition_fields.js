// The fields of a disposition: which one, why, by whose consent, until when.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

export const dispositionFields = (allowed, args) => html`
  ${args.disposition ? nothing : html`
    <fieldset class="choices">
      <legend class="overline">${t("ask.disposition")}</legend>
      ${allowed.map(choice)}
    </fieldset>`}
  <label class="field"><span>${t("ask.reason_if")}</span><textarea name="reason" maxlength="400"></textarea></label>
  <label class="field"><span>${t("ask.by")}</span><input name="by" maxlength="80"></label>
  <label class="field"><span>${t("ask.due")}</span><input name="due" type="date"></label>`;

const choice = (one) => html`
  <label class="choice"><input type="radio" name="disposition" value=${one.word} required> ${say(one.label)}</label>`;
