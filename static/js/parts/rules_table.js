// The rules in force: value, article, wording, source, layer and what each takes the place of; found by words, gaps marked.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { fetchSigned } from "../session.js";
import { known, say, t } from "../words.js";
import { gapButton, gapDecided } from "./gap_ask.js";

const FILTERS = {
  every: () => true,
  gaps: (one) => one.gap !== null,
  changed: (one) => one.overrides.length > 0,
  own: (one) => one.own,
};
const wanted = signal("");
const filter = signal("every");
/** The list as fetched, and whether the last try brought none. `asked` is the version that was last asked for. */
const held = signal({ version: null, rules: null, failed: false });
let asked = null;

/** The rules come once per page load and again when the version in the view moves. */
async function fetchRules(version) {
  asked = version;
  try {
    const answer = await fetchSigned("/api/rules");
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    if (asked === version) held.value = { version, rules: told.rules, failed: false };
  } catch {
    if (asked === version) held.value = { ...held.value, failed: true };
  }
}

/** Everything on a rule that may be searched for, in both languages. */
const words = (one) => [one.key, one.title, one.value, one.whom, one.article, one.citation, one.wording, one.layer, one.decision]
  .flatMap((part) => (part && typeof part === "object" ? [part.zh, part.en] : [part ?? ""])).join("\n").toLowerCase();

const found = (rules) => {
  const sought = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter((one) => FILTERS[filter.value](one) && sought.every((word) => words(one).includes(word)));
};

export const rulesTable = (view) => {
  if (view.rules_version !== asked) fetchRules(view.rules_version);
  const { rules, failed } = held.value;
  if (failed) return unread(view.rules_version);
  if (!rules) return html`<p class="waiting" role="status">${t("page.waiting")}</p>`;
  const shown = found(rules);
  return html`
    <h2>${t("secretary.rules")}</h2>
    <p class="note">${t("rules.books")} ${view.meeting.book.map((book) => html`<span class="book">${say(book.title)} · ${book.in_force}</span>`)}</p>
    <div class="rule-tools">
      <label class="field"><span>${t("rules.search")}</span>
        <input type="search" .value=${wanted.value} @input=${(event) => { wanted.value = event.target.value; }}></label>
      <div class="rule-filters" role="group" aria-label=${t("rules.which")}>${Object.keys(FILTERS).map((name) => html`
        <button type="button" aria-pressed=${String(name === filter.value)} @click=${() => { filter.value = name; }}>${t(`rules.${name}`)}</button>`)}</div>
      <p class="note" role="status">${shown.length ? t("rules.count", { shown: shown.length, all: rules.length }) : t("rules.nothing")}</p>
    </div>
    <ul class="rules">${shown.map((one) => rule(one, view))}</ul>`;
};

const unread = (version) => html`
  <p class="warning" role="alert">${t("rules.unread")}</p>
  <button type="button" @click=${() => { held.value = { ...held.value, failed: false }; fetchRules(version); }}>${t("rules.again")}</button>`;

const rule = (one, view) => html`
  <li data-key=${one.key} class=${one.gap === "open" ? "open-gap" : ""}>
    <div class="rule-head"><h3>${say(one.title)}${one.whom ? html`<span class="whom">${say(one.whom)}</span>` : ""}</h3><strong>${say(one.value)}</strong></div>
    ${one.wording ? html`<blockquote lang="zh">${one.wording}</blockquote>` : ""}
    <p class="chips"><span class="chip">${say(one.citation) || one.article}</span>${say(one.layer) === say(one.citation) ? "" : html`<span class="chip">${say(one.layer)}</span>`}
      ${one.own ? "" : html`<span class="chip ${one.certainty}">${known(`certainty.${one.certainty}`) ? t(`certainty.${one.certainty}`) : one.certainty}</span>`}
      ${one.enforced ? "" : html`<span class="chip informative">${t("rules.informative")}</span>`}
      <span class="note">${t("rules.since", { day: one.in_force })} · ${t("rules.checked", { day: one.checked })}</span><code>${one.key}</code></p>
    ${one.sources.map(source)}
    ${one.gap ? html`<p class="gap"><strong>${t(one.decided ? "gap.on_record" : `rules.gap_${one.gap}`)}</strong>${one.decision ? html` ${say(one.decision)}` : ""}</p>` : ""}
    ${one.decided ? gapDecided(one.decided) : ""}
    ${one.certainty === "GAP" && view.meeting.phase !== "closed" ? gapButton(one, view) : ""}
    ${one.overrides.length ? html`<ul class="overridden" aria-label=${t("rules.overrides")}>${one.overrides.map(overridden)}</ul>` : ""}
  </li>`;

const source = (one) => html`<p class="note source">${say(one.title)}${one.note ? html` <strong class="warning">${say(one.note)}</strong>` : ""}</p>`;

const overridden = (one) => html`
  <li><span>${t("rules.overrides")}</span> <del>${say(one.value)}</del>${one.whom ? html` <span class="whom">${say(one.whom)}</span>` : ""}
    <span class="note">${say(one.layer)} · ${say(one.citation) || one.article} · ${t("rules.since", { day: one.in_force })}</span></li>`;
