// One item of the agenda: its title, who reports, its papers, its votes, and in what it may end.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { add, at, drop, put } from "./draft.js";
import { bothField, choiceField, dayField, textField, wordsField } from "./fields.js";
import { PERSONAL, election, evaluation, kindChoices, merged, motion, newItem, personal, putVotes } from "./kinds.js";
import { rostersOf } from "./roster.js";
import { law } from "./server.js";
import { voteForm } from "./vote.js";

const MONEY = ["report", "decision"]; // kinds that may be about a budget or final accounts
const PROCEDURES = ["postpone", "urgent_motion", "merge"]; // what a procedural item may be about, where rules count it apart
const reportOf = () => [
  ["government", t("setup.of_government")], ["supervision", t("setup.of_supervision")],
  ["court", t("setup.of_court")], ["procuracy", t("setup.of_procuracy")],
];
const REPORTERS = ["body_head", "government_head", "delegated", "court", "procuracy", "committee", "member"];

export const itemForm = (item, path) => html`
  <div class="item-form">
    <div class="row">${choiceField([...path, "kind"], t("setup.kind"), kindChoices(), { change: (kind) => become(item, path, kind) })}</div>
    ${bothField([...path, "title"], t("setup.item_title"))}
    ${reporter(item, path)}
    ${papers(item, path)}
    ${MONEY.includes(item.kind) ? choiceField([...path, "matter"], t("setup.matter"), mattersOf(item.kind), { none: t("setup.no_matter"), hint: t("setup.matter_hint") }) : nothing}
    ${item.kind === "procedural" ? choiceField([...path, "matter"], t("setup.procedure"), mattersOf(item.kind), { none: t("setup.no_procedure"), hint: t("setup.procedure_hint") }) : nothing}
    ${item.kind === "roster" ? rostersOf(item) : nothing}
    <h4>${t("setup.votes_title")}</h4>
    ${(item.poll ?? []).map((vote, place) => voteForm(item, vote, path, place))}
    ${(item.poll ?? []).length ? nothing : html`<p class="note">${t("setup.no_votes")}</p>`}
    <p class="actions-row">${anotherVote(item, path)}</p>
    <details><summary>${t("setup.more")}</summary>
      ${wordsField([...path, "dispositions"], t("setup.dispositions"), lawfulEnds(item), { hint: t("setup.dispositions_hint") })}
      <div class="row">${law.value.addressees.map((one) => dayField([...path, "delivered", one.word], t("setup.delivered", { to: say(one.label) })))}</div>
    </details>
  </div>`;

const mattersOf = (kind) => law.value.matters.filter((one) => PROCEDURES.includes(one.word) === (kind === "procedural"))
  .map((one) => [one.word, say(one.label)]);

const lawfulEnds = (item) => (law.value.dispositions[item.kind] ?? []).map((one) => [one.word, say(one.label)]);

/** Another kind: its votes begin anew, what was written about it stays. */
function become(item, path, kind) {
  if (!kind || kind === item.kind) return;
  const fresh = newItem(kind);
  put(path, { ...fresh, ...item, kind, poll: fresh.poll, dispositions: fresh.dispositions, reporter: item.reporter ?? fresh.reporter,
    matter: MONEY.includes(kind) && MONEY.includes(item.kind) ? item.matter : undefined });
}

const reporter = (item, path) => {
  const to = [...path, "reporter"];
  if (at(to) === undefined) {
    return html`<p><button type="button" class="slim" @click=${() => put(to, { office: {}, kind: "delegated" })}>${t("setup.add_reporter")}</button></p>`;
  }
  const lawful = law.value.reporters[item.kind]?.map((one) => [one.word, say(one.label)]) ?? [];
  const kinds = lawful.length ? lawful : REPORTERS.map((word) => [word, word]);
  return html`
    <fieldset class="part"><legend>${t("setup.reporter")}</legend>
      <div class="row">${textField([...to, "name"], t("setup.name"))}${choiceField([...to, "kind"], t("setup.reporter_kind"), kinds)}
        ${at([...to, "kind"]) === "delegated" ? choiceField([...to, "report_of"], t("setup.report_of"), reportOf()) : nothing}</div>
      ${bothField([...to, "office"], t("setup.office"))}
      ${item.kind === "report" ? nothing : html`<button type="button" class="slim" @click=${() => put(to, undefined)}>${t("setup.remove_reporter")}</button>`}
    </fieldset>`;
};

const papers = (item, path) => html`
  <fieldset class="part"><legend>${t("setup.papers")}</legend>
    ${(item.papers ?? []).map((paper, place) => html`<div class="line">
      ${bothField([...path, "papers", place, "title"], t("setup.paper", { number: place + 1 }))}
      <button type="button" class="slim" aria-label="${t("setup.remove")}：${t("setup.paper", { number: place + 1 })}" @click=${() => drop([...path, "papers"], place)}>${t("setup.remove")}</button></div>`)}
    <button type="button" class="slim" @click=${() => add([...path, "papers"], { title: {} })}>${t("setup.add_paper")}</button>
  </fieldset>`;

const button = (item, path, words, make) => html`
  <button type="button" class="slim" @click=${() => putVotes(path, [...(item.poll ?? []), make()])}>${t(words)}</button>`;

/** The votes that an item of this kind may have. */
const anotherVote = (item, path) => {
  const has = (item.poll ?? []).length > 0;
  if (item.kind === "election") return html`${button(item, path, "setup.add_election", () => election())}`;
  if (PERSONAL[item.kind]) {
    return html`${button(item, path, "setup.add_person", () => personal(item.kind))}${button(item, path, "setup.add_merged", () => merged(item.kind))}`;
  }
  if (item.kind === "evaluation") return button(item, path, "setup.add_evaluation", evaluation);
  if (item.kind === "report") return html`${button(item, path, "setup.add_motion", motion)}${button(item, path, "setup.add_evaluation", evaluation)}`;
  if (item.kind === "decision" && has) {
    return html`${button(item, path, "setup.add_amendment", () => motion({ part: "amendment" }))}${button(item, path, "setup.add_clause", () => motion({ part: "clause" }))}`;
  }
  return has ? nothing : button(item, path, "setup.add_motion", motion);
};

