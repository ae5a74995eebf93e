// Whether this organ has met as often and as long as the law wants: days typed in, the answer from the server, nothing kept.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { fetchSigned } from "../session.js";
import { say, t } from "../words.js";

const LOST = { refusal: { zh: "服务器没有应答，请稍后再试。", en: "The server did not answer; try again." } };
const empty = () => ({ name: "", first: "", last: "", elects: false });
const rows = signal(null);
const year = signal("");
/** {findings} or {errors} or {refusal} of the newest question, or null. */
const answer = signal(null);

/** The first row is the present sitting. */
function begin(view) {
  const day = view.day ?? "";
  year.value = (day || new Date().toISOString()).slice(0, 4);
  rows.value = [{ ...empty(), name: say(view.meeting.title), first: day, last: day }];
}

export const calendarCheck = (view) => {
  if (rows.value === null) begin(view);
  return html`
    <h2>${t("secretary.calendar")}</h2>
    <p class="explain">${t("calendar.explain")}</p>
    <form class="calendar" @submit=${check}>
      <label class="field"><span>${t("calendar.year")}</span><input type="number" min="1954" max="2200" step="1" required .value=${year.value} @input=${(event) => { year.value = event.target.value; }}></label>
      <ol>${rows.value.map(row)}</ol>
      <p class="actions-row"><button type="button" class="slim" @click=${() => { rows.value = [...rows.value, empty()]; }}>${t("calendar.add")}</button>
        <button type="submit" class="primary">${t("calendar.check")}</button></p>
    </form>
    ${answer.value ? told(answer.value) : nothing}`;
};

const change = (place, name, value) => { rows.value = rows.value.map((one, here) => (here === place ? { ...one, [name]: value } : one)); };

const day = (one, place, name) => html`
  <label class="field"><span>${t(`calendar.${name}`)}</span><input type="date" ?required=${name === "first"} .value=${one[name]} @change=${(event) => change(place, name, event.target.value)}></label>`;

const row = (one, place) => html`
  <li>
    <label class="field"><span>${t("calendar.name")}</span><input type="text" required maxlength="100" .value=${one.name} @input=${(event) => change(place, "name", event.target.value)}></label>
    ${day(one, place, "first")}${day(one, place, "last")}
    <label class="flag"><input type="checkbox" .checked=${one.elects} @change=${(event) => change(place, "elects", event.target.checked)}> <span>${t("calendar.elects")}</span></label>
    <button type="button" class="slim" aria-label="${t("calendar.remove")} ${one.name}" ?disabled=${rows.value.length < 2} @click=${() => { rows.value = rows.value.filter((_, here) => here !== place); }}>${t("calendar.remove")}</button>
  </li>`;

async function check(event) {
  event.preventDefault();
  const meetings = rows.value.map((one) => ({ name: one.name, first: one.first, last: one.last || one.first, elects: one.elects }));
  try {
    const body = JSON.stringify({ year: Number(year.value), meetings });
    answer.value = await (await fetchSigned("/api/calendar", { method: "POST", body })).json();
  } catch {
    answer.value = LOST;
  }
}

const told = (found) => {
  if (found.refusal) return html`<p class="warning" role="alert">${say(found.refusal)}</p>`;
  if (found.errors) return html`<ul class="calendar-faults" role="alert">${found.errors.map((one) => html`<li>${faultAt(one)}${say(one)}</li>`)}</ul>`;
  return html`<ul class="findings" role="status">${found.findings.map((one) => html`
    <li class="verdict ${one.met ? "good" : "refused"}"><strong>${t(one.met ? "calendar.met" : "calendar.unmet")}</strong> ${one.policy ? html`<span class="chip">${t("calendar.policy")}</span>` : nothing}
      ${say(one)} ${one.citation ? html`<span class="quiet">${say(one.citation)}</span>` : nothing}</li>`)}</ul>`;
};

const faultAt = (one) => (one.path[0] === "meeting" && one.path.length > 1 ? `${t("calendar.row", { number: one.path[1] + 1 })} ` : "");
