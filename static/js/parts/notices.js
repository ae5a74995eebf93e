// Notices and refusals, lying over the page until they are put away.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";

const SHOWN_MS = 8000; // long enough to read two sentences aloud; alarms stay until dismissed
const notices = signal([]);
let number = 0;

export function tell(notice) {
  const one = { ...notice, number: (number += 1) };
  notices.value = [...notices.value.slice(-3), one];
  if (notice.level === "info") setTimeout(() => dismiss(one.number), SHOWN_MS);
}

export const tellRefusal = (refusal) => tell({ level: "alarm", ...refusal });

const dismiss = (which) => {
  notices.value = notices.value.filter((one) => one.number !== which);
};

export const noticesView = () => html`
  <div class="notices" role="status" aria-live="polite">${notices.value.map(noticeView)}</div>`;

const noticeView = (one) => html`
  <div class="notice ${one.level}">
    <div>${refusalText(one)}</div>
    <button class="slim" type="button" @click=${() => dismiss(one.number)}>${t("notice.dismiss")}</button>
  </div>`;

/** A refusal in words: its sentence, its article, its details. */
export const refusalText = (refusal) => html`
  <p>${say(refusal)} ${refusal.article ? html`<span class="article">${refusal.article}</span>` : nothing}</p>
  ${refusal.details?.length ? html`<ul>${refusal.details.map((line) => html`<li>${say(line)}</li>`)}</ul>` : nothing}`;
