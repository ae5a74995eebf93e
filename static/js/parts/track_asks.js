// What is asked before something around a vote is put on record: a step, a mover, late papers, a vote set aside.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { askFor, deputies, reasonField, textField } from "./candidates_asks.js";

const ASIDES = ["postponed", "returned", "withdrawn"];

const option = (value, word) => html`<option value=${value}>${word}</option>`;
const head = (step) => say(step.label).split(/：|: /, 1)[0];
const rest = (step) => say(step.label).slice(head(step).length).replace(/^(：|: )/, "");
const given = (form, ...names) => Object.fromEntries(names.map((name) => [name, (form.get(name) ?? "").trim()]).filter(([, value]) => value !== ""));
const ask = (step, fields, args) => askFor(step.command, head(step), rest(step), fields, (form) => ({ ...step.args, ...args(form) }));

/** The organs that may decide this by the rules of the meeting, as the server names them; `which`: or must propose it. */
const lawful = (step, view, what, which = "organs") => view.items.find((item) => item.id === step.args.item)?.track?.[which]?.[what] ?? [];

const lawfulField = (list, name = "organ", label = t("track.organ")) => (list.length ? html`
  <label class="field"><span>${label}</span><select name=${name} required>
    ${list.map((one) => option(one.organ, say(one.label)))}</select></label>` : nothing);

const results = (word) => {
  if (word === "exam") return [option("passed", t("track.passed")), option("failed", t("track.failed"))];
  return ["defence", "further_answer"].includes(word) ? [option("done", t("track.done")), option("declined", t("track.declined"))] : null;
};

function askStep(step, view) {
  const choices = results(step.args.step);
  return ask(step, () => html`
    <label class="field"><span>${t("track.day")}</span><input type="date" name="day"></label>
    ${choices ? html`<label class="field"><span>${t("track.result")}</span><select name="result" required>${choices}</select></label>` : nothing}
    ${lawfulField(lawful(step, view, step.args.step))}
    ${textField("note", t("track.note"), false)}`, (form) => given(form, "day", "result", "organ", "note"));
}

/** The law names no organ that lets late papers in: it is one of this body's own. */
const OWN = { congress: ["presidium", "plenary"], standing_committee: ["chairs_meeting", "plenary"] };
const askWaive = (step, view) => ask(step, () => html`
  <label class="field"><span>${t("track.organ")}</span><select name="organ" required>
    ${OWN[view.meeting.body].map((word) => option(word, t(`track.${word}`)))}</select></label>${reasonField()}`,
(form) => given(form, "organ", "reason"));

/** Only what some organ may decide is offered; a vote that is put off says what comes next. */
function askAside(step, view) {
  const open = ASIDES.filter((how) => lawful(step, view, how).length);
  const how = signal(open[0] ?? "");
  return ask(step, () => html`
    <label class="field"><span>${t("track.how")}</span><select name="how" required @change=${(event) => { how.value = event.target.value; }}>
      ${open.map((word) => option(word, t(`track.${word}`)))}</select></label>
    ${lawfulField(lawful(step, view, how.value, "proposers"), "proposed_by", t("ask.proposed_by"))}
    ${lawfulField(lawful(step, view, how.value))}${reasonField()}${textField("next", t("ask.next"), how.value === "postponed")}`,
  (form) => given(form, "how", "proposed_by", "organ", "reason", "next"));
}

const askUnsatisfied = (step) => ask(step, () => html`
  <label class="field"><span>${t("track.unsatisfied")}</span><input type="number" name="unsatisfied" min="0" max="9999" step="1" required></label>`,
(form) => given(form, "unsatisfied"));

function askPetition(step, view) {
  const who = signal("members"), signed = signal([]);
  const fields = () => html`
    <label class="field"><span>${t("track.proposer")}</span><select name="proposer" @change=${(event) => { who.value = event.target.value; }}>
      ${option("members", t("track.members"))}${option("presidium", t("track.presidium"))}${option("standing_committee", t("track.standing_committee"))}
      ${option("chairs_meeting", t("track.chairs_meeting"))}${option("government", t("track.government"))}${option("supervision", t("track.supervision"))}
      ${option("court", t("track.court"))}${option("procuracy", t("track.procuracy"))}</select></label>
    ${who.value === "members" ? signers(view, signed) : nothing}
    ${textField("target", t("track.target"))}
    <label class="field"><span>${t("track.content")}</span><textarea name="content" required maxlength="400"></textarea></label>`;
  return ask(step, fields, (form) => ({ ...given(form, "target", "content"), proposer: who.value, signers: who.value === "members" ? signed.value : [] }));
}

const signers = (view, signed) => html`
  <fieldset class="signers"><legend>${t("track.signers", { count: signed.value.length })}</legend>
    <ul>${deputies(view).map((one) => html`<li><label><input type="checkbox" .checked=${signed.value.includes(one.id)}
      @change=${(event) => { signed.value = [...signed.value.filter((id) => id !== one.id), ...(event.target.checked ? [one.id] : [])]; }}> ${[one.name, one.group].filter(Boolean).join(" · ")}</label></li>`)}</ul>
  </fieldset>`;

const ASKS = { step: askStep, petition: askPetition, waive: askWaive, aside: askAside, unsatisfied: askUnsatisfied };

/** The steps of this family ask for themselves; null for any other step. */
export const askTrack = (step, view) => (ASKS[step.ask] ? () => ASKS[step.ask](step, view) : null);
