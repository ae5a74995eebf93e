// The lists that an item votes on: presidium, tellers, executive chairs; members by name, one a line.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { add, form, put } from "./draft.js";
import { choiceField, linesField, numberField } from "./fields.js";
import { law } from "./server.js";

const lines = (text) => text.split(/[\n、，,;；]+/).map((name) => name.trim()).filter((name) => name !== "");

/** The lists stand at the top of the form, each with the item that votes on it. */
export const rostersOf = (item) => html`
  <fieldset class="part"><legend>${t("setup.rosters")}</legend>
    ${(form.value.roster ?? []).map((one, place) => (one.item === item.id ? roster(one, place) : nothing))}
    <button type="button" class="slim" @click=${() => add(["roster"], { name: "presidium", members: [], item: item.id })}>${t("setup.add_roster")}</button>
  </fieldset>`;

const roster = (one, place) => html`
  <div class="line">
    <div class="row">
      ${choiceField(["roster", place, "name"], t("setup.roster_name"), law.value.rosters.map((word) => [word.word, say(word.label)]))}
      ${one.name === "executive_chairs" ? numberField(["roster", place, "plenary"], t("setup.plenary")) : nothing}
    </div>
    ${linesField(["roster", place, "members"], t("setup.roster_members"), { hint: t("setup.roster_hint"), read: lines })}
    <button type="button" class="slim" @click=${() => remove(place)}>${t("setup.remove_roster")}</button>
  </div>`;

function remove(place) {
  const left = form.value.roster.filter((_, here) => here !== place);
  put(["roster"], left.length ? left : undefined);
}
