// Step 5: what is still wrong, each with its way there; how long the lists may be; and laying it all before the house.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { saveFile } from "../parts/files.js";
import { refusalNote } from "../parts/refusal.js";
import { at, dirty, items } from "./draft.js";
import { idOf, sentence, showAll } from "./fields.js";
import { labelOf } from "./labels.js";
import { openItem } from "./opened.js";
import { rangeOf } from "./range.js";
import { answer, check, decision, house, judged, lay, laying } from "./server.js";
import { go, stepOf } from "./steps.js";

export const layStep = (view) => {
  const { errors, elections } = judged.value;
  return html`
    <p class="explain">${t(house.value.adding ? "setup.add_explain" : "setup.lay_explain")}</p>
    <dl class="summary">
      <dt>${t("setup.meeting_title")}</dt><dd>${say(at(["meeting", "title"])) || "—"}</dd>
      <dt>${t("setup.step_agenda")}</dt><dd>${t("setup.items_votes", { items: items.value.length, votes: items.value.flatMap((item) => item.poll ?? []).length })}</dd>
      <dt>${t("setup.step_roll")}</dt><dd>${t("setup.voters", { count: view.attendance.members })}</dd>
    </dl>
    ${errors.length ? faults(errors) : html`<p class="done" role="status">${t("setup.sound")}</p>`}
    ${listsOf(elections)}
    ${refusalNote(answer.value?.refusal)}
    ${answer.value?.ok && !dirty.value ? html`<p class="done" role="status">${t("setup.laid")}</p>` : nothing}
    ${house.value.adding ? addition(house.value.adding) : nothing}
    <p class="actions-row">
      <button type="button" @click=${() => { showAll.value = true; check(); }}>${t("setup.check")}</button>
      <button type="button" class="primary" ?disabled=${laying.value || errors.length > 0 || shut() || (house.value.laid && !dirty.value)} @click=${lay}>${t(house.value.adding ? "setup.add_now" : "setup.lay")}</button>
      ${house.value.laid ? html`<button type="button" @click=${() => saveFile("/api/setup/sitting.toml")}>${t("setup.save_file")}</button>` : nothing}
    </p>`;
};

/** Nothing can be laid any more, or nobody has said yet why something is added. */
const shut = () => (house.value.adding ? !decision.value.reason.trim() : house.value.fixed !== null);

/** Which organ decided that something comes to the agenda of a sitting under way, and why. */
const addition = ({ organs }) => html`
  <fieldset class="part addition"><legend>${t("setup.add_now")}</legend>
    <div class="entry"><label for="f-organ">${t("setup.add_organ")}</label>
      <select id="f-organ" @change=${(event) => { decision.value = { ...decision.value, organ: event.target.value }; }}>
        ${organs.map((one) => html`<option value=${one.word}>${say(one.label)}</option>`)}</select></div>
    <div class="entry"><label for="f-reason">${t("setup.add_reason")}</label>
      <input id="f-reason" maxlength="400" .value=${decision.value.reason} @input=${(event) => { if (!event.isComposing) decision.value = { ...decision.value, reason: event.target.value }; }} @compositionend=${(event) => { decision.value = { ...decision.value, reason: event.target.value }; }}></div>
  </fieldset>`;

const faults = (errors) => html`
  <div class="refused" role="alert"><strong>${t("setup.faults", { count: errors.length })}</strong></div>
  <ol class="faults">${errors.map((one) => html`<li><span class="note">${placeOf(one.path)}</span> ${sentence(one, labelOf(one.path))}
    ${one.path.length ? html`<button type="button" class="slim" @click=${() => show(one.path)}>${t("setup.go_there")}</button>` : nothing}</li>`)}</ol>`;

/** Where a path lies, for people: the step, and the item's number and title. */
const placeOf = (path) => {
  if (path[0] !== "item" || typeof path[1] !== "number") return path.length ? t(`setup.step_${stepOf(path)}`) : "";
  return t("setup.place_item", { number: path[1] + 1, title: say(at(["item", String(path[1]), "title"])) });
};

/** Go to the field of a path, opening its item on the way. */
function show(path) {
  showAll.value = true;
  if (path[0] === "item") openItem.value = path[1];
  go(stepOf(path));
  requestAnimationFrame(() => {
    const tries = [path, [...path, "zh"], path.slice(0, -1)].map((one) => document.getElementById(idOf(one)));
    tries.find((found) => found)?.focus();
  });
}

const listsOf = (elections) => (elections.length ? html`
  <h3>${t("setup.lists")}</h3>
  <ul class="lists">${elections.map((one) => html`<li>
    <strong>${say(at([...one.path.map(String), "post"])) || say(at([...one.path.map(String), "title"]))}</strong>
    ${rangeOf(one)}</li>`)}</ul>` : nothing);
