// The operator's console: agenda, the item before the sitting and its one next step, the hall.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { agendaView } from "../parts/agenda.js";
import { complaintsView, pendingDevices } from "../parts/alerts.js";
import { attendanceView } from "../parts/attendance.js";
import { seatsNow } from "../parts/code_dialog.js";
import { openDesk } from "../parts/desk.js";
import { itemHead } from "../parts/item_head.js";
import { bigStep, refusedSteps, sortSteps, stepButtons } from "../parts/next_step.js";
import { pollCard } from "../parts/poll_card.js";
import { openSeat } from "../parts/seat_dialog.js";
import { seatPanel } from "../parts/seat_panel.js";

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

/** The item looked at: the one picked in the agenda, else the current one, else the first. */
const shownItem = (view) => view.items.find((item) => item.id === (lookedAt.value ?? view.current)) ?? view.items[0] ?? null;

const draw = (view) => {
  seatsNow.value = view.seats;
  follow(view.current);
  const item = shownItem(view);
  return html`
    <main class="console">
      ${agendaView(view.items, view.current, item?.id, pick)}
      <div class="desk">${desk(view, item)}</div>
      <aside class="hall-side">
        ${complaintsView(view.complaints, view)}
        ${pendingDevices(view.pending)}
        ${attendanceView(view.attendance)}
        ${seatPanel(view, (seat) => openSeat(seat, view))}
      </aside>
    </main>`;
};

const desk = (view, item) => {
  const polls = view.polls.filter((poll) => poll.item === item?.id || RUNNING.includes(poll.state));
  const steps = sortSteps(view.next, item, polls);
  return html`
    ${bigStep(steps.first, view)}
    ${stepButtons(steps.plain, view, true)}
    ${reading(view.reading)}
    ${item && view.current && item.id !== view.current ? elsewhere(view) : nothing}
    ${item ? itemHead(item, item.id === view.current) : html`<p class="quiet">${t("agenda.empty")}</p>`}
    ${polls.map((poll) => pollCard(poll, steps.of(poll.vote), view))}
    ${refusedSteps(steps.refused)}`;
};

/** What the chair has before them to read now. */
const reading = (words) => (words ? html`<p class="reading"><span class="quiet">${t("chair.reads")}</span> ${say(words)}</p>` : nothing);

const elsewhere = (view) => {
  const current = view.items.find((item) => item.id === view.current);
  return html`<p class="elsewhere">${t("agenda.elsewhere", { number: current?.number ?? "", title: say(current?.title) })}
    <button type="button" class="slim" @click=${() => pick(null)}>${t("agenda.back")}</button></p>`;
};

openDesk("operator", draw);
