// The scrutineers' station: which seats are here and have put in a vote, never what it says.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { attendanceView } from "../parts/attendance.js";
import { writtenNames } from "../parts/candidates.js";
import { openDesk } from "../parts/desk.js";
import { pollCard } from "../parts/poll_card.js";
import { seatPanel } from "../parts/seat_panel.js";
import { beingCounted, counting } from "../parts/teller_counting.js";

const draw = (view) => html`
  <main class="scrutiny">
    <section class="sheet">${seatPanel(view, null)}</section>
    <aside>
      ${view.polls.toReversed().map(counting)}
      ${writtenNames(view.written, view)}
      <p class="note">${t("scrutineer.explain")}</p>
      ${attendanceView(view.attendance)}
      ${view.polls.length ? view.polls.filter((poll) => !beingCounted(poll)).toReversed().map((poll) => html`${report(poll)}${pollCard(poll, [], view)}`) : html`<p class="quiet">${t("poll.no_polls")}</p>`}
    </aside>
  </main>`;

/** What the chief teller reads after an election: the papers, then the votes of each. */
const report = (poll) => (poll.report ? html`
  <section class="aloud"><h3 class="overline">${t("scrutineer.report")}</h3><blockquote>${say(poll.report)}</blockquote></section>` : nothing);

openDesk("scrutineer", draw);
