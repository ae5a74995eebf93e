// The lists for the sitting's own offices: presidium, chairs, tellers; laid by name, with what is unusual about them.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { askFor, deputies } from "./candidates_asks.js";

const MANY_PLENARIES = 60;
const TONE = { laid: "", waiting: "warn", adopted: "good", rejected: "warn" };

export const rosterLists = (view) => html`
  <h2>${t("secretary.rosters")}</h2>
  <p class="explain">${t("rosters.explain")}</p>
  ${view.rosters.warnings.length ? html`<ul class="roster-warnings">${view.rosters.warnings.map((one) => html`
    <li class="verdict warn">${say(one)} ${one.citation ? html`<span class="quiet">${say(one.citation)}</span>` : nothing}</li>`)}</ul>` : nothing}
  <ul class="rosters">${view.rosters.names.map((name) => ofName(name, view))}</ul>`;

const ofName = (name, view) => {
  const here = view.rosters.lists.filter((one) => one.name === name.word).sort((one, two) => (one.plenary ?? 0) - (two.plenary ?? 0));
  const open = view.meeting.phase !== "closed";
  return html`
    <li data-roster=${name.word}>
      <h3>${say(name.label)}</h3>
      ${here.map((one) => laid(one, name, view, open))}
      ${here.length ? nothing : html`<p class="quiet">${t("rosters.none")}</p>`}
      ${open && (!here.length || name.word === "executive_chairs") ? html`
        <p><button type="button" class="slim" @click=${() => askRoster(name, null, view)}>${t("rosters.lay")}</button></p>` : nothing}
    </li>`;
};

const laid = (one, name, view, open) => html`
  <div class="roster">
    <p class="chips"><span class="chip ${TONE[one.state]}">${t(`rosters.${one.state}`)}</span>
      <span class="chip">${t("rosters.count", { count: one.members.length })}</span>
      ${one.plenary ? html`<span class="chip">${t("rosters.plenary_of", { number: one.plenary })}</span>` : nothing}
      ${one.title ? html`<span class="note">${say(one.title)}</span>` : nothing}</p>
    <p class="roster-names">${one.members.map((member) => html`<span>${member.name}</span>`)}</p>
    ${open && (one.state !== "adopted" || view.rosters.items.length) ? html`<p><button type="button" class="slim" @click=${() => askRoster(name, one, view)}>${t("rosters.change")}</button></p>` : nothing}
  </div>`;

const words = (one) => [one.name, one.group].filter(Boolean).join(" · ");

function askRoster(name, now, view) {
  const chosen = signal(now?.members.map((one) => one.id) ?? []), filter = signal("");
  const fields = () => html`
    ${name.word === "executive_chairs" ? html`<label class="field"><span>${t("rosters.plenary")}</span>
      <input type="number" name="plenary" min="1" max=${MANY_PLENARIES} step="1" required .value=${String(now?.plenary ?? following(name, view))}></label>` : nothing}
    ${chooser(name, view, chosen, filter)}
    <label class="field"><span>${t("rosters.item")}</span><select name="item">
      <option value="">${t("rosters.no_item")}</option>
      ${view.rosters.items.map((one) => html`<option value=${one.id} .selected=${one.id === now?.item}>${say(one.title)}</option>`)}</select></label>`;
  return askFor("lay_roster", say(name.label), t("rosters.takes_place"), fields, (form) => ({
    roster: name.word, members: chosen.value, item: form.get("item") || null, plenary: form.get("plenary") || null,
  }));
}

const following = (name, view) => 1 + Math.max(0, ...view.rosters.lists.filter((one) => one.name === name.word).map((one) => one.plenary ?? 0));

/** Chairs come out of the presidium; where none is listed yet the server says so. */
const eligible = (name, view) => {
  const presidium = new Set(view.rosters.lists.filter((one) => one.name === "presidium").flatMap((one) => one.members.map((member) => member.id)));
  const all = deputies(view);
  return ["standing_chairs", "executive_chairs"].includes(name.word) && presidium.size ? all.filter((one) => presidium.has(one.id)) : all;
};

const chooser = (name, view, chosen, filter) => html`
  <fieldset class="signers"><legend>${t("rosters.chosen", { count: chosen.value.length })}</legend>
    <input type="search" placeholder=${t("elections.search")} aria-label=${t("elections.search")} .value=${filter.value} @input=${(event) => { filter.value = event.target.value; }}>
    <ul>${eligible(name, view).filter((one) => words(one).includes(filter.value.trim())).map((one) => html`
      <li><label><input type="checkbox" .checked=${chosen.value.includes(one.id)} @change=${(event) => {
        chosen.value = [...chosen.value.filter((id) => id !== one.id), ...(event.target.checked ? [one.id] : [])];
      }}> ${words(one)}</label></li>`)}</ul>
  </fieldset>`;
