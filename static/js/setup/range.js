// The lawful length of a list of candidates in one sentence, as the server computed it.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { refusalLine } from "../parts/refusal.js";

/** How many may stand, under which article, and what the law says against the list as it is. */
export const rangeOf = (one) => html`
  <span class="range">${one.least === null ? nothing : range(one)} <span class="article">${say(one.citation)}</span></span>
  ${one.formal === null ? nothing : html`<span>${t("setup.formal", { count: one.formal })}</span>`}
  <span class="note">${one.stand ? t("setup.stand", { count: one.stand }) : t("setup.nominated_live")}</span>
  ${one.primary ? html`<span class="chip warn">${t("setup.primary")}</span>` : nothing}
  ${one.refusal ? html`<span class="fault">${refusalLine(one.refusal)}</span>` : nothing}`;

const range = (one) => {
  if (one.most === null) return t("setup.range_open", { seats: one.seats, least: one.least });
  return one.least === one.most ? t("setup.range_one", { seats: one.seats, least: one.least }) : t("setup.range", { seats: one.seats, least: one.least, most: one.most });
};
