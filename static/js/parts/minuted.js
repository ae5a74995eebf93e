// What of a count goes into the minutes by name: void envelopes, what was traced, whom written names were settled to be.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

const who = (one) => [one.seat, one.name].filter(Boolean).join(" · ");
const list = (title, rows, line) => (rows?.length ? html`
  <h4 class="overline">${t(title)}</h4><ul>${rows.map((one) => html`<li>${line(one)}</li>`)}</ul>` : nothing);

const settled = (one) => t(one.deputy ? "minuted.settled_deputy" : "minuted.settled_line", {
  written: one.written.join(t("common.comma")), into: one.into, deputy: one.deputy, reason: one.reason, by: one.by,
});

/** For officers alone; nothing where there is nothing to say. */
export const minuted = (poll) => (poll.void_envelopes?.length || poll.traces?.length || poll.settled_names?.length ? html`
  <section class="minuted note">
    ${list("minuted.voids", poll.void_envelopes, (one) => html`<strong>${who(one)}</strong> ${say(one.reason)}`)}
    ${list("minuted.traces", poll.traces, (one) => html`<strong>${who(one)}</strong> ${say(one.reason)} · ${t(`minuted.found_${one.found_by}`)}`)}
    ${list("minuted.settled", poll.settled_names, settled)}
    ${poll.chief_scrutineers?.length && poll.settled_names?.length ? html`<p>${t("minuted.chief", { names: poll.chief_scrutineers.join(t("common.comma")) })}</p>` : nothing}
  </section>` : nothing);
