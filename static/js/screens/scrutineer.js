// The scrutineers' station: which seats are here and have put in a vote, never what it says.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { attendanceView } from "../parts/attendance.js";
import { openDesk } from "../parts/desk.js";
import { pollCard } from "../parts/poll_card.js";
import { seatPanel } from "../parts/seat_panel.js";

const draw = (view) => html`
  <main class="scrutiny">
    <section class="sheet">${seatPanel(view, null)}</section>
    <aside>
      <p class="note">${t("scrutineer.explain")}</p>
      ${attendanceView(view.attendance)}
      ${view.polls.length ? view.polls.toReversed().map((poll) => pollCard(poll, [], view)) : html`<p class="quiet">${t("poll.no_polls")}</p>`}
    </aside>
  </main>`;

openDesk("scrutineer", draw);
