// Asks for other words for an announcement; other figures than the count are told first, and saved only when said again.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { busy, give } from "./command.js";
import { actions, openDialog } from "./dialog.js";
import { refusalNote } from "./refusal.js";

/** Refused only because the figures differ: the same words may be saved by saying so again. */
const warned = (refusal) => refusal.value?.code.endsWith(".figures") ?? false;

export function openReading(one) {
  const refusal = signal(null);
  return openDialog((close) => html`
    <form class="reword" @submit=${(event) => save(event, one, refusal, close)} @input=${() => { refusal.value = null; }}>
      <h2>${t("reading.edit_of", { label: say(one.label) })}</h2>
      <p class="explain">${t("reading.explain")}</p>
      ${field("zh", t("reading.zh"), one.text.zh)}
      ${field("en", t("reading.en"), one.text.en)}
      ${one.edited ? html`<details><summary>${t("reading.generated")}</summary>
        <p>${one.edited.generated.zh}</p><p lang="en">${one.edited.generated.en}</p></details>` : nothing}
      ${refusalNote(refusal.value)}
      ${actions(html`
        ${one.edited ? html`<button type="button" class="back" ?disabled=${busy.value} @click=${() => restore(one, refusal, close)}>${t("reading.restore")}</button>` : nothing}
        <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
        <button type="submit" class="primary" ?disabled=${busy.value}>${t(warned(refusal) ? "reading.despite" : "reading.save")}</button>`)}
    </form>`);
}

const field = (name, label, text) => html`
  <label class="field"><span>${label}</span>
    <textarea name=${name} lang=${name} rows=${name === "zh" ? 6 : 4} maxlength="20000" required .value=${text}></textarea></label>`;

async function save(event, one, refusal, close) {
  event.preventDefault();
  const { zh, en } = Object.fromEntries(new FormData(event.target));
  const despite = warned(refusal);
  settle(await give("edit_announcement", { which: one.which, made: one.made, zh, en, despite }), refusal, close);
}

async function restore(one, refusal, close) {
  settle(await give("restore_announcement", { which: one.which }), refusal, close);
}

function settle(answer, refusal, close) {
  if (answer.held) return;
  refusal.value = answer.refusal ?? null;
  if (answer.ok) close(answer);
}
