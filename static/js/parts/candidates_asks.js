// What is asked before somebody is nominated, before a candidate withdraws, and before a tie at the cut is decided.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { busy, give } from "./command.js";
import { actions, openDialog } from "./dialog.js";
import { orderOf } from "./candidates_order.js";
import { refusalNote } from "./refusal.js";

/** The deputies of this body in the view of operator or secretary. */
export const deputies = (view) => {
  const rows = view.members ?? [...(view.seats ?? []).filter((seat) => seat.member).map((seat) => ({ ...seat, id: seat.member })), ...(view.absent ?? [])];
  return [...new Map(rows.filter((one) => one.role === "member").map((one) => [one.id, one])).values()];
};

const words = (one) => [one.name, one.group].filter(Boolean).join(" · ");

/** A dialog whose fields are read by `args(form)`; it stays open on a refusal and says why. */
export function askFor(command, title, explain, draw, args) {
  const refusal = signal(null);
  const submit = async (event, close) => {
    event.preventDefault();
    const answer = await give(command, args(new FormData(event.target)));
    refusal.value = answer.refusal ?? null;
    if (answer.ok) close(answer);
  };
  return openDialog((close) => html`
    <form class="ask" @submit=${(event) => submit(event, close)}>
      <h2>${title}</h2>
      <p class="explain">${explain}</p>
      ${draw()}
      ${refusalNote(refusal.value)}
      ${actions(html`
        <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
        <button type="submit" class="primary" ?disabled=${busy.value}>${t("ask.yes")}</button>`)}
    </form>`);
}

export const textField = (name, label, required = true) => html`
  <label class="field"><span>${label}</span><input type="text" name=${name} maxlength="200" ?required=${required}></label>`;

export const reasonField = () => html`
  <label class="field"><span>${t("ask.reason")}</span><textarea name="reason" required maxlength="400"></textarea></label>`;

/** Which deputy a person is; empty for somebody else. */
export const deputyField = (view, first, change = () => {}, required = false) => html`
  <label class="field"><span>${t("elections.deputy")}</span><select name="deputy" ?required=${required} @change=${change}>
    <option value="">${first}</option>
    ${deputies(view).map((one) => html`<option value=${one.id}>${words(one)}</option>`)}</select></label>`;

export function askNominate(contest, view) {
  const organs = contest.nominators.filter((one) => one.word !== "members");
  const organ = signal(organs[0]?.word ?? "members"), who = signal(""), filter = signal(""), signed = signal([]);
  const fields = () => html`
    <div class="choice-pair" role="radiogroup" aria-label=${t("elections.by")}>
      ${contest.nominators.map(({ word, label }) => html`<label><input type="radio" name="organ" value=${word} .checked=${organ.value === word} @change=${() => { organ.value = word; }}> ${word === "members" ? t("elections.jointly") : t("elections.by_organ", { organ: say(label) })}</label>`)}</div>
    ${deputyField(view, contest.deputies_only ? t("elections.choose_deputy") : t("elections.not_deputy"), (event) => { who.value = event.target.value; }, contest.deputies_only)}
    ${who.value ? nothing : textField("person", t("elections.name"))}
    ${organ.value === "members" ? signers(contest, view, filter, signed) : nothing}`;
  return askFor("nominate", t("elections.nominate"), say(contest.title), fields, (form) => ({
    item: contest.item, draft: contest.draft, presidium: organ.value === "presidium", signers: organ.value === "members" ? signed.value : [],
    ...(["presidium", "members"].includes(organ.value) ? {} : { organ: organ.value }),
    ...(who.value ? { deputy: who.value } : { person: form.get("person") ?? "" }),
  }));
}

const signers = (contest, view, filter, signed) => html`
  <fieldset class="signers"><legend>${t("elections.signers", { count: signed.value.length, needed: contest.signers_needed ?? "—" })} <span class="quiet">${contest.citation ? say(contest.citation) : nothing}</span></legend>
    <input type="search" placeholder=${t("elections.search")} aria-label=${t("elections.search")} .value=${filter.value} @input=${(event) => { filter.value = event.target.value; }}>
    <ul>${deputies(view).filter((one) => words(one).includes(filter.value.trim()) || signed.value.includes(one.id)).map((one) => html`
      <li><label><input type="checkbox" .checked=${signed.value.includes(one.id)} @change=${(event) => { signed.value = sign(signed.value, one.id, event.target.checked); }}> ${words(one)}</label></li>`)}</ul>
  </fieldset>`;

const sign = (names, id, yes) => [...names.filter((one) => one !== id), ...(yes ? [id] : [])];

export const askWithdraw = (contest, one) => askFor(
  "withdraw_candidate", t("elections.withdraw_title", { name: say(one.name) }), say(contest.title),
  () => html`${reasonField()}${textField("by", t("elections.agreed"))}`,
  (form) => ({ item: contest.item, candidate: one.id, reason: form.get("reason"), by: form.get("by") }),
);

/** The days to nominate and consider are not over: what was considered before, and the decision, go on record (ZZF 27). */
export const askEarly = (contest, rows, refusal) => askFor(
  "fix_slate", t("elections.fix"), say(refusal),
  reasonField,
  (form) => ({
    item: contest.item, draft: contest.draft, candidates: rows.filter((row) => row.on).map((row) => row.id), order: orderOf(contest), reason: form.get("reason"),
  }),
);

/** The pre-vote tied at its cut: who of the tied stands is a decision on record. */
export const askFix = (contest, rows) => askFor(
  "fix_slate", t("elections.fix"), t("elections.tie_at_cut", { places: contest.places_left }),
  () => html`<p>${rows.filter((row) => row.tied && row.on).map((row) => say(contest.standing.find((one) => one.id === row.id).name)).join("、") || t("elections.nobody_chosen")}</p>${reasonField()}`,
  (form) => ({
    item: contest.item, draft: contest.draft, candidates: rows.filter((row) => row.on).map((row) => row.id), order: orderOf(contest), reason: form.get("reason"),
  }),
);
