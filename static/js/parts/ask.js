// Takes a step; where the step asks for a confirmation, a reason or a disposition, a dialog asks first.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { askRound } from "./candidates_rounds.js";
import { busy, give, giveAndTell } from "./command.js";
import { actions, openDialog } from "./dialog.js";
import { dispositionFields } from "./disposition_fields.js";
import { refusalNote } from "./refusal.js";
import { tellerFields } from "./teller_asks.js";
import { askTrack } from "./track_asks.js";
import { warnings } from "./warnings.js";

/** A step is one of the view's `next`, or a desk act made in the same shape. */
export function take(step, view) {
  const own = askRound(step, view) ?? askTrack(step, view);
  if (own) return own();
  return step.ask ? askFirst(step, view) : giveAndTell(step.command, step.args);
}

function askFirst(step, view) {
  const refusal = signal(null);
  const chosen = signal(step.args.disposition ?? null);
  return openDialog((close) => html`
    <form class="ask" @submit=${(event) => submit(event, step, refusal, close)}>
      <h2>${say(step.label).split(/：|: /, 1)[0]}</h2>
      <p class="explain">${subject(step, view)}</p>
      ${warnings(step, pollOf(step, view), view)}
      ${fields(step, view, chosen)}
      ${refusalNote(refusal.value)}
      ${actions(buttons(step, close))}
    </form>`);
}

async function submit(event, step, refusal, close) {
  event.preventDefault();
  const filled = [...new FormData(event.target)].filter(([, value]) => value.trim() !== "");
  const answer = await give(step.command, { ...step.args, ...Object.fromEntries(filled) });
  refusal.value = answer.refusal ?? null;
  if (answer.ok) close(answer);
}

const buttons = (step, close) => html`
  <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
  <button type="submit" class="primary" ?disabled=${busy.value}>${t(`ask.${step.weight === "danger" ? "yes_danger" : "yes"}`)}</button>`;

const reasonField = () => html`
  <label class="field"><span>${t("ask.reason")}</span><textarea name="reason" required maxlength="400" autofocus></textarea></label>`;

const fields = (step, view, chosen) => {
  if (step.ask === "reason") return reasonField();
  const teller = tellerFields(step, pollOf(step, view));
  if (teller) return teller;
  if (step.ask === "disposition") return dispositionFields(itemOf(step, view)?.allowed ?? [], step.args, chosen);
  return nothing;
};

const itemOf = (step, view) => view?.items?.find((item) => item.id === step.args.item);
const pollOf = (step, view) => view?.polls?.find((poll) => poll.vote === step.args.vote);
const subject = (step, view) => step.about ?? say((pollOf(step, view) ?? itemOf(step, view))?.title);
