// The operator's console: agenda, the item before the sitting and its one next step, the hall.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { agendaView } from "../parts/agenda.js";
import { complaintsView, pendingDevices } from "../parts/alerts.js";
import { attendanceView } from "../parts/attendance.js";
import { seatsNow } from "../parts/code_dialog.js";
import { candidatesOf, writtenNames } from "../parts/candidates.js";
import { openDesk } from "../parts/desk.js";
import { itemHead } from "../parts/item_head.js";
import { bigStep, refusedSteps, sortSteps, stepButtons } from "../parts/next_step.js";
import { pollCard } from "../parts/poll_card.js";
import { readingLines } from "../parts/reading.js";
import { openSeat } from "../parts/seat_dialog.js";
import { seatPanel } from "../parts/seat_panel.js";
import { spareButton } from "../parts/spare_terminal.js";
import { stationsNow } from "../parts/stations_code.js";
import { stationsHint, stationsPanel, stationsUrgent } from "../parts/stations_panel.js";
import { besideKeys } from "../parts/teller_beside.js";
import { printing } from "../parts/teller_print.js";
import { trackOf } from "../parts/track_list.js";

const lookedAt = signal(null);
let followed = null;

const pick = (item) => {
  lookedAt.value = item;
  document.querySelector(".desk")?.scrollTo(0, 0);
};

/** When the sitting goes on to another item, the console goes with it. */
function follow(current) {
  if (current === followed) return;
  followed = current;
  lookedAt.value = null;
}

const RUNNING = ["announced", "open", "closed", "counted"];
const running = (poll) => RUNNING.includes(poll.state);

/** The item looked at: the one picked in the agenda, else the current one, else the first. */
const shownItem = (view) => view.items.find((item) => item.id === (lookedAt.value ?? view.current)) ?? view.items[0] ?? null;

const draw = (view) => {
  seatsNow.value = view.seats;
  stationsNow.value = view.stations;
  follow(view.current);
  const item = shownItem(view);
  return html`
    <main class="console">
      ${agendaView(view.items, view.current, item?.id, pick)}
      <div class="desk">${desk(view, item)}</div>
      <aside class="hall-side">
        ${complaintsView(view.complaints, view)}
        ${stationsUrgent(view) ? stationsPanel(view) : nothing}
        ${pendingDevices(view.pending)}
        ${attendanceView(view.attendance)}
        ${seatPanel(view, (seat) => openSeat(seat, view), spareButton())}
        ${stationsUrgent(view) ? nothing : stationsPanel(view)}
      </aside>
    </main>`;
};

const desk = (view, item) => {
  const polls = view.polls.filter((poll) => poll.item === item?.id || running(poll));
  const steps = sortSteps(view, item, polls);
  return html`
    ${bigStep(steps.first, view)}
    ${stationsHint(view)}
    ${stepButtons(steps.plain, view, true)}
    ${polls.filter(running).map((poll) => pollCard(poll, steps.of(poll.vote), view))}
    ${readingLines(view)}
    ${item && view.current && item.id !== view.current ? elsewhere(view) : nothing}
    ${item ? itemHead(item, item.id === view.current) : html`<p class="quiet">${t("agenda.empty")}</p>`}
    ${item ? trackOf(item) : nothing}
    ${item ? candidatesOf(view, item) : nothing}
    ${writtenNames(view.elections?.written, view)}
    ${item ? printing(item) : nothing}
    ${polls.map((poll) => besideKeys(view, poll))}
    ${polls.filter((poll) => !running(poll)).map((poll) => pollCard(poll, steps.of(poll.vote), view))}
    ${refusedSteps(steps.refused)}`;
};

const elsewhere = (view) => {
  const current = view.items.find((item) => item.id === view.current);
  return html`<p class="elsewhere">${t("agenda.elsewhere", { number: current?.number ?? "", title: say(current?.title) })}
    <button type="button" class="slim" @click=${() => pick(null)}>${t("agenda.back")}</button></p>`;
};

openDesk("operator", draw);
