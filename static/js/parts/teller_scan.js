// A scanner's table as this teller's entry of a heap: all rows good, or each fault by row and column.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { fetchSigned } from "../session.js";
import { tellEntry } from "./teller_entry.js";

const errors = signal([]);
const sending = signal(false);

export const scanForm = (poll, heap, done) => html`
  <details class="scan"><summary>${t("teller.scan")}</summary>
    <p class="explain">${t("teller.scan_explain")}</p>
    <form class="roll" @submit=${(event) => submit(event, poll.vote, heap, done)}>
      <label class="field"><span>${t("roll.file")}</span><input type="file" name="file" accept=".csv,.xlsx" required></label>
      <button type="submit" ?disabled=${sending.value}>${t("teller.scan_send")}</button>
    </form>
    ${errors.value.length ? errorTable(errors.value) : nothing}
  </details>`;

async function submit(event, vote, heap, done) {
  event.preventDefault();
  sending.value = true;
  const body = new FormData(event.target);
  body.append("heap", String(heap));
  const answer = await post(vote, body);
  sending.value = false;
  errors.value = answer.errors ?? [];
  if (answer.errors) return;
  tellEntry(vote, answer.refusal ?? null, !answer.refusal);
  if (!answer.refusal) done();
}

async function post(vote, body) {
  try {
    return await (await fetchSigned(`/api/votes/${vote}/scan`, { method: "POST", body })).json();
  } catch {
    return { refusal: { zh: t("link.down"), en: t("link.down"), article: null } };
  }
}

const errorTable = (found) => html`
  <div class="refused" role="alert"><strong>${t("teller.scan_refused", { count: found.length })}</strong></div>
  <table class="errors">
    <thead><tr><th class="figure">${t("roll.row")}</th><th>${t("roll.column")}</th><th>${t("roll.what")}</th></tr></thead>
    <tbody>${found.map((one) => html`<tr><td class="figure">${one.row || t("roll.whole_file")}</td><td>${one.column || "—"}</td><td>${say(one)}</td></tr>`)}</tbody>
  </table>`;
