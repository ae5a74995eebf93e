// Import of the roll: one file, all rows or none; errors row by row.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { fetchSigned } from "../session.js";
import { saveFile } from "./files.js";
import { refusalNote } from "./refusal.js";

const answer = signal(null);
const sending = signal(false);
const chosen = signal(null);

export const rollImport = () => html`
  <h2>${t("secretary.roll")}</h2>
  <p class="explain">${t("roll.explain")}</p>
  <form class="roll" @submit=${submit}>
    <label class="field"><span>${t("roll.file")}</span>
      <span class="file-choice"><input class="only-heard" type="file" name="file" accept=".xlsx,.csv" required @change=${choose}>
        <span class="button slim" aria-hidden="true">${t("roll.choose")}</span><span>${chosen.value ?? t("roll.none")}</span></span></label>
    <button type="submit" class="primary" ?disabled=${sending.value}>${t("roll.send")}</button>
  </form>
  ${answer.value ? outcome(answer.value) : nothing}`;

const choose = (event) => { chosen.value = event.target.files[0]?.name ?? null; };

async function submit(event) {
  event.preventDefault();
  sending.value = true;
  answer.value = await post(new FormData(event.target));
  sending.value = false;
}

async function post(body) {
  try {
    return await (await fetchSigned("/api/roll", { method: "POST", body })).json();
  } catch {
    return { refusal: { zh: t("link.down"), en: t("link.down"), article: null } };
  }
}

const outcome = (told) => {
  if (told.errors) return errorTable(told.errors);
  if (told.refusal) return refusalNote(told.refusal);
  return html`<p class="done" role="status">${t("roll.done", { rows: told.rows })}</p>
    ${told.cards ? html`<button type="button" @click=${() => saveFile("/api/cards.pdf")}>${t("roll.cards")}</button>` : nothing}`;
};

const errorTable = (errors) => html`
  <div class="refused" role="alert"><strong>${t("roll.refused", { count: errors.length })}</strong></div>
  <table class="errors">
    <thead><tr><th class="figure">${t("roll.row")}</th><th>${t("roll.column")}</th><th>${t("roll.what")}</th></tr></thead>
    <tbody>${errors.map((one) => html`<tr><td class="figure">${one.row || t("roll.whole_file")}</td><td>${one.column ?? "—"}</td><td>${say(one)}</td></tr>`)}</tbody>
  </table>`;
