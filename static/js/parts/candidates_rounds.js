// What is asked before a further election is planned, and before a name written in is said to be a person.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { askFor, deputies, deputyField, reasonField, textField } from "./candidates_asks.js";

const toggled = (list, id, yes) => [...list.filter((one) => one !== id), ...(yes ? [id] : [])];

/** The steps of elections that ask for more than a reason; null for any other step. */
export function askRound(step, view) {
  if (step.ask === "further") {
    const due = view.elections?.due.find((one) => one.draft === step.args.draft && one.item === step.args.item && one.round === "further");
    return due ? () => askFurther(due) : null;
  }
  const written = step.ask === "names" ? view.elections?.written.find((one) => one.vote === step.args.vote) : null;
  return written ? () => askNames(written, view) : null;
}

/** Whether this list takes some of those who had equal votes and leaves out others: the law is silent on which of them stand. */
function partsEqual(due, chosen) {
  const votes = (on) => due.candidates.filter((one) => chosen.includes(one.id) === on).map((one) => one.for);
  return chosen.length > 0 && Math.min(...votes(true)) <= Math.max(-1, ...votes(false));
}

export function askFurther(due) {
  const fresh = signal(false), chosen = signal(due.suggested);
  const names = () => html`
    <fieldset class="signers"><legend>${t("elections.first_ballot")}</legend>
      <ol>${due.candidates.map((one) => html`<li><label><input type="checkbox" .checked=${chosen.value.includes(one.id)} @change=${(event) => { chosen.value = toggled(chosen.value, one.id, event.target.checked); }}>
        ${say(one.name)} <span class="quiet">${t("elections.votes", { votes: one.for })}</span></label></li>`)}</ol></fieldset>`;
  const fields = () => html`
    <p class="lawful-range">${t("elections.vacant", { seats: due.seats })} ${due.least === null ? nothing : t(due.least === due.most ? "elections.range_one" : "elections.range", { least: due.least, most: due.most })} <span class="quiet">${say(due.citation)}</span></p>
    ${due.gap ? html`<p class="note">${say(due.gap)}</p>` : nothing}
    ${due.by_votes_only ? nothing : html`<div class="choice-pair" role="radiogroup" aria-label=${t("elections.candidates")}>
      ${[false, true].map((value) => html`<label><input type="radio" name="fresh" value=${value} .checked=${fresh.value === value} @change=${() => { fresh.value = value; }}> ${t(value ? "elections.fresh" : "elections.by_votes")}</label>`)}</div>`}
    ${fresh.value ? nothing : names()}
    ${!fresh.value && partsEqual(due, chosen.value) ? html`<p class="note">${t("elections.parts_equal")}</p>${textField("reason", t("elections.presidium_decides"))}` : nothing}
    ${due.needs_decision ? textField("decision", t("elections.decision")) : nothing}`;
  return askFor("plan_round", say(due.label), say(due.title), fields, (form) => ({
    item: due.item, draft: due.draft, round: "further", decision: form.get("decision") ?? "",
    candidates: fresh.value ? [] : due.candidates.filter((one) => chosen.value.includes(one.id)).map((one) => one.id),
    ...(form.get("reason") ? { reason: form.get("reason") } : {}),
  }));
}

export function askNames(written, view) {
  const chosen = signal(written.names.filter((one) => !one.settled).slice(0, 1).map((one) => one.id));
  const alike = () => written.names.filter((one) => chosen.value.includes(one.id)).flatMap((one) => one.same);
  const fields = () => html`
    <fieldset class="signers"><legend>${t("elections.as_written")}</legend>
      <ul>${written.names.map((one) => html`<li><label><input type="checkbox" .checked=${chosen.value.includes(one.id)} @change=${(event) => { chosen.value = toggled(chosen.value, one.id, event.target.checked); }}>
        ${one.name} <span class="quiet">${t("elections.votes", { votes: one.for })}</span></label></li>`)}</ul></fieldset>
    <label class="field"><span>${t("elections.into")}</span><select name="into">
      ${written.names.filter((one) => chosen.value.includes(one.id)).map((one) => html`<option value=${one.id}>${one.name}</option>`)}
      ${written.candidates.map((one) => html`<option value=${one.id}>${t("elections.is_candidate", { name: say(one.name) })}</option>`)}</select></label>
    ${alike().length ? html`<p class="note">${t("elections.same", { names: alike().map((one) => [one.name, one.group].filter(Boolean).join(" ")).join("、") })}</p>` : nothing}
    ${deputies(view).length ? deputyField(view, t("elections.not_deputy")) : nothing}
    ${reasonField()}`;
  return askFor("settle_name", t("elections.settle"), say(written.title), fields, (form) => ({
    vote: written.vote, names: chosen.value, into: form.get("into") ?? "", deputy: form.get("deputy") ?? "", reason: form.get("reason"),
  }));
}
