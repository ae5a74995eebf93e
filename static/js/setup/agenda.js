// Step 3: the agenda: items in their order, each opened for writing on its own; and the template of a congress's elections.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { actions, openDialog } from "../parts/dialog.js";
import { add, at, drop, form, items, move, put } from "./draft.js";
import { itemForm } from "./item.js";
import { kindChoices, newItem } from "./kinds.js";
import { openItem } from "./opened.js";
import { judged, law } from "./server.js";
import { fiveOffices } from "./template.js";

const kind = signal("");

export const agendaStep = () => html`
  <p class="explain">${t("setup.agenda_explain")}</p>
  ${law.value ? html`${template()}
    <ol class="agenda-form">${items.value.map(entry)}</ol>
    ${items.value.length ? nothing : html`<p class="note">${t("setup.no_items")}</p>`}
    ${another()}` : html`<p class="note">${t("setup.law_first")}</p>`}`;

const entry = (item, place) => {
  const open = openItem.value === place;
  const wrong = judged.value.errors.filter((one) => one.path[0] === "item" && one.path[1] === place).length;
  return html`
    <li class=${open ? "open" : ""}>
      <div class="entry-head">
        <button type="button" class="entry-title" aria-expanded=${open} @click=${() => { openItem.value = open ? null : place; }}>
          <span class="number">${place + 1}</span>
          <span class="words"><span class="title">${say(item.title) || t("setup.untitled")}</span>
            <span class="chips"><span class="chip">${t(`setup.kind_${item.kind}`)}</span> <span class="note">${t("setup.votes", { count: item.poll?.length ?? 0 })}</span>
            ${wrong ? html`<span class="chip warn">${t("setup.open_points", { count: wrong })}</span>` : nothing}</span></span>
        </button>
        <button type="button" class="slim" aria-label="${t("setup.up")}：${say(item.title)}" ?disabled=${place === 0} @click=${() => shift(place, -1)}>↑</button>
        <button type="button" class="slim" aria-label="${t("setup.down")}：${say(item.title)}" ?disabled=${place === items.value.length - 1} @click=${() => shift(place, 1)}>↓</button>
        <button type="button" class="slim danger" aria-label="${t("setup.remove")}：${say(item.title)}" @click=${() => remove(item, place)}>${t("setup.remove")}</button>
      </div>
      ${open ? itemForm(item, ["item", place]) : nothing}
    </li>`;
};

function shift(place, by) {
  move(["item"], place, by);
  if (openItem.value === place) openItem.value = place + by;
  else if (openItem.value === place + by) openItem.value = place;
}

/** What speaks of the item goes with it: its lists, and its name in the method. */
function remove(item, place) {
  drop(["item"], place);
  openItem.value = null;
  if (at(["method", "adopted_by"]) === item.id) put(["method", "adopted_by"], undefined);
  const rosters = (form.value.roster ?? []).filter((one) => one.item !== item.id);
  put(["roster"], rosters.length ? rosters : undefined);
}

const another = () => html`
  <div class="row another">
    <div class="entry"><label for="another-item">${t("setup.another_item")}</label>
      <select id="another-item" @change=${(event) => { kind.value = event.target.value; }}>
        <option value="" .selected=${kind.value === ""}>${t("setup.choose")}</option>
        ${kindChoices().map(([value, name]) => html`<option value=${value} .selected=${kind.value === value}>${name}</option>`)}
      </select></div>
    <button type="button" class="primary" ?disabled=${!kind.value} @click=${append}>${t("setup.add")}</button>
  </div>`;

function append() {
  const item = newItem(kind.value);
  add(["item"], item);
  if (item.kind === "roster") add(["roster"], { name: "presidium", members: [], item: item.id });
  openItem.value = items.value.length - 1;
  kind.value = "";
}

const template = () => (form.value.meeting?.body === "congress" ? html`
  <div class="template" role="group" aria-label=${t("setup.template")}>
    <p><strong>${t("setup.template")}</strong></p>
    <p class="note">${t("setup.template_explain")}</p>
    <p class="actions-row">
      <button type="button" @click=${() => fill("paper")}>${t("setup.template_paper")}</button>
      <button type="button" @click=${() => fill("ballot")}>${t("setup.template_keys")}</button>
    </p>
  </div>` : nothing);

async function fill(how) {
  if (items.value.length && !(await openDialog(askReplace))) return;
  fiveOffices(form.value.meeting.level, how);
  openItem.value = null;
}

const askReplace = (close) => html`<div class="body"><h2>${t("setup.template")}</h2><p class="explain">${t("setup.template_replaces")}</p>
  ${actions(html`<button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
    <button type="button" class="primary" @click=${() => close(true)}>${t("ask.yes")}</button>`)}</div>`;
