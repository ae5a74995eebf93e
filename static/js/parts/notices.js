// Notices and refusals, lying over the page until they are put away.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { refusalText } from "./refusal.js";

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
