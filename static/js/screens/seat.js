// The seat: one page for one member. It folds nothing but what the terminal was told, and says whether a vote arrived.
import { html, nothing, render } from "../../vendor/lit-html.js";
import { effect, signal, untracked } from "../../vendor/signals-core.js";
import { forgetAllBut } from "../ballot/filling.js";
import { paperFor, papers } from "../ballot/papers.js";
import { greeted, link, me, meeting, stage, start, view } from "../ballot/terminal.js";
import { attend } from "../ballot/votes.js";
import { arrived } from "../parts/clock.js";
import { enrolment } from "../parts/seat_enrolment.js";
import { agendaLine, banner, head, offlineAlarm } from "../parts/seat_head.js";
import { keypad } from "../parts/seat_keypad.js";
import { handPage } from "../parts/teller_seat.js";
import { pollPage, pollTabs } from "../parts/seat_poll.js";
import { readCode } from "../ballot/device.js";
import { load, t } from "../words.js";

const seat = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1));
const selected = signal(null);

const waiting = (poll) => poll.state === "open" && me.value.polls[poll.vote]?.eligible && !paperFor(poll)?.received;

/** The poll to show: the chosen one as long as it is at issue, else the first that waits for this member, else the newest. */
function currentOf(polls) {
  const held = polls.find((poll) => poll.vote === selected.value);
  if (held?.state === "open") return held;
  return polls.find(waiting) ?? held ?? polls.find((poll) => poll.state === "open") ?? polls.findLast((poll) => poll.state === "announced") ?? polls.at(-1);
}

const next = (polls, current) => {
  const other = polls.find((poll) => poll.vote !== current.vote && waiting(poll));
  return other && !waiting(current)
    ? html`<button type="button" class="primary giant next" @click=${() => { selected.value = other.vote; }}>${t("seat.next_poll")}</button>` : nothing;
};

function pollsPage() {
  const { polls, by_hand: counted, meeting: sitting } = view.value;
  const current = currentOf(polls), hands = (counted ?? []).at(-1);
  if (hands && (!current || ["announced", "open", "closed"].includes(hands.state))) return handPage(hands);
  if (!current) return html`<p class="waiting" role="status">${t(sitting.phase === "closed" ? "seat.over" : "seat.no_poll")}</p>`;
  return html`${pollTabs(polls, current, papers.value, me.value, (vote) => { selected.value = vote; })}
    ${pollPage(current, paperFor(current), me.value.polls[current.vote])}${next(polls, current)}`;
}

function body() {
  if (stage.value.name !== "enrolled") return enrolment(stage.value, begin);
  if (view.value === null) return html`<p class="waiting" role="status">${t(link.value === "connecting" || link.value === "up" ? "seat.connecting" : "seat.unreachable")}</p>`;
  return html`${agendaLine(view.value)}${me.value.member === null ? keypad(greeted.value) : pollsPage()}`;
}

function page() {
  const shown = view.value?.meeting ?? meeting.value, member = me.value?.member ?? null;
  const current = view.value && member ? currentOf(view.value.polls) : null;
  const lost = stage.value.name === "enrolled" && view.value !== null && !greeted.value;
  return html`${banner(shown?.sample)}${head(seat, shown?.title, me.value, !lost && !stage.value.unreachable)}
    ${lost ? offlineAlarm(current, paperFor(current)) : nothing}
    <main class="seat-page">${body()}</main>`;
}

/** Move the focus to what a new page begins with, so that keyboard and reader follow. */
let focused = null;
function follow(root) {
  const target = root.querySelector("[data-focus]");
  if (target && target !== focused) target.focus({ preventScroll: true });
  focused = target;
}

function begin(code) {
  start(seat, code, attend);
}

/** An open poll that is shown stays shown after its vote has arrived, until its member goes on. */
function stay() {
  const current = view.value && me.value?.member ? currentOf(view.value.polls) : null;
  if (current?.state === "open") selected.value = current.vote;
}

function newView(polls) {
  arrived();
  forgetAllBut(polls.filter(({ state }) => state === "open").map(({ vote }) => vote));
}

await load();
const root = document.getElementById("page");
root.replaceChildren();
effect(() => { if (view.value) untracked(() => newView(view.value.polls)); });
effect(stay);
effect(() => { render(page(), root); follow(root); });
effect(() => { if (stage.value.name === "enrolled") history.replaceState(null, "", location.pathname); });
begin(readCode(new URLSearchParams(location.search).get("code")));
