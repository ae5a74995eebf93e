// What may be done now. The core says so; here the one next step is made big, and what may not be done says why.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { take } from "./ask.js";
import { busy } from "./command.js";
import { refusalDetails, refusalLine } from "./refusal.js";

const RUNNING = ["announced", "open", "closed", "counted"];

/** The one next step: the first that is primary and allowed, else the first that would be next and says why it waits.
    While a vote runs, no step of an item that is not before the sitting pushes itself in front of it. */
export function nextOf({ next, polls, current }) {
  const voting = polls.some((poll) => RUNNING.includes(poll.state));
  const here = next.filter((step) => step.weight === "primary" && (!voting || !step.args.item || step.args.item === current));
  return here.find((step) => !step.refusal) ?? here[0] ?? null;
}

const about = (step, key, ids) => ids.includes(step.args[key]);

/** Steps that belong to a poll stand in its card; steps of another item stand with that item. */
export function sortSteps(view, item, polls) {
  const { next } = view;
  const first = nextOf(view);
  const votes = polls.map((poll) => poll.vote);
  const mine = next.filter((step) => step !== first && !about(step, "vote", votes) && (!step.args.item || step.args.item === item?.id));
  return {
    first,
    plain: mine.filter((step) => !step.refusal),
    refused: mine.filter((step) => step.refusal),
    of: (vote) => next.filter((step) => step !== first && step.args.vote === vote),
  };
}

export const bigStep = (step, view) => html`
  <section class="next-step" aria-label=${t("step.next")}>
    <h2 class="overline">${t("step.next")}</h2>
    ${step ? bigButton(step, view) : html`<p class="rest">${t("step.none")}</p>`}
  </section>`;

/** The core's label is "act: title"; the act is said large, the title small, and only where it is not said already. */
const parted = (step) => say(step.label).split(/：|: /, 1)[0];
const title = (step) => say(step.label).slice(parted(step).length).replace(/^(：|: )/, "");
const words = (step, near) => (near && !step.args.draft ? parted(step) : html`${parted(step)}${title(step) ? html`<small>${title(step)}</small>` : nothing}`);

const bigButton = (step, view) => html`
  <button type="button" class="primary big" ?disabled=${Boolean(step.refusal) || busy.value} @click=${() => take(step, view)}><span>${words(step, false)}</span></button>
  ${step.refusal ? html`<div class="why">${why(step.refusal)}</div>` : nothing}`;

/** `near`: the buttons stand under the title they are about. */
export const stepButtons = (steps, view, near = false) => (steps.length ? html`
  <div class="steps">${steps.map((step) => html`
    <button type="button" class=${step.weight === "danger" ? "danger" : "plain"} ?disabled=${busy.value} @click=${() => take(step, view)}><span>${words(step, near)}</span></button>`)}
  </div>` : nothing);

/** What may not be done now: the sentence once, and before it every step that it holds back. */
export const refusedSteps = (steps, near = false) => (steps.length ? html`
  <section class="refused-steps">
    <h3 class="overline">${t("step.not_now")}</h3>
    <ul>${[...bySentence(steps)].map(([, held]) => html`
      <li><span class="held">${held.map((step) => html`<span>${near ? parted(step) : say(step.label)}</span>`)}</span><div class="why">${why(held[0].refusal)}</div></li>`)}
    </ul>
  </section>` : nothing);

const why = (refusal) => html`${refusalLine(refusal)}${refusalDetails(refusal)}`;

function bySentence(steps) {
  const groups = new Map();
  for (const step of steps) {
    const sentence = [step.refusal, ...(step.refusal.details ?? [])].map(say).join("\n");
    groups.set(sentence, [...(groups.get(sentence) ?? []), step]);
  }
  return groups;
}
