// A vote that this terminal takes no part in: its member is told to mark a paper or to raise a hand.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { phrased } from "./phrased.js";
import { resultOf } from "./seat_result.js";

export const handPage = (poll) => html`
  <article class="seat-poll kind-${poll.kind} still" data-vote=${poll.vote} data-state=${poll.state}>
    <header><div><h2 tabindex="-1" data-focus>${phrased(poll.title)}</h2>
      <p class="chips"><span class="chip">${say(poll.label)}</span><span class="chip ${poll.state === "open" ? "live" : ""}">${t(`ballot.state.${poll.state}`)}</span></p></div></header>
    ${["announced", "open"].includes(poll.state) ? html`<p class="waiting" role="status">${t(`seat.by_hand.${poll.form}`)}</p>` : nothing}
    ${poll.result ? resultOf(poll) : html`<p class="note">${t("seat.by_hand.none")}</p>`}
  </article>`;
