// The rules that a text may set: the usual ones as fields with the law's default beside each, any other one by its key.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { at, put } from "./draft.js";
import { faultsAt, idOf, sentence } from "./fields.js";
import { valueControl } from "./rule_value.js";

const PLACE = ["method", "rules"];
const chosen = signal({}); // by the id of the list of rules that can be added: the key chosen there

export const rulesOf = (law) => {
  const set = Object.keys(at(PLACE) ?? {});
  const usual = law.usual.map((key) => law.rules.find((rule) => rule.key === key));
  const others = set.filter((key) => !law.usual.includes(key));
  return html`
    <ul class="settings">${usual.map((rule) => setting(rule.key, rule, false))}</ul>
    <h3>${t("setup.other_rules")}</h3>
    <p class="note">${t("setup.other_rules_explain")}</p>
    <ul class="settings">${others.map((key) => setting(key, ruleOf(law, key), true))}</ul>
    ${anotherRule("another-rule", law.rules.filter((rule) => !law.usual.includes(rule.key) && !set.includes(rule.key)), (rule) => put([...PLACE, rule.key], firstValue(rule)))}`;
};

/** The rule that a key speaks of, which may be narrowed to a kind or an office; undefined where there is none. */
export const ruleOf = (law, key) => law.rules.find((rule) => rule.key === key.split("@")[0]);

/** What people call it, and to what it is narrowed. */
export const ruleName = (key, rule) => `${say(rule?.title) || key}${key.includes("@") ? ` · ${narrowed(key.split("@")[1])}` : ""}`;

const setting = (key, rule, removable) => {
  const path = [...PLACE, key];
  const label = ruleName(key, rule);
  const faults = faultsAt(path);
  return html`
    <li class=${faults.length ? "wrong" : ""}>
      <label for=${idOf(path)}>${label}</label>
      ${rule ? valueControl(path, rule) : nothing}
      ${heldBelow(rule, key)}
      ${removable ? html`<button type="button" class="slim" aria-label="${t("setup.remove")}：${label}" @click=${() => put(path, undefined)}>${t("setup.remove")}</button>` : nothing}
      ${faults.map((one) => html`<p class="fault">${sentence(one, label)}</p>`)}
    </li>`;
};

/** Which kind or office a value is narrowed to, in words where there are any. */
const narrowed = (word) => {
  const key = `setup.at_${word}`;
  return AT.includes(word) ? t(key) : word;
};
const AT = ["motion", "election", "report", "decision", "appointment", "procedural", "removal", "recall", "resignation",
  "question", "evaluation", "roster", "CHIEF", "DEPUTY_CHIEF", "SC_MEMBER", "DEPUTY_UP"];

/** What holds for several kinds in the same way is said once, with all its articles. */
function grouped(all) {
  const found = new Map();
  for (const one of all) {
    const key = JSON.stringify([one.value, one.gap]);
    const group = found.get(key) ?? { said: one.said, gap: one.gap, kinds: [], cited: new Set() };
    group.kinds.push(one.at);
    group.cited.add(say(one.citation));
    found.set(key, group);
  }
  return [...found.values()];
}

/** What holds where the text is silent: the law's default, or what the body's own rules say above it. */
const heldBelow = (rule, key) => {
  const own = (at(["body_rules"]) ?? []).filter((text) => text.rules?.[key] !== undefined);
  return html`<div class="note held">${defaultsOf(rule)}${own.map((text) => html`<span class="chip">${t("setup.own_has", { title: say(text.title) || t("setup.untitled") })}</span>`)}</div>`;
};

export const defaultsOf = (rule) => grouped(rule?.held ?? []).map(held);

const held = (one) => html`<span>${one.kinds.includes(null) ? nothing : html`${one.kinds.map(narrowed).join(t("setup.and"))} · `}${t("setup.default_is", { value: say(one.said) })}
  <span class="article">${[...one.cited].join(t("setup.and"))}</span>${one.gap ? html` <span class="chip">${t("setup.gap")}</span>` : nothing}</span>`;

/** A first value for a key that is added: what holds without the text, so that it can be changed. */
export const firstValue = (rule) => rule.held[0]?.value ?? (rule.shape === "yes_no" ? rule.only ?? true : rule.options?.[0]?.value ?? rule.least ?? "");

/** A rule out of `free` to be added; `id` is the list's own. */
export const anotherRule = (id, free, add) => {
  const now = chosen.value[id] ?? "";
  const choose = (key) => { chosen.value = { ...chosen.value, [id]: key }; };
  const take = () => {
    const rule = free.find((one) => one.key === now);
    if (rule) add(rule);
    choose("");
  };
  return html`
    <div class="row another">
      <div class="entry"><label for=${id}>${t("setup.another_rule")}</label>
        <select id=${id} @change=${(event) => choose(event.target.value)}>
          <option value="" .selected=${now === ""}>${t("setup.choose")}</option>
          ${free.map((rule) => html`<option value=${rule.key} .selected=${now === rule.key}>${say(rule.title)} · ${rule.key}</option>`)}
        </select></div>
      <button type="button" ?disabled=${!now} @click=${take}>${t("setup.add")}</button>
    </div>`;
};
