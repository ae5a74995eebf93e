// What an operator must see before saying yes: a secret vote so small that it is hardly secret, papers not drawn yet.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";

/** `poll` is what the step is about, or null; `view` the newest of the page. */
export const warnings = (step, poll, view) => {
  if (step.command === "close_poll" && poll?.few) return html`<p class="refused few">${t("ask.few")}</p>`;
  if (step.command === "open_poll" && step.ask === "reason") return undrawn((view?.seats ?? []).filter((seat) => seat.votes?.[step.args.vote] === "none"));
  return nothing;
};

const undrawn = (seats) => (seats.length ? html`
  <section class="undrawn">
    <h3 class="overline">${t("ask.undrawn", { count: seats.length })}</h3>
    <ul>${seats.map((seat) => html`<li><b>${seat.seat}</b> ${seat.name ?? ""}${seat.online ? nothing : html` <span class="chip warn">${t("map.offline")}</span>`}</li>`)}</ul>
  </section>` : nothing);
