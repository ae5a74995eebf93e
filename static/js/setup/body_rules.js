// The body's own rules (rules of procedure and the like): each text with its day, and what it sets, by its article.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { add, at, put } from "./draft.js";
import { bothField, dayField, faultsAt, idOf, sentence, textField } from "./fields.js";
import { valueControl } from "./rule_value.js";
import { anotherRule, defaultsOf, firstValue, ruleName, ruleOf } from "./rules.js";

const PLACE = ["body_rules"];
const texts = () => at(PLACE) ?? [];

export const bodyRules = (law) => html`
  <h3>${t("setup.own_rules")}</h3>
  <p class="note">${t("setup.own_explain")}</p>
  ${texts().map((text, place) => oneText(text, place, law))}
  <p><button type="button" class="slim" @click=${() => add(PLACE, { title: {}, rules: {} })}>${t("setup.add_own")}</button></p>`;

const oneText = (text, place, law) => {
  const path = [...PLACE, place];
  const set = Object.keys(text.rules ?? {});
  const taken = new Set(texts().flatMap((one) => Object.keys(one.rules ?? {})));
  return html`
    <fieldset class="part"><legend>${t("setup.own_text", { number: place + 1 })}</legend>
      ${bothField([...path, "title"], t("setup.own_title"))}
      <div class="row">${dayField([...path, "adopted"], t("setup.method_adopted"))}</div>
      <ul class="own-rules">${set.map((key) => oneRule([...path, "rules", key], key, ruleOf(law, key)))}</ul>
      ${faultsAt([...path, "rules"]).map((one) => html`<p class="fault">${sentence(one, t("setup.own_sets"))}</p>`)}
      ${anotherRule(idOf([...path, "rules"]), law.rules.filter((rule) => !taken.has(rule.key)), (rule) => put([...path, "rules", rule.key], { value: firstValue(rule) }))}
      <button type="button" class="slim danger" @click=${() => remove(place)}>${t("setup.remove_own")}</button>
    </fieldset>`;
};

const oneRule = (path, key, rule) => {
  const name = ruleName(key, rule);
  const to = [...path, "value"];
  const faults = [...faultsAt(path), ...faultsAt(to)];
  return html`
    <li class=${faults.length ? "wrong" : ""}>
      <div class="row">
        <div class="entry"><label for=${idOf(to)}>${name}</label>${rule ? valueControl(to, rule, true) : nothing}</div>
        ${textField([...path, "article"], t("setup.own_article"), { hint: t("setup.own_article_hint") })}
      </div>
      ${faults.map((one) => html`<p class="fault">${sentence(one, name)}</p>`)}
      <div class="note held">${defaultsOf(rule)}</div>
      <details><summary>${t("setup.own_wording")}</summary>${textField([...path, "wording"], t("setup.own_wording"), { long: true })}</details>
      <button type="button" class="slim" aria-label="${t("setup.remove")}：${name}" @click=${() => put(path, undefined)}>${t("setup.remove")}</button>
    </li>`;
};

function remove(place) {
  const left = texts().filter((_, here) => here !== place);
  put(PLACE, left.length ? left : undefined);
}
