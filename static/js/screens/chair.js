// The chair's tablet: the one next step, the words to read aloud, the figures.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { quorumLine } from "../parts/attendance.js";
import { lateComplaints } from "../parts/alerts.js";
import { openDesk } from "../parts/desk.js";
import { figure, pressedFigures } from "../parts/figures.js";
import { itemHead } from "../parts/item_head.js";
import { bigStep, nextOf, refusedSteps, stepButtons } from "../parts/next_step.js";
import { pollCard } from "../parts/poll_card.js";
import { readingPanel } from "../parts/reading.js";

const RUNNING = ["announced", "open", "closed", "counted"];

const draw = (view) => {
  const item = view.items.find((one) => one.id === view.current) ?? null;
  const polls = view.polls.filter((poll) => poll.item === view.current || RUNNING.includes(poll.state));
  const first = nextOf(view);
  const others = view.next.filter((step) => step !== first && !elsewhere(step, view));
  const away = view.next.filter((step) => step !== first && !step.refusal && elsewhere(step, view));
  return html`
    <main class="chair-page">
      <section class="read">
        ${item ? itemHead(item, true) : html`<p class="quiet">${t("agenda.none_current")}</p>`}
        ${lateComplaints(view.complaints, view)}
        ${readingPanel(view)}
        ${polls.map((poll) => pollCard(unread(poll, view.reading), [], view))}
      </section>
      <aside class="act">
        ${bigStep(first, view)}
        ${polls.filter((poll) => poll.state === "open").map(pressedFigures)}
        ${stepButtons(others.filter((step) => !step.refusal).sort(dangerLast), view, polls.length < 2)}
        ${present(view.attendance)}
        ${refusedSteps(others.filter((step) => step.refusal))}
        ${away.length ? html`<details><summary>${t("chair.other_items")}</summary>${stepButtons(away, view)}</details>` : nothing}
      </aside>
    </main>`;
};

/** A step of an item that is not before the sitting. */
const elsewhere = (step, view) => step.args.item && step.args.item !== view.current;
const dangerLast = (one, other) => (one.weight === "danger") - (other.weight === "danger");

/** The poll without the words that stand above it already. */
const unread = (poll, words) => (poll.announcement?.zh === words?.zh ? { ...poll, announcement: null } : poll);

const present = (attendance) => html`
  <section class="panel attendance"><dl class="figures">
    ${figure("attendance.members", attendance.members)}${figure("attendance.present", attendance.present, "strong")}</dl>
    ${quorumLine(attendance)}</section>`;

openDesk("chair", draw);
