// Alarms in red: what was found, the evidence as a file, and a button that says a person has taken note.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { figures } from "./figures.js";
import { evidence, seen } from "./line.js";
import { titleOf } from "./names.js";

const checked = (alarm) => (alarm.figures.checks ?? []).map((name) => t(`station.check_${name}`)).join("、");

const counts = (alarm, view) => {
  const poll = view.polls.find((one) => one.vote === alarm.figures.vote);
  return alarm.counts && poll ? figures(poll, alarm.counts.own, alarm.counts.server) : nothing;
};

const one = (alarm, view) => html`
  <section class="sheet station-alarm" role="alert">
    <h2>${t(`station.alarm_${alarm.kind}`)}</h2>
    <p>${t(`station.alarm_${alarm.kind}_how`, { ...alarm.figures, vote: titleOf(view, alarm.figures.vote), sentence: say(alarm.sentence), checks: checked(alarm) })}</p>
    ${counts(alarm, view)}
    <div class="actions">
      <button type="button" class="danger" @click=${evidence}>${t("station.evidence")}</button>
      <button type="button" @click=${() => seen(alarm.id)}>${t("station.noted")}</button>
    </div>
  </section>`;

export const alarms = (view) => view.alarms.filter((alarm) => !alarm.seen).map((alarm) => one(alarm, view));
