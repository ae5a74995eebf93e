// Step 2: the method that this very meeting adopts and what it sets otherwise than the law; and the body's own rules.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { at, items, put } from "./draft.js";
import { bodyRules } from "./body_rules.js";
import { bothField, choiceField, dayField } from "./fields.js";
import { rulesOf } from "./rules.js";
import { law } from "./server.js";

export const methodStep = () => html`
  <p class="explain">${t("setup.method_explain")}</p>
  ${at(["method"]) === undefined ? begin() : whole()}
  ${law.value ? bodyRules(law.value) : nothing}`;

const begin = () => html`
  <p><button type="button" class="primary" @click=${() => put(["method"], { title: {}, rules: {} })}>${t("setup.method_begin")}</button></p>
  <p class="note">${t("setup.method_none")}</p>`;

const whole = () => html`
  ${bothField(["method", "title"], t("setup.method_title"))}
  <div class="row">
    ${dayField(["method", "adopted"], t("setup.method_adopted"))}
    ${choiceField(["method", "adopted_by"], t("setup.method_adopted_by"), items.value.map((item, place) => [item.id, `${place + 1} ${say(item.title)}`]), { none: t("setup.method_before"), hint: t("setup.method_adopted_by_hint") })}
  </div>
  ${bothField(["method", "text"], t("setup.method_text"), { long: true })}
  ${bothField(["method", "consent"], t("setup.method_consent"), { hint: t("setup.method_consent_hint") })}
  <h3>${t("setup.method_rules")}</h3>
  ${law.value ? rulesOf(law.value) : html`<p class="note">${t("setup.law_first")}</p>`}
  <p><button type="button" class="slim danger" @click=${() => put(["method"], undefined)}>${t("setup.method_drop")}</button></p>`;
