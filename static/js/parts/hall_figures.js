// Figures as large as the wall allows.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

export const bigFigure = (key, number, kind = "") => html`
  <div class="big-figure ${kind}"><dt>${t(key)}</dt><dd>${number}</dd></div>`;

export const bigCounts = (poll) => html`
  <dl class="row">
    ${bigFigure("mark.for", poll.counts.for, "for")}
    ${bigFigure("mark.against", poll.counts.against, "against")}
    ${bigFigure("mark.abstain", poll.counts.abstain, "abstain")}
    ${poll.counts.void ? bigFigure("mark.void", poll.counts.void) : nothing}
    ${poll.show_not_pressed ? bigFigure("mark.not_voting", poll.counts.not_voting, "silent") : nothing}
  </dl>`;

export const CARRIED = ["adopted", "decided", "elected"];

export const verdict = (outcome) => (outcome ? html`
  <p class="verdict ${CARRIED.includes(outcome.word) ? "" : "no"}">${say(outcome.label)}</p>` : nothing);

/** A voided vote says so with its reason: nobody may take a missing result for one that is still to come. */
export const hallVoided = (poll) => html`
  <p class="verdict no voided">${t("hall.voided")}</p>
  <p class="sub">${t("hall.voided_reason", { reason: poll.voided.reason })}</p>`;
