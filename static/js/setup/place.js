// The secretary's place "Preparation": five steps, what is still wrong in each, and the state of the draft above them.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { refusalNote } from "../parts/refusal.js";
import { agendaStep } from "./agenda.js";
import { dirty, form } from "./draft.js";
import { layStep } from "./laid.js";
import { meetingStep } from "./meeting.js";
import { methodStep } from "./method.js";
import { rollStep } from "./roll.js";
import { answer, house, judged, refetch, start } from "./server.js";
import { go, shown, stepOf } from "./steps.js";

const STEPS = { meeting: meetingStep, method: methodStep, agenda: agendaStep, roll: rollStep, lay: layStep };

export const setupPlace = (view) => {
  start();
  if (form.value === null) return html`<h2>${t("setup.title")}</h2>${refusalNote(answer.value?.refusal)}<p class="waiting">${t("page.waiting")}</p>`;
  return html`
    <h2>${t("setup.title")}</h2>
    <div class="preparation">
      ${house.value.adding ? html`<div class="explain" role="status">${t("setup.add_banner")}</div>` : house.value.fixed ? html`<div class="refused" role="status">${say(house.value.fixed)}</div>` : nothing}
      ${state()}
      <nav class="steps" aria-label=${t("setup.steps")}><ol>${Object.keys(STEPS).map(stepButton)}</ol></nav>
      <section class="step" aria-label=${t(`setup.step_${shown.value}`)}>${STEPS[shown.value](view)}</section>
      ${onward()}
    </div>`;
};

const stepButton = (name, place) => {
  const wrong = judged.value.errors.filter((one) => stepOf(one.path) === name).length;
  return html`<li><button type="button" aria-current=${name === shown.value ? "step" : "false"} @click=${() => go(name)}>
    <span class="number">${place + 1}</span> ${t(`setup.step_${name}`)}
    ${wrong && name !== "lay" ? html`<span class="chip warn">${t("setup.open_points", { count: wrong })}</span>` : nothing}</button></li>`;
};

const state = () => (dirty.value
  ? html`<p class="draft-state" role="status"><span class="chip warn">${t("setup.unsaved")}</span> ${t("setup.unsaved_explain")}
      <button type="button" class="slim" @click=${refetch}>${t("setup.discard")}</button></p>`
  : html`<p class="draft-state" role="status"><span class="chip good">${t(house.value.laid ? "setup.as_laid" : "setup.nothing_laid")}</span></p>`);

const onward = () => {
  const names = Object.keys(STEPS);
  const next = names[names.indexOf(shown.value) + 1];
  return next ? html`<p class="onward"><button type="button" class="primary" @click=${() => go(next)}>${t("setup.onward", { step: t(`setup.step_${next}`) })}</button></p>` : nothing;
};
