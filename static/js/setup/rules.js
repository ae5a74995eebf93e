// The rules that a method may set: the usual ones as fields with the law's default beside each, any other one by its key.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { at, put } from "./draft.js";
import { faultsAt, idOf, sentence } from "./fields.js";

const PLACE = ["method", "rules"];
const chosen = signal("");

export const rulesOf = (law) => {
  const set = Object.keys(at(PLACE) ?? {});
  const usual = law.usual.map((key) => law.rules.find((rule) => rule.key === key));
  const others = set.filter((key) => !law.usual.includes(key));
  return html`
    <ul class="settings">${usual.map((rule) => setting(rule.key, rule, false))}</ul>
    <h3>${t("setup.other_rules")}</h3>
    <p class="note">${t("setup.other_rules_explain")}</p>
    <ul class="settings">${others.map((key) => setting(key, law.rules.find((rule) => rule.key === key.split("@")[0]), true))}</ul>
    ${another(law, set)}`;
};

const setting = (key, rule, removable) => {
  const path = [...PLACE, key];
  const label = `${say(rule?.title) || key}${key.includes("@") ? ` · ${narrowed(key.split("@")[1])}` : ""}`;
  const faults = faultsAt(path);
  return html`
    <li class=${faults.length ? "wrong" : ""}>
      <label for=${idOf(path)}>${label}</label>
      ${rule ? control(path, rule) : nothing}
      <div class="note held">${grouped(rule?.held ?? []).map(held)}</div>
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

const held = (one) => html`<span>${one.kinds.includes(null) ? nothing : html`${one.kinds.map(narrowed).join(t("setup.and"))} · `}${t("setup.default_is", { value: say(one.said) })}
  <span class="article">${[...one.cited].join(t("setup.and"))}</span>${one.gap ? html` <span class="chip">${t("setup.gap")}</span>` : nothing}</span>`;

const control = (path, rule) => {
  const now = at(path);
  const set = (value) => put(path, value);
  if (rule.shape === "yes_no") return select(path, answers(rule), now, (text) => set(text === "" ? undefined : text === "true"));
  if (rule.shape === "one_of") return select(path, rule.options.map((one) => [one.value, say(one.label)]), now, (text) => set(text === "" ? undefined : text));
  if (rule.shape === "whole") return html`<input id=${idOf(path)} inputmode="numeric" placeholder="${rule.least}–${rule.most}" .value=${String(now ?? "")} @input=${(event) => set(number(event.target.value))}>`;
  return html`<div><textarea id=${idOf(path)} class="code" .value=${now === undefined ? "" : JSON.stringify(now)} @change=${(event) => set(json(event.target.value))}></textarea>
    <p class="note">${t("setup.as_json", { form: say(rule.form) })}</p></div>`;
};

const select = (path, choices, now, set) => html`
  <select id=${idOf(path)} @change=${(event) => set(event.target.value)}>
    ${[["", t("setup.as_default")], ...choices].map(([value, name]) => html`<option value=${value} .selected=${String(now ?? "") === value}>${name}</option>`)}
  </select>`;

const number = (text) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : text.trim() || undefined);

function json(text) {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the server says in which form it has to be written
  }
}

/** Yes and no, or the one answer that the system knows. */
const answers = (rule) => [["true", t("setup.yes")], ["false", t("setup.no")]]
  .filter(([word]) => rule.only === undefined || word === String(rule.only));

/** A first value for a key that is added: what holds without the method, so that it can be changed. */
const firstValue = (rule) => rule.held[0]?.value ?? (rule.shape === "yes_no" ? rule.only ?? true : rule.options?.[0]?.value ?? rule.least ?? "");

const another = (law, set) => {
  const free = law.rules.filter((rule) => !law.usual.includes(rule.key) && !set.includes(rule.key));
  const add = () => {
    const rule = free.find((one) => one.key === chosen.value);
    if (rule) put([...PLACE, rule.key], firstValue(rule));
    chosen.value = "";
  };
  return html`
    <div class="row another">
      <div class="entry"><label for="another-rule">${t("setup.another_rule")}</label>
        <select id="another-rule" @change=${(event) => { chosen.value = event.target.value; }}>
          <option value="" .selected=${chosen.value === ""}>${t("setup.choose")}</option>
          ${free.map((rule) => html`<option value=${rule.key} .selected=${chosen.value === rule.key}>${say(rule.title)} · ${rule.key}</option>`)}
        </select></div>
      <button type="button" ?disabled=${!chosen.value} @click=${add}>${t("setup.add")}</button>
    </div>`;
};
