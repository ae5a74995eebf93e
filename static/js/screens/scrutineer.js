// The scrutineers' station: which seats are here and have put in a vote, never what it says.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { attendanceView } from "../parts/attendance.js";
import { writtenNames } from "../parts/candidates.js";
import { openDesk } from "../parts/desk.js";
import { keysGone } from "../parts/keys_kept.js";
import { phrased } from "../parts/phrased.js";
import { pollCard } from "../parts/poll_card.js";
import { seatPanel } from "../parts/seat_panel.js";
import { exchanging, seatExchange } from "../parts/stations_exchange.js";
import { stationsSeen } from "../parts/stations_line.js";
import { beingCounted, counting } from "../parts/teller_counting.js";

const OVER = ["declared", "voided"];
const chosen = signal({}); // by vote: whether somebody has opened or closed its line

const draw = (view) => {
  const polls = view.polls.toReversed();
  const over = polls.filter((poll) => OVER.includes(poll.state));
  return html`
    <main class="scrutiny">
      <section class="sheet">${seatPanel(view, seatExchange(view))}</section>
      <aside>
        ${polls.map(counting)}
        ${polls.filter((poll) => !beingCounted(poll) && !over.includes(poll)).map((poll) => whole(poll, view))}
        ${writtenNames(view.written, view)}
        ${stationsSeen(view.stations)}
        <p class="note">${t("scrutineer.explain")}</p>
        ${attendanceView(view.attendance)}
        ${over.map((poll) => line(poll, poll === over[0], view))}
        ${polls.length ? nothing : html`<p class="quiet">${t("poll.no_polls")}</p>`}
      </aside>
    </main>`;
};

const whole = (poll, view) => html`${report(poll)}${pollCard(poll, [], view)}${exchanging(poll, view)}${poll.keys_gone ? keysGone(poll) : nothing}`;

/** A vote that is over takes one line; the newest stands open until somebody closes it or the next one is over. */
const line = (poll, newest, view) => {
  const open = chosen.value[poll.vote] ?? newest;
  const turn = (event) => { event.preventDefault(); chosen.value = { ...chosen.value, [poll.vote]: !open }; };
  return html`
    <details class="over" .open=${open}>
      <summary @click=${turn}><strong>${phrased(poll.title)}</strong><span class="chip">${poll.outcome ? say(poll.outcome.label) : t(`poll.${poll.state}`)}</span></summary>
      ${open ? whole(poll, view) : nothing}
    </details>`;
};

/** What the chief teller reads after an election: the papers, then the votes of each. */
const report = (poll) => (poll.report ? html`
  <section class="aloud"><h3 class="overline">${t("scrutineer.report")}</h3><blockquote>${say(poll.report)}</blockquote></section>` : nothing);

openDesk("scrutineer", draw);
