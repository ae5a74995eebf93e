// What operator and chair must enter before a step around a vote by hand: the stock, the papers handed out, who decided.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";

const number = (name, key, value) => html`
  <label class="field"><span>${t(key)}</span><input type="number" name=${name} min="0" max="99999" step="1" inputmode="numeric" required .value=${value ?? ""}></label>`;

/** The fields of an `ask` of this family, or null for another's. */
export const tellerFields = (step, poll) => {
  if (step.ask === "stock") return html`<p class="explain">${t("teller.stock_explain")}</p>${number("printed", "teller.printed")}${number("sealed", "teller.sealed", "0")}`;
  if (step.ask === "issued") return html`<p class="explain">${t("teller.issued_explain")}</p>${number("issued", "teller.issued", String(poll?.eligible ?? ""))}`;
  return step.ask === "fallback" ? fallback() : null;
};

const fallback = () => html`
  <p class="explain">${t("teller.fallback_explain")}</p>
  <label class="field"><span>${t("teller.decided_by")}</span><input type="text" name="decided_by" required maxlength="200"></label>
  <label class="field"><span>${t("ask.reason")}</span><textarea name="reason" required maxlength="400"></textarea></label>`;
