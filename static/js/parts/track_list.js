// What must stand on record around an item's votes: steps with their articles, time limits with the days left, movers.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

const cited = (one) => (one.citation ? html` <span class="quiet">${say(one.citation)}</span>` : nothing);

const mark = { missing: "○", failed: "✕", declined: "–" };
const tone = { missing: "wait", failed: "no" };

const step = (one) => html`
  <li class="track-step ${tone[one.state] ?? "good"}"><span aria-hidden="true">${mark[one.state] ?? "✓"}</span>
    <strong>${say(one.label)}</strong>
    ${one.state === "missing" ? html`<span>${t(one.before ? "track.missing" : "track.later")}</span>` : html`<span>${say(one.result)} ${one.day}</span>`}
    ${one.organ ? html`<span>${say(one.organ)}</span>` : nothing}${cited(one)}</li>`;

const draft = (one, title) => html`
  <li class="track-draft">
    <p>${one.part === "whole" ? nothing : html`<span class="chip">${say(one.part_label)}</span> `}<strong>${title}</strong>
      ${one.amended ? html`<span class="chip good">${t("track.amended")}</span>` : nothing}
      ${one.aside ? html`<span class="chip warn">${say(one.aside.label)}</span> <span class="quiet">${one.aside.proposed_by ? `${say(one.aside.proposed_by)} · ` : ""}${say(one.aside.organ)} ${one.aside.reason}</span>` : nothing}
      ${one.fallen && !one.aside ? html`<span class="chip warn">${t("track.fallen")}</span>` : nothing}</p>
    ${one.petition ? petition(one.petition) : nothing}
    ${one.steps.length ? html`<ul>${one.steps.map(step)}</ul>` : nothing}
  </li>`;

const limit = (one) => html`
  <li class="track-step ${one.missed ? "no" : "good"}"><span aria-hidden="true">${one.missed ? "✕" : one.delivered ? "✓" : "○"}</span>
    <strong>${t("track.to", { to: say(one.label) })}</strong> <span>${t("track.last", { day: one.last })}</span>
    ${one.delivered ? html`<span>${t("track.delivered", { day: one.delivered })}</span>` : nothing}
    ${!one.delivered && one.left !== null && one.left >= 0 ? html`<strong class="countdown-days">${t("track.left", { days: one.left })}</strong>` : nothing}
    ${one.waived ? html`<span>${t("track.waived", { why: one.waived })}</span>` : nothing}
    ${one.missed ? html`<span class="chip warn">${t("track.missed")}</span>` : nothing}${cited(one)}</li>`;

const petition = (one) => html`
  <p><span class="quiet">${t("track.proposer")}</span> ${say(one.proposer)}
    ${one.signers.length ? html`<span>${one.signers.join("、")}</span>` : nothing}
    <span class="quiet">${t("track.target")}</span> ${one.target}</p>`;

const roster = (one) => html`<p><span class="quiet">${say(one.label)}</span> ${one.members.join("、")}</p>`;

/** The track of an item, or nothing where nothing has to stand on record. */
export const trackOf = (item) => {
  const track = item.track;
  if (!track) return nothing;
  const told = track.drafts.filter((one) => one.steps.length || one.aside || one.fallen || one.amended || one.part !== "whole");
  if (!told.length && !track.deadlines.length && !track.petition && !track.needs_petition && !track.rosters.length) return nothing;
  const titles = Object.fromEntries(item.drafts.map((one) => [one.id, say(one.title)]));
  return html`
    <section class="track" aria-label=${t("track.title")}>
      <h3 class="overline">${t("track.title")}</h3>
      ${track.needs_petition ? html`<p class="note">${t("track.needs_petition")}</p>` : nothing}
      ${track.petition ? petition(track.petition) : nothing}
      ${track.unsatisfied ? html`<p>${t("track.unsatisfied_of", { count: track.unsatisfied.count })} ${t(track.unsatisfied.reached ? "track.reached" : "track.not_reached")}</p>` : nothing}
      ${track.rosters.map(roster)}
      ${track.deadlines.length ? html`<ul>${track.deadlines.map(limit)}</ul>` : nothing}
      ${told.length ? html`<ul>${told.map((one) => draft(one, titles[one.id] ?? ""))}</ul>` : nothing}
    </section>`;
};
