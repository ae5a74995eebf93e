// A terminal beside the seats of the roll: a label, a code, and then it can take over from a seat whose own is broken.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { showCode } from "./code_dialog.js";
import { busy } from "./command.js";
import { actions, openDialog } from "./dialog.js";

export const spareButton = () => html`<button type="button" class="slim spare" @click=${askSpare}>${t("spare.button")}</button>`;

async function askSpare() {
  const label = await openDialog((close) => html`
    <form @submit=${(event) => { event.preventDefault(); close(event.target.elements.label.value.trim()); }}>
      <h2>${t("spare.button")}</h2>
      <p class="explain">${t("spare.explain")}</p>
      <label class="field"><span>${t("spare.label")}</span>
        <input name="label" required pattern="[A-Za-z0-9\\-]{1,16}" title=${t("spare.shape")} placeholder="S01" autocomplete="off" autofocus></label>
      ${actions(html`
        <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
        <button type="submit" class="primary" ?disabled=${busy.value}>${t("act.enrolment_code")}</button>`)}
    </form>`);
  if (label) await showCode({ seat: label });
}
