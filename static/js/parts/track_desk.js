// The secretary's checklist: for each item what must stand on record, with the buttons that record it.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { askFor } from "./candidates_asks.js";
import { askTrack } from "./track_asks.js";
import { trackOf } from "./track_list.js";

export const trackDesk = (view) => {
  const told = view.items.map((item) => ({ item, list: trackOf(item) })).filter((one) => one.list !== nothing);
  return html`
    <h2>${t("secretary.track")}</h2>
    <p class="explain">${t("desk_track.explain")}</p>
    ${told.length ? html`<ol class="track-items">${told.map(({ item, list }) => entry(item, list, view))}</ol>` : html`<p class="quiet">${t("desk_track.none")}</p>`}`;
};

const entry = (item, list, view) => html`
  <li data-item=${item.id}>
    <h3><span class="number">${item.number}</span> ${say(item.title)} ${item.track.matter ? html`<span class="chip">${say(item.track.matter)}</span>` : nothing}</h3>
    ${list}
    ${view.meeting.phase === "closed" ? nothing : html`<p class="actions-row">${acts(item, view)}</p>`}
  </li>`;

const acts = (item, view) => {
  const titles = Object.fromEntries(item.drafts.map((one) => [one.id, say(one.title)]));
  return [
    ...(item.stage === "disposed" ? [] : item.track.deadlines.flatMap((limit) => late(item, limit, view))),
    ...item.track.drafts.flatMap((draft) => draft.steps.filter((one) => one.state === "missing" && recordable(item, draft, one))
      .map((one) => recorded(item, draft, one, titles[draft.id] ?? "", view))),
  ];
};

/** What comes before a vote until the item has ended, what follows it once the vote was won. */
const recordable = (item, draft, step) => (step.before ? item.stage !== "disposed" && !draft.aside : draft.result !== null);

const button = (words, act) => html`<button type="button" class="slim" @click=${act}>${words}</button>`;

const late = (item, limit, view) => [
  ...(limit.delivered && !limit.missed ? [] : [button(t("desk_track.deliver", { to: say(limit.label) }), () => askDelivered(item, limit))]),
  ...(limit.missed ? [button(t("desk_track.waive", { to: say(limit.label) }), () => ask("waive_deadline", "waive", { item: item.id, to: limit.to }, t("desk_track.waive", { to: say(limit.label) }), say(item.title), view))] : []),
];

const askDelivered = (item, limit) => askFor(
  "deliver_papers", t("desk_track.deliver", { to: say(limit.label) }), `${say(item.title)} · ${t("track.last", { day: limit.last })}`,
  () => html`<label class="field"><span>${t("desk_track.day")}</span><input type="date" name="day" required></label>`,
  (form) => ({ item: item.id, to: limit.to, day: form.get("day") }),
);

const recorded = (item, draft, step, title, view) => button(`${t("desk_track.record")} · ${say(step.label)} · ${title}`, () => ask(
  "record_step", "step", { item: item.id, draft: draft.id, step: step.step }, say(step.label), title, view,
));

/** The same dialogs as on the operator's console: a step in the shape of the core's own. */
const ask = (command, kind, args, what, about, view) => askTrack({ command, ask: kind, args, label: `${what}: ${about}` }, view)();
