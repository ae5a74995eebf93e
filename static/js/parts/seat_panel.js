// The seat map with the choice of the poll whose papers it shows.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { seatLegend } from "./seat_legend.js";
import { seatMap } from "./seat_map.js";

const RUNNING = ["announced", "open", "closed"];
const chosen = signal(null);

/** `pick(seat)` opens a seat, where the page may; `foot` stands under the legend. */
export const seatPanel = (view, pick, foot = nothing) => {
  const running = view.polls.filter((poll) => RUNNING.includes(poll.state));
  const shown = running.find((poll) => poll.vote === chosen.value) ?? running.find((poll) => poll.state === "open") ?? running[0];
  return html`
    <section class="panel seats">
      <h2 class="overline">${t("map.title")}</h2>
      ${running.length > 1 ? choice(running, shown) : nothing}
      ${view.seats.length ? seatMap(view.seats, shown?.vote ?? null, pick) : html`<p class="quiet">${t("map.no_seats")}</p>`}
      ${seatLegend(Boolean(shown))}
      ${foot}
    </section>`;
};

const choice = (running, shown) => html`
  <label class="field"><span>${t("map.which_poll")}</span>
    <select @change=${(event) => { chosen.value = event.target.value; }}>
      ${running.map((poll) => html`<option value=${poll.vote} ?selected=${poll === shown}>${say(poll.title)}</option>`)}
    </select>
  </label>`;
